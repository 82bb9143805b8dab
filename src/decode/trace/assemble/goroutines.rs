//! Goroutines: every change of state becomes a row.
//!
//! Two things are told otherwise than they come. What a goroutine is first seen to do, when it was there before the trace, it
//! did since the trace began to look. And of a system call whose processor is taken away two spans are made: with and without.

use crate::decode::trace::assemble::page::PendingRow;
use crate::decode::trace::assemble::{Assembler, GONE, context_stack};
use crate::decode::trace::event::Event;
use crate::decode::trace::spec::EventType;
use crate::decode::trace::tables::Tables;
use crate::model::column::OutOfMemory;
use crate::model::id::{StackId, StringId};
use crate::model::trace::goroutine::{GoRow, Goroutine};
use crate::model::trace::id::GoId;
use crate::model::trace::listing::NO_ROW;
use crate::model::trace::place::ProcRow;
use crate::model::trace::span::By;
use crate::model::trace::state::GoState;
use crate::model::trace::what::{What, WhatId, Whats};

/// What is known of a goroutine while the trace is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Live {
    /// Its row.
    pub(super) row: GoRow,
    /// What it does.
    pub(super) what: WhatId,
    /// What it did as the page in hand began.
    pub(super) before: WhatId,
    /// Rows that it has in the page in hand.
    pub(super) rows: u32,
    /// The processor that it has in a system call.
    pub(super) proc: ProcRow,
    /// The innermost region that it is in.
    pub(super) region: u32,
    /// Whether a stack told where it begins.
    pub(super) has_root: bool,
}

/// What goroutines do without a reason, found once.
#[derive(Debug)]
pub(super) struct Common {
    /// By state.
    plain: [WhatId; GoState::ALL.len()],
    /// In a system call, the processor taken away.
    pub(super) without_proc: WhatId,
    /// The reason that came last, and what it makes of a state.
    last: (GoState, StringId, WhatId),
}

impl Common {
    pub(super) fn new(whats: &mut Whats) -> Result<Self, OutOfMemory> {
        let mut plain = [WhatId::NOT_THERE; GoState::ALL.len()];
        let mut what = What {
            state: GoState::NotExist,
            reason: StringId(0),
            is_without_proc: false,
        };
        for state in GoState::ALL {
            what.state = state;
            plain[state as usize] = whats.intern(what)?;
        }
        what.state = GoState::Syscall;
        what.is_without_proc = true;
        Ok(Self {
            plain,
            without_proc: whats.intern(what)?,
            last: (GoState::NotExist, StringId(0), WhatId::NOT_THERE),
        })
    }

    /// What a state without a reason is.
    #[inline]
    pub(super) fn plain(&self, state: GoState) -> WhatId {
        self.plain[state as usize]
    }

    #[inline]
    fn with_reason(&mut self, whats: &mut Whats, state: GoState, reason: StringId) -> Result<WhatId, OutOfMemory> {
        if (self.last.0, self.last.1) == (state, reason) {
            return Ok(self.last.2);
        }
        let what = whats.intern(What {
            state,
            reason,
            is_without_proc: false,
        })?;
        self.last = (state, reason, what);
        Ok(what)
    }
}

impl Assembler {
    pub(super) fn go_changes(
        &mut self,
        event: &Event,
        tables: &Tables,
        (id, old, new): (GoId, GoState, GoState),
    ) -> Result<(), OutOfMemory> {
        self.trace.tally.go_changes[old as usize][new as usize] += 1;
        self.count_state(old, new);
        if old == new {
            // Told again at the beginning of a generation; a stack may be news.
            return Ok(());
        }
        let place = match old {
            GoState::NotExist => self.add_goroutine(event, tables, id)?,
            GoState::Undetermined => self.find_goroutine(id)?,
            _ => match self.live_place(id) {
                Some(place) => place,
                None => return Ok(()),
            },
        };
        let mut what = self.whats.plain(new);
        let mut stack = StackId(0);
        let mut by = By::NOBODY;
        match event.kind {
            EventType::GoStop | EventType::GoBlock => {
                stack = tables.stack_node(event.args[1]);
                let reason = StringId(event.args[0] as u32);
                what = self.whats.with_reason(&mut self.trace.whats, new, reason)?;
                self.trace.tally.add_stop(what)?;
            }
            EventType::GoCreate
            | EventType::GoCreateBlocked
            | EventType::GoUnblock
            | EventType::GoSwitch
            | EventType::GoSwitchDestroy => {
                stack = context_stack(event, tables);
                by = self.by_context(event)?;
            }
            EventType::GoStart | EventType::GoSyscallEnd => by = By::of_place(self.place(event.context)?),
            EventType::GoDestroy | EventType::GoDestroySyscall => {}
            _ => {
                stack = context_stack(event, tables);
                by = match new {
                    GoState::Running | GoState::Syscall => By::of_place(self.place(event.context)?),
                    _ => By::NOBODY,
                };
            }
        }
        if !self.live[place].has_root {
            self.find_root(event, tables, place);
        }
        if old == GoState::Syscall {
            self.leave_syscall(place);
        }
        if new == GoState::Syscall {
            what = self.enter_syscall(place, by, what);
        }
        if old == GoState::Undetermined && self.live[place].what == WhatId::NOT_THERE {
            // So it was before as well.
            self.live[place].what = what;
        }
        if self.live[place].region != NO_ROW && is_end(event, tables, new) {
            self.end_regions(place);
        }
        self.push_row(place, what, stack, by)?;
        if new == GoState::NotExist {
            return self.retire(id, place);
        }
        Ok(())
    }

