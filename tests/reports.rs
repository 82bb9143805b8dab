//! Text reports, byte for byte against what pprof printed for the same files.
//!
//! `tests/corpus/profiles/COMMANDS.tsv` names each report, its flags and, where we mean to print
//! something else, why. What differs on purpose is described in `docs/pprof-differences.md`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use goscope::analyze::profile::report::{self, flags};
use goscope::decode::decode;
use goscope::model::document::Document;
use goscope::model::profile::Profile;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/profiles")
}

fn open(file: &Path) -> Profile {
    let decoded = decode(File::open(file).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let Document::Profile(profile) = decoded.document;
    *profile
}

fn print(profile: &Profile, flags: &str) -> Vec<u8> {
    let request = flags::parse(flags.split_whitespace().map(str::to_owned)).unwrap();
    let mut out = Vec::new();
    report::write(request.report, profile, &request.options, &mut out).unwrap();
    out
}

/// A line of `COMMANDS.tsv`.
struct Command {
    profile: String,
    file: PathBuf,
    report: String,
    flags: String,
    is_meant_to_differ: bool,
}

fn commands() -> Vec<Command> {
    let table = fs::read_to_string(corpus().join("COMMANDS.tsv")).unwrap();
    let line = |line: &str| {
        let [profile, file, report, flags, why] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not five columns: {line}");
        };
        Command {
            profile: profile.to_owned(),
            file: corpus().join(file),
            report: report.to_owned(),
            flags: flags.to_owned(),
            is_meant_to_differ: !why.is_empty(),
        }
    };
    table.lines().skip(1).map(line).collect()
}

/// The first line that differs, of both texts.
fn first_difference(expected: &[u8], found: &[u8]) -> String {
    let (expected, found) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(found));
    let mut lines = expected.lines().zip(found.lines()).enumerate();
    let (line, (expected, found)) = lines
        .find(|(_, (expected, found))| expected != found)
        .unwrap_or((expected.lines().count().min(found.lines().count()), ("(end)", "(end)")));
    format!("line {}\n  pprof: {expected}\n  ours:  {found}", line + 1)
}

#[test]
fn every_report_is_pprofs() {
    let mut opened: Option<(PathBuf, Profile)> = None;
    let mut differences = String::new();
    let commands = commands();
    assert!(commands.len() > 300, "the corpus is not there");
    for command in &commands {
        if opened.as_ref().is_none_or(|(file, _)| *file != command.file) {
            opened = Some((command.file.clone(), open(&command.file)));
        }
        let (_, profile) = opened.as_ref().unwrap();
        let expected = corpus().join(&command.profile).join(format!("{}.txt", command.report));
        let expected = fs::read(&expected).unwrap_or_else(|error| panic!("{}: {error}", expected.display()));
        let found = print(profile, &command.flags);
        if (found != expected) != command.is_meant_to_differ {
            let first = first_difference(&expected, &found);
            writeln!(differences, "{} {}: {first}", command.profile, command.flags).unwrap();
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn same_bytes_same_report() {
    let file = corpus().join("shop.go1.27.cpu.pb.gz");
    for flags in ["-top", "-raw", "-tags", "-traces", "-top -lines"] {
        assert!(print(&open(&file), flags) == print(&open(&file), flags), "{flags}");
    }
}
