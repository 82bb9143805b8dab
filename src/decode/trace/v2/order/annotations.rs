//! What the program says itself: tasks, regions, logs, labels; and what needs no more than a context.

use crate::decode::trace::event::Context;
use crate::decode::trace::spec::EventType;
use crate::decode::trace::tables::Tables;
use crate::decode::trace::v2::cursor::RawEvent;
use crate::decode::trace::v2::order::problem::OrderProblem;
use crate::decode::trace::v2::order::state::Task;
use crate::decode::trace::v2::order::{Advanced, Need, Order, require, require_all, reserve};
use crate::model::column::OutOfMemory;
use crate::model::trace::id::TaskId;

/// No parent.
const NO_TASK: u64 = u64::MAX;

impl Order {
    pub(super) fn annotation(&mut self, event: &RawEvent, now: Context) -> Advanced {
        require_all(event.kind, now)?;
        Ok(Some(self.tell(event, now)))
    }

    pub(super) fn heap_metric(&mut self, event: &RawEvent, now: Context) -> Advanced {
        require(event.kind, now, Need::Must, Need::May)?;
        Ok(Some(self.tell(event, now)))
    }

    pub(super) fn experimental(&mut self, event: &RawEvent, now: Context) -> Advanced {
        require(event.kind, now, Need::May, Need::May)?;
        Ok(Some(self.tell(event, now)))
    }

    /// A task may be named before it begins, after it has ended, and begin again then; not twice at once.
    pub(super) fn task_begin(&mut self, event: &RawEvent, now: Context, tables: &Tables) -> Advanced {
        let id = event.args[0];
        if self.tasks.contains_key(&id) {
            return Err(OrderProblem::TaskTwice(TaskId::from_wire(id)).into());
        }
        let name = tables.find_string(event.args[2]);
        let name = name.ok_or(OrderProblem::UnknownName(event.kind, event.args[2]))?;
        // Here 0 is no parent, while to a region it is the background task.
        let parent = match event.args[1] {
            0 => NO_TASK,
            parent => parent,
        };
        require_all(event.kind, now)?;
        reserve(&mut self.tasks)?;
        self.tasks.insert(id, Task { name, parent });
        let mut event = *event;
        event.args[1] = parent;
        Ok(Some(self.tell(&event, now)))
    }

    /// The task's name and parent are told again: it may have begun generations ago.
    pub(super) fn task_end(&mut self, event: &RawEvent, now: Context) -> Advanced {
        require_all(event.kind, now)?;
        let task = self.tasks.remove(&event.args[0]);
        let mut event = *event;
        event.args[2] = task.map_or(NO_TASK, |task| task.parent);
        event.args[3] = task.map_or(0, |task| u64::from(task.name.0));
        Ok(Some(self.tell(&event, now)))
    }

    pub(super) fn region(&mut self, event: &RawEvent, now: Context, tables: &Tables) -> Advanced {
        require_all(event.kind, now)?;
        let name = tables.find_string(event.args[1]);
        let name = name.ok_or(OrderProblem::UnknownName(event.kind, event.args[1]))?;
        let region = (TaskId::from_wire(event.args[0]), name);
        let goroutine = self.goroutines.get_mut(now.goroutine);
        let goroutine = goroutine.ok_or(OrderProblem::UnknownGoroutine(event.kind, now.goroutine))?;
        let regions = &mut goroutine.more().regions;
        if event.kind == EventType::UserRegionBegin {
            let full = OutOfMemory { rows: regions.len() };
            regions.try_reserve(1).map_err(|_no_memory| full)?;
            regions.push(region);
        } else if let Some(innermost) = regions.pop() {
            // None at all began before the trace did.
            if innermost != region {
                return Err(OrderProblem::RegionNesting(now.goroutine).into());
            }
        }
        Ok(Some(self.tell(event, now)))
    }
}
