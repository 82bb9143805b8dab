//! The page in hand: rows in order of time, put together by goroutine when the page is full.

use crate::decode::trace::assemble::Assembler;
use crate::model::column::OutOfMemory;
use crate::model::id::StackId;
use crate::model::trace::place::Runs;
use crate::model::trace::span::{By, MAX_PAGE_ROWS, PageRows};
use crate::model::trace::state::GoState;
use crate::model::trace::what::WhatId;

/// Rows of the usual page, so that putting them together stays in the processor's cache.
const PAGE_ROWS: usize = 1 << 16;

/// Rows that a goroutine should have in a page, if it was there before: a page in which many goroutines do little grows.
const SEGMENT_ROWS: usize = 8;

/// A row as it comes.
#[derive(Clone, Copy, Debug)]
pub(super) struct PendingRow {
    /// Nanoseconds after the page's base.
    pub(super) time: u32,
    /// Where in the goroutines that are there its own is.
    pub(super) place: u32,
    pub(super) stack: StackId,
    pub(super) by: By,
    pub(super) what: WhatId,
}

/// Rows that are not in the trace yet.
#[derive(Debug)]
pub(super) struct Page {
    base: i64,
    rows: Vec<PendingRow>,
    /// How many rows there is room for before the page grows or is stored.
    limit: usize,
    /// How many goroutines have rows that were there before the page.
    older: usize,
    /// The places of goroutines that have rows, in the order of the first.
    touched: Vec<u32>,
    time: Vec<u32>,
    what: Vec<WhatId>,
    stack: Vec<StackId>,
    by: Vec<By>,
    procs: RunSorter,
    threads: RunSorter,
}

/// Puts the rows of what runs together by lane.
#[derive(Debug, Default)]
struct RunSorter {
    /// The lane and the place of each row that runs.
    runs: Vec<(u32, u32)>,
    /// Rows of each lane, then where they go.
    counts: Vec<u32>,
    touched: Vec<u32>,
    sorted: Vec<u32>,
}

impl Page {
    /// An empty page.
    pub(super) fn new() -> Result<Self, OutOfMemory> {
        let (mut rows, mut touched) = (Vec::new(), Vec::new());
        let full = OutOfMemory { rows: 0 };
        // The first page of a small trace stays small.
        let limit = 64;
        rows.try_reserve_exact(limit).map_err(|_no_memory| full)?;
        touched.try_reserve_exact(limit).map_err(|_no_memory| full)?;
        Ok(Self {
            base: 0,
            rows,
            limit,
            older: 0,
            touched,
            time: Vec::new(),
            what: Vec::new(),
            stack: Vec::new(),
            by: Vec::new(),
            procs: RunSorter::default(),
            threads: RunSorter::default(),
        })
    }

    /// Whether a row at a time needs another page.
    #[inline]
    pub(super) fn is_full(&self, time: i64) -> bool {
        self.rows.len() == self.limit || time - self.base > i64::from(u32::MAX)
    }

    /// Adds a row, for which there is room.
    #[inline]
    pub(super) fn push(&mut self, time: i64, row: PendingRow) {
        let time = (time - self.base) as u32;
        self.rows.push(PendingRow { time, ..row });
    }

    /// Notes the first row of a goroutine.
    #[inline]
    pub(super) fn touch(&mut self, place: u32, before: WhatId) {
        self.older += usize::from(before != WhatId::NOT_THERE);
        self.touched.push(place);
    }
}

impl Assembler {
    /// Makes room for a row at this time: a larger page, or the next one.
    #[cold]
    pub(super) fn flush_page(&mut self) -> Result<(), OutOfMemory> {
        let page = &mut self.page;
        let rows = page.rows.len();
        let full = OutOfMemory { rows };
        let is_late = self.now - page.base > i64::from(u32::MAX);
        let is_thin = page.limit < MAX_PAGE_ROWS && rows < SEGMENT_ROWS * page.older;
        if is_late || page.limit >= PAGE_ROWS && !is_thin {
            return self.store_page();
        }
        let limit = 2 * page.limit;
        page.rows.try_reserve_exact(limit - rows).map_err(|_no_memory| full)?;
        page.touched
            .try_reserve(limit - page.touched.len())
            .map_err(|_no_memory| full)?;
        page.limit = limit;
        Ok(())
    }

