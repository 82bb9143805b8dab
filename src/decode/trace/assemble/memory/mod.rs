//! Events of the AllocFree experiment → what was held over time.
//!
//! An object's event tells its place alone: its size is that of a slot of the span that it is in. Some tell a place inside of
//! the slot, since what describes an object can stand before it, and small objects without pointers share one; so objects are
//! known by their slots. The end of an object tells the slot.
//!
//! What is there is kept while the trace is read, some twenty bytes for each object; what was there is thinned out ([`thin`]).
//!
//! Source: `runtime/traceallocfree.go`, `internal/runtime/gc/sizeclasses.go`, Go 1.27; the classes are those of every Go from 1.23 on.

mod thin;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::decode::trace::assemble::memory::thin::{Moments, State, Steps};
use crate::decode::trace::event::Event;
use crate::decode::trace::experiment::{Experiment, NO_TYPE};
use crate::decode::trace::spec::EventType;
use crate::model::column::OutOfMemory;
use crate::model::trace::memory::{Kind, Memory, Type, TypeRow};

/// Bytes of a slot by the class of its span; those of class 0 hold one object.
const SLOTS: [u16; 68] = [
    0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416, 448,
    480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096,
    4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072,
    20480, 21760, 24576, 27264, 28672, 32768,
];

/// Most pages of a span with several objects.
const MOST_PAGES: u64 = 10;

/// The class of spans whose slots small objects without pointers share, as the event has it.
const SHARED: u64 = 2 << 1 | 1;

/// No machine has more bytes.
const MOST_BYTES: u64 = 1 << 52;

/// A span of pages.
#[derive(Clone, Copy)]
struct Span {
    bytes: u64,
    /// Its class, and whether there are no pointers in it; none where there are no objects in it.
    class: Option<u64>,
}

/// An object of the heap.
#[derive(Clone, Copy)]
struct Object {
    kind: TypeRow,
    bytes: u64,
}

type Table<V> = HashMap<u64, V, FixedState>;

fn table<V>() -> Table<V> {
    HashMap::with_hasher(FixedState::with_seed(0))
}

/// What is there, and what was.
pub(super) struct MemoryBuilder {
    /// By the place of the slot, in bytes.
    objects: Table<Object>,
    /// By the first page.
    spans: Table<Span>,
    /// The bytes of each, by its number.
    stacks: Table<u64>,
    now: State,
    steps: Steps,
    moments: Moments,
    /// Whether anything was made or ended since the trace began.
    is_begun: bool,
    contradictions: u64,
}

impl MemoryBuilder {
    /// Nothing is there.
    pub(super) fn new() -> Self {
        Self {
            objects: table(),
            spans: table(),
            stacks: table(),
            now: State::default(),
            steps: Steps::default(),
            moments: Moments::default(),
            is_begun: false,
            contradictions: 0,
        }
    }

    /// Takes an event of the experiment.
    pub(super) fn event(&mut self, event: &Event, now: i64, told: &Experiment) -> Result<(), OutOfMemory> {
        use EventType as E;
        let is_older = matches!(event.kind, E::Span | E::HeapObject | E::GoroutineStack);
        if !is_older && !self.is_begun {
            // What was there already is told after the trace began, while nothing else happens.
            self.is_begun = true;
            self.moments.take(0)?;
        }
        let time = if self.is_begun { now } else { 0 };
        self.moments.pass(time)?;
        let [id, what, class, _] = event.args;
        let is_right = match event.kind {
            E::Span | E::SpanAlloc => self.add_span(id, what, class, told)?,
            E::SpanFree => self.take_span(id),
            E::HeapObject | E::HeapObjectAlloc => self.add_object(id, what, is_older, told)?,
            E::HeapObjectFree => self.take_object(id, told),
            E::GoroutineStack | E::GoroutineStackAlloc => self.add_stack(id, what)?,
            _ => self.take_stack(id),
        };
        // Goroutines that ended before the trace have a stack of no bytes.
        if !is_right && event.kind != E::GoroutineStack {
            self.contradictions += 1;
        }
        self.steps.put(time, &self.now)
    }

    fn add_span(&mut self, id: u64, pages: u64, class: u64, told: &Experiment) -> Result<bool, OutOfMemory> {
        let Some(bytes) = pages.checked_mul(told.layout.page).filter(|&bytes| bytes <= MOST_BYTES) else {
            return Ok(false);
        };
        let is_new = !self.take_span(id);
        let span = Span {
            bytes,
            class: (class & 1 == 0).then_some(class >> 1),
        };
        reserve(&mut self.spans)?;
        self.spans.insert(id, span);
        self.now.of(span.kind()).add(bytes);
        Ok(is_new)
    }

