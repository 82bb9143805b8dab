//! What a lane says of any time: what is done then, and how much of what was done up to then.

use std::collections::BTreeMap;

use crate::analyze::trace::activity::{Activities, Activity, Mix};
use crate::analyze::trace::crowds::{Crowds, CrowdsBuilder};
use crate::analyze::trace::inner::{Deed, Inner};
use crate::analyze::trace::nests::Nests;
use crate::analyze::trace::peaks::Peaks;
use crate::analyze::trace::spells::{Spells, Stops};
use crate::analyze::trace::stints::{Bearer, Stints};
use crate::analyze::trace::tasks;
use crate::analyze::trace::tracks::Track;
use crate::layout::timeline::instants::Instants;
use crate::layout::timeline::lane::Lane;
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::annotation::RegionRow;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::listing::{Listing, NO_ROW};
use crate::model::trace::range::RangeKind;
use crate::model::trace::sample::Sample;
use crate::model::trace::stack::FrameId;
use crate::model::trace::totals::GroupId;

/// Sums that searches need beside the trace itself.
#[derive(Debug)]
pub struct Sums {
    /// Processors and threads.
    pub stints: Stints,
    /// Groups of goroutines.
    pub crowds: Crowds,
    /// The group of the collector's workers, if there are any.
    pub collectors: Option<GroupId>,
    /// The collector.
    pub marks: Spells,
    /// Stopped worlds.
    pub stops: Spells,
    /// The same by reason.
    pub stop_kinds: Stops,
    /// What the runtime did meanwhile on goroutines, processors and threads.
    pub inner: Inner,
    /// The heap's bytes.
    pub heap: Peaks,
    /// The heap's goals, none as nothing.
    pub goals: Peaks,
    /// Bytes of each kind of memory, of a trace that tells.
    pub held: Vec<Peaks>,
    /// What each state counts as.
    pub activities: Activities,
    /// The regions of goroutines.
    pub nests: Nests,
    /// The stacks of the goroutines for which somebody wants to see them.
    pub tracks: BTreeMap<GoRow, Track>,
    /// The CPU samples of each goroutine.
    pub samples_of_goroutines: Listing,
    /// The CPU samples of each processor.
    pub samples_of_procs: Listing,
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
        let mut held = Vec::new();
        for kind in trace.memory.iter().flat_map(|memory| &memory.held) {
            held.push(Peaks::of(&kind.bytes, |bytes| bytes)?);
        }
        Ok(Sums {
            held,
            stints: self.stints,
            crowds: self.crowds.finish(),
            collectors: trace.mark_workers(),
            marks: Spells::of(trace, RangeKind::Mark)?,
            stops: Spells::of(trace, RangeKind::StopTheWorld)?,
            stop_kinds: Stops::of(trace)?,
            inner: Inner::of(trace)?,
            goals: Peaks::of(&trace.heap_goal, |bytes| if bytes > most { 0 } else { bytes })?,
            heap,
            activities: Activities::of(trace),
            nests: Nests::of(trace)?,
            tracks: BTreeMap::new(),
            samples_of_goroutines: samples(trace, trace.goroutines.len(), |sample| sample.goroutine.0)?,
            samples_of_procs: samples(trace, trace.places.procs.len(), |sample| {
                let places = &trace.places;
                let is_told = sample.place.row() < places.places.len();
                if is_told {
                    places.get(sample.place).proc.0
                } else {
                    NO_ROW
                }
            })?,
        })
    }
}

/// Lists samples by the lane of each; where there are none, no lanes are.
fn samples(trace: &Trace, lanes: usize, lane: impl Fn(Sample) -> u32) -> Result<Listing, OutOfMemory> {
    let lanes = if trace.samples.is_empty() { 0 } else { lanes };
    Listing::of(lanes, || trace.samples.iter().map(&lane))
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
    /// The region that it is, if it is one.
    pub region: Option<RegionRow>,
    /// The frame that it is, if it is of a stack.
    pub frame: Option<FrameId>,
}

