//! A profile of one kind, of a part of a trace: what lies in it counts, and all of that.
//!
//! Only where no part of the time is told do the kinds of `go tool trace -pprof` count as that does: see [`waits`].
//!
//! | kind | the stack of a sample |
//! |---|---|
//! | network, synchronisation, blocked, one reason | where the goroutine began to wait |
//! | system calls | where the call was made |
//! | scheduler latency | of whoever made or woke the goroutine; its own where it gave way |
//! | ready | its own: where it stopped, waited, or the function that it begins with |
//! | assist | where memory was allocated |
//! | CPU samples | what ran |
//! | wall | the goroutine's own; what ran is spread over its CPU samples, or stands under the function that it begins with |

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analyze::trace::profile::kind::ProfileKind;
use crate::analyze::trace::profile::making::{Making, Sites};
use crate::analyze::trace::profile::waits;
use crate::analyze::trace::scope::{Scope, Scoped, Window};
use crate::analyze::trace::stretches::{self, Stretch};
use crate::analyze::trace::waits::Wait;
use crate::model::column::OutOfMemory;
use crate::model::id::{StackId, StringId};
use crate::model::profile::{Label, Profile, ValueType};
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::range::{NO_TIME, RangeKind, RangeLane};
use crate::model::trace::sample::Sample;
use crate::model::trace::span::By;
use crate::model::trace::state::GoState;

/// Names and units of sample types, in order.
const DELAYS: [(&[u8], &[u8]); 2] = [(b"contentions", b"count"), (b"delay", b"nanoseconds")];
const TIMES: [(&[u8], &[u8]); 2] = [(b"stretches", b"count"), (b"time", b"nanoseconds")];
const SAMPLES: [(&[u8], &[u8]); 1] = [(b"samples", b"count")];
const COUNT: usize = 0;
const NANOS: usize = 1;

/// The profile of a kind. Its strings are new.
pub fn profile(trace: &Trace, kind: &ProfileKind, scope: &Scope) -> Result<Profile, OutOfMemory> {
    let scoped = Scoped::new(trace, scope)?;
    if let (ProfileKind::Wait(wait), None) = (kind, scope.window) {
        return waits::profile(trace, *wait, &scoped);
    }
    let mut profile = Maker::new(trace, kind)?.make(&scoped)?;
    let (from, _) = scope.window(trace);
    profile.duration_nanos = scope.length(trace);
    profile.time_nanos = trace.began_at().map_or(0, |began| began.saturating_add(from));
    Ok(profile)
}

/// What makes spans one sample: a stack of the trace or, where `is_root`, the name of a function; what was done, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Alike {
    stack: u32,
    is_root: bool,
    state: GoState,
    reason: StringId,
}

impl Alike {
    fn at(stack: StackId) -> Self {
        Self {
            stack: stack.0,
            is_root: false,
            state: GoState::Undetermined,
            reason: StringId(0),
        }
    }
}

struct Maker<'a> {
    trace: &'a Trace,
    kind: &'a ProfileKind,
    making: Making<'a>,
    /// The keys of labels.
    reason: StringId,
    state: StringId,
    rows: HashMap<Alike, u32, FixedState>,
    /// CPU samples of the goroutine at hand, and those of all, by goroutine.
    samples: Vec<Sample>,
}

impl<'a> Maker<'a> {
    fn new(trace: &'a Trace, kind: &'a ProfileKind) -> Result<Self, OutOfMemory> {
        let types: &[_] = match kind {
            ProfileKind::Cpu => &SAMPLES,
            ProfileKind::Wall => &TIMES,
            _ => &DELAYS,
        };
        let mut making = Making::new(trace, types, Sites::Frames)?;
        let profile = &mut making.profile;
        profile.period_type = ValueType {
            kind: profile.strings.intern(b"trace")?,
            unit: profile.strings.intern(b"count")?,
        };
        profile.period = 1;
        let (reason, state) = (profile.strings.intern(b"reason")?, profile.strings.intern(b"state")?);
        let mut samples: Vec<Sample> = Vec::new();
        if *kind == ProfileKind::Wall {
            let full = |_no_memory| OutOfMemory { rows: 0 };
            samples.try_reserve_exact(trace.samples.len()).map_err(full)?;
            samples.extend(trace.samples.iter());
            samples.sort_by_key(|sample| sample.goroutine);
        }
        Ok(Self {
            trace,
            kind,
            making,
            reason,
            state,
            rows: HashMap::with_hasher(FixedState::with_seed(0)),
            samples,
        })
    }

