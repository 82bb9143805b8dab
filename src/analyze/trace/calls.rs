//! Threads in a part of a trace, and the system calls that were made on them: what ran on each, the longest calls, stolen processors.
//!
//! A system call lasts from its beginning to when its goroutine runs again or is runnable, with a processor and without. Of one that was
//! taken its processor away it is told how long it had none.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analyze::trace::distribution::Distribution;
use crate::analyze::trace::scope::{Scope, Scoped, Window};
use crate::analyze::trace::stretches::{self, Stretch, Watch};
use crate::model::column::OutOfMemory;
use crate::model::id::{StackId, StringId};
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::place::ThreadRow;
use crate::model::trace::state::GoState;

/// The longest system calls that are told one by one.
const MOST_LONGEST: usize = 100;

/// A thread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thread {
    /// How long goroutines ran on it, in nanoseconds.
    pub running: i64,
    /// How long they were in system calls on it.
    pub in_syscalls: i64,
    /// How often one began to run.
    pub slices: u64,
    /// How many system calls were made on it.
    pub calls: u64,
    /// How often its processor was taken away while it was in one.
    pub stolen: u64,
    /// How long each function's goroutines ran on it, longest first.
    pub functions: Vec<(StringId, i64)>,
}

/// A system call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// Who made it.
    pub goroutine: GoRow,
    /// The thread that it was made on.
    pub thread: ThreadRow,
    /// Where.
    pub stack: StackId,
    /// When it began, in nanoseconds since the trace did.
    pub start: i64,
    /// When it ended; the end of the trace where it did not.
    pub end: i64,
    /// When it lost its processor.
    pub stolen: Option<i64>,
}

/// System calls from one place in the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The innermost function that is not of the packages runtime, syscall, internal/poll, or the innermost; the empty string where no stack told.
    pub function: StringId,
    /// How long they took: those that ended in the part.
    pub lengths: Distribution,
    /// How many lost their processor.
    pub stolen: u64,
    /// How long they had none, in nanoseconds.
    pub without: i64,
}

/// Threads and system calls.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    /// By row of threads.
    pub threads: Vec<Thread>,
    /// How long system calls took: those that ended in the part.
    pub lengths: Distribution,
    /// How many lost their processor.
    pub stolen: u64,
    /// How long they had none, in nanoseconds.
    pub without: i64,
    /// The longest, longest first.
    pub longest: Vec<Call>,
    /// By where they were made, the one where most time went first.
    pub sites: Vec<Site>,
}

struct Counting<'a> {
    trace: &'a Trace,
    told: Calls,
    ran: HashMap<(ThreadRow, StringId), i64, FixedState>,
    site_of: HashMap<StackId, usize, FixedState>,
    by_function: HashMap<StringId, usize, FixedState>,
    /// What each goroutine is in.
    open: Vec<Option<Call>>,
    /// Where the last call was made, and its place among those that are told.
    last_site: Option<(StackId, usize)>,
}

impl Calls {
    /// Counts.
    pub fn of(trace: &Trace, scope: &Scope) -> Result<Self, OutOfMemory> {
        let scoped = Scoped::new(trace, scope)?;
        let mut counting = Counting {
            trace,
            told: Self {
                threads: vec![Thread::default(); trace.places.threads.len()],
                ..Self::default()
            },
            ran: HashMap::with_hasher(FixedState::with_seed(0)),
            site_of: HashMap::with_hasher(FixedState::with_seed(0)),
            by_function: HashMap::with_hasher(FixedState::with_seed(0)),
            open: Vec::new(),
            last_site: None,
        };
        stretches::reserve_for_all(trace, &mut counting.open)?;
        counting.open.resize(trace.goroutines.len(), None);
        stretches::each(trace, &scoped, &mut counting)?;
        Ok(counting.finish())
    }
}