impl Slice {
    /// Something, from when to when.
    fn new(activity: Option<Activity>, start: i64, end: i64) -> Self {
        Self {
            activity,
            start,
            end,
            row: None,
            region: None,
            frame: None,
        }
    }
}

/// What a search found in a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// The lane.
    pub lane: Lane,
    /// From when to when.
    pub span: (i64, i64),
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

impl<'a> Source<'a> {
    /// At which times sums are told: multiples of this.
    pub fn step(&self) -> i64 {
        match self.lane {
            Lane::Group(group) => self.sums.crowds.step(group),
            Lane::Count(_) => self.sums.crowds.step(self.trace.totals.all()),
            _ => 1,
        }
    }

    /// What is done at a time; of many goroutines no one thing is, and a number is nothing that is done.
    pub fn at(&self, time: i64) -> Option<Slice> {
        match self.lane {
            Lane::Group(_) | Lane::Count(_) | Lane::Memory(_) | Lane::Heap | Lane::Section(_) => None,
            Lane::Logs | Lane::Samples => self.instants().map(|instants| of_instants(instants, time)),
            Lane::Task(task) => {
                let (start, end) = tasks::span(self.trace, task);
                Some(of_span(start, end, time))
            }
            Lane::Region(row, level) => Some(self.of_region(row, level, time)),
            Lane::Goroutine(row) => Some(self.of_goroutine(row, time)),
            Lane::Proc(proc) => Some(self.of_bearer(Bearer::Proc(proc), time)),
            Lane::Thread(thread) => Some(self.of_bearer(Bearer::Thread(thread), time)),
            Lane::Mark => Some(of_spells(&self.sums.marks, time)),
            Lane::Stopped => Some(of_spells(&self.sums.stops, time)),
            Lane::StoppedFor(row) => Some(of_spells(&self.sums.stop_kinds.get(row)?.1, time)),
            Lane::Stack(row, level) => Some(self.of_stack(row, level, time)),
        }
    }

    /// What was done up to a time that is a multiple of the [`step`](Self::step).
    pub fn until(&self, time: i64) -> Mix {
        let mut mix = Mix::default();
        match self.lane {
            Lane::Heap | Lane::Memory(_) | Lane::Section(_) | Lane::Logs | Lane::Samples => {}
            Lane::Task(task) => {
                let (start, end) = tasks::span(self.trace, task);
                mix.add(Some(Activity::Running), time.clamp(start, end) - start);
            }
            Lane::Region(row, level) => {
                mix.add(Some(Activity::Running), self.sums.nests.until(row, level, time));
            }
            Lane::Group(group) => return self.sums.crowds.until(group, time),
            Lane::Count(_) => return self.sums.crowds.until(self.trace.totals.all(), time),
            Lane::Proc(proc) => return self.sums.stints.until(self.trace, Bearer::Proc(proc), time),
            Lane::Thread(thread) => return self.sums.stints.until(self.trace, Bearer::Thread(thread), time),
            Lane::Mark => mix.add(Some(Activity::Running), self.sums.marks.until(time)),
            Lane::Stopped => mix.add(Some(Activity::Running), self.sums.stops.until(time)),
            Lane::StoppedFor(row) => {
                let nanos = self.sums.stop_kinds.get(row).map_or(0, |kind| kind.1.until(time));
                mix.add(Some(Activity::Running), nanos);
            }
            Lane::Stack(row, level) => {
                let nanos = self.sums.tracks.get(&row).map_or(0, |track| track.until(level, time));
                mix.add(Some(Activity::Running), nanos);
            }
            Lane::Goroutine(row) => {
                let (totals, trace) = (&self.trace.totals, self.trace);
                for (what, nanos) in totals.of_goroutine(&trace.goroutines, &trace.spans, row, time) {
                    mix.add(self.sums.activities.get(what), nanos);
                }
            }
        }
        mix
    }

