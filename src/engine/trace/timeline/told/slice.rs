//! A slice: what was done, by whom, where, for how long, and what led to it.

use crate::analyze::trace::activity::Activity;
use crate::analyze::trace::nests::Nests;
use crate::engine::trace::timeline::told::why::why;
use crate::engine::trace::timeline::told::{Link, line};
use crate::engine::trace::timeline::walk::{beside, woken_by};
use crate::engine::trace::timeline::{Ready, Selected};
use crate::engine::trace::times::{count, length};
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::names;
use crate::layout::timeline::picture::deeds;
use crate::layout::timeline::source::{Slice, Source};
use crate::model::id::StackId;
use crate::model::symbol;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::range::RangeKind;
use crate::model::trace::span::Change;
use crate::protocol::timeline::{Line, Part, Told};

/// What the runtime did meanwhile is added up so far.
const MOST_DEEDS: usize = 10_000;
/// Frames of a stack that are told.
const MOST_FRAMES: usize = 24;

/// What is known of a slice.
pub(super) struct Facts {
    lane: Lane,
    pub(super) activity: Option<Activity>,
    /// From when to when.
    pub(super) span: (i64, i64),
    pub(super) goroutine: Option<GoRow>,
    /// The change that began it.
    change: Option<Change>,
    title: String,
    place: String,
    on: String,
}

impl Facts {
    pub(super) fn of(trace: &Trace, lane: Lane, slice: &Slice) -> Self {
        let row = slice.row;
        let goroutine = match lane {
            Lane::Goroutine(goroutine) => Some(goroutine),
            _ => row.map(|row| names::goroutine_of(trace, row)),
        };
        let change = row.map(|row| {
            let lanes = trace.spans.lanes();
            trace.spans.change(lanes.page(lanes.of_row(row)), row)
        });
        let name = goroutine.map(|goroutine| names::of_goroutine(trace, goroutine).full().to_owned());
        let done = slice.activity.map_or("", Activity::name);
        let reason = change
            .filter(|_| matches!(lane, Lane::Goroutine(_)))
            .map(|change| trace.strings.text(trace.whats.get(change.what).reason).into_owned())
            .filter(|reason| !reason.is_empty());
        let (title, place) = match (lane, name) {
            (Lane::Mark, _) => ("Garbage collection: marking".to_owned(), String::new()),
            (Lane::Stopped | Lane::StoppedFor(_), _) => {
                ("The world is stopped".to_owned(), names::of_stop(trace, slice.start))
            }
            (_, Some(name)) => (
                reason.map_or_else(|| done.to_owned(), |reason| format!("{done}: {reason}")),
                name,
            ),
            (_, None) => (done.to_owned(), String::new()),
        };
        let label = goroutine.and_then(|goroutine| names::label(trace, goroutine, slice));
        let title = label.map_or(title.clone(), |label| format!("{title}: {label}"));
        // Of what is runnable it is where it was woken, and told as that.
        let is_there = slice.activity != Some(Activity::Runnable);
        let on = row
            .filter(|_| is_there)
            .map(|row| place_of(trace, row))
            .unwrap_or_default();
        Self {
            lane,
            activity: slice.activity,
            span: (slice.start, slice.end.min(trace.end)),
            goroutine,
            change,
            title,
            place,
            on,
        }
    }

    /// What it is, and of whom.
    pub(super) fn head(&self) -> Told {
        let mut title = self.title.clone();
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Told {
            title,
            place: self.place.clone(),
            ..Told::default()
        }
    }

    /// The lines of a tooltip.
    pub(super) fn few_lines(&self, trace: &Trace) -> Vec<Line> {
        let (from, to) = self.span;
        let mut lines = vec![line("for", length(to - from)), line("from", length(from))];
        if !self.on.is_empty() {
            lines.push(line("on", self.on.clone()));
        }
        if let Some((name, stack)) = self.stack(trace)
            && let Some(frame) = telling(trace, stack)
        {
            lines.push(line(name, frame));
        }
        if let Some(goroutine) = self.goroutine
            && let Some((time, waker)) = woken_by(trace, goroutine, from).filter(|_| self.has_waker())
        {
            let who = names::of_goroutine(trace, waker);
            lines.push(line(
                "woken by",
                format!("{}, {} before", who.full(), length(from - time)),
            ));
        }
        lines
    }

