use super::*;
use crate::decode::trace::event::{Change, Context};
use crate::model::strings::Strings;
use crate::model::trace::memory::Amount;

/// A program's memory: pages of 8192 bytes, one type.
struct Program {
    builder: MemoryBuilder,
    told: Experiment,
    time: i64,
}

impl Program {
    fn new() -> Self {
        let (mut told, mut strings) = (Experiment::default(), Strings::new());
        told.add(b"\x00\x07\x01\x18\x08\x06main.T", 0, &mut strings).unwrap();
        Self {
            builder: MemoryBuilder::new(),
            told,
            time: 0,
        }
    }

    fn tell(&mut self, kind: EventType, args: [u64; 3]) -> Amount {
        self.time += 1 << 20;
        let event = Event {
            kind,
            time: self.time,
            context: Context::NONE,
            change: Change::None,
            args: [args[0], args[1], args[2], 0],
        };
        self.builder.event(&event, self.time, &self.told).unwrap();
        *self.builder.now.of(Kind::Objects)
    }
}

fn amount(count: u64, bytes: u64) -> Amount {
    Amount { count, bytes }
}

/// The class of spans of 48 bytes with pointers, and that of one object, as events have them.
const OF_48: u64 = 5 << 2;
const LARGE: u64 = 0;

#[test]
fn an_object_is_as_large_as_its_slot() {
    use EventType as E;
    let mut program = Program::new();
    program.tell(E::Span, [100, 1, OF_48]);
    // Page 100 begins at object 102400; a slot is six of eight bytes.
    assert_eq!(program.tell(E::HeapObject, [102_400, 0, 0]), amount(1, 48));
    // Eight bytes into the slot, where what describes it stands before it.
    assert_eq!(program.tell(E::HeapObjectAlloc, [102_407, 7, 0]), amount(2, 96));
    program.tell(E::SpanAlloc, [200, 5, LARGE]);
    assert_eq!(
        program.tell(E::HeapObjectAlloc, [204_800, 7, 0]),
        amount(3, 96 + 5 * 8192)
    );
    assert_eq!(
        program.tell(E::HeapObjectFree, [102_406, 0, 0]),
        amount(2, 48 + 5 * 8192)
    );
    assert_eq!(program.tell(E::HeapObjectFree, [204_800, 0, 0]), amount(1, 48));
    program.tell(E::SpanFree, [200, 0, 0]);
    program.tell(E::SpanAlloc, [300, 2, 1]);
    let told = (program.told.into_types(), true);
    let memory = program.builder.finish(program.time, told).unwrap();
    assert_eq!(memory.contradictions, 0);
    assert_eq!(memory.of(Kind::HeapSpans).at(i64::MAX), amount(1, 8192));
    assert_eq!(memory.of(Kind::OtherSpans).at(i64::MAX), amount(1, 16384));
    assert_eq!(memory.of(Kind::Objects).most, 96 + 5 * 8192);
    // What was there is told from the beginning on.
    assert_eq!(memory.of(Kind::Objects).at(0), amount(1, 48));
    let types = memory.types_at(i64::MAX).unwrap();
    let rows: Vec<_> = types.iter().map(|state| (state.row, state.live, state.made)).collect();
    let made = amount(2, 48 + 5 * 8192);
    assert_eq!(
        rows,
        [
            (TypeRow::OLDER, amount(1, 48), amount(0, 0)),
            (TypeRow(3), amount(0, 0), made)
        ]
    );
    assert_eq!(memory.types_at(0).unwrap().len(), 1);
}

#[test]
fn small_objects_share_a_slot() {
    use EventType as E;
    let mut program = Program::new();
    program.tell(E::SpanAlloc, [1, 1, SHARED << 1]);
    for id in [1024, 1025, 1025, 1026] {
        program.tell(E::HeapObjectAlloc, [id, 0, 0]);
    }
    assert_eq!(*program.builder.now.of(Kind::Objects), amount(2, 32));
    assert_eq!(program.tell(E::HeapObjectFree, [1024, 0, 0]), amount(1, 16));
    assert_eq!(program.builder.contradictions, 0);
}

#[test]
fn stacks_come_and_go() {
    use EventType as E;
    let mut program = Program::new();
    // One of a goroutine that is gone, and one of 2048 bytes.
    program.tell(E::GoroutineStack, [u64::MAX, 0, 0]);
    program.tell(E::GoroutineStack, [7, 12, 0]);
    program.tell(E::GoroutineStackAlloc, [9, 13, 0]);
    program.tell(E::GoroutineStackFree, [7, 0, 0]);
    assert_eq!(*program.builder.now.of(Kind::Stacks), amount(1, 4096));
    assert_eq!(program.builder.contradictions, 0);
}

#[test]
fn what_contradicts_is_counted() {
    use EventType as E;
    let mut program = Program::new();
    for (kind, args) in [
        (E::HeapObjectFree, [5, 0, 0]),
        (E::HeapObjectFree, [u64::MAX, 0, 0]),
        (E::HeapObjectAlloc, [u64::MAX, 7, 0]),
        (E::SpanFree, [5, 0, 0]),
        (E::SpanAlloc, [5, u64::MAX, 0]),
        (E::GoroutineStackFree, [5, 0, 0]),
        (E::GoroutineStackAlloc, [5, u64::MAX, 0]),
        (E::GoroutineStackAlloc, [5, 0, 0]),
    ] {
        assert_eq!(program.tell(kind, args), amount(0, 0));
    }
    assert_eq!(program.builder.contradictions, 8);
    // What is made where something is takes its place.
    program.tell(E::SpanAlloc, [u64::MAX / 8192, 1, 999 << 2]);
    program.tell(E::HeapObjectAlloc, [9, 7, 0]);
    assert_eq!(program.tell(E::HeapObjectAlloc, [9, 7, 0]), amount(1, 24));
    assert_eq!(program.builder.contradictions, 9);
}
