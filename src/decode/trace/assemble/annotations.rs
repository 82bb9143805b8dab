//! Tasks, regions, logs, labels.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::decode::trace::assemble::{Assembler, context_stack};
use crate::decode::trace::event::Event;
use crate::decode::trace::spec::EventType;
use crate::decode::trace::tables::Tables;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{StackId, StringId};
use crate::model::trace::annotation::{Label, Log, Region, RegionEnd, RegionStart, Task, TaskRow};
use crate::model::trace::id::TaskId;
use crate::model::trace::listing::NO_ROW;
use crate::model::trace::tally::EventKind;

/// Tasks by their numbers, and regions that have not ended.
#[derive(Debug, Default)]
pub(super) struct Tasks {
    rows: HashMap<i64, TaskRow, FixedState>,
    /// For each region the one around it, while it is open.
    outer: Column<u32>,
    /// How many regions are closed for good: of the others some may be open.
    closed: usize,
}

impl Tasks {
    /// Regions that are open stay so, and none is ended any more.
    pub(super) fn forget_regions(&mut self) {
        self.closed = self.outer.len();
    }
}

impl Assembler {
    pub(super) fn label(&mut self, event: &Event) -> Result<(), OutOfMemory> {
        self.count(EventKind::Label);
        let label = Label {
            time: self.now,
            goroutine: self.goroutine(event.context.goroutine),
            label: StringId(event.args[0] as u32),
        };
        self.trace.annotations.labels.push(label)
    }

    pub(super) fn log(&mut self, event: &Event, tables: &Tables) -> Result<(), OutOfMemory> {
        self.count(EventKind::Log);
        let log = Log {
            time: self.now,
            goroutine: self.goroutine(event.context.goroutine),
            task: self.task_row(TaskId::from_wire(event.args[0]))?,
            category: StringId(event.args[1] as u32),
            message: StringId(event.args[2] as u32),
            stack: context_stack(event, tables),
        };
        self.trace.annotations.logs.push(log)
    }

    pub(super) fn task(&mut self, event: &Event) -> Result<(), OutOfMemory> {
        let is_begin = event.kind == EventType::UserTaskBegin;
        self.count(if is_begin {
            EventKind::TaskBegin
        } else {
            EventKind::TaskEnd
        });
        let row = self.task_row(TaskId::from_wire(event.args[0]))?;
        let (parent, name) = if is_begin {
            (event.args[1], event.args[2])
        } else {
            (event.args[2], event.args[3])
        };
        let seen = (self.now, self.goroutine(event.context.goroutine));
        let task = self.trace.annotations.tasks.get_mut(row.row());
        task.name = StringId(name as u32);
        if is_begin {
            task.start = Some(seen);
        } else {
            task.end = Some(seen);
        }
        let parent = TaskId::from_wire(parent);
        if parent.is_some() && task.parent.is_none() {
            let parent = self.task_row(parent)?;
            self.trace.annotations.tasks.get_mut(row.row()).parent = Some(parent);
        }
        Ok(())
    }

    pub(super) fn region_begin(&mut self, event: &Event, tables: &Tables) -> Result<(), OutOfMemory> {
        self.count(EventKind::RegionBegin);
        let region = Region {
            goroutine: self.goroutine(event.context.goroutine),
            task: self.task_row(TaskId::from_wire(event.args[0]))?,
            name: StringId(event.args[1] as u32),
            begun: RegionStart::Begun,
            start: self.now,
            ended: RegionEnd::Open,
            end: self.now,
            stack: context_stack(event, tables),
            end_stack: StackId(0),
        };
        self.open_region(self.live_place(event.context.goroutine), region)
    }

    /// A goroutine that is made in a region may work for the same task.
    pub(super) fn inherit_region(&mut self, creator: usize, place: usize) -> Result<(), OutOfMemory> {
        let Some(innermost) = self.innermost(creator) else {
            return Ok(());
        };
        let outer = self.trace.annotations.regions.get(innermost);
        let region = Region {
            goroutine: self.live[place].row,
            task: outer.task,
            name: StringId(0),
            begun: RegionStart::Inherited,
            start: self.now,
            ended: RegionEnd::Open,
            end: self.now,
            stack: StackId(0),
            end_stack: StackId(0),
        };
        self.open_region(Some(place), region)
    }

    fn open_region(&mut self, place: Option<usize>, region: Region) -> Result<(), OutOfMemory> {
        let row = self.trace.annotations.regions.len() as u32;
        let outer = place.and_then(|place| self.innermost(place));
        self.tasks.outer.push(outer.map_or(NO_ROW, |row| row as u32))?;
        self.trace.annotations.regions.push(region)?;
        if let Some(place) = place {
            self.live[place].region = row;
        }
        Ok(())
    }

    pub(super) fn region_end(&mut self, event: &Event, tables: &Tables) -> Result<(), OutOfMemory> {
        self.count(EventKind::RegionEnd);
        let end_stack = context_stack(event, tables);
        let place = self.live_place(event.context.goroutine);
        if let Some((place, row)) = place.and_then(|place| Some((place, self.innermost(place)?))) {
            let region = self.trace.annotations.regions.get_mut(row);
            region.ended = RegionEnd::Ended;
            region.end = self.now;
            region.end_stack = end_stack;
            self.live[place].region = self.tasks.outer.get(row);
            return Ok(());
        }
        let region = Region {
            goroutine: self.goroutine(event.context.goroutine),
            task: self.task_row(TaskId::from_wire(event.args[0]))?,
            name: StringId(event.args[1] as u32),
            begun: RegionStart::Before,
            start: self.now,
            ended: RegionEnd::Ended,
            end: self.now,
            stack: StackId(0),
            end_stack,
        };
        self.tasks.outer.push(NO_ROW)?;
        self.trace.annotations.regions.push(region)
    }

    /// A goroutine's regions end with it.
    pub(super) fn end_regions(&mut self, place: usize) {
        while let Some(row) = self.innermost(place) {
            let region = self.trace.annotations.regions.get_mut(row);
            region.ended = RegionEnd::WithGoroutine;
            region.end = self.now;
            self.live[place].region = self.tasks.outer.get(row);
        }
    }

    /// What was never ended lasts until the trace does.
    pub(super) fn close_regions(&mut self) {
        let regions = &mut self.trace.annotations.regions;
        for row in 0..regions.len() {
            let region = regions.get_mut(row);
            if region.ended == RegionEnd::Open {
                region.end = self.now;
            }
        }
    }

    /// The row of the innermost region that a goroutine is in.
    #[inline]
    fn innermost(&self, place: usize) -> Option<usize> {
        let row = self.live[place].region;
        (row != NO_ROW && row as usize >= self.tasks.closed).then_some(row as usize)
    }

    /// The row of a task, which may be named before it begins, or without ever beginning.
    fn task_row(&mut self, id: TaskId) -> Result<TaskRow, OutOfMemory> {
        if let Some(&row) = self.tasks.rows.get(&id.0) {
            return Ok(row);
        }
        let rows = self.trace.annotations.tasks.len();
        self.tasks
            .rows
            .try_reserve(1)
            .map_err(|_no_memory| OutOfMemory { rows })?;
        self.trace.annotations.tasks.push(Task {
            id,
            name: StringId(0),
            parent: None,
            start: None,
            end: None,
        })?;
        self.tasks.rows.insert(id.0, TaskRow::from(rows));
        Ok(TaskRow::from(rows))
    }
}
