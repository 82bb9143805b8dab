//! Which lanes there are, from top to bottom, and which are in view.
//!
//! Numbers come first, then the program's tasks, processors, threads and goroutines, each a section that can be folded away.
//! Goroutines stand below the function that they begin with, which folds them away too; the only one of its function stands
//! alone. Or each stands below the one that made it. Regions, and stacks that are shown, stand right below each. The list is of groups, never of goroutines: however many there are, the lanes
//! in view are found by searching.

pub mod arranged;
mod folds;
mod makers;
mod placed;
mod tree;

use std::ops::Range;

use crate::analyze::trace::tasks::{self, TaskNode};
use crate::layout::timeline::lane::{Counter, Lane, Section};
use crate::layout::timeline::lanes::arranged::Arranged;
use crate::layout::timeline::lanes::makers::Makers;
use crate::layout::timeline::members::Members;
use crate::layout::timeline::source::Sums;
use crate::layout::timeline::view::TimeView;
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::annotation::TaskRow;
use crate::model::trace::goroutine::{GoRow, is_system};
use crate::model::trace::memory::Kind;
use crate::model::trace::place::ThreadRow;
use crate::model::trace::totals::GroupId;

/// Height of a lane, in CSS pixels.
pub const LANE_HEIGHT: f64 = 20.0;
/// Height of the head of a section.
const SECTION_HEIGHT: f64 = 24.0;
/// Height of a lane that shows a number.
const CROWD_HEIGHT: f64 = 56.0;
const HEAP_HEIGHT: f64 = 40.0;
const COUNT_HEIGHT: f64 = 32.0;
/// What the section of numbers holds of every trace.
const COUNTERS: [Counter; 3] = [Counter::States, Counter::Procs, Counter::Syscalls];
/// More tasks than this are folded at first.
const FEW_TASKS: usize = 12;

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
    /// What the section of numbers holds.
    numbers: Vec<Lane>,
    procs: Vec<Lane>,
    threads: Vec<Lane>,
    tasks: Vec<TaskNode>,
    /// Where each task is in `tasks`, and whether what is part of it is shown.
    task_at: Vec<(u32, bool)>,
    /// What stands on top if the trace has it: lanes of numbers and instants.
    tops: Vec<Lane>,
    /// Sections that are not folded, and that were not at first, in the order of [`Section::ALL`].
    are_open: [bool; Section::ALL.len()],
    were_open: [bool; Section::ALL.len()],
    /// Lanes above the goroutines, and where each begins.
    fixed: Vec<(Lane, f64)>,
    fixed_height: f64,
    groups: Vec<Group>,
    members: Members,
    /// Goroutines below those that made them, where they are shown so.
    makers: Option<Makers>,
    /// Why the world was stopped: how many reasons there are, and whether there is a lane for each.
    stops: (u8, bool),
    arranged: Arranged,
    rows: usize,
}

