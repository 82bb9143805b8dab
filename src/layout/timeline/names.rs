//! What is written on slices and beside lanes.

use crate::analyze::trace::activity::Activity;
use crate::layout::text::NameVariants;
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::source::Slice;
use crate::model::id::StringId;
use crate::model::symbol;
use crate::model::trace::Trace;
use crate::model::trace::annotation::TaskRow;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::listing::partition;
use crate::model::trace::range::{RangeKind, RangeLane};
use crate::model::trace::totals::GroupId;

/// Labels that are looked at to find that of a run.
const MOST_LABELS: usize = 64;

/// The goroutine that a row of [`Spans`](crate::model::trace::span::Spans) is of.
pub fn goroutine_of(trace: &Trace, row: usize) -> GoRow {
    let lanes = trace.spans.lanes();
    GoRow(lanes.lane(lanes.of_row(row)))
}

/// The function that a goroutine begins with, as people write it.
pub fn root(trace: &Trace, goroutine: GoRow) -> String {
    function(trace.root(goroutine))
}

/// The function of a group.
pub fn of_group(trace: &Trace, group: GroupId) -> String {
    let root = trace.totals.groups().find(|&(id, _)| id == group);
    function(root.map_or(b"".as_slice(), |(_, root)| trace.strings.bytes(root)))
}

fn function(name: &[u8]) -> String {
    match name {
        b"" => "(unknown function)".to_owned(),
        name => symbol::readable(&String::from_utf8_lossy(name)).into_owned(),
    }
}

/// Forms of a goroutine's name, longest first: its number, and the function that it begins with.
pub fn of_goroutine(trace: &Trace, goroutine: GoRow) -> NameVariants {
    let number = format!("G{}", trace.goroutines.get(goroutine).id.0);
    let root = root(trace, goroutine);
    let forms: Vec<_> = symbol::variants(&root).collect();
    let long: Vec<String> = forms.iter().map(|form| format!("{number} {form}")).collect();
    NameVariants::new(long.iter().map(String::as_str).chain([number.as_str()]))
}

/// What is written on a slice: on processors and threads who ran, elsewhere what was done and why.
pub fn of_slice(trace: &Trace, lane: Lane, slice: &Slice) -> NameVariants {
    match (lane, slice.row) {
        (Lane::Proc(_) | Lane::Thread(_), Some(row)) => of_run(trace, goroutine_of(trace, row), slice),
        (Lane::Region(..), _) => {
            let region = slice.region.map(|region| trace.annotations.regions.get(region.row()));
            NameVariants::new([region
                .map(|region| trace.strings.text(region.name))
                .unwrap_or_default()
                .as_ref()])
        }
        (Lane::Task(task), _) => NameVariants::new([of_task(trace, task).as_str()]),
        (Lane::Mark, _) => NameVariants::new(["GC marks", "GC"]),
        (Lane::Stopped | Lane::StoppedFor(_), _) => {
            let why = of_stop(trace, slice.start);
            let long = format!("world stopped: {why}");
            let forms = [long.as_str(), why.as_str(), "world stopped", "stopped", "STW"];
            NameVariants::new(forms.into_iter().skip(if why.is_empty() { 2 } else { 0 }))
        }
        (Lane::Stack(..), _) => {
            let name = slice
                .frame
                .map(|frame| trace.strings.text(trace.frames.get(frame.row()).function));
            let name = symbol::readable(&name.unwrap_or_default()).into_owned();
            let forms: Vec<_> = symbol::variants(&name).collect();
            NameVariants::new(forms.iter().map(AsRef::as_ref))
        }
        _ => of_activity(trace, slice),
    }
}

