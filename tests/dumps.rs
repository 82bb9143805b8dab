//! Goroutine dumps from the corpus, through decoder and analysis: what is read, what is said of it, what damage does.

#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use goscope::analyze::goroutines::blocked::{Blocked, Thing};
use goscope::analyze::goroutines::creators::{CreatorId, Creators};
use goscope::analyze::goroutines::filter::{Filter, longest_first};
use goscope::analyze::goroutines::group::{Alike, Group, Groups};
use goscope::analyze::goroutines::places::Places;
use goscope::analyze::goroutines::{holders, json, leaks, profile};
use goscope::analyze::profile::search::Pattern;
use goscope::decode::error::Warning;
use goscope::decode::{Decoded, Decoder, Step, decode};
use goscope::model::document::Document;
use goscope::model::goroutines::{Dump, GoroutineRow};
use goscope::model::id::LocationId;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/dumps")
}

/// The dumps, by name, with their bytes.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(corpus()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name != "README.md" {
            found.push((name, fs::read(path).unwrap()));
        }
    }
    found.sort();
    found
}

fn is_packed(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "gz")
}

fn text(name: &str) -> String {
    let path = corpus().join(name);
    let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut text = String::new();
    if is_packed(name) {
        GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    text
}

fn dump_of(text: &str) -> Dump {
    let Document::Goroutines(dump) = decode(text.as_bytes()).unwrap().document else {
        panic!("no dump: {text}")
    };
    *dump
}

fn open(name: &str) -> Dump {
    dump_of(&text(name))
}

fn all(_: GoroutineRow) -> bool {
    true
}

fn groups(dump: &Dump, alike: Alike) -> Groups {
    Groups::of(dump, &Places::of(dump).unwrap(), alike, all).unwrap()
}

/// A group in words: count, innermost function, states.
fn told(dump: &Dump, groups: &Groups, group: &Group) -> String {
    let leaf = dump.stacks.leaf_first(group.stack).next();
    let leaf = leaf.map_or(String::new(), |frame| {
        dump.strings.text(dump.frames.get(frame.row()).function).into_owned()
    });
    let states: Vec<_> = groups
        .states(dump, group)
        .into_iter()
        .map(|(state, count)| format!("{count} {}", dump.strings.text(state)))
        .collect();
    format!("{} {leaf} [{}]", group.count(), states.join(", "))
}

/// Functions of the program by their last name.
fn functions(dump: &Dump, goroutine: GoroutineRow) -> Vec<String> {
    dump.stacks
        .leaf_first(dump.goroutines.stack.get(goroutine.row()))
        .map(|frame| {
            let name = dump.strings.text(dump.frames.get(frame.row()).function);
            name.rsplit('.').next().unwrap().to_owned()
        })
        .collect()
}

#[test]
fn every_dump_is_read_whole_and_in_small_steps() {
    let files = files();
    assert!(files.len() >= 19, "{} dumps", files.len());
    for (name, bytes) in files {
        let whole = decode(&bytes[..]).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(whole.warnings, [], "{name}");
        let mut decoder = Decoder::new(&bytes[..]);
        let cut = loop {
            if let Step::Done(decoded) = decoder.step(97).unwrap() {
                break decoded;
            }
        };
        assert!(
            format!("{whole:?}") == format!("{cut:?}"),
            "{name} differs in small steps"
        );
        holds(&whole, &name);
    }
}

/// What must hold of every dump.
fn holds(decoded: &Decoded, name: &str) {
    let Document::Goroutines(dump) = &decoded.document else {
        panic!("{name}: no dump")
    };
    let count = dump.goroutines.len();
    let mut arguments = Vec::new();
    for goroutine in dump.goroutines.rows() {
        let stack = dump.goroutines.stack.get(goroutine.row());
        dump.goroutines.read_arguments(goroutine, &mut arguments).unwrap();
        let lines = arguments.split(|&byte| byte == b'\n').count() - 1;
        assert_eq!(lines, dump.stacks.leaf_first(stack).count(), "{name}");
    }
    for alike in [Alike::Stack, Alike::Everything] {
        let groups = groups(dump, alike);
        let sum: usize = groups.rows.iter().map(Group::count).sum();
        assert_eq!(sum, count, "{name}: every goroutine is in one group");
    }
    let profile = profile::profile(dump, all).unwrap();
    assert_eq!(profile.samples.values[0].iter().sum::<i64>(), count as i64, "{name}");
    let mut text = Vec::new();
    json::write(dump, name, &mut text).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(json["goroutines"], count, "{name}");
}

#[test]
fn every_cut_is_refused_or_told() {
    let packed = files();
    let plain = packed.iter().filter(|(name, _)| is_packed(name));
    let unpacked: Vec<_> = plain
        .map(|(name, _)| (name.replace(".gz", ""), text(name).into_bytes()))
        .collect();
    for (name, bytes) in packed.into_iter().chain(unpacked) {
        let is_packed = is_packed(&name);
        for percent in 1..100 {
            let len = bytes.len() * percent / 100;
            match decode(&bytes[..len]) {
                Err(error) => assert!(error.offset().is_some(), "{name} at {percent} %: {error}"),
                Ok(decoded) => {
                    assert!(!is_packed, "{name} at {percent} %: gzip cut short was read");
                    let is_told = decoded
                        .warnings
                        .iter()
                        .any(|warning| matches!(warning, Warning::CutDump { .. } | Warning::NoLineBreak(_)));
                    // Between two goroutines nothing shows that more stood there.
                    let is_between = bytes[..len].ends_with(b"\n");
                    assert!(is_told || is_between, "{name} at {percent} %");
                }
            }
        }
    }
}

#[test]
fn all_versions_have_the_same_goroutines() {
    for version in ["go1.21", "go1.24", "go1.27"] {
        let dump = open(&format!("stuck.{version}.stacks.txt.gz"));
        let groups = groups(&dump, Alike::Stack);
        let told: Vec<_> = groups.rows[..3]
            .iter()
            .map(|group| told(&dump, &groups, group))
            .collect();
        // Mutexes moved in Go 1.24.
        let package = if version == "go1.21" { "sync" } else { "internal/sync" };
        assert_eq!(
            told[0], "5 example.com/stuck/internal/ledger.ask [5 chan send]",
            "{version}"
        );
        assert_eq!(
            told[1],
            format!("4 {package}.runtime_SemacquireMutex [4 sync.Mutex.Lock]"),
            "{version}"
        );
        assert_eq!(dump.goroutines.len(), 26, "{version}");
    }
}

#[test]
fn those_that_wait_for_one_lock_are_gathered_and_its_holder_is_suspected() {
    for version in ["go1.21", "go1.24", "go1.27"] {
        let dump = open(&format!("stuck.{version}.stacks.txt.gz"));
        let blocked = Blocked::of(&dump, all).unwrap();
        let lock = &blocked.on[0];
        assert_eq!((lock.thing, lock.waiters.len()), (Thing::Lock, 7), "{version}");
        let found = holders::suspects(&dump, lock, 10).unwrap();
        let named: Vec<_> = found
            .rows
            .iter()
            .map(|suspect| {
                (
                    functions(&dump, suspect.goroutine).last().cloned().unwrap(),
                    suspect.reason,
                )
            })
            .collect();
        assert!(
            named.contains(&("Audit".to_owned(), holders::Reason::SameType)),
            "{version}: {named:?}"
        );
    }
}

#[test]
fn channels_are_gathered_where_the_runtime_shows_them() {
    let dump = open("crash.go1.27.quit.txt.gz");
    let blocked = Blocked::of(&dump, all).unwrap();
    let channels = blocked.on.iter().filter(|on| on.thing == Thing::Channel).count();
    assert!(channels >= 6, "{:?}", blocked.on);
}

#[test]
fn leaks_are_proved_or_suspected_with_a_reason() {
    let dump = open("stuck.go1.27.leaks.txt.gz");
    let by_stack = groups(&dump, Alike::Stack);
    let suspects = leaks::suspects(&dump, &by_stack);
    let proved: u32 = suspects
        .iter()
        .map(|suspect| match suspect.reason {
            leaks::Reason::Proved(count) => count,
            _ => 0,
        })
        .sum();
    assert_eq!((proved, leaks::marks(&dump).leaked), (12, 12));
    let dump = open("stuck.go1.21.stacks.txt.gz");
    let by_stack = groups(&dump, Alike::Stack);
    let never = leaks::suspects(&dump, &by_stack)
        .iter()
        .filter(|suspect| suspect.reason == leaks::Reason::Never(1))
        .count();
    assert_eq!(
        never, 4,
        "two nil channels, one more on a locked thread, and a select without cases"
    );
    let dump = open("crash.go1.27.deadlock.txt");
    assert_eq!(leaks::marks(&dump).deadlocks.len(), 1);
}

/// So many goroutines in `state`, each with its wait.
fn alike(count: u32, state: &str, minutes: impl Fn(u32) -> u32) -> String {
    (0..count)
        .map(|n| {
            let wait = match minutes(n) {
                0 => String::new(),
                minutes => format!(", {minutes} minutes"),
            };
            format!(
                "goroutine {} [{state}{wait}]:\nmain.f()\n\t/x.go:1 +0x1\ncreated by main.g in goroutine 1\n\t/x.go:2 +0x2\n\n",
                n + 2
            )
        })
        .collect::<Vec<_>>()
        .concat()
}

#[test]
fn rules_of_leaks_and_their_near_misses() {
    let reason = |text: &str| {
        let dump = dump_of(text);
        let by_stack = groups(&dump, Alike::Stack);
        leaks::suspects(&dump, &by_stack).first().map(|suspect| suspect.reason)
    };
    assert_eq!(reason(&alike(10, "chan receive", |n| n)), Some(leaks::Reason::Piling));
    assert_eq!(reason(&alike(9, "chan receive", |n| n)), None);
    assert_eq!(reason(&alike(10, "chan receive", |_| 7)), None);
    assert_eq!(reason(&alike(10, "IO wait", |n| n)), None);
    assert_eq!(reason(&alike(1, "chan send", |_| 1)), Some(leaks::Reason::Stuck(1)));
    assert_eq!(reason(&alike(1, "chan send", |_| 0)), None);
    assert_eq!(reason(&alike(100, "select", |_| 0)), Some(leaks::Reason::Many));
    assert_eq!(reason(&alike(99, "select", |_| 0)), None);
    assert_eq!(
        reason("goroutine 1 [select (no cases)]:\nmain.main()\n\t/x.go:1 +0x1\n"),
        None
    );
}

#[test]
fn filters_keep_what_they_say() {
    let dump = open("stuck.go1.27.stacks.txt.gz");
    let count = |filter: Filter| filter.kept(&dump).count();
    let pattern = |text: &str| Some(Pattern::new(text, true, true).unwrap());
    assert_eq!(count(Filter::default()), 26);
    let states = vec!["chan send".to_owned(), "sleep".to_owned(), "no such".to_owned()];
    assert_eq!(
        count(Filter {
            states,
            ..Filter::default()
        }),
        7
    );
    assert_eq!(
        count(Filter {
            states: vec!["no such".to_owned()],
            ..Filter::default()
        }),
        0
    );
    let function = pattern(r"\(\*Ledger\)\.Add$");
    assert_eq!(
        count(Filter {
            function,
            ..Filter::default()
        }),
        7
    );
    let label = pattern("^tenant=north$");
    assert_eq!(
        count(Filter {
            label,
            ..Filter::default()
        }),
        3
    );
    let creator = pattern("^$");
    assert_eq!(
        count(Filter {
            creator,
            ..Filter::default()
        }),
        1
    );
    let creator = pattern("ledger.Block");
    assert_eq!(
        count(Filter {
            creator,
            ..Filter::default()
        }),
        22
    );
    assert_eq!(
        count(Filter {
            min_minutes: 1,
            ..Filter::default()
        }),
        0
    );
}

#[test]
fn longest_waits_come_first() {
    let dump = dump_of(&alike(5, "select", |n| [3, 0, 9, 3, 1][n as usize]));
    let ids: Vec<_> = longest_first(&dump, all)
        .into_iter()
        .map(|row| dump.goroutines.id.get(row.row()))
        .collect();
    assert_eq!(ids, [4, 2, 5, 6, 3]);
}

/// A goroutine made by another at a line.
fn made(id: u64, by: u64, line: u32) -> String {
    format!(
        "goroutine {id} [select]:\nmain.f()\n\t/x.go:1 +0x1\ncreated by main.g in goroutine {by}\n\t/x.go:{line} +0x2\n\n"
    )
}

/// The tree of creators: its lines of source with own and total counts, indented.
fn tree(dump: &Dump) -> String {
    let creators = Creators::of(dump, &Places::of(dump).unwrap(), all).unwrap();
    let mut out = String::new();
    let mut open = vec![(1, CreatorId(0))];
    while let Some((depth, node)) = open.pop() {
        let row = node.row();
        if row > 0 {
            let line = dump.frames.get(creators.tree.key(node).row()).line;
            let (own, total, indent) = (creators.own[row], creators.total[row], depth - 2);
            writeln!(out, "{:indent$}{line}: {own}/{total}", "").unwrap();
        }
        open.extend(
            creators
                .children(node)
                .into_iter()
                .rev()
                .map(|child| (depth + 1, child)),
        );
    }
    out
}

#[test]
fn creators_make_a_tree() {
    let text = [
        made(2, 1, 10),
        made(3, 2, 20),
        made(4, 2, 20),
        made(5, 9, 30),
        made(6, 3, 40),
    ]
    .concat();
    let dump = dump_of(&format!(
        "goroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1\n\n{text}"
    ));
    assert_eq!(tree(&dump), "10: 1/4\n 20: 2/3\n  40: 1/1\n30: 1/1\n");
}

#[test]
fn circles_of_creators_are_cut() {
    let dump = dump_of(&[made(2, 3, 10), made(3, 2, 20), made(4, 4, 30)].concat());
    assert_eq!(tree(&dump), "20: 1/2\n 10: 1/1\n30: 1/1\n");
}

#[test]
fn a_chain_of_many_creators_is_no_recursion() {
    let text: String = (2..30_000).map(|id| made(id, id + 1, 10)).collect();
    let dump = dump_of(&text);
    let creators = Creators::of(&dump, &Places::of(&dump).unwrap(), all).unwrap();
    assert_eq!(creators.total[0], 29_998);
}

#[test]
fn a_lock_taken_twice_by_one_goroutine_is_suspected_of_itself() {
    let dump = dump_of(
        "goroutine 7 [sync.Mutex.Lock]:\nsync.(*Mutex).lockSlow(0xc000010000)\n\t/m.go:1 +0x1\n\
         main.(*T).get(0xc000010000)\n\t/x.go:1 +0x1\nmain.(*T).each(0xc000010000)\n\t/x.go:2 +0x1\n\
         main.(*T).get(0xc000010000)\n\t/x.go:1 +0x1\ncreated by main.main\n\t/x.go:3 +0x1\n\n\
         goroutine 8 [chan send]:\nmain.(*T).put(0xc000010000, {0x1, 0x2?})\n\t/x.go:9 +0x1\ncreated by main.main\n\t/x.go:3 +0x1\n\n\
         goroutine 9 [chan send]:\nmain.other(0xc000010000?)\n\t/x.go:9 +0x1\ncreated by main.main\n\t/x.go:3 +0x1\n",
    );
    let blocked = Blocked::of(&dump, all).unwrap();
    assert_eq!((blocked.on.len(), blocked.without_address), (1, 2));
    let found = holders::suspects(&dump, &blocked.on[0], 10).unwrap();
    let reasons: Vec<_> = found
        .rows
        .iter()
        .map(|suspect| (suspect.goroutine.0, suspect.reason))
        .collect();
    assert_eq!(
        reasons,
        [(0, holders::Reason::WaitsInside), (1, holders::Reason::HasAddress)]
    );
}

#[test]
fn a_dump_is_a_profile_of_counts_and_waits() {
    let dump = dump_of(
        "goroutine 2 [select, 3 minutes] {tenant: a}:\nmain.inner(...)\n\t/x.go:1\nmain.f(0x1)\n\t/x.go:2 +0x1\ncreated by main.g\n\t/x.go:3 +0x1\n\n\
         goroutine 3 [select, 3 minutes] {tenant: a}:\nmain.inner(...)\n\t/x.go:1\nmain.f(0x2)\n\t/x.go:2 +0x1\ncreated by main.g\n\t/x.go:3 +0x1\n\n\
         goroutine 4 [running, locked to thread]:\nmain.f(0x2)\n\t/x.go:2 +0x1\ncreated by main.g\n\t/x.go:3 +0x1\n",
    );
    let profile = profile::profile(&dump, all).unwrap();
    let values: Vec<Vec<i64>> = profile
        .samples
        .values
        .iter()
        .map(|column| column.iter().collect())
        .collect();
    assert_eq!(values, [vec![2, 1], vec![360_000_000_000, 0]]);
    assert_eq!(profile.locations.len(), 2, "with and without the inlined call");
    assert_eq!(profile.locations.line_rows(LocationId(0)).len(), 2);
    assert_eq!(profile.functions.len(), 2);
    let labels: Vec<Vec<String>> = (0..2)
        .map(|sample| {
            let labels = profile.samples.labels(sample);
            labels
                .map(|label| {
                    let key = profile.strings.text(label.key);
                    if label.is_text {
                        format!("{key}={}", profile.strings.text(label.text))
                    } else {
                        format!("{key}={}", label.number)
                    }
                })
                .collect()
        })
        .collect();
    assert_eq!(labels[0], ["created by=main.g", "state=select", "tenant=a", "wait=3"]);
    assert_eq!(
        labels[1],
        ["mark=locked to thread", "created by=main.g", "state=running"]
    );
}

/// A dump with bytes changed, lines dropped, doubled, and moved: what logs and people do to text, and worse.
fn damaged(text: &[u8], seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let mut next = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below.max(1)
    };
    let mut lines: Vec<Vec<u8>> = text
        .split_inclusive(|&byte| byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    for _ in 0..=next(20) {
        let (from, to) = (next(lines.len()), next(lines.len()));
        match next(5) {
            0 => drop(lines.remove(from)),
            1 => lines.swap(from, to),
            2 => lines.insert(to, lines[from].clone()),
            3 => lines[from].truncate(to % 40),
            _ => {
                let at = next(lines[from].len());
                if let Some(byte) = lines[from].get_mut(at) {
                    *byte = b"0x[]{}():,.? \n\t\"\\\xff9"[next(19)];
                }
            }
        }
        if lines.is_empty() {
            break;
        }
    }
    lines.concat()
}

#[test]
fn no_damage_makes_anything_panic() {
    for (name, bytes) in files() {
        let bytes = if is_packed(&name) {
            text(&name).into_bytes()
        } else {
            bytes
        };
        for seed in 0..30 {
            let Ok(decoded) = decode(&damaged(&bytes, seed)[..]) else {
                continue;
            };
            let Document::Goroutines(dump) = &decoded.document else {
                continue;
            };
            holds(&decoded, &name);
            let places = Places::of(dump).unwrap();
            Creators::of(dump, &places, all).unwrap();
            leaks::suspects(dump, &groups(dump, Alike::Stack));
            for on in &Blocked::of(dump, all).unwrap().on {
                holders::suspects(dump, on, 3).unwrap();
            }
        }
    }
}
