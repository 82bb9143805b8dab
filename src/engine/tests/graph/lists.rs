//! The call graph's list and the picture.

use super::*;
use crate::protocol::Twin;
use crate::protocol::request::TwinCommand;
use crate::protocol::rows::{Fold, Relation};

fn watching() -> Driver {
    let mut driver = open(CPU);
    driver.ask(Request::WatchTwin(Twin::Graph, 0, 500));
    driver
}

fn ask(driver: &mut Driver, command: TwinCommand) {
    driver.ask(Request::Twin(Twin::Graph, command));
}

#[test]
fn every_box_is_a_row_the_heaviest_first() {
    let driver = watching();
    let (header, rows) = driver.list();
    assert_eq!(header.row_count, driver.graph_view().nodes);
    assert!(rows.windows(2).all(|pair| pair[0].bar >= pair[1].bar));
    assert!(
        rows.iter()
            .all(|row| row.level == 1 && row.relation == Relation::None && !row.name.is_empty())
    );
    assert!(rows.iter().all(|row| row.fold == Fold::Closed));
}

#[test]
fn what_is_selected_in_the_picture_is_selected_in_the_list_and_back() {
    let mut driver = watching();
    ask(&mut driver, TwinCommand::Move(3));
    ask(&mut driver, TwinCommand::Move(1));
    let row = driver.selected_row();
    let facts = driver.selected().unwrap();
    assert_eq!((facts.function, &facts.name), (row.function, &full_name(&row)));
    assert_eq!((&facts.function_cum, &facts.function_flat), (&row.total, &row.own));
    driver.command_graph(GraphCommand::Walk(GraphStep::Callee));
    let other = driver.selected_row();
    assert_ne!(other.function, row.function);
    assert_eq!(driver.selected().unwrap().function, other.function);
    driver.command_graph(GraphCommand::Deselect);
    assert_eq!(driver.list().0.selected_row, None);
}

#[test]
fn calls_stand_below_both_their_ends() {
    let mut driver = watching();
    ask(&mut driver, TwinCommand::Move(0));
    // The first row that has callers and callees.
    let caller = loop {
        ask(&mut driver, TwinCommand::Right);
        let (header, rows) = driver.list();
        let at = header.selected_row.unwrap() as usize;
        let below = rows[at + 1..].iter().take_while(|row| row.level == 2);
        if below.clone().any(|row| row.relation == Relation::Callee)
            && below.clone().any(|row| row.relation == Relation::Caller)
        {
            break rows[at].clone();
        }
        ask(&mut driver, TwinCommand::Left);
        ask(&mut driver, TwinCommand::Move(1));
    };
    while driver.selected_row().relation != Relation::Callee {
        ask(&mut driver, TwinCommand::Move(1));
    }
    // Coming by lights the call and leaves the function selected.
    let call = driver.selected_row();
    assert_eq!(driver.selected().unwrap().function, caller.function);
    assert_eq!((call.level, call.fold), (2, Fold::Leaf));
    // Choosing it goes to its other end, below which it stands too.
    ask(&mut driver, TwinCommand::Select(call.item));
    let callee = driver.selected_row();
    assert_eq!((callee.level, full_name(&callee)), (1, full_name(&call)));
    ask(&mut driver, TwinCommand::Right);
    let (header, rows) = driver.list();
    let below = &rows[header.selected_row.unwrap() as usize + 1..];
    let called_by = below
        .iter()
        .take_while(|row| row.level == 2)
        .find(|row| row.relation == Relation::Caller && row.function == caller.function);
    assert_eq!(called_by.unwrap().total_exact, call.total_exact);
    ask(&mut driver, TwinCommand::Select(u32::MAX));
    assert_eq!(
        driver.selected_row().item,
        callee.item,
        "what is no item is not selected"
    );
}

#[test]
fn another_graph_is_another_list() {
    let mut driver = watching();
    ask(&mut driver, TwinCommand::Move(0));
    ask(&mut driver, TwinCommand::Right);
    let before = driver.selected_row();
    driver.ask(Request::GraphOptions(GraphOptions {
        node_count: 10,
        ..GraphOptions::default()
    }));
    let (header, rows) = driver.list();
    let nodes = driver.graph_view().nodes;
    assert!(nodes <= 10, "{nodes}");
    assert_eq!((header.row_count, rows.len() as u32), (nodes, nodes));
    assert_eq!(full_name(&driver.selected_row()), full_name(&before));
}
