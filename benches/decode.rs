//! How long decoding takes: `cargo bench --bench decode [-- FILE…]`.
//!
//! Without files it makes a profile of the size that hurts: 1,000,000 samples of walks over a fixed
//! call graph, 50,000 functions, depth 40 on average, more than 500,000 distinct stacks. Prints the
//! best of five for each, since everything that disturbs a run makes it slower.

use std::io::Write as _;
use std::time::{Duration, Instant};

use goscope::decode::{Decoded, decode};
use goscope::model::document::Document;

/// Runs of which the best counts.
const RUNS: usize = 5;

fn main() {
    // Cargo passes `--bench`; everything else is a file.
    let files: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    for file in &files {
        let bytes = std::fs::read(file).unwrap_or_else(|error| panic!("unreadable file: {file}: {error}"));
        measure(file, &bytes);
    }
    if files.is_empty() {
        let plain = walks::profile();
        measure("walks.pb", &plain);
        measure("walks.pb.gz", &gzipped(&plain));
    }
}

fn measure(name: &str, bytes: &[u8]) {
    let mut best = Duration::MAX;
    let mut last = None;
    for _ in 0..RUNS {
        drop(last.take());
        let start = Instant::now();
        let decoded = decode(bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        best = best.min(start.elapsed());
        last = Some(decoded);
    }
    if let Some(decoded) = last {
        report(name, best, &decoded);
    }
}

fn report(name: &str, best: Duration, decoded: &Decoded) {
    let Document::Profile(profile) = &decoded.document;
    let mut stacks: Vec<_> = profile.samples.stack.iter().collect();
    stacks.sort_unstable();
    stacks.dedup();
    let rate = decoded.unpacked_bytes as f64 / best.as_secs_f64() / 1e6;
    println!(
        "{name}: {} bytes, {} unpacked, {} samples, {} distinct stacks, {} tree nodes: {:.0} ms, {rate:.0} MB/s unpacked",
        decoded.file_bytes,
        decoded.unpacked_bytes,
        profile.samples.len(),
        stacks.len(),
        profile.stacks.len(),
        best.as_secs_f64() * 1e3,
    );
}

fn gzipped(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let written = encoder.write_all(plain).and_then(|()| encoder.finish());
    written.unwrap_or_else(|error| panic!("no gzip: {error}"))
}

/// The profile that is measured.
mod walks {
    use goscope::decode::pprof::wire::{Function, Line, Location, Mapping, Profile, Sample, ValueType};
    use prost::Message as _;

    const SAMPLES: usize = 1_000_000;
    const FUNCTIONS: u64 = 50_000;
    /// Call sites: two to a function.
    const LOCATIONS: u64 = 2 * FUNCTIONS;
    /// Functions that a call site may lead to.
    const CALLEES: u64 = 6;
    /// Of a hundred samples, so many repeat an earlier stack.
    const REPEATED: u64 = 40;

    /// The same numbers in every run (xorshift64).
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, limit: u64) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 >> 11) % limit
        }
    }

    /// The profile's bytes.
    pub(super) fn profile() -> Vec<u8> {
        let mut numbers = Numbers(88_172_645_463_325_252);
        let callees: Vec<u64> = (0..LOCATIONS * CALLEES).map(|_| numbers.below(LOCATIONS)).collect();
        let mut bytes = tables().encode_to_vec();
        let mut remembered: Vec<Vec<u64>> = Vec::new();
        for _ in 0..SAMPLES {
            let stack = if remembered.len() > 1_000 && numbers.below(100) < REPEATED {
                remembered[numbers.below(remembered.len() as u64) as usize].clone()
            } else {
                let stack = walk(&mut numbers, &callees);
                if remembered.len() <= 1_000 || numbers.below(4) == 0 {
                    remembered.push(stack.clone());
                }
                stack
            };
            let count = 1 + numbers.below(100) as i64;
            let sample = Sample {
                location_id: stack,
                value: vec![count, count * 10_000_000],
                label: Vec::new(),
            };
            // One sample at a time: appended messages are one message.
            let one = Profile {
                sample: vec![sample],
                ..Profile::default()
            };
            bytes.extend(one.encode_to_vec());
        }
        bytes
    }

    /// A stack of 20 to 60 frames, leaf first. Half of all calls go where most calls of a site go.
    fn walk(numbers: &mut Numbers, callees: &[u64]) -> Vec<u64> {
        let mut at = numbers.below(8);
        let mut stack = Vec::new();
        for _ in 0..20 + numbers.below(41) {
            stack.push(at + 1);
            let turn = if numbers.below(2) == 0 {
                0
            } else {
                numbers.below(CALLEES)
            };
            at = callees[(at * CALLEES + turn) as usize];
        }
        stack.reverse();
        stack
    }

    /// Everything but the samples.
    fn tables() -> Profile {
        let mut strings: Vec<Vec<u8>> = ["", "samples", "count", "cpu", "nanoseconds", "/srv/app"]
            .map(Into::into)
            .into();
        let function = (1..=FUNCTIONS)
            .map(|id| {
                let (package, name) = (id % 500, id / 500);
                strings.push(format!("example.com/big/pkg{package}.(*Worker{}).step{name}", name % 77).into());
                strings.push(format!("/src/example.com/big/pkg{package}/file{}.go", name % 20).into());
                let name = strings.len() as i64 - 2;
                Function {
                    id,
                    name,
                    system_name: name,
                    filename: name + 1,
                    start_line: 10,
                }
            })
            .collect();
        let location = (1..=LOCATIONS).map(location).collect();
        let value_type = |row| ValueType {
            r#type: row,
            unit: row + 1,
        };
        Profile {
            sample_type: vec![value_type(1), value_type(3)],
            mapping: vec![Mapping {
                id: 1,
                memory_start: 0x40_0000,
                memory_limit: 0x400_0000,
                filename: 5,
                has_functions: true,
                ..Mapping::default()
            }],
            location,
            function,
            string_table: strings,
            period_type: Some(value_type(3)),
            period: 10_000_000,
            ..Profile::default()
        }
    }

    fn location(id: u64) -> Location {
        let line = Line {
            function_id: (id - 1) / 2 + 1,
            line: (id % 900) as i64,
            column: 0,
        };
        Location {
            id,
            mapping_id: 1,
            address: 0x40_0000 + id * 32,
            line: vec![line],
            is_folded: false,
        }
    }
}
