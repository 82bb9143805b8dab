//! v1 events → the events of all versions.
//!
//! Most have an equal; some are several, some none, and some wait until it is known which goroutines were there before:
//!
//! | v1 | is |
//! |---|---|
//! | creation before the first GOMAXPROCS | nothing; the goroutine is told of as runnable when GOMAXPROCS comes, unless it was seen doing something else |
//! | start, wait, system call before it | the goroutine's status |
//! | a processor's first event | its status |
//! | a system call | its begin, and its end a nanosecond later unless it blocks |
//! | start with a label | start, and the label |
//!
//! Source: `convertEvent` in `internal/trace/tracev1.go`, Go 1.27.

mod goroutines;
mod names;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::decode::trace::event::{Change, Context, Event};
use crate::decode::trace::problem::Problem;
use crate::decode::trace::spec::{EventType, MAX_ARGS};
use crate::decode::trace::tables::Tables;
use crate::decode::trace::v1::check::place;
use crate::decode::trace::v1::cursor::RawEvent;
use crate::decode::trace::v1::lift::names::Names;
use crate::decode::trace::v1::spec::Kind;
use crate::decode::trace::version::Version;
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::id::{GoId, ProcId, ThreadId};
use crate::model::trace::state::{GoState, ProcState};

/// Stands for no task, and no thread.
const NONE: u64 = u64::MAX;

/// A processor.
#[derive(Clone, Copy, Debug, Default)]
struct Proc {
    is_seen: bool,
    thread: Option<u64>,
}

/// Makes the events.
#[derive(Debug)]
pub(super) struct Lift {
    version: Version,
    names: Names,
    /// By lane; the last, which has no thread ever, is for what no lane's processor did.
    procs: Vec<Proc>,
    /// Parent and name of the tasks that have begun.
    tasks: HashMap<u64, (u64, StringId), FixedState>,
    /// Why the world was last stopped.
    stop_kind: StringId,
    /// Before the first GOMAXPROCS: the goroutines that were created, and whether something else was seen of each.
    old: Option<Vec<(u64, bool)>>,
    old_places: HashMap<u64, u32, FixedState>,
    /// How many stacks and strings events named that the file does not have.
    pub(super) missing: u64,
    /// What is still to be told of an event.
    second: Option<Event>,
    /// Goroutines that are still to be told of as runnable, the last first, and when.
    runnable: Vec<(u64, bool)>,
    runnable_time: i64,
}

impl Lift {
    /// Before the first event.
    pub(super) fn new(version: Version, lanes: usize, tables: &mut Tables) -> Result<Self, OutOfMemory> {
        let mut procs = Vec::new();
        let full = OutOfMemory { rows: lanes };
        procs.try_reserve_exact(lanes + 1).map_err(|_no_memory| full)?;
        procs.resize(lanes + 1, Proc::default());
        Ok(Self {
            version,
            names: Names::new(version, tables)?,
            procs,
            tasks: HashMap::with_hasher(FixedState::with_seed(0)),
            stop_kind: StringId(0),
            old: Some(Vec::new()),
            old_places: HashMap::with_hasher(FixedState::with_seed(0)),
            missing: 0,
            second: None,
            runnable: Vec::new(),
            runnable_time: 0,
        })
    }

    /// What the last event also was.
    #[inline]
    pub(super) fn more(&mut self) -> Option<Event> {
        if let Some(event) = self.second.take() {
            return Some(event);
        }
        let (id, _) = self.runnable.pop()?;
        Some(status(id, GoState::Runnable, self.runnable_time, Context::NONE))
    }

    /// What an event is, if it is anything; `time` is its time in nanoseconds, `text` that of a log message, and `blocks` says
    /// whether a system call does.
    pub(super) fn lift(
        &mut self,
        raw: &RawEvent,
        time: i64,
        text: &[u8],
        blocks: bool,
        tables: &mut Tables,
    ) -> Result<Option<Event>, Problem> {
        let row = (raw.lane as usize).min(self.procs.len() - 1);
        let stack = tables.find_stack(raw.stack.into());
        self.missing += u64::from(stack.is_none());
        let stack = u64::from(stack.unwrap_or_default());
        let mut event = Event {
            kind: EventType::Sync,
            time,
            context: self.context(raw, row),
            change: Change::None,
            args: [0; MAX_ARGS],
        };
        match raw.kind {
            Kind::Gomaxprocs => {
                if let Some(old) = self.old.take() {
                    self.tell_old(old, time);
                    return Ok(None);
                }
                (event.kind, event.args) = (EventType::ProcsChange, [raw.args[0], stack, 0, 0]);
            }
            Kind::ProcStart | Kind::ProcStop => self.proc(raw, row, &mut event),
            Kind::UserTaskCreate | Kind::UserTaskEnd | Kind::UserRegion | Kind::UserLog => {
                self.annotation(raw, stack, text, &mut event, tables)?;
            }
            Kind::CPUSample => (event.kind, event.args) = (EventType::CPUSample, [stack, 0, 0, 0]),
            // What of it was in vain before 1.11 was left out; then nobody wrote it.
            Kind::FutileWakeup if self.version.number() < 11 => return Ok(None),
            _ if self.memory(raw, stack, &mut event) => {}
            _ => return self.goroutine(raw, stack, blocks, event, tables),
        }
        Ok(Some(event))
    }

