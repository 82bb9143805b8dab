//! Execution traces of the corpus: their events are those that Go's own tool prints, and what is cut off is told.

#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

mod chain;
mod held;
mod mmu;
mod model;
mod pages;
mod parts;
#[path = "../random/mod.rs"]
mod random;
mod stretches;
mod summary;
mod timeline;
mod validator;
mod waits;

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use goscope::decode::trace::error::TraceError;
use goscope::decode::trace::event::Event;
use goscope::decode::trace::raw;
use goscope::decode::trace::reader::Reader;
use goscope::decode::trace::spec::EventType;
use goscope::decode::trace::text::{self, TextError};

use random::Random;
use validator::Validator;

/// The traces, packed.
fn traces() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/traces");
    let entries = fs::read_dir(folder).unwrap();
    let mut found: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.to_string_lossy().ends_with(".trace.gz"));
    found.sort();
    assert!(found.len() >= 5, "{} traces", found.len());
    found
}

fn unpacked(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(File::open(path).unwrap())
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

/// Whether the trace is of Go 1.22 or later, which write one generation after the other.
fn has_generations(path: &Path) -> bool {
    !path.to_string_lossy().contains("go1.21")
}

/// All events, and the error that ended them.
fn events(bytes: &[u8]) -> (Vec<Event>, Option<TraceError>) {
    let mut events = Vec::new();
    let mut reader = match Reader::new(bytes) {
        Ok(reader) => reader,
        Err(error) => return (events, Some(error)),
    };
    loop {
        match reader.next_event() {
            Ok(Some(event)) => events.push(event),
            Ok(None) => return (events, None),
            Err(error) => {
                assert!(matches!(reader.next_event(), Ok(None)), "nothing follows an error");
                return (events, Some(error));
            }
        }
    }
}

#[test]
fn events_are_those_that_go_prints() {
    for path in traces() {
        let want = unpacked(Path::new(
            &path.to_string_lossy().replace(".trace.gz", ".events.txt.gz"),
        ));
        let mut reader = Reader::new(File::open(&path).unwrap()).unwrap();
        let mut got = Vec::new();
        match text::write(&mut reader, &mut got) {
            Ok(()) => {}
            Err(TextError::Trace(error)) => panic!("{}: {error}", path.display()),
            Err(TextError::Write(error)) => panic!("{}: {error}", path.display()),
        }
        let differs = want.split(|&byte| byte == b'\n').zip(got.split(|&byte| byte == b'\n'));
        for (number, (want, got)) in differs.enumerate() {
            assert_eq!(
                String::from_utf8_lossy(got),
                String::from_utf8_lossy(want),
                "{}:{}",
                path.display(),
                number + 1
            );
        }
        assert_eq!(got.len(), want.len(), "{}", path.display());
    }
}

#[test]
fn events_keep_the_rules() {
    for path in traces() {
        let mut reader = Reader::new(File::open(&path).unwrap()).unwrap();
        let mut validator = Validator::default();
        while let Some(event) = reader.next_event().unwrap() {
            validator.event(&event, reader.tables(), reader.snapshot());
        }
        let complaints = validator.complaints();
        assert!(complaints.is_empty(), "{}:\n{}", path.display(), complaints.join("\n"));
    }
}

#[test]
fn times_increase_and_syncs_count() {
    for path in traces() {
        let (events, error) = events(&unpacked(&path));
        assert!(error.is_none(), "{}", path.display());
        assert!(events.is_sorted_by(|a, b| a.time < b.time), "{}", path.display());
        let syncs = events.iter().filter(|event| event.kind == EventType::Sync);
        let counts: Vec<_> = syncs.map(|event| event.args[0]).collect();
        if has_generations(&path) {
            assert!(counts.len() > 2, "{}: several generations", path.display());
        } else {
            assert_eq!(counts.len(), 2, "{}: one generation", path.display());
        }
        assert!(counts.iter().copied().eq(1..=counts.len() as u64), "{}", path.display());
        for end in [events.first(), events.last()] {
            assert_eq!(end.unwrap().kind, EventType::Sync);
        }
    }
}

#[test]
fn traces_written_by_hand_are_read_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/traces");
    for (name, want) in [("go1.5", 11), ("go1.10", 12), ("go1.21", 46), ("go1.26", 44)] {
        let text = fs::read_to_string(folder.join(format!("made.{name}.txt"))).unwrap();
        let bytes = raw::bytes(&text).unwrap();
        let (events, error) = events(&bytes);
        assert!(error.is_none(), "{name}: {error:?}");
        assert_eq!(events.len(), want, "{name}");
        for percent in 0..100 {
            let cut = &bytes[..bytes.len() * percent / 100];
            let mut reader = Reader::new(cut);
            let is_told = match &mut reader {
                Ok(reader) => {
                    while let Ok(Some(_)) = reader.next_event() {}
                    reader.warnings().next().is_some() || self::events(cut).1.is_some()
                }
                Err(_) => true,
            };
            assert!(is_told, "{name} at {percent} %");
        }
    }
}

