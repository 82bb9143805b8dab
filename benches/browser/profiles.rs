//! Figures of profiles.

use anyhow::Result;

use crate::generator::Plan;
use crate::report::{Report, Row};
use crate::{folder, go_tool, visit};

/// Samples of the large profile, and of one that is packed into about 100 kB.
const LARGE: u32 = 1_000_000;
const SMALL: u32 = 3_900;
/// How often the large one is opened; the run with the median time to the picture counts.
const TIMES: usize = 3;

/// Opens both, and the installed page.
pub(crate) async fn report() -> Result<Report> {
    let (large, facts) = Plan::of_samples(LARGE).file(&folder())?;
    let (small, small_facts) = Plan::of_samples(SMALL).file(&folder())?;
    println!("{}\n{facts}\n{}\n{small_facts}", large.display(), small.display());
    let pprof = go_tool::pprof(&large)?;
    let (large, small) = (large.as_path(), small.as_path());
    let mut report = Report::default();
    let mut all = Vec::new();
    for _ in 0..TIMES {
        all.push(visit::large(large, 1.0).await?);
    }
    all.sort_by(|a, b| a.painted_ms.total_cmp(&b.painted_ms));
    let seen = all[TIMES / 2];
    let memory_limit = facts.unpacked_bytes as f64 * 5.0 / 1e6;
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
