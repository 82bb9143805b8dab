//! When the collector marked and when the world was stopped, and why: ranges of a kind, those that touch as one.

use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::trace::range::{NO_TIME, Range, RangeKind};

/// A time without a break, in nanoseconds since the trace began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// When it begins.
    pub start: i64,
    /// When it ends.
    pub end: i64,
    /// Nanoseconds of all spells before it.
    before: i64,
}

/// All spells of a kind.
#[derive(Clone, Debug, Default)]
pub struct Spells(Vec<Spell>);

impl Spells {
    /// Those of a kind of range. One that was going on as the trace began to see it began with the trace; one that was not seen to end lasts to
    /// the trace's end.
    pub fn of(trace: &Trace, kind: RangeKind) -> Result<Self, OutOfMemory> {
        Self::only(trace, |range| range.kind == kind)
    }

    fn only(trace: &Trace, is_wanted: impl Fn(&Range) -> bool) -> Result<Self, OutOfMemory> {
        let mut times = Vec::new();
        let full = |_no_memory| OutOfMemory {
            rows: trace.ranges.len(),
        };
        for range in trace.ranges.iter().filter(|range| is_wanted(range)) {
            let start = if range.start == NO_TIME { 0 } else { range.start };
            let end = if range.end == NO_TIME { trace.end } else { range.end };
            times.try_reserve(1).map_err(full)?;
            times.push((start, end.max(start)));
        }
        times.sort_unstable();
        let mut spells: Vec<Spell> = Vec::new();
        for (start, end) in times {
            match spells.last_mut() {
                Some(last) if start <= last.end => last.end = last.end.max(end),
                _ => {
                    spells.try_reserve(1).map_err(full)?;
                    spells.push(Spell { start, end, before: 0 });
                }
            }
        }
        let mut sum = 0_i64;
        for spell in &mut spells {
            spell.before = sum;
            sum = sum.saturating_add(spell.end.saturating_sub(spell.start));
        }
        Ok(Self(spells))
    }

    /// The last that begins at a time or before; it may have ended since.
    pub fn at(&self, time: i64) -> Option<Spell> {
        let after = self.0.partition_point(|spell| spell.start <= time);
        self.0.get(after.checked_sub(1)?).copied()
    }

    /// The first that begins after a time.
    pub fn after(&self, time: i64) -> Option<Spell> {
        let after = self.0.partition_point(|spell| spell.start <= time);
        self.0.get(after).copied()
    }

    /// Nanoseconds up to a time.
    pub fn until(&self, time: i64) -> i64 {
        self.at(time)
            .map_or(0, |spell| spell.before + time.min(spell.end) - spell.start)
    }
}

/// Stopped worlds by why they were stopped, the reason that came first first.
#[derive(Clone, Debug, Default)]
pub struct Stops(Vec<(StringId, Spells)>);

/// Reasons that are told apart: Go has about thirty.
const MOST_REASONS: usize = 64;

impl Stops {
    /// Those of a trace.
    pub fn of(trace: &Trace) -> Result<Self, OutOfMemory> {
        let mut stops: Vec<(StringId, Spells)> = Vec::new();
        let stopped = |range: &Range| range.kind == RangeKind::StopTheWorld;
        for range in trace.ranges.iter().filter(stopped) {
            if stops.len() < MOST_REASONS && stops.iter().all(|it| it.0 != range.name) {
                let spells = Spells::only(trace, |it| stopped(it) && it.name == range.name)?;
                stops.push((range.name, spells));
            }
        }
        Ok(Self(stops))
    }

    /// How many reasons there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the world was never stopped.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A reason, in Go's words, and when the world was stopped for it.
    pub fn get(&self, row: u8) -> Option<&(StringId, Spells)> {
        self.0.get(usize::from(row))
    }
}
