//! When an event can come next, and what it does to its goroutine.
//!
//! Events that move a goroutine from one processor to another have its count, which says how often it was moved before.
//! Others need only that it is in the state that they end.
//!
//! Source: `stateTransition` in `internal/trace/internal/tracev1/order.go`, Go 1.27.

use crate::decode::trace::v1::cursor::RawEvent;
use crate::decode::trace::v1::goroutines::State;
use crate::decode::trace::v1::spec::Kind;

/// Whom an event waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Goroutine(u64),
    /// The collector, whose cycles are counted.
    Collector,
}

/// What an event needs, and what is then.
#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
    pub(super) subject: Subject,
    /// The count, where it must be one.
    pub(super) count: Option<u64>,
    pub(super) state: State,
    /// Whether it counts.
    pub(super) counts: bool,
    pub(super) then: State,
}

impl Need {
    /// Whether that is so.
    #[inline]
    pub(super) fn is_met(&self, count: u64, state: State) -> bool {
        state == self.state && self.count.is_none_or(|wanted| wanted == count)
    }
}

/// What an event needs; most need something.
#[inline]
pub(super) fn need(event: &RawEvent) -> Option<Need> {
    let [first, second, ..] = event.args;
    let goroutine = |id, count, state, counts, then| {
        Some(Need {
            subject: Subject::Goroutine(id),
            count,
            state,
            counts,
            then,
        })
    };
    match event.kind {
        Kind::GoCreate => goroutine(first, Some(0), State::Dead, true, State::Runnable),
        Kind::GoWaiting | Kind::GoInSyscall => {
            goroutine(event.goroutine, Some(1), State::Runnable, true, State::Waiting)
        }
        Kind::GoStart | Kind::GoStartLabel => {
            goroutine(event.goroutine, Some(second), State::Runnable, true, State::Running)
        }
        // Where it was made runnable on the same processor, that came before.
        Kind::GoStartLocal => goroutine(event.goroutine, None, State::Runnable, true, State::Running),
        Kind::GoBlock
        | Kind::GoBlockSend
        | Kind::GoBlockRecv
        | Kind::GoBlockSelect
        | Kind::GoBlockSync
        | Kind::GoBlockCond
        | Kind::GoBlockNet
        | Kind::GoSleep
        | Kind::GoSysBlock
        | Kind::GoBlockGC => goroutine(event.goroutine, None, State::Running, false, State::Waiting),
        Kind::GoSched | Kind::GoPreempt => goroutine(event.goroutine, None, State::Running, false, State::Runnable),
        Kind::GoUnblock | Kind::GoSysExit => goroutine(first, Some(second), State::Waiting, true, State::Runnable),
        Kind::GoUnblockLocal | Kind::GoSysExitLocal => goroutine(first, None, State::Waiting, true, State::Runnable),
        Kind::GCStart => Some(Need {
            subject: Subject::Collector,
            count: Some(first),
            state: State::Dead,
            counts: true,
            then: State::Dead,
        }),
        _ => None,
    }
}

/// The type under which an event is told: where it was on one processor matters for the order alone.
pub(super) fn told(kind: Kind) -> Kind {
    match kind {
        Kind::GoStartLocal => Kind::GoStart,
        Kind::GoUnblockLocal => Kind::GoUnblock,
        Kind::GoSysExitLocal => Kind::GoSysExit,
        kind => kind,
    }
}
