//! `-traces`: every sample with its labels and its stack.
//!
//! Source: `printTraces` in pprof's `internal/report/report.go`.

use std::io::Write;

use crate::analyze::profile::entity::Entities;
use crate::analyze::profile::name::append_name;
use crate::analyze::profile::number_units::NumberUnits;
use crate::analyze::profile::report::ReportError;
use crate::analyze::profile::report::gofmt::append_right;
use crate::analyze::profile::report::legend::append_profile;
use crate::analyze::profile::report::sample_labels;
use crate::analyze::profile::report::subject::Subject;
use crate::analyze::profile::report::values::Values;
use crate::model::id::StackId;
use crate::model::profile::{Label, Profile};
use crate::model::unit::append_label;

const SEPARATOR: &[u8] = b"-----------+-------------------------------------------------------\n";

/// Writes the report. Samples without a stack are left out.
pub(super) fn write(subject: &Subject<'_>, out: &mut dyn Write) -> Result<(), ReportError> {
    let &Subject {
        profile,
        options,
        units,
        ..
    } = &subject;
    let values = Values::of(subject);
    let entities = Entities::build(profile, options.grouping)?;
    let mut text = Vec::new();
    append_profile(&mut text, subject, &values);
    text.push(b'\n');
    out.write_all(&text)?;
    let (mut labels, mut value) = (Vec::new(), Vec::new());
    for sample in 0..profile.samples.len() {
        let stack = profile.samples.stack.get(sample);
        if stack == StackId::default() {
            continue;
        }
        text.clear();
        text.extend_from_slice(SEPARATOR);
        sample_labels::collect(profile, sample, &mut labels);
        append_words(&mut text, profile, &labels);
        append_numbers(&mut text, profile, units, &labels);
        // The value stands beside the leaf alone.
        value.clear();
        values.append(&mut value, subject.value(sample));
        for location in profile.stacks.leaf_first(stack) {
            for frame in entities.frames(location).rev() {
                append_right(&mut text, &value, 10);
                text.extend_from_slice(b"   ");
                append_name(&mut text, &entities, frame.entity);
                text.extend_from_slice(if frame.is_inlined { b" (inline)\n" } else { b"\n" });
                value.clear();
            }
        }
        out.write_all(&text)?;
    }
    out.write_all(SEPARATOR)?;
    Ok(())
}

/// Appends `key:  word word`, the lines in order.
fn append_words(out: &mut Vec<u8>, profile: &Profile, labels: &[Label]) {
    append_keys(out, profile, labels, true, |line, label| {
        line.extend_from_slice(profile.strings.bytes(label.text));
    });
}

/// Appends `key:  1kB 3ms`, the lines in order.
fn append_numbers(out: &mut Vec<u8>, profile: &Profile, units: &NumberUnits, labels: &[Label]) {
    append_keys(out, profile, labels, false, |line, label| {
        append_label(line, label.number, units.unit(profile, label.key), b"auto");
    });
}

fn append_keys(
    out: &mut Vec<u8>,
    profile: &Profile,
    labels: &[Label],
    is_text: bool,
    append_value: impl Fn(&mut Vec<u8>, &Label),
) {
    let mut lines: Vec<Vec<u8>> = sample_labels::by_key(labels, is_text)
        .map(|(key, labels)| {
            let mut line = Vec::new();
            append_right(&mut line, profile.strings.bytes(key), 10);
            line.extend_from_slice(b":  ");
            for (place, label) in labels.iter().enumerate() {
                if place > 0 {
                    line.push(b' ');
                }
                append_value(&mut line, label);
            }
            line.push(b'\n');
            line
        })
        .collect();
    lines.sort_unstable();
    out.extend_from_slice(&lines.concat());
}