    /// Whether somebody made it runnable: who waits is not woken yet.
    pub(super) fn has_waker(&self) -> bool {
        matches!(self.activity, Some(Activity::Running | Activity::Runnable))
    }

    /// What the runtime did on it meanwhile, each kind added up.
    fn deeds(&self, trace: &Trace, ready: &Ready) -> Vec<Line> {
        let source = Source {
            trace,
            sums: &ready.sums,
            lane: self.lane,
        };
        let (all, (from, to)) = (source.deeds(), self.span);
        let first = all.partition_point(|deed| deed.end <= from);
        let inside = all.get(first..).unwrap_or_default();
        let inside = inside.iter().take_while(|deed| deed.start < to).take(MOST_DEEDS);
        let mut sums: Vec<(RangeKind, i64, u64)> = Vec::new();
        for deed in inside {
            let nanos = deed.end.min(to) - deed.start.max(from);
            match sums.iter_mut().find(|sum| sum.0 == deed.kind) {
                Some(sum) => (sum.1, sum.2) = (sum.1 + nanos, sum.2 + 1),
                None => sums.push((deed.kind, nanos, 1)),
            }
        }
        let lines = sums.into_iter().map(|(kind, nanos, many)| {
            let text = format!("{} in {}", length(nanos), count(many));
            line(deeds::role(kind).name(), text)
        });
        lines.collect()
    }

    /// The stack that tells most of it: where it waits; where it stopped to run.
    fn stack(&self, trace: &Trace) -> Option<(&'static str, StackId)> {
        let goroutine = self.goroutine?;
        let own = |change: Change| change.by.goroutine().is_none().then_some(change.stack);
        match self.activity? {
            Activity::Waiting | Activity::Syscall if !matches!(self.lane, Lane::Proc(_) | Lane::Thread(_)) => {
                Some(("at", own(self.change?)?))
            }
            _ => {
                let next = trace.spans.after(goroutine, self.span.0)?;
                Some(("until", own(next)?))
            }
        }
    }

    /// All that is told of it where it is selected.
    pub(super) fn parts(&self, trace: &Trace, ready: &Ready, selected: Selected, links: &mut Vec<Link>) -> Vec<Part> {
        let (from, to) = self.span;
        let mut lead = |mut line: Line, lane: Lane, time: i64| {
            line.link = Some(links.len() as u32);
            links.push(Link::Place(lane, time));
            line
        };
        let mut lines = vec![
            line("duration", length(to - from)),
            line("from", length(from)),
            line("to", length(to)),
        ];
        if let Some(goroutine) = self.goroutine {
            let name = line("goroutine", names::of_goroutine(trace, goroutine).full().to_owned());
            lines.push(lead(name, Lane::Goroutine(goroutine), from));
        }
        let place = self
            .change
            .filter(|_| self.activity != Some(Activity::Runnable))
            .and_then(|change| change.by.place())
            .map(|place| trace.places.get(place));
        if let Some(place) = place {
            if place.proc.row() < trace.places.procs.len() {
                let name = format!("P{}", trace.places.procs.get(place.proc.row()).0);
                lines.push(lead(line("processor", name), Lane::Proc(place.proc), from));
            }
            if place.thread.row() < trace.places.threads.len() {
                let name = format!("M{}", trace.places.threads.get(place.thread.row()).0);
                lines.push(lead(line("thread", name), Lane::Thread(place.thread), from));
            }
        }
        lines.extend(self.deeds(trace, ready));
        if let Lane::Goroutine(goroutine) = self.lane {
            lines.extend(regions(trace, &ready.sums.nests, (goroutine, from, to), &mut lead));
        }
        let mut parts = vec![Part {
            heading: String::new(),
            lines,
        }];
        parts.extend(self.woken(trace, &mut lead));
        parts.extend(self.wakings(trace, ready, &mut lead));
        if let Lane::Goroutine(goroutine) = self.lane {
            let is_over = self.activity == Some(Activity::Waiting) && to < trace.end;
            parts.extend(why(
                trace,
                &ready.sums.activities,
                (goroutine, from, is_over),
                &mut lead,
            ));
        }
        if let Some((name, stack)) = self.stack(trace) {
            let lines = told_frames(trace, stack);
            let heading = if name == "at" { "Stack" } else { "Stack when it stopped" };
            if !lines.is_empty() {
                parts.push(Part {
                    heading: heading.to_owned(),
                    lines,
                });
            }
        }
        let mut lines = Vec::new();
        for (name, is_after) in [("before", false), ("after", true)] {
            let Some(other) = beside(trace, ready, selected, is_after) else {
                continue;
            };
            let source = Source {
                trace,
                sums: &ready.sums,
                lane: other.lane,
            };
            let Some(slice) = source.at(other.span.0) else { continue };
            let facts = Self::of(trace, other.lane, &slice);
            let what = if matches!(self.lane, Lane::Goroutine(_)) || facts.place.is_empty() {
                facts.title
            } else {
                facts.place
            };
            let text = format!("{what}, {}", length(other.span.1 - other.span.0));
            lines.push(lead(line(name, text), other.lane, other.span.0));
        }
        if !lines.is_empty() {
            parts.push(Part {
                heading: "In this lane".to_owned(),
                lines,
            });
        }
        parts
    }
}

