//! Pages about what the program says itself: tasks and regions.

use super::*;
use crate::protocol::account::{Account, Section, TracePage, TraceScope};

const ORDERS: &[u8] = include_bytes!("../../../tests/corpus/findings/orders.trace.gz");

fn of(page: TracePage) -> TraceScope {
    TraceScope {
        page,
        ..TraceScope::default()
    }
}

fn names(section: &Section) -> Vec<&str> {
    section.rows.iter().map(|row| &*row.lead.words).collect()
}

impl Driver {
    /// Follows the lead of a row.
    fn follow(&mut self, section: &Section, row: usize) -> Account {
        self.ask(Request::Offered(section.rows[row].lead.offer.clone(), None));
        self.last_account()
    }
}

#[test]
fn tasks_are_told_by_type_then_one_by_one_then_event_by_event() {
    let mut driver = Driver::open(ORDERS);
    let types = driver.page(&of(TracePage::Tasks));
    let [types, _] = &types.sections[..] else {
        panic!("one section");
    };
    assert_eq!(names(types), ["order", "dish"]);
    // Of 25 orders one does not end.
    let counts = |row: usize| [&*types.rows[row].cells[0][0], &*types.rows[row].cells[1][0]];
    assert_eq!((counts(0), counts(1)), (["25", "24"], ["48", "48"]));
    assert!(
        types
            .rows
            .iter()
            .all(|row| row.line.starts_with('M') && row.cells.len() == 8)
    );
    let orders = driver.follow(types, 0);
    let orders = &orders.sections[1];
    assert_eq!(
        (&*orders.heading, orders.rows.len(), orders.charts.len()),
        ("25 tasks “order”", 25, 1)
    );
    // The longest first; each has two parts, a region and a message or two.
    let longest = &orders.rows[0];
    assert!(
        longest.cells[3][0] == "2" || longest.cells[6][0] == "not seen whole",
        "{longest:?}"
    );
    let whole = orders
        .rows
        .iter()
        .position(|row| row.cells[6][0].is_empty())
        .expect("one");
    let one = driver.follow(orders, whole);
    let [_, parts, happened, _] = &one.sections[..] else {
        panic!("{} sections", one.sections.len());
    };
    assert_eq!(parts.rows.len(), 3);
    assert!(parts.rows[1].lead.words.starts_with("· dish "), "{:?}", names(parts));
    assert_eq!(parts.items[0].leads.len(), 1);
    let what: Vec<&str> = happened.rows.iter().map(|row| &*row.cells[3][0]).collect();
    assert_eq!(
        (what[0], *what.last().expect("events")),
        ("the task begins", "the task ends")
    );
    for text in [
        "customer: “number",
        "region “serve” begins",
        "region “serve” ends after",
        "its part dish ",
    ] {
        assert!(what.iter().any(|what| what.starts_with(text)), "{text}: {what:?}");
    }
    // A part leads to itself, and back to what it is part of.
    let part = driver.follow(parts, 1);
    assert!(
        part.sections[1].items[0]
            .leads
            .iter()
            .any(|lead| lead.words.starts_with("part of order"))
    );
}

#[test]
fn tasks_are_found_by_what_was_logged_in_them() {
    let mut driver = Driver::open(ORDERS);
    let types = driver.page(&of(TracePage::Tasks));
    let field = types.sections[0].field.as_ref().expect("a field");
    driver.ask(Request::Offered(field.offer.clone(), Some("was Cold".to_owned())));
    let found = driver.last_account();
    assert_eq!(found.sections[1].heading, "3 tasks of all types");
    driver.ask(Request::Offered(found.sections[1].columns[1].offer.clone(), None));
    let begun = driver.last_account();
    let mut sorted: Vec<i64> = begun.sections[1]
        .rows
        .iter()
        .map(|row| number(&row.cells[0][1]))
        .collect();
    assert_eq!(sorted.len(), 3);
    sorted.sort_unstable();
    assert!(
        begun.sections[1]
            .rows
            .iter()
            .map(|row| number(&row.cells[0][1]))
            .eq(sorted)
    );
}

/// The number of an exact text.
fn number(text: &str) -> i64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(-1)
}

#[test]
fn regions_are_told_by_the_lines_that_begin_them() {
    let mut driver = Driver::open(ORDERS);
    let account = driver.page(&of(TracePage::Regions));
    let [kinds, _] = &account.sections[..] else {
        panic!("one section");
    };
    let mut sorted = names(kinds);
    sorted.sort_unstable();
    assert_eq!(sorted, ["cook", "serve"]);
    let cook = names(kinds)
        .iter()
        .position(|name| *name == "cook")
        .expect("it is there");
    let row = &kinds.rows[cook];
    assert_eq!((&*row.cells[0][0], &*row.cells[1][0]), ("main.cook", "48"));
    assert!(row.cells[0][1].contains("life.go:"), "{}", row.cells[0][1]);
    // What goroutines did in it is what it took.
    let parts: i64 = row.cells[8..12]
        .iter()
        .map(|cell| number(cell[1].split(',').collect::<String>().split(" ns").next().unwrap_or("")))
        .sum();
    assert_eq!(parts, number(&row.cells[2][1]));
    let single = driver.follow(kinds, cook);
    let single = &single.sections[1];
    assert_eq!((single.rows.len(), single.charts.len()), (48, 1));
    let taken: Vec<i64> = single
        .rows
        .iter()
        .map(|row| {
            (3..7)
                .map(|at| number(row.cells[at][1].split(" ns").next().unwrap_or("")))
                .sum()
        })
        .collect();
    assert!(taken.is_sorted_by(|one, other| one >= other), "{taken:?}");
    assert!(single.rows.iter().all(|row| row.cells[1][0].starts_with("dish ")));
    let asked = single.rows[0].lead.offer.requests(None).unwrap();
    assert!(matches!(asked[..], [Request::Timeline(_)]), "{asked:?}");
    let none =
        Driver::open(include_bytes!("../../../tests/corpus/findings/short.trace.gz")).page(&of(TracePage::Regions));
    assert_eq!(none.sections[0].rows.len(), 0);
}