    /// The instants that the lane shows, if it shows instants.
    pub fn instants(&self) -> Option<Instants<'_>> {
        match self.lane {
            Lane::Logs => Some(Instants::Logs(self.trace)),
            Lane::Samples => Some(Instants::Samples(self.trace)),
            _ => None,
        }
    }

    /// CPU samples that are marked on a lane of something else.
    pub fn marks(&self) -> Option<Instants<'_>> {
        let marks = match self.lane {
            Lane::Goroutine(row) => Instants::SamplesOf(self.trace, &self.sums.samples_of_goroutines, row.0),
            Lane::Proc(row) => Instants::SamplesOf(self.trace, &self.sums.samples_of_procs, row.0),
            _ => return None,
        };
        Some(marks).filter(|marks| !marks.is_empty())
    }

    /// What the runtime did meanwhile, in order of its beginning.
    pub fn deeds(&self) -> &'a [Deed] {
        let inner = &self.sums.inner;
        match self.lane {
            Lane::Goroutine(row) => inner.of_goroutine(row),
            Lane::Proc(proc) => inner.on(Bearer::Proc(proc)),
            Lane::Thread(thread) => inner.on(Bearer::Thread(thread)),
            _ => &[],
        }
    }

    fn of_stack(&self, row: GoRow, level: u8, time: i64) -> Slice {
        let mut slice = Slice::new(None, 0, i64::MAX);
        let Some(track) = self.sums.tracks.get(&row) else {
            return slice;
        };
        if let Some(call) = track.at(level, time) {
            if time < call.end {
                slice = Slice::new(Some(Activity::Running), call.start, call.end);
                slice.frame = Some(call.frame);
                return slice;
            }
            slice.start = call.end;
        }
        if let Some(next) = track.after(level, time) {
            slice.end = next.start;
        }
        slice
    }

    fn of_region(&self, row: GoRow, level: u8, time: i64) -> Slice {
        let nests = &self.sums.nests;
        let mut slice = Slice::new(None, 0, i64::MAX);
        if let Some(stay) = nests.at(row, level, time) {
            if time < stay.end {
                slice = Slice::new(Some(Activity::Running), stay.start, stay.end);
                slice.region = Some(stay.region);
                return slice;
            }
            slice.start = stay.end;
        }
        if let Some(next) = nests.after(row, level, time) {
            slice.end = next.start;
        }
        slice
    }

    fn of_goroutine(&self, row: GoRow, time: i64) -> Slice {
        let spans = &self.trace.spans;
        let end = spans.after(row, time).map_or(i64::MAX, |change| change.time);
        if let Some((place, at)) = spans.find(row, time) {
            let change = spans.change(spans.lanes().page(spans.lanes().at(place)), at);
            return Slice {
                row: Some(at),
                ..Slice::new(self.sums.activities.get(change.what), change.time, end)
            };
        }
        let goroutine = self.trace.goroutines.get(row);
        let places = spans.lanes().places(row.0);
        let mut slice = Slice::new(None, 0, end);
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
        let mut slice = Slice::new(None, 0, i64::MAX);
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
    let next = spells.after(time).map_or(i64::MAX, |spell| spell.start);
    match spells.at(time) {
        Some(spell) if time < spell.end => Slice::new(Some(Activity::Running), spell.start, spell.end),
        Some(spell) => Slice::new(None, spell.end, next),
        None => Slice::new(None, 0, next),
    }
}

fn of_span(start: i64, end: i64, time: i64) -> Slice {
    if time < start {
        Slice::new(None, 0, start)
    } else if time < end {
        Slice::new(Some(Activity::Running), start, end)
    } else {
        Slice::new(None, end, i64::MAX)
    }
}

/// An instant takes its nanosecond.
fn of_instants(instants: Instants<'_>, time: i64) -> Slice {
    let at = instants.before(time);
    let next = (at < instants.len()).then(|| instants.time(at));
    if next == Some(time) {
        return Slice::new(Some(Activity::Running), time, time + 1);
    }
    let start = at.checked_sub(1).map_or(0, |before| instants.time(before) + 1);
    Slice::new(None, start, next.unwrap_or(i64::MAX))
}
