//! Filters, means, merged files and bases, byte for byte against what pprof printed; and what must hold of any profile.
//!
//! `tests/corpus/refinements/COMMANDS.tsv` names each answer, its flags, its files and, where we mean to print something else, why.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;

use goscope::analyze::profile::combine::{self, Comparison};
use goscope::analyze::profile::options::Options;
use goscope::analyze::profile::refine::{Filters, Pattern, Refinement, Refinements, refine};
use goscope::analyze::profile::report::top::table;
use goscope::analyze::profile::report::{self, flags};
use goscope::decode::decode;
use goscope::encode;
use goscope::model::document::Document;
use goscope::model::profile::Profile;

fn corpus(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(folder)
}

fn open(file: &str) -> Profile {
    let decoded = decode(File::open(corpus("profiles").join(file)).unwrap()).unwrap();
    let Document::Profile(profile) = decoded.document else {
        panic!("no profile");
    };
    *profile
}

/// Files merged; one alone as it is.
fn merged(files: &[String]) -> Profile {
    let mut profiles: Vec<Profile> = files.iter().map(|file| open(file)).collect();
    if profiles.len() == 1 {
        return profiles.remove(0);
    }
    combine::merge(&profiles.iter().collect::<Vec<_>>()).unwrap()
}

fn print(flags: &str, files: &str) -> Vec<u8> {
    let words = flags.split_whitespace().chain(files.split_whitespace());
    let request = flags::parse(words.map(str::to_owned)).unwrap();
    let mut profile = merged(&request.inputs.files);
    if !request.inputs.bases.is_empty() {
        let base = merged(&request.inputs.bases);
        profile = combine::compare(&profile, &base, request.inputs.comparison).unwrap();
    }
    let mut out = Vec::new();
    report::write(request.report, &profile, &request.options, &mut out).unwrap();
    out
}

