//! Mutator utilization: how much of its processors the program had, the collector's part taken away.
//!
//! Go 1.22 and later count a mark worker from its first label on for ever, and their curve ends at 0 soon after the first
//! collection; here a worker counts from its label until it stops, as up to Go 1.21, and only if it is one. Go's curve of a
//! processor that is at the collector's work at the end stops where that began; here it goes on to the end.
//!
//! Source: `MutatorUtilizationV2` in `internal/trace/gc.go`, Go 1.27; `mutatorUtilization` in Go 1.21.

use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::place::ProcRow;
use crate::model::trace::range::{NO_TIME, Range, RangeKind, Scope};
use crate::model::trace::span::Change;
use crate::model::trace::state::GoState;

/// More processors than this are no processors.
const MAX_PROCS: u64 = 1 << 20;

/// What of the collector's work counts.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of Go's tool")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags {
    /// The time in which the world is stopped for the collector.
    pub stop_the_world: bool,
    /// Marking by workers of its own.
    pub background: bool,
    /// Marking by goroutines that allocate.
    pub assist: bool,
    /// Sweeping.
    pub sweep: bool,
    /// Whether each processor has a curve of its own; then workers that have one for themselves do not count.
    pub is_per_proc: bool,
}

impl Flags {
    /// All of the work, the processors together.
    pub const ALL: Self = Self {
        stop_the_world: true,
        background: true,
        assist: true,
        sweep: true,
        is_per_proc: false,
    };
}

/// A curve: from each time on so much, between 0 and 1.
#[derive(Clone, Debug, Default)]
pub struct Curve {
    points: Vec<(i64, f64)>,
    /// The sum up to each point, in nanoseconds.
    sums: Vec<f64>,
    end: i64,
}

/// A change of the collector's work.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// More, or less, on the processor with this number.
    Work(i64, i32),
    World(i32),
    Procs(u64),
}

/// The curves of a trace: one, or one for each processor; none where the number of processors is not told, or absurd.
pub fn curves(trace: &Trace, flags: Flags) -> Result<Vec<Curve>, OutOfMemory> {
    if trace.gomaxprocs.rows().any(|(_, count)| count > MAX_PROCS) {
        return Ok(Vec::new());
    }
    let mut changes = Steps {
        trace,
        rows: Vec::new(),
    };
    for (time, count) in trace.gomaxprocs.rows() {
        changes.push(time, Step::Procs(count))?;
    }
    changes.add_ranges(flags)?;
    if flags.background {
        changes.add_workers(flags)?;
    }
    changes.rows.sort_by_key(|row| row.0);
    Ok(drawn(&changes.rows, flags.is_per_proc, trace.end))
}

struct Steps<'a> {
    trace: &'a Trace,
    rows: Vec<(i64, Step)>,
}

