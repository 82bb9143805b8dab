//! Whether events that are in order make sense.
//!
//! Source: `postProcessTrace` in `internal/trace/internal/tracev1/parser.go`, Go 1.27; `internal/trace/parser.go`, Go 1.21.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use crate::decode::trace::problem::Problem;
use crate::decode::trace::v1::cursor::RawEvent;
use crate::decode::trace::v1::goroutines::{Goroutine, Goroutines, State};
use crate::decode::trace::v1::problem::V1Problem;
use crate::decode::trace::v1::spec::Kind;
use crate::decode::trace::version::Version;
use crate::model::column::OutOfMemory;
use crate::model::trace::id::{GoId, ProcId, TaskId};

/// Processors that stand for what no processor does.
pub(super) mod place {
    use crate::model::trace::id::ProcId;

    pub(crate) const TIMERS: i32 = ProcId::TIMERS.0 as i32;
    pub(crate) const NETWORK: i32 = ProcId::NETWORK.0 as i32;
    pub(crate) const SYSCALLS: i32 = ProcId::SYSCALLS.0 as i32;
    pub(crate) const COLLECTOR: i32 = ProcId::COLLECTOR.0 as i32;
}

/// A processor.
#[derive(Clone, Copy, Debug, Default)]
struct Proc {
    is_running: bool,
    is_sweeping: bool,
    /// Whether it has stopped the world, which before 1.10 each did for itself.
    is_stopping: bool,
    /// The goroutine on it; 0 is none.
    goroutine: u64,
}

/// Follows what is running where.
#[derive(Debug)]
pub(super) struct Check {
    version: u32,
    /// By lane; the last is for what has no lane.
    procs: Vec<Proc>,
    is_collecting: bool,
    is_stopped: bool,
    tasks: HashSet<u64, FixedState>,
    /// Task and name of the regions that each goroutine is in.
    regions: HashMap<u64, Vec<(u64, u64)>, FixedState>,
}

impl Check {
    /// Before the first event.
    pub(super) fn new(version: Version, lanes: usize) -> Result<Self, OutOfMemory> {
        let mut procs = Vec::new();
        let full = OutOfMemory { rows: lanes };
        procs.try_reserve_exact(lanes + 1).map_err(|_no_memory| full)?;
        procs.resize(lanes + 1, Proc::default());
        Ok(Self {
            version: version.number(),
            procs,
            is_collecting: false,
            is_stopped: false,
            tasks: HashSet::with_hasher(FixedState::with_seed(0)),
            regions: HashMap::with_hasher(FixedState::with_seed(0)),
        })
    }

    /// Looks at an event, and gives it its place when no processor did it; `is_timer` says that its goroutine runs timers.
    #[inline]
    pub(super) fn look(
        &mut self,
        event: &mut RawEvent,
        goroutines: &mut Goroutines,
        is_timer: bool,
    ) -> Result<(), Problem> {
        let lane = (event.lane as usize).min(self.procs.len() - 1);
        let kind = event.kind;
        match kind {
            Kind::ProcStart | Kind::ProcStop => self.proc(event, lane)?,
            Kind::GCStart => {
                begin(&mut self.is_collecting, kind)?;
                event.proc = place::COLLECTOR;
            }
            Kind::GCDone => end(&mut self.is_collecting, kind)?,
            Kind::STWStart => {
                if self.version == 10 && event.args[0] > 1 {
                    return Err(V1Problem::StopKind(event.args[0]).into());
                }
                begin(self.stop(lane), kind)?;
            }
            Kind::STWDone => end(self.stop(lane), kind)?,
            Kind::GCSweepStart => begin(&mut self.procs[lane].is_sweeping, kind)?,
            Kind::GCSweepDone => end(&mut self.procs[lane].is_sweeping, kind)?,
            Kind::GCMarkAssistStart => begin(&mut known(event.goroutine, goroutines)?.assists, kind)?,
            // One that had begun before the trace may end.
            Kind::GCMarkAssistDone => known(event.goroutine, goroutines)?.assists = false,
            Kind::GoUnblock => self.unblock(event, lane, goroutines, is_timer)?,
            Kind::UserTaskCreate => {
                let full = OutOfMemory { rows: self.tasks.len() };
                self.tasks.try_reserve(1).map_err(|_no_memory| full)?;
                if !self.tasks.insert(event.args[0]) {
                    return Err(V1Problem::TaskTwice(TaskId::from_wire(event.args[0])).into());
                }
            }
            Kind::UserTaskEnd => {
                self.tasks.remove(&event.args[0]);
            }
            Kind::UserRegion => self.region(event)?,
            _ => self.goroutine(event, lane, goroutines)?,
        }
        Ok(())
    }

