//! A group whole: its stack, its creator, its goroutines.

use crate::analyze::goroutines::group::{Group, Groups};
use crate::engine::goroutines::words::{Words, waits};
use crate::engine::goroutines::{counted, states_of};
use crate::model::column::OutOfMemory;
use crate::model::goroutines::{Flags, FrameId, GoroutineRow};
use crate::protocol::goroutines::{CallRow, GoroutineFacts, GroupDetails, MOST_GOROUTINES};

/// Calls told of a stack, and of each goroutine's arguments: the runtime itself prints about a hundred.
const MOST_CALLS: usize = 500;

/// Tells all of a group.
pub(super) fn details(words: Words<'_>, groups: &Groups, group: &Group) -> Result<GroupDetails, OutOfMemory> {
    let dump = words.dump;
    let first = groups.members.get(group.members.start);
    let mut title = vec![
        counted(group.count(), "goroutine", "goroutines"),
        states_of(dump, groups, group),
        waits(group.wait_minutes),
    ];
    title.retain(|part| !part.is_empty());
    let mut text = Vec::new();
    let mut goroutines = Vec::new();
    for goroutine in groups.members(group).take(MOST_GOROUTINES) {
        dump.goroutines.read_arguments(goroutine, &mut text)?;
        goroutines.push(facts(words, goroutine, &text));
    }
    Ok(GroupDetails {
        first: first.0,
        title: title.join(" · "),
        calls: calls(words, group),
        creator: dump.goroutines.creator(first).map(|frame| words.call(frame)),
        more: (group.count() - goroutines.len()) as u32,
        goroutines,
    })
}

/// The stack, innermost first, with a row for what there is beyond [`MOST_CALLS`].
fn calls(words: Words<'_>, group: &Group) -> Vec<CallRow> {
    let mut frames = words.dump.stacks.leaf_first(group.stack);
    let mut calls: Vec<CallRow> = frames
        .by_ref()
        .take(MOST_CALLS)
        .map(|frame| words.call(frame))
        .collect();
    let more = frames.count();
    if more > 0 {
        calls.push(CallRow {
            name: format!("{} further out", counted(more, "more call", "more calls")),
            ..CallRow::default()
        });
    }
    calls
}

fn facts(words: Words<'_>, goroutine: GoroutineRow, arguments: &[u8]) -> GoroutineFacts {
    let (dump, row) = (words.dump, goroutine.row());
    let goroutines = &dump.goroutines;
    let flags = goroutines.flags.get(row);
    let mut marks = vec![dump.strings.text(goroutines.state.get(row)).into_owned()];
    match goroutines.wait_minutes.get(row) {
        0 => {}
        1 => marks.push("1 minute".to_owned()),
        minutes => marks.push(format!("{minutes} minutes")),
    }
    for (flag, words) in [
        (Flags::LEAKED, "leaked"),
        (Flags::LOCKED, "locked to thread"),
        (Flags::NO_STACK, "stack unavailable"),
    ] {
        if flags.has(flag) {
            marks.push(words.to_owned());
        }
    }
    if let Some(bubble) = goroutines.bubble_of(goroutine) {
        marks.push(format!("synctest bubble {bubble}"));
    }
    let labels = dump.label_sets.labels(goroutines.labels.get(row));
    let lines = arguments.split(|&byte| byte == b'\n');
    let calls = dump.stacks.leaf_first(goroutines.stack.get(row)).zip(lines);
    let with_arguments = calls.filter(|(_, arguments)| !arguments.is_empty());
    GoroutineFacts {
        head: format!("{} [{}]", goroutines.id.get(row), marks.join(", ")),
        created_in: goroutines.created_in.get(row),
        labels: labels
            .map(|(key, value)| format!("{}={}", dump.strings.text(key), dump.strings.text(value)))
            .collect(),
        arguments: with_arguments
            .take(MOST_CALLS)
            .map(|(frame, arguments): (FrameId, &[u8])| {
                format!("{}({})", words.short_name(frame), String::from_utf8_lossy(arguments))
            })
            .collect(),
    }
}
