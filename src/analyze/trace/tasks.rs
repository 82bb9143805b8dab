//! Tasks, and the goroutines that worked for them.
//!
//! Source: `getOrAddTask` and its callers in `internal/trace/summary.go`, Go 1.27.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analyze::trace::distribution::Distribution;
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::trace::annotation::{Log, Region, RegionEnd, RegionStart, Task, TaskRow};
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::id::{GoId, TaskId};
use crate::model::trace::listing::{Listing, NO_ROW};

/// A task, summed up.
#[derive(Clone, Debug)]
pub struct TaskSummary {
    /// The task.
    pub task: Task,
    /// How many regions were begun for it, or ended when they had begun before the trace.
    pub regions: u64,
    /// How many log messages are about it.
    pub logs: u64,
    /// The goroutines that began or ended it, or a region of it, or said something about it, by their numbers.
    pub goroutines: Vec<GoId>,
}

/// Sums up a task.
pub fn summary(trace: &Trace, row: TaskRow) -> Result<TaskSummary, OutOfMemory> {
    let annotations = &trace.annotations;
    let task = annotations.tasks.get(row.row());
    let mut goroutines = Vec::new();
    let mut add = |goroutine: crate::model::trace::goroutine::GoRow| {
        let full = OutOfMemory { rows: goroutines.len() };
        goroutines.try_reserve(1).map_err(|_no_memory| full)?;
        if goroutine.is_some() {
            goroutines.push(trace.goroutines.get(goroutine).id);
        }
        Ok(())
    };
    let (mut regions, mut logs) = (0, 0);
    for region in annotations.regions_in(row) {
        if region.begun != RegionStart::Inherited {
            regions += 1;
            add(region.goroutine)?;
        }
    }
    for log in annotations.logs_in(row) {
        logs += 1;
        add(log.goroutine)?;
    }
    for (_, goroutine) in task.start.iter().chain(&task.end) {
        add(*goroutine)?;
    }
    goroutines.sort_unstable();
    goroutines.dedup();
    Ok(TaskSummary {
        task,
        regions,
        logs,
        goroutines,
    })
}

/// The tasks by their numbers.
pub fn by_number(trace: &Trace) -> Vec<TaskRow> {
    let tasks = &trace.annotations.tasks;
    let mut rows: Vec<TaskRow> = (0..tasks.len()).map(TaskRow::from).collect();
    rows.sort_by_key(|row| tasks.get(row.row()).id);
    rows
}

/// From when to when a task was, in nanoseconds since the trace began: from its beginning and to its end where they were not seen.
pub fn bounds(trace: &Trace, task: &Task) -> [i64; 2] {
    let start = task.start.map_or(0, |start| start.0);
    [start, task.end.map_or(trace.end, |end| end.0).max(start)]
}

/// Whether both the beginning and the end of a task were seen.
pub fn is_complete(task: &Task) -> bool {
    task.start.is_some() && task.end.is_some()
}

/// Tasks of one name.
#[derive(Clone, Debug)]
pub struct TaskType {
    /// The name.
    pub name: StringId,
    /// The tasks, in the order in which the trace tells of them.
    pub tasks: Vec<TaskRow>,
    /// How long the complete ones took, in nanoseconds.
    pub times: Distribution,
}

/// Tasks that were at some time of an interval, by name; names as the trace tells of them. The background task, which nobody began, is none.
pub fn types(trace: &Trace, from: i64, to: i64) -> Result<Vec<TaskType>, OutOfMemory> {
    let mut types: Vec<TaskType> = Vec::new();
    let mut by_name: HashMap<StringId, usize, FixedState> = HashMap::default();
    for (row, task) in trace.annotations.tasks.iter().enumerate() {
        let [start, end] = bounds(trace, &task);
        if task.id == TaskId(0) || end < from || start > to {
            continue;
        }
        let full = OutOfMemory { rows: row };
        by_name.try_reserve(1).map_err(|_no_memory| full)?;
        types.try_reserve(1).map_err(|_no_memory| full)?;
        let at = *by_name.entry(task.name).or_insert(types.len());
        if at == types.len() {
            types.push(TaskType {
                name: task.name,
                tasks: Vec::new(),
                times: Distribution::default(),
            });
        }
        types[at].tasks.try_reserve(1).map_err(|_no_memory| full)?;
        types[at].tasks.push(TaskRow::from(row));
        if is_complete(&task) {
            types[at].times.add(end - start)?;
        }
    }
    Ok(types)
}

