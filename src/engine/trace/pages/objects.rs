//! What is in memory, of a trace with the AllocFree experiment: objects, spans and stacks over time, and objects by type.

use std::cmp::Reverse;

use crate::analyze::trace::objects::{self, TypeUse};
use crate::analyze::trace::scope::Window;
use crate::engine::trace::heap;
use crate::engine::trace::pages::collector::cut;
use crate::engine::trace::pages::heads::heads;
use crate::engine::trace::pages::pieces::text;
use crate::engine::trace::pages::{MOST_ROWS, field, ordered};
use crate::engine::trace::times::{bytes, count, length};
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::memory::{Kind, Memory, TypeRow};
use crate::model::unit;
use crate::protocol::account::{AccountRow, Lead, Section, TraceScope};

/// The column that orders by name.
const BY_NAME: u32 = 6;
/// Fewer types than this need no field to look for one.
const FEW_TYPES: usize = 20;

/// The sections, none of a trace without the experiment.
pub(super) fn sections(trace: &Trace, scope: &TraceScope, range: Window) -> Result<Vec<Section>, OutOfMemory> {
    let Some(memory) = &trace.memory else {
        return Ok(Vec::new());
    };
    Ok(vec![kinds(trace, memory, range), types(trace, memory, scope, range)?])
}

fn kinds(trace: &Trace, memory: &Memory, (from, to): Window) -> Section {
    let row = |kind: Kind| {
        let held = memory.of(kind);
        let (before, after) = (held.at(from), held.at(to));
        AccountRow {
            lead: Lead {
                words: kind.name().to_owned(),
                ..Lead::default()
            },
            cells: vec![
                number(before.count),
                size(before.bytes),
                number(after.count),
                size(after.bytes),
                size(held.most),
            ],
            ..AccountRow::default()
        }
    };
    let mut notes = vec![
        "Told by the runtime's AllocFree experiment: the program ran with GODEBUG=traceallocfree=1. An object counts with all of its slot; small ones without \
         pointers share slots of 16 bytes."
            .to_owned(),
    ];
    if !memory.is_whole {
        notes.push("What was there at the beginning is not told: only what was allocated since is counted.".to_owned());
    }
    if memory.contradictions > 0 {
        notes.push(format!(
            "{} events contradict those before them, as if something were missing; they were left out.",
            count(memory.contradictions)
        ));
    }
    let objects = memory.of(Kind::Objects).at(to);
    Section {
        heading: format!(
            "In memory: {} heap objects of {}",
            count(objects.count),
            bytes(objects.bytes)
        ),
        notes,
        charts: heap::held(memory, trace.end).into(),
        columns: heads([
            "what",
            "at first",
            "bytes",
            "at last",
            "bytes",
            "most bytes of all the trace",
        ]),
        rows: Kind::ALL.map(row).into(),
        ..Section::default()
    }
}

fn types(trace: &Trace, memory: &Memory, scope: &TraceScope, range: Window) -> Result<Section, OutOfMemory> {
    let mut uses = objects::types(memory, range)?;
    let all = uses.len();
    let find = scope.find.to_lowercase();
    uses.retain(|it| find.is_empty() || name(trace, memory, it.row).to_lowercase().contains(&find));
    // Rows of types are in the order in which the trace names them: equals stay in it.
    match scope.order {
        1 => uses.sort_by_key(|it| Reverse(it.live.count)),
        2 => uses.sort_by_key(|it| Reverse(it.growth)),
        3 => uses.sort_by_key(|it| Reverse(it.made.bytes)),
        4 => uses.sort_by_key(|it| Reverse(it.made.count)),
        5 => uses.sort_by_key(|it| Reverse(memory.types[it.row.row()].bytes)),
        BY_NAME => uses.sort_by_cached_key(|it| name(trace, memory, it.row)),
        _ => uses.sort_by_key(|it| Reverse(it.live.bytes)),
    }
    if scope.is_reversed {
        uses.reverse();
    }
    let live: u64 = uses.iter().map(|it| it.live.bytes).sum();
    let row = |it: &TypeUse| AccountRow {
        lead: Lead {
            words: name(trace, memory, it.row),
            ..Lead::default()
        },
        cells: vec![
            size(it.live.bytes),
            text(unit::percentage(share(it.live.bytes), share(live)).to_string().trim()),
            number(it.live.count),
            signed(it.growth),
            size(it.made.bytes),
            number(it.made.count),
            match it.row.row() {
                row if row < TypeRow::FIXED => text(""),
                row => size(memory.types[row].bytes),
            },
        ],
        ..AccountRow::default()
    };
    let heads = [
        ("type", "The type of the object, or of the elements of a slice", BY_NAME),
        ("live", "Bytes at the end of the time", 0),
        ("share", "Of the live bytes of all that are shown", 0),
        ("objects", "How many are live at the end of the time", 1),
        ("growth", "Live bytes at the end less those at the beginning", 2),
        ("allocated", "Bytes that were allocated in the time", 3),
        ("times", "How many were allocated in the time", 4),
        (
            "one value",
            "Bytes of one value of the type; a slot can be larger, and a slice has several",
            5,
        ),
    ];
    let notes = memory.moments.len().checked_sub(1).map(|parts| {
        format!(
            "Types are known at {} moments of {}: of a range what was the case at the last before it begins and ends. The trace does not tell where \
             in the program something was allocated; a heap profile does.",
            count(parts as u64 + 1),
            length(trace.end)
        )
    });
    Ok(Section {
        heading: match all {
            1 => "Heap objects of 1 type".to_owned(),
            all => format!("Heap objects of {} types", count(all as u64)),
        },
        notes: notes.into_iter().chain(cut(uses.len())).collect(),
        field: (all > FEW_TYPES || !find.is_empty()).then(|| field("Look for a type", scope)),
        columns: heads.map(|(words, title, at)| ordered(words, title, at, scope)).into(),
        rows: uses.iter().take(MOST_ROWS).map(row).collect(),
        ..Section::default()
    })
}

/// What a type is called.
fn name(trace: &Trace, memory: &Memory, row: TypeRow) -> String {
    match row {
        TypeRow::NONE => "(no type: texts, and grown slices without pointers)".to_owned(),
        TypeRow::OLDER => "(there before the trace, type not told)".to_owned(),
        TypeRow::UNKNOWN => "(type not told)".to_owned(),
        row => trace.strings.text(memory.types[row.row()].name).into_owned(),
    }
}

fn share(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

fn size(amount: u64) -> [String; 2] {
    [bytes(amount), unit::exact(share(amount), b"bytes")]
}

fn number(number: u64) -> [String; 2] {
    text(count(number))
}

fn signed(bytes: i64) -> [String; 2] {
    let sign = if bytes > 0 { "+" } else { "" };
    [
        format!("{sign}{}", unit::label(bytes, b"bytes")),
        format!("{sign}{}", unit::exact(bytes, b"bytes")),
    ]
}
