//! What goroutines did when: a row for every change.
//!
//! Rows are kept page by page (see [`lanes`](crate::model::trace::lanes)): times count from the page's base, so that they take
//! four bytes, and a row takes fourteen. A span lasts until the next row of its goroutine, wherever that is.

use std::ops::Range;

use crate::model::column::{Column, OutOfMemory};
use crate::model::id::StackId;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::lanes::{Lanes, SegmentId};
use crate::model::trace::listing::partition;
use crate::model::trace::place::PlaceId;
use crate::model::trace::what::WhatId;

/// Most rows of a page: their places within it fit twenty-four bits, and a walk over one takes less than a millisecond.
pub const MAX_PAGE_ROWS: usize = 1 << 18;

/// Who or what a row names: for what runs or is in a system call, where; for what became runnable, who made or woke it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct By(u32);

/// The bit that tells places from goroutines.
const PLACE: u32 = 1 << 31;

impl By {
    /// Nobody that is known.
    pub const NOBODY: Self = Self(u32::MAX);

    /// A goroutine.
    #[inline]
    pub fn of_goroutine(goroutine: GoRow) -> Self {
        Self(goroutine.0)
    }

    /// A processor and a thread.
    #[inline]
    pub fn of_place(place: PlaceId) -> Self {
        Self(place.0 | PLACE)
    }

    /// The goroutine, if it is one.
    pub fn goroutine(self) -> Option<GoRow> {
        (self.0 & PLACE == 0).then_some(GoRow(self.0))
    }

    /// The place, if it is one.
    #[inline]
    pub fn place(self) -> Option<PlaceId> {
        (self != Self::NOBODY && self.0 & PLACE != 0).then_some(PlaceId(self.0 & !PLACE))
    }
}

/// A change of what a goroutine does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// When, in nanoseconds since the trace began.
    pub time: i64,
    /// What it does from then on.
    pub what: WhatId,
    /// Of what stops, its own stack; of what was made or woken, the stack of whoever did that.
    pub stack: StackId,
    /// Who or where.
    pub by: By,
}

/// A page's rows, put together by lane.
#[derive(Debug)]
pub struct PageRows<'a> {
    /// Nanoseconds after the page's base.
    pub time: &'a [u32],
    /// What is done from then on.
    pub what: &'a [WhatId],
    /// The stacks.
    pub stack: &'a [StackId],
    /// Who or where.
    pub by: &'a [By],
}

/// All changes of all goroutines.
#[derive(Debug, Default)]
pub struct Spans {
    /// When each page begins: the time of its first change, in nanoseconds since the trace began.
    base: Column<i64>,
    lanes: Lanes,
    /// For each segment what its goroutine did before.
    before: Column<WhatId>,
    time: Column<u32>,
    what: Column<WhatId>,
    stack: Column<StackId>,
    by: Column<By>,
}

impl Spans {
    /// Adds a page; its segments are then [`push_segment`](Self::push_segment)ed, as many rows as the page has.
    pub fn push_page(&mut self, base: i64, rows: &PageRows<'_>) -> Result<(), OutOfMemory> {
        self.base.push(base)?;
        let count = rows.time.len();
        self.time.extend_with(count, |n| rows.time[n])?;
        self.what.extend_with(count, |n| rows.what[n])?;
        self.stack.extend_with(count, |n| rows.stack[n])?;
        self.by.extend_with(count, |n| rows.by[n])
    }

    /// Adds the next segment of the last page.
    pub fn push_segment(&mut self, goroutine: GoRow, before: WhatId, rows: u32) -> Result<(), OutOfMemory> {
        self.before.push(before)?;
        self.lanes.push(goroutine.0, self.base.len() as u32 - 1, rows)
    }

    /// Lists the segments of each of so many goroutines.
    pub fn finish(&mut self, goroutines: usize) -> Result<(), OutOfMemory> {
        self.lanes.finish(goroutines)
    }

