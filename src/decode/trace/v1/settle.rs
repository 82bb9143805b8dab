//! Merged events at their real times: ends of system calls move to where they were.
//!
//! A trace is refused as a whole, and for the first reason that Go's reader meets. It merges all events before it looks at
//! anything else: so once something is wrong, what is left is merged, and only if that goes well it was the reason.

use crate::decode::trace::problem::Problem;
use crate::decode::trace::v1::Fault;
use crate::decode::trace::v1::cursor::{Keep, RawEvent};
use crate::decode::trace::v1::goroutines::Goroutines;
use crate::decode::trace::v1::load::Loaded;
use crate::decode::trace::v1::merge::Merge;
use crate::decode::trace::v1::problem::V1Problem;
use crate::decode::trace::v1::spec::{Kind, Layout};
use crate::model::trace::id::GoId;

/// When Go's reader would meet a fault, were the merging done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// It looks whether times are in order.
    Times,
    /// It moves the ends of system calls.
    Exits,
    /// It looks for the clock's frequency.
    Frequency,
    /// It looks at each event.
    Events,
}

/// Gives events at their real times.
#[derive(Debug)]
pub(super) struct Settle {
    pub(super) merge: Merge,
    /// The time of the last event that was merged.
    last: i64,
    /// Whether a merged event is in hand whose turn comes after the ends before it.
    is_held: bool,
    /// The first end that was not told, and the event of the one before it.
    exit: usize,
    exit_event: RawEvent,
    /// Whether that is the event in hand.
    is_exit: bool,
}

impl Settle {
    /// Before the first event.
    pub(super) fn new(
        loaded: &mut Loaded,
        layout: &Layout,
        goroutines: &mut Goroutines,
        keep: Keep,
    ) -> Result<Self, Fault> {
        Ok(Self {
            merge: Merge::new(loaded, layout, goroutines, keep)?,
            last: i64::MIN,
            is_held: false,
            exit: 0,
            exit_event: RawEvent::new(Kind::GoSysExit, 0, 0),
            is_exit: false,
        })
    }

    /// The event in hand.
    #[inline]
    pub(super) fn event(&mut self) -> &mut RawEvent {
        if self.is_exit {
            &mut self.exit_event
        } else {
            self.merge.event()
        }
    }

    /// Goes on to the next event; false at the end.
    #[inline]
    pub(super) fn next(
        &mut self,
        loaded: &mut Loaded,
        layout: &Layout,
        goroutines: &mut Goroutines,
    ) -> Result<bool, Fault> {
        self.is_exit = false;
        loop {
            if self.is_held {
                self.is_exit = self.take_exit(false, loaded);
                self.is_held = self.is_exit;
                return Ok(true);
            }
            if !self.merge.next(loaded, layout, goroutines)? {
                self.is_exit = !layout.is_first() && self.take_exit(true, loaded);
                return Ok(self.is_exit);
            }
            match self.look(layout, goroutines) {
                Ok(Moves::No) if layout.is_first() || self.exit >= loaded.exits.len() => return Ok(true),
                Ok(Moves::No) => self.is_held = true,
                Ok(Moves::Yes) => {}
                Err((stage, fault)) => return Err(self.refuse(stage, fault, loaded, layout, goroutines)),
            }
        }
    }

    /// Takes the next end of a system call, if it was before the merged event, or any at the end.
    #[inline]
    fn take_exit(&mut self, is_end: bool, loaded: &Loaded) -> bool {
        let Some(exit) = loaded.exits.get(self.exit) else {
            return false;
        };
        // Of what was at one time, that comes first which was told first.
        let time = self.merge.event().time;
        if !is_end && (exit.time > time || (exit.time == time && exit.told >= time)) {
            return false;
        }
        self.exit += 1;
        self.exit_event = exit.event();
        true
    }

    /// Looks at a merged event; tells whether it moves.
    #[inline]
    fn look(&mut self, layout: &Layout, goroutines: &mut Goroutines) -> Result<Moves, (Stage, Fault)> {
        let event = self.merge.event();
        let at = |problem: Problem| (problem, event.offset);
        if event.time < self.last {
            return Err((Stage::Times, at(V1Problem::TimeOrder(event.kind).into())));
        }
        self.last = event.time;
        if layout.is_first() || !matches!(event.kind, Kind::GoSysBlock | Kind::GoInSyscall | Kind::GoSysExit) {
            return Ok(Moves::No);
        }
        let goroutine = goroutines.of(event.goroutine);
        let goroutine = goroutine.map_err(|error| (Stage::Times, at(error.into())))?;
        if event.kind != Kind::GoSysExit {
            goroutine.block_time = event.time;
            return Ok(Moves::No);
        }
        match event.args[2].cast_signed() {
            0 => Ok(Moves::No),
            _ if goroutine.block_time == 0 => {
                let problem = V1Problem::StrayExit(GoId::from_wire(event.goroutine));
                Err((Stage::Exits, at(problem.into())))
            }
            time if time < goroutine.block_time => Err((Stage::Exits, at(V1Problem::TimeOrder(event.kind).into()))),
            time if time == event.time => Ok(Moves::No),
            _ => Ok(Moves::Yes),
        }
    }

    /// The reason why a trace is refused that has this fault: what Go's reader would meet before it, or it.
    pub(super) fn refuse(
        &mut self,
        mut stage: Stage,
        mut fault: Fault,
        loaded: &mut Loaded,
        layout: &Layout,
        goroutines: &mut Goroutines,
    ) -> Fault {
        loop {
            match self.merge.next(loaded, layout, goroutines) {
                Ok(true) => {
                    if let Err((earlier, found)) = self.look(layout, goroutines)
                        && earlier < stage
                    {
                        (stage, fault) = (earlier, found);
                    }
                }
                Ok(false) => return fault,
                Err(found) => return found,
            }
        }
    }
}

/// Whether an event is told elsewhere than where it was merged.
enum Moves {
    No,
    Yes,
}
