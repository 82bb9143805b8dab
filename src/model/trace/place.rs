//! Processors and threads, and what ran on them.

use crate::model::column::{Column, OutOfMemory};
use crate::model::trace::id::{ProcId, ThreadId};
use crate::model::trace::lanes::Lanes;
use crate::model::trace::listing::{Listing, NO_ROW, partition};
use crate::model::trace::span::{Change, Spans};

crate::ids! {
    /// A processor in [`Places`].
    ProcRow
    /// A thread in [`Places`].
    ThreadRow
    /// A processor and a thread in [`Places`].
    PlaceId
}

impl ProcRow {
    /// Stands for the lack of one.
    pub const NONE: Self = Self(NO_ROW);

    /// Whether there is one.
    #[inline]
    pub fn is_some(self) -> bool {
        self != Self::NONE
    }
}

impl ThreadRow {
    /// Stands for the lack of one.
    pub const NONE: Self = Self(NO_ROW);

    /// Stands for one that was not told.
    pub const UNKNOWN: Self = Self(NO_ROW - 1);

    /// Whether there is one.
    #[inline]
    pub fn is_some(self) -> bool {
        self != Self::NONE
    }
}

/// A processor, and the thread that has it; each may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The processor.
    pub proc: ProcRow,
    /// The thread.
    pub thread: ThreadRow,
}

/// All processors and threads, in the order in which the trace first tells of them, and how they came together.
#[derive(Debug, Default)]
pub struct Places {
    /// The processors' numbers.
    pub procs: Column<ProcId>,
    /// The threads' numbers.
    pub threads: Column<ThreadId>,
    /// Who had whom, each pair once.
    pub places: Column<Place>,
}

impl Places {
    /// A pair.
    #[inline]
    pub fn get(&self, place: PlaceId) -> Place {
        self.places.get(place.row())
    }

    /// Bytes that they take.
    pub fn bytes(&self) -> usize {
        (self.procs.len() + self.threads.len() + self.places.len()) * 8
    }
}

/// What ran on lanes of one kind, processors or threads: rows of [`Spans`] by lane, in order of time.
#[derive(Debug, Default)]
pub struct Runs {
    lanes: Lanes,
    /// Places of rows in their page: sixteen bits, and eight more.
    row: Column<u16>,
    row_high: Column<u8>,
    /// The first row of each page.
    page_start: Column<u32>,
}

impl Runs {
    /// Adds a page of [`Spans`] whose first row is this one.
    pub fn push_page(&mut self, first_row: usize) -> Result<(), OutOfMemory> {
        self.page_start.push(first_row as u32)
    }

    /// Adds the rows of the last page that a lane has, as places in the page.
    pub fn push_segment(&mut self, lane: u32, rows: &[u32]) -> Result<(), OutOfMemory> {
        let page = self.page_start.len() as u32 - 1;
        self.lanes.push(lane, page, rows.len() as u32)?;
        self.row.extend_with(rows.len(), |n| rows[n] as u16)?;
        self.row_high.extend_with(rows.len(), |n| (rows[n] >> 16) as u8)
    }

    /// Lists what ran on each of so many lanes.
    pub fn finish(&mut self, lanes: usize) -> Result<(), OutOfMemory> {
        self.lanes.finish(lanes)
    }

    /// How often something ran.
    pub fn len(&self) -> usize {
        self.row.len()
    }

    /// Whether nothing ever did.
    pub fn is_empty(&self) -> bool {
        self.row.is_empty()
    }

