//! Which lanes there are, from top to bottom, and which are in view.
//!
//! Numbers come first, then processors, threads and goroutines, each a section that can be folded away. Goroutines stand below
//! the function that they begin with, which folds them away too; the only one of its function stands alone. The list is of
//! groups, never of goroutines: however many there are, the lanes in view are found by searching.

use std::ops::Range;

use crate::layout::timeline::source::{Lane, Section};
use crate::layout::timeline::view::TimeView;
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::{GoRow, is_system};
use crate::model::trace::listing::Listing;
use crate::model::trace::place::{ProcRow, ThreadRow};
use crate::model::trace::totals::GroupId;

/// Height of a lane, in CSS pixels.
pub const LANE_HEIGHT: f64 = 20.0;
/// Height of the head of a section.
const SECTION_HEIGHT: f64 = 24.0;
/// Height of a lane that shows a number.
const CROWD_HEIGHT: f64 = 56.0;
const HEAP_HEIGHT: f64 = 40.0;

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
    procs: Vec<Lane>,
    threads: Vec<Lane>,
    has_heap: bool,
    /// Sections that are not folded, in the order of [`Section`].
    are_open: [bool; 3],
    /// Lanes above the goroutines, and where each begins.
    fixed: Vec<(Lane, f64)>,
    fixed_height: f64,
    groups: Vec<Group>,
    /// The goroutines of each group, by its id.
    members: Listing,
    rows: usize,
}

impl Lanes {
    /// Threads and all groups folded: the program's own groups first, in each kind the larger first.
    pub fn of(trace: &Trace) -> Result<Self, OutOfMemory> {
        let group_of = |row: GoRow| trace.totals.group_of(trace.goroutines.get(row).root);
        let count = trace.totals.all().row();
        let members = Listing::of(count, || {
            trace
                .goroutines
                .rows()
                .map(|row| group_of(row).map_or(u32::MAX, |it| it.0))
        })?;
        let mut by_number: Vec<_> = trace.places.procs.iter().zip(0..).collect();
        by_number.sort_unstable();
        let procs = by_number.into_iter().map(|(_, row)| Lane::Proc(ProcRow(row)));
        let mut by_number: Vec<_> = trace.places.threads.iter().zip(0..).collect();
        by_number.sort_unstable();
        let threads = by_number.into_iter().map(|(_, row)| Lane::Thread(ThreadRow(row)));
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
            procs: procs.collect(),
            threads: threads.collect(),
            has_heap: !trace.heap.is_empty(),
            are_open: [true, false, true],
            fixed: Vec::new(),
            fixed_height: 0.0,
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
        self.top(self.rows)
    }

    /// The lane of a row.
    pub fn at(&self, row: usize) -> Option<Lane> {
        if let Some(&(lane, _)) = self.fixed.get(row) {
            return Some(lane);
        }
        if row >= self.rows {
            return None;
        }
        let after = self.groups.partition_point(|group| group.first <= row);
        let group = self.groups.get(after.checked_sub(1)?)?;
        let places = self.members.places(group.id.0);
        let goroutine = |member: usize| Lane::Goroutine(GoRow::from(self.members.at(places.start + member)));
        match (row - group.first).checked_sub(1) {
            None if places.len() == 1 => Some(goroutine(0)),
            None => Some(Lane::Group(group.id)),
            Some(member) => (group.is_open && member < places.len()).then(|| goroutine(member)),
        }
    }

    /// The row of a lane, if it is not folded away.
    pub fn row_of(&self, trace: &Trace, lane: Lane) -> Option<usize> {
        let fixed = self.fixed.iter().position(|&(other, _)| other == lane);
        if fixed.is_some() || !self.is_section_open(Section::Goroutines) {
            return fixed;
        }
        let of = |id: GroupId| self.groups.iter().find(|group| group.id == id);
        match lane {
            Lane::Group(id) => of(id).map(|group| group.first),
            Lane::Goroutine(row) => {
                let group = of(trace.totals.group_of(trace.goroutines.get(row).root)?)?;
                let places = self.members.places(group.id.0);
                if places.len() == 1 {
                    return Some(group.first);
                }
                // Members come in the order of their rows.
                let member = places.clone().position(|place| self.members.at(place) == row.row())?;
                group.is_open.then_some(group.first + 1 + member)
            }
            _ => None,
        }
    }

    /// How many goroutines a group has.
    pub fn size(&self, group: GroupId) -> usize {
        self.members.places(group.0).len()
    }