impl Steps<'_> {
    fn push(&mut self, time: i64, step: Step) -> Result<(), OutOfMemory> {
        let full = OutOfMemory { rows: self.rows.len() };
        self.rows.try_reserve(1).map_err(|_no_memory| full)?;
        self.rows.push((time, step));
        Ok(())
    }

    fn work(&mut self, proc: ProcRow, start: i64, end: i64) -> Result<(), OutOfMemory> {
        if !proc.is_some() {
            return Ok(());
        }
        let number = self.trace.places.procs.get(proc.row()).0;
        self.push(start, Step::Work(number, 1))?;
        self.push(end, Step::Work(number, -1))
    }

    fn add_ranges(&mut self, flags: Flags) -> Result<(), OutOfMemory> {
        for range in self.trace.ranges.iter() {
            let end = if range.end == NO_TIME {
                self.trace.end
            } else {
                range.end
            };
            let start = if flags.is_per_proc && range.is_older {
                self.first_seen(&range)
            } else if range.start == NO_TIME {
                0
            } else {
                range.start
            };
            match (range.kind, range.scope) {
                (RangeKind::Sweep, Scope::Proc(proc)) if flags.sweep => self.work(proc, start, end)?,
                (RangeKind::Assist, Scope::Goroutine(goroutine)) if flags.assist && goroutine.is_some() => {
                    self.add_running(goroutine, start, end)?;
                }
                (RangeKind::StopTheWorld, _) if flags.stop_the_world => {
                    let name = self.trace.strings.bytes(range.name);
                    if name.windows(2).any(|letters| letters == b"GC") {
                        self.push(start, Step::World(1))?;
                        self.push(end, Step::World(-1))?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// When a range was told that had begun before: a processor's own curve is not known earlier.
    fn first_seen(&self, range: &Range) -> i64 {
        let seen = match range.scope {
            Scope::Proc(proc) => self
                .trace
                .hands
                .of(proc)
                .next()
                .map(|row| self.trace.hands.time.get(row)),
            Scope::Goroutine(goroutine) => self.trace.spans.of(goroutine).next().map(|change| change.time),
            Scope::All => None,
        };
        seen.unwrap_or(0).max(range.start)
    }

    /// Adds the time in which a goroutine ran, of an interval.
    fn add_running(&mut self, goroutine: GoRow, start: i64, end: i64) -> Result<(), OutOfMemory> {
        let spans = &self.trace.spans;
        let mut change = spans.at(goroutine, start);
        if change.is_none() {
            change = spans.after(goroutine, start);
            // What it is first seen to do it did before.
            if let Some(first) = change
                .as_mut()
                .filter(|_| self.trace.goroutines.get(goroutine).is_older)
            {
                let next = spans.after(goroutine, first.time);
                first.time = start;
                self.add_change(*first, next.map_or(end, |next| next.time.min(end)))?;
                change = next;
            }
        }
        while let Some(now) = change.filter(|now| now.time < end) {
            let next = spans.after(goroutine, now.time);
            let until = next.map_or(end, |next| next.time.min(end));
            let from = now.time.max(start);
            self.add_change(Change { time: from, ..now }, until)?;
            change = next;
        }
        Ok(())
    }

    /// Adds the time from a change on, if the goroutine ran.
    fn add_change(&mut self, change: Change, until: i64) -> Result<(), OutOfMemory> {
        let what = self.trace.whats.get(change.what);
        let is_running = matches!(what.state, GoState::Running | GoState::Syscall) && !what.is_without_proc;
        match change.by.place().filter(|_| is_running) {
            Some(place) => self.work(self.trace.places.get(place).proc, change.time, until),
            None => Ok(()),
        }
    }

    fn add_workers(&mut self, flags: Flags) -> Result<(), OutOfMemory> {
        for label in self.trace.annotations.labels.iter() {
            let name = self.trace.strings.bytes(label.label);
            let counts = match name {
                b"GC (idle)" => false,
                b"GC (dedicated)" => !flags.is_per_proc,
                _ => name.starts_with(b"GC "),
            };
            if !counts || !label.goroutine.is_some() || !self.trace.is_mark_worker(label.goroutine) {
                continue;
            }
            let next = self.trace.spans.after(label.goroutine, label.time);
            let end = next.map_or(self.trace.end, |next| next.time);
            self.add_running(label.goroutine, label.time, end)?;
        }
        Ok(())
    }
}

/// Draws curves from changes in order of time.
fn drawn(changes: &[(i64, Step)], is_per_proc: bool, end: i64) -> Vec<Curve> {
    let mut curves: Vec<Curve> = Vec::new();
    // Of each processor the work on it, and its curve.
    let mut procs: Vec<(i32, usize)> = Vec::new();
    let mut work: Vec<(i64, i32)> = Vec::new();
    let mut world = 0;
    let mut next = 0;
    while let Some(&(time, _)) = changes.get(next) {
        let first = next;
        while let Some(&(_, change)) = changes.get(next).filter(|row| row.0 == time) {
            next += 1;
            match change {
                Step::World(more) => world += more,
                Step::Work(number, more) => match work.iter_mut().find(|row| row.0 == number) {
                    Some(row) => row.1 += more,
                    None => work.push((number, more)),
                },
                Step::Procs(count) => {
                    let count = count as usize;
                    if is_per_proc {
                        for &(_, curve) in procs.iter().skip(count) {
                            curves[curve].finish(time);
                        }
                    }
                    procs.truncate(count);
                    while procs.len() < count {
                        if is_per_proc || curves.is_empty() {
                            curves.push(Curve::default());
                        }
                        procs.push((0, if is_per_proc { curves.len() - 1 } else { 0 }));
                    }
                }
            }
        }
        if procs.is_empty() {
            continue;
        }
        let count = procs.len();
        let is_proc = |number: i64| usize::try_from(number).is_ok_and(|number| number < count);
        if !is_per_proc {
            let busy = work.iter().filter(|row| is_proc(row.0) && row.1 > 0).count();
            let busy = if world > 0 { count } else { busy };
            curves[0].push(time, 1.0 - busy as f64 / count as f64);
            continue;
        }
        // Of the processors only those are looked at that something happened to.
        let mut touched: Vec<i64> = Vec::new();
        for &(_, step) in &changes[first..next] {
            match step {
                Step::Work(number, _) => touched.extend(Some(number).filter(|&number| is_proc(number))),
                Step::World(_) | Step::Procs(_) => touched = (0..count as i64).collect(),
            }
        }
        for number in touched {
            let found = work.iter().find(|row| row.0 == number);
            let is_busy = world > 0 || found.is_some_and(|row| row.1 > 0);
            curves[procs[number as usize].1].push(time, if is_busy { 0.0 } else { 1.0 });
        }
    }
    for curve in &mut curves {
        curve.finish(end);
    }
    curves.retain(|curve| !curve.points.is_empty());
    curves
}

impl Curve {
    fn push(&mut self, time: i64, value: f64) {
        if self
            .points
            .last()
            .is_none_or(|last| last.1.to_bits() != value.to_bits())
        {
            self.points.push((time, value));
        }
    }

    /// Ends the curve, once.
    fn finish(&mut self, end: i64) {
        if !self.sums.is_empty() {
            return;
        }
        self.end = end;
        let mut sum = 0.0;
        let mut last: Option<(i64, f64)> = None;
        for &(time, value) in &self.points {
            if let Some((since, value)) = last {
                sum += (time - since) as f64 * value;
            }
            self.sums.push(sum);
            last = Some((time, value));
        }
    }

    /// The sum up to a time of the curve.
    pub(super) fn sum(&self, time: i64) -> f64 {
        let at = self.points.partition_point(|point| point.0 <= time).saturating_sub(1);
        self.sums[at] + (time - self.points[at].0) as f64 * self.points[at].1
    }

    /// Its mean.
    pub fn mean(&self) -> f64 {
        let start = self.points[0].0;
        if self.end <= start {
            return self.points[0].1;
        }
        self.sum(self.end) / (self.end - start) as f64
    }

    /// How long it is, in nanoseconds.
    pub fn nanos(&self) -> i64 {
        self.end - self.points[0].0
    }

    /// When it begins and ends, in nanoseconds since the trace began.
    pub fn bounds(&self) -> [i64; 2] {
        [self.points[0].0, self.end]
    }

    /// Its steps: from when on how much, and the sum up to there, in nanoseconds. There is at least one.
    pub(super) fn steps(&self) -> (&[(i64, f64)], &[f64]) {
        (&self.points, &self.sums)
    }

    /// The part from one time to another; nothing where it has none.
    pub fn part(&self, from: i64, to: i64) -> Option<Self> {
        let [start, end] = self.bounds();
        let (from, to) = (from.max(start), to.min(end));
        if from >= to {
            return None;
        }
        let first = self.points.partition_point(|point| point.0 <= from) - 1;
        let last = self.points.partition_point(|point| point.0 < to);
        let mut part = Self::default();
        for &(time, value) in &self.points[first..last] {
            part.push(time.max(from), value);
        }
        part.finish(to);
        Some(part)
    }

    /// The least mean of any of its windows of a length, in nanoseconds.
    pub fn least(&self, window: i64) -> f64 {
        let start = self.points[0].0;
        if window >= self.end - start {
            return self.mean();
        }
        // The least is found where the window begins or ends with a step.
        let begins = self.points.iter().map(|point| point.0.min(self.end - window));
        let ends = self.points.iter().map(|point| (point.0 - window).max(start));
        let last = self.end - window;
        let sums = begins
            .chain(ends)
            .chain([last])
            .map(|begin| self.sum(begin + window) - self.sum(begin));
        (sums.fold(f64::INFINITY, f64::min) / window as f64).max(0.0)
    }
}
