//! Two traces compared.

use super::*;
use crate::protocol::account::{AccountQuestion, Section, SeriesOrder};
use crate::protocol::comparing::Comparing;

const SLICES: &[u8] = include_bytes!("../../../tests/corpus/findings/slices.trace.gz");
const NEAR: &[u8] = include_bytes!("../../../tests/corpus/findings/slices.near.trace.gz");

fn cells<'a>(section: &'a Section, words: &str) -> Vec<&'a str> {
    let row = section.rows.iter().find(|row| row.lead.words == words);
    row.map_or(Vec::new(), |row| row.cells.iter().map(|cell| &*cell[0]).collect())
}

#[test]
fn two_traces_are_told_side_by_side_and_as_changes() {
    let question = || AccountQuestion::Series(false, SeriesOrder::Growth);
    let mut driver = Driver::compare(SLICES, NEAR);
    assert!(driver.opened().compares_traces && !driver.opened().is_trace);
    let account = driver.account(question());
    let [short, runs, waits, collector, blocked, functions] = &account.sections[..] else {
        panic!("{} sections", account.sections.len());
    };
    // One goroutine for every eight numbers, and one for every eight thousand.
    let [old, new, change, _] = cells(short, "goroutines made")[..] else {
        panic!("four cells");
    };
    assert!(new.len() > old.len() && change.starts_with('+'), "{old} {new} {change}");
    assert_eq!(cells(short, "processors"), ["4", "4", "0", "0%"]);
    assert!(cells(short, "duration")[2].starts_with('-'), "{short:?}");
    assert!(runs.charts[0].lines.len() == 2 && waits.rows.len() == 7);
    assert!(cells(runs, "median")[2].starts_with('-'));
    assert_eq!(collector.rows.len(), 9);
    assert!(blocked.rows.iter().any(|row| row.lead.words == "chan receive"));
    assert!(
        functions.rows.iter().any(|row| row.lead.words.starts_with("main.add")),
        "{functions:?}"
    );
    // Swapped, old is new.
    driver.ask(Request::Compare(Comparing::SWAPPED));
    let swapped = driver.account(question());
    assert_eq!(cells(&swapped.sections[0], "goroutines made")[..2], [new, old]);
}

#[test]
fn two_profiles_are_not_told_so() {
    let mut driver = Driver::compare(CPU, CPU);
    assert!(!driver.opened().compares_traces);
    let account = driver.account(AccountQuestion::Series(false, SeriesOrder::Growth));
    assert!(
        account
            .sections
            .iter()
            .all(|section| !section.heading.contains("traces"))
    );
}