    fn make(mut self, scoped: &Scoped<'_>) -> Result<Profile, OutOfMemory> {
        if *self.kind == ProfileKind::Cpu {
            self.add_samples(scoped)?;
            return self.making.finish();
        }
        let mut windows = Vec::new();
        for goroutine in self.trace.goroutines.rows() {
            scoped.windows(goroutine, &mut windows)?;
            for &window in &windows {
                match self.kind {
                    ProfileKind::Assist => self.add_assists(goroutine, window)?,
                    ProfileKind::Wall => self.add_all(goroutine, window)?,
                    _ => self.add_waits(goroutine, window)?,
                }
            }
        }
        self.making.finish()
    }

    fn add_waits(&mut self, goroutine: GoRow, window: Window) -> Result<(), OutOfMemory> {
        let mut before = None;
        for stretch in stretches::of(self.trace, goroutine, window) {
            let alike = match self.kind {
                ProfileKind::Ready if stretch.what.state == GoState::Runnable => {
                    Alike::at(own_stack(self.trace, goroutine, &stretch, before))
                }
                ProfileKind::Wait(wait) if wait.is(self.trace, stretch.what) => Alike::at(stretch.change.stack),
                ProfileKind::Blocked if stretch.what.state == GoState::Waiting => Alike {
                    reason: stretch.what.reason,
                    ..Alike::at(stretch.change.stack)
                },
                ProfileKind::Reason(reason)
                    if stretch.what.state == GoState::Waiting
                        && self.trace.strings.bytes(stretch.what.reason) == reason.as_bytes() =>
                {
                    Alike::at(stretch.change.stack)
                }
                _ => {
                    before = Some(stretch);
                    continue;
                }
            };
            self.add(alike, 1, stretch.within(window))?;
            before = Some(stretch);
        }
        Ok(())
    }

    fn add_assists(&mut self, goroutine: GoRow, (from, to): Window) -> Result<(), OutOfMemory> {
        for row in self.trace.ranges.of(RangeLane::Goroutine(goroutine)) {
            let range = self.trace.ranges.get(row);
            let end = if range.end == NO_TIME {
                self.trace.end
            } else {
                range.end
            };
            let start = range.start.max(0);
            if range.kind == RangeKind::Assist {
                self.add(Alike::at(range.stack), 1, end.min(to) - start.max(from))?;
            }
        }
        Ok(())
    }

    fn add_samples(&mut self, scoped: &Scoped<'_>) -> Result<(), OutOfMemory> {
        let mut windows = Vec::new();
        let (mut last, mut is_first) = (GoRow::NONE, true);
        for sample in self.trace.samples.iter() {
            if std::mem::take(&mut is_first) || last != sample.goroutine {
                last = sample.goroutine;
                scoped.windows(last, &mut windows)?;
            }
            if windows.iter().any(|&(from, to)| (from..to).contains(&sample.time)) {
                let row = self.row(Alike::at(sample.stack))?;
                self.making.add(row, COUNT, 1);
            }
        }
        Ok(())
    }

    /// Adds all that a goroutine did.
    fn add_all(&mut self, goroutine: GoRow, window: Window) -> Result<(), OutOfMemory> {
        let trace = self.trace;
        let (mut before, mut ran, mut times) = (None, 0, 0);
        for stretch in stretches::of(trace, goroutine, window) {
            let state = stretch.what.state;
            let nanos = stretch.within(window);
            let stack = match state {
                GoState::Running => {
                    ran += nanos;
                    times += 1;
                    before = Some(stretch);
                    continue;
                }
                GoState::Runnable => own_stack(trace, goroutine, &stretch, before),
                GoState::Waiting | GoState::Syscall => stretch.change.stack,
                GoState::NotExist | GoState::Undetermined => {
                    before = Some(stretch);
                    continue;
                }
            };
            let reason = if state == GoState::Waiting {
                stretch.what.reason
            } else {
                StringId(0)
            };
            self.add(
                Alike {
                    state,
                    reason,
                    ..Alike::at(stack)
                },
                1,
                nanos,
            )?;
            before = Some(stretch);
        }
        self.add_running(goroutine, window, ran, times)
    }

