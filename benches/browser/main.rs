//! How long a person waits, measured in Chromium on the built page: `cargo xtask bench --browser [profiles|traces]`.
//!
//! Prints tables in Markdown: what was measured, what it may be, what it is. Times are the page's own
//! marks: `goscope:drop` when files are dropped, `goscope:painted` when the worker has painted the
//! first flame graph, `goscope:ready` when the start screen can be used; of other things, when they can be seen. The ratios are to
//! Go's own tools on the same files, run right before.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../../tests/e2e/browser/mod.rs"]
#[expect(dead_code, reason = "the tests from end to end do more with a browser than a bench")]
mod browser;
#[path = "../generator/mod.rs"]
mod generator;
mod go_tool;
mod machine;
mod profiles;
#[path = "../recorded/mod.rs"]
#[expect(dead_code, reason = "traces are named by kind here")]
mod recorded;
mod report;
mod traced;
mod traces;
mod visit;

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use browser::block_on;

fn main() -> Result<()> {
    let asked: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let unknown = asked
        .iter()
        .find(|word| !["profiles", "traces"].contains(&word.as_str()));
    ensure!(unknown.is_none(), "neither profiles nor traces: {unknown:?}");
    let is_asked = |word: &str| asked.is_empty() || asked.iter().any(|it| it == word);
    let machine = machine::describe();
    if is_asked("profiles") {
        let report = block_on(profiles::report())?;
        println!("\n{machine}\n\n{report}");
    }
    if is_asked("traces") {
        block_on(traces::reports(|report| println!("\n{machine}\n\n{report}")))?;
    }
    Ok(())
}

/// Where the files that are measured are kept.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench")
}
