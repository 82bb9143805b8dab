//! Figures of execution traces.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use anyhow::Result;
use goscope::protocol::account::TracePage;

use crate::recorded::{go, old_go, recorded};
use crate::report::{Report, Row};
use crate::traced::{Traced, visit};
use crate::{folder, go_tool};

/// A trace that is measured.
struct Plan {
    what: &'static str,
    kind: &'static str,
    bytes: u64,
    /// Least bytes that are read in a second, in millions.
    least_speed: f64,
    /// Most memory, as a multiple of the file.
    most_memory: f64,
}

const MIXED: Plan = Plan {
    what: "A busy server",
    kind: "mixed",
    bytes: 100_000_000,
    least_speed: 80.0,
    most_memory: 8.0,
};

/// A report for each kind of trace, each told when it is there.
pub(crate) async fn reports(tell: impl Fn(&Report)) -> Result<()> {
    let new = go();
    let mixed = recorded(&folder(), &new, MIXED.kind, MIXED.bytes)?;
    let seen = visit(&mixed, 1.0, &TracePage::ALL).await?;
    let mut report = told(&MIXED, &mixed, &seen)?;
    match go_tool::trace(&mixed)? {
        Some(go_ms) => {
            report.add(Row::new("`go tool trace -pprof=sched` on the same file", "ms", go_ms));
            report.add(Row::new("times as fast as that", "×", go_ms / seen.ready_ms).at_least(10.0));
        }
        None => report.note("No Go here: not compared with `go tool trace`."),
    }
    for (page, ms) in &seen.pages_ms {
        report.add(Row::new(&format!("page “{page}”"), "ms", *ms).at_most(1000.0));
    }
    let twice = visit(&mixed, 2.0, &[]).await?;
    add_frames(&mut report, &twice, " at ratio 2", false);
    tell(&report);
    for (what, kind, bytes) in [
        ("Hundreds of threads", "threads", MIXED.bytes),
        ("Tens of thousands of goroutines", "crowd", MIXED.bytes),
        ("A busy server, four times as long", "mixed", 4 * MIXED.bytes),
    ] {
        let plan = Plan {
            what,
            kind,
            bytes,
            ..MIXED
        };
        tell(&of(&plan, &new).await?);
    }
    if let Some(old) = old_go() {
        let plan = Plan {
            what: "The older format",
            bytes: 60_000_000,
            least_speed: 25.0,
            most_memory: 10.0,
            ..MIXED
        };
        tell(&of(&plan, &old).await?);
    }
    Ok(())
}

async fn of(plan: &Plan, go: &OsString) -> Result<Report> {
    let file = recorded(&folder(), go, plan.kind, plan.bytes)?;
    let seen = visit(&file, 1.0, &[]).await?;
    told(plan, &file, &seen)
}

fn told(plan: &Plan, file: &Path, seen: &Traced) -> Result<Report> {
    let megabytes = fs::metadata(file)?.len() as f64 / 1e6;
    let mut report = Report::default();
    report.note(&format!("{}: {megabytes:.0} MB.", plan.what));
    report.add(Row::new("drop to overview", "ms", seen.ready_ms));
    report.add(Row::new("read in a second", "MB", megabytes * 1e3 / seen.ready_ms).at_least(plan.least_speed));
    report.add(Row::new("memory of the worker at its peak", "MB", seen.memory_mb));
    report.add(Row::new("times the file", "×", seen.memory_mb / megabytes).at_most(plan.most_memory));
    report.add(Row::new("longest block of the page", "ms", seen.longest_block_ms).at_most(50.0));
    report.add(Row::new("first picture of the timeline", "ms", seen.timeline_ms).at_most(500.0));
    add_frames(&mut report, seen, "", true);
    report.add(Row::new("the whole time selected and told", "ms", seen.selected_ms).at_most(150.0));
    Ok(report)
}

fn add_frames(report: &mut Report, seen: &Traced, how: &str, is_limited: bool) {
    for (groups, frames) in ["folded", "unfolded"].into_iter().zip(seen.frames) {
        let row = |what: &str, ms| Row::new(&format!("frame{how}, groups {groups}, {what}"), "ms", ms);
        report.add(row("median", frames.median));
        let [p95, worst] = [row("95th percentile", frames.p95), row("worst", frames.worst)];
        if is_limited {
            report.add(p95.at_most(8.0));
            report.add(worst.at_most(16.0));
        } else {
            report.add(p95);
            report.add(worst);
        }
    }
}
