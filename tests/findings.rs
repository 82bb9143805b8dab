//! Every rule on the profile of a program that must trigger it, and on that of its near miss.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::fs::File;
use std::path::Path;

use goscope::analyze::profile::calltree::CallTree;
use goscope::analyze::profile::entity::{Entities, Granularity, Grouping};
use goscope::analyze::profile::findings::evidence::{Evidence, Window};
use goscope::analyze::profile::findings::{Measured, RULES, look};
use goscope::decode::decode;
use goscope::model::document::Document;
use goscope::model::profile::Profile;

fn open(name: &str) -> Profile {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/corpus/findings/{name}.pb.gz"));
    let decoded = decode(File::open(&path).unwrap_or_else(|error| panic!("{name}: {error}")));
    match decoded.unwrap().document {
        Document::Profile(profile) => *profile,
        Document::Goroutines(_) => panic!("{name}: a dump"),
    }
}

/// What a rule measured, and the name of the first function to blame.
fn look_at(profile: &Profile, word: &str, others: &[Window]) -> Option<(Measured, String)> {
    let grouping = Grouping {
        granularity: Granularity::Functions,
        with_unsymbolized_addresses: true,
        ..Grouping::default()
    };
    let entities = Entities::build(profile, grouping).unwrap();
    let tree = CallTree::build(profile, &entities).unwrap();
    let evidence = Evidence::new(profile, &entities, &tree, others).unwrap();
    let at = RULES.iter().position(|rule| rule.word == word).unwrap();
    let measured = look(&evidence).unwrap().swap_remove(at)?;
    let first = measured.places.first();
    let blamed = first.map_or(String::new(), |place| entities.label(place.function).into_owned());
    Some((measured, blamed))
}

#[track_caller]
fn check(file: &str, word: &str, blamed: &str) {
    let (measured, first) = look_at(&open(file), word, &[]).expect("the rule is about such profiles");
    assert!(measured.is_found, "{file}: {}", measured.numbers);
    assert!(first.starts_with(blamed), "{file}: {first}, {}", measured.numbers);
    if let Some((near, _)) = look_at(&open(&format!("{file}.near")), word, &[]) {
        assert!(!near.is_found, "{file}, the near miss: {}", near.numbers);
    } else {
        assert_eq!(word, "threads", "{file}: a near miss is of the same kind");
    }
}

#[test]
fn every_rule_speaks_of_its_program_and_not_of_the_near_miss() {
    check("allocation", "allocation", "main.allocation");
    check("collector", "collector", "main.collector");
    check("contention", "contention", "main.book");
    // One of the two that hand over to each other.
    check("channels", "contention", "main.");
    check("conversions", "conversions", "main.countString");
    check("encoding", "encoding", "main.politely");
    check("goroutines", "goroutines", "main.ask");
    check("locks", "locks", "main.(*counts).see");
    check("maps", "maps", "main.index");
    check("profilers", "profilers", "main.");
    check("short", "short", "");
    check("syscalls", "syscalls", "main.put");
    check("threads", "threads", "");
    check("timers", "timers", "main.each");
}

#[test]
fn every_rule_has_a_program() {
    let source = include_str!("findings.rs");
    for rule in &RULES {
        let is_checked =
            source.contains(&format!("\"{}\", \"", rule.word)) || source.contains(&format!(", \"{}\"", rule.word));
        assert!(is_checked, "{} is not checked", rule.word);
        assert!(!(rule.condition)().is_empty() && rule.source.ends_with('.') && rule.advice.ends_with('.'));
    }
}

#[test]
fn what_else_is_open_is_told_where_it_was_recorded_at_the_same_time() {
    let profile = open("profilers.near");
    let beside = |start_nanos: i64| Window {
        name: "trace.out".to_owned(),
        start_nanos,
        duration_nanos: 1_000_000,
    };
    let within = beside(profile.time_nanos + profile.duration_nanos / 2);
    let (measured, _) = look_at(&profile, "profilers", &[within]).unwrap();
    assert!(measured.is_found && measured.numbers.ends_with("at the same time: trace.out"));
    let before = beside(profile.time_nanos - 2_000_000);
    let (measured, _) = look_at(&profile, "profilers", &[before]).unwrap();
    assert!(!measured.is_found, "{}", measured.numbers);
}

#[test]
fn nothing_is_found_in_nothing() {
    let measured = look_at(&Profile::default(), "allocation", &[]);
    assert_eq!(measured, None);
}