    /// Puts the page in hand into the trace.
    pub(super) fn store_page(&mut self) -> Result<(), OutOfMemory> {
        let Self {
            page,
            live,
            trace,
            free,
            leaving,
            whats,
            ..
        } = self;
        let count = page.rows.len();
        let full = OutOfMemory { rows: count };
        if count == 0 {
            page.base = self.now;
            return Ok(());
        }
        // Where the rows of each goroutine go.
        let mut start = 0;
        for &place in &page.touched {
            let live = &mut live[place as usize];
            start += std::mem::replace(&mut live.rows, start);
        }
        resize(&mut page.time, count, 0).ok_or(full)?;
        resize(&mut page.what, count, WhatId::NOT_THERE).ok_or(full)?;
        resize(&mut page.stack, count, StackId(0)).ok_or(full)?;
        resize(&mut page.by, count, By::NOBODY).ok_or(full)?;
        page.procs.reserve(count).ok_or(full)?;
        page.threads.reserve(count).ok_or(full)?;
        // Nobody runs for a reason.
        let running = whats.plain(GoState::Running);
        for row in &page.rows {
            let live = &mut live[row.place as usize];
            let place = live.rows as usize;
            live.rows += 1;
            page.time[place] = row.time;
            page.what[place] = row.what;
            page.stack[place] = row.stack;
            page.by[place] = row.by;
            if row.what == running
                && let Some(at) = row.by.place()
            {
                let at = trace.places.get(at);
                page.procs.push(at.proc.0, place as u32);
                page.threads.push(at.thread.0, place as u32);
            }
        }
        let first_row = trace.spans.len();
        let rows = PageRows {
            time: &page.time,
            what: &page.what,
            stack: &page.stack,
            by: &page.by,
        };
        trace.spans.push_page(page.base, &rows)?;
        let mut start = 0;
        for &place in &page.touched {
            let live = &mut live[place as usize];
            let end = std::mem::take(&mut live.rows);
            trace.spans.push_segment(live.row, live.before, end - start)?;
            start = end;
        }
        page.procs
            .store(first_row, trace.places.procs.len(), &mut trace.proc_runs)?;
        page.threads
            .store(first_row, trace.places.threads.len(), &mut trace.thread_runs)?;
        page.rows.clear();
        page.touched.clear();
        page.older = 0;
        page.limit = page.limit.min(PAGE_ROWS);
        free.try_reserve(leaving.len()).map_err(|_no_memory| full)?;
        free.append(leaving);
        // The first page begins with the trace, every other when the one before was full.
        page.base = self.now;
        Ok(())
    }
}

impl RunSorter {
    /// Makes room for so many rows; none when memory is gone.
    fn reserve(&mut self, rows: usize) -> Option<()> {
        self.runs.try_reserve(rows).ok()
    }

    /// Notes a row, for which there is room; one on no lane is left out.
    #[inline]
    fn push(&mut self, lane: u32, place: u32) {
        if lane != u32::MAX {
            self.runs.push((lane, place));
        }
    }

    /// Adds the rows to the trace, by lane.
    fn store(&mut self, first_row: usize, lanes: usize, runs: &mut Runs) -> Result<(), OutOfMemory> {
        let full = OutOfMemory { rows: runs.len() };
        runs.push_page(first_row)?;
        let lanes = lanes.max(self.counts.len());
        resize(&mut self.counts, lanes, 0).ok_or(full)?;
        resize(&mut self.sorted, self.runs.len(), 0).ok_or(full)?;
        for &(lane, _) in &self.runs {
            let count = &mut self.counts[lane as usize];
            if *count == 0 {
                self.touched.try_reserve(1).map_err(|_no_memory| full)?;
                self.touched.push(lane);
            }
            *count += 1;
        }
        let mut start = 0;
        for &lane in &self.touched {
            start += std::mem::replace(&mut self.counts[lane as usize], start);
        }
        for &(lane, place) in &self.runs {
            let at = &mut self.counts[lane as usize];
            self.sorted[*at as usize] = place;
            *at += 1;
        }
        let mut start = 0;
        for &lane in &self.touched {
            let end = std::mem::take(&mut self.counts[lane as usize]);
            runs.push_segment(lane, &self.sorted[start as usize..end as usize])?;
            start = end;
        }
        self.runs.clear();
        self.touched.clear();
        Ok(())
    }
}

/// Gives a buffer a length; none when memory is gone.
fn resize<T: Copy>(buffer: &mut Vec<T>, len: usize, value: T) -> Option<()> {
    buffer.try_reserve(len.saturating_sub(buffer.len())).ok()?;
    buffer.resize(len, value);
    Some(())
}
