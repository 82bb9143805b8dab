//! Lists: goroutines, tasks, regions, logs, stopped worlds, collections, moments.

use crate::analyze::json::JsonError;
use crate::analyze::trace::goroutines::{self, Groups};
use crate::analyze::trace::json::Page;
use crate::analyze::trace::json::totals::Sums;
use crate::analyze::trace::life::Times;
use crate::analyze::trace::moments;
use crate::analyze::trace::regions::{self, RegionTimes};
use crate::analyze::trace::tasks;
use crate::analyze::trace::waits::{self, Wait, WaitTotal};
use crate::model::trace::annotation::{RegionEnd, RegionStart};
use crate::model::trace::goroutine::is_system;
use crate::model::trace::range::{NO_TIME, RangeKind};
use crate::model::trace::state::GoState;

/// Most goroutines of a task that are told one by one.
const MAX_GOROUTINES: usize = 50;

impl Page<'_> {
    pub(super) fn lists(&mut self) -> Result<(), JsonError> {
        self.tasks()?;
        self.logs()?;
        self.stopped_worlds()?;
        self.states();
        self.goroutines()
    }

    fn tasks(&mut self) -> Result<(), JsonError> {
        let trace = self.trace;
        let rows = tasks::by_number(trace);
        let (mut complete, mut names) = (0_u64, Sums::default());
        self.json.key("tasks").begin(b'[');
        for row in rows {
            let summary = tasks::summary(trace, row)?;
            let task = summary.task;
            let length = task.start.zip(task.end).map(|(start, end)| end.0 - start.0);
            complete += u64::from(length.is_some());
            names.add(task.name, length)?;
            let [start, end] = [task.start, task.end].map(|seen| seen.map(|seen| self.time(seen.0)));
            let json = &mut self.json;
            json.line();
            json.begin(b'{');
            json.key("id").number(task.id.0);
            json.key("name").text(trace.strings.bytes(task.name));
            json.key("complete").bool(length.is_some());
            if let Some(parent) = task.parent {
                json.key("parent")
                    .number(trace.annotations.tasks.get(parent.row()).id.0);
            }
            if let Some(start) = start {
                json.key("start").number(start);
            }
            if let Some(end) = end {
                json.key("end").number(end);
            }
            json.key("regions").number(summary.regions);
            json.key("logs").number(summary.logs);
            json.key("goroutines");
            if summary.goroutines.len() > MAX_GOROUTINES {
                json.number(summary.goroutines.len() as u64);
            } else {
                json.begin(b'[');
                for goroutine in &summary.goroutines {
                    json.number(goroutine.0);
                }
                json.end(b']');
            }
            json.end(b'}');
            self.flush()?;
        }
        let json = &mut self.json;
        json.end(b']');
        json.key("taskCount").number(trace.annotations.tasks.len() as u64);
        json.key("tasksComplete").number(complete);
        json.key("tasksByName").begin(b'{');
        for sum in &names.rows {
            json.key_bytes(trace.strings.bytes(sum.name)).begin(b'{');
            json.key("count").number(sum.count);
            if sum.done > 0 {
                json.key("complete").number(sum.done);
                json.key("sum").number(sum.total);
                json.key("min").number(sum.least);
                json.key("max").number(sum.greatest);
            }
            json.end(b'}');
        }
        json.end(b'}');
        Ok(())
    }

    fn logs(&mut self) -> Result<(), JsonError> {
        let trace = self.trace;
        self.json.key("logs").begin(b'[');
        for log in trace.annotations.logs.iter() {
            let (time, goroutine) = (self.time(log.time), self.go_id(log.goroutine));
            let json = &mut self.json;
            json.line();
            json.begin(b'{');
            json.key("t").number(time);
            json.key("g").number(goroutine);
            json.key("task")
                .number(trace.annotations.tasks.get(log.task.row()).id.0);
            json.key("category").text(trace.strings.bytes(log.category));
            json.key("message").text(trace.strings.bytes(log.message));
            json.end(b'}');
            self.flush()?;
        }
        self.json.end(b']');
        Ok(())
    }

    fn stopped_worlds(&mut self) -> Result<(), JsonError> {
        for (key, kind) in [("stw", RangeKind::StopTheWorld), ("gcCycles", RangeKind::Mark)] {
            self.json.key(key).begin(b'[');
            for range in self.trace.ranges.iter().filter(|range| range.kind == kind) {
                let (start, end) = (self.time(range.start), self.time(range.end));
                let goroutine = self.go_id(range.goroutine);
                let json = &mut self.json;
                json.line();
                json.begin(b'{');
                if range.start == NO_TIME {
                    json.key("start").null();
                } else {
                    json.key("start").number(start);
                }
                if range.end == NO_TIME {
                    json.key("end").null();
                } else {
                    json.key("end").number(end);
                    if range.start != NO_TIME {
                        json.key("dur").number(range.end - range.start);
                    }
                }
                if kind == RangeKind::StopTheWorld {
                    json.key("name").text(self.trace.strings.bytes(range.name));
                    json.key("g").number(goroutine);
                }
                json.end(b'}');
                self.flush()?;
            }
            self.json.end(b']');
        }
        Ok(())
    }

    fn states(&mut self) {
        self.json.key("states").begin(b'[');
        for moment in moments::moments(self.trace) {
            let time = self.time(moment.time);
            self.json.line();
            self.json.begin(b'{');
            self.json.key("t").number(time);
            for state in [GoState::Runnable, GoState::Running, GoState::Waiting, GoState::Syscall] {
                let count = moment.counts[state as usize];
                if count != 0 {
                    self.json.key(state.name()).number(count);
                }
            }
            self.json.end(b'}');
        }
        self.json.end(b']');
    }

    fn goroutines(&mut self) -> Result<(), JsonError> {
        let trace = self.trace;
        let rows = goroutines::by_number(trace)?;
        let mut pieces = Vec::new();
        let mut groups = Groups::default();
        let mut waits = [WaitTotal::default(); 4];
        let mut all_regions = Vec::new();
        let mut alive = 0_u64;
        self.json.key("goroutines").begin(b'[');
        for &row in &rows {
            let summary = goroutines::summary(trace, &self.syscalls, row, &mut pieces)?;
            groups.add(trace, &summary)?;
            waits::add(trace, row, &summary.life, &mut waits);
            let regions = regions::of(trace, row, &pieces)?;
            let goroutine = trace.goroutines.get(row);
            let life = summary.life;
            let [creation, start, end] =
                [Some(life.creation), life.start, life.end].map(|time| time.map_or(0, |time| self.time(time)));
            let creator = self.go_id(goroutine.creator);
            let json = &mut self.json;
            json.line();
            json.begin(b'{');
            json.key("id").number(goroutine.id.0);
            json.key("name").text(trace.strings.bytes(goroutine.root));
            json.key("creation").number(creation);
            json.key("start").number(start);
            json.key("end").number(end);
            if goroutine.creator.is_some() {
                json.key("parent").number(creator);
            }
            if is_system(trace.strings.bytes(goroutine.root)) {
                json.key("system").bool(true);
            }
            if life.state != GoState::NotExist {
                alive += 1;
                json.key("endState").text(life.state.name().as_bytes());
            }
            self.times(&summary.times);
            self.json.key("regions").number(regions.len() as u64);
            self.json.end(b'}');
            all_regions.extend(regions);
            self.flush()?;
        }
        self.json.end(b']');
        self.json.key("goroutineCount").number(rows.len() as u64);
        self.json.key("goroutinesAliveAtEnd").number(alive);
        self.regions(&all_regions)?;
        self.groups(groups)?;
        let json = &mut self.json;
        json.key("profiles").begin(b'{');
        for (wait, total) in Wait::ALL.into_iter().zip(waits) {
            json.key(wait.name()).begin(b'{');
            json.key("toolCount").number(total.tool_count);
            json.key("toolTotal").number(total.tool_nanos);
            json.key("allCount").number(total.count);
            json.key("allTotal").number(total.nanos);
            json.end(b'}');
        }
        json.end(b'}');
        Ok(())
    }

    fn regions(&mut self, regions: &[RegionTimes]) -> Result<(), JsonError> {
        let trace = self.trace;
        let (mut names, mut open, mut old) = (Sums::default(), Sums::default(), Sums::default());
        self.json.key("regions").begin(b'[');
        for row in regions {
            let region = row.region;
            let has_start = region.begun != RegionStart::Before;
            let has_end = region.ended != RegionEnd::Open;
            let length = (has_start && has_end).then(|| region.end - region.start);
            names.add(region.name, length)?;
            open.add(region.name, (!has_end).then_some(0))?;
            old.add(region.name, (!has_start).then_some(0))?;
            let (start, end) = (self.time(region.start), self.time(region.end));
            let goroutine = self.go_id(region.goroutine);
            let json = &mut self.json;
            json.line();
            json.begin(b'{');
            json.key("name").text(trace.strings.bytes(region.name));
            json.key("task")
                .number(trace.annotations.tasks.get(region.task.row()).id.0);
            json.key("g").number(goroutine);
            if has_start {
                json.key("start").number(start);
            }
            if has_end {
                json.key("end").number(end);
            }
            self.times(&row.times);
            self.json.end(b'}');
            self.flush()?;
        }
        let json = &mut self.json;
        json.end(b']');
        json.key("regionCount").number(regions.len() as u64);
        json.key("regionsByName").begin(b'{');
        for ((sum, open), old) in names.rows.iter().zip(&open.rows).zip(&old.rows) {
            json.key_bytes(trace.strings.bytes(sum.name)).begin(b'{');
            json.key("count").number(sum.count);
            json.key("sum").number(sum.total);
            json.key("withoutEnd").number(open.done);
            json.key("withoutBegin").number(old.done);
            if sum.done > 0 {
                json.key("min").number(sum.least);
                json.key("max").number(sum.greatest);
            }
            json.end(b'}');
        }
        json.end(b'}');
        Ok(())
    }

    fn groups(&mut self, groups: Groups) -> Result<(), JsonError> {
        let trace = self.trace;
        self.json.key("goroutineGroups").begin(b'[');
        for group in groups.sorted(trace) {
            let json = &mut self.json;
            json.line();
            json.begin(b'{');
            json.key("name").text(trace.strings.bytes(group.root));
            json.key("count").number(group.count);
            json.key("ended").number(group.ended);
            json.key("exec").number(group.times.exec);
            json.key("sched").number(group.times.sched);
            json.key("block").number(group.times.blocked());
            json.key("syscall").number(group.times.syscall);
            json.key("syscallBlock").number(group.times.syscall_block);
            json.key("total").number(group.times.total);
            json.end(b'}');
            self.flush()?;
        }
        self.json.end(b']');
        Ok(())
    }

    /// What something did, as keys of an object.
    fn times(&mut self, times: &Times) {
        let trace = self.trace;
        let json = &mut self.json;
        json.key("exec").number(times.exec);
        json.key("sched").number(times.sched);
        json.key("block").begin(b'{');
        for &(reason, nanos) in times.block.iter().filter(|row| row.1 != 0) {
            json.key_bytes(trace.strings.bytes(reason)).number(nanos);
        }
        json.end(b'}');
        json.key("syscall").number(times.syscall);
        json.key("syscallBlock").number(times.syscall_block);
        json.key("total").number(times.total);
    }
}