    /// Spreads what a goroutine ran over its samples, or puts it under the function that it begins with.
    fn add_running(&mut self, goroutine: GoRow, (from, to): Window, ran: i64, times: i64) -> Result<(), OutOfMemory> {
        let running = |stack: u32, is_root| Alike {
            stack,
            is_root,
            state: GoState::Running,
            reason: StringId(0),
        };
        let first = self.samples.partition_point(|sample| sample.goroutine < goroutine);
        let own = self.samples[first..]
            .iter()
            .take_while(|sample| sample.goroutine == goroutine)
            .filter(|sample| (from..to).contains(&sample.time));
        let stacks: Vec<u32> = own.map(|sample| sample.stack.0).collect();
        let count = stacks.len() as i64;
        if count == 0 {
            return self.add(running(self.trace.goroutines.get(goroutine).root.0, true), times, ran);
        }
        // What is left over by dividing goes to the first.
        for (place, stack) in stacks.into_iter().enumerate() {
            let more = i64::from((place as i64) < ran % count);
            self.add(running(stack, false), 1, ran / count + more)?;
        }
        Ok(())
    }

    fn add(&mut self, alike: Alike, times: i64, nanos: i64) -> Result<(), OutOfMemory> {
        if nanos <= 0 {
            return Ok(());
        }
        let row = self.row(alike)?;
        self.making.add(row, COUNT, times);
        self.making.add(row, NANOS, nanos);
        Ok(())
    }

    /// The sample of what is alike.
    fn row(&mut self, alike: Alike) -> Result<usize, OutOfMemory> {
        if let Some(&row) = self.rows.get(&alike) {
            return Ok(row as usize);
        }
        let stack = if alike.is_root {
            self.making.stack_of_function(StringId(alike.stack))?
        } else {
            self.making.stack(StackId(alike.stack), usize::MAX)?
        };
        let state = match alike.state {
            GoState::Running => "running",
            GoState::Runnable => "runnable",
            GoState::Waiting => "waiting",
            GoState::Syscall => "system call",
            GoState::Undetermined | GoState::NotExist => "",
        };
        let reason = self.trace.strings.bytes(alike.reason);
        let mut labels: Vec<Label> = Vec::new();
        for (key, text) in [(self.reason, reason), (self.state, state.as_bytes())] {
            if !text.is_empty() {
                labels.push(Label {
                    key,
                    is_text: true,
                    text: self.making.profile.strings.intern(text)?,
                    ..Label::default()
                });
            }
        }
        let row = self.making.push_sample(stack, &labels)?;
        let full = |_no_memory| OutOfMemory { rows: row };
        self.rows.try_reserve(1).map_err(full)?;
        self.rows.insert(alike, row as u32);
        Ok(row)
    }
}

/// Where a goroutine that waits for a processor is itself. Before it is what it did before, if that was looked at.
fn own_stack(trace: &Trace, goroutine: GoRow, stretch: &Stretch, before: Option<Stretch>) -> StackId {
    let change = stretch.change;
    if change.by == By::NOBODY && change.stack != StackId(0) {
        return change.stack;
    }
    let before = match before {
        Some(before) => Some(before.change),
        None => trace.spans.at(goroutine, change.time - 1),
    };
    match before {
        Some(before) if trace.whats.get(before.what).state != GoState::NotExist => before.stack,
        _ => trace.goroutines.get(goroutine).first_stack,
    }
}

/// Whether a trace has anything that a profile of a kind would tell, as far as is known without looking at every change.
pub fn has_any(trace: &Trace, kind: &ProfileKind) -> bool {
    let has_what =
        |is: &dyn Fn(crate::model::trace::what::What) -> bool| trace.whats.rows().iter().any(|&what| is(what));
    match kind {
        ProfileKind::Wait(wait) => has_what(&|what| wait.is(trace, what)),
        ProfileKind::Blocked => has_what(&|what| what.state == GoState::Waiting),
        ProfileKind::Reason(reason) => {
            has_what(&|what| what.state == GoState::Waiting && trace.strings.bytes(what.reason) == reason.as_bytes())
        }
        ProfileKind::Ready => has_any(trace, &ProfileKind::Wait(Wait::Sched)),
        ProfileKind::Assist => trace.ranges.of(RangeLane::Kind(RangeKind::Assist)).next().is_some(),
        ProfileKind::Cpu => !trace.samples.is_empty(),
        ProfileKind::Wall => true,
    }
}
