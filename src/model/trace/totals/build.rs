//! Adding everything up: one walk over all rows.

use crate::model::bits::{Bits, RankedBits};
use crate::model::column::OutOfMemory;
use crate::model::trace::goroutine::{GoRow, Goroutine, Goroutines};
use crate::model::trace::lanes::SegmentId;
use crate::model::trace::listing::NO_ROW;
use crate::model::trace::span::Spans;
use crate::model::trace::totals::{GroupId, Sum, Times, Totals, add_up};
use crate::model::trace::what::WhatId;

/// Rows of a goroutine after which what it did is summed up.
const CARRY_ROWS: usize = 256;

/// Segments of a goroutine after which what it did is summed up.
const CARRY_SEGMENTS: usize = 64;

/// The checkpoints of all groups on their way.
pub(super) struct Checkpoints<'a> {
    totals: &'a mut Totals,
    goroutines: &'a Goroutines,
    spans: &'a Spans,
    /// The group of each goroutine.
    groups: Vec<Running>,
    all: Running,
    /// The groups that changed in the page in hand.
    touched: Vec<GroupId>,
    /// The goroutines that change in more than one page.
    long: LongLives,
    /// The goroutines that were there before the trace and do not have their first change yet, the last first.
    older: Vec<(i64, WhatId, GroupId)>,
}

/// The sums of a group at a time.
#[derive(Default)]
struct Running {
    time: i64,
    /// The last page in which it changed, and one more.
    page: u32,
    sums: Vec<Sum>,
    /// The sums as that page began.
    before: Vec<Sum>,
    /// Where in `sums` each of the common things is.
    places: Vec<u32>,
}

impl Running {
    /// Where something's sum is.
    #[inline]
    fn place(&mut self, what: WhatId) -> Result<usize, OutOfMemory> {
        match self.places.get(what.row()) {
            Some(&place) if place != NO_ROW => Ok(place as usize),
            _ => self.add_place(what),
        }
    }

    #[cold]
    fn add_place(&mut self, what: WhatId) -> Result<usize, OutOfMemory> {
        /// Programs do fewer things; those of a file that was made to hurt are searched for.
        const COMMON: usize = 256;
        let full = OutOfMemory { rows: self.sums.len() };
        if what.row() >= COMMON
            && let Some(place) = self.sums.iter().position(|sum| sum.what == what.0)
        {
            return Ok(place);
        }
        self.sums.try_reserve(1).map_err(|_no_memory| full)?;
        self.sums.push(Sum {
            what: what.0,
            ..Sum::default()
        });
        if what.row() < COMMON {
            self.places.resize(self.places.len().max(what.row() + 1), NO_ROW);
            self.places[what.row()] = self.sums.len() as u32 - 1;
        }
        Ok(self.sums.len() - 1)
    }

    /// Goes on to a time.
    fn advance(&mut self, time: i64) {
        let nanos = time - self.time;
        for sum in &mut self.sums {
            sum.nanos += sum.count * nanos;
        }
        self.time = time;
    }

    /// From a time on, so many more do something.
    #[inline]
    fn change(&mut self, what: WhatId, count: i64, after_nanos: i64) -> Result<(), OutOfMemory> {
        let place = self.place(what)?;
        let sum = &mut self.sums[place];
        sum.count += count;
        sum.nanos -= count * after_nanos;
        Ok(())
    }

    /// Adds what another changed since the page began.
    fn add_changes(&mut self, other: &Self) -> Result<(), OutOfMemory> {
        for (row, after) in other.sums.iter().enumerate() {
            let before = other.before.get(row).copied().unwrap_or_default();
            let place = self.place(WhatId(after.what))?;
            let sum = &mut self.sums[place];
            sum.count += after.count - before.count;
            sum.nanos += after.nanos - before.nanos;
        }
        Ok(())
    }
}

impl<'a> Checkpoints<'a> {
    pub(super) fn new(totals: &'a mut Totals, goroutines: &'a Goroutines, spans: &'a Spans) -> Self {
        Self {
            totals,
            goroutines,
            spans,
            groups: Vec::new(),
            all: Running::default(),
            touched: Vec::new(),
            long: LongLives::default(),
            older: Vec::new(),
        }
    }

