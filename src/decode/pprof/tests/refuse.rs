//! What pprof refuses is refused, with the place.

use super::*;

/// A small profile to be spoiled: two samples, locations, functions, a mapping and a label.
fn letters() -> Letters {
    let mut letters = Letters::new();
    letters.sample("main leaf", 1);
    let key = letters.string("key");
    letters.sample("main", 2).label = vec![wire::Label {
        key,
        num: 3,
        ..wire::Label::default()
    }];
    letters.wire.mapping.push(wire::Mapping {
        id: 1,
        ..wire::Mapping::default()
    });
    letters
}

#[track_caller]
fn check(
    spoil: impl FnOnce(&mut wire::Profile),
    problem: Problem,
    message: Option<(Part, u64)>,
    field: Option<&'static str>,
) {
    let mut letters = letters();
    spoil(&mut letters.wire);
    assert_eq!(place(&error(&letters.bytes())), (problem, message, field));
}

#[test]
fn sample_types_and_values_have_to_fit() {
    let missing = Problem::NoSampleTypes;
    check(|wire| wire.sample_type.clear(), missing, None, Some("sample_type"));
    let counts = Problem::ValueCount { found: 1, wanted: 2 };
    let sample = |row| Some((Part::Sample, row));
    check(
        |wire| wire.sample_type.push(wire.sample_type[0]),
        counts,
        sample(0),
        Some("value"),
    );
    let uneven = Problem::UnevenValues { found: 3, wanted: 1 };
    check(
        |wire| wire.sample[1].value = vec![1, 2, 3],
        uneven,
        sample(1),
        Some("value"),
    );
    let uneven = Problem::UnevenValues { found: 0, wanted: 1 };
    check(|wire| wire.sample[1].value.clear(), uneven, sample(1), Some("value"));
}

#[test]
fn locations_and_functions_have_to_be_there() {
    let location = Problem::NoLocation(2);
    // The second location is main, which the first sample names first.
    let at = |row| Some((Part::Sample, row));
    check(|wire| wire.location.truncate(1), location, at(0), Some("location_id"));
    let zero = Problem::NoLocation(0);
    check(
        |wire| wire.sample[1].location_id = vec![0],
        zero,
        at(1),
        Some("location_id"),
    );
    let huge = Problem::NoLocation(u64::MAX);
    check(
        |wire| wire.sample[1].location_id = vec![u64::MAX],
        huge,
        at(1),
        Some("location_id"),
    );

    let location = Some((Part::Location, 1));
    let field = Some("line.function_id");
    check(
        |wire| wire.location[1].line[0].function_id = 9,
        Problem::NoFunction(9),
        location,
        field,
    );
    check(
        |wire| wire.location[1].line[0].function_id = 0,
        Problem::NoFunction(0),
        location,
        field,
    );
}

#[test]
fn ids_are_not_zero_and_not_taken_twice() {
    let id = Some("id");
    let location = Some((Part::Location, 1));
    check(|wire| wire.location[1].id = 0, Problem::ZeroId, location, id);
    check(|wire| wire.location[1].id = 1, Problem::DuplicateId(1), location, id);
    let function = Some((Part::Function, 1));
    check(|wire| wire.function[1].id = 0, Problem::ZeroId, function, id);
    check(|wire| wire.function[1].id = 1, Problem::DuplicateId(1), function, id);
    let mapping = Some((Part::Mapping, 1));
    check(
        |wire| wire.mapping.push(wire.mapping[0]),
        Problem::DuplicateId(1),
        mapping,
        id,
    );
    check(
        |wire| wire.mapping.push(wire::Mapping::default()),
        Problem::ZeroId,
        mapping,
        id,
    );
}

#[test]
fn the_string_table_begins_with_an_empty_string() {
    let table = Some("string_table");
    check(|wire| wire.string_table.clear(), Problem::NoStrings, None, table);
    let first = Some((Part::String, 0));
    check(
        |wire| wire.string_table[0] = b"x".to_vec(),
        Problem::FirstString,
        first,
        table,
    );
}

