//! The flame graph's list and the picture: what is selected in one is selected in the other.

use super::*;
use crate::protocol::Twin;
use crate::protocol::request::TwinCommand;
use crate::protocol::rows::Fold;

fn watching(bytes: &'static [u8]) -> Driver {
    let mut driver = Driver::open(bytes);
    driver.ask(Request::WatchTwin(Twin::Flame, 0, 200));
    driver
}

fn ask(driver: &mut Driver, command: TwinCommand) {
    driver.ask(Request::Twin(Twin::Flame, command));
}

#[test]
fn the_list_begins_with_the_outermost_frames_heaviest_first() {
    let driver = watching(CPU);
    let (header, rows) = driver.list();
    assert_eq!((header.from, header.selected_row), (0, None));
    assert_eq!(header.row_count as usize, rows.len());
    assert!(rows.iter().all(|row| row.level == 1 && row.fold != Fold::Open));
    assert!(rows.windows(2).all(|pair| pair[0].bar >= pair[1].bar));
    let positions: Vec<_> = rows.iter().map(|row| (row.position, row.siblings)).collect();
    let count = rows.len() as u32;
    assert_eq!(positions, (1..=count).map(|at| (at, count)).collect::<Vec<_>>());
}

#[test]
fn arrows_lead_through_the_list_and_the_picture_follows() {
    let mut driver = watching(CPU);
    ask(&mut driver, TwinCommand::Move(1));
    let first = driver.selected_row();
    assert_eq!(first.position, 1);
    assert_eq!(driver.selected().unwrap().frame, Some(first.item));
    ask(&mut driver, TwinCommand::Right);
    assert_eq!(
        (driver.selected_row().item, driver.selected_row().fold),
        (first.item, Fold::Open)
    );
    ask(&mut driver, TwinCommand::Right);
    let child = driver.selected_row();
    assert_eq!((child.level, child.position), (2, 1));
    let facts = driver.selected().unwrap();
    assert_eq!(facts.name, full_name(&child));
    assert_eq!((&facts.total, &facts.own), (&child.total, &child.own));
    assert_eq!(facts.percent_of_total, child.percent);
    // Left goes up from what is folded, and folds what is not.
    ask(&mut driver, TwinCommand::Left);
    assert_eq!(driver.selected_row().item, first.item);
    ask(&mut driver, TwinCommand::Left);
    assert_eq!(driver.selected_row().fold, Fold::Closed);
    ask(&mut driver, TwinCommand::Left);
    assert_eq!(driver.selected_row().item, first.item, "nothing is above the outermost");
    ask(&mut driver, TwinCommand::UnfoldSiblings);
    ask(&mut driver, TwinCommand::Move(i32::MAX));
    let (header, _) = driver.list();
    assert_eq!(header.selected_row, Some(header.row_count - 1));
    ask(&mut driver, TwinCommand::Toggle(first.item));
    assert_eq!(
        (driver.selected_row().item, driver.selected_row().fold),
        (first.item, Fold::Closed)
    );
    ask(&mut driver, TwinCommand::Toggle(first.item));
    assert_eq!(driver.selected_row().fold, Fold::Open);
    ask(&mut driver, TwinCommand::Select(u32::MAX));
    ask(&mut driver, TwinCommand::Select(0));
    assert_eq!(
        driver.selected_row().item,
        first.item,
        "what is no frame is not selected"
    );
}

#[test]
fn what_is_selected_in_the_picture_is_shown_in_the_list() {
    let mut driver = watching(CPU);
    let (x, y) = driver.label_at("main.request");
    driver.ask(Request::Pointer(Pane::Flame, PointerEvent::Click(x, y)));
    let row = driver.selected_row();
    assert_eq!(full_name(&row), driver.selected().unwrap().name);
    assert!(row.level > 1);
    let (header, rows) = driver.list();
    let at = header.selected_row.unwrap() as usize;
    let caller = rows[..at].iter().rfind(|above| above.level == row.level - 1);
    assert_eq!(caller.unwrap().fold, Fold::Open);
    // A function as a whole is its widest frame.
    driver.ask(Request::Flame(FlameCommand::Deselect));
    assert_eq!(driver.list().0.selected_row, None);
    let function = driver.rows(5, 6).remove(0);
    driver.ask(Request::Select(Some(function.function)));
    assert_eq!(driver.selected_row().function, function.function);
    // Nobody looks: nothing is told, and it catches up afterwards.
    driver.ask(Request::WatchTwin(Twin::Flame, 0, 0));
    driver.replies.clear();
    driver.ask(Request::Pointer(Pane::Flame, PointerEvent::Click(x, y)));
    let is_told = |outgoing: &Outgoing| matches!(outgoing.reply, Reply::TwinRows(..));
    assert!(!driver.replies.iter().any(is_told));
    driver.ask(Request::WatchTwin(Twin::Flame, 0, 200));
    assert_eq!(driver.selected_row().item, row.item);
}

#[test]
fn a_search_dims_rows_and_a_sample_type_weighs_them_anew() {
    let mut driver = watching(HEAP);
    ask(&mut driver, TwinCommand::Move(1));
    ask(&mut driver, TwinCommand::Right);
    let before = driver.list().1;
    let wanted = SearchFor {
        pattern: full_name(&before[0]),
        ..SearchFor::default()
    };
    driver.ask(Request::Search(1, wanted));
    let (_, rows) = driver.list();
    assert!(!rows[0].is_dimmed && rows.iter().any(|row| row.is_dimmed));
    driver.ask(Request::Search(2, SearchFor::default()));
    assert_eq!(driver.list().1, before);
    driver.ask(Request::ShowSampleType(1));
    let (_, rows) = driver.list();
    assert_ne!(rows, before);
    assert!(
        rows.iter().any(|row| row.fold == Fold::Open),
        "what was unfolded stays so"
    );
    driver.ask(Request::ShowSampleType(driver.opened().default_sample_type));
    assert_eq!(driver.list().1, before);
}

#[test]
fn a_frame_says_its_place_among_its_siblings() {
    let mut driver = watching(CPU);
    ask(&mut driver, TwinCommand::Move(i32::MIN));
    let count = driver.list().0.row_count;
    assert_eq!(
        driver.selected().unwrap().among,
        format!("1st of {count} outermost frames")
    );
    loop {
        ask(&mut driver, TwinCommand::Right);
        ask(&mut driver, TwinCommand::Right);
        let row = driver.selected_row();
        if row.siblings > 1 && row.level > 1 {
            break;
        }
    }
    ask(&mut driver, TwinCommand::Move(1));
    ask(&mut driver, TwinCommand::Move(-1));
    let (header, rows) = driver.list();
    let row = driver.selected_row();
    let above = &rows[..header.selected_row.unwrap() as usize];
    let caller = above.iter().rfind(|above| above.level == row.level - 1).unwrap();
    let among = driver.selected().unwrap().among;
    assert_eq!(among, format!("1st of {} children of {}", row.siblings, caller.name));
    assert_eq!(driver.rows(0, 1).len(), 1);
}