    /// How many changes there are.
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.base.len()
    }

    /// When a page begins.
    #[inline]
    pub fn base(&self, page: usize) -> i64 {
        self.base.get(page)
    }

    /// The last page that begins at a time or before.
    pub fn page_at(&self, time: i64) -> Option<usize> {
        partition(0..self.pages(), |page| self.base.get(page) <= time).checked_sub(1)
    }

    /// The segments.
    pub fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    /// What a segment's goroutine did before its first change there.
    #[inline]
    pub fn before(&self, segment: SegmentId) -> WhatId {
        self.before.get(segment.row())
    }

    /// Nanoseconds from the base of a row's page to the row.
    #[inline]
    pub fn time_in_page(&self, row: usize) -> u32 {
        self.time.get(row)
    }

    /// Goes over rows: nanoseconds from the page's base, and what is done from then on.
    #[inline]
    pub fn each(&self, rows: Range<usize>, mut f: impl FnMut(u32, WhatId)) {
        let Range { mut start, end } = rows;
        while start < end {
            let (times, whats) = (self.time.rest_of_chunk(start), self.what.rest_of_chunk(start));
            let count = times.len().min(end - start);
            for (&time, &what) in times[..count].iter().zip(&whats[..count]) {
                f(time, what);
            }
            start += count;
        }
    }

    /// What is done from a row on.
    #[inline]
    pub fn what(&self, row: usize) -> WhatId {
        self.what.get(row)
    }

    /// Who or where of a row.
    #[inline]
    pub fn by(&self, row: usize) -> By {
        self.by.get(row)
    }

    /// A row of a page.
    #[inline]
    pub fn change(&self, page: usize, row: usize) -> Change {
        Change {
            time: self.base.get(page) + i64::from(self.time.get(row)),
            what: self.what.get(row),
            stack: self.stack.get(row),
            by: self.by.get(row),
        }
    }

    /// All changes of a goroutine, in order.
    pub fn of(&self, goroutine: GoRow) -> impl Iterator<Item = Change> + '_ {
        self.lanes.places(goroutine.0).flat_map(move |place| {
            let segment = self.lanes.at(place);
            let page = self.lanes.page(segment);
            self.lanes.rows(segment).map(move |row| self.change(page, row))
        })
    }

    /// The changes of a goroutine from the last at a time or before on, in order; all of them where there is none before. Beside them
    /// whether the first is the goroutine's first of all.
    pub fn since(&self, goroutine: GoRow, time: i64) -> (bool, impl Iterator<Item = Change> + '_) {
        let places = self.lanes.places(goroutine.0);
        let (place, row) = self.find(goroutine, time).unwrap_or((places.start, 0));
        let is_first =
            place == places.start && (places.is_empty() || row <= self.lanes.rows(self.lanes.at(places.start)).start);
        let changes = (place..places.end).flat_map(move |at| {
            let segment = self.lanes.at(at);
            let page = self.lanes.page(segment);
            let rows = self.lanes.rows(segment);
            let start = if at == place { row.max(rows.start) } else { rows.start };
            (start..rows.end).map(move |row| self.change(page, row))
        });
        (is_first, changes)
    }

    /// Where a goroutine's last change at a time or before is: the place of its segment, and the row.
    pub fn find(&self, goroutine: GoRow, time: i64) -> Option<(usize, usize)> {
        let page = self.page_at(time)?;
        let place = self.lanes.last_until(goroutine.0, page)?;
        let segment = self.lanes.at(place);
        let rows = self.lanes.rows(segment);
        // Segments of earlier pages have only earlier rows.
        let since = time - self.base.get(self.lanes.page(segment));
        let after = partition(rows.clone(), |row| i64::from(self.time.get(row)) <= since);
        if after > rows.start {
            return Some((place, after - 1));
        }
        let place = place.checked_sub(1)?;
        (place >= self.lanes.places(goroutine.0).start).then(|| (place, self.lanes.rows(self.lanes.at(place)).end - 1))
    }

    /// A goroutine's last change at a time or before.
    pub fn at(&self, goroutine: GoRow, time: i64) -> Option<Change> {
        let (place, row) = self.find(goroutine, time)?;
        Some(self.change(self.lanes.page(self.lanes.at(place)), row))
    }

    /// A goroutine's first change after a time.
    pub fn after(&self, goroutine: GoRow, time: i64) -> Option<Change> {
        let places = self.lanes.places(goroutine.0);
        let (place, row) = match self.find(goroutine, time) {
            Some((place, row)) => (place, row + 1),
            None if places.is_empty() => return None,
            None => (places.start, self.lanes.rows(self.lanes.at(places.start)).start),
        };
        let segment = self.lanes.at(place);
        if row < self.lanes.rows(segment).end {
            return Some(self.change(self.lanes.page(segment), row));
        }
        let next = Some(place + 1).filter(|&next| next < places.end)?;
        let segment = self.lanes.at(next);
        Some(self.change(self.lanes.page(segment), self.lanes.rows(segment).start))
    }

    /// Bytes that they take.
    pub fn bytes(&self) -> usize {
        self.len() * 14 + self.base.len() * 8 + self.before.len() * 2 + self.lanes.bytes()
    }
}
