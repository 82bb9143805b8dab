//! The events of all processors, merged.
//!
//! Of the processors' next events those that can come next stand in a heap, and the earliest comes. An event that
//! cannot come yet waits for its goroutine, and is looked at again only when that has moved. Of several at one time
//! that comes which Go's reader takes too: the heap moves as its does, and lanes come into it in the same order. Only at
//! the start, where Go's takes the processors at random, they come as the file names them, samples last.
//!
//! In 1.5 all events are numbered and nothing waits.
//!
//! Source: `parseEventBatches` in `internal/trace/internal/tracev1/parser.go`, Go 1.27; `order1005` in
//! `internal/trace/order.go`, Go 1.21.

use crate::decode::trace::v1::Fault;
use crate::decode::trace::v1::cursor::{Cursor, Keep, RawEvent};
use crate::decode::trace::v1::goroutines::{Goroutines, State};
use crate::decode::trace::v1::heap::Heap;
use crate::decode::trace::v1::lanes::NO_LANE;
use crate::decode::trace::v1::load::Loaded;
use crate::decode::trace::v1::order::{self, Subject};
use crate::decode::trace::v1::problem::V1Problem;
use crate::decode::trace::v1::spec::{Kind, Layout};
use crate::model::column::OutOfMemory;
use crate::model::trace::id::{GoId, ProcId};

/// What becomes of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// It stands in the heap.
    Ready,
    /// It waits; the next lane that waits for the same.
    Waiting(u32),
    /// It has no more events.
    Done,
}

/// Merges the lanes.
#[derive(Debug)]
pub(super) struct Merge {
    /// The processors; behind them stand the samples, and in 1.5 the ends of system calls.
    cursors: Vec<Cursor>,
    statuses: Vec<Status>,
    heap: Heap,
    /// The place of the next sample, and the event of the one before it.
    sample: usize,
    sample_event: RawEvent,
    /// The same of the ends of system calls.
    exit: usize,
    exit_event: RawEvent,
    /// How many collections began, and the first lane that waits for the next.
    collections: u64,
    collection_waiter: u32,
    /// The lane of the event in hand, which stands on top of the heap.
    lane: u32,
    /// The first of the lanes that need no longer wait.
    woken: u32,
    keep: Keep,
}

impl Merge {
    /// Before the first event.
    pub(super) fn new(
        loaded: &mut Loaded,
        layout: &Layout,
        goroutines: &mut Goroutines,
        keep: Keep,
    ) -> Result<Self, Fault> {
        let rows = loaded.lanes.all();
        let lanes = rows.len() + 1 + usize::from(layout.is_first());
        let no_memory = |_no_memory| (OutOfMemory { rows: lanes }.into(), 0);
        let (mut cursors, mut statuses) = (Vec::new(), Vec::new());
        cursors.try_reserve_exact(rows.len()).map_err(no_memory)?;
        statuses.try_reserve_exact(lanes).map_err(no_memory)?;
        cursors.extend(rows.iter().enumerate().map(|(row, lane)| Cursor::new(row as u32, lane)));
        statuses.resize(lanes, Status::Done);
        let none = RawEvent::new(Kind::Batch, 0, 0);
        let mut this = Self {
            cursors,
            statuses,
            heap: Heap::default(),
            sample: 0,
            sample_event: none,
            exit: 0,
            exit_event: none,
            collections: 0,
            collection_waiter: NO_LANE,
            lane: NO_LANE,
            woken: NO_LANE,
            keep,
        };
        for lane in 0..lanes as u32 {
            if this.advance(lane, loaded, layout)? {
                this.offer(lane, layout, goroutines)?;
            }
        }
        Ok(this)
    }

    /// Goes on to the next event; false at the end.
    #[inline]
    pub(super) fn next(
        &mut self,
        loaded: &mut Loaded,
        layout: &Layout,
        goroutines: &mut Goroutines,
    ) -> Result<bool, Fault> {
        if self.lane != NO_LANE {
            self.go_on(loaded, layout, goroutines)?;
        }
        let Some(top) = self.heap.top() else {
            self.lane = NO_LANE;
            return self.finish(layout);
        };
        self.lane = top.lane;
        if !layout.is_first() {
            self.happen(goroutines)?;
        }
        Ok(true)
    }

    /// The event in hand.
    #[inline]
    pub(super) fn event(&mut self) -> &mut RawEvent {
        let cursors = self.cursors.len();
        match self.cursors.get_mut(self.lane as usize) {
            Some(cursor) => &mut cursor.event,
            None if self.lane as usize == cursors => &mut self.sample_event,
            None => &mut self.exit_event,
        }
    }

    /// The next event of a lane.
    #[inline]
    fn head(&self, lane: u32) -> &RawEvent {
        match self.cursors.get(lane as usize) {
            Some(cursor) => &cursor.event,
            None if lane as usize == self.cursors.len() => &self.sample_event,
            None => &self.exit_event,
        }
    }

    /// Goes on in the lane in hand, and lets others in that waited for its event.
    #[inline]
    fn go_on(&mut self, loaded: &mut Loaded, layout: &Layout, goroutines: &mut Goroutines) -> Result<(), Fault> {
        self.heap.pop();
        let mut woken = std::mem::replace(&mut self.woken, NO_LANE);
        while let Some(&Status::Waiting(next)) = self.statuses.get(woken as usize) {
            self.offer(woken, layout, goroutines)?;
            woken = next;
        }
        let lane = self.lane;
        if self.advance(lane, loaded, layout)? {
            return self.offer(lane, layout, goroutines);
        }
        self.statuses[lane as usize] = Status::Done;
        Ok(())
    }