    pub(super) fn fill(mut self, end: i64) -> Result<(), OutOfMemory> {
        let full = OutOfMemory { rows: 0 };
        let count = self.totals.roots.len();
        self.groups.try_reserve_exact(count).map_err(|_no_memory| full)?;
        self.groups.resize_with(count, Running::default);
        self.find_older()?;
        self.long.find(self.goroutines, self.spans)?;
        let lanes = self.spans.lanes();
        let mut segment = 0;
        for page in 0..self.spans.pages() {
            let base = self.spans.base(page);
            self.begin_older(base, page)?;
            self.checkpoint_all(page)?;
            while segment < lanes.len() {
                let id = SegmentId::from(segment);
                if lanes.page(id) != page {
                    break;
                }
                self.add_segment(id, page)?;
                segment += 1;
            }
            for group in self.touched.drain(..) {
                self.all.add_changes(&self.groups[group.row()])?;
            }
        }
        self.all.advance(end.max(self.all.time));
        self.totals.carries = RankedBits::new(&self.long.carries, lanes.len())?;
        self.totals.checkpoints.finish(count + 1)
    }

    /// The goroutines that were there before the trace are counted from their creation on.
    fn find_older(&mut self) -> Result<(), OutOfMemory> {
        let lanes = self.spans.lanes();
        for row in self.goroutines.older() {
            let goroutine = self.goroutines.get(row);
            let places = lanes.places(row.0);
            if places.is_empty() {
                continue;
            }
            let what = self.spans.what(lanes.rows(lanes.at(places.start)).start);
            let full = OutOfMemory { rows: self.older.len() };
            let group = self.totals.group_of(goroutine.root).unwrap_or_default();
            self.older.try_reserve(1).map_err(|_no_memory| full)?;
            self.older.push((goroutine.creation, what, group));
        }
        self.older.sort_by_key(|&(creation, ..)| std::cmp::Reverse(creation));
        Ok(())
    }

    /// Counts those whose creation is past as a page begins.
    fn begin_older(&mut self, base: i64, page: usize) -> Result<(), OutOfMemory> {
        let late = self.older.partition_point(|older| older.0 > base);
        let begun = self.older.split_off(late);
        for &(creation, what, group) in &begun {
            let running = &mut self.groups[group.row()];
            running.advance(base);
            running.change(what, 1, creation - base)?;
            self.all.advance(base);
            self.all.change(what, 1, creation - base)?;
        }
        for &(.., group) in &begun {
            self.checkpoint(group, page)?;
        }
        Ok(())
    }

    /// Notes a group's sums at the base of a page in which it changes.
    #[inline]
    fn checkpoint(&mut self, group: GroupId, page: usize) -> Result<(), OutOfMemory> {
        let running = &mut self.groups[group.row()];
        if running.page == page as u32 + 1 {
            return Ok(());
        }
        let full = OutOfMemory {
            rows: self.touched.len(),
        };
        self.touched.try_reserve(1).map_err(|_no_memory| full)?;
        self.touched.push(group);
        running.page = page as u32 + 1;
        running.advance(self.spans.base(page));
        running.before.clone_from(&running.sums);
        note(self.totals, group, page, running)
    }

    fn checkpoint_all(&mut self, page: usize) -> Result<(), OutOfMemory> {
        let all = self.totals.all();
        self.all.advance(self.spans.base(page));
        note(self.totals, all, page, &mut self.all)
    }

