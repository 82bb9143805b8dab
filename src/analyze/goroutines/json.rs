//! A dump as one JSON object: totals, and groups with everything that their goroutines have in common.

use std::io::{self, Write};

use crate::analyze::goroutines::group::{Alike, Group, Groups};
use crate::analyze::goroutines::places::Places;
use crate::analyze::json::{JsonError, append_text};
use crate::model::goroutines::{Dump, Flags, Frame, FrameId, FrameKind};
use crate::model::id::StringId;

/// Writes a dump that came from a file of this name. `out` is written to in small pieces and should be buffered.
pub fn write(dump: &Dump, file: &str, out: &mut dyn Write) -> Result<(), JsonError> {
    let groups = Groups::of(dump, &Places::of(dump)?, Alike::Everything, |_| true)?;
    let mut text = Vec::new();
    append_totals(&mut text, dump, file)?;
    text.extend_from_slice(b"\"groups\":[");
    for (n, group) in groups.rows.iter().enumerate() {
        text.extend_from_slice(if n == 0 { b"\n" } else { b",\n" });
        append_group(&mut text, dump, &groups, group);
        out.write_all(&text)?;
        text.clear();
    }
    text.extend_from_slice(b"]}\n");
    out.write_all(&text)?;
    Ok(())
}

/// Counts of something by text, in order of first appearance.
#[derive(Default)]
struct Counts<K>(Vec<(K, u32)>, hashbrown::HashMap<K, usize, foldhash::fast::FixedState>);

impl<K: Copy + Eq + std::hash::Hash> Counts<K> {
    fn add(&mut self, key: K) {
        let next = self.0.len();
        let at = *self.1.entry(key).or_insert(next);
        if at == next {
            self.0.push((key, 0));
        }
        self.0[at].1 += 1;
    }
}

fn append_totals(text: &mut Vec<u8>, dump: &Dump, file: &str) -> io::Result<()> {
    let goroutines = &dump.goroutines;
    let (mut states, mut minutes, mut creators) = (Counts::default(), Counts::default(), Counts::default());
    let (mut leaked, mut locked, mut labelled) = (0, 0, 0);
    for goroutine in goroutines.rows() {
        let row = goroutine.row();
        states.add(goroutines.state.get(row));
        minutes.add(goroutines.wait_minutes.get(row));
        let creator = goroutines.creator(goroutine);
        creators.add(creator.map_or(StringId::default(), |frame| dump.frames.get(frame.row()).function));
        let flags = goroutines.flags.get(row);
        leaked += u32::from(flags.has(Flags::LEAKED));
        locked += u32::from(flags.has(Flags::LOCKED));
        labelled += u32::from(goroutines.labels.get(row).row() != 0);
    }
    text.extend_from_slice(b"{\"file\":");
    append_text(text, file.as_bytes());
    text.extend_from_slice(b",\"note\":");
    let note = dump.notes.first().map_or(StringId::default(), |note| note.text);
    append_text(text, dump.strings.bytes(note));
    write!(
        text,
        ",\"goroutines\":{},\"other_lines\":{},\n\"states\":{{",
        goroutines.len(),
        dump.other_lines
    )?;
    append_counts(text, dump, &states)?;
    text.extend_from_slice(b"},\n\"minutes\":{");
    for (n, (minutes, count)) in minutes.0.iter().enumerate() {
        write!(text, "{}\"{minutes}\":{count}", if n == 0 { "" } else { "," })?;
    }
    write!(
        text,
        "}},\n\"leaked\":{leaked},\"locked\":{locked},\"labelled\":{labelled},\n\"creators\":{{"
    )?;
    append_counts(text, dump, &creators)?;
    text.extend_from_slice(b"},\n");
    Ok(())
}

fn append_counts(text: &mut Vec<u8>, dump: &Dump, counts: &Counts<StringId>) -> io::Result<()> {
    for (n, &(key, count)) in counts.0.iter().enumerate() {
        text.extend_from_slice(if n == 0 { b"" } else { b"," });
        append_text(text, dump.strings.bytes(key));
        write!(text, ":{count}")?;
    }
    Ok(())
}

fn append_group(text: &mut Vec<u8>, dump: &Dump, groups: &Groups, group: &Group) {
    let goroutines = &dump.goroutines;
    // Every group has a goroutine, and each of them what is written here.
    let first = groups.members.get(group.members.start);
    let flags = goroutines.flags.get(first.row());
    let ids: Vec<u64> = groups
        .members(group)
        .map(|goroutine| goroutines.id.get(goroutine.row()))
        .collect();
    // Writing into a vector does not fail.
    let _ = write!(text, "{{\"count\":{},\"ids\":{ids:?},\"state\":", ids.len());
    append_text(text, dump.strings.bytes(goroutines.state.get(first.row())));
    let (leaked, locked) = (flags.has(Flags::LEAKED), flags.has(Flags::LOCKED));
    let _ = write!(text, ",\"leaked\":{leaked},\"locked\":{locked},\"bubble\":");
    let _ = match goroutines.bubble_of(first) {
        Some(bubble) => write!(text, "{bubble}"),
        None => write!(text, "null"),
    };
    text.extend_from_slice(b",\"labels\":{");
    let set = goroutines.labels.get(first.row());
    for (n, (key, value)) in dump.label_sets.labels(set).enumerate() {
        text.extend_from_slice(if n == 0 { b"" } else { b"," });
        append_text(text, dump.strings.bytes(key));
        text.push(b':');
        append_text(text, dump.strings.bytes(value));
    }
    let (shortest, longest) = group.wait_minutes;
    let frames = || {
        dump.stacks
            .leaf_first(group.stack)
            .map(|frame| dump.frames.get(frame.row()))
    };
    let elided: u64 = frames()
        .filter(|frame| frame.kind == FrameKind::Elided)
        .map(|frame| u64::from(frame.elided.max(1)))
        .sum();
    let _ = write!(
        text,
        "}},\"minutes\":[{shortest},{longest}],\"elided\":{elided},\"frames\":["
    );
    for (n, frame) in frames().filter(|frame| frame.kind != FrameKind::Elided).enumerate() {
        text.extend_from_slice(if n == 0 { b"{" } else { b",{" });
        append_place(text, dump, frame);
        let _ = write!(text, ",\"inlined\":{}}}", frame.kind == FrameKind::Inlined);
    }
    text.extend_from_slice(b"],\"created_by\":{");
    if let Some(FrameId(row)) = goroutines.creator(first) {
        append_place(text, dump, dump.frames.get(row as usize));
    }
    text.extend_from_slice(b"}}");
}

fn append_place(text: &mut Vec<u8>, dump: &Dump, frame: Frame) {
    text.extend_from_slice(b"\"func\":");
    append_text(text, dump.strings.bytes(frame.function));
    text.extend_from_slice(b",\"file\":");
    append_text(text, dump.strings.bytes(frame.file));
    // Writing into a vector does not fail.
    let _ = write!(text, ",\"line\":{}", frame.line);
    if frame.offset != Frame::NO_OFFSET {
        let _ = write!(text, ",\"offset\":\"0x{:x}\"", frame.offset);
    }
}