    /// Goes on to the next event of a lane.
    #[inline]
    fn advance(&mut self, lane: u32, loaded: &mut Loaded, layout: &Layout) -> Result<bool, Fault> {
        let cursors = self.cursors.len();
        if let Some(cursor) = self.cursors.get_mut(lane as usize) {
            return cursor.next(&mut loaded.lanes, layout, self.keep);
        }
        if lane as usize == cursors {
            let next = loaded.samples.get(self.sample);
            self.sample += 1;
            self.sample_event = next.unwrap_or(self.sample_event);
            return Ok(next.is_some());
        }
        let next = loaded.exits.get(self.exit).map(|exit| exit.event());
        self.exit += 1;
        self.exit_event = next.unwrap_or(self.exit_event);
        Ok(next.is_some())
    }

    /// Puts a lane into the heap, or lets it wait.
    fn offer(&mut self, lane: u32, layout: &Layout, goroutines: &mut Goroutines) -> Result<(), Fault> {
        if let Some(subject) = self.obstacle(lane, layout, goroutines)? {
            return self.wait(lane, subject, goroutines);
        }
        self.statuses[lane as usize] = Status::Ready;
        let event = self.head(lane);
        let (key, offset) = (key(event, layout), event.offset);
        let pushed = self.heap.push(key, lane);
        pushed.map_err(|error| (error.into(), offset))
    }

    /// What the next event of a lane must wait for, if anything.
    #[inline]
    fn obstacle(&self, lane: u32, layout: &Layout, goroutines: &mut Goroutines) -> Result<Option<Subject>, Fault> {
        if layout.is_first() {
            return Ok(None);
        }
        let event = self.head(lane);
        let Some(need) = order::need(event) else {
            return Ok(None);
        };
        let is_met = match need.subject {
            Subject::Collector => need.is_met(self.collections, State::Dead),
            Subject::Goroutine(id) => {
                let goroutine = goroutines.of(id).map_err(|error| (error.into(), event.offset))?;
                need.is_met(goroutine.count, goroutine.order)
            }
        };
        Ok((!is_met).then_some(need.subject))
    }

    /// Lets a lane wait.
    fn wait(&mut self, lane: u32, subject: Subject, goroutines: &mut Goroutines) -> Result<(), Fault> {
        let offset = self.head(lane).offset;
        let first = match subject {
            Subject::Collector => &mut self.collection_waiter,
            Subject::Goroutine(id) => {
                let goroutine = goroutines.of(id);
                &mut goroutine.map_err(|error| (error.into(), offset))?.waiter
            }
        };
        self.statuses[lane as usize] = Status::Waiting(*first);
        *first = lane;
        Ok(())
    }

    /// Does what the event in hand does.
    #[inline]
    fn happen(&mut self, goroutines: &mut Goroutines) -> Result<(), Fault> {
        let event = self.event();
        let (kind, offset, need) = (event.kind, event.offset, order::need(event));
        let Some(need) = need else {
            return Ok(());
        };
        event.kind = order::told(kind);
        // Two lanes can be ready for the same goroutine, of which the first one's event takes away what the other's needs.
        let contrary = |id| Err((V1Problem::Contrary(kind, id).into(), offset));
        let waiter = match need.subject {
            Subject::Collector if !need.is_met(self.collections, State::Dead) => return contrary(GoId::NONE),
            Subject::Collector => {
                self.collections = self.collections.wrapping_add(1);
                &mut self.collection_waiter
            }
            Subject::Goroutine(id) => {
                let goroutine = goroutines.of(id).map_err(|error| (error.into(), offset))?;
                if !need.is_met(goroutine.count, goroutine.order) {
                    return contrary(GoId::from_wire(id));
                }
                goroutine.count = goroutine.count.wrapping_add(u64::from(need.counts));
                goroutine.order = need.then;
                &mut goroutine.waiter
            }
        };
        self.woken = std::mem::replace(waiter, NO_LANE);
        Ok(())
    }

    /// Nothing is ready: the end, unless something waits.
    fn finish(&self, layout: &Layout) -> Result<bool, Fault> {
        let waiting = (0..self.statuses.len() as u32).filter(|&lane| {
            let status = self.statuses[lane as usize];
            matches!(status, Status::Waiting(_))
        });
        let events = waiting.map(|lane| self.head(lane));
        match events.min_by_key(|event| key(event, layout)) {
            None => Ok(false),
            Some(event) => {
                let problem = V1Problem::Stuck(event.kind, ProcId(event.proc.into()));
                Err((problem.into(), event.offset))
            }
        }
    }

    /// Whether a goroutine that entered a system call with the event in hand blocked in it: whether its next event says so.
    ///
    /// That is one of the same processor, or a sample. What is passed over on the way is never passed over again.
    pub(super) fn blocks(&self, loaded: &mut Loaded, layout: &Layout) -> bool {
        let Some(cursor) = self.cursors.get(self.lane as usize) else {
            return false;
        };
        let goroutine = cursor.event.goroutine;
        let mut ahead = cursor.clone();
        while let Ok(true) = ahead.next(&mut loaded.lanes, layout, Keep::All) {
            let next = &ahead.event;
            if next.goroutine == goroutine {
                let place = self.sample.saturating_sub(1);
                return next.kind == Kind::GoSysBlock && !loaded.samples.has_before(place, next.time, goroutine);
            }
            if next.kind.is_start() {
                return false;
            }
        }
        false
    }
}

/// By what events are merged: their times, in 1.5 their numbers.
#[inline]
fn key(event: &RawEvent, layout: &Layout) -> i64 {
    if layout.is_first() { event.sequence } else { event.time }
}
