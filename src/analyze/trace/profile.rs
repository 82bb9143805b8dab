//! A trace as a profile, so that every view of profiles shows it: where goroutines waited, and for how long.
//!
//! | sample type | adds up | its stacks |
//! |---|---|---|
//! | `blocked` | nanoseconds in which goroutines waited, by reason in the label `reason` | where they began to wait |
//! | `blockings` | how often they did | the same |
//! | `syscall` | nanoseconds in system calls | where the call was made |
//! | `runnable` | nanoseconds in which they could have run, and no processor did | where they stopped, or of whoever made or woke them |
//! | `running` | nanoseconds in which they ran | the function that each begins with: a trace does not tell more |
//! | `cpu` | samples of the CPU profiler | what ran |
//!
//! Time counts from a goroutine's first change to the end of the trace, whether or not the trace saw it begin: the sum
//! over all types but `cpu` is what goroutines lived. `go tool trace -pprof` counts less: [`waits`] gives its profiles.
//!
//! A location is a frame: traces do not say which calls were inlined.
//!
//! [`scoped`] makes profiles of one [`kind`], of a part of the trace. All are put together by [`making`].

pub mod kind;
mod making;
pub mod scoped;
pub mod waits;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analyze::trace::profile::making::{Making, Sites};
use crate::model::column::OutOfMemory;
use crate::model::id::{StackId, StringId};
use crate::model::profile::{Label, Profile};
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::state::GoState;

/// Names and units of the sample types, in order.
const TYPES: [(&[u8], &[u8]); 6] = [
    (b"blocked", b"nanoseconds"),
    (b"blockings", b"count"),
    (b"syscall", b"nanoseconds"),
    (b"runnable", b"nanoseconds"),
    (b"running", b"nanoseconds"),
    (b"cpu", b"samples"),
];
const BLOCKED: usize = 0;
const BLOCKINGS: usize = 1;
const SYSCALL: usize = 2;
const RUNNABLE: usize = 3;
const RUNNING: usize = 4;
const CPU: usize = 5;

/// What makes spans one sample: a stack of the trace or, where `is_root`, the name of a function; and the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Alike {
    stack: u32,
    is_root: bool,
    reason: StringId,
}

/// Makes a profile of what goroutines did. Its strings are new.
pub fn profile(trace: &Trace) -> Result<Profile, OutOfMemory> {
    let mut whole = Whole::new(trace)?;
    for goroutine in trace.goroutines.rows() {
        whole.add_goroutine(goroutine)?;
    }
    for sample in trace.samples.iter() {
        whole.add(Alike::at(sample.stack, StringId::default()), CPU, 1)?;
    }
    whole.making.finish()
}

struct Whole<'a> {
    trace: &'a Trace,
    making: Making<'a>,
    reason: StringId,
    samples: HashMap<Alike, u32, FixedState>,
}

impl Alike {
    fn at(stack: StackId, reason: StringId) -> Self {
        Self {
            stack: stack.0,
            is_root: false,
            reason,
        }
    }
}

impl<'a> Whole<'a> {
    fn new(trace: &'a Trace) -> Result<Self, OutOfMemory> {
        let mut making = Making::new(trace, &TYPES, Sites::Frames)?;
        let profile = &mut making.profile;
        profile.default_sample_type = profile.sample_types[BLOCKED].kind;
        profile.duration_nanos = trace.end;
        let reason = profile.strings.intern(b"reason")?;
        profile.time_nanos = trace.began_at().unwrap_or_default();
        Ok(Self {
            trace,
            making,
            reason,
            samples: HashMap::with_hasher(FixedState::with_seed(0)),
        })
    }

    fn add_goroutine(&mut self, goroutine: GoRow) -> Result<(), OutOfMemory> {
        let trace = self.trace;
        let row = trace.goroutines.get(goroutine);
        // What one that was there before is first seen to do, it did since then.
        let mut since = row.is_older.then_some(row.creation);
        let mut changes = trace.spans.of(goroutine).peekable();
        while let Some(change) = changes.next() {
            let end = changes.peek().map_or(trace.end, |next| next.time);
            let nanos = end - since.take().unwrap_or(change.time);
            let what = trace.whats.get(change.what);
            match what.state {
                GoState::Waiting => {
                    let alike = Alike::at(change.stack, what.reason);
                    self.add(alike, BLOCKED, nanos)?;
                    self.add(alike, BLOCKINGS, 1)?;
                }
                GoState::Syscall => self.add(Alike::at(change.stack, StringId::default()), SYSCALL, nanos)?,
                GoState::Runnable => self.add(Alike::at(change.stack, what.reason), RUNNABLE, nanos)?,
                GoState::Running => {
                    let alike = Alike {
                        stack: row.root.0,
                        is_root: true,
                        reason: StringId::default(),
                    };
                    self.add(alike, RUNNING, nanos)?;
                }
                GoState::Undetermined | GoState::NotExist => {}
            }
        }
        Ok(())
    }

    fn add(&mut self, alike: Alike, sample_type: usize, value: i64) -> Result<(), OutOfMemory> {
        if value == 0 {
            return Ok(());
        }
        let row = match self.samples.get(&alike) {
            Some(&row) => row as usize,
            None => self.new_sample(alike)?,
        };
        self.making.add(row, sample_type, value);
        Ok(())
    }

    fn new_sample(&mut self, alike: Alike) -> Result<usize, OutOfMemory> {
        let stack = if alike.is_root {
            self.making.stack_of_function(StringId(alike.stack))?
        } else {
            self.making.stack(StackId(alike.stack), usize::MAX)?
        };
        let reason = self.trace.strings.bytes(alike.reason);
        let mut label = Label {
            key: self.reason,
            is_text: true,
            ..Label::default()
        };
        let labels = if reason.is_empty() {
            &[][..]
        } else {
            label.text = self.making.profile.strings.intern(reason)?;
            std::slice::from_ref(&label)
        };
        let row = self.making.push_sample(stack, labels)?;
        let full = |_no_memory| OutOfMemory { rows: row };
        self.samples.try_reserve(1).map_err(full)?;
        self.samples.insert(alike, row as u32);
        Ok(row)
    }
}