/// Which tasks are part of which.
#[derive(Debug)]
pub struct Parts(Listing);

impl Parts {
    /// Those of a trace.
    pub fn of(trace: &Trace) -> Result<Self, OutOfMemory> {
        let tasks = &trace.annotations.tasks;
        // Who is its own part would never end.
        let parents = || {
            tasks.iter().enumerate().map(|(row, task)| {
                task.parent
                    .filter(|parent| parent.row() != row)
                    .map_or(NO_ROW, |parent| parent.0)
            })
        };
        Ok(Self(Listing::of(tasks.len(), parents)?))
    }

    /// The parts of a task, in the order in which the trace tells of them.
    pub fn of_task(&self, task: TaskRow) -> impl DoubleEndedIterator<Item = TaskRow> + '_ {
        self.0.rows(task.0).map(TaskRow::from)
    }

    /// A task, its parts and theirs, each after what it is part of, with how deep it is; at most so many.
    pub fn tree(&self, task: TaskRow, most: usize) -> Vec<(TaskRow, usize)> {
        let mut tree = Vec::new();
        let mut left = vec![(task, 0)];
        // Tasks that are parts of each other in a circle would never end.
        while let Some((task, depth)) = left.pop().filter(|_| tree.len() < most) {
            tree.push((task, depth));
            left.extend(self.of_task(task).rev().map(|part| (part, depth + 1)));
        }
        tree
    }
}

/// What happened in a task.
#[derive(Clone, Copy, Debug)]
pub enum TaskEvent {
    /// It began.
    Begin,
    /// It ended.
    End,
    /// A part of it began.
    PartBegin(TaskRow),
    /// A part of it ended.
    PartEnd(TaskRow),
    /// A region began.
    RegionBegin(Region),
    /// A region ended, or its goroutine did.
    RegionEnd(Region),
    /// Something was logged.
    Log(Log),
}

/// All that happened in a task, with when, in nanoseconds since the trace began, and in which goroutine, in order.
pub fn events(trace: &Trace, parts: &Parts, row: TaskRow) -> Result<Vec<(i64, GoRow, TaskEvent)>, OutOfMemory> {
    let annotations = &trace.annotations;
    let task = annotations.tasks.get(row.row());
    let mut events = Vec::new();
    let mut add = |seen: Option<(i64, GoRow)>, event| {
        let full = OutOfMemory { rows: events.len() };
        events.try_reserve(1).map_err(|_no_memory| full)?;
        events.extend(seen.map(|(time, goroutine)| (time, goroutine, event)));
        Ok(())
    };
    add(task.start, TaskEvent::Begin)?;
    for part in parts.of_task(row) {
        let task = annotations.tasks.get(part.row());
        add(task.start, TaskEvent::PartBegin(part))?;
        add(task.end, TaskEvent::PartEnd(part))?;
    }
    for region in annotations.regions_in(row) {
        if region.begun == RegionStart::Begun {
            add(Some((region.start, region.goroutine)), TaskEvent::RegionBegin(region))?;
        }
        if region.ended != RegionEnd::Open && region.begun != RegionStart::Inherited {
            add(Some((region.end, region.goroutine)), TaskEvent::RegionEnd(region))?;
        }
    }
    for log in annotations.logs_in(row) {
        add(Some((log.time, log.goroutine)), TaskEvent::Log(log))?;
    }
    add(task.end, TaskEvent::End)?;
    events.sort_by_key(|event| event.0);
    Ok(events)
}
