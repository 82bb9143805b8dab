use super::*;
use crate::analyze::profile::letters::profile;
use crate::model::profile::ValueType;

/// Samples by the names of their frames, root first, with all their values and whether they are the base's.
fn samples(profile: &Profile) -> Vec<(String, Vec<i64>, bool)> {
    let base = base_samples(profile).unwrap();
    (0..profile.samples.len())
        .map(|sample| {
            let stack = profile.samples.stack.get(sample);
            let leaf_first = profile.stacks.leaf_first(stack);
            let lines = leaf_first.flat_map(|location| profile.locations.line_rows(location));
            let functions = lines.map(|row| profile.locations.lines.get(row).function);
            let names = functions.map(|function| profile.strings.text(profile.functions.name.get(function.row())));
            let mut names: Vec<_> = names.collect();
            names.reverse();
            let values = profile.samples.values.iter().map(|values| values.get(sample));
            (names.concat(), values.collect(), base.has(sample))
        })
        .collect()
}

/// A profile whose sample types and units are these; all have the same values.
fn typed(of: &[(&str, i64)], types: &[(&str, &str)]) -> Profile {
    let mut profile = profile(of);
    let strings = &mut profile.strings;
    let kinds = types.iter().map(|(kind, unit)| ValueType {
        kind: strings.intern(kind.as_bytes()).unwrap(),
        unit: strings.intern(unit.as_bytes()).unwrap(),
    });
    profile.sample_types = kinds.collect();
    let values = profile.samples.values[0].clone();
    profile.samples.values = types.iter().map(|_| values.clone()).collect();
    profile
}

fn sample(stack: &str, values: &[i64], is_base: bool) -> (String, Vec<i64>, bool) {
    (stack.to_owned(), values.to_vec(), is_base)
}

#[test]
fn equal_stacks_are_one_sample_and_zeros_go() {
    let merged = merge(&[
        &profile(&[("ab", 1), ("ab", 2), ("c", 0), ("", 5)]),
        &profile(&[("b", 7), ("ab", 4)]),
    ]);
    let expected = [
        sample("ab", &[7], false),
        sample("", &[5], false),
        sample("b", &[7], false),
    ];
    assert_eq!(samples(&merged.unwrap()), expected);
}

#[test]
fn a_base_cancels_or_stays_apart() {
    let (new, base) = (profile(&[("ab", 5), ("ac", 3)]), profile(&[("ab", 5), ("d", 2)]));
    let plain = compare(&new, &base, Comparison::default()).unwrap();
    assert_eq!(samples(&plain), [sample("ac", &[3], false), sample("d", &[-2], false)]);
    // What only cancelled samples needed is gone.
    assert_eq!((plain.locations.len(), plain.functions.len()), (3, 3));
    let marked = Comparison {
        is_marked: true,
        is_normalized: false,
    };
    let marked = compare(&new, &base, marked).unwrap();
    let expected = [
        sample("ab", &[5], false),
        sample("ac", &[3], false),
        sample("ab", &[-5], true),
        sample("d", &[-2], true),
    ];
    assert_eq!(samples(&marked), expected);
    let nothing = compare(&new, &new, Comparison::default()).unwrap();
    assert!(nothing.samples.is_empty() && nothing.locations.is_empty());
}

#[test]
fn the_new_profile_is_scaled_to_the_base_and_no_value_is_lost() {
    let normalized = Comparison {
        is_marked: true,
        is_normalized: true,
    };
    let (new, base) = (profile(&[("a", 30), ("b", 10)]), profile(&[("a", 10), ("c", 10)]));
    let expected = [
        sample("a", &[15], false),
        sample("b", &[5], false),
        sample("a", &[-10], true),
        sample("c", &[-10], true),
    ];
    assert_eq!(samples(&compare(&new, &base, normalized).unwrap()), expected);
    // pprof drops a sample whose only value other than zero is of a type that is not scaled.
    let mut new = typed(&[("a", 4), ("b", 4)], &[("events", "count"), ("time", "ns")]);
    new.samples.values[1].set(1, 0);
    let base = typed(&[("c", 8)], &[("events", "count"), ("time", "ns")]);
    let found = samples(&compare(&new, &base, normalized).unwrap());
    assert_eq!(found[..2], [sample("a", &[4, 8], false), sample("b", &[4, 0], false)]);
}

#[test]
fn the_finest_unit_and_the_common_types_are_taken() {
    let first = typed(&[("a", 2)], &[("time", "ms"), ("events", "count")]);
    let second = typed(&[("a", 3)], &[("events", "count"), ("other", "B"), ("time", "us")]);
    let merged = merge(&[&first, &second]).unwrap();
    assert_eq!(samples(&merged), [sample("a", &[2003, 5], false)]);
    let unit = merged.strings.text(merged.sample_types[0].unit);
    assert_eq!(unit, "us");
    let default = merged.strings.text(merged.default_sample_type);
    assert_eq!(default, "time");
}

#[test]
fn what_cannot_be_combined_is_said() {
    let says = |profiles: &[&Profile], expected: &str| {
        assert_eq!(merge(profiles).map(|_| ()).unwrap_err().to_string(), expected);
    };
    says(&[], "missing profiles: nothing to combine");
    let (time, size) = (typed(&[], &[("time", "ns")]), typed(&[], &[("space", "bytes")]));
    says(
        &[&time, &size],
        "incompatible sample types: time and space have none in common",
    );
    let odd = typed(&[], &[("time", "bytes")]);
    says(&[&time, &odd], "incompatible units of time: ns and bytes");
    let mut other = typed(&[], &[("time", "ns")]);
    other.period_type.kind = other.strings.intern(b"allocations").unwrap();
    says(&[&time, &other], "incompatible period types:  and allocations");
}

#[test]
fn the_earliest_time_that_is_known_is_kept() {
    let times = [100, 0, 200].map(|time_nanos| Profile {
        time_nanos,
        duration_nanos: 5,
        ..profile(&[("a", 1)])
    });
    let merged = merge(&times.iter().collect::<Vec<_>>()).unwrap();
    assert_eq!((merged.time_nanos, merged.duration_nanos), (100, 15));
}

#[test]
fn columns_of_inlined_calls_tell_locations_apart() {
    let with_columns = |columns: [i64; 2]| {
        let mut profile = profile(&[("a", 1)]);
        // Two lines in the location of `a`.
        let first = profile.locations.lines.get(0);
        let mut lines = crate::model::column::Column::new();
        for column in columns {
            lines.push(crate::model::profile::Line { column, ..first }).unwrap();
        }
        profile.locations.lines = lines;
        for row in 0..26 {
            profile.locations.line_end.set(row, 2);
        }
        profile
    };
    let merged = merge(&[&with_columns([1, 9]), &with_columns([2, 9])]).unwrap();
    assert_eq!(merged.locations.len(), 2);
}
