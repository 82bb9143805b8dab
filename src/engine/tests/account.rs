//! Accounts: what is told of a document to be read.

use super::*;
use crate::protocol::account::{Account, AccountQuestion, SeriesOrder, account_from_bytes};

const ALLOCATION: &[u8] = include_bytes!("../../../tests/corpus/findings/allocation.pb.gz");

impl Driver {
    pub(super) fn account(&mut self, question: AccountQuestion) -> Account {
        self.ask(Request::Account(question));
        self.last_account()
    }

    pub(super) fn last_account(&self) -> Account {
        let answer = self.replies.iter().rev().find(|it| it.reply == Reply::Account);
        account_from_bytes(&answer.and_then(|it| it.bytes.clone()).expect("an answer")).unwrap()
    }
}

#[test]
fn findings_lead_to_functions_and_silent_rules_are_told_too() {
    let mut driver = Driver::open(ALLOCATION);
    let account = driver.account(AccountQuestion::Findings(Vec::new()));
    let [found, silent, elsewhere] = &account.sections[..] else {
        panic!("three sections")
    };
    let finding = found
        .items
        .iter()
        .find(|item| item.title == "Allocation takes much of the time");
    let finding = finding.expect("the finding");
    assert_eq!(found.items.len() + silent.items.len() + elsewhere.items.len(), 13);
    assert!(silent.is_folded && elsewhere.is_folded && !found.is_folded);
    let lead = &finding.leads[0];
    assert_eq!(lead.words, "main.allocation");
    let asked = lead.offer.requests(None).unwrap();
    assert!(
        matches!(asked[..], [Request::ShowSampleType(1), Request::Select(Some(_))]),
        "{asked:?}"
    );
    driver.ask(Request::Offered(lead.offer.clone(), None));
    let selected = driver.last(|reply| match reply {
        Reply::Selected(facts) => facts.clone(),
        _ => None,
    });
    assert_eq!(selected.name, "main.allocation");
    assert!(finding.numbers.ends_with("%)"), "{}", finding.numbers);
}

#[test]
fn functions_have_the_same_numbers_where_filters_are_in_effect() {
    use crate::protocol::filter::{Filter, FilterKind};
    let mut driver = Driver::open(ALLOCATION);
    let before = driver.account(AccountQuestion::Findings(Vec::new()));
    driver.ask(Request::Refine(vec![Filter {
        kind: FilterKind::Hide,
        what: "main.allocation".to_owned(),
        is_exact: true,
    }]));
    assert_eq!(driver.account(AccountQuestion::Findings(Vec::new())), before);
}

/// Snapshots of a program that leaks, not in their order.
const SNAPSHOTS: [&[u8]; 4] = [
    include_bytes!("../../../tests/corpus/series/drip.4.pb.gz"),
    include_bytes!("../../../tests/corpus/series/drip.1.pb.gz"),
    include_bytes!("../../../tests/corpus/series/drip.6.pb.gz"),
    include_bytes!("../../../tests/corpus/series/drip.2.pb.gz"),
];

fn series(files: &[&'static [u8]]) -> Driver {
    let mut driver = Driver::mounted();
    let mut inputs = files
        .iter()
        .enumerate()
        .map(|(n, &bytes)| -> (OpenFile, Box<dyn Read>) {
            (named(&format!("{n}.pb.gz"), bytes), Box::new(Cursor::new(bytes)))
        });
    let first = inputs.next().unwrap();
    driver.engine.open_against(first, inputs.collect());
    driver.settle();
    driver
}

#[test]
fn a_series_names_what_leaks_and_compares_the_last_with_the_first() {
    let mut driver = series(&SNAPSHOTS);
    let opened = driver.opened();
    assert_eq!(opened.kind, "series of heap profiles");
    assert_eq!(opened.warnings, [] as [&str; 0]);
    assert_eq!(opened.base_sha256.split('.').count(), 3);
    // The third file is the newest, the second the oldest.
    assert_eq!(driver.view().sides[0], "old 1.pb.gz");
    assert_eq!(driver.view().sides[2], "new 2.pb.gz");
    let account = driver.account(AccountQuestion::Series(false, SeriesOrder::Growth));
    let [suspects, table, how] = &account.sections[..] else {
        panic!("three sections")
    };
    assert_eq!(suspects.items[0].title, "main.record");
    assert!(suspects.items[0].texts[0].contains("main.record ← main.(*server).login"));
    assert!(how.notes[1].contains("gc=1"));
    assert_eq!(table.columns.len(), 1 + 4 + 3);
    assert_eq!(table.rows[0].lead.words, "all");
    assert_eq!(table.rows[1].lead.words, "main.record");
    assert!(
        table
            .rows
            .iter()
            .all(|row| row.cells.len() == 7 && row.line.starts_with('M'))
    );
    let lead = suspects.items[0].leads[0].clone();
    driver.ask(Request::Offered(lead.offer.clone(), None));
    let selected = driver.last(|reply| match reply {
        Reply::Selected(facts) => facts.clone(),
        _ => None,
    });
    assert_eq!(selected.name, "main.record");
}

#[test]
fn a_series_is_ordered_as_it_is_asked_for() {
    let mut driver = series(&SNAPSHOTS);
    let first = |driver: &mut Driver, is_cum, order| {
        let account = driver.account(AccountQuestion::Series(is_cum, order));
        let on: Vec<String> = account.sections[1]
            .columns
            .iter()
            .filter(|it| it.is_on)
            .map(|it| it.words.clone())
            .collect();
        (account.sections[1].rows[1].lead.words.clone(), on)
    };
    let (name, on) = first(&mut driver, false, SeriesOrder::Name);
    assert!(name.starts_with("fmt."), "{name}");
    assert_eq!(on, ["function"]);
    assert_eq!(first(&mut driver, true, SeriesOrder::Growth).1, ["growth"]);
    let (name, _) = first(&mut driver, true, SeriesOrder::Last);
    assert!(["main.main", "runtime.main"].contains(&&*name), "{name}");
    // It is found again by its address, and told anew where it was told otherwise.
    let place = driver.view().place;
    assert_eq!(place.timeline, "cum-last");
    let table = driver.account(AccountQuestion::SeriesAgain).sections[1].rows.clone();
    assert_eq!(first(&mut driver, false, SeriesOrder::Growth).1.len(), 1);
    assert_eq!(driver.view().place.timeline, "");
    let told = driver.replies.len();
    driver.ask(Request::Restore(Box::new(place)));
    let again = driver.replies[told..]
        .iter()
        .find(|outgoing| outgoing.reply == Reply::Account)
        .and_then(|outgoing| account_from_bytes(outgoing.bytes.as_deref()?).ok());
    assert_eq!(again.expect("the account again").sections[1].rows, table);
    driver.ask(Request::ShowSampleType(0));
    let account = driver.account(AccountQuestion::Series(false, SeriesOrder::Growth));
    assert!(account.sections[1].notes[0].starts_with("Of alloc_objects"));
}

#[test]
fn what_makes_snapshots_hard_to_compare_is_a_warning() {
    const OTHER: &[u8] = include_bytes!("../../../tests/corpus/series/drip.other.pb.gz");
    let driver = series(&[SNAPSHOTS[1], SNAPSHOTS[0], OTHER, HEAP]);
    let warnings = driver.opened().warnings;
    // The last file was taken first, and so the others differ from it.
    for words in ["Of another binary", "Not sampled every"] {
        let others = |it: &String| it.starts_with(words) && it.ends_with(": 0.pb.gz, 1.pb.gz, 2.pb.gz.");
        assert!(warnings.iter().any(others), "{warnings:?}");
    }
}
