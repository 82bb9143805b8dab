//! Processors: who has them.

use crate::decode::trace::event::{Change, Context};
use crate::decode::trace::v2::cursor::RawEvent;
use crate::decode::trace::v2::order::problem::{OrderProblem, ProcStatus};
use crate::decode::trace::v2::order::state::{Proc, Ranges, Sequence};
use crate::decode::trace::v2::order::{Advanced, Need, Order, require, reserve, told};
use crate::model::trace::id::{ProcId, ThreadId};
use crate::model::trace::state::ProcState;

impl ProcStatus {
    /// The state that it is shown as.
    fn state(self) -> ProcState {
        match self {
            Self::Bad => ProcState::Undetermined,
            Self::Running | Self::Syscall => ProcState::Running,
            Self::Idle | Self::Abandoned => ProcState::Idle,
        }
    }
}

impl Order {
    pub(super) fn sequence(&self, count: u64) -> Sequence {
        Sequence {
            generation: self.generation,
            count,
        }
    }

    /// The status of a processor whose number may be any.
    pub(super) fn proc(&mut self, proc: ProcId) -> Option<&mut Proc> {
        self.procs.get_mut(&proc.0)
    }

    pub(super) fn proc_status(&mut self, event: &RawEvent, now: Context) -> Advanced {
        let id = ProcId::from_wire(event.args[0]);
        let told_status = ProcStatus::from_wire(event.args[1]).ok_or(OrderProblem::ProcStatus(id, event.args[1]))?;
        let sequence = self.sequence(0);
        let is_first = self.generation == self.first_generation;
        let (mut status, mut old) = (told_status, told_status.state());
        // Abandoned says that something was lost; where we lost nothing, the thread still has the processor.
        let mut is_promoted = false;
        if let Some(proc) = self.proc(id) {
            match (told_status, proc.status) {
                (ProcStatus::Abandoned, ProcStatus::Syscall) => {
                    old = ProcState::Running;
                    status = ProcStatus::Syscall;
                    is_promoted = true;
                }
                (found, known) if found != known => {
                    return Err(OrderProblem::ProcStatusChanged(id, known, found).into());
                }
                _ => {}
            }
            proc.sequence = sequence;
        } else {
            reserve(&mut self.procs)?;
            self.procs.insert(
                id.0,
                Proc {
                    status,
                    sequence,
                    ranges: Ranges::default(),
                },
            );
            old = if is_first {
                ProcState::Undetermined
            } else {
                ProcState::NotExist
            };
        }
        let mut then = now;
        if matches!(told_status, ProcStatus::Running | ProcStatus::Syscall) {
            then.proc = id;
        }
        let mut context = now;
        if is_promoted {
            // Another thread tells of it, as a rule: the event belongs to the one that has it. Rare, so a search will do.
            let holder = self
                .threads
                .iter()
                .rev()
                .find(|thread| thread.is_seen && thread.proc == id);
            let holder = holder.ok_or(OrderProblem::NoThreadOfProc(id))?;
            context = Context {
                thread: holder.id,
                proc: id,
                goroutine: holder.goroutine,
            };
        }
        self.emit(told(event, context, Change::Proc(id, old, status.state())));
        Ok(Some(then))
    }

    pub(super) fn proc_start(&mut self, event: &RawEvent, now: Context) -> Advanced {
        let id = ProcId::from_wire(event.args[0]);
        let sequence = self.sequence(event.args[1]);
        let Some(proc) = self.procs.get_mut(&id.0) else {
            return Ok(None);
        };
        // A thread that still has a processor is in a system call, and it was not yet seen that it was taken away.
        if proc.status != ProcStatus::Idle || !sequence.follows(proc.sequence) || now.proc.is_some() {
            return Ok(None);
        }
        require(event.kind, now, Need::MustNot, Need::May)?;
        proc.status = ProcStatus::Running;
        proc.sequence = sequence;
        self.emit(told(event, now, Change::Proc(id, ProcState::Idle, ProcState::Running)));
        Ok(Some(Context { proc: id, ..now }))
    }

    pub(super) fn proc_stop(&mut self, event: &RawEvent, now: Context) -> Advanced {
        let id = now.proc;
        let proc = self.proc(id).ok_or(OrderProblem::UnknownProc(event.kind, id))?;
        if !matches!(proc.status, ProcStatus::Running | ProcStatus::Syscall) {
            return Err(OrderProblem::ProcState(event.kind, id, proc.status).into());
        }
        require(event.kind, now, Need::Must, Need::May)?;
        proc.status = ProcStatus::Idle;
        self.emit(told(event, now, Change::Proc(id, ProcState::Running, ProcState::Idle)));
        Ok(Some(Context {
            proc: ProcId::NONE,
            ..now
        }))
    }

    pub(super) fn proc_steal(&mut self, event: &RawEvent, now: Context) -> Advanced {
        let id = ProcId::from_wire(event.args[0]);
        let sequence = self.sequence(event.args[1]);
        let victim = ThreadId::from_wire(event.args[2]);
        let Some(proc) = self.procs.get_mut(&id.0) else {
            return Ok(None);
        };
        let old = proc.status;
        if !matches!(old, ProcStatus::Syscall | ProcStatus::Abandoned) || !sequence.follows(proc.sequence) {
            return Ok(None);
        }
        require(event.kind, now, Need::May, Need::May)?;
        proc.status = ProcStatus::Idle;
        proc.sequence = sequence;
        if old == ProcStatus::Abandoned {
            // Whose it was is lost, so nobody loses it; it was shown as idle before.
            self.emit(told(event, now, Change::Proc(id, ProcState::Idle, ProcState::Idle)));
            return Ok(Some(now));
        }
        let mut then = now;
        let held = if victim == now.thread {
            &mut then.proc
        } else {
            let slot = self.thread_slots.get(&victim.0);
            let thread = slot.map(|&slot| &mut self.threads[slot as usize]);
            let thread = thread.filter(|thread| thread.is_seen);
            &mut thread.ok_or(OrderProblem::StolenFromUnknown(id, victim))?.proc
        };
        if *held != id {
            return Err(OrderProblem::StolenFrom {
                proc: id,
                thread: victim,
                found: *held,
            }
            .into());
        }
        // The thread can leave its system call now.
        *held = ProcId::NONE;
        self.emit(told(event, now, Change::Proc(id, ProcState::Running, ProcState::Idle)));
        Ok(Some(then))
    }
}
