//! How long a person waits, measured in Chromium on the built page: `cargo xtask bench`.
//!
//! Prints a table in Markdown: what was measured, what it may be, what it is. Times are the page's own
//! marks: `goscope:drop` when files are dropped, `goscope:painted` when the worker has painted the
//! first flame graph, `goscope:ready` when the start screen can be used. The ratio is that to
//! `go tool pprof -top` on the same file, run right before.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../../tests/e2e/browser/mod.rs"]
#[expect(dead_code, reason = "the tests from end to end do more with a browser than a bench")]
mod browser;
#[path = "../generator/mod.rs"]
mod generator;
mod machine;
mod pprof;
mod report;
mod visit;

use std::path::Path;

use anyhow::Result;

use browser::block_on;
use generator::Plan;
use report::{Report, Row};

/// Samples of the large profile, and of one that is packed into about 100 kB.
const LARGE: u32 = 1_000_000;
const SMALL: u32 = 3_900;
/// How often the large one is opened; the run with the median time to the picture counts.
const TIMES: usize = 3;

fn main() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    let (large, facts) = Plan::of_samples(LARGE).file(&folder)?;
    let (small, small_facts) = Plan::of_samples(SMALL).file(&folder)?;
    let machine = machine::describe();
    println!("{}\n{facts}\n{}\n{small_facts}", large.display(), small.display());
    let pprof = pprof::top(&large)?;
    let report = block_on(measure(&large, &small, facts.unpacked_bytes, pprof))?;
    println!("\n{machine}\n\n{report}");
    Ok(())
}

async fn measure(large: &Path, small: &Path, unpacked_bytes: u64, pprof: Option<f64>) -> Result<Report> {
    let mut report = Report::default();
    let mut all = Vec::new();
    for _ in 0..TIMES {
        all.push(visit::large(large, 1.0).await?);
    }
    all.sort_by(|a, b| a.painted_ms.total_cmp(&b.painted_ms));
    let seen = all[TIMES / 2];
    let memory_limit = unpacked_bytes as f64 * 5.0 / 1e6;
    report.add(Row::new("drop to first flame graph", "ms", seen.painted_ms).at_most(2500.0));
    report.add(Row::new("longest block of the page meanwhile", "ms", seen.longest_block_ms).at_most(50.0));
    report.add(Row::new("drop to rows of the table", "ms", seen.rows_ms));
    report.add(Row::new("memory of the worker at its peak", "MB", seen.memory_mb).at_most(memory_limit));
    match pprof {
        Some(pprof_ms) => {
            report.add(Row::new("`go tool pprof -top` on the same file", "ms", pprof_ms));
            let times = pprof_ms / seen.painted_ms;
            report.add(Row::new("times as fast as that", "×", times).at_least(15.0));
        }
        None => report.note("No Go here: not compared with `go tool pprof -top`."),
    }
    report.add(Row::new("frame, median", "ms", seen.frame_p50_ms));
    report.add(Row::new("frame, 95th percentile", "ms", seen.frame_p95_ms).at_most(8.0));
    let seen = visit::large(large, 2.0).await?;
    report.add(Row::new("frame at ratio 2, median", "ms", seen.frame_p50_ms));
    report.add(Row::new("frame at ratio 2, 95th percentile", "ms", seen.frame_p95_ms));
    let pictures = visit::small(small).await?;
    report.add(Row::new("100 kB: drop to flame graph, median", "ms", pictures.median).at_most(150.0));
    report.add(Row::new("100 kB: the slowest of nine", "ms", pictures.most));
    let starts = visit::installed().await?;
    report.add(Row::new("start of the installed page, median", "ms", starts.median).at_most(400.0));
    report.add(Row::new("the slowest of nine", "ms", starts.most));
    report.note(&format!(
        "The large file was opened {TIMES} times; the run with the median time counts."
    ));
    report.note("Canvas 1920×1080 pixels of CSS at device pixel ratio 1, where nothing else is said.");
    Ok(report)
}
