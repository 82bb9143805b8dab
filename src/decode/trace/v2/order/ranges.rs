//! The collector's phases, and ranges of time that belong to a goroutine or a processor.

use crate::decode::trace::event::Context;
use crate::decode::trace::spec::EventType;
use crate::decode::trace::tables::Tables;
use crate::decode::trace::v2::cursor::RawEvent;
use crate::decode::trace::v2::order::problem::OrderProblem;
use crate::decode::trace::v2::order::state::{Gc, Goroutine, Range, Ranges};
use crate::decode::trace::v2::order::{Advanced, Need, Order, require, require_all};
use crate::model::id::StringId;
use crate::model::trace::id::{GoId, ProcId};

impl Order {
    /// Whether the event is the collector's next.
    fn is_next_gc(&self, event: &RawEvent) -> bool {
        self.gc_count.wrapping_add(1) == event.args[0]
    }

    fn gc_moves(&mut self, event: &RawEvent, gc: Gc) {
        self.gc = gc;
        self.gc_count = event.args[0];
    }

    pub(super) fn gc_active(&mut self, event: &RawEvent, now: Context) -> Advanced {
        if self.generation == self.first_generation {
            if self.gc != Gc::Undetermined {
                return Err(OrderProblem::GcState(event.kind).into());
            }
            self.gc_moves(event, Gc::Marking);
            return Ok(Some(self.tell(event, now)));
        }
        if !self.is_next_gc(event) {
            return Ok(None);
        }
        if self.gc != Gc::Marking {
            return Err(OrderProblem::GcState(event.kind).into());
        }
        self.gc_moves(event, Gc::Marking);
        require_all(event.kind, now)?;
        Ok(Some(self.tell(event, now)))
    }

    pub(super) fn gc_begin(&mut self, event: &RawEvent, now: Context) -> Advanced {
        if self.gc != Gc::Undetermined {
            if !self.is_next_gc(event) {
                return Ok(None);
            }
            if self.gc == Gc::Marking {
                return Err(OrderProblem::GcState(event.kind).into());
            }
            require_all(event.kind, now)?;
        }
        self.gc_moves(event, Gc::Marking);
        Ok(Some(self.tell(event, now)))
    }

    pub(super) fn gc_end(&mut self, event: &RawEvent, now: Context) -> Advanced {
        if !self.is_next_gc(event) {
            return Ok(None);
        }
        if self.gc != Gc::Marking {
            return Err(OrderProblem::GcState(event.kind).into());
        }
        self.gc_moves(event, Gc::Idle);
        require_all(event.kind, now)?;
        Ok(Some(self.tell(event, now)))
    }

    pub(super) fn sweep_begin(&mut self, event: &RawEvent, now: Context) -> Advanced {
        require(event.kind, now, Need::Must, Need::May)?;
        let proc = self.proc(now.proc);
        let proc = proc.ok_or(OrderProblem::UnknownProc(event.kind, now.proc))?;
        if !proc.ranges.begin(Range::Sweep) {
            return Err(OrderProblem::RangeTwice(event.kind).into());
        }
        Ok(Some(self.tell(event, now)))
    }

    pub(super) fn sweep_end(&mut self, event: &RawEvent, now: Context) -> Advanced {
        require(event.kind, now, Need::Must, Need::May)?;
        let proc = self.proc(now.proc);
        let proc = proc.ok_or(OrderProblem::UnknownProc(event.kind, now.proc))?;
        let ended = proc.ranges.end(Range::Sweep);
        ended.ok_or(OrderProblem::NoRange(event.kind))?;
        Ok(Some(self.tell(event, now)))
    }

    pub(super) fn sweep_active(&mut self, event: &RawEvent, now: Context) -> Advanced {
        let is_first = self.generation == self.first_generation;
        let id = ProcId::from_wire(event.args[0]);
        let proc = self.proc(id).ok_or(OrderProblem::UnknownProc(event.kind, id))?;
        active(&mut proc.ranges, Range::Sweep, event.kind, is_first)?;
        Ok(Some(self.tell(event, now)))
    }

    /// A goroutine may help marking over the end of a generation, running or not, so nothing is asked of the context.
    pub(super) fn assist_active(&mut self, event: &RawEvent, now: Context) -> Advanced {
        let is_first = self.generation == self.first_generation;
        let id = GoId::from_wire(event.args[0]);
        let goroutine = self.goroutines.get_mut(id);
        let goroutine = goroutine.ok_or(OrderProblem::UnknownGoroutine(event.kind, id))?;
        active(&mut goroutine.more().ranges, Range::MarkAssist, event.kind, is_first)?;
        Ok(Some(self.tell(event, now)))
    }

    fn running(&mut self, event: &RawEvent, now: Context) -> Result<&mut Goroutine, OrderProblem> {
        require_all(event.kind, now)?;
        let goroutine = self.goroutines.get_mut(now.goroutine);
        goroutine.ok_or(OrderProblem::UnknownGoroutine(event.kind, now.goroutine))
    }

    pub(super) fn go_range_begin(&mut self, event: &RawEvent, now: Context, tables: &Tables) -> Advanced {
        let range = if event.kind == EventType::STWBegin {
            // A kind that is not in the table is told when the event is.
            Range::StopTheWorld(tables.find_string(event.args[0]).unwrap_or_default())
        } else {
            Range::MarkAssist
        };
        if !self.running(event, now)?.more().ranges.begin(range) {
            return Err(OrderProblem::RangeTwice(event.kind).into());
        }
        Ok(Some(self.tell(event, now)))
    }

    pub(super) fn go_range_end(&mut self, event: &RawEvent, now: Context) -> Advanced {
        let like = if event.kind == EventType::STWEnd {
            Range::StopTheWorld(StringId(0))
        } else {
            Range::MarkAssist
        };
        let ended = self.running(event, now)?.more().ranges.end(like);
        let mut event = *event;
        if let Range::StopTheWorld(kind) = ended.ok_or(OrderProblem::NoRange(event.kind))? {
            event.args[0] = u64::from(kind.0);
        }
        Ok(Some(self.tell(&event, now)))
    }
}

/// A range that is going on as a generation begins: in the first it is news, later it must have begun.
fn active(ranges: &mut Ranges, range: Range, event: EventType, is_first: bool) -> Result<(), OrderProblem> {
    if is_first {
        if !ranges.begin(range) {
            return Err(OrderProblem::RangeTwice(event));
        }
    } else if !ranges.has(range) {
        return Err(OrderProblem::NoRange(event));
    }
    Ok(())
}