/// The regions that a goroutine is in at some time of a part.
fn regions(
    trace: &Trace,
    nests: &Nests,
    (goroutine, from, to): (GoRow, i64, i64),
    lead: &mut dyn FnMut(Line, Lane, i64) -> Line,
) -> Vec<Line> {
    let levels = (0..nests.levels(goroutine)).filter_map(|level| u8::try_from(level).ok());
    let lines = levels.filter_map(|level| {
        let stay = nests.at(goroutine, level, to - 1).filter(|stay| from < stay.end)?;
        let region = trace.annotations.regions.get(stay.region.row());
        let name = trace.strings.text(region.name).into_owned();
        Some(lead(
            line("in region", name),
            Lane::Region(goroutine, level),
            stay.start,
        ))
    });
    lines.collect()
}

/// The processor and the thread of a row.
fn place_of(trace: &Trace, row: usize) -> String {
    let lanes = trace.spans.lanes();
    let page = lanes.page(lanes.of_row(row));
    let Some(place) = trace.spans.change(page, row).by.place() else {
        return String::new();
    };
    let place = trace.places.get(place);
    let mut words = Vec::new();
    if place.proc.row() < trace.places.procs.len() {
        words.push(format!("P{}", trace.places.procs.get(place.proc.row()).0));
    }
    if place.thread.row() < trace.places.threads.len() {
        words.push(format!("M{}", trace.places.threads.get(place.thread.row()).0));
    }
    words.join(", ")
}

/// The frames of a stack, the innermost first: function, and place in its source.
fn frames(trace: &Trace, stack: StackId) -> impl Iterator<Item = (String, String)> + '_ {
    trace.stacks.leaf_first(stack).map(|frame| {
        let frame = trace.frames.get(frame.row());
        let function = trace.strings.text(frame.function);
        let file = trace.strings.text(frame.file);
        let file = file.rsplit('/').next().unwrap_or_default();
        (
            symbol::readable(&function).into_owned(),
            format!("{file}:{}", frame.line),
        )
    })
}

/// The innermost function that is not the runtime's own, or the innermost.
fn telling(trace: &Trace, stack: StackId) -> Option<String> {
    let mut names = frames(trace, stack).map(|(function, _)| function);
    let own = frames(trace, stack).map(|(function, _)| function);
    let mut own = own.filter(|function| !function.starts_with("runtime."));
    own.next().or_else(|| names.next())
}

pub(super) fn told_frames(trace: &Trace, stack: StackId) -> Vec<Line> {
    let mut lines: Vec<Line> = frames(trace, stack)
        .take(MOST_FRAMES)
        .map(|(function, place)| line("", format!("{function} {place}")))
        .collect();
    let more = frames(trace, stack).count().saturating_sub(MOST_FRAMES);
    if more > 0 {
        lines.push(line("", format!("and {more} more")));
    }
    lines
}
