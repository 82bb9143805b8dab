//! The goroutines of each group, in an order that can change, and how many rows each takes: one, and one for each level of its
//! regions, and of its stack where that is shown. Found by searching, however many there are.

use std::collections::BTreeMap;

use crate::analyze::trace::nests::Nests;
use crate::layout::timeline::lane::Lane;
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::listing::{Listing, NO_ROW, partition};
use crate::model::trace::totals::GroupId;

/// A goroutine that has regions, or whose stack is shown.
#[derive(Clone, Copy, Debug)]
struct Extra {
    place: u32,
    regions: u32,
    stacks: u32,
    /// Levels of all places before.
    before: u32,
}

impl Extra {
    fn levels(&self) -> u32 {
        self.regions + self.stacks
    }
}

/// Goroutines by group.
#[derive(Clone, Debug, Default)]
pub(super) struct Members {
    /// Where those of each group begin, and one more.
    starts: Vec<u32>,
    /// The goroutine at each place.
    order: Vec<u32>,
    /// The place of each goroutine.
    place_of: Vec<u32>,
    /// Levels of regions, of the goroutines that have any.
    regions: Vec<(GoRow, u32)>,
    /// Levels of stacks that are shown.
    stacks: BTreeMap<GoRow, u8>,
    extras: Vec<Extra>,
}

impl Members {
    /// In the order in which the trace first tells of them.
    pub(super) fn of(trace: &Trace, nests: &Nests) -> Result<Self, OutOfMemory> {
        let group_of = |row: GoRow| trace.totals.group_of(trace.goroutines.get(row).root);
        let count = trace.totals.all().row();
        let rows = || trace.goroutines.rows();
        let listing = Listing::of(count, || rows().map(|row| group_of(row).map_or(NO_ROW, |it| it.0)))?;
        let goroutines = trace.goroutines.len();
        let full = |_no_memory| OutOfMemory { rows: goroutines };
        let mut members = Self::default();
        members.starts.try_reserve_exact(count + 1).map_err(full)?;
        members.order.try_reserve_exact(goroutines).map_err(full)?;
        members.place_of.try_reserve_exact(goroutines).map_err(full)?;
        members.place_of.resize(goroutines, NO_ROW);
        members.starts.push(0);
        for group in 0..count as u32 {
            members.order.extend(listing.rows(group).map(|row| row as u32));
            members.starts.push(members.order.len() as u32);
        }
        let regions = nests.goroutines().map(|row| (row, nests.levels(row) as u32));
        members.regions = regions.collect();
        members.place();
        Ok(members)
    }

    /// Only these goroutines, as one group: [`GroupId`] 0.
    pub(super) fn only(&self, rows: Vec<u32>) -> Self {
        let mut members = Self {
            starts: vec![0, rows.len() as u32],
            order: rows,
            place_of: vec![NO_ROW; self.place_of.len()],
            regions: self.regions.clone(),
            stacks: self.stacks.clone(),
            extras: Vec::new(),
        };
        members.place();
        members
    }

    /// Shows so many levels of a goroutine's stack, or none of it.
    pub(super) fn show_stack(&mut self, goroutine: GoRow, levels: Option<u8>) {
        match levels {
            Some(levels) => self.stacks.insert(goroutine, levels),
            None => self.stacks.remove(&goroutine),
        };
        self.place();
    }

