//! What a lane says of any time: what is done then, and how much of what was done up to then.

use crate::analyze::trace::activity::{Activities, Activity, Mix};
use crate::analyze::trace::crowds::{Crowds, CrowdsBuilder};
use crate::analyze::trace::peaks::Peaks;
use crate::analyze::trace::spells::Spells;
use crate::analyze::trace::stints::{Bearer, Stints};
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::place::{ProcRow, ThreadRow};
use crate::model::trace::range::RangeKind;
use crate::model::trace::totals::GroupId;

/// Lanes that are folded together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// All processors.
    Procs,
    /// All threads.
    Threads,
    /// All goroutines, by the function that they begin with.
    Goroutines,
}

/// What a lane is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// The head of a section.
    Section(Section),
    /// How many goroutines do what.
    Crowd,
    /// The bytes of the heap, and its goal.
    Heap,
    /// The collector marks.
    Mark,
    /// The world is stopped.
    Stopped,
    /// A processor.
    Proc(ProcRow),
    /// A thread.
    Thread(ThreadRow),
    /// All goroutines that begin with a function.
    Group(GroupId),
    /// A goroutine.
    Goroutine(GoRow),
}

/// Sums that searches need beside the trace itself.
#[derive(Debug)]
pub struct Sums {
    /// Processors and threads.
    pub stints: Stints,
    /// Groups of goroutines.
    pub crowds: Crowds,
    /// The collector.
    pub marks: Spells,
    /// Stopped worlds.
    pub stops: Spells,
    /// The heap's bytes.
    pub heap: Peaks,
    /// The heap's goals, none as nothing.
    pub goals: Peaks,
    /// What each state counts as.
    pub activities: Activities,
}

impl Sums {
    /// Adds everything up: once for a trace.
    pub fn of(trace: &Trace) -> Result<Self, OutOfMemory> {
        let mut builder = SumsBuilder::new(trace)?;
        while builder.step(trace, usize::MAX)? {}
        builder.finish(trace)
    }
}

/// Adds up a little at a time.
#[derive(Debug)]
pub struct SumsBuilder {
    stints: Stints,
    crowds: CrowdsBuilder,
    are_stints_done: bool,
}

impl SumsBuilder {
    /// Nothing is added up yet.
    pub fn new(trace: &Trace) -> Result<Self, OutOfMemory> {
        Ok(Self {
            stints: Stints::begin(trace)?,
            crowds: CrowdsBuilder::new(trace)?,
            are_stints_done: false,
        })
    }

    /// Goes over about so many changes, or all of one processor or thread; whether there is more to do.
    pub fn step(&mut self, trace: &Trace, changes: usize) -> Result<bool, OutOfMemory> {
        if !self.are_stints_done {
            self.are_stints_done = !self.stints.add_next(trace)?;
            return Ok(true);
        }
        self.crowds.step(trace, changes)
    }

    /// What was added up.
    pub fn finish(self, trace: &Trace) -> Result<Sums, OutOfMemory> {
        let heap = Peaks::of(&trace.heap, |bytes| bytes)?;
        // Where there is no limit the goal is absurdly large.
        let most = heap.top().saturating_mul(4);
        Ok(Sums {
            stints: self.stints,
            crowds: self.crowds.finish(),
            marks: Spells::of(trace, RangeKind::Mark)?,
            stops: Spells::of(trace, RangeKind::StopTheWorld)?,
            goals: Peaks::of(&trace.heap_goal, |bytes| if bytes > most { 0 } else { bytes })?,
            heap,
            activities: Activities::of(trace),
        })
    }
}

/// What is done at a time, from when to when, in nanoseconds since the trace began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// What; nothing where nobody is there, or nothing goes on.
    pub activity: Option<Activity>,
    /// When it begins.
    pub start: i64,
    /// When it ends.
    pub end: i64,
    /// The row of [`Spans`](crate::model::trace::span::Spans) that it is of, if it is of one.
    pub row: Option<usize>,
}

/// A lane and what it is searched in.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The trace.
    pub trace: &'a Trace,
    /// Its sums.
    pub sums: &'a Sums,
    /// The lane.
    pub lane: Lane,
}

