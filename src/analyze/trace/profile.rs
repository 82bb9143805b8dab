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
//! over all types but `cpu` is what goroutines lived. `go tool trace -pprof` counts less; [`waits`](super::waits) tells both.
//!
//! A location is a frame: traces do not say which calls were inlined.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{FunctionId, LocationId, StackId, StringId};
use crate::model::profile::{FunctionNames, Label, Line, Locations, Profile, StacksBuilder, ValueType};
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::stack::Frame;
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

/// What stands for a goroutine whose first function no stack told.
const UNKNOWN: &[u8] = b"(unknown function)";

/// What makes spans one sample: a stack of the trace or, where `is_root`, the name of a function; and the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Alike {
    stack: u32,
    is_root: bool,
    reason: StringId,
}

/// Makes a profile of what goroutines did. Its strings are new.
pub fn profile(trace: &Trace) -> Result<Profile, OutOfMemory> {
    let mut making = Making::new(trace)?;
    for goroutine in trace.goroutines.rows() {
        making.add_goroutine(goroutine)?;
    }
    for sample in trace.samples.iter() {
        making.add(Alike::at(sample.stack, StringId::default()), CPU, 1)?;
    }
    making.finish()
}

struct Making<'a> {
    trace: &'a Trace,
    profile: Profile,
    stacks: StacksBuilder,
    reason: StringId,
    samples: HashMap<Alike, u32, FixedState>,
    functions: FunctionNames,
    /// The location of each frame of the trace that was met, and of each function that stands alone.
    locations: HashMap<(u32, bool), LocationId, FixedState>,
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

impl<'a> Making<'a> {
    fn new(trace: &'a Trace) -> Result<Self, OutOfMemory> {
        let mut profile = Profile::default();
        let strings = &mut profile.strings;
        for (kind, unit) in TYPES {
            let sample_type = ValueType {
                kind: strings.intern(kind)?,
                unit: strings.intern(unit)?,
            };
            profile.sample_types.push(sample_type);
            profile.samples.values.push(Column::new());
        }
        profile.default_sample_type = profile.sample_types[BLOCKED].kind;
        profile.duration_nanos = trace.end;
        let reason = strings.intern(b"reason")?;
        profile.time_nanos = trace.began_at().unwrap_or_default();
        Ok(Self {
            trace,
            profile,
            stacks: StacksBuilder::new()?,
            reason,
            samples: HashMap::with_hasher(FixedState::with_seed(0)),
            functions: FunctionNames::default(),
            locations: HashMap::with_hasher(FixedState::with_seed(0)),
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
        let sum = self.profile.samples.values[sample_type].get_mut(row);
        *sum = sum.saturating_add(value);
        Ok(())
    }

    fn new_sample(&mut self, alike: Alike) -> Result<usize, OutOfMemory> {
        let row = self.profile.samples.stack.len();
        let full = |_no_memory| OutOfMemory { rows: row };
        self.samples.try_reserve(1).map_err(full)?;
        self.samples.insert(alike, row as u32);
        for values in &mut self.profile.samples.values {
            values.push(0)?;
        }
        let stack = self.stack(alike)?;
        let Profile { strings, samples, .. } = &mut self.profile;
        samples.stack.push(stack)?;
        let reason = self.trace.strings.bytes(alike.reason);
        if !reason.is_empty() {
            samples.labels.push(Label {
                key: self.reason,
                is_text: true,
                text: strings.intern(reason)?,
                ..Label::default()
            })?;
        }
        samples.label_end.push(samples.labels.len() as u32)?;
        Ok(row)
    }

    fn stack(&mut self, alike: Alike) -> Result<StackId, OutOfMemory> {
        let trace = self.trace;
        if alike.is_root {
            let location = self.location(alike.stack, true)?;
            return self.stacks.push(self.stacks.root(), location);
        }
        let frames: Vec<u32> = trace
            .stacks
            .leaf_first(StackId(alike.stack))
            .map(|frame| frame.0)
            .collect();
        let mut node = self.stacks.root();
        for &frame in frames.iter().rev() {
            let location = self.location(frame, false)?;
            node = self.stacks.push(node, location)?;
        }
        Ok(node)
    }

    /// The location of a frame of the trace or, where `is_root`, of a function that stands alone.
    fn location(&mut self, number: u32, is_root: bool) -> Result<LocationId, OutOfMemory> {
        if let Some(&location) = self.locations.get(&(number, is_root)) {
            return Ok(location);
        }
        let frame = if is_root {
            Frame {
                pc: 0,
                function: StringId(number),
                file: StringId::default(),
                line: 0,
            }
        } else {
            self.trace.frames.get(number as usize)
        };
        let function = self.function(frame)?;
        let locations = &mut self.profile.locations;
        let row = locations.address.len();
        locations.lines.push(Line {
            function,
            line: i64::try_from(frame.line).unwrap_or(0),
            column: 0,
        })?;
        locations.file_id.push(row as u64 + 1)?;
        locations.mapping.push(Locations::NO_MAPPING)?;
        locations.address.push(frame.pc)?;
        locations.is_folded.push(false)?;
        locations.line_end.push(locations.lines.len() as u32)?;
        let full = |_no_memory| OutOfMemory { rows: row };
        self.locations.try_reserve(1).map_err(full)?;
        self.locations.insert((number, is_root), LocationId::from(row));
        Ok(LocationId::from(row))
    }

    fn function(&mut self, frame: Frame) -> Result<FunctionId, OutOfMemory> {
        let Self {
            trace,
            profile,
            functions,
            ..
        } = self;
        let told = trace.strings.bytes(frame.function);
        let address;
        let name = match told {
            b"" if frame.pc != 0 => {
                address = format!("{:#x}", frame.pc);
                address.as_bytes()
            }
            b"" => UNKNOWN,
            told => told,
        };
        let name = profile.strings.intern(name)?;
        let filename = profile.strings.intern(trace.strings.bytes(frame.file))?;
        functions.intern(&mut profile.functions, name, filename)
    }

    fn finish(mut self) -> Result<Profile, OutOfMemory> {
        self.profile.stacks = self.stacks.finish()?;
        Ok(self.profile)
    }
}
