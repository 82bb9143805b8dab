//! What an analysis is about: a part of the time, and some of the goroutines, perhaps only while they were in a task or a region.

use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::trace::annotation::{RegionStart, TaskRow};
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::stack::FrameId;

/// A part of the time, in nanoseconds since the trace began: from the first up to the second.
pub type Window = (i64, i64);

/// Whose time counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Who {
    /// That of all goroutines.
    #[default]
    All,
    /// Of those that begin with a function.
    Group(StringId),
    /// Of one.
    Goroutine(GoRow),
    /// Of those that worked for a task or a part of it, while they did: in its regions, and whoever began and ended it in between.
    Task(TaskRow),
    /// In regions of a name, and, where one is told, begun by this frame.
    Regions(StringId, Option<FrameId>),
}

/// What an analysis is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The part of the time; none is the whole trace.
    pub window: Option<Window>,
    /// Whose.
    pub who: Who,
}

impl Scope {
    /// Everything.
    pub const ALL: Self = Self {
        window: None,
        who: Who::All,
    };

    /// The part of the time that it is about.
    pub fn window(&self, trace: &Trace) -> Window {
        self.window.unwrap_or((0, trace.end))
    }

    /// How long it is, in nanoseconds.
    pub fn length(&self, trace: &Trace) -> i64 {
        let (from, to) = self.window(trace);
        to - from
    }
}

/// A scope that can be asked of each goroutine.
#[derive(Debug)]
pub struct Scoped<'a> {
    trace: &'a Trace,
    window: Window,
    who: Who,
    /// For each task whether it is the one meant, or a part of it.
    tasks: Vec<bool>,
}

impl<'a> Scoped<'a> {
    /// Makes it ready.
    pub fn new(trace: &'a Trace, scope: &Scope) -> Result<Self, OutOfMemory> {
        let mut tasks = Vec::new();
        if let Who::Task(task) = scope.who {
            tasks = parts_of(trace, task)?;
        }
        Ok(Self {
            trace,
            window: scope.window(trace),
            who: scope.who,
            tasks,
        })
    }

    /// The part of the time that it is about.
    pub fn window(&self) -> Window {
        self.window
    }

    /// Whether all time of the window counts, of the goroutines that count at all.
    pub fn is_whole_lives(&self) -> bool {
        matches!(self.who, Who::All | Who::Group(_) | Who::Goroutine(_))
    }

    /// The parts of time that count of a goroutine: in order, and no two touch.
    pub fn windows(&self, goroutine: GoRow, out: &mut Vec<Window>) -> Result<(), OutOfMemory> {
        out.clear();
        let trace = self.trace;
        match self.who {
            Who::All => push(out, self.window)?,
            Who::Group(root) => {
                if trace.goroutines.get(goroutine).root == root {
                    push(out, self.window)?;
                }
            }
            Who::Goroutine(row) => {
                if row == goroutine {
                    push(out, self.window)?;
                }
            }
            Who::Regions(name, frame) => {
                for region in trace.annotations.regions_of(goroutine) {
                    let is_frame = |wanted| trace.stacks.leaf_first(region.stack).next() == Some(wanted);
                    if region.name == name && region.begun != RegionStart::Inherited && frame.is_none_or(is_frame) {
                        push(out, (began(trace, &region), region.end))?;
                    }
                }
            }
            Who::Task(_) => {
                let is_meant = |task: TaskRow| self.tasks.get(task.row()).copied().unwrap_or(false);
                for region in trace.annotations.regions_of(goroutine) {
                    if is_meant(region.task) {
                        push(out, (began(trace, &region), region.end))?;
                    }
                }
                for row in (0..self.tasks.len()).filter(|&row| self.tasks[row]) {
                    let task = trace.annotations.tasks.get(row);
                    if let (Some((start, first)), Some((end, last))) = (task.start, task.end)
                        && first == goroutine
                        && last == goroutine
                    {
                        push(out, (start, end))?;
                    }
                }
            }
        }
        unite(out, self.window);
        Ok(())
    }
}

/// When a region began, or the goroutine was first seen where that was before the trace.
fn began(trace: &Trace, region: &crate::model::trace::annotation::Region) -> i64 {
    if region.begun == RegionStart::Before {
        trace.goroutines.get(region.goroutine).creation
    } else {
        region.start
    }
}

/// For each task whether it is a task or a part of it; parents may come in any order, and round in a circle.
fn parts_of(trace: &Trace, task: TaskRow) -> Result<Vec<bool>, OutOfMemory> {
    let tasks = &trace.annotations.tasks;
    let count = tasks.len();
    let full = |_no_memory| OutOfMemory { rows: 0 };
    let mut known: Vec<Option<bool>> = Vec::new();
    known.try_reserve_exact(count).map_err(full)?;
    known.resize(count, None);
    let mut way: Vec<usize> = Vec::new();
    way.try_reserve_exact(count).map_err(full)?;
    for row in 0..count {
        way.clear();
        let mut now = Some(row);
        let mut answer = false;
        while let Some(at) = now.filter(|&at| at < count) {
            if let Some(before) = known[at] {
                answer = before;
                break;
            }
            // Met again on the way, it is part of no task that is meant.
            known[at] = Some(false);
            way.push(at);
            if at == task.row() {
                answer = true;
                break;
            }
            now = tasks.get(at).parent.map(TaskRow::row);
        }
        for &at in &way {
            known[at] = Some(answer);
        }
    }
    Ok(known.into_iter().map(|is_part| is_part == Some(true)).collect())
}

fn push(windows: &mut Vec<Window>, window: Window) -> Result<(), OutOfMemory> {
    let full = OutOfMemory { rows: windows.len() };
    windows.try_reserve(1).map_err(|_no_memory| full)?;
    windows.push(window);
    Ok(())
}

/// Cuts windows to one, and joins those that touch.
fn unite(windows: &mut Vec<Window>, (from, to): Window) {
    for window in windows.iter_mut() {
        *window = (window.0.max(from), window.1.min(to));
    }
    windows.retain(|window| window.0 < window.1);
    windows.sort_unstable();
    windows.dedup_by(|next, last| {
        let touches = next.0 <= last.1;
        if touches {
            last.1 = last.1.max(next.1);
        }
        touches
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_cut_and_joined() {
        let mut windows = vec![(5, 9), (1, 4), (3, 6), (20, 30), (9, 9), (12, 13)];
        unite(&mut windows, (2, 25));
        assert_eq!(windows, [(2, 9), (12, 13), (20, 25)]);
    }
}