    fn stop(&mut self, lane: usize) -> &mut bool {
        if self.version < 10 {
            &mut self.procs[lane].is_stopping
        } else {
            &mut self.is_stopped
        }
    }

    fn proc(&mut self, event: &RawEvent, lane: usize) -> Result<(), V1Problem> {
        let proc = &mut self.procs[lane];
        let is_start = event.kind == Kind::ProcStart;
        let id = ProcId(event.proc.into());
        if proc.is_running == is_start {
            return Err(V1Problem::ProcAgain(event.kind, id));
        }
        if !is_start && proc.goroutine != 0 {
            return Err(V1Problem::ProcBusy(id, GoId::from_wire(proc.goroutine)));
        }
        proc.is_running = is_start;
        Ok(())
    }

    /// What a goroutine does by itself.
    #[inline]
    fn goroutine(&mut self, event: &mut RawEvent, lane: usize, goroutines: &mut Goroutines) -> Result<(), Problem> {
        let (kind, id) = (event.kind, event.goroutine);
        let proc = &mut self.procs[lane];
        match kind {
            Kind::GoCreate => {
                running(event, proc, known(id, goroutines)?)?;
                let new = goroutines.of(event.args[0])?;
                if new.is_known {
                    return Err(V1Problem::CreatedTwice(GoId::from_wire(event.args[0])).into());
                }
                (new.is_known, new.state, new.waits_for_network) = (true, State::Runnable, false);
            }
            Kind::GoStart | Kind::GoStartLabel => {
                let goroutine = known(id, goroutines)?;
                if goroutine.state != State::Runnable {
                    return Err(V1Problem::NotRunnable(kind, GoId::from_wire(id)).into());
                }
                if proc.goroutine != 0 {
                    let (running, starting) = (GoId::from_wire(proc.goroutine), GoId::from_wire(id));
                    let proc = ProcId(event.proc.into());
                    return Err(V1Problem::StartOver {
                        proc,
                        running,
                        starting,
                    }
                    .into());
                }
                (goroutine.state, goroutine.waits_for_network) = (State::Running, false);
                proc.goroutine = id;
            }
            Kind::GoWaiting | Kind::GoInSyscall => {
                let goroutine = known(id, goroutines)?;
                if goroutine.state != State::Runnable {
                    return Err(V1Problem::NotRunnable(kind, GoId::from_wire(id)).into());
                }
                (goroutine.state, goroutine.waits_for_network) = (State::Waiting, false);
            }
            Kind::GoSysCall => {
                let goroutine = known(id, goroutines)?;
                running_one(event, proc, goroutine)?;
                goroutine.waits_for_network = false;
            }
            Kind::GoSysExit => {
                event.proc = place::SYSCALLS;
                let goroutine = known(id, goroutines)?;
                if goroutine.state != State::Waiting {
                    return Err(V1Problem::NotWaiting(kind, GoId::from_wire(id)).into());
                }
                (goroutine.state, goroutine.waits_for_network) = (State::Runnable, false);
            }
            _ => {
                let Some(state) = state_after(kind) else {
                    return Ok(());
                };
                let goroutine = known(id, goroutines)?;
                running_one(event, proc, goroutine)?;
                goroutine.state = state;
                if !matches!(kind, Kind::GoEnd | Kind::GoStop | Kind::GoSysBlock) {
                    goroutine.waits_for_network = kind == Kind::GoBlockNet;
                }
                proc.goroutine = 0;
                if kind == Kind::GoEnd && !self.regions.is_empty() {
                    self.regions.remove(&id);
                }
            }
        }
        Ok(())
    }

