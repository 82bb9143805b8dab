//! Which lanes there are, from top to bottom, and which are in view.
//!
//! Goroutines stand below the function that they begin with, which folds them away. The list is of groups, never of
//! goroutines: however many there are, the lanes in view are found by searching.

use std::ops::Range;

use crate::layout::timeline::source::Lane;
use crate::layout::timeline::view::TimeView;
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::{GoRow, is_system};
use crate::model::trace::listing::Listing;
use crate::model::trace::place::{ProcRow, ThreadRow};
use crate::model::trace::totals::GroupId;

/// Height of a lane, in CSS pixels.
pub const LANE_HEIGHT: f64 = 18.0;

/// A function that goroutines begin with.
#[derive(Clone, Copy, Debug)]
struct Group {
    id: GroupId,
    is_open: bool,
    /// The row of its own lane; those of its goroutines follow.
    first: usize,
}

/// All lanes of a trace.
#[derive(Debug)]
pub struct Lanes {
    /// Lanes above the goroutines.
    fixed: Vec<Lane>,
    groups: Vec<Group>,
    /// The goroutines of each group, by its id.
    members: Listing,
    rows: usize,
}

impl Lanes {
    /// All groups folded: the program's own first, in each kind the larger first.
    pub fn of(trace: &Trace) -> Result<Self, OutOfMemory> {
        let group_of = |row: GoRow| trace.totals.group_of(trace.goroutines.get(row).root);
        let count = trace.totals.all().row();
        let members = Listing::of(count, || {
            trace
                .goroutines
                .rows()
                .map(|row| group_of(row).map_or(u32::MAX, |it| it.0))
        })?;
        let mut fixed = vec![Lane::Group(trace.totals.all()), Lane::Mark, Lane::Stopped];
        let (procs, threads) = (trace.places.procs.len(), trace.places.threads.len());
        let full = OutOfMemory { rows: procs + threads };
        fixed.try_reserve(full.rows).map_err(|_no_memory| full)?;
        let mut by_number: Vec<_> = trace.places.procs.iter().zip(0..).collect();
        by_number.sort_unstable();
        fixed.extend(by_number.into_iter().map(|(_, row)| Lane::Proc(ProcRow(row))));
        let mut by_number: Vec<_> = trace.places.threads.iter().zip(0..).collect();
        by_number.sort_unstable();
        fixed.extend(by_number.into_iter().map(|(_, row)| Lane::Thread(ThreadRow(row))));
        let mut groups: Vec<_> = trace.totals.groups().collect();
        groups.sort_by_key(|&(id, root)| {
            let size = members.places(id.0).len();
            (is_system(trace.strings.bytes(root)), std::cmp::Reverse(size), id)
        });
        let groups = groups.into_iter().map(|(id, _)| Group {
            id,
            is_open: false,
            first: 0,
        });
        let mut lanes = Self {
            fixed,
            groups: groups.collect(),
            members,
            rows: 0,
        };
        lanes.place();
        Ok(lanes)
    }

    /// How many rows there are: lanes that are not folded away.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// How high all of them are, in CSS pixels.
    pub fn height(&self) -> f64 {
        self.rows as f64 * LANE_HEIGHT
    }

    /// The lane of a row.
    pub fn at(&self, row: usize) -> Option<Lane> {
        if let Some(&lane) = self.fixed.get(row) {
            return Some(lane);
        }
        let after = self.groups.partition_point(|group| group.first <= row);
        let group = self.groups.get(after.checked_sub(1)?)?;
        let Some(member) = (row - group.first).checked_sub(1) else {
            return Some(Lane::Group(group.id));
        };
        let places = self.members.places(group.id.0);
        (group.is_open && member < places.len())
            .then(|| Lane::Goroutine(GoRow::from(self.members.at(places.start + member))))
    }

    /// Folds or opens a group.
    pub fn open(&mut self, wanted: GroupId, is_open: bool) {
        if let Some(group) = self.groups.iter_mut().find(|group| group.id == wanted) {
            group.is_open = is_open;
            self.place();
        }
    }

    /// The rows that are in view.
    pub fn in_view(&self, view: &TimeView) -> Range<usize> {
        let first = (view.scroll / LANE_HEIGHT).floor().max(0.0) as usize;
        let end = ((view.scroll + view.pane.height) / LANE_HEIGHT).ceil().max(0.0) as usize;
        first.min(self.rows)..end.min(self.rows)
    }

    /// Where a row begins, in CSS pixels from the pane's top.
    pub fn y_from_row(view: &TimeView, row: usize) -> f64 {
        row as f64 * LANE_HEIGHT - view.scroll
    }

    /// The row at a height in the pane.
    pub fn row_from_y(&self, view: &TimeView, y: f64) -> Option<usize> {
        let row = (y + view.scroll) / LANE_HEIGHT;
        (row >= 0.0 && row < self.rows as f64).then_some(row as usize)
    }

    /// Counts rows anew.
    fn place(&mut self) {
        let mut row = self.fixed.len();
        for group in &mut self.groups {
            group.first = row;
            row += 1;
            if group.is_open {
                row += self.members.places(group.id.0).len();
            }
        }
        self.rows = row;
    }
}
