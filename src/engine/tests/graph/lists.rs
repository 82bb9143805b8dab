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

fn selected(driver: &Driver) -> TreeRow {
    let (header, rows) = driver.list();
    let at = header.selected_row.expect("a selected row") - header.from;
    rows[at as usize].clone()
}

fn name(row: &TreeRow) -> String {
    format!("{}{}", row.path, row.name)
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
    let row = selected(&driver);
    let facts = driver.selected().unwrap();
    assert_eq!((facts.function, &facts.name), (row.function, &name(&row)));
    assert_eq!((&facts.function_cum, &facts.function_flat), (&row.total, &row.own));
    driver.command_graph(GraphCommand::Walk(GraphStep::Callee));
    let other = selected(&driver);
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
    while selected(&driver).relation != Relation::Callee {
        ask(&mut driver, TwinCommand::Move(1));
    }
    // Coming by lights the call and leaves the function selected.
    let call = selected(&driver);
    assert_eq!(driver.selected().unwrap().function, caller.function);
    assert_eq!((call.level, call.fold), (2, Fold::Leaf));
    // Choosing it goes to its other end, below which it stands too.
    ask(&mut driver, TwinCommand::Select(call.item));
    let callee = selected(&driver);
    assert_eq!((callee.level, name(&callee)), (1, name(&call)));
    ask(&mut driver, TwinCommand::Right);
    let (header, rows) = driver.list();
    let below = &rows[header.selected_row.unwrap() as usize + 1..];
    let called_by = below
        .iter()
        .take_while(|row| row.level == 2)
        .find(|row| row.relation == Relation::Caller && row.function == caller.function);
    assert_eq!(called_by.unwrap().total_exact, call.total_exact);
    ask(&mut driver, TwinCommand::Select(u32::MAX));
    assert_eq!(selected(&driver).item, callee.item, "what is no item is not selected");
}

#[test]
fn another_graph_is_another_list() {
    let mut driver = watching();
    ask(&mut driver, TwinCommand::Move(0));
    ask(&mut driver, TwinCommand::Right);
    let before = selected(&driver);
    driver.ask(Request::GraphOptions(GraphOptions {
        node_count: 10,
        ..GraphOptions::default()
    }));
    let (header, rows) = driver.list();
    let nodes = driver.graph_view().nodes;
    assert!(nodes <= 10, "{nodes}");
    assert_eq!((header.row_count, rows.len() as u32), (nodes, nodes));
    assert_eq!(name(&selected(&driver)), name(&before));
}
