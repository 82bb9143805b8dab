//! profile.proto, packed by gzip, as Go's profilers write it.
//!
//! Field numbers are those of `proto/profile.proto` of google/pprof. Rows become ids by counting from 1.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::model::id::{LocationId, StringId};
use crate::model::profile::{Label, Line, Locations, Mapping, Profile, ValueType};

/// Writes a profile.
pub fn write(profile: &Profile, out: impl Write) -> io::Result<()> {
    let mut packed = GzEncoder::new(out, Compression::default());
    write_plain(profile, &mut packed)?;
    packed.finish()?.flush()
}

/// Writes a profile without packing it.
fn write_plain(profile: &Profile, out: &mut impl Write) -> io::Result<()> {
    let mut message = Message::default();
    for &kind in &profile.sample_types {
        value_type(&mut message, kind);
        message.write_as(1, out)?;
    }
    for sample in 0..profile.samples.len() {
        write_sample(profile, sample, &mut message);
        message.write_as(2, out)?;
    }
    for (row, mapping) in profile.mappings.iter().enumerate() {
        write_mapping(row, mapping, &mut message);
        message.write_as(3, out)?;
    }
    for row in 0..profile.locations.len() {
        write_location(&profile.locations, row, &mut message);
        message.write_as(4, out)?;
    }
    for row in 0..profile.functions.len() {
        let functions = &profile.functions;
        message.number(1, row as u64 + 1);
        for (field, text) in [
            (2, &functions.name),
            (3, &functions.system_name),
            (4, &functions.filename),
        ] {
            message.text(field, text.get(row));
        }
        message.number(5, functions.start_line.get(row) as u64);
        message.write_as(5, out)?;
    }
    for row in 0..profile.strings.len() {
        message.0.extend_from_slice(profile.strings.bytes(StringId::from(row)));
        message.write_as(6, out)?;
    }
    let mut header = Message::default();
    header.text(7, profile.drop_frames);
    header.text(8, profile.keep_frames);
    header.number(9, profile.time_nanos as u64);
    header.number(10, profile.duration_nanos as u64);
    value_type(&mut message, profile.period_type);
    header.inner(11, &mut message);
    header.number(12, profile.period as u64);
    for &comment in &profile.comments {
        header.packed(13, std::iter::once(u64::from(comment.0)));
    }
    header.text(14, profile.default_sample_type);
    header.text(15, profile.doc_url);
    out.write_all(&header.0)
}

fn value_type(message: &mut Message, ValueType { kind, unit }: ValueType) {
    message.text(1, kind);
    message.text(2, unit);
}

fn write_sample(profile: &Profile, sample: usize, message: &mut Message) {
    let samples = &profile.samples;
    let stack = profile.stacks.leaf_first(samples.stack.get(sample));
    message.packed(1, stack.map(|location| u64::from(location.0) + 1));
    message.packed(2, samples.values.iter().map(|values| values.get(sample) as u64));
    let mut inner = Message::default();
    for Label {
        key,
        is_text,
        text,
        number,
        unit,
    } in samples.labels(sample)
    {
        inner.text(1, key);
        if is_text {
            inner.text(2, text);
        } else {
            inner.number(3, number as u64);
            inner.text(4, unit);
        }
        message.inner(3, &mut inner);
    }
}

fn write_mapping(row: usize, mapping: &Mapping, message: &mut Message) {
    message.number(1, row as u64 + 1);
    message.number(2, mapping.start);
    message.number(3, mapping.limit);
    message.number(4, mapping.offset);
    message.text(5, mapping.filename);
    message.text(6, mapping.build_id);
    for (field, flag) in [
        (7, mapping.has_functions),
        (8, mapping.has_filenames),
        (9, mapping.has_line_numbers),
        (10, mapping.has_inline_frames),
    ] {
        message.number(field, u64::from(flag));
    }
}

fn write_location(locations: &Locations, row: usize, message: &mut Message) {
    let id = LocationId::from(row);
    message.number(1, row as u64 + 1);
    message.number(2, locations.mapping_row(id).map_or(0, |mapping| mapping as u64 + 1));
    message.number(3, locations.address.get(row));
    let mut inner = Message::default();
    for line in locations.line_rows(id) {
        let Line { function, line, column } = locations.lines.get(line);
        inner.number(1, u64::from(function.0) + 1);
        inner.number(2, line as u64);
        inner.number(3, column as u64);
        message.inner(4, &mut inner);
    }
    message.number(5, u64::from(locations.is_folded.get(row)));
}

/// A message that is being written: its fields one after the other. What is zero or empty is left out, as the format has it.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    fn number(&mut self, field: u64, value: u64) {
        if value != 0 {
            self.varint(field << 3);
            self.varint(value);
        }
    }

    fn text(&mut self, field: u64, text: StringId) {
        self.number(field, u64::from(text.0));
    }

    /// Numbers one after the other under one head; zeros among them stay.
    fn packed(&mut self, field: u64, values: impl Iterator<Item = u64>) {
        let mut inner = Self::default();
        values.for_each(|value| inner.varint(value));
        if !inner.0.is_empty() {
            self.inner(field, &mut inner);
        }
    }

    /// A message inside this one, which is empty afterwards.
    fn inner(&mut self, field: u64, inner: &mut Self) {
        self.varint(field << 3 | 2);
        self.varint(inner.0.len() as u64);
        self.0.append(&mut inner.0);
    }

    /// Writes the message as a field of the file, and empties it.
    fn write_as(&mut self, field: u64, out: &mut impl Write) -> io::Result<()> {
        let mut head = Self::default();
        head.varint(field << 3 | 2);
        head.varint(self.0.len() as u64);
        out.write_all(&head.0)?;
        out.write_all(&self.0)?;
        self.0.clear();
        Ok(())
    }
}
