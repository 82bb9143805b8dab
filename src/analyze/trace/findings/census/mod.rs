//! A trace → what rules of findings look at, gathered in one walk over what every goroutine did.
//!
//! Must not know: what is much and what is little; the rules say that.
//!
//! Read [`Census::of`] first.

pub mod calls;
pub mod load;
pub mod locks;
pub mod pairs;
pub mod stays;
pub mod wakers;

use crate::analyze::trace::distribution::Distribution;
use crate::analyze::trace::findings::census::calls::Calls;
use crate::analyze::trace::findings::census::load::Load;
use crate::analyze::trace::findings::census::locks::Locks;
use crate::analyze::trace::findings::census::pairs::Pairs;
use crate::analyze::trace::findings::census::stays::{Stay, Stays};
use crate::analyze::trace::findings::census::wakers::Wakers;
use crate::model::column::OutOfMemory;
use crate::model::id::{StackId, StringId};
use crate::model::trace::Trace;
use crate::model::trace::goroutine::{GoRow, is_system};
use crate::model::trace::span::Change;
use crate::model::trace::state::GoState;
use crate::model::trace::what::What;

/// What a goroutine did without a break; times are nanoseconds since the trace began.
#[derive(Clone, Copy, Debug)]
struct Span {
    goroutine: GoRow,
    what: What,
    start: i64,
    end: i64,
    stack: StackId,
    /// How it ended, if the trace saw it.
    next: Option<Change>,
}

impl Span {
    /// The change that ended it, if that made the goroutine runnable: it names who did.
    fn woken(&self, trace: &Trace) -> Option<Change> {
        self.next
            .filter(|next| trace.whats.get(next.what).state == GoState::Runnable)
    }
}

/// What was counted.
pub struct Census {
    /// For how long the program's own goroutines ran each time, from when they were made or woken until they waited or ended: that they made room for
    /// others meanwhile, or were in system calls, does not count.
    pub slices: Distribution,
    /// By group of [`Totals`](crate::model::trace::totals::Totals): how often its goroutines ran so, and for how long, if they are the program's own.
    pub ran: Vec<(u64, i64)>,
    /// How long each goroutine ran.
    pub exec: Vec<i64>,
    /// How long goroutines could have run and waited for a processor.
    pub waits: Distribution,
    /// The longest of these waits.
    pub longest: Stays,
    /// Processors at work, and goroutines that wait for one.
    pub load: Load,
    /// System calls.
    pub calls: Calls,
    /// Waits for locks.
    pub locks: Locks,
    /// Who hands over to whom.
    pub pairs: Pairs,
    /// Who ended waits.
    pub wakers: Wakers,
    /// Goroutines that were made in the trace, ran little and then waited until its end: since when.
    pub stuck: Vec<Stay>,
}

impl Census {
    /// Counts.
    pub fn of(trace: &Trace) -> Result<Self, OutOfMemory> {
        let goroutines = trace.goroutines.len();
        let mut census = Self {
            slices: Distribution::default(),
            ran: filled(trace.totals.all().row() + 1, (0, 0))?,
            exec: filled(goroutines, 0)?,
            waits: Distribution::default(),
            longest: Stays::default(),
            load: Load::new(trace)?,
            calls: Calls::default(),
            locks: Locks::default(),
            pairs: Pairs::default(),
            wakers: Wakers::default(),
            stuck: Vec::new(),
        };
        for row in trace.goroutines.rows() {
            census.add(trace, row)?;
        }
        census.load.add_up();
        Ok(census)
    }

    /// Goes over the life of a goroutine.
    fn add(&mut self, trace: &Trace, goroutine: GoRow) -> Result<(), OutOfMemory> {
        let row = trace.goroutines.get(goroutine);
        let root = trace.strings.bytes(row.root);
        let is_own = !is_system(root) || root.is_empty();
        let is_worker = trace.is_mark_worker(goroutine);
        let mut changes = trace.spans.of(goroutine).peekable();
        let (mut runs, mut slice) = (0_u32, None);
        let mut is_first = row.is_older;
        while let Some(change) = changes.next() {
            let next = changes.peek().copied();
            let start = if std::mem::take(&mut is_first) {
                row.creation
            } else {
                change.time
            };
            let span = Span {
                goroutine,
                what: trace.whats.get(change.what),
                start,
                end: next.map_or(trace.end, |next| next.time),
                stack: change.stack,
                next,
            };
            let nanos = span.end - span.start;
            let is_over = matches!(span.what.state, GoState::Waiting | GoState::NotExist);
            if is_own
                && is_over
                && let Some(slice) = slice.take()
            {
                self.add_slice(trace, row.root, slice)?;
            }
            match span.what.state {
                GoState::Running => {
                    runs += 1;
                    self.exec[goroutine.row()] += nanos;
                    self.load.run(&span, is_own, is_worker);
                    slice = Some(slice.unwrap_or(0) + nanos);
                }
                // Of what did not end nobody knows how long it would have been; for what went on before the trace it is the same.
                GoState::Runnable => {
                    self.load.wait(&span);
                    if is_own {
                        self.waits.add(nanos)?;
                        self.longest.see(Stay::of(&span));
                    }
                }
                GoState::Syscall => {
                    self.load.call(&span);
                    self.calls.see(trace, &span)?;
                }
                GoState::Waiting if is_own => {
                    self.locks.see(trace, &span)?;
                    self.pairs.see(trace, &span)?;
                    self.wakers.see(trace, &span)?;
                    if span.next.is_none() && !row.is_older && runs <= 2 {
                        let full = OutOfMemory { rows: self.stuck.len() };
                        self.stuck.try_reserve(1).map_err(|_no_memory| full)?;
                        self.stuck.push(Stay::of(&span));
                    }
                }
                GoState::Waiting | GoState::Undetermined | GoState::NotExist => {}
            }
        }
        if let Some(slice) = slice.filter(|_| is_own) {
            self.add_slice(trace, row.root, slice)?;
        }
        Ok(())
    }

    fn add_slice(&mut self, trace: &Trace, root: StringId, nanos: i64) -> Result<(), OutOfMemory> {
        self.slices.add(nanos)?;
        if let Some(group) = trace.totals.group_of(root) {
            let ran = &mut self.ran[group.row()];
            *ran = (ran.0 + 1, ran.1 + nanos);
        }
        Ok(())
    }
}

/// So many times a value, if there is memory for them.
fn filled<T: Clone>(rows: usize, value: T) -> Result<Vec<T>, OutOfMemory> {
    let mut filled = Vec::new();
    let full = |_no_memory| OutOfMemory { rows };
    filled.try_reserve_exact(rows).map_err(full)?;
    filled.resize(rows, value);
    Ok(filled)
}
