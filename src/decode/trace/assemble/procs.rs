//! Processors: which thread has each, and system calls that lose theirs.

use crate::decode::trace::assemble::Assembler;
use crate::decode::trace::event::Event;
use crate::decode::trace::spec::EventType;
use crate::model::column::OutOfMemory;
use crate::model::id::StackId;
use crate::model::trace::id::ProcId;
use crate::model::trace::place::{ProcRow, ThreadRow};
use crate::model::trace::span::By;
use crate::model::trace::state::ProcState;
use crate::model::trace::what::WhatId;

/// What is known of a processor while the trace is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Proc {
    /// The thread that has it.
    thread: ThreadRow,
    /// The place of the goroutine that is in a system call and has it.
    syscall: Option<u32>,
}

impl Default for Proc {
    fn default() -> Self {
        Self {
            thread: ThreadRow::NONE,
            syscall: None,
        }
    }
}

impl Assembler {
    pub(super) fn proc_changes(
        &mut self,
        event: &Event,
        (id, old, new): (ProcId, ProcState, ProcState),
    ) -> Result<(), OutOfMemory> {
        self.trace.tally.proc_changes[old as usize][new as usize] += 1;
        let row = self.proc_row(id)?;
        if old == new || !row.is_some() {
            return Ok(());
        }
        let thread = match new {
            ProcState::Running if event.context.thread.is_some() => self.thread_row(event.context.thread)?,
            ProcState::Running => ThreadRow::UNKNOWN,
            _ => ThreadRow::NONE,
        };
        self.procs[row.row()].thread = thread;
        if new == ProcState::Idle {
            let syscall = self.procs[row.row()].syscall.take();
            if let Some(place) = syscall.filter(|_| event.kind != EventType::ProcStatus) {
                self.live[place as usize].proc = ProcRow::NONE;
                let by = By::of_place(self.place(event.context)?);
                self.push_row(place as usize, self.whats.without_proc, StackId(0), by)?;
            }
        }
        self.trace.hands.push(self.now, row, thread)
    }

    /// A goroutine begins a system call; what that makes of it depends on whether it has a processor.
    pub(super) fn enter_syscall(&mut self, goroutine: usize, by: By, what: WhatId) -> WhatId {
        let Some(place) = by.place().map(|place| self.trace.places.get(place)) else {
            return self.whats.without_proc;
        };
        // Told by another thread, it is that one's processor that comes with the event.
        let thread = if place.thread.is_some() {
            place.thread
        } else {
            ThreadRow::UNKNOWN
        };
        if !place.proc.is_some() || self.procs[place.proc.row()].thread != thread {
            return self.whats.without_proc;
        }
        self.procs[place.proc.row()].syscall = Some(goroutine as u32);
        self.live[goroutine].proc = place.proc;
        what
    }

    /// A goroutine's system call ends.
    pub(super) fn leave_syscall(&mut self, goroutine: usize) {
        let proc = std::mem::replace(&mut self.live[goroutine].proc, ProcRow::NONE);
        if proc.is_some() {
            self.procs[proc.row()].syscall = None;
        }
    }

    /// All processors get out of sight.
    pub(super) fn forget_procs(&mut self) -> Result<(), OutOfMemory> {
        for row in 0..self.procs.len() {
            let had = std::mem::take(&mut self.procs[row]);
            if had.thread.is_some() {
                self.trace.hands.push(self.now, ProcRow::from(row), ThreadRow::NONE)?;
            }
        }
        Ok(())
    }
}