    /// What the collector does, and how much memory there is; false when it is neither.
    #[inline]
    fn memory(&mut self, raw: &RawEvent, stack: u64, event: &mut Event) -> bool {
        use EventType as E;
        (event.kind, event.args) = match raw.kind {
            Kind::GCStart => (E::GCBegin, [raw.args[0], stack, 0, 0]),
            Kind::GCDone => (E::GCEnd, raw.args),
            Kind::STWStart => {
                self.stop_kind = self.names.stop(raw.args[0]);
                (E::STWBegin, [self.stop_kind.0.into(), 0, 0, 0])
            }
            Kind::STWDone => (E::STWEnd, [self.stop_kind.0.into(), 0, 0, 0]),
            Kind::GCSweepStart => (E::GCSweepBegin, [stack, 0, 0, 0]),
            Kind::GCSweepDone => (E::GCSweepEnd, raw.args),
            Kind::GCMarkAssistStart => (E::GCMarkAssistBegin, [stack, 0, 0, 0]),
            Kind::GCMarkAssistDone => (E::GCMarkAssistEnd, raw.args),
            Kind::HeapAlloc => (E::HeapAlloc, raw.args),
            Kind::HeapGoal => (E::HeapGoal, raw.args),
            _ => return false,
        };
        true
    }

    fn annotation(
        &mut self,
        raw: &RawEvent,
        stack: u64,
        text: &[u8],
        event: &mut Event,
        tables: &mut Tables,
    ) -> Result<(), OutOfMemory> {
        use EventType as E;
        let [first, second, third, _] = raw.args;
        (event.kind, event.args) = match raw.kind {
            Kind::UserTaskCreate => {
                let full = OutOfMemory { rows: self.tasks.len() };
                self.tasks.try_reserve(1).map_err(|_no_memory| full)?;
                let name = self.string(third, tables);
                self.tasks.insert(first, (second, name));
                let parent = if second == 0 { NONE } else { second };
                (E::UserTaskBegin, [first, parent, name.0.into(), stack])
            }
            Kind::UserTaskEnd => {
                // Go tells 0, not none, at the end of a task without parent.
                let (parent, name) = self.tasks.remove(&first).unwrap_or((NONE, StringId(0)));
                (E::UserTaskEnd, [first, stack, parent, name.0.into()])
            }
            Kind::UserRegion => {
                let kind = if second == 0 {
                    E::UserRegionBegin
                } else {
                    E::UserRegionEnd
                };
                let name = self.string(third, tables);
                (kind, [first, name.0.into(), stack, 0])
            }
            _ => {
                let key = self.string(second, tables);
                let message = tables.intern(text)?;
                (E::UserLog, [first, key.0.into(), message.0.into(), stack])
            }
        };
        Ok(())
    }

    /// A string; the empty one where the file does not have it, as in Go.
    fn string(&mut self, id: u64, tables: &Tables) -> StringId {
        let found = tables.find_string(id);
        self.missing += u64::from(found.is_none());
        found.unwrap_or_default()
    }

    /// Who did it.
    #[inline]
    fn context(&self, raw: &RawEvent, row: usize) -> Context {
        let is_place = raw.proc >= place::TIMERS;
        let thread = match self.procs[row].thread {
            Some(thread) if raw.proc != -1 && !is_place => ThreadId::from_wire(thread),
            _ => ThreadId::NONE,
        };
        Context {
            thread,
            proc: ProcId(raw.proc.into()),
            goroutine: match raw.goroutine {
                0 => GoId::NONE,
                id => GoId::from_wire(id),
            },
        }
    }

    fn proc(&mut self, raw: &RawEvent, row: usize, event: &mut Event) {
        let is_start = raw.kind == Kind::ProcStart;
        let (id, number) = (ProcId(raw.proc.into()), i64::from(raw.proc).cast_unsigned());
        let proc = &mut self.procs[row];
        let is_first = !std::mem::replace(&mut proc.is_seen, true);
        proc.thread = is_start.then_some(raw.args[0]);
        let (old, new) = if is_start {
            (ProcState::Idle, ProcState::Running)
        } else {
            (ProcState::Running, ProcState::Idle)
        };
        let (kind, status, old) = match (is_first, is_start) {
            (true, true) => (EventType::ProcStatus, 1, ProcState::Undetermined),
            (true, false) => (EventType::ProcStatus, 2, ProcState::Undetermined),
            (false, true) => (EventType::ProcStart, 0, old),
            (false, false) => (EventType::ProcStop, 0, old),
        };
        (event.kind, event.args) = (kind, [number, status, 0, 0]);
        event.change = Change::Proc(id, old, new);
        if is_start {
            // The thread that starts has the processor already; one that stops still has it.
            event.context = self.context(raw, row);
        }
    }
}

/// What a goroutine was doing when the trace began.
fn status(id: u64, state: GoState, time: i64, context: Context) -> Event {
    let number = match state {
        GoState::Runnable => 1,
        GoState::Running => 2,
        GoState::Syscall => 3,
        _ => 4,
    };
    Event {
        kind: EventType::GoStatus,
        time,
        context,
        change: Change::Go(GoId::from_wire(id), GoState::Undetermined, state),
        args: [id, NONE, number, 0],
    }
}
