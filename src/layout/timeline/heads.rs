//! The names of lanes, at their left.

use std::ops::Range;

use crate::analyze::trace::tasks;
use crate::layout::text::{NameVariants, columns};
use crate::layout::timeline::lane::{Counter, Lane};
use crate::layout::timeline::names;
use crate::layout::timeline::picture::heap::{heap_top, held_top};
use crate::layout::timeline::picture::{Row, Scene, TimelinePicture, most_counted};
use crate::model::symbol;
use crate::model::trace::memory::Kind;
use crate::model::unit;

/// Before a name, and for each level that it stands deeper, in CSS pixels.
const INSET: f64 = 8.0;
const INDENT: f64 = 14.0;
/// Tasks deeper than this are not moved further to the right.
const DEEPEST: u32 = 6;
/// The mark that tells whether something is folded, and the room for it.
const MARK: f64 = 14.0;
/// Behind a note.
const AFTER: f64 = 8.0;

/// The name of a lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// The row in [`TimelinePicture::rows`].
    pub row: u32,
    /// Where it begins: behind the mark, if there is one.
    pub x: f64,
    /// Which part of the text it is.
    pub name: Range<usize>,
    /// What stands at the right end, dimmed, and its left edge.
    pub note: Option<(f64, Range<usize>)>,
    /// Whether what it folds away is shown; none where it folds nothing.
    pub is_open: Option<bool>,
    /// Whether it is the head of a section.
    pub is_section: bool,
}

/// Writes the name of a lane.
pub(super) fn head(scene: &Scene<'_>, at: usize, row: &Row, picture: &mut TimelinePicture) {
    let is_member = scene.lanes.group_above(at).is_some();
    let (names, note) = words(scene, row.lane, is_member);
    let is_open = scene.lanes.is_open(row.lane);
    let depth = match row.lane {
        Lane::Group(_) | Lane::Goroutine(_) | Lane::Proc(_) | Lane::Thread(_) => 1.0 + f64::from(u8::from(is_member)),
        Lane::Region(..) | Lane::Stack(..) => 2.0 + f64::from(u8::from(is_member)),
        Lane::StoppedFor(_) => 2.0,
        // Deep ones have room for their names too.
        Lane::Task(_) => 1.0 + f64::from(scene.lanes.task_depth(row.lane).min(DEEPEST)),
        Lane::Count(counter) if counter != Counter::Busy => 1.0,
        Lane::Memory(_) => 1.0,
        _ => 0.0,
    };
    let depth = depth + f64::from(scene.lanes.goroutine_depth(row.lane).min(DEEPEST));
    // Names stand in line whether or not there is a mark before them.
    let x = INSET + depth * INDENT + if is_open.is_some() && depth == 0.0 { MARK } else { 0.0 };
    let width = |text: &str| columns(text) as f64 * scene.column_width;
    let mut end = scene.frame.head - AFTER;
    let mut told = None;
    if !note.is_empty() && scene.column_width > 0.0 && x + 4.0 * scene.column_width + width(&note) < end {
        let start = picture.text.len();
        picture.text.push_str(&note);
        end -= width(&note) + AFTER;
        told = Some((end + AFTER, start..picture.text.len()));
    }
    let room = ((end - x) / scene.column_width.max(1.0)).max(0.0) as usize;
    let start = picture.text.len();
    let name = names.fit(room, &mut picture.text).unwrap_or(start..start);
    picture.heads.push(Head {
        row: picture.rows.len() as u32 - 1,
        x,
        name,
        note: told,
        is_open,
        is_section: matches!(row.lane, Lane::Section(_)),
    });
}