    fn unblock(
        &mut self,
        event: &mut RawEvent,
        lane: usize,
        goroutines: &mut Goroutines,
        is_timer: bool,
    ) -> Result<(), Problem> {
        let waker = *known(event.goroutine, goroutines)?;
        let id = GoId::from_wire(event.goroutine);
        if waker.state != State::Running {
            return Err(V1Problem::NotRunning(event.kind, id).into());
        }
        if is_timer {
            event.proc = place::TIMERS;
        } else if self.procs[lane].goroutine != event.goroutine {
            return Err(V1Problem::Elsewhere(event.kind, id, ProcId(event.proc.into())).into());
        }
        let woken = known(event.args[0], goroutines)?;
        if woken.state != State::Waiting {
            return Err(V1Problem::NotWaiting(event.kind, GoId::from_wire(event.args[0])).into());
        }
        if woken.waits_for_network {
            event.proc = place::NETWORK;
        }
        (woken.state, woken.waits_for_network) = (State::Runnable, false);
        Ok(())
    }

    fn region(&mut self, event: &RawEvent) -> Result<(), Problem> {
        let [task, mode, name, _] = event.args;
        let full = OutOfMemory {
            rows: self.regions.len(),
        };
        match mode {
            0 => {
                self.regions.try_reserve(1).map_err(|_no_memory| full)?;
                let open = self.regions.entry(event.goroutine).or_default();
                open.try_reserve(1).map_err(|_no_memory| full)?;
                open.push((task, name));
            }
            1 => {
                let Some(open) = self.regions.get_mut(&event.goroutine) else {
                    return Ok(());
                };
                if open.pop() != Some((task, name)) {
                    return Err(V1Problem::RegionNesting(GoId::from_wire(event.goroutine)).into());
                }
                // A goroutine in no region may end one that began before the trace.
                if open.is_empty() {
                    self.regions.remove(&event.goroutine);
                }
            }
            mode => return Err(V1Problem::RegionMode(mode).into()),
        }
        Ok(())
    }
}

/// A goroutine of which something is told.
#[inline]
fn known(id: u64, goroutines: &mut Goroutines) -> Result<&mut Goroutine, OutOfMemory> {
    let goroutine = goroutines.of(id)?;
    goroutine.is_known = true;
    Ok(goroutine)
}

/// The state of a goroutine that stops running by such an event.
#[inline]
fn state_after(kind: Kind) -> Option<State> {
    Some(match kind {
        Kind::GoEnd | Kind::GoStop => State::Dead,
        Kind::GoSched | Kind::GoPreempt => State::Runnable,
        Kind::GoSysBlock => State::Waiting,
        kind if kind.is_block() => State::Waiting,
        _ => return None,
    })
}

/// Checks that the goroutine of an event runs on its processor.
#[inline]
fn running(event: &RawEvent, proc: &Proc, goroutine: &Goroutine) -> Result<(), V1Problem> {
    let id = GoId::from_wire(event.goroutine);
    if goroutine.state != State::Running {
        return Err(V1Problem::NotRunning(event.kind, id));
    }
    if proc.goroutine != event.goroutine {
        return Err(V1Problem::Elsewhere(event.kind, id, ProcId(event.proc.into())));
    }
    Ok(())
}

/// The same, and that it is one: 0 is none.
#[inline]
fn running_one(event: &RawEvent, proc: &Proc, goroutine: &Goroutine) -> Result<(), V1Problem> {
    running(event, proc, goroutine)?;
    if event.goroutine == 0 {
        return Err(V1Problem::Nobody(event.kind));
    }
    Ok(())
}

fn begin(is_on: &mut bool, kind: Kind) -> Result<(), V1Problem> {
    if std::mem::replace(is_on, true) {
        return Err(V1Problem::BegunTwice(kind));
    }
    Ok(())
}

fn end(is_on: &mut bool, kind: Kind) -> Result<(), V1Problem> {
    if !std::mem::replace(is_on, false) {
        return Err(V1Problem::NotBegun(kind));
    }
    Ok(())
}
