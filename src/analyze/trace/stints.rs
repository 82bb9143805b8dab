//! What was done on a processor or a thread: goroutines ran on it, and were in system calls.
//!
//! Sums are known at every few runs, so that those up to any time cost a search and a short walk.

use std::ops::Range;

use crate::analyze::trace::activity::{Activity, Mix};
use crate::model::bits::Bits;
use crate::model::column::{Column, OutOfMemory};
use crate::model::trace::Trace;
use crate::model::trace::listing::partition;
use crate::model::trace::place::{PlaceId, ProcRow, Runs, ThreadRow};
use crate::model::trace::span::Change;
use crate::model::trace::state::GoState;

/// Runs from one known sum to the next.
const STEP: usize = 16;

/// A processor or a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// A processor.
    Proc(ProcRow),
    /// A thread.
    Thread(ThreadRow),
}

impl Bearer {
    /// Its row among processors, or among threads.
    pub fn row(self) -> u32 {
        match self {
            Self::Proc(proc) => proc.0,
            Self::Thread(thread) => thread.0,
        }
    }

    fn runs(self, trace: &Trace) -> &Runs {
        match self {
            Self::Proc(_) => &trace.proc_runs,
            Self::Thread(_) => &trace.thread_runs,
        }
    }

    fn is_at(self, trace: &Trace, place: PlaceId) -> bool {
        let place = trace.places.get(place);
        match self {
            Self::Proc(proc) => place.proc == proc,
            Self::Thread(thread) => place.thread == thread,
        }
    }
}

/// A goroutine ran, and perhaps went into a system call there; times are nanoseconds since the trace began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stint {
    /// The row of [`Spans`](crate::model::trace::span::Spans) that says that it runs.
    pub row: usize,
    /// When it began.
    pub start: i64,
    /// When it stopped to run.
    pub ran_until: i64,
    /// When the system call ended, or left the processor; the same where there was none.
    pub end: i64,
}

impl Stint {
    /// What was done up to a time.
    fn until(&self, time: i64) -> Mix {
        let mut mix = Mix::default();
        mix.add(
            Some(Activity::Running),
            self.ran_until.min(time).max(self.start) - self.start,
        );
        mix.add(
            Some(Activity::Syscall),
            self.end.min(time).max(self.ran_until) - self.ran_until,
        );
        mix
    }
}

/// A sum that is known.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// When the run begins before which it is known.
    time: i64,
    /// Nanoseconds that were run, and in system calls.
    ran: i64,
    called: i64,
    /// The place of the run's segment, and the run.
    place: u32,
    run: u32,
}

/// What was done on every processor and thread.
#[derive(Debug, Default)]
pub struct Stints {
    /// The rows of spans after which a goroutine's next is not the row below.
    lasts: Bits,
    procs: KnownSums,
    threads: KnownSums,
}

/// Known sums, lane by lane.
#[derive(Debug, Default)]
struct KnownSums {
    rows: Column<Known>,
    /// Where those of each lane end.
    ends: Vec<usize>,
}

impl Stints {
    /// Adds everything up.
    pub fn of(trace: &Trace) -> Result<Self, OutOfMemory> {
        let mut stints = Self::begin(trace)?;
        while stints.add_next(trace)? {}
        Ok(stints)
    }

    /// Adds up processors, and knows nothing of threads.
    pub fn of_procs(trace: &Trace) -> Result<Self, OutOfMemory> {
        let mut stints = Self::begin(trace)?;
        while stints.procs.ends.len() < trace.places.procs.len() && stints.add_next(trace)? {}
        Ok(stints)
    }

    /// Knows nothing yet of any processor or thread.
    pub fn begin(trace: &Trace) -> Result<Self, OutOfMemory> {
        let mut stints = Self::default();
        let lanes = trace.spans.lanes();
        for segment in 0..lanes.len() {
            stints.lasts.insert(lanes.rows(segment.into()).end - 1)?;
        }
        Ok(stints)
    }

