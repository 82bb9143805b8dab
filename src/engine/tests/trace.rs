//! Execution traces: what is told of one at a glance, and the profile that is made of it.

use super::*;
use crate::protocol::trace::{
    GoroutineTimes, TraceOverview, TraceQuestion, goroutines_from_bytes, overview_from_bytes,
};

const TRACE: &[u8] = include_bytes!("../../../tests/corpus/traces/timeline.go1.27.trace.gz");

impl Driver {
    fn trace_bytes(&mut self, question: TraceQuestion) -> Vec<u8> {
        self.ask(Request::Trace(question));
        let answer = self.replies.iter().rev().find(|it| it.reply == Reply::Trace(question));
        answer.and_then(|it| it.bytes.clone()).expect("an answer")
    }

    fn overview(&mut self) -> TraceOverview {
        overview_from_bytes(&self.trace_bytes(TraceQuestion::Overview)).unwrap()
    }

    fn group(&mut self, at: u32) -> Vec<GoroutineTimes> {
        goroutines_from_bytes(&self.trace_bytes(TraceQuestion::Group(at))).unwrap()
    }
}

fn fact<'a>(overview: &'a TraceOverview, name: &str) -> &'a str {
    let mut facts = overview.facts.iter().flat_map(|(_, facts)| facts);
    facts.find(|fact| fact.0 == name).map_or("", |fact| &fact.1)
}

#[test]
fn a_trace_opens_and_says_what_it_is() {
    let mut driver = Driver::open(TRACE);
    let opened = driver.opened();
    assert!(opened.is_trace && !opened.has_goroutines && !opened.is_empty);
    assert_eq!(opened.kind, "execution trace");
    assert_eq!(opened.format, "execution trace, gzip");
    let digest = <sha2::Sha256 as sha2::Digest>::digest(TRACE);
    let digest: Vec<_> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(opened.sha256, digest.concat());
    assert_eq!(opened.warnings, [] as [&str; 0]);
    let names: Vec<_> = opened.sample_types.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["blocked", "blockings", "syscall", "runnable", "running", "cpu"]);
    let overview = driver.overview();
    assert_eq!(fact(&overview, "Written by"), "Go 1.26 or later");
    assert_ne!(fact(&overview, "Started"), "");
    assert!(overview.heap.is_some());
}

#[test]
fn every_goroutine_is_in_the_group_of_its_function() {
    let mut driver = Driver::open(TRACE);
    let overview = driver.overview();
    let mut goroutines = 0;
    for (at, group) in overview.groups.iter().enumerate() {
        let rows = driver.group(at as u32);
        assert_eq!(rows.len().to_string(), group.count, "{}", group.name);
        goroutines += rows.len();
        let whole: f64 = group.times.shares.iter().sum();
        assert!(whole == 0.0 || (whole - 1.0).abs() < 1e-9, "{group:?}");
    }
    assert_eq!(fact(&overview, "Goroutines"), goroutines.to_string());
    assert!(
        overview.groups.iter().any(|group| group.name == "main.main"),
        "{:?}",
        overview.groups
    );
    assert_eq!(driver.group(99_999), []);
}

#[test]
fn what_goroutines_lived_is_in_the_profile() {
    let mut driver = Driver::open(TRACE);
    driver.ask(Request::Search(
        1,
        SearchFor {
            pattern: "main.".to_owned(),
            ..SearchFor::default()
        },
    ));
    assert!(driver.found().functions > 0, "{:?}", driver.found());
    let blocked = driver.opened().sample_types[0].total.clone();
    assert!(blocked.ends_with("ms") || blocked.ends_with('s'), "{blocked}");
}

#[test]
fn what_is_cut_is_told_or_kept_in_part() {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(TRACE).read_to_end(&mut bytes).unwrap();
    for percent in [0, 1, 10, 50, 99] {
        let mut cut = bytes[..bytes.len() * percent / 100].to_vec();
        if percent == 0 {
            cut.extend(b"go 1.22 tr");
        }
        let driver = Driver::open(cut.leak());
        let failures = driver.replies.iter().filter(|it| matches!(it.reply, Reply::Failed(_)));
        let opened = driver.replies.iter().any(|it| match &it.reply {
            Reply::Opened(opened) => !opened.warnings.is_empty(),
            _ => false,
        });
        assert_eq!(failures.count() + usize::from(opened), 1, "{percent}%");
    }
}

#[test]
fn a_trace_too_large_for_memory_is_offered_in_parts() {
    let mut packed =
        flate2::read::GzDecoder::new(&include_bytes!("../../../tests/corpus/traces/timeline.go1.27.trace.gz")[..]);
    let mut file = Vec::new();
    packed.read_to_end(&mut file).unwrap();
    let mut driver = Driver::mounted();
    let most_memory = file.len() as u64 * 8 - 1;
    let open = named("big.trace", &file);
    driver
        .engine
        .open_within(open.clone(), Box::new(Cursor::new(file.clone())), most_memory);
    driver.settle();
    let failure = driver.last(|reply| match reply {
        Reply::Failed(failure) => Some(failure.clone()),
        _ => None,
    });
    assert!(failure.what.contains("it would take about"), "{failure:?}");
    let parts: Vec<_> = driver
        .replies
        .iter()
        .filter_map(|outgoing| match &outgoing.reply {
            Reply::Part(name, ranges) => Some((name.clone(), ranges.clone())),
            _ => None,
        })
        .collect();
    // It has two generations.
    assert!(failure.is_archive && parts.len() == 2, "{parts:?}");
    let mut at = 16.0;
    for (name, ranges) in &parts {
        assert!(name.starts_with("big.trace, "), "{name}");
        assert_eq!(ranges[0], [0.0, 16.0]);
        assert_eq!(ranges[1][0].to_bits(), f64::to_bits(at), "{parts:?}");
        at = ranges[1][1];
        let part: Vec<u8> = ranges
            .iter()
            .flat_map(|&[from, to]| &file[from as usize..to as usize])
            .copied()
            .collect();
        assert!(Driver::open(Box::leak(part.into_boxed_slice())).opened().is_trace);
    }
    // With enough memory it is opened whole.
    driver
        .engine
        .open_within(open, Box::new(Cursor::new(file)), most_memory + 1);
    driver.settle();
    assert!(driver.opened().is_trace);
}