    /// Adds a change of a goroutine.
    #[inline]
    pub(super) fn push_row(&mut self, place: usize, what: WhatId, stack: StackId, by: By) -> Result<(), OutOfMemory> {
        if self.page.is_full(self.now) {
            self.flush_page()?;
        }
        let live = &mut self.live[place];
        if live.rows == 0 {
            live.before = live.what;
            self.page.touch(place as u32, live.before);
        }
        live.rows += 1;
        live.what = what;
        self.page.push(
            self.now,
            PendingRow {
                time: 0,
                place: place as u32,
                stack,
                by,
                what,
            },
        );
        Ok(())
    }

    /// A goroutine has ended: its place is free when the page is full.
    fn retire(&mut self, id: GoId, place: usize) -> Result<(), OutOfMemory> {
        let full = OutOfMemory { rows: self.live.len() };
        self.leaving.try_reserve(1).map_err(|_no_memory| full)?;
        self.leaving.push(place as u32);
        let row = self.live[place].row;
        self.goroutine_ids.replace(id.0.cast_unsigned(), row.0 | GONE)
    }

    #[inline]
    fn count_state(&mut self, old: GoState, new: GoState) {
        if !matches!(old, GoState::Undetermined | GoState::NotExist) {
            let count = &mut self.counts[old as usize];
            *count = count.saturating_sub(1);
        }
        let count = &mut self.counts[new as usize];
        *count += 1;
        let peak = &mut self.trace.tally.peaks[new as usize];
        *peak = (*peak).max(*count);
    }

    /// Whoever did something: the goroutine, or else where it was done.
    #[inline]
    fn by_context(&mut self, event: &Event) -> Result<By, OutOfMemory> {
        let goroutine = self.goroutine(event.context.goroutine);
        if goroutine.is_some() {
            return Ok(By::of_goroutine(goroutine));
        }
        Ok(By::of_place(self.place(event.context)?))
    }

    /// A goroutine that was made.
    fn add_goroutine(&mut self, event: &Event, tables: &Tables, id: GoId) -> Result<usize, OutOfMemory> {
        let creator = self.live_place(event.context.goroutine);
        let first_stack = match event.kind {
            EventType::GoCreate | EventType::GoCreateBlocked => tables.stack_node(event.args[1]),
            _ => StackId(0),
        };
        let place = self.new_goroutine(Goroutine {
            id,
            creation: self.now,
            creator: creator.map_or(GoRow::NONE, |creator| self.live[creator].row),
            root: StringId(0),
            first_stack,
            is_older: false,
        })?;
        if let Some(creator) = creator {
            self.inherit_region(creator, place)?;
        }
        Ok(place)
    }

    /// A goroutine that was there before.
    fn find_goroutine(&mut self, id: GoId) -> Result<usize, OutOfMemory> {
        // After a gap a goroutine is found again.
        let undetermined = self.whats.plain(GoState::Undetermined);
        if let Some(place) = self.live_place(id)
            && self.live[place].what == undetermined
        {
            return Ok(place);
        }
        self.new_goroutine(Goroutine {
            id,
            creation: self.sync,
            creator: GoRow::NONE,
            root: StringId(0),
            first_stack: StackId(0),
            is_older: true,
        })
    }

    fn new_goroutine(&mut self, goroutine: Goroutine) -> Result<usize, OutOfMemory> {
        let row = self.trace.goroutines.push(goroutine)?;
        let live = Live {
            row,
            what: WhatId::NOT_THERE,
            before: WhatId::NOT_THERE,
            rows: 0,
            proc: ProcRow::NONE,
            region: NO_ROW,
            has_root: false,
        };
        let place = if let Some(place) = self.free.pop() {
            self.live[place as usize] = live;
            place as usize
        } else {
            let full = OutOfMemory { rows: self.live.len() };
            self.live.try_reserve(1).map_err(|_no_memory| full)?;
            self.live.push(live);
            self.live.len() - 1
        };
        self.goroutine_ids
            .replace(goroutine.id.0.cast_unsigned(), place as u32)?;
        Ok(place)
    }

    /// The root of a goroutine's own stack is the function that it begins with.
    fn find_root(&mut self, event: &Event, tables: &Tables, place: usize) {
        let stack = match event.kind {
            EventType::GoCreate
            | EventType::GoCreateBlocked
            | EventType::GoStop
            | EventType::GoBlock
            | EventType::GoSyscallBegin => event.args[1],
            EventType::GoStatusStack => event.args[3],
            _ => return,
        };
        let Some(root) = tables.root(stack) else {
            return;
        };
        if root != StringId(0) {
            let live = &mut self.live[place];
            live.has_root = true;
            self.trace.goroutines.set_root(live.row, root);
        }
    }

    /// All goroutines get out of sight.
    pub(super) fn forget_goroutines(&mut self) -> Result<(), OutOfMemory> {
        let undetermined = self.whats.plain(GoState::Undetermined);
        for place in 0..self.live.len() {
            self.live[place].proc = ProcRow::NONE;
            if self.live[place].what != WhatId::NOT_THERE {
                self.push_row(place, undetermined, StackId(0), By::NOBODY)?;
            }
        }
        self.counts = [0; GoState::ALL.len()];
        Ok(())
    }
}

/// Whether a goroutine ends: one that waits forever does too, for Go's tools (`internal/trace/summary.go`, Go 1.27).
fn is_end(event: &Event, tables: &Tables, new: GoState) -> bool {
    let is_forever = || event.kind == EventType::GoBlock && tables.string(event.args[0]) == b"forever";
    new == GoState::NotExist || new == GoState::Waiting && is_forever()
}
