//! Findings of a trace and the page about the collector.

use super::*;
use crate::protocol::account::{Account, AccountQuestion, TracePage, TraceScope};

const COLLECTOR: &[u8] = include_bytes!("../../../tests/corpus/findings/collector.trace.gz");

fn scope() -> TraceScope {
    TraceScope {
        page: TracePage::Collector,
        ..TraceScope::default()
    }
}

#[test]
fn findings_of_a_trace_lead_into_the_timeline() {
    let mut driver = Driver::open(COLLECTOR);
    let account = driver.account(AccountQuestion::Findings(Vec::new()));
    let [found, silent] = &account.sections[..] else {
        panic!("{} sections", account.sections.len());
    };
    assert_eq!(found.items.len() + silent.items.len(), 13);
    let collections = found
        .items
        .iter()
        .find(|item| item.title.contains("Garbage"))
        .expect("it is found");
    let asked = collections.leads[0].offer.requests(None).unwrap();
    assert!(matches!(asked[..], [Request::Timeline(_)]), "{asked:?}");
    assert!(silent.is_folded && silent.items.iter().all(|item| item.leads.is_empty()));
    // Once known, it is told at once.
    assert_eq!(driver.account(AccountQuestion::Findings(Vec::new())), account);
}

#[test]
fn cycles_and_stops_and_what_was_left_to_the_program_are_told() {
    let mut driver = Driver::open(COLLECTOR);
    let account = driver.page(&scope());
    let [cycles, stops, helpers, left, each, _] = &account.sections[..] else {
        panic!("{} sections", account.sections.len());
    };
    assert_eq!(cycles.heading, format!("{} collections", cycles.rows.len()));
    assert!(cycles.charts.len() == 1 && cycles.columns.len() == cycles.rows[0].cells.len() + 1);
    // Every cycle stops the world before it and after it.
    assert!(
        cycles.rows[1..]
            .iter()
            .all(|row| row.cells[0][0] != "0" && row.cells[2][0] != "0"),
        "{:?}",
        cycles.rows
    );
    let kinds: Vec<&str> = stops.rows.iter().map(|row| &*row.lead.words).collect();
    assert!(
        kinds.contains(&"GC mark termination") && kinds.last() == Some(&"all"),
        "{kinds:?}"
    );
    assert!(stops.items[0].leads.len() == 10 && !helpers.rows.is_empty());
    // In a longer window the least is more, and what few windows have at most is more than the least.
    let share = |cell: &[String; 2]| cell[0].trim_end_matches(" %").parse::<f64>().unwrap();
    let least: Vec<f64> = left.rows.iter().map(|row| share(&row.cells[0])).collect();
    assert!(least.len() == 5 && least[0] == 0.0 && least[4] > 50.0, "{least:?}");
    assert!(
        left.rows
            .iter()
            .all(|row| share(&row.cells[0]) <= share(&row.cells[3]) + 0.1)
    );
    assert_eq!(stops.heading, format!("World stopped {} times", each.rows.len()));
    assert_eq!(left.charts[0].lines.len(), 2);
    assert!((2..=10).contains(&left.items[0].leads.len()));
}

#[test]
fn what_counts_as_the_collectors_work_can_be_chosen() {
    let mut driver = Driver::open(COLLECTOR);
    let usual = driver.page(&scope());
    let switches = &usual.sections[3].switches;
    let is_on = |account: &Account| {
        account.sections[3]
            .switches
            .iter()
            .map(|it| it.is_on)
            .collect::<Vec<_>>()
    };
    assert_eq!(is_on(&usual)[..5], [true, true, true, false, false]);
    driver.ask(Request::Offered(switches[3].offer.clone(), None));
    let swept = driver.last_account();
    assert_eq!(is_on(&swept)[..5], [true, true, true, true, false]);
    assert_ne!(swept.sections[3].notes, usual.sections[3].notes);
    // Other windows are told of the same work.
    driver.ask(Request::Offered(swept.sections[3].switches[5].offer.clone(), None));
    let other = driver.last_account();
    assert!(
        other.sections[3].items[0].title.contains("1us"),
        "{}",
        other.sections[3].items[0].title
    );
    assert_eq!(other.sections[3].notes, swept.sections[3].notes);
    // A trace without collections says so.
    let none = Driver::open(include_bytes!("../../../tests/corpus/findings/short.trace.gz")).page(&scope());
    assert_eq!(none.sections[0].heading, "No collections");
}
