//! Every rule about traces on the trace of a program that must trigger it, and on that of its near miss.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::fs::File;
use std::path::Path;

use goscope::analyze::trace::findings::{Measured, RULES, json, look};
use goscope::decode::trace::decoder::decode;
use goscope::model::trace::Trace;

fn open(name: &str) -> Box<Trace> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/corpus/findings/{name}.trace.gz"));
    let (trace, warnings) = decode(File::open(&path).unwrap_or_else(|error| panic!("{name}: {error}"))).unwrap();
    assert!(warnings.is_empty(), "{name}");
    trace
}

fn measured(trace: &Trace, word: &str) -> Measured {
    let at = RULES.iter().position(|rule| rule.word == word).unwrap();
    look(trace).unwrap().swap_remove(at)
}

/// The rule of a word speaks of its trace, and somewhere leads to what is called so; it is silent about the near miss.
#[track_caller]
fn check(word: &str, lead: &str) {
    let found = measured(&open(word), word);
    assert!(found.is_found, "{word}: {}", found.numbers);
    let is_led_to = found.places.iter().any(|place| place.words.contains(lead));
    assert!(lead.is_empty() || is_led_to, "{word}: {:?}", found.places);
    let near = measured(&open(&format!("{word}.near")), word);
    assert!(!near.is_found, "{word}, the near miss: {}", near.numbers);
}

#[test]
fn every_rule_speaks_of_its_program_and_not_of_the_near_miss() {
    check("assists", "main.together");
    check("collector", "Collection");
    check("convoys", "main.see");
    check("idle", "One processor");
    check("latency", "main.together");
    check("leaks", "main.ask");
    check("pingpong", "main.sum");
    check("samples", "");
    check("serial", "main.compute");
    check("short", "");
    check("slices", "main.add");
    check("stops", "all goroutines stack trace");
    check("syscalls", "syscall.");
}

#[test]
fn every_rule_has_a_program() {
    let source = include_str!("traced.rs");
    for rule in &RULES {
        assert!(source.contains(&format!("check(\"{}\", ", rule.word)), "{}", rule.word);
        assert!((rule.condition)().ends_with('.') && rule.source.ends_with('.') && rule.advice.ends_with('.'));
    }
}

#[test]
fn what_is_led_to_is_within_the_trace() {
    for rule in &RULES {
        let trace = open(rule.word);
        for place in look(&trace).unwrap().into_iter().flat_map(|measured| measured.places) {
            let [start, end] = place.when.unwrap_or_default();
            // Parts of the trace are of equal length, so that the last may reach over its end.
            let most = trace.end + trace.end / 32;
            assert!(
                (0..=most).contains(&start) && (start..=most).contains(&end),
                "{place:?}"
            );
        }
    }
}

#[test]
fn nothing_is_said_of_nothing_but_that_it_is_short() {
    let looked = look(&Trace::default()).unwrap();
    let found = RULES.iter().zip(&looked).filter(|(_, measured)| measured.is_found);
    assert_eq!(found.map(|(rule, _)| rule.word).collect::<Vec<_>>(), ["short"]);
}

#[test]
fn findings_are_written_as_json() {
    let mut text = Vec::new();
    json::write(&open("leaks"), &mut text).unwrap();
    let rows: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), RULES.len());
    let leaks = rows.iter().find(|row| row["rule"] == "leaks").unwrap();
    assert_eq!(leaks["state"], "found");
    assert_eq!(leaks["places"][0]["what"], "main.ask");
    assert!(leaks["places"][1]["g"].is_i64() && leaks["places"][1]["end"].is_i64());
}
