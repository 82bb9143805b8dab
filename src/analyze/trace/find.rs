//! Search in a trace: goroutines by number and function, what they did by state, reason, stack and length, tasks, regions, log messages.
//!
//! Names are matched once each; then changes are gone over a part at a time, and compared by their numbers.

pub mod wanted;

use crate::analyze::profile::search::Pattern;
use crate::analyze::trace::activity::{Activities, Activity};
use crate::analyze::trace::find::wanted::{Field, Wanted};
use crate::analyze::trace::tasks;
use crate::analyze::trace::tracks::is_own;
use crate::model::bits::Bits;
use crate::model::column::OutOfMemory;
use crate::model::id::StackId;
use crate::model::symbol;
use crate::model::trace::Trace;
use crate::model::trace::annotation::{RegionRow, RegionStart, TaskRow};
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::lanes::SegmentId;
use crate::model::trace::place::PlaceId;
use crate::model::trace::stack::FrameId;

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
    /// Where and when goroutines that were found ran, or did what was found: on processors and threads. Not all either.
    pub ran: Vec<Ran>,
}

/// A goroutine ran, or was in a system call; times are nanoseconds since the trace began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ran {
    /// On which processor and thread.
    pub place: PlaceId,
    /// When it began.
    pub start: i64,
    /// When it ended.
    pub end: i64,
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

    fn add_run(&mut self, ran: Ran) -> Result<(), OutOfMemory> {
        if self.ran.len() < MOST_HITS {
            let full = OutOfMemory { rows: self.ran.len() };
            self.ran.try_reserve(1).map_err(|_no_memory| full)?;
            self.ran.push(ran);
        }
        Ok(())
    }
}

/// Searches a part at a time.
#[derive(Debug)]
pub struct Finder {
    wanted: Wanted,
    found: Found,
    activities: Activities,
    /// Whether what was done can be a hit by its state and reason, and whether what is looked for anywhere is in these; by its number.
    whats: Vec<(bool, bool)>,
    /// Whether a stack has what is asked of functions and packages; none where nothing is.
    stacks: Vec<bool>,
    /// Whether what is looked for anywhere is on it; none of no function.
    anywhere: Vec<bool>,
    /// Goroutines whose numbers and functions are as is asked.
    goroutines: Bits,
    /// Goroutines that are hits.
    hit: Bits,
    has_goroutines: bool,
    next: usize,
}

impl Finder {
    /// Matches names, and finds all but what goroutines did.
    pub fn new(trace: &Trace, wanted: Wanted) -> Result<Self, OutOfMemory> {
        let activities = Activities::of(trace);
        let text = |string| trace.strings.text(string);
        let of_slices = [
            Field::State,
            Field::Reason,
            Field::Function,
            Field::Package,
            Field::Goroutine,
        ];
        // Of a goroutine alone not all that it ever did is meant.
        let is_more = wanted.terms.iter().any(|(field, _)| *field != Field::Goroutine);
        let is_more = is_more || wanted.anywhere.is_some() || wanted.has_length();
        let has_slices = wanted.asks_only(&of_slices) && is_more;
        let whats = trace.whats.rows().iter().map(|what| {
            let name = Activity::of(what.state).map_or("", Activity::name);
            let reason = text(what.reason);
            let is_asked = wanted.is_in(Field::State, name) && wanted.is_in(Field::Reason, &reason);
            let is_anywhere = wanted.is_anywhere([name, reason.as_ref()].into_iter());
            (has_slices && !name.is_empty() && is_asked, is_anywhere)
        });
        let whats = whats.collect();
        let mut finder = Self {
            whats,
            stacks: Vec::new(),
            anywhere: Vec::new(),
            goroutines: Bits::default(),
            hit: Bits::default(),
            has_goroutines: false,
            found: Found::default(),
            activities,
            wanted,
            next: 0,
        };
        if has_slices {
            finder.match_stacks(trace)?;
        }
        finder.find_goroutines(trace)?;
        finder.find_said(trace)?;
        Ok(finder)
    }

