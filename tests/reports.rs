//! Text reports, byte for byte against what pprof printed for the same files.
//!
//! `tests/corpus/profiles/COMMANDS.tsv` names each report, its flags and, where we mean to print
//! something else, why. What differs on purpose is described in `docs/pprof-differences.md`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde_json::Value;

use goscope::analyze::profile::entity::{Granularity, Grouping};
use goscope::analyze::profile::options::Options;
use goscope::analyze::profile::report::top::{Row, table};
use goscope::analyze::profile::report::{self, flags, stacks};
use goscope::decode::decode;
use goscope::model::document::Document;
use goscope::model::profile::Profile;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/profiles")
}

fn open(file: &Path) -> Profile {
    let decoded = decode(File::open(file).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let Document::Profile(profile) = decoded.document else {
        panic!("no profile")
    };
    *profile
}

/// An answer of pprof; those of graphs are packed.
fn answer(command: &Command) -> Vec<u8> {
    let folder = corpus().join(&command.profile);
    let plain = folder.join(format!("{}.txt", command.report));
    if plain.exists() {
        return fs::read(&plain).unwrap();
    }
    let packed = folder.join(format!("{}.gz", command.report));
    let packed = fs::read(&packed).unwrap_or_else(|error| panic!("{}: {error}", packed.display()));
    let mut text = Vec::new();
    GzDecoder::new(&packed[..]).read_to_end(&mut text).unwrap();
    text
}

fn print(profile: &Profile, flags: &str) -> Vec<u8> {
    let request = flags::parse(flags.split_whitespace().map(str::to_owned)).unwrap();
    let mut out = Vec::new();
    report::write(request.report, profile, &request.options, &mut out).unwrap();
    out
}

/// The flame graph's stacks; and that each node is called as its source.
fn stacks_of(profile: &Profile, flags: &str) -> Vec<u8> {
    let (options, _) = flags::parse_stacks(flags.split_whitespace().map(str::to_owned)).unwrap();
    let mut out = Vec::new();
    stacks::write(profile, &options, &mut out).unwrap();
    let json: Value = serde_json::from_slice(&out).unwrap();
    let sources = json["stacks"]["Sources"].as_array().unwrap();
    let nodes = json["nodes"].as_array().unwrap();
    assert_eq!((sources.len(), &nodes[0]), (nodes.len(), &Value::from("")));
    for (source, node) in sources.iter().zip(nodes).skip(1) {
        assert_eq!(&source["FullName"], node);
    }
    flattened(&json["stacks"])
}

/// A line for each value of JSON, with the way to it; keys in order.
fn flattened(json: &Value) -> Vec<u8> {
    fn add(way: &str, json: &Value, lines: &mut Vec<String>) {
        match json {
            Value::Object(fields) => fields
                .iter()
                .for_each(|(key, value)| add(&format!("{way}.{key}"), value, lines)),
            Value::Array(rows) => (0..)
                .zip(rows)
                .for_each(|(row, value)| add(&format!("{way}[{row:05}]"), value, lines)),
            value => lines.push(format!("{way} = {value}")),
        }
    }
    let mut lines = Vec::new();
    add("", json, &mut lines);
    lines.sort_unstable();
    lines.join("\n").into_bytes()
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
    assert!(commands.len() > 500, "the corpus is not there");
    for command in &commands {
        if opened.as_ref().is_none_or(|(file, _)| *file != command.file) {
            opened = Some((command.file.clone(), open(&command.file)));
        }
        let (_, profile) = opened.as_ref().unwrap();
        let mut expected = answer(command);
        let found = if command.report == "flame" {
            expected = flattened(&serde_json::from_slice(&expected).unwrap());
            stacks_of(profile, &command.flags)
        } else {
            print(profile, &command.flags)
        };
        if (found != expected) != command.is_meant_to_differ {
            let first = first_difference(&expected, &found);
            writeln!(differences, "{} {}: {first}", command.profile, command.report).unwrap();
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn same_bytes_same_report() {
    let file = corpus().join("shop.go1.27.cpu.pb.gz");
    for flags in [
        "-top",
        "-raw",
        "-tags",
        "-traces",
        "-top -lines",
        "-tree",
        "-dot",
        "-dot -call_tree",
        "-peek=.",
    ] {
        assert!(print(&open(&file), flags) == print(&open(&file), flags), "{flags}");
    }
}

/// Every profile of the corpus.
fn profiles() -> impl Iterator<Item = (PathBuf, Profile)> {
    let mut files: Vec<PathBuf> = fs::read_dir(corpus())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "gz"))
        .collect();
    files.sort();
    files.into_iter().map(|file| {
        let profile = open(&file);
        (file, profile)
    })
}

/// Untrimmed options.
fn all_of(granularity: Granularity, without_inlined: bool) -> Options {
    Options {
        grouping: Grouping {
            granularity,
            without_inlined,
            ..Grouping::default()
        },
        node_fraction: 0.0,
        edge_fraction: 0.0,
        ..Options::default()
    }
}

/// Flat and cum of every function by name, counted sample by sample.
fn counted_by_name(profile: &Profile, sample_type: usize) -> BTreeMap<Vec<u8>, (i64, i64)> {
    let mut counted = BTreeMap::<Vec<u8>, (i64, i64)>::new();
    for (sample, stack) in profile.samples.stack.iter().enumerate() {
        let value = profile.samples.values[sample_type].get(sample);
        let lines = profile
            .stacks
            .leaf_first(stack)
            .flat_map(|at| profile.locations.line_rows(at));
        let names = lines.map(|row| {
            let function = profile.locations.lines.get(row).function;
            profile
                .strings
                .bytes(profile.functions.name.get(function.row()))
                .to_vec()
        });
        let names: Vec<Vec<u8>> = names.collect();
        let leaf = profile.stacks.leaf_first(stack).next();
        if leaf.is_some_and(|leaf| !profile.locations.line_rows(leaf).is_empty()) {
            let flat = &mut counted.entry(names[0].clone()).or_default().0;
            *flat = flat.wrapping_add(value);
        }
        for name in BTreeSet::from_iter(names) {
            let cum = &mut counted.entry(name).or_default().1;
            *cum = cum.wrapping_add(value);
        }
    }
    counted
}

#[test]
fn tables_agree_with_counting_sample_by_sample() {
    for (file, profile) in profiles() {
        for sample_type in 0..profile.sample_types.len() {
            let table = table(&profile, &all_of(Granularity::Functions, false), sample_type).unwrap();
            let counted = counted_by_name(&profile, sample_type);
            let rows = table.rows.iter().map(|row| (&row.name, (row.flat, row.cum)));
            let found: BTreeMap<_, _> = rows.filter(|(name, _)| counted.contains_key(*name)).collect();
            let expected: BTreeMap<_, _> = counted
                .iter()
                .map(|(name, &sums)| (name, sums))
                .filter(|(name, sums)| *sums != (0, 0) && !name.is_empty())
                .collect();
            assert!(found == expected, "{} {sample_type}", file.display());
        }
    }
}

#[test]
fn flats_add_up_to_the_samples_at_every_granularity() {
    let granularities = [
        Granularity::Functions,
        Granularity::FileFunctions,
        Granularity::Files,
        Granularity::Lines,
        Granularity::Addresses,
    ];
    for (file, profile) in profiles() {
        for sample_type in 0..profile.sample_types.len() {
            let values = profile.samples.values[sample_type].iter();
            let with_stack = profile
                .samples
                .stack
                .iter()
                .zip(values)
                .filter(|(stack, _)| stack.row() != 0);
            let sum = with_stack.fold(0_i64, |sum, (_, value)| sum.wrapping_add(value));
            for granularity in granularities {
                for without_inlined in [false, true] {
                    let options = all_of(granularity, without_inlined);
                    let table = table(&profile, &options, sample_type).unwrap();
                    let flats = table.rows.iter().fold(0_i64, |sum, row| sum.wrapping_add(row.flat));
                    assert_eq!(flats, sum, "{} {sample_type} {options:?}", file.display());
                    let is_monotonic = profile.samples.values[sample_type].iter().all(|value| value >= 0);
                    let is_ordered = table.rows.iter().all(|row| row.cum >= row.flat);
                    assert!(is_ordered || !is_monotonic || sum < 0, "{} {options:?}", file.display());
                }
            }
        }
    }
}

#[test]
fn trimming_changes_no_row_that_stays() {
    for (file, profile) in profiles() {
        let all = table(&profile, &all_of(Granularity::Lines, false), 0).unwrap();
        let options = Options {
            node_count: 7,
            node_fraction: 0.02,
            ..all_of(Granularity::Lines, false)
        };
        let some = table(&profile, &options, 0).unwrap();
        assert!(some.rows.len() <= 7, "{}", file.display());
        let kept = all
            .rows
            .iter()
            .filter(|row| some.rows.iter().any(|kept| kept.entity == row.entity));
        let sums = |row: &Row| (row.entity, row.flat, row.cum);
        assert!(kept.map(sums).eq(some.rows.iter().map(sums)), "{}", file.display());
    }
}
