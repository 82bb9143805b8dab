//! The goroutines of a dump, as the page is told of them.

use super::*;
use crate::protocol::goroutines::{GoroutineList, GoroutineQuestion, GroupDetails, group_from_bytes, list_from_bytes};

const LEAKS: &[u8] = include_bytes!("../../../tests/corpus/dumps/stuck.go1.27.leaks.txt.gz");
const DEADLOCK: &[u8] = include_bytes!("../../../tests/corpus/dumps/crash.go1.27.deadlock.txt");

fn list(driver: &mut Driver, question: GoroutineQuestion) -> GoroutineList {
    driver.ticket += 1;
    driver.ask(Request::Goroutines(driver.ticket, Box::new(question)));
    let answer = driver.replies.iter().rev().find_map(|outgoing| match outgoing.reply {
        Reply::Goroutines(ticket) => Some((ticket, outgoing.bytes.clone()?)),
        _ => None,
    });
    let (ticket, bytes) = answer.expect("a list");
    assert_eq!(ticket, driver.ticket);
    list_from_bytes(&bytes).unwrap()
}

fn group(driver: &mut Driver, row: u32) -> GroupDetails {
    driver.ask(Request::GoroutineGroup(row));
    let answer = driver.replies.iter().rev().find_map(|outgoing| match outgoing.reply {
        Reply::GoroutineGroup => outgoing.bytes.clone(),
        _ => None,
    });
    group_from_bytes(&answer.expect("a group")).unwrap()
}

fn count(text: &str) -> usize {
    text.replace(',', "").parse().unwrap()
}

#[test]
fn every_goroutine_is_in_a_group_and_under_a_creator() {
    let mut driver = Driver::open(DUMP);
    assert!(driver.opened().has_goroutines);
    let list = list(&mut driver, GoroutineQuestion::default());
    let all: usize = list.groups.iter().map(|group| count(&group.count)).sum();
    assert!(
        list.summary.starts_with(&format!("{all} goroutines in ")),
        "{}",
        list.summary
    );
    assert_eq!(list.states.iter().map(|state| state.1 as usize).sum::<usize>(), all);
    let counts: Vec<usize> = list.groups.iter().map(|group| count(&group.count)).collect();
    assert!(counts.is_sorted_by(|one, next| one >= next));
    let outermost = list.creators.iter().filter(|row| row.level == 1);
    assert_eq!(outermost.map(|row| row.total as usize).sum::<usize>(), all);
    assert_eq!(list.creators.iter().map(|row| row.own as usize).sum::<usize>(), all);
}

#[test]
fn filters_narrow_and_the_order_can_be_by_wait() {
    let mut driver = Driver::open(DUMP);
    let all = list(&mut driver, GoroutineQuestion::default());
    let (state, in_state) = all.states[0].clone();
    let question = GoroutineQuestion {
        state,
        ..GoroutineQuestion::default()
    };
    let some = list(&mut driver, question);
    let found: usize = some.groups.iter().map(|group| count(&group.count)).sum();
    assert_eq!(found, in_state as usize);
    assert!(some.summary.contains(" of "), "{}", some.summary);
    assert_eq!(some.findings, all.findings);
    for question in [
        GoroutineQuestion {
            function: "no such function".into(),
            ..GoroutineQuestion::default()
        },
        GoroutineQuestion {
            min_minutes: u32::MAX,
            ..GoroutineQuestion::default()
        },
        GoroutineQuestion {
            label: "no=label".into(),
            ..GoroutineQuestion::default()
        },
        GoroutineQuestion {
            creator: "nobody".into(),
            ..GoroutineQuestion::default()
        },
    ] {
        let none = list(&mut driver, question);
        assert!(none.groups.is_empty() && none.creators.is_empty());
    }
    let by_wait = list(
        &mut driver,
        GoroutineQuestion {
            is_longest_first: true,
            ..GoroutineQuestion::default()
        },
    );
    let longest = |wait: &str| -> u32 {
        let number = wait.trim_end_matches(" min").rsplit('–').next().unwrap_or_default();
        number.parse().unwrap_or(0)
    };
    let waits: Vec<u32> = by_wait.groups.iter().map(|group| longest(&group.wait)).collect();
    assert!(waits.is_sorted_by(|one, next| one >= next), "{waits:?}");
    assert!(!by_wait.summary.contains(" of 1"), "{}", by_wait.summary);
}