/// The name of a lane in forms, longest first, and a note.
fn words(scene: &Scene<'_>, lane: Lane, is_member: bool) -> (NameVariants, String) {
    let trace = scene.trace;
    match lane {
        Lane::Section(section) => {
            let count = scene.lanes.size_of_section(section) as i64;
            (NameVariants::new([section.name()]), unit::exact(count, b"count"))
        }
        Lane::Count(counter) => {
            let names = match counter {
                Counter::Busy => NameVariants::new(["Busy goroutines", "Goroutines", "Busy"]),
                Counter::States => NameVariants::new(["Goroutines by state", "By state"]),
                Counter::Procs => NameVariants::new(["Running processors", "Processors"]),
                Counter::Syscalls => NameVariants::new(["Threads in system calls", "System calls", "Syscalls"]),
            };
            let most = most_counted(scene, counter);
            (names, format!("≤ {}", unit::exact(i64::from(most), b"count")))
        }
        Lane::Logs => {
            let count = trace.annotations.logs.len() as i64;
            (NameVariants::new(["Logs"]), unit::exact(count, b"count"))
        }
        Lane::Samples => {
            let count = trace.samples.len() as i64;
            (NameVariants::new(["CPU samples"]), unit::exact(count, b"count"))
        }
        Lane::Task(task) => {
            let (start, end) = tasks::span(trace, task);
            let name = names::of_task(trace, task);
            let length = unit::label(end - start, b"nanoseconds");
            (NameVariants::new([name.as_str()]), length)
        }
        // What a region is called is written on it.
        Lane::Region(_, 0) => (NameVariants::new(["regions"]), String::new()),
        Lane::Stack(row, 0) => {
            let is_empty = scene.sums.tracks.get(&row).is_none_or(|track| track.levels() == 0);
            let name = if is_empty { "no stack was told" } else { "stack" };
            (NameVariants::new([name]), String::new())
        }
        Lane::Region(..) | Lane::Stack(..) => (NameVariants::default(), String::new()),
        Lane::StoppedFor(row) => {
            let kind = scene.sums.stop_kinds.get(row);
            let name = kind.map_or_else(String::new, |kind| names::of_reason(trace, kind.0));
            (NameVariants::new([name.as_str()]), String::new())
        }
        Lane::Heap => {
            let top = i64::try_from(heap_top(scene.sums)).unwrap_or(i64::MAX);
            (
                NameVariants::new(["Heap and goal", "Heap"]),
                format!("≤ {}", unit::label(top, b"bytes")),
            )
        }
        Lane::Memory(kind) => {
            let top = i64::try_from(held_top(scene.sums, kind)).unwrap_or(i64::MAX);
            let names = match kind {
                Kind::Objects => NameVariants::new(["Live heap objects", "Heap objects", "Objects"]),
                Kind::HeapSpans => NameVariants::new(["Spans of the heap", "Heap spans", "Spans"]),
                Kind::OtherSpans => NameVariants::new(["Other spans", "Others"]),
                Kind::Stacks => NameVariants::new(["Goroutine stacks", "Stacks"]),
            };
            (names, format!("≤ {}", unit::label(top, b"bytes")))
        }
        Lane::Mark => (NameVariants::new(["Garbage collection", "GC"]), String::new()),
        Lane::Stopped => (NameVariants::new(["Stop the world", "STW"]), String::new()),
        Lane::Proc(proc) => {
            let name = trace.places.procs.get(proc.row()).name();
            (NameVariants::new([name.as_str()]), String::new())
        }
        Lane::Thread(thread) => {
            let name = format!("M{}", trace.places.threads.get(thread.row()).0);
            (NameVariants::new([name.as_str()]), String::new())
        }
        Lane::Group(group) => {
            let root = names::of_group(trace, group);
            let forms: Vec<_> = symbol::variants(&root).collect();
            let count = unit::exact(scene.lanes.size(group) as i64, b"count");
            (NameVariants::new(forms.iter().map(AsRef::as_ref)), format!("×{count}"))
        }
        Lane::Goroutine(goroutine) if is_member => {
            let name = format!("G{}", trace.goroutines.get(goroutine).id.0);
            (NameVariants::new([name.as_str()]), String::new())
        }
        Lane::Goroutine(goroutine) => {
            let root = names::root(trace, goroutine);
            let forms: Vec<_> = symbol::variants(&root).collect();
            let number = format!("G{}", trace.goroutines.get(goroutine).id.0);
            (NameVariants::new(forms.iter().map(AsRef::as_ref)), number)
        }
    }
}