impl Watch for Counting<'_> {
    fn begin(&mut self, goroutine: GoRow, _window: Window) -> Result<(), OutOfMemory> {
        self.open[goroutine.row()] = None;
        Ok(())
    }

    fn see(&mut self, goroutine: GoRow, window: Window, stretch: &Stretch) -> Result<(), OutOfMemory> {
        let trace = self.trace;
        let is_syscall = stretch.what.state == GoState::Syscall;
        if !is_syscall && let Some(call) = self.open[goroutine.row()].take() {
            self.add_call(call, window, true)?;
        }
        let thread = || {
            let place = stretch.change.by.place().map(|place| trace.places.get(place).thread);
            place.filter(|thread| thread.row() < trace.places.threads.len())
        };
        let nanos = stretch.within(window).max(0);
        match stretch.what.state {
            GoState::Running => {
                let Some(thread) = thread() else { return Ok(()) };
                let told = &mut self.told.threads[thread.row()];
                told.running += nanos;
                told.slices += u64::from(stretch.start >= window.0);
                let root = trace.goroutines.get(goroutine).root;
                let full = OutOfMemory { rows: self.ran.len() };
                self.ran.try_reserve(1).map_err(|_no_memory| full)?;
                *self.ran.entry((thread, root)).or_default() += nanos;
            }
            GoState::Syscall => {
                let now = self.open[goroutine.row()].get_or_insert_with(|| Call {
                    goroutine,
                    thread: thread().unwrap_or(ThreadRow::NONE),
                    stack: stretch.change.stack,
                    start: stretch.start,
                    end: stretch.end,
                    stolen: None,
                });
                now.end = stretch.end;
                if stretch.what.is_without_proc && now.start < stretch.start {
                    now.stolen = now.stolen.or(Some(stretch.start));
                }
                let (thread, stack) = (now.thread, now.stack);
                if let Some(told) = self.told.threads.get_mut(thread.row()) {
                    told.in_syscalls += nanos;
                }
                if stretch.what.is_without_proc {
                    self.told.without += nanos;
                    let site = self.site(stack)?;
                    self.told.sites[site].without += nanos;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, goroutine: GoRow, window: Window) -> Result<(), OutOfMemory> {
        match self.open[goroutine.row()].take() {
            Some(call) => self.add_call(call, window, call.end < self.trace.end),
            None => Ok(()),
        }
    }
}

impl Counting<'_> {
    fn add_call(&mut self, call: Call, window: Window, has_ended: bool) -> Result<(), OutOfMemory> {
        let site = self.site(call.stack)?;
        let told = &mut self.told;
        let nanos = call.end - call.start;
        if has_ended && call.end <= window.1 {
            told.lengths.add(nanos)?;
            told.sites[site].lengths.add(nanos)?;
        }
        let is_stolen = call.stolen.is_some_and(|time| (window.0..window.1).contains(&time));
        told.stolen += u64::from(is_stolen);
        told.sites[site].stolen += u64::from(is_stolen);
        if let Some(thread) = told.threads.get_mut(call.thread.row()) {
            thread.calls += u64::from(call.start >= window.0);
            thread.stolen += u64::from(is_stolen);
        }
        // Of those that are equally long, the one of the first goroutine: in whatever order they come.
        let rank = |call: &Call| (call.start - call.end, call.goroutine, call.start);
        if told.longest.len() < MOST_LONGEST || told.longest.last().is_none_or(|last| rank(&call) < rank(last)) {
            let at = told.longest.partition_point(|other| rank(other) < rank(&call));
            told.longest.insert(at, call);
            told.longest.truncate(MOST_LONGEST);
        }
        Ok(())
    }

    fn site(&mut self, stack: StackId) -> Result<usize, OutOfMemory> {
        if let Some((_, site)) = self.last_site.filter(|last| last.0 == stack) {
            return Ok(site);
        }
        let site = match self.site_of.get(&stack) {
            Some(&site) => site,
            None => self.new_site(stack)?,
        };
        self.last_site = Some((stack, site));
        Ok(site)
    }

    fn new_site(&mut self, stack: StackId) -> Result<usize, OutOfMemory> {
        let trace = self.trace;
        let mut names = trace
            .stacks
            .leaf_first(stack)
            .map(|frame| trace.frames.get(frame.row()).function);
        let innermost = names.next().unwrap_or_default();
        let is_below = |name: &StringId| {
            let name = trace.strings.bytes(*name);
            [
                &b"runtime."[..],
                b"syscall.",
                b"internal/poll.",
                b"internal/runtime/syscall.",
                b"runtime/internal/syscall.",
            ]
            .iter()
            .any(|package| name.starts_with(package))
        };
        let function = std::iter::once(innermost)
            .chain(names)
            .find(|name| !is_below(name))
            .unwrap_or(innermost);
        let next = self.told.sites.len();
        let full = OutOfMemory { rows: next };
        self.by_function.try_reserve(1).map_err(|_no_memory| full)?;
        self.site_of.try_reserve(1).map_err(|_no_memory| full)?;
        self.told.sites.try_reserve(1).map_err(|_no_memory| full)?;
        let site = *self.by_function.entry(function).or_insert(next);
        if site == next {
            self.told.sites.push(Site {
                function,
                lengths: Distribution::default(),
                stolen: 0,
                without: 0,
            });
        }
        self.site_of.insert(stack, site);
        Ok(site)
    }

    fn finish(self) -> Calls {
        let (trace, mut told) = (self.trace, self.told);
        let mut ran: Vec<_> = self.ran.into_iter().collect();
        ran.sort_by(|((_, one), nanos), ((_, other), more)| {
            let name = |root: &StringId| trace.strings.bytes(*root);
            more.cmp(nanos).then_with(|| name(one).cmp(name(other)))
        });
        for ((thread, root), nanos) in ran {
            told.threads[thread.row()].functions.push((root, nanos));
        }
        told.sites.sort_by(|one, other| {
            let name = |site: &Site| trace.strings.bytes(site.function);
            other
                .lengths
                .sum()
                .cmp(&one.lengths.sum())
                .then_with(|| name(one).cmp(name(other)))
        });
        told
    }
}