    fn take_span(&mut self, id: u64) -> bool {
        let Some(span) = self.spans.remove(&id) else {
            return false;
        };
        self.now.of(span.kind()).take(span.bytes);
        true
    }

    /// The slot of an object, its bytes, and whether several objects share such slots; no bytes where its span is not known.
    fn slot(&self, id: u64, told: &Experiment) -> Option<(u64, u64, bool)> {
        let place = id.checked_mul(told.layout.object)?;
        let page = place / told.layout.page;
        for back in 0..MOST_PAGES.min(page + 1) {
            let first = page - back;
            let Some(span) = self.spans.get(&first) else { continue };
            let start = first * told.layout.page;
            let class = span.class.filter(|_| place - start < span.bytes);
            let Some(class) = class else { break };
            return match SLOTS.get((class >> 1) as usize) {
                Some(0) => Some((start, span.bytes, false)),
                Some(&slot) => {
                    let slot = u64::from(slot);
                    Some((start + (place - start) / slot * slot, slot, class == SHARED))
                }
                None => break,
            };
        }
        Some((place, 0, false))
    }

    fn add_object(&mut self, id: u64, kind: u64, is_older: bool, told: &Experiment) -> Result<bool, OutOfMemory> {
        let Some((slot, bytes, is_shared)) = self.slot(id, told) else {
            return Ok(false);
        };
        if is_shared && self.objects.contains_key(&slot) {
            return Ok(true);
        }
        let kind = match told.find(kind) {
            TypeRow::NONE if is_older => TypeRow::OLDER,
            kind => kind,
        };
        let bytes = if bytes == 0 {
            told.bytes_of(kind).min(MOST_BYTES)
        } else {
            bytes
        };
        reserve(&mut self.objects)?;
        let before = self.objects.insert(slot, Object { kind, bytes });
        if let Some(before) = before {
            self.forget(before);
        }
        self.now.of(Kind::Objects).add(bytes);
        let state = self.moments.change(kind)?;
        state.live.add(bytes);
        if !is_older {
            state.made.add(bytes);
        }
        Ok(before.is_none())
    }

    fn take_object(&mut self, id: u64, told: &Experiment) -> bool {
        let slot = self.slot(id, told).map(|(slot, ..)| slot);
        let Some(object) = slot.and_then(|slot| self.objects.remove(&slot)) else {
            return false;
        };
        self.forget(object);
        true
    }

    fn forget(&mut self, object: Object) {
        self.now.of(Kind::Objects).take(object.bytes);
        // Its type was changed before, so there is room for it.
        if let Ok(state) = self.moments.change(object.kind) {
            state.live.take(object.bytes);
        }
    }

    fn add_stack(&mut self, id: u64, order: u64) -> Result<bool, OutOfMemory> {
        let bytes = order
            .checked_sub(1)
            .and_then(|power| 1_u64.checked_shl(u32::try_from(power).ok()?));
        let Some(bytes) = bytes.filter(|&bytes| bytes <= MOST_BYTES) else {
            return Ok(false);
        };
        let is_new = !self.take_stack(id);
        reserve(&mut self.stacks)?;
        self.stacks.insert(id, bytes);
        self.now.of(Kind::Stacks).add(bytes);
        Ok(is_new)
    }

    fn take_stack(&mut self, id: u64) -> bool {
        let Some(bytes) = self.stacks.remove(&id) else {
            return false;
        };
        self.now.of(Kind::Stacks).take(bytes);
        true
    }

    /// What was held, up to the end of the trace.
    pub(super) fn finish(mut self, end: i64, told: (Vec<Type>, bool)) -> Result<Memory, OutOfMemory> {
        let (mut types, is_layout_told) = told;
        while types.len() < TypeRow::FIXED {
            types.push(NO_TYPE);
        }
        self.moments.take(end)?;
        let mut memory = Memory {
            types,
            moments: self.moments.into_list(),
            is_whole: is_layout_told,
            contradictions: self.contradictions,
            ..Memory::default()
        };
        self.steps.finish(&mut memory.held)?;
        Ok(memory)
    }
}

impl Span {
    fn kind(&self) -> Kind {
        if self.class.is_some() {
            Kind::HeapSpans
        } else {
            Kind::OtherSpans
        }
    }
}

/// Room for one more.
fn reserve<V>(table: &mut Table<V>) -> Result<(), OutOfMemory> {
    let full = OutOfMemory { rows: table.len() };
    table.try_reserve(1).map_err(|_no_memory| full)
}

#[cfg(test)]
mod tests;
