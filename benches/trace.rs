//! From the bytes of an execution trace to its columns: `cargo bench --bench trace -- [--bytes N] [--runs N] [--kind KIND] [FILE...]`.
//!
//! The traces are recorded by the program in `benches/traces`, with the `go` that `GOSCOPE_GO` names or the search path has: a busy
//! server, hundreds of threads, tens of thousands of goroutines, of N bytes each; and the first once more in the older format, where
//! `GOSCOPE_GO_OLD` names a `go` before 1.22. Files named are measured instead.

mod phases;
#[expect(dead_code, reason = "traces are named by kind here")]
mod recorded;

use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use goscope::decode::trace::decoder;
use goscope::decode::trace::reader::Reader;

use phases::Phases;
use recorded::recorded;

/// What is recorded.
const KINDS: [&str; 3] = ["mixed", "threads", "crowd"];

fn main() -> Result<(), Box<dyn Error>> {
    let (mut bytes, mut runs) = (100_000_000_u64, 3_u32);
    let (mut kinds, mut files) = (Vec::new(), Vec::new());
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    while let Some(arg) = args.next() {
        if !arg.starts_with("--") {
            files.push(PathBuf::from(arg));
            continue;
        }
        let value = args.next().ok_or_else(|| format!("missing value: {arg}"))?;
        match arg.as_str() {
            "--bytes" => bytes = value.parse()?,
            "--runs" => runs = value.parse()?,
            "--kind" => kinds.push(value),
            _ => return Err(format!("unknown argument: {arg}").into()),
        }
    }
    if files.is_empty() {
        for kind in KINDS {
            if kinds.is_empty() || kinds.iter().any(|wanted| wanted == kind) {
                files.push(recorded(&phases::folder(), &recorded::go(), kind, bytes)?);
            }
        }
        if let Some(go) = recorded::old_go() {
            files.push(recorded(&phases::folder(), &go, KINDS[0], bytes * 3 / 5)?);
        }
    }
    for file in files {
        measure(&file, runs)?;
    }
    println!("\npeak memory {}, of the largest", phases::peak_memory());
    Ok(())
}

fn measure(file: &Path, runs: u32) -> Result<(), Box<dyn Error>> {
    let bytes = fs::metadata(file)?.len();
    println!("\n{}, {:.1} MB", file.display(), bytes as f64 / 1e6);
    let mut phases = Phases::default();
    let mut facts = String::new();
    for _ in 0..runs {
        let events = phases.time("events, in order", Some(bytes), || -> Result<u64, Box<dyn Error>> {
            let mut reader = Reader::new(File::open(file)?)?;
            let mut events = 0;
            while reader.next_event()?.is_some() {
                events += 1;
            }
            Ok(events)
        })?;
        let (trace, _) = phases.time("decode to the model", Some(bytes), || -> Result<_, Box<dyn Error>> {
            Ok(decoder::decode(File::open(file)?)?)
        })?;
        facts = format!(
            "{events} events, {} generations, {} goroutines, {} threads, {} spans; columns {:.1} MB, {:.2} times the file",
            trace.generations.len(),
            trace.goroutines.len(),
            trace.places.threads.len(),
            trace.spans.len(),
            trace.bytes() as f64 / 1e6,
            trace.bytes() as f64 / bytes as f64
        );
    }
    println!("{facts}");
    phases.print();
    Ok(())
}
