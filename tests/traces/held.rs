//! What is held in memory is what a plain count of the events that Go's own tool prints finds.

use std::collections::{BTreeMap, BTreeSet};

use goscope::decode::trace::decoder;
use goscope::model::trace::memory::{Amount, Kind, TypeRow};

use crate::{traces, unpacked};

/// Bytes of a page, and those that numbers of objects are multiples of.
const PAGE: u64 = 8192;
const ALIGN: u64 = 8;

/// An event of the experiment, as it is printed.
struct Printed {
    time: i64,
    name: String,
    args: Vec<u64>,
}

fn printed(line: &str) -> Option<Printed> {
    let (_, rest) = line.split_once(" Experimental Time=")?;
    let (time, rest) = rest.split_once(" Name=")?;
    let (name, args) = rest.split_once(" Args=[")?;
    let numbers = args.split("Uint64(").skip(1);
    Some(Printed {
        time: time.parse().unwrap(),
        name: name.to_owned(),
        args: numbers
            .map(|number| number.split(')').next().unwrap().parse().unwrap())
            .collect(),
    })
}

/// What is there, by number.
#[derive(Default)]
struct Plain {
    /// Bytes, and the class as the event has it, by the first page.
    spans: BTreeMap<u64, (u64, u64)>,
    /// Bytes of each.
    stacks: BTreeMap<u64, u64>,
    /// The first byte of the slot of each.
    objects: BTreeSet<u64>,
}

impl Plain {
    fn add(&mut self, event: &Printed) {
        let args = &event.args;
        match &*event.name {
            "Span" | "SpanAlloc" => drop(self.spans.insert(args[0], (args[1] * PAGE, args[2]))),
            "SpanFree" => drop(self.spans.remove(&args[0])),
            "GoroutineStack" | "GoroutineStackAlloc" if args[1] > 0 => {
                self.stacks.insert(args[0], 1 << (args[1] - 1));
            }
            "GoroutineStackFree" => drop(self.stacks.remove(&args[0])),
            "HeapObject" | "HeapObjectAlloc" => {
                self.objects.insert(self.slot(args[0]));
            }
            "HeapObjectFree" => assert!(self.objects.remove(&self.slot(args[0]))),
            _ => {}
        }
    }

    /// The first byte of an object's slot.
    fn slot(&self, id: u64) -> u64 {
        let place = id * ALIGN;
        let (&first, &(bytes, class)) = self.spans.range(..=place / PAGE).next_back().unwrap();
        let start = first * PAGE;
        assert!(
            place < start + bytes && class & 1 == 0,
            "an object outside of all spans"
        );
        match class >> 2 {
            0 => start,
            class => place - (place - start) % slot_bytes(class),
        }
    }

    fn object_bytes(&self) -> u64 {
        let bytes = self.objects.iter().map(|place| {
            let (_, &(bytes, class)) = self.spans.range(..=place / PAGE).next_back().unwrap();
            if class >> 2 == 0 { bytes } else { slot_bytes(class >> 2) }
        });
        bytes.sum()
    }
}

/// Bytes of a class's slots.
fn slot_bytes(class: u64) -> u64 {
    match class {
        1..=3 => class * 8,
        4..=18 => (class - 2) * 16,
        19..=26 => 256 + (class - 18) * 32,
        27..=30 => 512 + (class - 26) * 64,
        31 | 32 => 768 + (class - 30) * 128,
        33..=36 => 1024 + (class - 32) * 128,
        37 | 38 => 1536 + (class - 36) * 256,
        39 => 2304,
        40 => 2688,
        41 => 3072,
        42 => 3200,
        43 => 3456,
        44 => 4096,
        45 => 4864,
        46 => 5376,
        47 => 6144,
        48 => 6528,
        49 => 6784,
        50 => 6912,
        51 => 8192,
        52 => 9472,
        53 => 9728,
        54 => 10240,
        55 => 10880,
        56 => 12288,
        57 => 13568,
        58 => 14336,
        59 => 16384,
        60 => 18432,
        61 => 19072,
        62 => 20480,
        63 => 21760,
        64 => 24576,
        65 => 27264,
        66 => 28672,
        67 => 32768,
        other => panic!("class {other}"),
    }
}

