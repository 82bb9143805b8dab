//! The commands for `go tool pprof` that the page offers give the numbers that it shows.
//!
//! Every profile of the fixtures is put into states chosen at random: a sample type, filters, an order. The first command
//! that is offered then is run by a shell, and what pprof prints is compared with the table, row by row. States that the
//! offer itself says pprof cannot express are passed over. `cargo xtask parity` runs it, since it needs Go.
//!
//! What the table shows otherwise on purpose is made alike: shares have signs there, names are readable, and frames
//! without a symbol are told apart by their addresses, where pprof gathers them by binary.

#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

mod driver;
#[path = "../random/mod.rs"]
mod random;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use goscope::model::symbol;
use goscope::protocol::filter::{Filter, FilterKind};
use goscope::protocol::request::{Request, TopColumn};
use goscope::protocol::rows::TopRow;

use driver::Driver;
use random::Random;

/// States of each profile where no other number is asked for.
const STATES: u64 = 30;

/// Names with line breaks cannot be found in what pprof prints; and where binaries have names and frames have none, filters
/// see more here than in pprof (difference 12 of `docs/pprof-differences.md`).
const LEFT_OUT: [&str; 2] = ["made.names.pb.gz", "made.mappings.pb.gz"];

/// What pprof and the table have in common: flat, its share, cum, its share, name.
type Row = [String; 5];

#[test]
fn offered_commands_give_the_numbers_that_are_shown() {
    let asked = |name: &str| env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let states = asked("GOSCOPE_PARITY_STATES").unwrap_or(STATES);
    let seed = asked("GOSCOPE_PARITY_SEED").unwrap_or(1);
    let (mut compared, mut passed_over, mut wrong) = (0, 0, Vec::new());
    for path in profiles() {
        let Some(mut driver) = Driver::open(&path) else {
            continue;
        };
        let names: Vec<String> = driver.rows().iter().map(name_of).collect();
        for state in 0..states {
            let mut random = Random(((seed << 32) + state + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            choose(&mut driver, &names, &mut random);
            let offered = driver.commands(&path);
            if offered.lines().any(|line| line.starts_with("# pprof cannot say")) {
                passed_over += 1;
                continue;
            }
            let command = offered.lines().next().unwrap();
            let mut shown: Vec<Row> = driver.rows().iter().map(row).collect();
            let mut printed = pprof(command);
            shown.retain(has_symbol);
            printed.retain(has_symbol);
            shown.sort();
            printed.sort();
            compared += 1;
            if shown != printed {
                let odd = |rows: &[Row], others: &[Row]| -> Vec<Row> {
                    rows.iter()
                        .filter(|row| !others.contains(row))
                        .take(3)
                        .cloned()
                        .collect()
                };
                wrong.push(format!(
                    "{command}\n  shown   {:?}\n  printed {:?}",
                    odd(&shown, &printed),
                    odd(&printed, &shown)
                ));
            }
        }
        println!("{}", path.file_name().unwrap().display());
    }
    println!("{compared} states compared, {passed_over} that pprof cannot express");
    assert!(wrong.is_empty(), "{} states differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 0, "nothing was compared");
}

/// The profiles among the fixtures.
fn profiles() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/profiles");
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(".pb.gz") && !LEFT_OUT.iter().any(|name| path.ends_with(name)))
        .collect();
    found.sort();
    assert!(found.len() >= 20, "{} profiles", found.len());
    found
}

/// Puts a profile into a state. Filters that match nothing leave those before them.
fn choose(driver: &mut Driver, names: &[String], random: &mut Random) {
    let sample_type = random.below(driver.opened.sample_types.len()) as u32;
    driver.ask(Request::ShowSampleType(sample_type));
    let order = [TopColumn::Flat, TopColumn::Cum][random.below(2)];
    driver.ask(Request::Sort(order, true));
    let mut filters = Vec::new();
    for _ in 0..random.below(4) {
        let kind = FilterKind::ALL[random.below(FilterKind::ALL.len())];
        let name = names.get(random.below(names.len())).cloned().unwrap_or_default();
        let is_exact = !kind.is_of_labels() && random.below(2) == 0;
        let what = match kind {
            _ if is_exact => name,
            FilterKind::TagFocus | FilterKind::TagIgnore => {
                ["browse", "tenant=north", "1kb:", ":64kb"][random.below(4)].into()
            }
            FilterKind::TagShow | FilterKind::TagHide => ["handler", "tenant|bytes"][random.below(2)].into(),
            // A word of a name, as one types it.
            _ => {
                let words: Vec<_> = name.split(|letter: char| !letter.is_alphanumeric()).collect();
                words[random.below(words.len())].to_owned()
            }
        };
        if !what.is_empty() {
            filters.push(Filter { kind, what, is_exact });
        }
    }
    driver.ask(Request::Refine(filters));
}

/// What pprof prints for a command.
fn pprof(command: &str) -> Vec<Row> {
    let go = PathBuf::from(env::var_os("GOSCOPE_GO").expect("GOSCOPE_GO: cargo xtask parity sets it"));
    let mut path = vec![go.parent().unwrap().to_owned()];
    path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    let output = Command::new("sh")
        .args(["-c", command])
        .env("PATH", env::join_paths(path).unwrap())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let rows = text
        .lines()
        .skip_while(|line| !line.trim_start().starts_with("flat "))
        .skip(1);
    rows.map(|line| {
        let mut words = line.split_whitespace();
        let [flat, flat_share, _, cum, cum_share] = [(); 5].map(|()| words.next().unwrap_or_default().to_owned());
        // pprof marks what is inlined; the table has a column for it.
        let name: Vec<_> = words
            .filter(|&word| word != "(inline)" && word != "(partial-inline)")
            .collect();
        [
            flat,
            flat_share,
            cum,
            cum_share,
            symbol::readable(&name.join(" ")).into_owned(),
        ]
    })
    .collect()
}

fn row(row: &TopRow) -> Row {
    [
        row.flat.clone(),
        row.flat_percent.trim_start_matches('-').to_owned(),
        row.cum.clone(),
        row.cum_percent.trim_start_matches('-').to_owned(),
        name_of(row),
    ]
    .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn has_symbol(row: &Row) -> bool {
    !["[", "0x", "<unknown>"].iter().any(|mark| row[4].starts_with(mark))
}

fn name_of(row: &TopRow) -> String {
    format!("{}{}", row.path, row.name)
}
