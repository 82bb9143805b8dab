//! Pages about a trace, and what they lead to.

use super::*;
use crate::protocol::account::{Account, AccountQuestion, Section, TracePage, TraceScope};
use crate::protocol::timeline::TimelineCommand;

const TRACE: &[u8] = include_bytes!("../../../tests/corpus/traces/timeline.go1.27.trace.gz");

impl Driver {
    pub(super) fn page(&mut self, scope: &TraceScope) -> Account {
        self.account(AccountQuestion::Trace(scope.clone()))
    }
}

fn cells(section: &Section, column: usize) -> Vec<&str> {
    section.rows.iter().map(|row| row.cells[column][0].as_str()).collect()
}

#[test]
fn logs_are_told_ordered_and_searched() {
    let mut driver = Driver::open(TRACE);
    let scope = TraceScope {
        page: TracePage::Logs,
        ..TraceScope::default()
    };
    let account = driver.page(&scope);
    let [all] = &account.sections[..] else {
        panic!("one section")
    };
    assert!(all.rows.len() > 1 && all.switches.is_empty(), "{}", all.rows.len());
    assert_eq!(all.heading, format!("{} log messages", all.rows.len()));
    // The field asks the same with what was typed.
    let field = all.field.as_ref().expect("a field");
    let wanted = cells(all, 1)[0].to_uppercase();
    driver.ask(Request::Offered(field.offer.clone(), Some(wanted.clone())));
    let found = driver.last_account();
    let found = &found.sections[0];
    assert!(!found.rows.is_empty() && found.rows.len() <= all.rows.len());
    assert!(cells(found, 1).iter().any(|message| message.to_uppercase() == wanted));
    assert_eq!(found.field.as_ref().map(|field| &*field.text), Some(&*wanted));
    // Who comes back finds it so.
    let again = driver.account(AccountQuestion::TraceAgain(TracePage::Logs));
    assert_eq!(&again.sections[0], found);
    // A head orders, and then the other way round.
    driver.ask(Request::Offered(all.columns[2].offer.clone(), None));
    let upwards = driver.last_account();
    let upwards = cells(&upwards.sections[0], 1).join(" ");
    let mut sorted = cells(all, 1);
    sorted.sort_unstable();
    assert_eq!(upwards, sorted.join(" "));
    let again = driver.page(&TraceScope {
        order: 2,
        ..scope.clone()
    });
    driver.ask(Request::Offered(again.sections[0].columns[2].offer.clone(), None));
    sorted.reverse();
    assert_eq!(cells(&driver.last_account().sections[0], 1), sorted);
    let none = driver.page(&TraceScope {
        find: "nobody says that".to_owned(),
        ..scope
    });
    assert_eq!(none.sections[0].rows.len(), 0);
}

#[test]
fn a_range_of_the_timeline_is_what_pages_are_about() {
    let mut driver = Driver::open(TRACE);
    let scope = TraceScope::default();
    let all = driver.page(&scope);
    let (first, last) = (&all.sections[0].rows[0], all.sections[0].rows.last().expect("rows"));
    // There is no picture yet: it is gone to when there is one.
    driver.ask(Request::Offered(first.lead.offer.clone(), None));
    driver.ask(Request::Mount(
        Pane::Timeline,
        PaneSize {
            width: 900.0,
            height: 500.0,
            ratio: 1.0,
        },
    ));
    let view = driver.timeline_view();
    assert!(view.is_ready && !view.is_whole && view.told.is_some(), "{view:?}");
    let within = driver.page(&scope);
    let within = &within.sections[0];
    assert!(within.rows.contains(first) && !within.rows.contains(last));
    let [range, whole] = &within.switches[..] else {
        panic!("two switches")
    };
    assert!(range.is_on && !whole.is_on);
    driver.ask(Request::Offered(whole.offer.clone(), None));
    assert_eq!(driver.last_account().sections[0].rows, all.sections[0].rows);
    driver.ask(Request::Timeline(TimelineCommand::Deselect));
    assert_eq!(driver.page(&scope), all);
}