#[test]
fn what_is_held_is_what_a_plain_count_finds() {
    let with: Vec<_> = traces()
        .into_iter()
        .filter(|path| path.to_string_lossy().contains("held."))
        .collect();
    assert_eq!(with.len(), 2);
    for path in with {
        let (trace, warnings) = decoder::decode(&unpacked(&path)[..]).unwrap();
        assert!(warnings.is_empty(), "{warnings:?}");
        let memory = trace.memory.as_ref().unwrap();
        assert!(memory.is_whole && memory.contradictions == 0, "{}", path.display());
        let name = path.to_string_lossy().replace(".trace.gz", ".events.txt.gz");
        let text = String::from_utf8_lossy(&unpacked(name.as_ref())).into_owned();
        let events: Vec<_> = text.lines().filter_map(printed).collect();
        let mut plain = Plain::default();
        let mut compared = 0;
        for (at, event) in events.iter().enumerate() {
            plain.add(event);
            let time = event.time - trace.origin;
            let next = events.get(at + 1).map_or(i64::MAX, |next| next.time - trace.origin);
            // What was there already is told as of the beginning, and of a microsecond its end.
            if event.name.ends_with(['n', 't', 'k']) || next / 1024 == time / 1024 {
                continue;
            }
            compared += 1;
            let at = |kind| memory.of(kind).at(time);
            let objects = Amount {
                count: plain.objects.len() as u64,
                bytes: plain.object_bytes(),
            };
            assert_eq!(at(Kind::Objects), objects, "{} {time}", path.display());
            let of_spans = |is_heap: bool| {
                let mut amount = Amount::default();
                for &(bytes, class) in plain.spans.values().filter(|span| (span.1 & 1 == 0) == is_heap) {
                    assert!(is_heap || class == 1);
                    amount.add(bytes);
                }
                amount
            };
            assert_eq!(at(Kind::HeapSpans), of_spans(true), "{} {time}", path.display());
            assert_eq!(at(Kind::OtherSpans), of_spans(false), "{} {time}", path.display());
            let stacks = Amount {
                count: plain.stacks.len() as u64,
                bytes: plain.stacks.values().sum(),
            };
            assert_eq!(at(Kind::Stacks), stacks, "{} {time}", path.display());
        }
        assert!(compared > 50, "{compared}");
    }
}

#[test]
fn types_are_those_of_the_program() {
    for path in traces()
        .into_iter()
        .filter(|path| path.to_string_lossy().contains("held."))
    {
        let (trace, _) = decoder::decode(&unpacked(&path)[..]).unwrap();
        let memory = trace.memory.as_ref().unwrap();
        let states = memory.types_at(trace.end).unwrap();
        let name_of = |row: TypeRow| trace.strings.text(memory.types[row.row()].name);
        let of = |name: &str| *states.iter().find(|state| name_of(state.row) == name).unwrap();
        let amount = |count, bytes| Amount { count, bytes };
        // Every other order was let go; an order of 72 bytes has a slot of 80, a note of 96 one of 96.
        let orders = of("main.order");
        assert_eq!((orders.made, orders.live), (amount(90, 90 * 80), amount(45, 45 * 80)));
        let notes = of("main.note");
        assert_eq!((notes.made, notes.live), (amount(90, 90 * 96), amount(45, 45 * 96)));
        assert_eq!(
            states.iter().filter(|state| name_of(state.row) == "main.order").count(),
            1
        );
        let live = states.iter().fold(Amount::default(), |sum, state| {
            amount(sum.count + state.live.count, sum.bytes + state.live.bytes)
        });
        assert_eq!(live, memory.of(Kind::Objects).at(trace.end));
        assert_eq!(memory.types_at(-1).unwrap(), []);
        let first = memory.types_at(0).unwrap();
        assert!(
            first
                .iter()
                .all(|state| state.made == Amount::default() && state.live.count > 0)
        );
    }
}