#[test]
fn every_answer_is_pprofs() {
    let folder = corpus("refinements");
    let commands = fs::read_to_string(folder.join("COMMANDS.tsv")).unwrap();
    let mut differences = String::new();
    assert!(commands.lines().count() > 300, "the corpus is not there");
    for command in commands.lines().skip(1) {
        let [answer, flags, files, why] = command.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not four columns: {command}");
        };
        let mut expected = Vec::new();
        let packed = File::open(folder.join(answer)).unwrap();
        GzDecoder::new(packed).read_to_end(&mut expected).unwrap();
        let found = print(flags, files);
        if (found != expected) == why.is_empty() {
            let (expected, found) = (String::from_utf8_lossy(&expected), String::from_utf8_lossy(&found));
            let lines = expected.lines().map(Some).chain(std::iter::repeat(None));
            let first = lines
                .zip(found.lines().map(Some).chain([None]))
                .find(|(expected, found)| expected != found);
            writeln!(differences, "{flags} {files}: {first:?}").unwrap();
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn filters_that_find_nothing_and_ranges_are_told() {
    let says = |flags: &str, expected: &[&str]| {
        let words = flags.split_whitespace().map(str::to_owned);
        let request = flags::parse(words).unwrap();
        let notices = report::write(
            request.report,
            &open("made.labels.pb.gz"),
            &request.options,
            &mut Vec::new(),
        );
        let notices: Vec<String> = notices.unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(notices, expected);
    };
    says("-top -focus=main -hide=nosuch", &["hide matched no samples: nosuch"]);
    says(
        "-top -tagfocus=1b:",
        &["tagfocus is a range of numbers and finds no words: 1b:"],
    );
}

/// Every profile of the corpus.
fn profiles() -> impl Iterator<Item = (String, Profile)> {
    let names = fs::read_dir(corpus("profiles")).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<String> = names.map(|entry| entry.file_name().into_string().unwrap()).collect();
    files.retain(|file| file.ends_with(".pb.gz"));
    files.sort();
    files.into_iter().map(|file| {
        let profile = open(&file);
        (file, profile)
    })
}

/// The values of each sample type, summed.
fn sums(profile: &Profile) -> Vec<i64> {
    let sum = |values: &goscope::model::column::Column<i64>| values.iter().fold(0_i64, i64::wrapping_add);
    profile.samples.values.iter().map(sum).collect()
}

/// Flat and cum of every function, by name.
fn rows(profile: &Profile, sample_type: usize) -> BTreeMap<Vec<u8>, (i64, i64)> {
    let options = Options {
        node_fraction: 0.0,
        edge_fraction: 0.0,
        ..Options::default()
    };
    let rows = table(profile, &options, sample_type).unwrap().rows.into_iter();
    rows.map(|row| (row.name, (row.flat, row.cum))).collect()
}

#[test]
fn focus_and_ignore_part_the_samples() {
    for (file, profile) in profiles() {
        for text in ["runtime", "main", "a", "^$", r"\.go$"] {
            let left = |make: fn(Pattern) -> Refinement| {
                let list = Refinements(vec![make(Pattern::Regexp(text.to_owned()))]);
                refine(&profile, &list, 0, "minimum").unwrap().profile.unwrap()
            };
            let (focused, ignored) = (left(Refinement::Focus), left(Refinement::Ignore));
            let count = focused.samples.len() + ignored.samples.len();
            assert_eq!(count, profile.samples.len(), "{file} {text}");
            let both = sums(&focused).into_iter().zip(sums(&ignored));
            let both: Vec<i64> = both.map(|(focused, ignored)| focused.wrapping_add(ignored)).collect();
            assert_eq!(both, sums(&profile), "{file} {text}");
        }
    }
}

#[test]
fn hiding_moves_values_and_loses_none_that_have_a_frame() {
    for (file, profile) in profiles() {
        let filters = Filters {
            hide: "^runtime".to_owned(),
            ..Filters::default()
        };
        let refined = refine(&profile, &filters.refinements(), 0, "minimum").unwrap();
        let left = refined.profile.unwrap();
        for sample_type in 0..profile.sample_types.len() {
            let before = rows(&profile, sample_type);
            for (name, (flat, cum)) in rows(&left, sample_type) {
                assert!(!name.starts_with(b"runtime"), "{file}");
                // Who called something hidden has more of its own, and the same in all. Names need not be.
                let Some(&(flat_before, cum_before)) = before.get(&name) else {
                    continue;
                };
                let is_monotonic = profile.samples.values[sample_type].iter().all(|value| value >= 0);
                assert!(flat >= flat_before || !is_monotonic || name.is_empty(), "{file}");
                let is_known = !name.starts_with(b"<") && !name.starts_with(b"[");
                assert!(
                    cum == cum_before || !is_known,
                    "{file} {}",
                    String::from_utf8_lossy(&name)
                );
            }
        }
    }
}

#[test]
fn merging_with_itself_doubles_and_comparing_with_itself_leaves_nothing() {
    for (file, profile) in profiles() {
        let twice = combine::merge(&[&profile, &profile]).unwrap();
        let doubled = |value: i64| value.wrapping_mul(2);
        let expected: Vec<i64> = sums(&profile).into_iter().map(doubled).collect();
        if profile.samples.is_empty() {
            continue;
        }
        assert_eq!(sums(&twice), expected, "{file}");
        for sample_type in 0..profile.sample_types.len() {
            let both = rows(&profile, sample_type).into_iter();
            let expected: BTreeMap<_, _> = both
                .map(|(name, (flat, cum))| (name, (doubled(flat), doubled(cum))))
                .filter(|(_, sums)| *sums != (0, 0))
                .collect();
            assert!(rows(&twice, sample_type) == expected, "{file}");
        }
        for is_marked in [false, true] {
            let comparison = Comparison {
                is_marked,
                is_normalized: false,
            };
            let nothing = combine::compare(&profile, &profile, comparison).unwrap();
            assert!(is_marked || nothing.samples.is_empty(), "{file}");
            assert!(sums(&nothing).iter().all(|&sum| sum == 0), "{file}");
            for sample_type in 0..profile.sample_types.len() {
                assert!(rows(&nothing, sample_type).is_empty(), "{file}");
            }
        }
        // Merging is what makes a profile compact; once more changes nothing.
        let raw = |profile: &Profile| {
            let mut out = Vec::new();
            report::write(report::Report::Raw, profile, &Options::default(), &mut out).unwrap();
            out
        };
        let compact = combine::merge(&[&profile]).unwrap();
        assert!(raw(&compact) == raw(&combine::merge(&[&compact]).unwrap()), "{file}");
    }
}

#[test]
fn what_is_written_is_read_back_with_equal_numbers() {
    let raw = |profile: &Profile| {
        let mut out = Vec::new();
        let request = flags::parse(["-raw".to_owned(), "file".to_owned()]).unwrap();
        report::write(request.report, profile, &request.options, &mut out).unwrap();
        String::from_utf8_lossy(&out).into_owned()
    };
    let read = |written: &[u8]| {
        let Document::Profile(profile) = decode(written).unwrap().document else {
            panic!("no profile");
        };
        *profile
    };
    for (file, profile) in profiles() {
        let mut written = Vec::new();
        encode::pprof::write(&profile, &mut written).unwrap();
        let again = read(&written);
        // Ids are counted anew; the first reading may have had others.
        let mut twice = Vec::new();
        encode::pprof::write(&again, &mut twice).unwrap();
        assert!(written == twice, "{file}");
        let compact = |profile: &Profile| raw(&combine::merge(&[profile]).unwrap());
        assert!(compact(&profile) == compact(&again), "{file}");
        let header = |profile: &Profile| {
            (
                profile.time_nanos,
                profile.duration_nanos,
                profile.period,
                profile.comments.len(),
            )
        };
        assert_eq!(header(&profile), header(&again), "{file}");
    }
}