    /// The goroutines of a group, in the order in which the trace first tells of them.
    pub fn members(&self, group: GroupId) -> impl Iterator<Item = GoRow> + '_ {
        let places = self.members.places(group.0);
        places.map(|place| GoRow::from(self.members.at(place)))
    }

    /// How many processors, threads, or goroutines there are in a section.
    pub fn size_of_section(&self, section: Section) -> usize {
        match section {
            Section::Procs => self.procs.len(),
            Section::Threads => self.threads.len(),
            Section::Goroutines => self.groups.iter().map(|group| self.size(group.id)).sum(),
        }
    }

    /// Whether a section is not folded.
    pub fn is_section_open(&self, section: Section) -> bool {
        self.are_open[section as usize]
    }

    /// Whether what stands below a lane is shown; none where nothing can.
    pub fn is_open(&self, lane: Lane) -> Option<bool> {
        match lane {
            Lane::Section(section) => Some(self.is_section_open(section)),
            Lane::Group(id) => self.groups.iter().find(|group| group.id == id).map(|it| it.is_open),
            _ => None,
        }
    }

    /// The function that the goroutines of a row begin with, where they stand below it.
    pub fn group_above(&self, row: usize) -> Option<GroupId> {
        let row = row.checked_sub(self.fixed.len()).map(|_| row)?;
        let after = self.groups.partition_point(|group| group.first <= row);
        let group = self.groups.get(after.checked_sub(1)?)?;
        (row > group.first).then_some(group.id)
    }

    /// Folds or opens a section or a group; whether there was something to do.
    pub fn open(&mut self, wanted: Lane, is_open: bool) -> bool {
        let state = match wanted {
            Lane::Section(section) => self.are_open.get_mut(section as usize),
            Lane::Group(id) => self
                .groups
                .iter_mut()
                .find(|group| group.id == id)
                .map(|group| &mut group.is_open),
            _ => None,
        };
        let changes = state.is_some_and(|state| std::mem::replace(state, is_open) != is_open);
        if changes {
            self.place();
        }
        changes
    }

    /// What is folded or opened otherwise than at first: sections and groups.
    pub fn changed(&self) -> impl Iterator<Item = Lane> + '_ {
        let sections = [Section::Procs, Section::Threads, Section::Goroutines];
        let sections = sections
            .into_iter()
            .filter(|&section| self.is_section_open(section) == (section == Section::Threads));
        let groups = self.groups.iter().filter(|group| group.is_open);
        sections
            .map(Lane::Section)
            .chain(groups.map(|group| Lane::Group(group.id)))
    }

    /// The rows that are in view.
    pub fn in_view(&self, view: &TimeView) -> Range<usize> {
        let first = self.row_at(view.scroll.max(0.0)).unwrap_or(self.rows);
        let end = view.scroll + view.pane.height;
        let last = self
            .row_at(end)
            .map_or(self.rows, |row| if self.top(row) < end { row + 1 } else { row });
        first..last.max(first)
    }

    /// Where a row begins, in CSS pixels from the pane's top.
    pub fn y_from_row(&self, view: &TimeView, row: usize) -> f64 {
        self.top(row) - view.scroll
    }

    /// How high a row is, in CSS pixels.
    pub fn row_height(&self, row: usize) -> f64 {
        self.top(row + 1) - self.top(row)
    }

    /// The row at a height in the pane.
    pub fn row_from_y(&self, view: &TimeView, y: f64) -> Option<usize> {
        self.row_at(y + view.scroll)
    }

    /// Where a row begins, from the top of the first.
    fn top(&self, row: usize) -> f64 {
        match self.fixed.get(row) {
            Some(&(_, top)) => top,
            None => self.fixed_height + (row - self.fixed.len()) as f64 * LANE_HEIGHT,
        }
    }

    fn row_at(&self, y: f64) -> Option<usize> {
        if y < 0.0 {
            return None;
        }
        let row = if y < self.fixed_height {
            self.fixed.partition_point(|&(_, top)| top <= y).saturating_sub(1)
        } else {
            self.fixed.len() + ((y - self.fixed_height) / LANE_HEIGHT) as usize
        };
        (row < self.rows).then_some(row)
    }

    /// Counts rows anew.
    fn place(&mut self) {
        let mut fixed = vec![Lane::Crowd];
        if self.has_heap {
            fixed.push(Lane::Heap);
        }
        fixed.extend([Lane::Mark, Lane::Stopped]);
        for (section, lanes) in [(Section::Procs, &self.procs), (Section::Threads, &self.threads)] {
            fixed.push(Lane::Section(section));
            if self.is_section_open(section) {
                fixed.extend(lanes);
            }
        }
        fixed.push(Lane::Section(Section::Goroutines));
        self.fixed_height = 0.0;
        self.fixed.clear();
        for lane in fixed {
            self.fixed.push((lane, self.fixed_height));
            self.fixed_height += match lane {
                Lane::Crowd => CROWD_HEIGHT,
                Lane::Heap => HEAP_HEIGHT,
                Lane::Section(_) => SECTION_HEIGHT,
                _ => LANE_HEIGHT,
            };
        }
        let mut row = self.fixed.len();
        let is_open = self.is_section_open(Section::Goroutines);
        for group in &mut self.groups {
            group.first = row;
            row += 1;
            let size = self.members.places(group.id.0).len();
            if group.is_open && size > 1 {
                row += size;
            }
        }
        self.rows = if is_open { row } else { self.fixed.len() };
    }
}
