//! System calls, and goroutines that live in one: callbacks of C.

use crate::decode::trace::event::{Change, Context, Event};
use crate::decode::trace::spec::EventType;
use crate::decode::trace::v2::cursor::RawEvent;
use crate::decode::trace::v2::order::problem::{OrderProblem, ProcStatus};
use crate::decode::trace::v2::order::{Advanced, Need, Order, require, require_all, told};
use crate::model::trace::id::{GoId, ProcId};
use crate::model::trace::state::{GoState, ProcState};

impl Order {
    pub(super) fn syscall_begin(&mut self, event: &RawEvent, now: Context) -> Advanced {
        require_all(event.kind, now)?;
        self.current(event, now, GoState::Running)?.state = GoState::Syscall;
        let sequence = self.sequence(event.args[0]);
        let proc = self.procs.get_mut(&now.proc.0);
        let proc = proc.ok_or(OrderProblem::UnknownProc(event.kind, now.proc))?;
        proc.status = ProcStatus::Syscall;
        // The count tells which call a processor is taken from. The thread runs on it, so there is nothing to wait for.
        if !sequence.follows(proc.sequence) {
            return Err(OrderProblem::ProcSequence {
                proc: now.proc,
                found: event.args[0],
                last: proc.sequence.count,
            }
            .into());
        }
        proc.sequence = sequence;
        let change = Change::Go(now.goroutine, GoState::Running, GoState::Syscall);
        self.emit(told(event, now, change));
        Ok(Some(now))
    }

    pub(super) fn syscall_end(&mut self, event: &RawEvent, now: Context) -> Advanced {
        require_all(event.kind, now)?;
        self.current(event, now, GoState::Syscall)?.state = GoState::Running;
        let proc = self.procs.get_mut(&now.proc.0);
        let proc = proc.ok_or(OrderProblem::UnknownProc(event.kind, now.proc))?;
        if proc.status != ProcStatus::Syscall {
            return Err(OrderProblem::ProcState(event.kind, now.proc, proc.status).into());
        }
        proc.status = ProcStatus::Running;
        let change = Change::Go(now.goroutine, GoState::Syscall, GoState::Running);
        self.emit(told(event, now, change));
        Ok(Some(now))
    }

    /// Waits until the processor that the thread had was taken away or let go.
    pub(super) fn syscall_end_blocked(&mut self, event: &RawEvent, now: Context) -> Advanced {
        if now.proc.is_some() {
            let proc = self.procs.get(&now.proc.0);
            let proc = proc.ok_or(OrderProblem::UnknownProc(event.kind, now.proc))?;
            if proc.status == ProcStatus::Syscall {
                return Ok(None);
            }
        }
        require(event.kind, now, Need::May, Need::Must)?;
        self.current(event, now, GoState::Syscall)?.state = GoState::Runnable;
        let change = Change::Go(now.goroutine, GoState::Syscall, GoState::Runnable);
        self.emit(told(event, now, change));
        Ok(Some(Context {
            goroutine: GoId::NONE,
            ..now
        }))
    }

    pub(super) fn create_in_syscall(&mut self, event: &RawEvent, now: Context) -> Advanced {
        require(event.kind, now, Need::May, Need::MustNot)?;
        let id = GoId::from_wire(event.args[0]);
        if self.goroutines.get(id).is_some() {
            return Err(OrderProblem::CreatedTwice(id).into());
        }
        self.add(id, GoState::Syscall)?;
        self.emit(told(event, now, Change::Go(id, GoState::NotExist, GoState::Syscall)));
        Ok(Some(Context { goroutine: id, ..now }))
    }

    /// The goroutine ends, and its thread with it, whose number the system may give to another. So the processor is taken for
    /// lost right away: later nobody could tell from which of the two it is stolen.
    pub(super) fn destroy_in_syscall(&mut self, event: &RawEvent, now: Context) -> Advanced {
        require(event.kind, now, Need::May, Need::Must)?;
        let id = now.goroutine;
        self.current(event, now, GoState::Syscall)?;
        self.goroutines.remove(id);
        if now.proc.is_some() {
            let proc = self.procs.get_mut(&now.proc.0);
            let proc = proc.ok_or(OrderProblem::UnknownProc(event.kind, now.proc))?;
            if proc.status != ProcStatus::Syscall {
                return Err(OrderProblem::ProcState(event.kind, now.proc, proc.status).into());
            }
            proc.status = ProcStatus::Abandoned;
            self.emit(Event {
                kind: EventType::ProcSteal,
                time: event.time,
                context: now,
                change: Change::Proc(now.proc, ProcState::Running, ProcState::Idle),
                args: [now.proc.0.cast_unsigned(), 0, 0, 0],
            });
        }
        self.emit(told(event, now, Change::Go(id, GoState::Syscall, GoState::NotExist)));
        Ok(Some(Context {
            proc: ProcId::NONE,
            goroutine: GoId::NONE,
            ..now
        }))
    }
}
