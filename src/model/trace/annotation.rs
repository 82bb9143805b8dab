//! What the program said itself: tasks, regions, logs, labels.

use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{StackId, StringId};
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::id::TaskId;
use crate::model::trace::listing::Listing;

crate::ids! {
    /// A task in [`Annotations`].
    TaskRow
    /// A region in [`Annotations`].
    RegionRow
}

/// A task of `runtime/trace`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its number in the program; 0 is the background task.
    pub id: TaskId,
    /// Its name; the empty string while it was not told.
    pub name: StringId,
    /// The task that it is part of, if one was told.
    pub parent: Option<TaskRow>,
    /// When it began, in nanoseconds since the trace began, if that was seen, and in which goroutine.
    pub start: Option<(i64, GoRow)>,
    /// When it ended, if that was seen, and in which goroutine.
    pub end: Option<(i64, GoRow)>,
}

/// How a region began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionStart {
    /// It was begun.
    Begun,
    /// Its goroutine was made in a region of a task: so it may belong to that task as well.
    Inherited,
    /// Before the trace.
    Before,
}

/// How a region ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionEnd {
    /// It was ended.
    Ended,
    /// Its goroutine ended.
    WithGoroutine,
    /// After the trace.
    Open,
}

/// A region of `runtime/trace`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Its goroutine.
    pub goroutine: GoRow,
    /// Its task.
    pub task: TaskRow,
    /// Its name; the empty string of an inherited one.
    pub name: StringId,
    /// How it began.
    pub begun: RegionStart,
    /// When it began, in nanoseconds since the trace began; the same as the end where that was before the trace.
    pub start: i64,
    /// How it ended.
    pub ended: RegionEnd,
    /// When it ended; of an open one, when the trace ended.
    pub end: i64,
    /// Where it began.
    pub stack: StackId,
    /// Where it ended.
    pub end_stack: StackId,
}

/// A log message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Log {
    /// When, in nanoseconds since the trace began.
    pub time: i64,
    /// Who said it.
    pub goroutine: GoRow,
    /// The task that it is about.
    pub task: TaskRow,
    /// Its category.
    pub category: StringId,
    /// What was said.
    pub message: StringId,
    /// Where.
    pub stack: StackId,
}

/// A label that the runtime gave a running goroutine.
///
/// From Go 1.26 on the collector's labels also come with ordinary goroutines, by mistake: believe them only of
/// [`workers`](crate::model::trace::Trace::is_mark_worker).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// When, in nanoseconds since the trace began.
    pub time: i64,
    /// The goroutine.
    pub goroutine: GoRow,
    /// The label.
    pub label: StringId,
}

/// All that the program said, each kind in order of time: tasks in the order in which they were first named.
#[derive(Debug, Default)]
pub struct Annotations {
    /// Tasks.
    pub tasks: Column<Task>,
    /// Regions.
    pub regions: Column<Region>,
    /// Log messages.
    pub logs: Column<Log>,
    /// Labels.
    pub labels: Column<Label>,
    regions_by_goroutine: Listing,
    regions_by_task: Listing,
    logs_by_task: Listing,
}

impl Annotations {
    /// Lists regions and logs by task, and regions by goroutine, of which there are so many.
    pub fn finish(&mut self, goroutines: usize) -> Result<(), OutOfMemory> {
        let tasks = self.tasks.len();
        self.regions_by_goroutine = Listing::of(goroutines, || self.regions.iter().map(|region| region.goroutine.0))?;
        self.regions_by_task = Listing::of(tasks, || self.regions.iter().map(|region| region.task.0))?;
        self.logs_by_task = Listing::of(tasks, || self.logs.iter().map(|log| log.task.0))?;
        Ok(())
    }

    /// The regions of a goroutine.
    pub fn regions_of(&self, goroutine: GoRow) -> impl Iterator<Item = Region> + '_ {
        self.regions_by_goroutine
            .rows(goroutine.0)
            .map(|row| self.regions.get(row))
    }

    /// The regions of a task.
    pub fn regions_in(&self, task: TaskRow) -> impl Iterator<Item = Region> + '_ {
        self.regions_by_task.rows(task.0).map(|row| self.regions.get(row))
    }

    /// The log messages of a task.
    pub fn logs_in(&self, task: TaskRow) -> impl Iterator<Item = Log> + '_ {
        self.logs_by_task.rows(task.0).map(|row| self.logs.get(row))
    }

    /// Bytes that they take.
    pub fn bytes(&self) -> usize {
        self.tasks.len() * size_of::<Task>()
            + self.regions.len() * size_of::<Region>()
            + self.logs.len() * size_of::<Log>()
            + self.labels.len() * size_of::<Label>()
            + self.regions_by_goroutine.bytes()
            + self.regions_by_task.bytes()
            + self.logs_by_task.bytes()
    }
}
