//! Tasks, and the goroutines that worked for them.
//!
//! Source: `getOrAddTask` and its callers in `internal/trace/summary.go`, Go 1.27.

use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::annotation::{RegionStart, Task, TaskRow};
use crate::model::trace::id::GoId;

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