#[test]
fn a_group_tells_its_stack_and_its_goroutines_and_leads_to_the_other_views() {
    let mut driver = Driver::open(DUMP);
    let all = list(&mut driver, GoroutineQuestion::default());
    let first = &all.groups[0];
    let details = group(&mut driver, first.first);
    assert_eq!(details.first, first.first);
    assert_eq!(details.goroutines.len() + details.more as usize, count(&first.count));
    assert!(details.calls.iter().all(|call| call.function.is_some()));
    let call = details.calls.last().unwrap();
    driver.ask(Request::Select(call.function));
    assert_eq!(driver.selected().map(|facts| facts.name), Some(call.name.clone()));
    // What the filter leaves out is found all the same, and what is no goroutine is not.
    let question = GoroutineQuestion {
        function: "no such function".into(),
        ..GoroutineQuestion::default()
    };
    list(&mut driver, question);
    assert_eq!(group(&mut driver, first.first), details);
    let before = driver.replies.len();
    driver.ask(Request::GoroutineGroup(u32::MAX));
    assert_eq!(driver.replies.len(), before);
}

#[test]
fn what_the_runtime_marked_is_certain_and_the_rest_is_a_suspicion() {
    let leaks = list(&mut Driver::open(LEAKS), GoroutineQuestion::default());
    assert!(leaks.findings[0].is_certain && leaks.findings[0].title.ends_with("leaked"));
    assert!(leaks.groups.iter().any(|group| group.leaked > 0));
    let deadlock = list(&mut Driver::open(DEADLOCK), GoroutineQuestion::default());
    assert!(
        deadlock.findings[0]
            .title
            .contains("all goroutines are asleep - deadlock!")
    );
    let mut driver = Driver::open(DUMP);
    let stuck = list(&mut driver, GoroutineQuestion::default());
    for finding in &stuck.findings {
        assert!(!finding.is_certain && !finding.reason.is_empty());
        for &(row, _) in &finding.leads {
            driver.ask(Request::GoroutineGroup(row));
        }
    }
    let lock = stuck
        .findings
        .iter()
        .find(|finding| finding.title.contains("for the lock at 0x"));
    let leads = &lock.expect("a lock that several wait for").leads;
    assert!(leads.iter().any(|(_, words)| words.starts_with("may hold it: ")));
}

#[test]
fn other_files_have_no_goroutines() {
    let mut driver = Driver::open(CPU);
    assert!(!driver.opened().has_goroutines);
    let before = driver.replies.len();
    driver.ask(Request::Goroutines(1, Box::default()));
    driver.ask(Request::GoroutineGroup(0));
    assert_eq!(driver.replies.len(), before);
}

#[test]
fn a_stack_without_end_is_told_to_a_length_and_the_rest_is_counted() {
    let mut text = String::from("goroutine 7 [chan send, 3 minutes]:\n");
    for n in 0..2_000 {
        text += &[
            "main.f",
            &n.to_string(),
            "(0x1)\n\t/a.go:",
            &(n + 1).to_string(),
            " +0x1d\n",
        ]
        .concat();
    }
    let mut driver = Driver::open(text.into_bytes().leak());
    let all = list(&mut driver, GoroutineQuestion::default());
    assert_eq!((all.groups.len(), &*all.groups[0].wait), (1, "3 min"));
    let details = group(&mut driver, all.groups[0].first);
    assert_eq!(
        details.calls.last().map(|call| &*call.name),
        Some("1,500 more calls further out")
    );
    assert_eq!(details.goroutines[0].arguments.len(), 500);
    assert_eq!(details.goroutines[0].head, "7 [chan send, 3 minutes]");
}
