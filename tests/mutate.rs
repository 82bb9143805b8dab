//! Damage of every kind to files of every format: what comes is a document or an error, never a panic, and soon.
//!
//! The seeds are the fuzzer's (`cargo xtask fuzz`), which looks where damage leads; here it is done blindly. `cargo test` does
//! a little of it, always the same; with `GOSCOPE_MUTATE_SECONDS` it goes on for so long for each target, as
//! `cargo xtask test` lets it.

#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

mod random;
#[path = "../fuzz/targets.rs"]
mod targets;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use random::Random;
use targets::{TARGETS, Target};

/// Rounds where no time is asked for.
const ROUNDS: u64 = 60;

/// No file of this size takes so long.
const LIMIT: Duration = Duration::from_secs(10);

/// A part of a file, not long.
fn range(random: &mut Random, len: usize) -> std::ops::Range<usize> {
    let start = random.below(len);
    start..(start + random.below(40)).min(len)
}

/// What numbers are written as where damage is to be done.
const NUMBERS: [&[u8]; 8] = [
    b"\0",
    b"\x7f",
    b"\xff\xff\xff\xff\x0f",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    b"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x02",
    b"-1",
    b"18446744073709551615",
    b"99999999999999999999",
];

/// Damages a file once.
fn damage(file: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    if file.is_empty() {
        file.extend_from_slice(other);
        return;
    }
    let at = random.below(file.len());
    match random.below(9) {
        0 | 1 => file[at] ^= 1 << random.below(8),
        2 => file[at] = random.below(256) as u8,
        3 => drop(file.drain(range(random, file.len()))),
        4 => file.truncate(at),
        5 => {
            let part = file[range(random, file.len())].to_vec();
            file.splice(at..at, part);
        }
        6 => {
            let part = &other[range(random, other.len())];
            file.splice(at..at, part.iter().copied());
        }
        7 => {
            let number = NUMBERS[random.below(NUMBERS.len())];
            let end = (at + random.below(number.len() + 1)).min(file.len());
            file.splice(at..end, number.iter().copied());
        }
        _ => {
            let other_at = random.below(other.len());
            file.truncate(at);
            file.extend_from_slice(&other[other_at..]);
        }
    }
}

/// Reads a file; where that goes wrong, keeps it and says where.
fn run(target: &Target, file: &[u8]) {
    let begun = Instant::now();
    let result = catch_unwind(AssertUnwindSafe(|| (target.run)(file)));
    let seconds = begun.elapsed();
    let problem: Box<dyn Any + Send> = match result {
        Ok(()) if seconds < LIMIT => return,
        Ok(()) => Box::new(format!("{}: took {seconds:?}", target.name)),
        Err(problem) => problem,
    };
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("mutate-{}", target.name));
    fs::write(&path, file).unwrap();
    eprintln!("{}: goes wrong with {}", target.name, path.display());
    resume_unwind(problem);
}

fn mutate(target: &Target, time: Option<Duration>) {
    let seeds = target.seeds().unwrap();
    assert!(!seeds.is_empty(), "{} has no seeds", target.name);
    for (_, seed) in &seeds {
        run(target, seed);
    }
    let begun = Instant::now();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut rounds = 0;
    while time.map_or(rounds < ROUNDS, |time| begun.elapsed() < time) {
        let (_, seed) = &seeds[random.below(seeds.len())];
        let (_, other) = &seeds[random.below(seeds.len())];
        let mut file = seed.clone();
        for _ in 0..=random.below(4) {
            damage(&mut file, other, &mut random);
        }
        run(target, &file);
        rounds += 1;
    }
    println!(
        "{}: {} seeds, {rounds} rounds in {:.1} s",
        target.name,
        seeds.len(),
        begun.elapsed().as_secs_f64()
    );
}

#[test]
fn damaged_files_of_every_format_are_read_or_refused() {
    let seconds = env::var("GOSCOPE_MUTATE_SECONDS").ok();
    let time = seconds.map(|seconds| Duration::from_secs(seconds.parse().unwrap()));
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(target) = TARGETS.get(next.fetch_add(1, Ordering::Relaxed)) {
                    mutate(target, time);
                }
            });
        }
    });
}

#[test]
fn targets_are_found_by_their_names() {
    for target in TARGETS {
        assert!(Target::named(target.name).is_some_and(|found| found.name == target.name));
    }
}
