//! Time by state and reason, in any interval: of a goroutine, of all that begin with a function, of all.
//!
//! What was done from the beginning up to a time is known at certain rows, and from there on it is added up: for a goroutine
//! from the first row of a segment not long before, for a group from the first row of a page. So an interval costs two searches and two
//! walks over a page at most, however long it is and however many goroutines there are.

mod build;
#[cfg(test)]
mod tests;

use crate::model::bits::RankedBits;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::StringId;
use crate::model::trace::goroutine::{GoRow, Goroutines};
use crate::model::trace::lanes::{Lanes, SegmentId};
use crate::model::trace::listing::NO_ROW;
use crate::model::trace::span::Spans;
use crate::model::trace::what::WhatId;

crate::ids! {
    /// A group of goroutines in [`Totals`].
    GroupId
}

/// Nanoseconds, by what was done; only what was done at all.
pub type Times = Vec<(WhatId, i64)>;

/// A row of a checkpoint: how much was done so far, and how many do it.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    what: u16,
    /// How many goroutines do it.
    count: i64,
    /// Nanoseconds up to the checkpoint, of all together.
    nanos: i64,
}

/// What was done up to certain rows.
#[derive(Debug, Default)]
pub struct Totals {
    /// The functions that goroutines begin with, and the group of all.
    roots: Vec<StringId>,
    /// The group of each string that is such a function.
    group_of: Column<u32>,
    /// The segments before which it is known what their goroutine did, and where for each of them that begins in `carried`.
    carries: RankedBits,
    carry_starts: Column<u32>,
    carried: Column<(WhatId, i64)>,
    /// A segment is a checkpoint: of a group, at the base of a page.
    checkpoints: Lanes,
    sums: Column<Sum>,
}

impl Totals {
    /// Adds everything up.
    pub fn of(goroutines: &Goroutines, spans: &Spans, end: i64) -> Result<Self, OutOfMemory> {
        let mut totals = Self::default();
        totals.group(goroutines)?;
        build::Checkpoints::new(&mut totals, goroutines, spans).fill(end)?;
        Ok(totals)
    }

    /// Groups goroutines by the function that they begin with.
    fn group(&mut self, goroutines: &Goroutines) -> Result<(), OutOfMemory> {
        for goroutine in goroutines.iter() {
            let root = goroutine.root.row();
            if root >= self.group_of.len() {
                let more = root + 1 - self.group_of.len();
                self.group_of.extend_with(more, |_| NO_ROW)?;
            }
            if self.group_of.get(root) == NO_ROW {
                let full = OutOfMemory { rows: self.roots.len() };
                self.roots.try_reserve(1).map_err(|_no_memory| full)?;
                self.group_of.set(root, self.roots.len() as u32);
                self.roots.push(goroutine.root);
            }
        }
        Ok(())
    }