    fn match_stacks(&mut self, trace: &Trace) -> Result<(), OutOfMemory> {
        let wanted = &self.wanted;
        let name = |frame: FrameId| {
            let function = trace.frames.get(frame.row()).function;
            symbol::readable(&trace.strings.text(function)).into_owned()
        };
        let names: Vec<String> = (0..trace.frames.len()).map(|row| name(FrameId::from(row))).collect();
        let terms = wanted.of(Field::Function).map(|pattern| (pattern, false));
        for (pattern, is_package) in terms.chain(wanted.of(Field::Package).map(|pattern| (pattern, true))) {
            let of = |name: &String| pattern.is_in(if is_package { symbol::package(name) } else { name });
            let found = on_stacks(trace, &names.iter().map(of).collect::<Vec<_>>())?;
            if self.stacks.is_empty() {
                self.stacks = found;
            } else {
                for (all, one) in self.stacks.iter_mut().zip(found) {
                    *all &= one;
                }
            }
        }
        if let Some(pattern) = &wanted.anywhere {
            let functions: Vec<bool> = names.iter().map(|name| pattern.is_in(name)).collect();
            if functions.contains(&true) {
                self.anywhere = on_stacks(trace, &functions)?;
            }
        }
        Ok(())
    }

    fn find_goroutines(&mut self, trace: &Trace) -> Result<(), OutOfMemory> {
        let wanted = &self.wanted;
        let is_asked = wanted.asks_only(&[Field::Goroutine, Field::Function, Field::Package]);
        let mut roots = std::collections::BTreeMap::new();
        for row in trace.goroutines.rows() {
            let goroutine = trace.goroutines.get(row);
            let (by_root, is_anywhere) = *roots.entry(goroutine.root).or_insert_with(|| {
                let name = symbol::readable(&trace.strings.text(goroutine.root)).into_owned();
                let package = symbol::package(&name);
                let is_in = wanted.is_in(Field::Function, &name) && wanted.is_in(Field::Package, package);
                (is_in, wanted.is_anywhere(std::iter::once(&name)))
            });
            let number = format!("G{}", goroutine.id.0);
            let is_number = wanted.of(Field::Goroutine).all(|pattern| is_number(pattern, &number));
            if is_number {
                self.goroutines.insert(row.row())?;
            }
            let is_anywhere = is_anywhere || wanted.is_anywhere(std::iter::once(&number));
            let end = trace.end_of(row).unwrap_or(trace.end).max(goroutine.creation);
            if is_asked && by_root && is_number && is_anywhere && wanted.fits(end - goroutine.creation) {
                self.hit.insert(row.row())?;
                self.has_goroutines = true;
                self.found.add(Hit {
                    start: goroutine.creation,
                    end,
                    what: What::Goroutine(row),
                })?;
            }
        }
        Ok(())
    }

    /// Finds what the program said, and labels.
    fn find_said(&mut self, trace: &Trace) -> Result<(), OutOfMemory> {
        let Self { wanted, found, .. } = self;
        let (annotations, text) = (&trace.annotations, |string| trace.strings.text(string));
        let is_wanted = |field: Field, texts: &[&str], nanos: i64| {
            let is_asked = wanted
                .of(field)
                .all(|pattern| texts.iter().any(|text| pattern.is_in(text)));
            is_asked && wanted.asks_only(&[field]) && wanted.fits(nanos) && wanted.is_anywhere(texts.iter())
        };
        for node in tasks::tree(trace)? {
            let task = annotations.tasks.get(node.task.row());
            let (start, end) = tasks::span(trace, node.task);
            if is_wanted(Field::Task, &[&text(task.name)], end - start) {
                let what = What::Task(node.task);
                found.add(Hit { start, end, what })?;
            }
        }
        for (row, region) in annotations.regions.iter().enumerate() {
            let is_told = region.begun != RegionStart::Inherited && region.goroutine.is_some();
            let (start, end) = (region.start, region.end.max(region.start));
            if is_told && is_wanted(Field::Region, &[&text(region.name)], end - start) {
                let what = What::Region(region.goroutine, RegionRow::from(row));
                found.add(Hit { start, end, what })?;
            }
        }
        for (row, log) in annotations.logs.iter().enumerate() {
            if is_wanted(Field::Log, &[&text(log.message), &text(log.category)], 0) {
                found.add(Hit {
                    start: log.time,
                    end: log.time,
                    what: What::Log(row as u32),
                })?;
            }
        }
        for label in annotations.labels.iter() {
            if !label.goroutine.is_some() || !trace.is_mark_worker(label.goroutine) {
                continue;
            }
            let next = trace.spans.after(label.goroutine, label.time);
            let (start, end) = (label.time, next.map_or(trace.end, |next| next.time));
            if is_wanted(Field::Label, &[&text(label.label)], end - start) {
                let what = What::Slice(label.goroutine);
                found.add(Hit { start, end, what })?;
                let run = trace.spans.at(label.goroutine, label.time);
                if let Some(place) = run.and_then(|run| run.by.place()) {
                    found.add_run(Ran { place, start, end })?;
                }
            }
        }
        Ok(())
    }

