//! Search in a trace: goroutines by number and function, what they did by state, reason and stack, tasks, regions, log messages.
//!
//! Names are matched once each; then changes are gone over a part at a time, and compared by their numbers.

use crate::analyze::profile::search::Pattern;
use crate::analyze::trace::activity::{Activities, Activity};
use crate::analyze::trace::tasks;
use crate::model::column::OutOfMemory;
use crate::model::id::StackId;
use crate::model::symbol;
use crate::model::trace::Trace;
use crate::model::trace::annotation::{RegionRow, RegionStart, TaskRow};
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::lanes::SegmentId;

/// Hits that are kept; the others are counted.
pub const MOST_HITS: usize = 100_000;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A goroutine, all of its life.
    Goroutine(GoRow),
    /// Something that a goroutine did.
    Slice(GoRow),
    /// A task.
    Task(TaskRow),
    /// A region of a goroutine.
    Region(GoRow, RegionRow),
    /// A log message.
    Log(u32),
}

/// Where it is; times are nanoseconds since the trace began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// When it begins.
    pub start: i64,
    /// When it ends.
    pub end: i64,
    /// What it is.
    pub what: What,
}

/// All that was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Hits in order of time; not all where there are very many.
    pub hits: Vec<Hit>,
    /// How many there are.
    pub count: u64,
    /// How long all of them last together.
    pub nanos: i64,
}

impl Found {
    fn add(&mut self, hit: Hit) -> Result<(), OutOfMemory> {
        self.count += 1;
        self.nanos = self.nanos.saturating_add(hit.end - hit.start);
        if self.hits.len() < MOST_HITS {
            let full = OutOfMemory { rows: self.hits.len() };
            self.hits.try_reserve(1).map_err(|_no_memory| full)?;
            self.hits.push(hit);
        }
        Ok(())
    }
}

/// Searches a part at a time.
#[derive(Debug)]
pub struct Finder {
    found: Found,
    activities: Activities,
    /// Whether what was done matches, by its number.
    whats: Vec<bool>,
    /// Whether a stack has a function that matches; none of no function.
    stacks: Vec<bool>,
    next: usize,
}

impl Finder {
    /// Matches names, and finds all but what goroutines did.
    pub fn new(trace: &Trace, pattern: &Pattern) -> Result<Self, OutOfMemory> {
        let is_match = |string| pattern.is_in(&trace.strings.text(string));
        let activities = Activities::of(trace);
        let mut found = Found::default();
        let whats = trace.whats.rows().iter().map(|what| {
            let name = Activity::of(what.state).map_or("", Activity::name);
            !name.is_empty() && (pattern.is_in(name) || is_match(what.reason))
        });
        let whats = whats.collect();
        let functions: Vec<bool> = trace
            .frames
            .iter()
            .map(|frame| pattern.is_in(&symbol::readable(&trace.strings.text(frame.function))))
            .collect();
        let mut stacks = Vec::new();
        if functions.contains(&true) {
            let full = |_no_memory| OutOfMemory {
                rows: trace.stacks.len(),
            };
            stacks.try_reserve_exact(trace.stacks.len()).map_err(full)?;
            for row in 0..trace.stacks.len() {
                let node = StackId::from(row);
                let own = row > 0 && functions.get(trace.stacks.key(node).row()) == Some(&true);
                // Parents precede their children.
                let above = stacks.get(trace.stacks.parent(node).row()) == Some(&true);
                stacks.push(own || above);
            }
        }
        let mut roots = std::collections::BTreeMap::new();
        for row in trace.goroutines.rows() {
            let goroutine = trace.goroutines.get(row);
            let by_root = *roots
                .entry(goroutine.root)
                .or_insert_with(|| pattern.is_in(&symbol::readable(&trace.strings.text(goroutine.root))));
            if by_root || pattern.is_in(&format!("G{}", goroutine.id.0)) {
                let end = trace.end_of(row).unwrap_or(trace.end);
                found.add(Hit {
                    start: goroutine.creation,
                    end: end.max(goroutine.creation),
                    what: What::Goroutine(row),
                })?;
            }
        }
        let annotations = &trace.annotations;
        for node in tasks::tree(trace)? {
            let task = annotations.tasks.get(node.task.row());
            if is_match(task.name) {
                let (start, end) = tasks::span(trace, node.task);
                let what = What::Task(node.task);
                found.add(Hit { start, end, what })?;
            }
        }
        for (row, region) in annotations.regions.iter().enumerate() {
            if region.begun != RegionStart::Inherited && region.goroutine.is_some() && is_match(region.name) {
                found.add(Hit {
                    start: region.start,
                    end: region.end.max(region.start),
                    what: What::Region(region.goroutine, RegionRow::from(row)),
                })?;
            }
        }
        for (row, log) in annotations.logs.iter().enumerate() {
            if is_match(log.message) || is_match(log.category) {
                found.add(Hit {
                    start: log.time,
                    end: log.time,
                    what: What::Log(row as u32),
                })?;
            }
        }
        Ok(Self {
            found,
            activities,
            whats,
            stacks,
            next: 0,
        })
    }

    /// Goes over about so many changes; whether there is more to do.
    pub fn step(&mut self, trace: &Trace, changes: usize) -> Result<bool, OutOfMemory> {
        let lanes = trace.spans.lanes();
        let is_wanted = self.whats.contains(&true) || !self.stacks.is_empty();
        let mut done = 0;
        while is_wanted && self.next < lanes.len() && done < changes {
            let segment = SegmentId::from(self.next);
            self.next += 1;
            let rows = lanes.rows(segment);
            done += rows.len();
            let (page, goroutine) = (lanes.page(segment), GoRow(lanes.lane(segment)));
            let last = rows.end - 1;
            for row in rows {
                let what = trace.spans.what(row);
                let is_what = self.whats.get(what.row()) == Some(&true);
                if !is_what && (self.stacks.is_empty() || !self.has_stack(trace, page, row)) {
                    continue;
                }
                let start = trace.spans.change(page, row).time;
                let end = if row < last {
                    trace.spans.change(page, row + 1).time
                } else {
                    trace.spans.after(goroutine, start).map_or(trace.end, |next| next.time)
                };
                self.found.add(Hit {
                    start,
                    end: end.max(start),
                    what: What::Slice(goroutine),
                })?;
            }
        }
        Ok(is_wanted && self.next < lanes.len())
    }

    /// Whether the stack at which somebody waits or calls the system has a function that matches.
    fn has_stack(&self, trace: &Trace, page: usize, row: usize) -> bool {
        let activity = self.activities.get(trace.spans.what(row));
        if !matches!(activity, Some(Activity::Waiting | Activity::Syscall)) {
            return false;
        }
        let change = trace.spans.change(page, row);
        change.by.goroutine().is_none() && self.stacks.get(change.stack.row()) == Some(&true)
    }

    /// What was found.
    pub fn finish(mut self) -> Found {
        self.found.hits.sort_unstable();
        self.found
    }
}