    /// All groups: one for each function that goroutines begin with.
    pub fn groups(&self) -> impl Iterator<Item = (GroupId, StringId)> + '_ {
        let numbered = self.roots.iter().enumerate();
        numbered.map(|(row, &root)| (GroupId::from(row), root))
    }

    /// The group of all goroutines.
    pub fn all(&self) -> GroupId {
        GroupId::from(self.roots.len())
    }

    /// The group of a goroutine that begins with a function.
    pub fn group_of(&self, root: StringId) -> Option<GroupId> {
        let found = (root.row() < self.group_of.len()).then(|| self.group_of.get(root.row()))?;
        (found != NO_ROW).then_some(GroupId(found))
    }

    /// What a goroutine did up to a time.
    pub fn of_goroutine(&self, goroutines: &Goroutines, spans: &Spans, row: GoRow, until: i64) -> Times {
        let goroutine = goroutines.get(row);
        let lanes = spans.lanes();
        let mut times = Times::new();
        let Some((place, found)) = spans.find(row, until) else {
            // Before its first change it does what that says, if it was there before the trace.
            let places = lanes.places(row.0);
            if goroutine.is_older && until > goroutine.creation && !places.is_empty() {
                let first = lanes.rows(lanes.at(places.start)).start;
                times.push((spans.what(first), until - goroutine.creation));
            }
            return times;
        };
        let places = lanes.places(row.0);
        let mut from = place;
        while from > places.start && !self.has_carry(lanes.at(from)) {
            from -= 1;
        }
        let carry = (from > places.start).then(|| self.carries.count_through(lanes.at(from).row()) - 1);
        if let Some(carry) = carry {
            let start = self.carry_starts.get(carry) as usize;
            let end = if carry + 1 < self.carry_starts.len() {
                self.carry_starts.get(carry + 1) as usize
            } else {
                self.carried.len()
            };
            times.extend((start..end).map(|at| self.carried.get(at)));
        }
        let (mut what, mut since) = (WhatId::NOT_THERE, 0);
        for at in from..=place {
            let segment = lanes.at(at);
            let mut rows = lanes.rows(segment);
            let base = spans.base(lanes.page(segment));
            let first = base + i64::from(spans.time_in_page(rows.start));
            if at == from {
                // What was done before is told by the carry; before the first row, by that row.
                since = first;
                if carry.is_none() && goroutine.is_older {
                    (what, since) = (spans.what(rows.start), goroutine.creation);
                }
            }
            if at == place {
                rows.end = found + 1;
            }
            spans.each(rows, |time, next| {
                let time = base + i64::from(time);
                add_up(&mut times, what, time - since);
                (what, since) = (next, time);
            });
        }
        add_up(&mut times, what, until - since);
        times.retain(|&(what, nanos)| what != WhatId::NOT_THERE && nanos != 0);
        times
    }

    /// Whether it is known what a segment's goroutine did before it.
    fn has_carry(&self, segment: SegmentId) -> bool {
        !self.carry_starts.is_empty() && self.carries.has(segment.row())
    }

    /// What the goroutines of a group did up to a time, all together, and how many do what then.
    pub fn of_group(&self, goroutines: &Goroutines, spans: &Spans, group: GroupId, until: i64) -> GroupSums {
        let mut sums = GroupSums::default();
        let lanes = spans.lanes();
        let Some(now) = spans.page_at(until) else {
            return sums;
        };
        let Some(place) = self.checkpoints.last_until(group.0, now) else {
            return sums;
        };
        let checkpoint = self.checkpoints.at(place);
        let page = self.checkpoints.page(checkpoint);
        let base = spans.base(page);
        for at in self.checkpoints.rows(checkpoint) {
            let sum = self.sums.get(at);
            sums.add(WhatId(sum.what), sum.count, sum.nanos + sum.count * (until - base));
        }
        let everyone = group == self.all();
        for segment in lanes.of_page(page) {
            let segment = SegmentId::from(segment);
            let goroutine = goroutines.get(GoRow(lanes.lane(segment)));
            if !everyone && self.group_of(goroutine.root) != Some(group) {
                continue;
            }
            let mut before = spans.before(segment);
            for row in lanes.rows(segment) {
                let change = spans.change(page, row);
                if change.time > until {
                    break;
                }
                sums.add(before, -1, change.time - until);
                sums.add(change.what, 1, until - change.time);
                before = change.what;
            }
        }
        sums.rows
            .retain(|row| row.0 != WhatId::NOT_THERE && (row.1, row.2) != (0, 0));
        sums
    }

    /// Bytes that they take.
    pub fn bytes(&self) -> usize {
        self.carry_starts.len() * 4
            + self.checkpoints.len() / 4
            + self.carried.len() * size_of::<(WhatId, i64)>()
            + self.checkpoints.bytes()
            + self.sums.len() * size_of::<Sum>()
    }
}

/// What a group does and did: how many do what, and the nanoseconds of all together.
#[derive(Clone, Debug, Default)]
pub struct GroupSums {
    /// What, how many do it, and for how long it was done so far.
    pub rows: Vec<(WhatId, i64, i64)>,
}

impl GroupSums {
    fn add(&mut self, what: WhatId, count: i64, nanos: i64) {
        match self.rows.iter_mut().find(|row| row.0 == what) {
            Some(row) => {
                row.1 += count;
                row.2 += nanos;
            }
            None => self.rows.push((what, count, nanos)),
        }
    }
}

/// Adds time to what was done, which are few things.
fn add_up(times: &mut Times, what: WhatId, nanos: i64) {
    match times.iter_mut().find(|time| time.0 == what) {
        Some(time) => time.1 += nanos,
        None => times.push((what, nanos)),
    }
}
