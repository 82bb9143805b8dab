//! A trace at a glance.

use crate::engine::facts::utc;
use crate::engine::trace::times::{self, count, length};
use crate::engine::trace::{Known, heap};
use crate::model::trace::Trace;
use crate::model::trace::annotation::RegionStart;
use crate::model::trace::id::TaskId;
use crate::model::trace::range::{NO_TIME, Range, RangeKind};
use crate::model::trace::state::GoState;
use crate::model::unit;
use crate::protocol::trace::{MOST_GROUPS, TraceOverview};

type Facts = Vec<(String, String)>;

/// The answer.
pub(super) fn overview(trace: &Trace, known: &Known) -> TraceOverview {
    let shown = &known.groups[..known.groups.len().min(MOST_GROUPS)];
    TraceOverview {
        facts: vec![
            ("Trace".to_owned(), told(&written(trace))),
            ("Program".to_owned(), told(&program(trace, known))),
            ("Garbage collection".to_owned(), told(&collector(trace))),
            ("Annotations".to_owned(), told(&annotations(trace))),
        ],
        heap: heap::curve(trace),
        groups: shown.iter().map(|group| times::group(trace, group)).collect(),
        more_groups: (known.groups.len() - shown.len()) as u32,
    }
}

fn told(facts: &[(&str, String)]) -> Facts {
    let said = facts.iter().filter(|(_, text)| !text.is_empty());
    said.map(|(name, text)| ((*name).to_owned(), text.clone())).collect()
}

/// The version of Go that wrote it: the header names the format's, which several share.
fn family(version: u32) -> String {
    match version {
        // Formats of these versions were in use until the next one.
        11 => "Go 1.11 to 1.18".to_owned(),
        19 => "Go 1.19 and 1.20".to_owned(),
        23 => "Go 1.23 and 1.24".to_owned(),
        26.. => format!("Go 1.{version} or later"),
        version => format!("Go 1.{version}"),
    }
}

fn written(trace: &Trace) -> Vec<(&'static str, String)> {
    let is_snapshot = trace
        .generations
        .first()
        .is_some_and(|generation| generation.number > 1);
    vec![
        ("Written by", family(trace.written.version)),
        ("Duration", length(trace.end)),
        ("Started", trace.began_at().map(utc).unwrap_or_default()),
        ("Events", count(trace.tally.total())),
        ("Generations", some(trace.generations.len() as u64)),
        (
            "Began",
            if is_snapshot {
                "before the file: a flight recorder's snapshot".to_owned()
            } else {
                String::new()
            },
        ),
        ("Gaps", some(trace.gaps.len() as u64)),
        ("Batches", some(trace.written.batches)),
        ("In memory", unit::label(trace.bytes() as i64, b"bytes")),
    ]
}

fn program(trace: &Trace, known: &Known) -> Vec<(&'static str, String)> {
    let created = trace.goroutines.iter().filter(|goroutine| !goroutine.is_older);
    let peak = |state: GoState| trace.tally.peaks[state as usize];
    let mut values: Vec<u64> = trace.gomaxprocs.rows().map(|(_, value)| value).collect();
    values.dedup();
    let values: Vec<String> = values.into_iter().take(8).map(|value| value.to_string()).collect();
    vec![
        ("GOMAXPROCS", values.join(", then ")),
        ("Processors", count(trace.places.real_procs().count() as u64)),
        ("Threads", count(trace.places.threads.len() as u64)),
        ("Goroutines", count(known.goroutines)),
        ("Made meanwhile", count(created.count() as u64)),
        ("Alive at the end", count(known.alive)),
        ("Most running", count(peak(GoState::Running))),
        ("Most runnable", count(peak(GoState::Runnable))),
        ("Most waiting", count(peak(GoState::Waiting))),
        ("Most in system calls", count(peak(GoState::Syscall))),
        ("CPU samples", some(trace.samples.len() as u64)),
    ]
}

fn collector(trace: &Trace) -> Vec<(&'static str, String)> {
    let of = |kind: RangeKind| trace.ranges.iter().filter(move |range| range.kind == kind);
    let mut pauses: Vec<i64> = of(RangeKind::StopTheWorld).filter_map(spanned).collect();
    pauses.sort_unstable();
    let median = pauses.get(pauses.len() / 2).copied();
    let marks: i64 = of(RangeKind::Mark).filter_map(spanned).sum();
    let assists: i64 = of(RangeKind::Assist).filter_map(spanned).sum();
    let swept: u64 = of(RangeKind::Sweep).map(|range| range.swept_bytes).sum();
    let time = |nanos: i64| if nanos > 0 { length(nanos) } else { String::new() };
    vec![
        ("Cycles", count(of(RangeKind::Mark).count() as u64)),
        ("Marking", time(marks)),
        ("Assists", time(assists)),
        (
            "Swept",
            if swept > 0 {
                unit::label(swept as i64, b"bytes")
            } else {
                String::new()
            },
        ),
        ("World stopped", format!("{} times", count(pauses.len() as u64))),
        ("Stopped in all", time(pauses.iter().sum())),
        ("Median stop", median.map(length).unwrap_or_default()),
        ("Longest stop", pauses.last().copied().map(length).unwrap_or_default()),
    ]
}

/// How long a range lasted, if both its ends were seen.
fn spanned(range: Range) -> Option<i64> {
    (range.start != NO_TIME && range.end != NO_TIME).then(|| range.end - range.start)
}

fn annotations(trace: &Trace) -> Vec<(&'static str, String)> {
    let said = &trace.annotations;
    // What belongs to no task belongs to the background task, which is none.
    let tasks = said.tasks.iter().filter(|task| task.id != TaskId(0));
    let regions = said
        .regions
        .iter()
        .filter(|region| region.begun != RegionStart::Inherited);
    vec![
        ("Tasks", count(tasks.count() as u64)),
        ("Regions", count(regions.count() as u64)),
        ("Logs", count(said.logs.len() as u64)),
    ]
}

fn some(number: u64) -> String {
    if number > 0 { count(number) } else { String::new() }
}
