//! What is in memory, of a trace with the AllocFree experiment: on the page about the collector, and in the timeline.

use super::*;
use crate::protocol::account::{TracePage, TraceScope};
use crate::protocol::timeline::{TimelineNews, hover_from_bytes};

const HELD: &[u8] = include_bytes!("../../../tests/corpus/traces/held.go1.27.trace.gz");

fn scope() -> TraceScope {
    TraceScope {
        page: TracePage::Collector,
        ..TraceScope::default()
    }
}

#[test]
fn objects_are_told_by_type() {
    let mut driver = Driver::open(HELD);
    let account = driver.page(&scope());
    let [_, kinds, types, ..] = &account.sections[..] else {
        panic!("{} sections", account.sections.len());
    };
    assert!(kinds.heading.starts_with("In memory: "), "{}", kinds.heading);
    assert_eq!((kinds.rows.len(), kinds.charts.len(), kinds.notes.len()), (4, 2, 1));
    assert_eq!(kinds.rows[0].cells.len() + 1, kinds.columns.len());
    let row = types.rows.iter().find(|row| row.lead.words == "main.order").unwrap();
    let cells: Vec<&str> = row.cells.iter().map(|cell| &*cell[0]).collect();
    // Live, share, objects, growth, allocated, times, one value.
    assert_eq!((cells[0], cells[2], cells[3]), ("3.52kB", "45", "+3.52kB"));
    assert_eq!((cells[4], cells[5], cells[6]), ("7.03kB", "90", "72B"));
    assert_eq!(row.cells.len() + 1, types.columns.len());

    // By name, and the other way round.
    driver.ask(Request::Offered(types.columns[0].offer.clone(), None));
    let by_name = driver.last_account();
    let names: Vec<_> = by_name.sections[2]
        .rows
        .iter()
        .map(|row| row.lead.words.clone())
        .collect();
    assert!(names.is_sorted() && names.len() == types.rows.len(), "{names:?}");
    // Only some.
    let field = types.field.clone().unwrap();
    driver.ask(Request::Offered(field.offer, Some("MAIN.".to_owned())));
    let found = driver.last_account();
    let found_rows = &found.sections[2].rows;
    assert!(found_rows.len() == 3 && found_rows.iter().all(|row| row.lead.words.contains("main.")));
    assert!(found.sections[2].heading == types.heading && found.sections[2].field.is_some());
    // Other traces tell nothing of it.
    let other = Driver::open(include_bytes!("../../../tests/corpus/findings/short.trace.gz")).page(&scope());
    assert!(!other.sections.iter().any(|section| section.heading.contains("objects")));
}

#[test]
fn memory_is_among_the_numbers_of_the_timeline() {
    let mut driver = Driver::open(HELD);
    let pane = PaneSize {
        width: 800.0,
        height: 900.0,
        ratio: 1.0,
    };
    driver.ask(Request::Mount(Pane::Timeline, pane));
    let y_of = |driver: &Driver, name: &str| {
        driver.timeline.calls.iter().find_map(|call| match call {
            Call::Text(_, x, y, text) if *x < 200.0 && text == name => Some(*y),
            _ => None,
        })
    };
    assert_eq!(y_of(&driver, "Objects"), None);
    let head = y_of(&driver, "More numbers").unwrap();
    driver.ask(Request::Pointer(Pane::Timeline, PointerEvent::Click(20.0, head)));
    for name in ["Objects", "Spans", "Others", "Stacks"] {
        assert!(y_of(&driver, name).is_some(), "{name}: {:?}", driver.timeline.texts());
    }
    let y = y_of(&driver, "Objects").unwrap();
    driver.ask(Request::Pointer(Pane::Timeline, PointerEvent::Move(790.0, y)));
    let newest = driver
        .replies
        .iter()
        .rev()
        .find(|it| it.reply == Reply::Timeline(TimelineNews::Hover));
    let told = hover_from_bytes(newest.unwrap().bytes.as_deref().unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(told.title, "In memory: heap objects");
    let lines: Vec<&str> = told.parts[0].lines.iter().map(|line| &*line.name).collect();
    assert_eq!(lines, ["bytes", "heap objects"]);
}
