//! The goroutines of each group, and how many rows each takes: one, and one for each level of its
//! regions. Found by searching, however many there are.

use crate::analyze::trace::nests::Nests;
use crate::layout::timeline::lane::Lane;
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::listing::{Listing, NO_ROW, partition};
use crate::model::trace::totals::GroupId;

/// A goroutine that has regions.
#[derive(Clone, Copy, Debug)]
struct Extra {
    place: u32,
    levels: u32,
    /// Levels of all places before.
    before: u32,
}

/// Goroutines by group.
#[derive(Debug, Default)]
pub(super) struct Members {
    /// Where those of each group begin, and one more.
    starts: Vec<u32>,
    /// The goroutine at each place.
    order: Vec<u32>,
    /// The place of each goroutine.
    place_of: Vec<u32>,
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
        members.place(nests);
        Ok(members)
    }

    /// Finds places and levels anew.
    fn place(&mut self, nests: &Nests) {
        for (place, &row) in self.order.iter().enumerate() {
            if let Some(at) = self.place_of.get_mut(row as usize) {
                *at = place as u32;
            }
        }
        self.extras = nests
            .goroutines()
            .filter_map(|row| {
                let place = *self.place_of.get(row.row())?;
                (place != NO_ROW).then_some(Extra {
                    place,
                    levels: nests.levels(row) as u32,
                    before: 0,
                })
            })
            .collect();
        self.extras.sort_unstable_by_key(|extra| extra.place);
        let mut sum = 0;
        for extra in &mut self.extras {
            extra.before = sum;
            sum += extra.levels;
        }
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
        last.map_or(0, |extra| (extra.before + extra.levels) as usize)
    }

    /// How many levels of regions a goroutine has.
    pub(super) fn levels(&self, goroutine: GoRow) -> usize {
        let place = self.place_of.get(goroutine.row()).copied().unwrap_or(NO_ROW);
        let at = self.extras.binary_search_by_key(&place, |extra| extra.place);
        at.map_or(0, |at| self.extras[at].levels as usize)
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
        match row - above(place) {
            0 => Some(Lane::Goroutine(goroutine)),
            level if level <= self.levels_before(place + 1) - self.levels_before(place) => {
                Some(Lane::Region(goroutine, u8::try_from(level - 1).ok()?))
            }
            _ => None,
        }
    }

    /// How many rows of its group are above a goroutine.
    pub(super) fn above(&self, group: GroupId, goroutine: GoRow) -> Option<usize> {
        let (start, end) = self.starts(group);
        let place = *self.place_of.get(goroutine.row())? as usize;
        let is_member = (start..end).contains(&place);
        is_member.then(|| place - start + self.levels_before(place) - self.levels_before(start))
    }
}