    /// The goroutines whose stacks are shown.
    pub(super) fn with_stacks(&self) -> impl Iterator<Item = GoRow> + '_ {
        self.stacks.keys().copied()
    }

    /// How many levels of a goroutine's stack are shown; none where it is not.
    pub(super) fn stack_levels(&self, goroutine: GoRow) -> Option<u8> {
        self.stacks.get(&goroutine).copied()
    }

    /// Finds places and levels anew.
    fn place(&mut self) {
        for (place, &row) in self.order.iter().enumerate() {
            if let Some(at) = self.place_of.get_mut(row as usize) {
                *at = place as u32;
            }
        }
        let place_of = |row: GoRow| self.place_of.get(row.row()).copied().filter(|&place| place != NO_ROW);
        let mut extras = Vec::with_capacity(self.regions.len() + self.stacks.len());
        let mut add = |row: GoRow, regions: u32, stacks: u32| {
            if let Some(place) = place_of(row) {
                let before = 0;
                extras.push(Extra {
                    place,
                    regions,
                    stacks,
                    before,
                });
            }
        };
        for &(row, regions) in &self.regions {
            add(row, regions, self.stacks.get(&row).copied().unwrap_or(0).into());
        }
        for (&row, &stacks) in &self.stacks {
            if self.levels(row) == 0 {
                add(row, 0, stacks.into());
            }
        }
        extras.sort_unstable_by_key(|extra| extra.place);
        let mut sum = 0;
        for extra in &mut extras {
            extra.before = sum;
            sum += extra.levels();
        }
        self.extras = extras;
    }

    /// Sorts those of each group by keys, which are made once; equal ones stay in order.
    pub(super) fn sort<K: Ord>(&mut self, key: impl Fn(GoRow) -> K) {
        for group in self.starts.windows(2) {
            if let [start, end] = *group
                && let Some(rows) = self.order.get_mut(start as usize..end as usize)
            {
                rows.sort_by_cached_key(|&row| (key(GoRow(row)), row));
            }
        }
        self.place();
    }

    fn starts(&self, group: GroupId) -> (usize, usize) {
        let at = |at: usize| self.starts.get(at).copied().unwrap_or(0) as usize;
        (at(group.row()), at(group.row() + 1))
    }

    /// How many goroutines a group has.
    pub(super) fn len(&self, group: GroupId) -> usize {
        let (start, end) = self.starts(group);
        end.saturating_sub(start)
    }

    /// The goroutines of a group.
    pub(super) fn of_group(&self, group: GroupId) -> impl Iterator<Item = GoRow> + '_ {
        let (start, end) = self.starts(group);
        let rows = self.order.get(start..end).unwrap_or_default();
        rows.iter().map(|&row| GoRow(row))
    }

    /// Levels of all places before one.
    fn levels_before(&self, place: usize) -> usize {
        let after = self.extras.partition_point(|extra| (extra.place as usize) < place);
        let last = after.checked_sub(1).and_then(|at| self.extras.get(at));
        last.map_or(0, |extra| (extra.before + extra.levels()) as usize)
    }

    /// How many levels of regions a goroutine has.
    pub(super) fn levels(&self, goroutine: GoRow) -> usize {
        let at = self.regions.binary_search_by_key(&goroutine, |it| it.0);
        at.map_or(0, |at| self.regions[at].1 as usize)
    }

    /// How many rows the goroutines of a group take.
    pub(super) fn rows(&self, group: GroupId) -> usize {
        let (start, end) = self.starts(group);
        end.saturating_sub(start) + self.levels_before(end) - self.levels_before(start)
    }

    /// The lane that many rows below the first of a group's.
    pub(super) fn at(&self, group: GroupId, row: usize) -> Option<Lane> {
        let (start, end) = self.starts(group);
        let above = |place: usize| place - start + self.levels_before(place) - self.levels_before(start);
        let after = partition(start..end, |place| above(place) <= row);
        let place = after.checked_sub(1).filter(|&place| place >= start)?;
        let goroutine = GoRow(*self.order.get(place)?);
        let level = match row - above(place) {
            0 => return Some(Lane::Goroutine(goroutine)),
            below => below - 1,
        };
        let regions = self.levels(goroutine);
        if level < regions {
            return Some(Lane::Region(goroutine, u8::try_from(level).ok()?));
        }
        let level = u8::try_from(level - regions).ok()?;
        let is_there = self.stack_levels(goroutine).is_some_and(|levels| level < levels);
        is_there.then_some(Lane::Stack(goroutine, level))
    }

    /// How many rows of its group are above a goroutine.
    pub(super) fn above(&self, group: GroupId, goroutine: GoRow) -> Option<usize> {
        let (start, end) = self.starts(group);
        let place = *self.place_of.get(goroutine.row())? as usize;
        let is_member = (start..end).contains(&place);
        is_member.then(|| place - start + self.levels_before(place) - self.levels_before(start))
    }

    /// What stands right below a goroutine: its regions, then its stack.
    pub(super) fn extras_of(&self, goroutine: GoRow) -> impl Iterator<Item = Lane> + use<> {
        let regions = u8::try_from(self.levels(goroutine)).unwrap_or(u8::MAX);
        let stacks = self.stack_levels(goroutine).unwrap_or(0);
        let regions = (0..regions).map(move |level| Lane::Region(goroutine, level));
        regions.chain((0..stacks).map(move |level| Lane::Stack(goroutine, level)))
    }
}
