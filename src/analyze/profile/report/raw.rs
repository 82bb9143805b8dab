//! `-raw`: everything a profile holds.
//!
//! Source: `String` in pprof's `profile/profile.go`.

use std::io::{self, Write};

use crate::analyze::profile::entity::Grouping;
use crate::analyze::profile::options::Options;
use crate::analyze::profile::report::gofmt::append_right;
use crate::analyze::profile::report::moment::{append_duration, append_full_time};
use crate::analyze::profile::report::sample_labels;
use crate::model::id::{LocationId, StringId};
use crate::model::profile::{Label, Mapping, Profile};

/// Where the labels of a sample and the further lines of a location begin.
const LABEL_INDENT: &[u8] = b"                ";
const LINE_INDENT: &[u8] = b"             ";

/// What stands for all mappings of a profile that has none (`locateBinaries` in pprof's `internal/driver/fetch.go`).
const ABSENT_MAPPING: Mapping = Mapping {
    file_id: 1,
    start: 0,
    limit: 0,
    offset: 0,
    filename: StringId(0),
    build_id: StringId(0),
    has_functions: false,
    has_filenames: false,
    has_line_numbers: false,
    has_inline_frames: false,
};

/// Writes the report: a header, the samples, the locations, the mappings.
pub(super) fn write(profile: &Profile, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let grouping = options.grouping;
    let mut text = Vec::new();
    append_header(&mut text, profile, options);
    out.write_all(&text)?;
    let mut labels = Vec::new();
    for sample in 0..profile.samples.len() {
        text.clear();
        append_sample(&mut text, profile, sample);
        sample_labels::collect(profile, sample, &mut labels);
        append_labels(&mut text, profile, &labels);
        out.write_all(&text)?;
    }
    out.write_all(b"Locations\n")?;
    for row in 0..profile.locations.len() {
        text.clear();
        append_location(&mut text, profile, LocationId::from(row), grouping);
        out.write_all(&text)?;
    }
    out.write_all(b"Mappings\n")?;
    let absent = [ABSENT_MAPPING];
    let mappings = if profile.mappings.is_empty() {
        &absent
    } else {
        profile.mappings.as_slice()
    };
    for mapping in mappings {
        text.clear();
        append_mapping(&mut text, profile, mapping, grouping.without_inlined);
        out.write_all(&text)?;
    }
    Ok(())
}

fn append_line(out: &mut Vec<u8>, parts: &[&[u8]]) {
    out.extend_from_slice(&parts.concat());
    out.push(b'\n');
}

fn append_header(out: &mut Vec<u8>, profile: &Profile, options: &Options) {
    let bytes = |id: StringId| profile.strings.bytes(id);
    for &comment in &profile.comments {
        append_line(out, &[b"Comment: ", bytes(comment)]);
    }
    if profile.doc_url != StringId(0) {
        append_line(out, &[b"Doc: ", bytes(profile.doc_url)]);
    }
    let period_type = profile.period_type;
    append_line(
        out,
        &[b"PeriodType: ", bytes(period_type.kind), b" ", bytes(period_type.unit)],
    );
    append_line(out, &[b"Period: ", profile.period.to_string().as_bytes()]);
    if profile.time_nanos != 0 {
        out.extend_from_slice(b"Time: ");
        append_full_time(out, profile.time_nanos, &options.zone);
        out.push(b'\n');
    }
    if profile.duration_nanos != 0 {
        let mut duration = Vec::new();
        append_duration(&mut duration, profile.duration_nanos);
        // Cut off after four letters, whatever they are: Go's `%.4v`.
        let shown = String::from_utf8_lossy(&duration).chars().take(4).collect::<String>();
        append_line(out, &[b"Duration: ", shown.as_bytes()]);
    }
    append_line(out, &[b"Samples:"]);
    let mut types = Vec::new();
    for sample_type in &profile.sample_types {
        let is_default = bytes(sample_type.kind) == bytes(profile.default_sample_type);
        types.extend_from_slice(bytes(sample_type.kind));
        types.push(b'/');
        types.extend_from_slice(bytes(sample_type.unit));
        types.extend_from_slice(if is_default { b"[dflt] " } else { b" " });
    }
    append_line(out, &[types.trim_ascii()]);
}

/// Appends the values and the locations, leaf first.
fn append_sample(out: &mut Vec<u8>, profile: &Profile, sample: usize) {
    // Writing into a vector does not fail.
    for values in &profile.samples.values {
        let _ = write!(out, " {:10}", values.get(sample));
    }
    out.extend_from_slice(b": ");
    for location in profile.stacks.leaf_first(profile.samples.stack.get(sample)) {
        let _ = write!(out, "{} ", profile.locations.file_id.get(location.row()));
    }
    out.push(b'\n');
}

