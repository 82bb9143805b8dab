//! What the runtime did meanwhile on single goroutines, processors and threads: swept, helped to mark, stopped the world.
//!
//! A sweep is told of a processor, the others of a goroutine: where that ran meanwhile is looked up, once.

use std::collections::BTreeMap;

use crate::analyze::trace::stints::Bearer;
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::place::{ProcRow, ThreadRow};
use crate::model::trace::range::{NO_TIME, RangeKind, Scope};

/// Something that the runtime did; times are nanoseconds since the trace began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deed {
    /// When it began.
    pub start: i64,
    /// When it ended.
    pub end: i64,
    /// What: a sweep, help to mark, or a stopped world.
    pub kind: RangeKind,
}

/// Who did it, or where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Doer {
    Goroutine(GoRow),
    Proc(ProcRow),
    Thread(ThreadRow),
}

/// All that the runtime did meanwhile.
#[derive(Clone, Debug, Default)]
pub struct Inner {
    by_doer: BTreeMap<Doer, Vec<Deed>>,
    /// The kinds that there are.
    kinds: Vec<RangeKind>,
}

impl Inner {
    /// All of a trace.
    pub fn of(trace: &Trace) -> Result<Self, OutOfMemory> {
        let mut inner = Self::default();
        for range in trace.ranges.iter().filter(|range| range.kind != RangeKind::Mark) {
            let start = if range.start == NO_TIME { 0 } else { range.start };
            let end = if range.end == NO_TIME { trace.end } else { range.end };
            let deed = Deed {
                start,
                end: end.max(start),
                kind: range.kind,
            };
            if !inner.kinds.contains(&range.kind) {
                inner.kinds.push(range.kind);
            }
            match range.scope {
                Scope::Proc(proc) => {
                    inner.add(Doer::Proc(proc), deed)?;
                    if range.goroutine.is_some() {
                        inner.add(Doer::Goroutine(range.goroutine), deed)?;
                    }
                }
                Scope::Goroutine(goroutine) => {
                    inner.add(Doer::Goroutine(goroutine), deed)?;
                    inner.add_places(trace, goroutine, deed)?;
                }
                Scope::All => {}
            }
        }
        for deeds in inner.by_doer.values_mut() {
            deeds.sort_unstable();
        }
        Ok(inner)
    }

    fn add(&mut self, doer: Doer, deed: Deed) -> Result<(), OutOfMemory> {
        let deeds = self.by_doer.entry(doer).or_default();
        let full = OutOfMemory { rows: deeds.len() };
        deeds.try_reserve(1).map_err(|_no_memory| full)?;
        deeds.push(deed);
        Ok(())
    }

    /// Adds what a goroutine did to the processors and threads on which it ran meanwhile.
    fn add_places(&mut self, trace: &Trace, goroutine: GoRow, deed: Deed) -> Result<(), OutOfMemory> {
        let (_, changes) = trace.spans.since(goroutine, deed.start);
        let mut changes = changes.take_while(|change| change.time < deed.end).peekable();
        while let Some(change) = changes.next() {
            let is_placed = change
                .by
                .place()
                .filter(|place| place.row() < trace.places.places.len());
            let Some(place) = is_placed.map(|place| trace.places.get(place)) else {
                continue;
            };
            let part = Deed {
                start: change.time.max(deed.start),
                end: changes.peek().map_or(deed.end, |next| next.time),
                kind: deed.kind,
            };
            if place.proc.row() < trace.places.procs.len() {
                self.add(Doer::Proc(place.proc), part)?;
            }
            if place.thread.row() < trace.places.threads.len() {
                self.add(Doer::Thread(place.thread), part)?;
            }
        }
        Ok(())
    }

    /// What a goroutine did, in order of its beginning.
    pub fn of_goroutine(&self, goroutine: GoRow) -> &[Deed] {
        self.get(Doer::Goroutine(goroutine))
    }

    /// What was done on a processor or a thread.
    pub fn on(&self, bearer: Bearer) -> &[Deed] {
        self.get(match bearer {
            Bearer::Proc(proc) => Doer::Proc(proc),
            Bearer::Thread(thread) => Doer::Thread(thread),
        })
    }

    /// Whether anything of a kind was done at all.
    pub fn has(&self, kind: RangeKind) -> bool {
        self.kinds.contains(&kind)
    }

    fn get(&self, doer: Doer) -> &[Deed] {
        self.by_doer.get(&doer).map_or(&[], Vec::as_slice)
    }
}
