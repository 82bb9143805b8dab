//! `-tags`: for each label key its values and what they weigh.
//!
//! Source: `printTags` in pprof's `internal/report/report.go`.

use std::collections::BTreeMap;
use std::io::Write;

use crate::analyze::profile::labels;
use crate::analyze::profile::report::ReportError;
use crate::analyze::profile::report::gofmt::append_table;
use crate::analyze::profile::report::subject::Subject;
use crate::analyze::profile::report::values::Values;
use crate::analyze::profile::weights::mean;
use crate::model::unit::append_label;

/// What the values of a key weigh, by their text.
#[derive(Default)]
struct Key {
    total: Sum,
    values: BTreeMap<Vec<u8>, Sum>,
}

/// What samples weigh; and for means of how many events.
#[derive(Clone, Copy, Default)]
struct Sum {
    weight: i64,
    events: i64,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.weight = self.weight.wrapping_add(other.weight);
        self.events = self.events.wrapping_add(other.events);
    }

    fn mean(self) -> i64 {
        mean(self.weight, self.events)
    }
}

/// Writes the report, keys by name, values by weight and then by name.
pub(super) fn write(subject: &Subject<'_>, out: &mut dyn Write) -> Result<(), ReportError> {
    let values = Values::of(subject);
    let mut text = Vec::new();
    for (key, found) in keys(subject) {
        append_key(&mut text, key, found, &values);
    }
    let mut table = Vec::new();
    append_table(&mut table, &text);
    out.write_all(&table)?;
    Ok(())
}

fn append_key(text: &mut Vec<u8>, key: &[u8], found: Key, values: &Values) {
    text.extend_from_slice(key);
    text.extend_from_slice(b":\t Total ");
    let total = found.total.mean();
    values.append(text, total);
    text.extend_from_slice(b" of ");
    values.append(text, values.total);
    append_share(text, values, total);
    text.push(b'\n');
    let mut by_weight: Vec<(Vec<u8>, i64)> = found
        .values
        .into_iter()
        .map(|(value, sum)| (value, sum.mean()))
        .collect();
    // Stable: names are in order.
    by_weight.sort_by_key(|&(_, weight)| std::cmp::Reverse(weight.wrapping_abs()));
    for (value, weight) in by_weight {
        text.extend_from_slice(b" \t");
        values.append(text, weight);
        append_share(text, values, weight);
        text.extend_from_slice(b":\t ");
        text.extend_from_slice(&value);
        text.push(b'\n');
    }
    text.push(b'\n');
}

/// Appends ` (12.50%)`, unless the whole weighs nothing.
fn append_share(text: &mut Vec<u8>, values: &Values, weight: i64) {
    if values.total > 0 {
        text.extend_from_slice(b" (");
        values.append_share(text, weight);
        text.push(b')');
    }
}

/// Sums up the samples by key and value.
///
/// Most samples share few labels, so weights are summed by label first and written out once.
fn keys<'a>(subject: &Subject<'a>) -> BTreeMap<&'a [u8], Key> {
    let &Subject {
        profile,
        options,
        sample_type,
        ..
    } = subject;
    let weight_of_label = labels::sums(profile, sample_type, |_sample| true);
    let events_of_label = if options.is_mean {
        labels::sums(profile, 0, |_sample| true)
    } else {
        BTreeMap::new()
    };
    let mut keys: BTreeMap<&[u8], Key> = BTreeMap::new();
    for (label, weight) in weight_of_label {
        let (key, is_text, text, number) = label;
        let sum = Sum {
            weight,
            events: events_of_label.get(&label).copied().unwrap_or(0),
        };
        let mut value = Vec::new();
        if is_text {
            value.extend_from_slice(profile.strings.bytes(text));
        } else {
            append_label(
                &mut value,
                number,
                subject.units.unit(profile, key),
                options.unit.as_bytes(),
            );
        }
        let found = keys.entry(profile.strings.bytes(key)).or_default();
        found.total.add(sum);
        found.values.entry(value).or_default().add(sum);
    }
    keys
}
