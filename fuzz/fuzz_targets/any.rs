//! Any bytes for one target, which `GOSCOPE_FUZZ` names: a document or an error, never a panic.
//!
//! `cargo xtask fuzz` builds it and runs it for every target. Before the first input it writes the target's seeds to the folder
//! that `GOSCOPE_SEEDS` names; asked for the target `list` it prints their names and ends.
#![no_main]

#[path = "../targets.rs"]
mod targets;

use std::path::Path;
use std::sync::OnceLock;
use std::{env, fs, process};

use libfuzzer_sys::fuzz_target;
use targets::{TARGETS, Target};

static TARGET: OnceLock<&Target> = OnceLock::new();

/// Finds the target, and writes its seeds.
fn begin() {
    let name = env::var("GOSCOPE_FUZZ").unwrap_or_default();
    let Some(target) = Target::named(&name) else {
        for target in TARGETS {
            println!("{}", target.name);
        }
        process::exit(i32::from(name != "list"));
    };
    TARGET.get_or_init(|| target);
    if let Ok(folder) = env::var("GOSCOPE_SEEDS") {
        for (name, seed) in target.seeds().expect("the corpus can be read") {
            fs::write(Path::new(&folder).join(name), seed).expect("seeds can be written");
        }
    }
}

fuzz_target!(init: begin(), |data: &[u8]| {
    if let Some(target) = TARGET.get() {
        (target.run)(data);
    }
});