    /// Rows of [`Spans`] that ran on a lane, with the page of each, in order of time.
    pub fn of(&self, lane: u32) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.lanes.places(lane).flat_map(move |place| {
            let segment = self.lanes.at(place);
            let page = self.lanes.page(segment);
            self.lanes.rows(segment).map(move |run| (page, self.span(page, run)))
        })
    }

    /// The last row of [`Spans`], with its page, that began to run on a lane at a time or before. It may have stopped since.
    pub fn find(&self, spans: &Spans, lane: u32, time: i64) -> Option<(usize, usize)> {
        let (place, run) = self.find_run(spans, lane, time)?;
        let page = self.lanes.page(self.lanes.at(place));
        Some((page, self.span(page, run)))
    }

    /// The same as the place of its segment in [`lanes`](Self::lanes), and the run.
    pub fn find_run(&self, spans: &Spans, lane: u32, time: i64) -> Option<(usize, usize)> {
        let page = spans.page_at(time)?;
        let place = self.lanes.last_until(lane, page)?;
        let segment = self.lanes.at(place);
        let (page, rows) = (self.lanes.page(segment), self.lanes.rows(segment));
        let since = time - spans.base(page);
        let after = partition(rows.clone(), |run| {
            i64::from(spans.time_in_page(self.span(page, run))) <= since
        });
        if after > rows.start {
            return Some((place, after - 1));
        }
        let place = place.checked_sub(1)?;
        (place >= self.lanes.places(lane).start).then(|| (place, self.lanes.rows(self.lanes.at(place)).end - 1))
    }

    /// The segments: the runs that a page has of a lane.
    pub fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    /// When something next begins to run on a lane after a time.
    pub fn after(&self, spans: &Spans, lane: u32, time: i64) -> Option<Change> {
        let places = self.lanes.places(lane);
        let began = |place: usize, run| {
            let page = self.lanes.page(self.lanes.at(place));
            spans.change(page, self.span(page, run))
        };
        // Of the segments before the last that begins in time none has anything after it.
        let next = partition(places.clone(), |place| {
            began(place, self.lanes.rows(self.lanes.at(place)).start).time <= time
        });
        if let Some(place) = next.checked_sub(1).filter(|&place| place >= places.start) {
            let rows = self.lanes.rows(self.lanes.at(place));
            let run = partition(rows.clone(), |run| began(place, run).time <= time);
            if run < rows.end {
                return Some(began(place, run));
            }
        }
        (next < places.end).then(|| began(next, self.lanes.rows(self.lanes.at(next)).start))
    }

    /// The row of [`Spans`] that a run of a page is.
    pub fn span(&self, page: usize, run: usize) -> usize {
        let place = usize::from(self.row.get(run)) | usize::from(self.row_high.get(run)) << 16;
        self.page_start.get(page) as usize + place
    }

    /// Bytes that they take.
    pub fn bytes(&self) -> usize {
        self.row.len() * 3 + self.page_start.len() * 4 + self.lanes.bytes()
    }
}

/// When processors changed hands.
#[derive(Debug, Default)]
pub struct Hands {
    /// When, in nanoseconds since the trace began.
    pub time: Column<i64>,
    /// Which processor.
    pub proc: Column<ProcRow>,
    /// The thread that has it from then on, which may be unknown; none while it is idle.
    pub thread: Column<ThreadRow>,
    by_proc: Listing,
}

impl Hands {
    /// Adds a change.
    pub fn push(&mut self, time: i64, proc: ProcRow, thread: ThreadRow) -> Result<(), OutOfMemory> {
        self.time.push(time)?;
        self.proc.push(proc)?;
        self.thread.push(thread)
    }

    /// Lists the changes of each of so many processors.
    pub fn finish(&mut self, procs: usize) -> Result<(), OutOfMemory> {
        self.by_proc = Listing::of(procs, || self.proc.iter().map(|proc| proc.0))?;
        Ok(())
    }

    /// The rows of a processor, in order of time.
    pub fn of(&self, proc: ProcRow) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.by_proc.rows(proc.0)
    }

    /// The last row of a processor at a time or before.
    pub fn find(&self, proc: ProcRow, time: i64) -> Option<usize> {
        let places = self.by_proc.places(proc.0);
        let after = partition(places.clone(), |place| self.time.get(self.by_proc.at(place)) <= time);
        (after > places.start).then(|| self.by_proc.at(after - 1))
    }

    /// The first row of a processor after a time.
    pub fn after(&self, proc: ProcRow, time: i64) -> Option<usize> {
        let places = self.by_proc.places(proc.0);
        let next = partition(places.clone(), |place| self.time.get(self.by_proc.at(place)) <= time);
        (next < places.end).then(|| self.by_proc.at(next))
    }

    /// Bytes that they take.
    pub fn bytes(&self) -> usize {
        self.time.len() * 16 + self.by_proc.bytes()
    }
}
