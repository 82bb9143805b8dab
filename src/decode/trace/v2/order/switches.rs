//! Coroutines: one goroutine hands its thread to another, which waited.

use crate::decode::trace::event::{Change, Context, Event};
use crate::decode::trace::spec::EventType;
use crate::decode::trace::v2::cursor::RawEvent;
use crate::decode::trace::v2::order::{Advanced, Order, require_all, told};
use crate::model::trace::id::GoId;
use crate::model::trace::state::GoState;

impl Order {
    /// Tells a switch as three events: the other is woken, this one waits or ends, the other runs.
    pub(super) fn go_switch(&mut self, event: &RawEvent, now: Context) -> Advanced {
        require_all(event.kind, now)?;
        self.current(event, now, GoState::Running)?;
        let Some((next, goroutine)) = self.awaited(event, GoState::Waiting) else {
            return Ok(None);
        };
        goroutine.state = GoState::Running;
        self.emit(told(event, now, Change::Go(next, GoState::Waiting, GoState::Runnable)));
        let (kind, state) = if event.kind == EventType::GoSwitch {
            self.current(event, now, GoState::Running)?.state = GoState::Waiting;
            (EventType::GoBlock, GoState::Waiting)
        } else {
            self.goroutines.remove(now.goroutine);
            (EventType::GoDestroy, GoState::NotExist)
        };
        // Neither reason nor stack is told.
        self.emit(Event {
            kind,
            time: event.time,
            context: now,
            change: Change::Go(now.goroutine, GoState::Running, state),
            args: [0; 4],
        });
        self.emit(Event {
            kind: EventType::GoStart,
            time: event.time,
            context: Context {
                goroutine: GoId::NONE,
                ..now
            },
            change: Change::Go(next, GoState::Runnable, GoState::Running),
            args: event.args,
        });
        Ok(Some(Context { goroutine: next, ..now }))
    }
}