impl Lanes {
    /// Threads and all groups folded: the program's own groups first, in each kind the larger first.
    pub fn of(trace: &Trace, sums: &Sums) -> Result<Self, OutOfMemory> {
        let members = Members::of(trace, &sums.nests)?;
        let mut by_number: Vec<_> = trace.places.real_procs().collect();
        by_number.sort_unstable_by_key(|&(row, number)| (number, row));
        let procs = by_number.into_iter().map(|(row, _)| Lane::Proc(row));
        let mut by_number: Vec<_> = trace.places.threads.iter().zip(0..).collect();
        by_number.sort_unstable();
        let threads = by_number.into_iter().map(|(_, row)| Lane::Thread(ThreadRow(row)));
        let mut groups: Vec<_> = trace.totals.groups().collect();
        groups.sort_by_key(|&(id, root)| {
            let size = members.len(id);
            (is_system(trace.strings.bytes(root)), std::cmp::Reverse(size), id)
        });
        let groups = groups.into_iter().map(|(id, _)| Group {
            id,
            is_open: false,
            first: 0,
        });
        let tasks = tasks::tree(trace)?;
        let mut task_at = vec![(0, true); trace.annotations.tasks.len()];
        for (at, node) in tasks.iter().enumerate() {
            task_at[node.task.row()].0 = at as u32;
        }
        let top = |lane: Lane, is_there: bool| is_there.then_some(lane);
        let tops = [
            top(Lane::Count(Counter::Busy), true),
            top(Lane::Heap, !trace.heap.is_empty()),
            top(Lane::Mark, true),
            top(Lane::Stopped, true),
            top(Lane::Logs, !trace.annotations.logs.is_empty()),
            top(Lane::Samples, !trace.samples.is_empty()),
        ];
        let mut are_open = [false; Section::ALL.len()];
        for section in [Section::Procs, Section::Goroutines, Section::Pinned, Section::Family] {
            are_open[section as usize] = true;
        }
        are_open[Section::Tasks as usize] = tasks.len() <= FEW_TASKS;
        let kinds = trace.memory.iter().flat_map(|_| Kind::ALL).map(Lane::Memory);
        let mut lanes = Self {
            numbers: COUNTERS.into_iter().map(Lane::Count).chain(kinds).collect(),
            procs: procs.collect(),
            threads: threads.collect(),
            tasks,
            task_at,
            tops: tops.into_iter().flatten().collect(),
            are_open,
            were_open: are_open,
            fixed: Vec::new(),
            fixed_height: 0.0,
            groups: groups.collect(),
            members,
            makers: None,
            stops: (u8::try_from(sums.stop_kinds.len()).unwrap_or(u8::MAX), false),
            arranged: Arranged::default(),
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
        if let Some(makers) = &self.makers {
            return makers.at(row - self.fixed.len());
        }
        let after = self.groups.partition_point(|group| group.first <= row);
        let group = self.groups.get(after.checked_sub(1)?)?;
        let below = row - group.first;
        match below.checked_sub(1) {
            // The only one stands in the place of the group, its regions below it.
            _ if self.members.len(group.id) == 1 => self.members.at(group.id, below),
            None => Some(Lane::Group(group.id)),
            Some(below) => self.members.at(group.id, below).filter(|_| group.is_open),
        }
    }

    /// The row of a lane, if it is not folded away.
    pub fn row_of(&self, trace: &Trace, lane: Lane) -> Option<usize> {
        let Arranged { pinned, hidden, family } = &self.arranged;
        if pinned.contains(&lane) || !family.is_empty() || hidden.contains(&lane) {
            return self.fixed.iter().position(|&(other, _)| other == lane);
        }
        let (goroutine, below) = match lane {
            Lane::Goroutine(row) => (row, 0),
            Lane::Region(row, level) => (row, 1 + usize::from(level)),
            Lane::Stack(row, level) => (row, 1 + self.members.levels(row) + usize::from(level)),
            Lane::Group(_) if self.makers.is_some() => return None,
            Lane::Group(id) if self.is_section_open(Section::Goroutines) => {
                return self.group(id).map(|group| group.first);
            }
            _ => return self.fixed.iter().position(|&(other, _)| other == lane),
        };
        if !self.is_section_open(Section::Goroutines) {
            return None;
        }
        if let Some(makers) = &self.makers {
            return Some(self.fixed.len() + makers.above(goroutine)? + below);
        }
        let group = self.group(trace.totals.group_of(trace.goroutines.get(goroutine).root)?)?;
        let above = self.members.above(group.id, goroutine)? + below;
        if self.members.len(group.id) == 1 {
            return Some(group.first + above);
        }
        group.is_open.then_some(group.first + 1 + above)
    }

    fn group(&self, id: GroupId) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// How many goroutines a group has.
    pub fn size(&self, group: GroupId) -> usize {
        self.members.len(group)
    }

    /// The goroutines of a group.
    pub fn members(&self, group: GroupId) -> impl Iterator<Item = GoRow> + '_ {
        self.members.of_group(group)
    }

    /// How many processors, threads, goroutines or tasks there are in a section, or lanes of another.
    pub fn size_of_section(&self, section: Section) -> usize {
        match section {
            Section::Procs => self.procs.len(),
            Section::Threads => self.threads.len(),
            Section::Goroutines => self.groups.iter().map(|group| self.size(group.id)).sum(),
            Section::Tasks => self.tasks.len(),
            Section::Counters => self.numbers.len(),
            Section::Pinned => self.arranged.pinned.len(),
            Section::Family => self.arranged.family.len(),
        }
    }

    /// How many tasks a task is part of, one within the other.
    pub fn task_depth(&self, lane: Lane) -> u32 {
        let Lane::Task(task) = lane else { return 0 };
        self.task(task).map_or(0, |(at, _)| self.tasks[at].depth)
    }

    /// Where a task is, and whether its parts are shown.
    fn task(&self, task: TaskRow) -> Option<(usize, bool)> {
        let &(at, is_open) = self.task_at.get(task.row())?;
        let node = self.tasks.get(at as usize)?;
        (node.task == task).then_some((at as usize, is_open))
    }

    /// The function that the goroutines of a row begin with, where they stand below it.
    pub fn group_above(&self, row: usize) -> Option<GroupId> {
        let row = row.checked_sub(self.fixed.len()).map(|_| row)?;
        if self.makers.is_some() {
            return None;
        }
        let after = self.groups.partition_point(|group| group.first <= row);
        let group = self.groups.get(after.checked_sub(1)?)?;
        (row > group.first && self.size(group.id) > 1).then_some(group.id)
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
}
