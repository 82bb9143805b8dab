//! The flame graph's stacks as pprof's page gets them: one JSON object.
//!
//! Every sample is a stack of sources, a function each (or a line, a file, as the grouping says); inlined
//! and other calls of a function are two sources. Frames without a line are left out, as in pprof.
//! Source: `internal/report/stacks.go` and `shortnames.go`, `stackView` in `internal/driver/stacks.go`.

mod source;

use std::io::Write;

use crate::analyze::json::{append_number, append_text};
use crate::analyze::profile::entity::Granularity;
use crate::analyze::profile::options::Options;
use crate::analyze::profile::report::stacks::source::{Key, Sources};
use crate::analyze::profile::report::subject::{Refining, Subject};
use crate::analyze::profile::report::{Notice, ReportError};
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{LocationId, StringId};
use crate::model::profile::Profile;
use crate::model::unit::scale;

/// Where a source stands first in a stack.
type Place = (u32, u32);

/// Writes the stacks of a profile. `out` is written to in small pieces and should be buffered.
pub fn write(profile: &Profile, options: &Options, out: &mut dyn Write) -> Result<Vec<Notice>, ReportError> {
    let refining = Refining::of(profile, options)?;
    let subject = refining.subject();
    let Subject {
        profile,
        sample_type,
        total,
        ..
    } = subject;
    let value_type = profile.sample_types[sample_type];
    let scaled = scale(1, profile.strings.bytes(value_type.unit), b"default");
    let unit = if scaled.unit == b"default" { b"" } else { scaled.unit };
    let mut text = Vec::new();
    let factor = scaled.value * (1.0 / options.divide_by);
    // Writing into a vector does not fail.
    let _ = write!(text, "{{\"stacks\":{{\"Total\":{total},\"Scale\":");
    append_number(&mut text, factor);
    text.extend_from_slice(b",\"Type\":");
    append_text(&mut text, &subject.kind());
    text.extend_from_slice(b",\"Unit\":");
    append_text(&mut text, unit);
    text.extend_from_slice(b",\"Stacks\":[");
    out.write_all(&text)?;
    let mut stacks = Stacks {
        profile,
        options,
        sources: Sources::new(profile),
        places: vec![Column::new()],
        last_stack: vec![None],
        locations: Vec::new(),
    };
    let mut frames = Vec::new();
    for sample in 0..profile.samples.len() {
        let value = subject.value(sample);
        stacks.gather(sample, &mut frames)?;
        stacks.place(sample, &frames)?;
        // The root is always there.
        if let Some(&leaf) = frames.last() {
            stacks.sources.add_self(leaf, value);
        }
        text.clear();
        let comma = if sample == 0 { "" } else { "," };
        let _ = write!(text, "{comma}\n{{\"Value\":{value},\"Sources\":{frames:?}}}");
        out.write_all(&text)?;
    }
    out.write_all(b"],\"Sources\":[")?;
    for (row, places) in stacks.places.iter().enumerate() {
        text.clear();
        text.extend_from_slice(if row == 0 { b"\n" } else { b",\n" });
        stacks.sources.append(&mut text, row);
        text.extend_from_slice(b",\"Places\":[");
        for (at, (stack, pos)) in places.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            let _ = write!(text, "{comma}{{\"Stack\":{stack},\"Pos\":{pos}}}");
        }
        text.extend_from_slice(b"]}");
        out.write_all(&text)?;
    }
    text.clear();
    text.extend_from_slice(b"]},\"nodes\":[");
    for row in 0..stacks.places.len() {
        text.extend_from_slice(if row == 0 { b"\n" } else { b",\n" });
        // The root is no node.
        append_text(&mut text, if row == 0 { b"" } else { stacks.sources.full_name(row) });
    }
    text.extend_from_slice(b"]}\n");
    out.write_all(&text)?;
    Ok(refining.notices())
}

struct Stacks<'a> {
    profile: &'a Profile,
    options: &'a Options,
    sources: Sources<'a>,
    /// For each source where it stands, and the last stack that it was found in.
    places: Vec<Column<Place>>,
    last_stack: Vec<Option<usize>>,
    /// The locations of a stack, leaf first.
    locations: Vec<LocationId>,
}

impl Stacks<'_> {
    /// Gathers the sources of a sample's stack, the root first.
    fn gather(&mut self, sample: usize, frames: &mut Vec<u32>) -> Result<(), OutOfMemory> {
        frames.clear();
        frames.push(0);
        self.locations.clear();
        let stack = self.profile.samples.stack.get(sample);
        self.locations.extend(self.profile.stacks.leaf_first(stack));
        for at in (0..self.locations.len()).rev() {
            self.gather_location(self.locations[at], frames)?;
        }
        Ok(())
    }

    /// Gathers the sources of a location, the outermost first.
    fn gather_location(&mut self, location: LocationId, frames: &mut Vec<u32>) -> Result<(), OutOfMemory> {
        let grouping = self.options.grouping;
        let granularity = grouping.granularity;
        let by_line = matches!(granularity, Granularity::Lines | Granularity::Addresses);
        let rows = self.profile.locations.line_rows(location);
        let Some(outermost) = rows.end.checked_sub(1).filter(|&last| last >= rows.start) else {
            return Ok(());
        };
        let first = if grouping.without_inlined {
            outermost
        } else {
            rows.start
        };
        for row in (first..=outermost).rev() {
            let line = self.profile.locations.lines.get(row);
            let functions = &self.profile.functions;
            let name = functions.name.get(line.function.row());
            let file = functions.filename.get(line.function.row());
            let key = Key {
                name: if granularity == Granularity::Files {
                    StringId(0)
                } else {
                    name
                },
                file: if granularity == Granularity::Functions {
                    StringId(0)
                } else {
                    file
                },
                line: if by_line { line.line } else { 0 },
                column: if by_line && grouping.with_columns {
                    line.column
                } else {
                    0
                },
                is_inlined: row != outermost,
            };
            let source = self.sources.row(key, line.function)?;
            if source as usize == self.places.len() {
                self.places.push(Column::new());
                self.last_stack.push(None);
            }
            let rows = frames.len();
            frames.try_reserve(1).map_err(|_no_memory| OutOfMemory { rows })?;
            frames.push(source);
        }
        Ok(())
    }

    /// Notes where the sources of a stack stand first.
    fn place(&mut self, stack: usize, frames: &[u32]) -> Result<(), OutOfMemory> {
        for (pos, &source) in frames.iter().enumerate() {
            let last = &mut self.last_stack[source as usize];
            if *last != Some(stack) {
                *last = Some(stack);
                self.places[source as usize].push((stack as u32, pos as u32))?;
            }
        }
        Ok(())
    }
}