/// Appends a line of words and a line of numbers, of those that there are.
fn append_labels(out: &mut Vec<u8>, profile: &Profile, labels: &[Label]) {
    for is_text in [true, false] {
        let mut keys: Vec<Vec<u8>> = sample_labels::by_key(labels, is_text)
            .map(|(key, labels)| labels_of_key(profile, key, labels))
            .collect();
        if !keys.is_empty() {
            keys.sort_unstable();
            append_line(out, &[LABEL_INDENT, &keys.join(&b' ')]);
        }
    }
}

/// `key:[value value]`, numbers with their units where any of them has one.
fn labels_of_key(profile: &Profile, key: StringId, labels: &[Label]) -> Vec<u8> {
    let mut text = profile.strings.bytes(key).to_vec();
    text.extend_from_slice(b":[");
    let has_units = labels.iter().any(|label| label.unit != StringId(0));
    for (place, label) in labels.iter().enumerate() {
        if place > 0 {
            text.push(b' ');
        }
        if label.is_text {
            text.extend_from_slice(profile.strings.bytes(label.text));
            continue;
        }
        let _ = write!(text, "{}", label.number);
        if has_units {
            text.push(b' ');
            text.extend_from_slice(profile.strings.bytes(label.unit));
        }
    }
    text.push(b']');
    text
}

fn append_location(out: &mut Vec<u8>, profile: &Profile, location: LocationId, grouping: Grouping) {
    let locations = &profile.locations;
    let row = location.row();
    append_right(out, locations.file_id.get(row).to_string().as_bytes(), 6);
    let _ = write!(out, ": {:#x} ", locations.address.get(row));
    if profile.mappings.is_empty() {
        let _ = write!(out, "M={} ", ABSENT_MAPPING.file_id);
    } else if let Some(mapping) = locations.mapping_row(location) {
        let _ = write!(out, "M={} ", profile.mappings[mapping].file_id);
    }
    if locations.is_folded.get(row) {
        out.extend_from_slice(b"[F] ");
    }
    let mut lines = locations.line_rows(location);
    if lines.is_empty() {
        out.push(b'\n');
        return;
    }
    if grouping.without_inlined {
        lines.start = lines.end - 1;
    }
    // pprof drops columns together with inlined calls, unless they are asked for.
    let has_columns = grouping.with_columns || !grouping.without_inlined;
    for line_row in lines.clone() {
        if line_row > lines.start {
            out.extend_from_slice(LINE_INDENT);
        }
        append_source_line(out, profile, line_row, has_columns);
    }
}

/// Appends function, file, line, column and first line.
fn append_source_line(out: &mut Vec<u8>, profile: &Profile, line_row: usize, has_columns: bool) {
    let line = profile.locations.lines.get(line_row);
    let functions = &profile.functions;
    let function = line.function.row();
    let (name, system_name) = (functions.name.get(function), functions.system_name.get(function));
    out.extend_from_slice(profile.strings.bytes(name));
    out.push(b' ');
    out.extend_from_slice(profile.strings.bytes(functions.filename.get(function)));
    let _ = write!(
        out,
        ":{}:{} s={}",
        line.line,
        if has_columns { line.column } else { 0 },
        functions.start_line.get(function)
    );
    if name != system_name {
        out.push(b'(');
        out.extend_from_slice(profile.strings.bytes(system_name));
        out.push(b')');
    }
    out.push(b'\n');
}

fn append_mapping(out: &mut Vec<u8>, profile: &Profile, mapping: &Mapping, without_inlined: bool) {
    let _ = write!(
        out,
        "{}: {:#x}/{:#x}/{:#x} ",
        mapping.file_id, mapping.start, mapping.limit, mapping.offset
    );
    out.extend_from_slice(profile.strings.bytes(mapping.filename));
    out.push(b' ');
    out.extend_from_slice(profile.strings.bytes(mapping.build_id));
    out.push(b' ');
    for (is_set, mark) in [
        (mapping.has_functions, b"[FN]"),
        (mapping.has_filenames, b"[FL]"),
        (mapping.has_line_numbers, b"[LN]"),
        (mapping.has_inline_frames && !without_inlined, b"[IN]"),
    ] {
        if is_set {
            out.extend_from_slice(mark);
        }
    }
    out.push(b'\n');
}
