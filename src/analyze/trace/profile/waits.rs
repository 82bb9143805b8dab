//! How long goroutines waited, by where they began to, as `go tool trace -pprof` tells it.
//!
//! A wait that the trace does not see end is left out, and what a goroutine did before it first ran. The stack is that
//! of the event with which the wait began: of a goroutine that became runnable, that of whoever made or woke it. Two
//! things are as they come out there: where several goroutines had one number, all are cut to the life of the last; and
//! a stack is the same with and without outermost frames at address 0, of which the one that was met last is shown.
//!
//! Source: `cmd/trace/pprof.go`, and `BuildProfile` in `internal/trace/traceviewer/pprof.go`, Go 1.27.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analyze::trace::goroutines;
use crate::analyze::trace::life::Life;
use crate::analyze::trace::profile::making::{Making, Sites};
use crate::analyze::trace::scope::Scoped;
use crate::analyze::trace::waits::{Wait, Waited, each};
use crate::model::column::OutOfMemory;
use crate::model::id::StackId;
use crate::model::profile::{Profile, ValueType};
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;

/// Names and units of the sample types, in order.
const TYPES: [(&[u8], &[u8]); 2] = [(b"contentions", b"count"), (b"delay", b"nanoseconds")];
const CONTENTIONS: usize = 0;
const DELAY: usize = 1;

/// Frames by which stacks are told apart, and that are kept of them.
const MAX_FRAMES: usize = 128;

/// Makes the profile of one kind of wait, of some goroutines, or while they were in regions or worked for a task. Its strings are new.
pub fn profile(trace: &Trace, wait: Wait, scoped: &Scoped<'_>) -> Result<Profile, OutOfMemory> {
    let mut making = Making::new(trace, &TYPES, Sites::Addresses)?;
    let strings = &mut making.profile.strings;
    making.profile.period_type = ValueType {
        kind: strings.intern(b"trace")?,
        unit: strings.intern(b"count")?,
    };
    making.profile.period = 1;
    let mut rows = Rows {
        making,
        by_trace: HashMap::with_hasher(FixedState::with_seed(0)),
        by_addresses: HashMap::with_hasher(FixedState::with_seed(0)),
        latest: Vec::new(),
    };
    let lasts = goroutines::by_number(trace)?;
    let mut windows = Vec::new();
    for goroutine in trace.goroutines.rows() {
        scoped.windows(goroutine, &mut windows)?;
        if windows.is_empty() {
            continue;
        }
        let number = |row: GoRow| trace.goroutines.get(row).id;
        let last = lasts.binary_search_by_key(&number(goroutine), |&row| number(row));
        let life = Life::bounds(trace, last.map_or(goroutine, |place| lasts[place]));
        let mut failed = None;
        each(trace, goroutine, |waited| {
            let nanos = if scoped.is_whole_lives() {
                waited.tool_nanos(trace, &life)
            } else {
                // In regions the tool counts what lies in them, whatever the goroutine's life.
                let inside = windows
                    .iter()
                    .map(|&(from, to)| waited.end.min(to) - waited.start.max(from));
                inside.filter(|&nanos| nanos > 0).sum()
            };
            if waited.wait == wait && nanos > 0 && failed.is_none() {
                failed = rows.add(trace, &waited, nanos).err();
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
    }
    rows.finish()
}

/// Samples by their stack.
struct Rows<'a> {
    making: Making<'a>,
    by_trace: HashMap<StackId, u32, FixedState>,
    /// By what tells stacks apart: their addresses, without zeros at the root.
    by_addresses: HashMap<StackId, u32, FixedState>,
    /// Of each sample the wait that ended last: when, and its stack in the trace.
    latest: Vec<(i64, StackId)>,
}

impl Rows<'_> {
    fn add(&mut self, trace: &Trace, waited: &Waited, nanos: i64) -> Result<(), OutOfMemory> {
        let row = match self.by_trace.get(&waited.stack) {
            Some(&row) => row as usize,
            None => self.find(trace, waited.stack)?,
        };
        self.making.add(row, CONTENTIONS, 1);
        self.making.add(row, DELAY, nanos);
        self.latest[row] = self.latest[row].max((waited.end, waited.stack));
        Ok(())
    }

    fn find(&mut self, trace: &Trace, stack: StackId) -> Result<usize, OutOfMemory> {
        let frames = trace.stacks.leaf_first(stack).take(MAX_FRAMES).enumerate();
        let told = frames.filter(|(_, frame)| trace.frames.get(frame.row()).pc != 0);
        let count = told.last().map_or(0, |(place, _)| place + 1);
        let addresses = self.making.stack(stack, count)?;
        let rows = self.latest.len();
        let full = OutOfMemory { rows };
        let row = if let Some(&row) = self.by_addresses.get(&addresses) {
            row
        } else {
            self.by_addresses.try_reserve(1).map_err(|_no_memory| full)?;
            self.latest.try_reserve(1).map_err(|_no_memory| full)?;
            let row = self.making.push_sample(addresses, &[])? as u32;
            self.by_addresses.insert(addresses, row);
            self.latest.push((i64::MIN, stack));
            row
        };
        self.by_trace.try_reserve(1).map_err(|_no_memory| full)?;
        self.by_trace.insert(stack, row);
        Ok(row as usize)
    }

    fn finish(mut self) -> Result<Profile, OutOfMemory> {
        for (row, &(_, stack)) in self.latest.iter().enumerate() {
            let stack = self.making.stack(stack, MAX_FRAMES)?;
            *self.making.profile.samples.stack.get_mut(row) = stack;
        }
        self.making.finish()
    }
}
