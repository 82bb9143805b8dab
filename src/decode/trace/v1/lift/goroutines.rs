//! What a goroutine does, told as in later versions.

use crate::decode::trace::event::{Change, Context, Event};
use crate::decode::trace::problem::Problem;
use crate::decode::trace::spec::{EventType, MAX_ARGS};
use crate::decode::trace::tables::Tables;
use crate::decode::trace::v1::cursor::RawEvent;
use crate::decode::trace::v1::lift::{Lift, status};
use crate::decode::trace::v1::problem::V1Problem;
use crate::decode::trace::v1::spec::Kind;
use crate::decode::trace::v1::symbols;
use crate::model::column::OutOfMemory;
use crate::model::trace::id::{GoId, ProcId, ThreadId};
use crate::model::trace::state::GoState;

impl Lift {
    /// What an event is that a goroutine does, if it is anything; `event` has its time and context.
    #[inline]
    pub(super) fn goroutine(
        &mut self,
        raw: &RawEvent,
        stack: u64,
        blocks: bool,
        mut event: Event,
        tables: &mut Tables,
    ) -> Result<Option<Event>, Problem> {
        use EventType as E;
        let [first, second, ..] = raw.args;
        let (time, context) = (event.time, event.context);
        let (kind, args, id, old, new) = match raw.kind {
            Kind::GoCreate => {
                if self.old.is_some() {
                    self.add_old(first)?;
                    return Ok(None);
                }
                let entry = match self.version.number() {
                    5 => symbols::entry(second, tables)?,
                    _ => second,
                };
                let entry = tables.find_stack(entry);
                self.missing += u64::from(entry.is_none());
                let entry = u64::from(entry.unwrap_or_default());
                let (id, args) = (GoId::from_wire(first), [first, entry, stack, 0]);
                (E::GoCreate, args, id, GoState::NotExist, GoState::Runnable)
            }
            Kind::GoStart if self.old.is_some() => {
                self.see_old(first);
                return Ok(Some(status(first, GoState::Running, time, context)));
            }
            Kind::GoWaiting | Kind::GoInSyscall => {
                self.see_old(first);
                let is_waiting = raw.kind == Kind::GoWaiting;
                let state = if is_waiting { GoState::Waiting } else { GoState::Syscall };
                return Ok(Some(status(first, state, time, context)));
            }
            Kind::GoStart | Kind::GoStartLabel => {
                if raw.kind == Kind::GoStartLabel {
                    event.context = self.label(raw, time, tables);
                }
                let (id, args) = (GoId::from_wire(first), [first, second, 0, 0]);
                (E::GoStart, args, id, GoState::Runnable, GoState::Running)
            }
            Kind::GoUnblock => {
                let (id, args) = (GoId::from_wire(first), [first, second, stack, 0]);
                (E::GoUnblock, args, id, GoState::Waiting, GoState::Runnable)
            }
            Kind::GoSysCall => {
                if !blocks {
                    event.context = self.end_at_once(raw, time);
                }
                let (id, args) = (context.goroutine, [0, stack, 0, 0]);
                (E::GoSyscallBegin, args, id, GoState::Running, GoState::Syscall)
            }
            // That its system call blocks, the begin said.
            Kind::GoSysBlock => return Ok(None),
            Kind::GoSysExit => {
                let (id, args) = (context.goroutine, [0; MAX_ARGS]);
                (E::GoSyscallEndBlocked, args, id, GoState::Syscall, GoState::Runnable)
            }
            kind => {
                let (to, new) = stop(kind).ok_or(V1Problem::Unexpected(kind))?;
                let args = match to {
                    E::GoDestroy => [0; MAX_ARGS],
                    _ => [self.names.reason(kind).0.into(), stack, 0, 0],
                };
                (to, args, context.goroutine, GoState::Running, new)
            }
        };
        (event.kind, event.args) = (kind, args);
        event.change = Change::Go(id, old, new);
        Ok(Some(event))
    }

    /// Who did it, where Go takes thread 0 for the thread of a processor that has none.
    fn context_of_thread(&self, raw: &RawEvent) -> Context {
        let place = (raw.lane as usize).min(self.procs.len() - 1);
        Context {
            thread: ThreadId::from_wire(self.procs[place].thread.unwrap_or(0)),
            proc: ProcId(raw.proc.into()),
            goroutine: GoId::from_wire(raw.goroutine),
        }
    }

    /// Puts a label behind a start.
    fn label(&mut self, raw: &RawEvent, time: i64, tables: &Tables) -> Context {
        let context = self.context_of_thread(raw);
        let label = self.string(raw.args[2], tables);
        self.second = Some(Event {
            kind: EventType::GoLabel,
            time,
            context,
            change: Change::None,
            args: [label.0.into(), 0, 0, 0],
        });
        context
    }

    /// Puts the end of a system call behind its begin.
    fn end_at_once(&mut self, raw: &RawEvent, time: i64) -> Context {
        let context = self.context_of_thread(raw);
        self.second = Some(Event {
            kind: EventType::GoSyscallEnd,
            time: time.saturating_add(1),
            context,
            change: Change::Go(context.goroutine, GoState::Syscall, GoState::Running),
            args: [0; MAX_ARGS],
        });
        context
    }

    /// Takes a goroutine that was there before the trace.
    fn add_old(&mut self, id: u64) -> Result<(), OutOfMemory> {
        let Some(old) = &mut self.old else {
            return Ok(());
        };
        let full = OutOfMemory { rows: old.len() };
        old.try_reserve(1).map_err(|_no_memory| full)?;
        self.old_places.try_reserve(1).map_err(|_no_memory| full)?;
        self.old_places.insert(id, old.len() as u32);
        old.push((id, false));
        Ok(())
    }

    /// Tells of the goroutines of which nothing else was told than that they are there.
    pub(super) fn tell_old(&mut self, mut old: Vec<(u64, bool)>, time: i64) {
        old.retain(|(_, is_seen)| !is_seen);
        old.reverse();
        self.runnable = old;
        self.runnable_time = time;
        self.old_places.clear();
    }

    /// Something else is told of a goroutine than that it is there.
    fn see_old(&mut self, id: u64) {
        if let (Some(old), Some(&place)) = (&mut self.old, self.old_places.get(&id))
            && let Some((_, is_seen)) = old.get_mut(place as usize)
        {
            *is_seen = true;
        }
    }
}

/// What a goroutine that runs does when it stops running, and what it is then.
#[inline]
fn stop(kind: Kind) -> Option<(EventType, GoState)> {
    Some(match kind {
        Kind::GoEnd => (EventType::GoDestroy, GoState::NotExist),
        Kind::GoSched | Kind::GoPreempt => (EventType::GoStop, GoState::Runnable),
        Kind::GoStop => (EventType::GoBlock, GoState::Waiting),
        kind if kind.is_block() => (EventType::GoBlock, GoState::Waiting),
        _ => return None,
    })
}