impl Source<'_> {
    /// At which times sums are told: multiples of this.
    pub fn step(&self) -> i64 {
        match self.lane {
            Lane::Group(group) => self.sums.crowds.step(group),
            Lane::Crowd => self.sums.crowds.step(self.trace.totals.all()),
            _ => 1,
        }
    }

    /// What is done at a time; of many goroutines no one thing is, and a number is nothing that is done.
    pub fn at(&self, time: i64) -> Option<Slice> {
        match self.lane {
            Lane::Group(_) | Lane::Crowd | Lane::Heap | Lane::Section(_) => None,
            Lane::Goroutine(row) => Some(self.of_goroutine(row, time)),
            Lane::Proc(proc) => Some(self.of_bearer(Bearer::Proc(proc), time)),
            Lane::Thread(thread) => Some(self.of_bearer(Bearer::Thread(thread), time)),
            Lane::Mark => Some(of_spells(&self.sums.marks, time)),
            Lane::Stopped => Some(of_spells(&self.sums.stops, time)),
        }
    }

    /// What was done up to a time that is a multiple of the [`step`](Self::step).
    pub fn until(&self, time: i64) -> Mix {
        let mut mix = Mix::default();
        match self.lane {
            Lane::Heap | Lane::Section(_) => {}
            Lane::Group(group) => return self.sums.crowds.until(group, time),
            Lane::Crowd => return self.sums.crowds.until(self.trace.totals.all(), time),
            Lane::Proc(proc) => return self.sums.stints.until(self.trace, Bearer::Proc(proc), time),
            Lane::Thread(thread) => return self.sums.stints.until(self.trace, Bearer::Thread(thread), time),
            Lane::Mark => mix.add(Some(Activity::Running), self.sums.marks.until(time)),
            Lane::Stopped => mix.add(Some(Activity::Running), self.sums.stops.until(time)),
            Lane::Goroutine(row) => {
                let (totals, trace) = (&self.trace.totals, self.trace);
                for (what, nanos) in totals.of_goroutine(&trace.goroutines, &trace.spans, row, time) {
                    mix.add(self.sums.activities.get(what), nanos);
                }
            }
        }
        mix
    }

    fn of_goroutine(&self, row: GoRow, time: i64) -> Slice {
        let spans = &self.trace.spans;
        let end = spans.after(row, time).map_or(i64::MAX, |change| change.time);
        if let Some((place, at)) = spans.find(row, time) {
            let change = spans.change(spans.lanes().page(spans.lanes().at(place)), at);
            return Slice {
                activity: self.sums.activities.get(change.what),
                start: change.time,
                end,
                row: Some(at),
            };
        }
        let goroutine = self.trace.goroutines.get(row);
        let places = spans.lanes().places(row.0);
        let mut slice = Slice {
            activity: None,
            start: 0,
            end,
            row: None,
        };
        if goroutine.is_older && !places.is_empty() {
            if time < goroutine.creation {
                slice.end = end.min(goroutine.creation);
            } else {
                // Before its first change it does what that says.
                let first = spans.lanes().rows(spans.lanes().at(places.start)).start;
                slice.activity = self.sums.activities.get(spans.what(first));
                slice.start = goroutine.creation;
            }
        }
        slice
    }

    fn of_bearer(&self, bearer: Bearer, time: i64) -> Slice {
        let mut slice = Slice {
            activity: None,
            start: 0,
            end: i64::MAX,
            row: None,
        };
        if let Some(stint) = self.sums.stints.at(self.trace, bearer, time) {
            if time < stint.end {
                let is_running = time < stint.ran_until;
                slice.row = Some(stint.row);
                (slice.activity, slice.start, slice.end) = if is_running {
                    (Some(Activity::Running), stint.start, stint.ran_until)
                } else {
                    (Some(Activity::Syscall), stint.ran_until, stint.end)
                };
                return slice;
            }
            slice.start = stint.end;
        }
        let runs = match bearer {
            Bearer::Proc(_) => &self.trace.proc_runs,
            Bearer::Thread(_) => &self.trace.thread_runs,
        };
        if let Some(next) = runs.after(&self.trace.spans, bearer.row(), time) {
            slice.end = next.time;
        }
        slice
    }
}

fn of_spells(spells: &Spells, time: i64) -> Slice {
    let mut slice = Slice {
        activity: None,
        start: 0,
        end: spells.after(time).map_or(i64::MAX, |spell| spell.start),
        row: None,
    };
    if let Some(spell) = spells.at(time) {
        if time < spell.end {
            (slice.activity, slice.start, slice.end) = (Some(Activity::Running), spell.start, spell.end);
        } else {
            slice.start = spell.end;
        }
    }
    slice
}
