//! From the text of a goroutine dump to groups: `cargo bench --bench goroutines -- [--samples N] [--runs N]`.
//!
//! The dump is made here, and left in `target/bench/goroutines.txt` to be dropped on the page: N goroutines of a server,
//! 100,000 when not said, in some thousand stacks of 2 to 8 frames, with addresses that differ from goroutine to goroutine,
//! as those of a real one do.

mod phases;
mod wanted;

use std::error::Error;
use std::fs;
use std::io::Write as _;

use goscope::analyze::goroutines::blocked::Blocked;
use goscope::analyze::goroutines::creators::Creators;
use goscope::analyze::goroutines::group::{Alike, Groups};
use goscope::analyze::goroutines::places::Places;
use goscope::analyze::goroutines::{holders, leaks, profile};
use goscope::decode;
use goscope::model::document::Document;

use phases::Phases;
use wanted::Wanted;

/// Different functions.
const FUNCTIONS: u64 = 5_000;
/// Different stacks.
const STACKS: u64 = 3_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut wanted = Wanted::from_args()?;
    if wanted.samples == 1_000_000 {
        wanted.samples = 100_000;
    }
    let text = dump(u64::from(wanted.samples))?;
    let bytes = Some(text.len() as u64);
    fs::create_dir_all(phases::folder())?;
    fs::write(phases::folder().join("goroutines.txt"), &text)?;
    println!("{} goroutines, {:.0} MB", wanted.samples, text.len() as f64 / 1e6);
    let mut phases = Phases::default();
    for _ in 0..wanted.runs {
        let decoded = phases.time("decode", bytes, || decode::decode(&text[..]))?;
        let Document::Goroutines(dump) = decoded.document else {
            return Err("not a goroutine dump".into());
        };
        let places = phases.time("places", None, || Places::of(&dump))?;
        let groups = phases.time("groups", None, || Groups::of(&dump, &places, Alike::Stack, |_| true))?;
        phases.time("creators", None, || Creators::of(&dump, &places, |_| true))?;
        phases.time("leaks", None, || leaks::suspects(&dump, &groups));
        let blocked = phases.time("blocked", None, || Blocked::of(&dump, |_| true))?;
        phases.time("holders of one lock", None, || {
            blocked
                .on
                .first()
                .map(|on| holders::suspects(&dump, on, 16))
                .transpose()
        })?;
        phases.time("as a profile", None, || profile::profile(&dump, |_| true))?;
    }
    phases.print();
    println!("\npeak memory {}, the text itself included", phases::peak_memory());
    Ok(())
}

/// A number that differs for each pair, and looks like none: of Knuth's multiplicative kind.
fn mixed(a: u64, b: u64) -> u64 {
    let word = (a << 20 ^ b).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    word ^ word >> 29
}

fn dump(goroutines: u64) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut text = Vec::new();
    let states = [
        "chan receive",
        "select",
        "IO wait",
        "sync.Mutex.Lock",
        "chan send",
        "sleep",
    ];
    for id in 1..=goroutines {
        // A few stacks have most of the goroutines.
        let stack = mixed(id, 1) % STACKS * (mixed(id, 2) % STACKS) / STACKS;
        let state = states[(stack % 6) as usize];
        let wait = match mixed(id, 3) % 300 {
            0 => String::new(),
            minutes => format!(", {minutes} minutes"),
        };
        writeln!(text, "goroutine {id} [{state}{wait}]:")?;
        let address = |n: u64| 0x00c0_0000_0000 + mixed(id, n) % 0x1000_0000 * 8;
        if state == "sync.Mutex.Lock" {
            let lock = 0x00c0_0000_0000 + stack * 64;
            writeln!(text, "internal/sync.runtime_SemacquireMutex(0x41b4f9?, 0x0?, 0x13?)")?;
            writeln!(text, "\t/usr/local/go/src/runtime/sema.go:95 +0x25")?;
            writeln!(text, "internal/sync.(*Mutex).lockSlow({lock:#x})")?;
            writeln!(text, "\t/usr/local/go/src/internal/sync/mutex.go:149 +0x15a")?;
            writeln!(text, "sync.(*Mutex).Lock(...)\n\t/usr/local/go/src/sync/mutex.go:46")?;
        }
        for depth in 0..2 + stack % 7 {
            // Stacks share their outer frames.
            let function = mixed(stack >> (depth / 4), depth) % FUNCTIONS;
            let (package, line) = (function % 80, function % 900 + 1);
            writeln!(
                text,
                "github.com/example/service/internal/package{package}.(*Handler{function}).Serve({:#x}, {{{:#x}?, {:#x}}}, 0x1)",
                address(depth),
                address(depth + 100),
                address(depth + 200),
            )?;
            writeln!(
                text,
                "\t/home/build/src/service/internal/package{package}/handler{}.go:{line} +0x{:x}",
                function % 7,
                line * 3
            )?;
        }
        let creator = stack % 97;
        writeln!(
            text,
            "created by github.com/example/service/internal/server.(*Pool).start{creator} in goroutine {}",
            id / 50 + 1
        )?;
        writeln!(
            text,
            "\t/home/build/src/service/internal/server/pool.go:{} +0x5e\n",
            creator + 20
        )?;
    }
    Ok(text)
}
