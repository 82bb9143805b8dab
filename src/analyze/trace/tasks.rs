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

/// A task in a list in which what is part of a task follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskNode {
    /// The task.
    pub task: TaskRow,
    /// How many tasks it is part of, one within the other.
    pub depth: u32,
    /// How many of those that follow are part of it.
    pub below: u32,
}

/// All tasks but the background's, those that began earlier first, the parts of each behind it.
pub fn tree(trace: &Trace) -> Result<Vec<TaskNode>, OutOfMemory> {
    let tasks = &trace.annotations.tasks;
    let count = tasks.len();
    let full = |_no_memory| OutOfMemory { rows: count };
    let is_told = |row: usize| tasks.get(row).id != TaskId(0);
    let parent_of = |row: usize| {
        let parent = tasks.get(row).parent.map(TaskRow::row);
        parent.filter(|&parent| parent < count && is_told(parent) && parent != row)
    };
    let below = Listing::of(count, || {
        (0..count).map(|row| {
            parent_of(row)
                .filter(|_| is_told(row))
                .map_or(NO_ROW, |parent| parent as u32)
        })
    })?;
    let by_time = |rows: &mut Vec<usize>| {
        // What is looked at next stands last.
        rows.sort_by_key(|&row| std::cmp::Reverse((span(trace, TaskRow::from(row)), tasks.get(row).id)));
    };
    let mut tops: Vec<usize> = (0..count)
        .filter(|&row| is_told(row) && parent_of(row).is_none())
        .collect();
    by_time(&mut tops);
    let mut nodes: Vec<TaskNode> = Vec::new();
    nodes.try_reserve_exact(count).map_err(full)?;
    let mut is_listed = vec![false; count];
    let mut open: Vec<(usize, u32)> = tops.into_iter().map(|row| (row, 0)).collect();
    let mut next = 0;
    loop {
        while let Some((row, depth)) = open.pop() {
            if std::mem::replace(&mut is_listed[row], true) {
                continue;
            }
            nodes.push(TaskNode {
                task: TaskRow::from(row),
                depth,
                below: 0,
            });
            let mut parts: Vec<usize> = below.rows(row as u32).filter(|&part| !is_listed[part]).collect();
            by_time(&mut parts);
            open.try_reserve(parts.len()).map_err(full)?;
            open.extend(parts.into_iter().map(|part| (part, depth + 1)));
        }
        // Tasks that claim to be part of each other are below no top.
        while next < count && (is_listed[next] || !is_told(next)) {
            next += 1;
        }
        if next >= count {
            break;
        }
        open.push((next, 0));
    }
    let mut above: Vec<Option<usize>> = Vec::new();
    above.try_reserve_exact(nodes.len()).map_err(full)?;
    let mut way: Vec<usize> = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        way.truncate(node.depth as usize);
        above.push(way.last().copied());
        way.push(at);
    }
    for at in (0..nodes.len()).rev() {
        if let Some(above) = above[at] {
            nodes[above].below += nodes[at].below + 1;
        }
    }
    Ok(nodes)
}

/// From when to when a task lasts, as far as the trace tells.
pub fn span(trace: &Trace, task: TaskRow) -> (i64, i64) {
    let task = trace.annotations.tasks.get(task.row());
    let start = task.start.map_or(0, |(time, _)| time);
    (start, task.end.map_or(trace.end, |(time, _)| time).max(start))
}

/// The tasks by their numbers.
pub fn by_number(trace: &Trace) -> Vec<TaskRow> {
    let tasks = &trace.annotations.tasks;
    let mut rows: Vec<TaskRow> = (0..tasks.len()).map(TaskRow::from).collect();
    rows.sort_by_key(|row| tasks.get(row.row()).id);
    rows
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
pub fn types(
    trace: &Trace,
    from: i64,
    to: i64,
    is_meant: impl Fn(&Task) -> bool,
) -> Result<Vec<TaskType>, OutOfMemory> {
    let mut types: Vec<TaskType> = Vec::new();
    let mut by_name: HashMap<StringId, usize, FixedState> = HashMap::default();
    for (row, task) in trace.annotations.tasks.iter().enumerate() {
        let (start, end) = span(trace, TaskRow::from(row));
        if task.id == TaskId(0) || end < from || start > to || !is_meant(&task) {
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
#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::StringId;

    #[test]
    fn the_parts_of_a_task_follow_it() {
        let mut trace = Trace::default();
        // Number, parent, start. The background's own parts are parts of nothing; two claim to be part of each other.
        let tasks = [
            (0, None, None),
            (1, Some(0), Some(50)),
            (2, Some(3), Some(20)),
            (3, None, Some(10)),
            (4, Some(2), Some(30)),
            (5, Some(3), Some(15)),
            (6, Some(7), Some(0)),
            (7, Some(6), None),
        ];
        for (id, parent, start) in tasks {
            let task = Task {
                id: TaskId(id),
                name: StringId(0),
                parent: parent.map(TaskRow),
                start: start.map(|time| (time, crate::model::trace::goroutine::GoRow::NONE)),
                end: None,
            };
            trace.annotations.tasks.push(task).unwrap();
        }
        let tree = tree(&trace).unwrap();
        let told: Vec<_> = tree.iter().map(|node| (node.task.0, node.depth, node.below)).collect();
        assert_eq!(
            told,
            [
                (3, 0, 3),
                (5, 1, 0),
                (2, 1, 1),
                (4, 2, 0),
                (1, 0, 0),
                (6, 0, 1),
                (7, 1, 0)
            ]
        );
    }
}
