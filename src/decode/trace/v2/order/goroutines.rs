//! Goroutines: made, started, stopped, woken.

use crate::decode::trace::event::{Change, Context};
use crate::decode::trace::problem::Problem;
use crate::decode::trace::spec::EventType;
use crate::decode::trace::v2::cursor::RawEvent;
use crate::decode::trace::v2::order::problem::OrderProblem;
use crate::decode::trace::v2::order::state::{Goroutine, Thread};
use crate::decode::trace::v2::order::{Advanced, Need, Order, Slot, require, require_all, told};
use crate::model::trace::id::{GoId, ProcId, ThreadId};
use crate::model::trace::state::GoState;

impl Order {
    /// The running goroutine, which must be in a state.
    #[inline]
    pub(super) fn current(
        &mut self,
        event: &RawEvent,
        now: Context,
        state: GoState,
    ) -> Result<&mut Goroutine, OrderProblem> {
        let id = now.goroutine;
        let goroutine = self.goroutines.get_mut(id);
        let goroutine = goroutine.ok_or(OrderProblem::UnknownGoroutine(event.kind, id))?;
        if goroutine.state != state {
            return Err(OrderProblem::GoState(event.kind, id, goroutine.state));
        }
        Ok(goroutine)
    }

    /// A goroutine that is in a state and whose next count the event has; none when the event must wait.
    #[inline]
    pub(super) fn awaited(&mut self, event: &RawEvent, state: GoState) -> Option<(GoId, &mut Goroutine)> {
        let id = GoId::from_wire(event.args[0]);
        let sequence = self.sequence(event.args[1]);
        let goroutine = self.goroutines.get_mut(id)?;
        if goroutine.state != state || !sequence.follows(goroutine.sequence) {
            return None;
        }
        goroutine.sequence = sequence;
        Some((id, goroutine))
    }

    /// Adds a goroutine that is not there.
    pub(super) fn add(&mut self, id: GoId, state: GoState) -> Result<(), Problem> {
        let generation = self.generation;
        Ok(self.goroutines.insert(id, Goroutine::new(state, generation))?)
    }

    pub(super) fn go_create(&mut self, event: &RawEvent, now: Context) -> Advanced {
        require(event.kind, now, Need::Must, Need::May)?;
        if let Some(creator) = self.goroutines.get(now.goroutine)
            && creator.state != GoState::Running
        {
            return Err(OrderProblem::GoState(event.kind, now.goroutine, creator.state).into());
        }
        let id = GoId::from_wire(event.args[0]);
        if self.goroutines.get(id).is_some() {
            return Err(OrderProblem::CreatedTwice(id).into());
        }
        let state = if event.kind == EventType::GoCreateBlocked {
            GoState::Waiting
        } else {
            GoState::Runnable
        };
        self.add(id, state)?;
        self.emit(told(event, now, Change::Go(id, GoState::NotExist, state)));
        Ok(Some(now))
    }

    #[inline]
    pub(super) fn go_start(&mut self, event: &RawEvent, slot: Slot) -> Result<bool, Problem> {
        let Some((id, goroutine)) = self.awaited(event, GoState::Runnable) else {
            return Ok(false);
        };
        goroutine.state = GoState::Running;
        let now = self.now(slot);
        require(event.kind, now, Need::Must, Need::MustNot)?;
        self.emit_change(event, now, Change::Go(id, GoState::Runnable, GoState::Running));
        self.set_goroutine(slot, id);
        Ok(true)
    }

    #[inline]
    pub(super) fn go_stop(&mut self, event: &RawEvent, slot: Slot) -> Result<bool, Problem> {
        let now = self.now(slot);
        require_all(event.kind, now)?;
        let id = now.goroutine;
        let goroutine = self.current(event, now, GoState::Running)?;
        let state = match event.kind {
            EventType::GoStop => GoState::Runnable,
            EventType::GoBlock => GoState::Waiting,
            _ => GoState::NotExist,
        };
        goroutine.state = state;
        if state == GoState::NotExist {
            self.goroutines.remove(id);
        }
        self.emit_change(event, now, Change::Go(id, GoState::Running, state));
        self.set_goroutine(slot, GoId::NONE);
        Ok(true)
    }

    #[inline]
    pub(super) fn go_unblock(&mut self, event: &RawEvent, slot: Slot) -> bool {
        let Some((id, goroutine)) = self.awaited(event, GoState::Waiting) else {
            return false;
        };
        goroutine.state = GoState::Runnable;
        // Anything can wake a goroutine, so nothing is asked of the context.
        let now = self.now(slot);
        self.emit_change(event, now, Change::Go(id, GoState::Waiting, GoState::Runnable));
        true
    }

    pub(super) fn go_status(&mut self, event: &RawEvent, now: Context) -> Advanced {
        let id = GoId::from_wire(event.args[0]);
        let thread = ThreadId::from_wire(event.args[1]);
        let state = GoState::from_wire(event.args[2]).ok_or(OrderProblem::GoStatus(id, event.args[2]))?;
        let sequence = self.sequence(0);
        let is_first = self.generation == self.first_generation;
        let mut old = state;
        if let Some(goroutine) = self.goroutines.get_mut(id) {
            if goroutine.state != state {
                return Err(OrderProblem::GoStatusChanged(id, goroutine.state, state).into());
            }
            goroutine.sequence = sequence;
        } else if is_first {
            self.add(id, state)?;
            old = GoState::Undetermined;
        } else {
            return Err(OrderProblem::LateGoroutine(id).into());
        }
        let (mut context, mut then) = (now, now);
        match state {
            GoState::Running => then.goroutine = id,
            GoState::Syscall if !thread.is_some() => return Err(OrderProblem::SyscallWithoutThread(id).into()),
            GoState::Syscall if thread == now.thread => {
                // Only the first generation may tell of a binding that was not seen to happen.
                if !is_first && now.goroutine != id {
                    return Err(OrderProblem::SyscallThread(id, now.goroutine).into());
                }
                then.goroutine = id;
            }
            GoState::Syscall => {
                context.thread = thread;
                if self.bind_in_syscall(id, thread)? {
                    context.goroutine = id;
                }
            }
            _ => {}
        }
        self.emit(told(event, context, Change::Go(id, old, state)));
        Ok(Some(then))
    }

    /// A goroutine sits in a system call on another thread than tells of it; says whether that was known.
    ///
    /// It has no processor: as a generation begins, processors are taken from all threads in system calls.
    fn bind_in_syscall(&mut self, id: GoId, thread: ThreadId) -> Result<bool, Problem> {
        let slot = self.slot(thread)?;
        let Some(slot) = slot.0 else { return Ok(false) };
        let known = &mut self.threads[slot as usize];
        if !known.is_seen {
            *known = Thread {
                id: thread,
                is_seen: true,
                proc: ProcId::NONE,
                goroutine: id,
            };
            return Ok(false);
        }
        if known.goroutine != id {
            return Err(OrderProblem::SyscallThread(id, known.goroutine).into());
        }
        Ok(true)
    }
}
