//! Profiles from before profile.proto: pprof's answers to them, Go's own proto of the same moment, and every cut.
//!
//! `tests/corpus/legacy/COMMANDS.tsv` names each report and its flags. pprof gave them with `-symbolize=none`, so that
//! comments are passed over; what these add is held against the profile.proto that the same process wrote.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use goscope::analyze::profile::options::Options;
use goscope::analyze::profile::report::top::table;
use goscope::analyze::profile::report::{self, flags};
use goscope::decode::{Decoded, Decoder, decode, finish};
use goscope::model::document::Document;
use goscope::model::profile::Profile;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/legacy")
}

fn profile(decoded: Decoded) -> Profile {
    let Document::Profile(profile) = decoded.document else {
        panic!("no profile");
    };
    *profile
}

/// A file of the corpus, read without a warning.
fn open(name: &str) -> Profile {
    let bytes = fs::read(corpus().join(name)).unwrap();
    let decoded = decode(&bytes[..]).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(decoded.warnings, [], "{name}");
    profile(decoded)
}

/// The files in older formats, by name.
fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(corpus())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("made.") || Path::new(name).extension().is_some_and(|it| it == "txt"))
        .collect();
    names.sort();
    assert!(names.len() >= 28, "{names:?}");
    names
}

fn print(profile: &Profile, flags: &str) -> String {
    let request = flags::parse(flags.split_whitespace().map(str::to_owned)).unwrap();
    let mut out = Vec::new();
    report::write(request.report, profile, &request.options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_report_is_pprofs() {
    let commands = fs::read_to_string(corpus().join("COMMANDS.tsv")).unwrap();
    let mut opened: Option<(String, Profile)> = None;
    let (mut differences, mut judged) = (String::new(), 0);
    for line in commands.lines().skip(1) {
        let [file, report, flags] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not three columns: {line}");
        };
        if report == "refused" {
            open(file);
            continue;
        }
        if opened.as_ref().is_none_or(|(name, _)| name != file) {
            let bytes = fs::read(corpus().join(file)).unwrap();
            let decoded = finish(Decoder::without_comments(&bytes[..])).unwrap();
            opened = Some((file.to_owned(), profile(decoded)));
        }
        let answer = corpus().join(format!("answers/{file}/{report}.txt"));
        let wanted = fs::read_to_string(&answer).unwrap_or_else(|error| panic!("{}: {error}", answer.display()));
        let found = print(&opened.as_ref().unwrap().1, flags);
        if found != wanted {
            let first = wanted
                .lines()
                .zip(found.lines())
                .find(|(wanted, found)| wanted != found);
            writeln!(differences, "{file} {report}: {first:?}").unwrap();
        }
        judged += 1;
    }
    assert!(differences.is_empty(), "{differences}");
    assert!(judged > 150, "{judged} answers");
}

/// The cum of every function outside package runtime.
fn cums(profile: &Profile, sample_type: usize) -> BTreeMap<String, i64> {
    let options = Options {
        node_fraction: 0.0,
        edge_fraction: 0.0,
        ..Options::default()
    };
    let table = table(profile, &options, sample_type).unwrap();
    let rows = table.rows.iter();
    rows.map(|row| (String::from_utf8_lossy(&row.name).into_owned(), row.cum))
        .filter(|(name, _)| !name.starts_with("runtime."))
        // In text Go leaves type arguments out.
        .map(|(name, cum)| (name.replace("go.shape.int", "..."), cum))
        .collect()
}

#[test]
fn comments_say_what_the_proto_of_the_same_moment_says() {
    let mut compared = 0;
    for name in names().iter().filter(|name| name.starts_with("texts.")) {
        let (text, proto) = (open(name), open(&name.replace(".txt", ".pb.gz")));
        let types = |profile: &Profile| profile.sample_types.len();
        assert_eq!(types(&text), types(&proto), "{name}");
        for sample_type in 0..types(&text) {
            let found = cums(&text, sample_type);
            assert_eq!(found, cums(&proto, sample_type), "{name} {sample_type}");
            compared += found.len();
        }
        // Of the heap, text also has what was never allocated.
        if !name.contains("heap") {
            assert_eq!(print(&text, "-tags"), print(&proto, "-tags"), "{name}");
        }
    }
    assert!(compared > 60, "{compared} functions");
}

#[test]
fn texts_need_no_program() {
    for name in names().iter().filter(|name| name.starts_with("texts.")) {
        let profile = open(name);
        // Of threads Go knows nothing.
        let is_known = !name.contains("threadcreate");
        for row in 0..profile.locations.len() {
            let lines = profile.locations.line_rows(row.into());
            assert_eq!(!lines.is_empty(), is_known, "{name}: {row}");
        }
    }
    let profile = open("texts.go1.27.goroutine.txt");
    let tree = print(&profile, "-traces");
    for wanted in [
        "main.wait",
        "runtime/pprof.Do",
        "runtime.goexit",
        r#"client:  a "b", c: {d}"#,
        "client:  é",
    ] {
        assert!(tree.contains(wanted), "{wanted}: {tree}");
    }
}

#[test]
fn a_cut_file_is_refused_or_warned_of() {
    for name in names() {
        let bytes = fs::read(corpus().join(&name)).unwrap();
        let whole = profile(decode(&bytes[..]).unwrap());
        for percent in 0..100 {
            let cut = &bytes[..bytes.len() * percent / 100];
            match decode(cut) {
                Err(error) => assert!(
                    error.offset().is_some_and(|offset| offset <= cut.len() as u64),
                    "{name}: {error}"
                ),
                Ok(decoded) if decoded.warnings.is_empty() => {
                    // Only after a line break; of what has a total no sample is missing.
                    assert!(cut.ends_with(b"\n"), "{name} cut at {percent} %");
                    let is_go = name.starts_with("texts.") && !name.contains("mutex") && !name.contains("block");
                    let has_total = is_go || name.contains("heap") && !name.contains("java");
                    let samples = profile(decoded).samples.len();
                    assert!(
                        samples == whole.samples.len() || !has_total,
                        "{name} cut at {percent} %"
                    );
                }
                Ok(decoded) => decoded.warnings.iter().for_each(|warning| {
                    assert!(warning.to_string().contains(" · "), "{warning}");
                }),
            }
        }
    }
}

#[test]
fn steps_and_line_endings_change_nothing() {
    let mut opened = 0;
    for name in names() {
        let bytes = fs::read(corpus().join(&name)).unwrap();
        let mut decoder = Decoder::new(&bytes[..]);
        let cut = loop {
            if let goscope::decode::Step::Done(decoded) = decoder.step(61).unwrap() {
                break profile(decoded);
            }
        };
        assert!(format!("{cut:?}") == format!("{:?}", open(&name)), "{name}");
        opened += 1;
    }
    assert!(opened > 20);
    let (unix, windows) = (open("made.heap_v2"), open("made.heap_crlf"));
    assert_eq!(print(&unix, "-raw"), print(&windows, "-raw"));
}
