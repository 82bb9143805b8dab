//! Pages about a trace, and what they lead to.

use super::*;
use crate::protocol::account::{Account, AccountQuestion, Section, TracePage, TraceScope};
use crate::protocol::timeline::TimelineCommand;

const TRACE: &[u8] = include_bytes!("../../../tests/corpus/traces/timeline.go1.27.trace.gz");

const PANE: PaneSize = PaneSize {
    width: 900.0,
    height: 500.0,
    ratio: 1.0,
};

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
    let [all, _] = &account.sections[..] else {
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
    driver.ask(Request::Mount(Pane::Timeline, PANE));
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

fn page_of(page: TracePage) -> TraceScope {
    TraceScope {
        page,
        ..TraceScope::default()
    }
}

#[test]
fn goroutines_are_told_by_function_and_one_by_one() {
    let mut driver = Driver::open(TRACE);
    let scope = page_of(TracePage::Goroutines);
    let groups = driver.page(&scope);
    let [all] = &groups.sections[..] else {
        panic!("one section")
    };
    assert!(all.heading.contains(" goroutines that begin with "), "{}", all.heading);
    let counts: Vec<u64> = cells(all, 0).iter().map(|count| count.parse().unwrap()).collect();
    let goroutines: u64 = counts.iter().sum();
    assert!(all.heading.starts_with(&goroutines.to_string()), "{}", all.heading);
    assert!(all.rows.iter().all(|row| row.cells.len() == all.columns.len() - 1));
    // The head of the number orders by it.
    driver.ask(Request::Offered(all.columns[1].offer.clone(), None));
    let by_count = driver.last_account();
    assert_eq!(
        cells(&by_count.sections[0], 0)[0].parse::<u64>(),
        Ok(*counts.iter().max().unwrap())
    );
    // A function leads to its goroutines.
    let most = &by_count.sections[0].rows[0];
    driver.ask(Request::Offered(most.lead.offer.clone(), None));
    let group = driver.last_account();
    let [distribution, profiles, persons] = &group.sections[..] else {
        panic!("three sections")
    };
    assert!(
        distribution.heading.ends_with(&most.lead.words),
        "{}",
        distribution.heading
    );
    assert_eq!(persons.rows.len(), counts.iter().copied().max().unwrap() as usize);
    assert!(distribution.rows.iter().all(|row| row.line.starts_with('M')));
    assert_ne!(profiles.items[0].leads.len(), 0);
    // One goroutine is looked for by its number.
    let number = persons.rows.last().unwrap().lead.words.clone();
    let field = persons.field.as_ref().expect("a field");
    driver.ask(Request::Offered(field.offer.clone(), Some(number.clone())));
    let found = driver.last_account();
    assert_eq!(found.sections[2].rows.len(), 1);
    assert_eq!(found.sections[2].rows[0].lead.words, number);
    // A function is looked for by its name.
    let found = driver.page(&TraceScope {
        find: "RUNTIME.MAIN".to_owned(),
        ..scope
    });
    assert!(
        found.sections[0]
            .rows
            .iter()
            .all(|row| row.lead.words.contains("runtime.main"))
    );
}

#[test]
fn scheduling_and_threads_are_told() {
    let mut driver = Driver::open(TRACE);
    let account = driver.page(&page_of(TracePage::Scheduling));
    let [processors, latency, functions, longest, profiles, _] = &account.sections[..] else {
        panic!("five sections")
    };
    assert!(processors.charts.len() >= 2 && !processors.rows.is_empty());
    assert!(processors.items[0].title.contains("run slices") || processors.items[0].title.contains("Run slices"));
    assert!(
        latency.charts.len() == 2 && latency.notes[0].contains("median"),
        "{:?}",
        latency.notes
    );
    assert!(!functions.rows.is_empty() && !longest.rows.is_empty() && profiles.is_folded);
    // The longest leads to its time, and then the page is about that.
    let lead = &longest.rows[0].lead;
    assert!(matches!(
        lead.offer.requests(None).unwrap()[..],
        [Request::Timeline(TimelineCommand::GoTo([from, to]))] if from < to
    ));
    let account = driver.page(&page_of(TracePage::Threads));
    let [calls, longest, threads, _, _] = &account.sections[..] else {
        panic!("four sections")
    };
    let count: u64 = calls.heading.split(' ').next().unwrap().parse().unwrap();
    assert_eq!(
        cells(calls, 0)
            .iter()
            .map(|count| count.parse::<u64>().unwrap())
            .sum::<u64>(),
        count
    );
    assert!(count > 0 && !longest.rows.is_empty() && !threads.rows.is_empty());
}

#[test]
fn a_profile_of_a_part_is_made_and_named() {
    let mut driver = Driver::open(TRACE);
    let account = driver.page(&page_of(TracePage::Profiles));
    let [kinds, reasons, groups] = &account.sections[..] else {
        panic!("three sections")
    };
    let opened = |driver: &Driver| {
        let made = driver.replies.iter().rev().find_map(|it| match &it.reply {
            Reply::Unpacked(name) => Some((name.clone(), it.bytes.clone())),
            _ => None,
        });
        let (name, bytes) = made.expect("a profile");
        (
            name,
            crate::decode::decode(&bytes.expect("bytes")[..]).unwrap().document,
        )
    };
    let row = kinds
        .rows
        .iter()
        .find(|row| row.lead.words.contains("channels"))
        .expect("sync");
    driver.ask(Request::Offered(row.lead.offer.clone(), None));
    let (name, document) = opened(&driver);
    assert_eq!(name, "profile.pb.sync.pb.gz");
    let crate::model::document::Document::Profile(profile) = document else {
        panic!("a profile")
    };
    assert!(profile.samples.len() > 1);
    assert!(
        driver
            .replies
            .iter()
            .any(|it| it.reply == Reply::Said(format!("Opened {name}.")))
    );
    // One reason, of the goroutines of one function.
    let choice = groups.switches[1].clone();
    driver.ask(Request::Offered(choice.offer, None));
    let of_group = driver.last_account();
    assert!(
        of_group.sections[0].heading.ends_with(&choice.words),
        "{}",
        of_group.sections[0].heading
    );
    let reason = &reasons.rows[0];
    driver.ask(Request::Offered(reason.lead.offer.clone(), None));
    let (_, document) = opened(&driver);
    let crate::model::document::Document::Profile(profile) = document else {
        panic!("a profile")
    };
    let nanos: i64 = profile.samples.values[1].iter().sum();
    assert_eq!(crate::model::unit::exact(nanos, b"nanoseconds"), reason.cells[0][1]);
    assert!(
        profile
            .comments
            .iter()
            .any(|&comment| profile.strings.text(comment).starts_with("Blocked: "))
    );
}

#[test]
fn a_selected_range_is_told_and_opens_as_profiles() {
    let mut driver = Driver::open(TRACE);
    driver.ask(Request::Mount(Pane::Timeline, PANE));
    driver.ask(Request::Timeline(TimelineCommand::GoTo([1_000_000, 30_000_000])));
    let told = driver.timeline_view().told.expect("a range");
    let part = |heading: &str| told.parts.iter().find(|part| part.heading == heading).expect("a part");
    assert!(part("Processors").lines.iter().any(|line| line.text.ends_with('%')));
    assert!(part("Longest waits").lines.iter().all(|line| line.link.is_some()));
    let opens = part("Open as a profile")
        .lines
        .iter()
        .find(|line| line.text == "All time, by state");
    driver.ask(Request::Timeline(TimelineCommand::Follow(opens.unwrap().link.unwrap())));
    let made = driver.replies.iter().find_map(|it| match &it.reply {
        Reply::Unpacked(name) => Some((name.clone(), it.bytes.clone().unwrap())),
        _ => None,
    });
    let (name, bytes) = made.expect("a profile");
    assert_eq!(name, "profile.pb.wall.1ms-30ms.pb.gz");
    let crate::model::document::Document::Profile(profile) = crate::decode::decode(&bytes[..]).unwrap().document else {
        panic!("a profile")
    };
    assert_eq!(profile.duration_nanos, 29_000_000);
    // The same that the panel says goroutines did.
    let states = &part("Goroutines by state").lines;
    let nanos: i64 = profile.samples.values[1].iter().sum();
    assert!(nanos > 29_000_000 && states.len() > 2, "{nanos}");
    // A wait leads to its goroutine.
    let link = part("Longest waits").lines[0].link.unwrap();
    driver.ask(Request::Timeline(TimelineCommand::Follow(link)));
    let told = driver.timeline_view().told.expect("a slice");
    assert!(told.title.starts_with("Waiting"), "{}", told.title);
}

#[test]
fn pages_are_of_one_group_where_one_is_chosen() {
    let mut driver = Driver::open(TRACE);
    for page in [
        TracePage::Scheduling,
        TracePage::Threads,
        TracePage::Collector,
        TracePage::Tasks,
        TracePage::Regions,
        TracePage::Logs,
    ] {
        let all = driver.page(&page_of(page));
        let groups = all.sections.last().expect("a section");
        assert_eq!(groups.heading, "Of goroutines that begin with one function");
        let of = groups.switches.iter().find(|switch| switch.words == "main.main");
        let of = of.unwrap_or_else(|| panic!("{:?}", groups.switches));
        driver.ask(Request::Offered(of.offer.clone(), None));
        let one = driver.last_account();
        let [chosen, back, ..] = &one.sections[0].switches[..] else {
            panic!("two switches")
        };
        assert_eq!(
            (&*chosen.words, &*back.words),
            ("only goroutines of main.main", "all goroutines")
        );
        assert_ne!(one, all);
        if page == TracePage::Scheduling {
            let names: Vec<&str> = one.sections[2].rows.iter().map(|row| &*row.lead.words).collect();
            assert_eq!(names, ["main.main"]);
            // Processors are as busy as they are, whoever is asked about.
            assert_eq!(cells(&one.sections[0], 0), cells(&all.sections[0], 0));
        }
        if page == TracePage::Logs {
            assert!(
                one.sections[0]
                    .rows
                    .iter()
                    .all(|row| row.cells[3][0].contains("main.main"))
            );
        }
        driver.ask(Request::Offered(back.offer.clone(), None));
        assert_eq!(driver.last_account(), all);
    }
}

#[test]
fn pages_are_taken_away_as_they_are_told() {
    let mut driver = Driver::open(TRACE);
    for page in TracePage::ALL {
        let account = driver.page(&page_of(page));
        let export = |driver: &mut Driver, kind: &str| {
            let word = format!("{}.{kind}", page.word());
            driver.ask(Request::Export(word.clone(), vec!["some.trace".to_owned()]));
            let newest = driver.replies.last().expect("an answer");
            assert_eq!(newest.reply, Reply::Exported(format!("some.trace.{word}")));
            String::from_utf8(newest.bytes.clone().unwrap()).unwrap()
        };
        let (csv, json) = (export(&mut driver, "csv"), export(&mut driver, "json"));
        let rows: usize = account.sections.iter().map(|section| section.rows.len()).sum();
        assert!(csv.lines().count() > rows, "{}: {csv}", page.word());
        assert_eq!(
            json.lines()
                .filter(|line| line.starts_with('[') && line.len() > 1)
                .count(),
            rows,
            "{json}"
        );
    }
}