    /// Goes over about so many changes; whether there is more to do.
    pub fn step(&mut self, trace: &Trace, changes: usize) -> Result<bool, OutOfMemory> {
        let lanes = trace.spans.lanes();
        let has_slices = self.whats.iter().any(|what| what.0);
        let is_wanted = has_slices || self.has_goroutines;
        let mut done = 0;
        while is_wanted && self.next < lanes.len() && done < changes {
            let segment = SegmentId::from(self.next);
            self.next += 1;
            let rows = lanes.rows(segment);
            let (page, goroutine) = (lanes.page(segment), GoRow(lanes.lane(segment)));
            let is_hit = self.hit.has(goroutine.row());
            let has_slices = has_slices && self.goroutines.has(goroutine.row());
            done += 1;
            if !is_hit && !has_slices {
                continue;
            }
            done += rows.len();
            let last = rows.end - 1;
            for row in rows {
                let is_slice = has_slices && self.is_slice(trace, page, row);
                let activity = self.activities.get(trace.spans.what(row));
                let runs = matches!(activity, Some(Activity::Running | Activity::Syscall));
                if !is_slice && (!is_hit || !runs) {
                    continue;
                }
                let change = trace.spans.change(page, row);
                let start = change.time;
                let end = if row < last {
                    trace.spans.change(page, row + 1).time
                } else {
                    trace.spans.after(goroutine, start).map_or(trace.end, |next| next.time)
                };
                let end = end.max(start);
                let is_slice = is_slice && self.wanted.fits(end - start);
                if is_slice {
                    let what = What::Slice(goroutine);
                    self.found.add(Hit { start, end, what })?;
                }
                if let Some(place) = change.by.place().filter(|_| runs && (is_slice || is_hit)) {
                    self.found.add_run(Ran { place, start, end })?;
                }
            }
        }
        Ok(is_wanted && self.next < lanes.len())
    }

    /// Whether a change is what is asked, but for how long it lasts.
    fn is_slice(&self, trace: &Trace, page: usize, row: usize) -> bool {
        let Some(&(is_asked, is_anywhere)) = self.whats.get(trace.spans.what(row).row()) else {
            return false;
        };
        let needs_stack = !self.stacks.is_empty();
        if !is_asked || !needs_stack && (is_anywhere || self.anywhere.is_empty()) {
            return is_asked && is_anywhere;
        }
        // Only where somebody waits or calls the system its stack is where it is.
        let activity = self.activities.get(trace.spans.what(row));
        if !matches!(activity, Some(Activity::Waiting | Activity::Syscall)) {
            return false;
        }
        let change = trace.spans.change(page, row);
        let is_on = |stacks: &[bool]| is_own(trace, &change) && stacks.get(change.stack.row()) == Some(&true);
        (!needs_stack || is_on(&self.stacks)) && (is_anywhere || is_on(&self.anywhere))
    }

    /// What was found.
    pub fn finish(mut self) -> Found {
        self.found.hits.sort_unstable();
        self.found
    }
}

/// Whether a goroutine's number is asked for: with its letter or without, or by a regular expression.
fn is_number(pattern: &Pattern, number: &str) -> bool {
    match pattern {
        Pattern::Text(text) | Pattern::AnyCase(text) => {
            let digits = number.trim_start_matches('G');
            text.eq_ignore_ascii_case(number) || text == digits
        }
        Pattern::Regex(_) => pattern.is_in(number),
    }
}

/// Of all stacks those that have one of the wanted frames.
fn on_stacks(trace: &Trace, frames: &[bool]) -> Result<Vec<bool>, OutOfMemory> {
    let count = trace.stacks.len();
    let mut stacks = Vec::new();
    stacks
        .try_reserve_exact(count)
        .map_err(|_no_memory| OutOfMemory { rows: count })?;
    for row in 0..count {
        let node = StackId::from(row);
        let own = row > 0 && frames.get(trace.stacks.key(node).row()) == Some(&true);
        // Parents precede their children.
        let above = stacks.get(trace.stacks.parent(node).row()) == Some(&true);
        stacks.push(own || above);
    }
    Ok(stacks)
}