    /// Adds up the next processor or thread; whether there was one.
    pub fn add_next(&mut self, trace: &Trace) -> Result<bool, OutOfMemory> {
        let (proc, thread) = (self.procs.ends.len(), self.threads.ends.len());
        if proc < trace.places.procs.len() {
            let mut procs = std::mem::take(&mut self.procs);
            procs.add(self, trace, Bearer::Proc(ProcRow::from(proc)))?;
            self.procs = procs;
        } else if thread < trace.places.threads.len() {
            let mut threads = std::mem::take(&mut self.threads);
            threads.add(self, trace, Bearer::Thread(ThreadRow::from(thread)))?;
            self.threads = threads;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// What was done somewhere up to a time.
    pub fn until(&self, trace: &Trace, bearer: Bearer, time: i64) -> Mix {
        let known = match bearer {
            Bearer::Proc(_) => &self.procs,
            Bearer::Thread(_) => &self.threads,
        };
        let range = known.of(bearer.row());
        let start = range.start;
        let after = partition(range, |at| known.rows.get(at).time <= time);
        let Some(at) = after.checked_sub(1).filter(|&at| at >= start) else {
            return Mix::default();
        };
        let from = known.rows.get(at);
        let mut mix = Mix::default();
        mix.add(Some(Activity::Running), from.ran);
        mix.add(Some(Activity::Syscall), from.called);
        for stint in self.walk(trace, bearer, (from.place as usize, from.run as usize)) {
            if stint.start > time {
                break;
            }
            let more = stint.until(time);
            for (nanos, more) in mix.0.iter_mut().zip(more.0) {
                *nanos += more;
            }
        }
        mix
    }

    /// The last that began somewhere at a time or before; it may have ended since.
    pub fn at(&self, trace: &Trace, bearer: Bearer, time: i64) -> Option<Stint> {
        let run = bearer.runs(trace).find_run(&trace.spans, bearer.row(), time)?;
        self.walk(trace, bearer, run).next()
    }

    /// All from a run on, in order of time.
    fn walk<'a>(
        &'a self,
        trace: &'a Trace,
        bearer: Bearer,
        (place, run): (usize, usize),
    ) -> impl Iterator<Item = Stint> + 'a {
        let runs = bearer.runs(trace);
        let lanes = runs.lanes();
        let places = place..lanes.places(bearer.row()).end;
        let mut rows = places
            .flat_map(move |at| {
                let segment = lanes.at(at);
                let page = lanes.page(segment);
                let rows = lanes.rows(segment);
                let from = if at == place { run } else { rows.start };
                (from..rows.end).map(move |run| (page, runs.span(page, run)))
            })
            .peekable();
        std::iter::from_fn(move || {
            let (page, row) = rows.next()?;
            let next = rows.peek().map_or(trace.end, |&(page, row)| start_of(trace, page, row));
            Some(self.stint(trace, bearer, (page, row), next))
        })
    }

    /// What a run became, until the next one there.
    fn stint(&self, trace: &Trace, bearer: Bearer, (page, row): (usize, usize), next: i64) -> Stint {
        let start = start_of(trace, page, row);
        let next = next.max(start);
        let mut stint = Stint {
            row,
            start,
            ran_until: next,
            end: next,
        };
        let Some((mut page, mut row, mut change)) = self.change_after(trace, page, row) else {
            return stint;
        };
        stint.ran_until = change.time.min(next);
        stint.end = stint.ran_until;
        // A system call is told twice when its processor is taken from it; it stays on the thread.
        while trace.whats.get(change.what).state == GoState::Syscall
            && change.by.place().is_some_and(|place| bearer.is_at(trace, place))
            && change.time < next
        {
            let Some(after) = self.change_after(trace, page, row) else {
                stint.end = next;
                break;
            };
            (page, row, change) = after;
            stint.end = change.time.min(next);
        }
        stint
    }

    /// The next change of a row's goroutine: its page, its row, and itself.
    fn change_after(&self, trace: &Trace, page: usize, row: usize) -> Option<(usize, usize, Change)> {
        if !self.lasts.has(row) {
            return Some((page, row + 1, trace.spans.change(page, row + 1)));
        }
        let lanes = trace.spans.lanes();
        let lane = lanes.lane(lanes.of_row(row));
        let next = lanes.last_until(lane, page)? + 1;
        if next >= lanes.places(lane).end {
            return None;
        }
        let segment = lanes.at(next);
        let (page, row) = (lanes.page(segment), lanes.rows(segment).start);
        Some((page, row, trace.spans.change(page, row)))
    }
}

impl KnownSums {
    /// Where the sums of a lane are.
    fn of(&self, lane: u32) -> Range<usize> {
        let lane = lane as usize;
        let start = lane.checked_sub(1).and_then(|before| self.ends.get(before));
        start.copied().unwrap_or(0)..self.ends.get(lane).copied().unwrap_or(0)
    }

    /// Adds the next lane.
    fn add(&mut self, stints: &Stints, trace: &Trace, bearer: Bearer) -> Result<(), OutOfMemory> {
        let lanes = bearer.runs(trace).lanes();
        let places = lanes.places(bearer.row());
        if !places.is_empty() {
            let first = (places.start, lanes.rows(lanes.at(places.start)).start);
            let runs = places.flat_map(|place| lanes.rows(lanes.at(place)).map(move |run| (place, run)));
            let mut sum = Mix::default();
            for (at, ((place, run), stint)) in runs.zip(stints.walk(trace, bearer, first)).enumerate() {
                let [ran, _, called, _] = sum.0;
                if at % STEP == 0 {
                    self.rows.push(Known {
                        time: stint.start,
                        ran,
                        called,
                        place: place as u32,
                        run: run as u32,
                    })?;
                }
                sum.add(Some(Activity::Running), stint.ran_until - stint.start);
                sum.add(Some(Activity::Syscall), stint.end - stint.ran_until);
            }
        }
        let full = OutOfMemory { rows: self.rows.len() };
        self.ends.try_reserve(1).map_err(|_no_memory| full)?;
        self.ends.push(self.rows.len());
        Ok(())
    }
}

fn start_of(trace: &Trace, page: usize, row: usize) -> i64 {
    trace.spans.base(page) + i64::from(trace.spans.time_in_page(row))
}