    fn add_segment(&mut self, segment: SegmentId, page: usize) -> Result<(), OutOfMemory> {
        let lanes = self.spans.lanes();
        let goroutine = self.goroutines.get(GoRow(lanes.lane(segment)));
        let group = self.totals.group_of(goroutine.root).unwrap_or_default();
        self.checkpoint(group, page)?;
        let running = &mut self.groups[group.row()];
        let mut before = self.spans.before(segment);
        let rows = lanes.rows(segment);
        let base = self.spans.base(page);
        let row = GoRow(lanes.lane(segment));
        let mut life = self.long.begin(self.totals, self.spans, (row, goroutine), segment)?;
        let mut result = Ok(());
        self.spans.each(rows, |time, what| {
            let after = i64::from(time);
            let changed = running
                .change(before, -1, after)
                .and_then(|()| running.change(what, 1, after));
            if let Err(error) = changed {
                result = Err(error);
            }
            if let Some(life) = &mut life {
                life.change(base + after, what);
            }
            before = what;
        });
        result
    }
}

/// What goroutines that change in more than one page did so far.
#[derive(Default)]
struct LongLives {
    /// For each goroutine its place in `lives`, if it has one.
    places: Vec<u32>,
    lives: Vec<LongLife>,
    /// The segments before which that is noted.
    carries: Bits,
}

/// What a goroutine did so far.
struct LongLife {
    /// What it does, and since when.
    what: WhatId,
    since: i64,
    times: Times,
    /// Rows and segments since that was last noted.
    rows: usize,
    segments: usize,
    is_begun: bool,
}

impl LongLives {
    fn find(&mut self, goroutines: &Goroutines, spans: &Spans) -> Result<(), OutOfMemory> {
        let full = OutOfMemory { rows: 0 };
        let count = goroutines.len();
        self.places.try_reserve_exact(count).map_err(|_no_memory| full)?;
        for row in goroutines.rows() {
            if spans.lanes().places(row.0).len() <= 1 {
                self.places.push(NO_ROW);
                continue;
            }
            self.places.push(self.lives.len() as u32);
            self.lives.try_reserve(1).map_err(|_no_memory| full)?;
            self.lives.push(LongLife {
                what: WhatId::NOT_THERE,
                since: 0,
                times: Times::new(),
                rows: 0,
                segments: 0,
                is_begun: false,
            });
        }
        Ok(())
    }

    /// Begins a segment; notes what was done before it, when that was not noted for long. None of a goroutine that changes in one page.
    fn begin(
        &mut self,
        totals: &mut Totals,
        spans: &Spans,
        (row, goroutine): (GoRow, Goroutine),
        segment: SegmentId,
    ) -> Result<Option<&mut LongLife>, OutOfMemory> {
        let Some(life) = self.lives.get_mut(self.places[row.row()] as usize) else {
            return Ok(None);
        };
        let rows = spans.lanes().rows(segment);
        if !life.is_begun {
            life.is_begun = true;
            life.since = goroutine.creation;
            if goroutine.is_older {
                life.what = spans.what(rows.start);
            }
        } else if life.rows >= CARRY_ROWS || life.segments >= CARRY_SEGMENTS {
            // The first row of the segment ends what was done before.
            let page = spans.lanes().page(segment);
            let first = spans.base(page) + i64::from(spans.time_in_page(rows.start));
            life.change(first, life.what);
            self.carries.insert(segment.row())?;
            totals.carry_starts.push(totals.carried.len() as u32)?;
            for &time in life.times.iter().filter(|time| time.0 != WhatId::NOT_THERE) {
                totals.carried.push(time)?;
            }
            (life.rows, life.segments) = (0, 0);
        }
        life.rows += rows.len();
        life.segments += 1;
        Ok(Some(life))
    }
}

impl LongLife {
    fn change(&mut self, time: i64, what: WhatId) {
        add_up(&mut self.times, self.what, time - self.since);
        (self.what, self.since) = (what, time);
    }
}

/// Adds a checkpoint.
fn note(totals: &mut Totals, group: GroupId, page: usize, running: &mut Running) -> Result<(), OutOfMemory> {
    // There is always a row, so that a group that begins with this page has a checkpoint.
    running.place(WhatId::NOT_THERE)?;
    let told = running
        .sums
        .iter()
        .filter(|sum| sum.what == 0 || (sum.count, sum.nanos) != (0, 0));
    let mut rows = 0;
    for &sum in told {
        totals.sums.push(sum)?;
        rows += 1;
    }
    totals.checkpoints.push(group.0, page as u32, rows)
}