/// A way to spoil a profile, and the message and the field that are to be named.
type Case = (fn(&mut wire::Profile), Option<(Part, u64)>, &'static str);

#[test]
fn string_indices_are_in_the_table() {
    let far = Problem::StringIndex {
        index: 900,
        len: Some(6),
    };
    let cases: [Case; 16] = [
        (
            |wire| wire.sample_type[0].r#type = 900,
            Some((Part::ValueType, 0)),
            "type",
        ),
        (
            |wire| wire.sample_type[0].unit = 900,
            Some((Part::ValueType, 0)),
            "unit",
        ),
        (
            |wire| wire.mapping[0].filename = 900,
            Some((Part::Mapping, 0)),
            "filename",
        ),
        (
            |wire| wire.mapping[0].build_id = 900,
            Some((Part::Mapping, 0)),
            "build_id",
        ),
        (|wire| wire.function[1].name = 900, Some((Part::Function, 1)), "name"),
        (
            |wire| wire.function[1].system_name = 900,
            Some((Part::Function, 1)),
            "system_name",
        ),
        (
            |wire| wire.function[1].filename = 900,
            Some((Part::Function, 1)),
            "filename",
        ),
        (
            |wire| wire.sample[1].label[0].key = 900,
            Some((Part::Sample, 1)),
            "label.key",
        ),
        (
            |wire| wire.sample[1].label[0].str = 900,
            Some((Part::Sample, 1)),
            "label.str",
        ),
        (
            |wire| wire.sample[1].label[0].num_unit = 900,
            Some((Part::Sample, 1)),
            "label.num_unit",
        ),
        (|wire| wire.drop_frames = 900, None, "drop_frames"),
        (|wire| wire.keep_frames = 900, None, "keep_frames"),
        (|wire| wire.comment = vec![1, 900], None, "comment"),
        (|wire| wire.default_sample_type = 900, None, "default_sample_type"),
        (|wire| wire.doc_url = 900, None, "doc_url"),
        (
            |wire| wire.period_type = Some(wire::ValueType { r#type: 0, unit: 900 }),
            None,
            "period_type",
        ),
    ];
    for (spoil, message, field) in cases {
        check(spoil, far, message, Some(field));
    }
    let negative = Problem::StringIndex { index: -1, len: None };
    check(
        |wire| wire.function[0].name = -1,
        negative,
        Some((Part::Function, 0)),
        Some("name"),
    );
    check(
        |wire| wire.sample[1].label[0].key = -1,
        negative,
        Some((Part::Sample, 1)),
        Some("label.key"),
    );
    let negative = Problem::StringIndex {
        index: -1,
        len: Some(6),
    };
    check(|wire| wire.doc_url = -1, negative, None, Some("doc_url"));
}

#[test]
fn two_profiles_in_one_file() {
    let mut letters = letters();
    letters.wire.time_nanos = 5;
    let bytes = letters.bytes();
    let both = [&bytes[..], &bytes[..]].concat();
    // The second one's sample types come first, then ids that are taken: what is met first is told.
    assert_eq!(error(&both).problem, Problem::DuplicateId(1));
    let time = [&bytes[..], &[0x48, 1]].concat();
    let error = error(&time);
    assert_eq!(place(&error), (Problem::Concatenated, None, Some("time_nanos")));
    assert_eq!(error.place.offset, Some(bytes.len() as u64 + 1));
}

/// Appends a field of a profile to one that is right.
#[track_caller]
fn spoiled(field: &[u8], problem: Problem, inside: u64, message: Option<(Part, u64)>, name: Option<&'static str>) {
    let bytes = letters().bytes();
    let error = error(&[&bytes[..], field].concat());
    assert_eq!(place(&error), (problem, message, name));
    assert_eq!(error.place.offset, Some(bytes.len() as u64 + inside));
    assert!(error.is_profile && !error.place.is_gzip);
}

#[test]
fn damage_of_the_profile_itself() {
    spoiled(&[0x80], Problem::CutVarint, 0, None, None);
    spoiled(&[0x80; 30], Problem::LongVarint, 0, None, None);
    spoiled(&[0x60], Problem::CutVarint, 1, None, Some("period"));
    spoiled(&[0x12], Problem::CutVarint, 1, None, Some("sample"));
    spoiled(
        &[0x12, 5, 1, 2],
        Problem::PastEnd { len: 5, left: 2 },
        2,
        None,
        Some("sample"),
    );
    let limit = 1 << 28;
    let len = (1 << 28) + 1;
    let long = [0x12, 0x81, 0x80, 0x80, 0x80, 0x01];
    spoiled(&long, Problem::TooLong { len, limit }, 6, None, Some("sample"));
    // An unknown field may be as long as it likes, but it has to be there.
    let unknown = [0x9a, 0x06, 0x81, 0x80, 0x80, 0x80, 0x01, 7];
    spoiled(&unknown, Problem::PastEnd { len, left: 1 }, 2, None, None);
    for wire_type in [3, 4, 6, 7] {
        spoiled(
            &[0x10 | wire_type, 0],
            Problem::WireType(wire_type),
            0,
            None,
            Some("sample"),
        );
    }
}

#[test]
fn a_kind_of_field_has_one_wire_type() {
    let mismatch = |found, wanted| Problem::WireTypeMismatch { found, wanted };
    spoiled(&[0x10, 1], mismatch(0, 2), 1, None, Some("sample"));
    spoiled(&[0x30, 1], mismatch(0, 2), 1, None, Some("string_table"));
    spoiled(&[0x62, 1, 1], mismatch(2, 0), 1, None, Some("period"));
    spoiled(&[0x65, 1, 2, 3, 4], mismatch(5, 0), 1, None, Some("period"));
    spoiled(&[0x11, 1, 2, 3, 4, 5, 6, 7, 8], mismatch(1, 2), 1, None, Some("sample"));
    let sample = Some((Part::Sample, 2));
    spoiled(
        &[0x12, 9, 0x09, 1, 2, 3, 4, 5, 6, 7, 8],
        mismatch(1, 0),
        3,
        sample,
        Some("location_id"),
    );
    spoiled(&[0x12, 5, 0x15, 1, 2, 3, 4], mismatch(5, 0), 3, sample, Some("value"));
    spoiled(&[0x12, 2, 0x18, 1], mismatch(0, 2), 3, sample, Some("label"));
    spoiled(
        &[0x12, 5, 0x1a, 3, 0x0a, 1, 0],
        mismatch(2, 0),
        6,
        sample,
        Some("label.key"),
    );
    let location = Some((Part::Location, 2));
    spoiled(&[0x22, 2, 0x20, 1], mismatch(0, 2), 3, location, Some("line"));
    spoiled(
        &[0x22, 5, 0x22, 3, 0x12, 1, 0],
        mismatch(2, 0),
        6,
        location,
        Some("line.line"),
    );
    spoiled(&[0x22, 3, 0x0a, 1, 0], mismatch(2, 0), 4, location, Some("id"));
    spoiled(
        &[0x1a, 3, 0x52, 1, 0],
        mismatch(2, 0),
        4,
        Some((Part::Mapping, 1)),
        Some("has_inline_frames"),
    );
    spoiled(
        &[0x2a, 3, 0x12, 1, 0],
        mismatch(2, 0),
        4,
        Some((Part::Function, 2)),
        Some("name"),
    );
    spoiled(
        &[0x0a, 3, 0x12, 1, 0],
        mismatch(2, 0),
        4,
        Some((Part::ValueType, 1)),
        Some("unit"),
    );
    spoiled(&[0x5a, 3, 0x12, 1, 0], mismatch(2, 0), 4, None, Some("unit"));
}

#[test]
fn damage_inside_messages() {
    let sample = Some((Part::Sample, 2));
    // Packed numbers that are cut, in the usual place and in another.
    spoiled(
        &[0x12, 4, 0x0a, 2, 1, 0x80],
        Problem::CutVarint,
        5,
        sample,
        Some("location_id"),
    );
    spoiled(
        &[0x12, 4, 0x12, 2, 1, 0x80],
        Problem::CutVarint,
        5,
        sample,
        Some("value"),
    );
    spoiled(
        &[0x12, 6, 0x08, 1, 0x0a, 2, 1, 0x80],
        Problem::CutVarint,
        7,
        sample,
        Some("location_id"),
    );
    spoiled(
        &[0x12, 6, 0x08, 1, 0x12, 2, 1, 0x80],
        Problem::CutVarint,
        7,
        sample,
        Some("value"),
    );
    let past = Problem::PastEnd { len: 9, left: 1 };
    spoiled(&[0x12, 3, 0x0a, 9, 1], past, 3, sample, Some("location_id"));
    spoiled(&[0x6a, 2, 1, 0x80], Problem::CutVarint, 3, None, Some("comment"));
}

#[test]
fn more_values_than_there_can_be_types() {
    let limit = 1 << 16;
    let mut letters = Letters::new();
    letters.sample("main", 1).value = vec![0; limit as usize + 1];
    let sample = Some((Part::Sample, 0));
    assert_eq!(
        place(&error(&letters.bytes())),
        (Problem::TooMany(limit), sample, Some("value"))
    );

    let mut letters = Letters::new();
    letters.wire.sample_type = vec![wire::ValueType::default(); limit as usize + 1];
    let last = Some((Part::ValueType, limit));
    assert_eq!(
        place(&error(&letters.bytes())),
        (Problem::TooMany(limit), last, Some("sample_type"))
    );
}

#[test]
fn more_comments_than_anyone_reads() {
    let mut letters = Letters::new();
    letters.wire.comment = vec![0; (1 << 20) + 1];
    let problem = Problem::TooMany(1 << 20);
    assert_eq!(place(&error(&letters.bytes())), (problem, None, Some("comment")));
}
