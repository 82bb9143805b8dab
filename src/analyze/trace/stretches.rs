//! What goroutines did, stretch by stretch, in a part of the trace.
//!
//! Changes are stored page by page, by goroutine within a page: to go over one goroutine after the other is to jump through all memory,
//! which takes ten times as long as to go through it. So [`each`] does, and knows of every goroutine the change before.

use crate::analyze::trace::scope::{Scoped, Window};
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::lanes::SegmentId;
use crate::model::trace::span::Change;
use crate::model::trace::what::What;

/// A part that is shorter than one of so many of the whole is found goroutine by goroutine.
const SHORT: i64 = 8;

/// A stretch of time in which a goroutine did one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The change with which it began.
    pub change: Change,
    /// What was done.
    pub what: What,
    /// When it began; what a goroutine that is older than the trace is first seen to do, it did since it was first seen.
    pub start: i64,
    /// When it ended; the end of the trace where it did not.
    pub end: i64,
    /// Whether its beginning was seen.
    pub has_begun: bool,
    /// The change with which it ended.
    pub next: Option<Change>,
}

impl Stretch {
    fn new(trace: &Trace, change: Change, next: Option<Change>, since: Option<i64>) -> Self {
        Self {
            change,
            what: trace.whats.get(change.what),
            start: since.unwrap_or(change.time),
            end: next.map_or(trace.end, |next| next.time),
            has_begun: since.is_none(),
            next,
        }
    }

    /// How much of it lies in a window, in nanoseconds; 0 or less is none.
    pub fn within(&self, (from, to): Window) -> i64 {
        self.end.min(to) - self.start.max(from)
    }

    /// How long it is, in nanoseconds.
    pub fn nanos(&self) -> i64 {
        self.end - self.start
    }

    /// Whether it begins before a window's end and ends after its beginning.
    fn is_in(&self, window: Window) -> bool {
        self.start < window.1 && self.end > window.0
    }
}

/// What takes note of stretches. Those of a goroutine come in order; those of several may come mixed, unless they have several windows.
pub trait Watch {
    /// A goroutine's window begins.
    fn begin(&mut self, goroutine: GoRow, window: Window) -> Result<(), OutOfMemory>;
    /// A stretch that lies in it, or partly.
    fn see(&mut self, goroutine: GoRow, window: Window, stretch: &Stretch) -> Result<(), OutOfMemory>;
    /// The window ends.
    fn end(&mut self, goroutine: GoRow, window: Window) -> Result<(), OutOfMemory>;
}

/// Tells every stretch that counts.
pub fn each(trace: &Trace, scoped: &Scoped<'_>, watch: &mut dyn Watch) -> Result<(), OutOfMemory> {
    let window = scoped.window();
    let is_short = window.1.saturating_sub(window.0) < trace.end / SHORT;
    if scoped.is_whole_lives() && !is_short {
        return all(trace, scoped, window, watch);
    }
    let mut windows = Vec::new();
    for goroutine in trace.goroutines.rows() {
        scoped.windows(goroutine, &mut windows)?;
        for &window in &windows {
            watch.begin(goroutine, window)?;
            for stretch in of(trace, goroutine, window) {
                watch.see(goroutine, window, &stretch)?;
            }
            watch.end(goroutine, window)?;
        }
    }
    Ok(())
}

/// The same of all time, through memory from its beginning to its end.
fn all(trace: &Trace, scoped: &Scoped<'_>, window: Window, watch: &mut dyn Watch) -> Result<(), OutOfMemory> {
    let mut last: Vec<Option<Last>> = Vec::new();
    reserve_for_all(trace, &mut last)?;
    let mut windows = Vec::new();
    for goroutine in trace.goroutines.rows() {
        scoped.windows(goroutine, &mut windows)?;
        let is_meant = !windows.is_empty();
        last.push(is_meant.then_some(Last::Nothing));
        if is_meant {
            watch.begin(goroutine, window)?;
        }
    }
    let (spans, lanes) = (&trace.spans, trace.spans.lanes());
    for segment in (0..lanes.len()).map(SegmentId::from) {
        let goroutine = GoRow(lanes.lane(segment));
        let Some(known) = last.get_mut(goroutine.row()).and_then(Option::as_mut) else {
            continue;
        };
        let page = lanes.page(segment);
        for row in lanes.rows(segment) {
            let change = spans.change(page, row);
            if let Some(stretch) = known.until(trace, Some(change)).filter(|it| it.is_in(window)) {
                watch.see(goroutine, window, &stretch)?;
            }
            *known = known.followed(trace, goroutine, change);
        }
    }
    for goroutine in trace.goroutines.rows() {
        let Some(known) = last.get(goroutine.row()).copied().flatten() else {
            continue;
        };
        if let Some(stretch) = known.until(trace, None).filter(|it| it.is_in(window)) {
            watch.see(goroutine, window, &stretch)?;
        }
        watch.end(goroutine, window)?;
    }
    Ok(())
}

/// The last change of a goroutine that was met.
#[derive(Clone, Copy)]
enum Last {
    Nothing,
    /// The first of a goroutine that is older than the trace, and since when it was seen.
    Older(Change, i64),
    Change(Change),
}

impl Last {
    fn until(self, trace: &Trace, next: Option<Change>) -> Option<Stretch> {
        match self {
            Self::Nothing => None,
            Self::Older(change, since) => Some(Stretch::new(trace, change, next, Some(since))),
            Self::Change(change) => Some(Stretch::new(trace, change, next, None)),
        }
    }

    fn followed(self, trace: &Trace, goroutine: GoRow, change: Change) -> Self {
        if matches!(self, Self::Nothing) {
            let row = trace.goroutines.get(goroutine);
            if row.is_older {
                return Self::Older(change, row.creation);
            }
        }
        Self::Change(change)
    }
}

/// Makes room for something of every goroutine.
pub fn reserve_for_all<T>(trace: &Trace, rows: &mut Vec<T>) -> Result<(), OutOfMemory> {
    let wanted = trace.goroutines.len();
    let full = OutOfMemory { rows: wanted };
    rows.try_reserve_exact(wanted).map_err(|_no_memory| full)
}

/// What a goroutine did in a window, in order: stretches that begin before its end and end after its beginning.
pub fn of(trace: &Trace, goroutine: GoRow, window: Window) -> impl Iterator<Item = Stretch> + '_ {
    let (is_first, changes) = trace.spans.since(goroutine, window.0);
    let mut changes = changes.peekable();
    let row = trace.goroutines.get(goroutine);
    let mut older = (is_first && row.is_older).then_some(row.creation);
    std::iter::from_fn(move || {
        loop {
            let change = changes.next()?;
            let next = changes.peek().copied();
            let stretch = Stretch::new(trace, change, next, older.take());
            if stretch.start >= window.1 {
                return None;
            }
            if stretch.end > window.0 {
                return Some(stretch);
            }
        }
    })
}