/// The goroutine that ran, and what the runtime said that it ran for: only the collector's workers are labelled.
fn of_run(trace: &Trace, goroutine: GoRow, slice: &Slice) -> NameVariants {
    match label(trace, goroutine, slice) {
        Some(label) => {
            let number = format!("G{}", trace.goroutines.get(goroutine).id.0);
            let long = format!("{number} {label}");
            NameVariants::new([long.as_str(), label.as_str(), number.as_str()])
        }
        None => of_goroutine(trace, goroutine),
    }
}

/// The label that one of the collector's workers was given as it began to run.
pub fn label(trace: &Trace, goroutine: GoRow, slice: &Slice) -> Option<String> {
    let labels = &trace.annotations.labels;
    if !trace.is_mark_worker(goroutine) {
        return None;
    }
    let first = partition(0..labels.len(), |at| labels.get(at).time < slice.start);
    // Those of other workers may stand between.
    let near = (first..labels.len()).take(MOST_LABELS).map(|at| labels.get(at));
    let mut own = near.take_while(|label| label.time < slice.end);
    let label = own.find(|label| label.goroutine == goroutine)?;
    Some(trace.strings.text(label.label).into_owned())
}

/// Why the world was stopped at a time, in Go's words without what they all say.
pub fn of_stop(trace: &Trace, time: i64) -> String {
    let row = trace.ranges.find(RangeLane::Kind(RangeKind::StopTheWorld), time);
    let name = row.map_or(StringId(0), |row| trace.ranges.get(row).name);
    of_reason(trace, name)
}

/// A reason for which the world was stopped, without what they all say.
pub fn of_reason(trace: &Trace, name: StringId) -> String {
    let name = trace.strings.text(name);
    let short = name
        .strip_prefix("stop-the-world (")
        .and_then(|rest| rest.strip_suffix(')'));
    short.unwrap_or(&name).to_owned()
}

/// The name of a task, and its number.
pub fn of_task(trace: &Trace, task: TaskRow) -> String {
    let task = trace.annotations.tasks.get(task.row());
    let name = trace.strings.text(task.name);
    let name = if name.is_empty() { "(unknown task)" } else { &name };
    format!("{name} #{}", task.id.0)
}

/// What a log message says, behind its category.
pub fn of_log(trace: &Trace, log: usize) -> String {
    let log = trace.annotations.logs.get(log);
    let (category, message) = (trace.strings.text(log.category), trace.strings.text(log.message));
    if category.is_empty() {
        message.into_owned()
    } else {
        format!("{category}: {message}")
    }
}

fn of_activity(trace: &Trace, slice: &Slice) -> NameVariants {
    let Some(activity) = slice.activity else {
        return NameVariants::default();
    };
    let mut reason = String::new();
    let mut place = String::new();
    if let Some(row) = slice.row {
        let what = trace.whats.get(trace.spans.what(row));
        reason = trace.strings.text(what.reason).into_owned();
        if activity == Activity::Running {
            place = place_of(trace, row);
        }
    }
    match activity {
        Activity::Running if place.is_empty() => NameVariants::new(["running"]),
        Activity::Running => {
            let long = format!("running on {place}");
            NameVariants::new([long.as_str(), "running", place.as_str()])
        }
        Activity::Syscall => NameVariants::new(["system call", "syscall"]),
        Activity::Runnable | Activity::Waiting if reason.is_empty() => NameVariants::new([activity.name()]),
        Activity::Runnable | Activity::Waiting => {
            let long = format!("{}: {reason}", activity.name());
            NameVariants::new([long.as_str(), reason.as_str()])
        }
    }
}

/// The processor of a row, as Go names it: `P3`.
pub fn place_of(trace: &Trace, row: usize) -> String {
    let lanes = trace.spans.lanes();
    let page = lanes.page(lanes.of_row(row));
    let place = trace.spans.change(page, row).by.place();
    let proc = place.map(|place| trace.places.get(place).proc);
    match proc.filter(|proc| proc.row() < trace.places.procs.len()) {
        Some(proc) => trace.places.procs.get(proc.row()).name(),
        None => String::new(),
    }
}