/// An event as text: what it names by rows of one reading, another reading numbers alike.
fn same(a: &Event, b: &Event) -> bool {
    format!("{a:?}") == format!("{b:?}")
}

#[test]
fn of_a_cut_trace_the_complete_generations_are_read() {
    for path in traces().into_iter().filter(|path| has_generations(path)) {
        let bytes = unpacked(&path);
        let (whole, _) = events(&bytes);
        let mut clean = 0;
        for percent in 0..100 {
            let (cut, error) = events(&bytes[..bytes.len() * percent / 100]);
            // The last is the `Sync` of the end, or comes from a generation that the cut made shorter.
            let Some((last, before)) = cut.split_last() else {
                assert!(error.is_some(), "{} at {percent} %", path.display());
                continue;
            };
            let syncs = before.iter().rposition(|event| event.kind == EventType::Sync);
            let complete = &before[..syncs.unwrap_or(0)];
            let is_prefix = complete.iter().zip(&whole).all(|(a, b)| same(a, b));
            assert!(is_prefix, "{} at {percent} %", path.display());
            assert!(error.is_some() || last.kind == EventType::Sync);
            clean += usize::from(error.is_none());
        }
        // A cut between two generations cannot be told, and one between batches before Go 1.26 seldom.
        assert!(clean < 10, "{}: {clean} cuts were not noticed", path.display());
    }
}

#[test]
fn a_packed_trace_cut_at_every_percent_is_refused() {
    for path in traces() {
        let bytes = fs::read(&path).unwrap();
        for percent in 0..100 {
            let (_, error) = events(&bytes[..bytes.len() * percent / 100]);
            let error = error.unwrap();
            assert!(error.offset().is_some(), "{} at {percent} %: {error}", path.display());
        }
    }
}

#[test]
fn a_cut_trace_without_generations_is_refused() {
    for path in traces().into_iter().filter(|path| !has_generations(path)) {
        let bytes = unpacked(&path);
        for percent in 0..100 {
            let cut = &bytes[..bytes.len() * percent / 100];
            let error = Reader::new(cut).and_then(|mut reader| reader.verify());
            let text = error.unwrap_err().to_string();
            assert!(text.contains(" · byte "), "{} at {percent} %: {text}", path.display());
        }
    }
}

#[test]
fn damaged_traces_end_in_order() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut refused = 0;
    for path in traces() {
        let bytes = unpacked(&path);
        for _ in 0..150 {
            let mut damaged = bytes.clone();
            for _ in 0..=random.below(4) {
                let at = 16 + random.below(damaged.len() - 16);
                match random.below(3) {
                    0 => damaged[at] ^= 1 << random.below(8),
                    1 => {
                        let end = (at + random.below(40)).min(damaged.len());
                        damaged.drain(at..end);
                    }
                    _ => damaged[at] = [0, 0x7f, 0x80, 0xff][random.below(4)],
                }
            }
            let (events, error) = events(&damaged);
            assert!(events.is_sorted_by(|a, b| a.time < b.time), "{}", path.display());
            refused += usize::from(error.is_some());
        }
    }
    assert!(refused > 400, "{refused} of 750 were refused");
}
