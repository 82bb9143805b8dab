use super::error::{Part, Problem, ProfileError};
use super::letters::Letters;
use super::*;
use crate::decode::decode;
use crate::model::document::Document;
use crate::model::id::{LocationId, StackId};

mod agree;
mod refuse;

/// Reads a profile that can be read.
#[track_caller]
fn read(bytes: &[u8]) -> Profile {
    let Document::Profile(profile) = decode(bytes).unwrap().document else {
        panic!("no profile")
    };
    *profile
}

/// A profile in words, to compare two readings of it; ids are the file's.
fn told(profile: &Profile) -> String {
    let text = |id| profile.strings.text(id);
    let kind = |kind: crate::model::profile::ValueType| format!("{}/{}", text(kind.kind), text(kind.unit));
    let mut lines: Vec<String> = profile.sample_types.iter().map(|&row| kind(row)).collect();
    for row in 0..profile.samples.len() {
        let stack = profile.samples.stack.get(row);
        let ids: Vec<u64> = stack_ids(profile, stack);
        let values: Vec<i64> = profile.samples.values.iter().map(|column| column.get(row)).collect();
        let labels: Vec<String> = profile
            .samples
            .labels(row)
            .map(|label| {
                if label.is_text {
                    format!("{}={}", text(label.key), text(label.text))
                } else {
                    format!("{}={} {}", text(label.key), label.number, text(label.unit))
                }
            })
            .collect();
        lines.push(format!("sample {ids:?} {values:?} {labels:?}"));
    }
    for mapping in &profile.mappings {
        lines.push(format!(
            "mapping {} {:x}-{:x} +{:x} {} {} {} {} {} {}",
            mapping.file_id,
            mapping.start,
            mapping.limit,
            mapping.offset,
            text(mapping.filename),
            text(mapping.build_id),
            mapping.has_functions,
            mapping.has_filenames,
            mapping.has_line_numbers,
            mapping.has_inline_frames
        ));
    }
    for row in 0..profile.locations.len() {
        let location = LocationId::from(row);
        let mapping = profile
            .locations
            .mapping_row(location)
            .map(|row| profile.mappings[row].file_id);
        let of_line = |row| {
            let line = profile.locations.lines.get(row);
            let function = profile.functions.file_id.get(line.function.row());
            (function, line.line, line.column)
        };
        lines.push(format!(
            "location {} {mapping:?} {:x} {} {:?}",
            profile.locations.file_id.get(row),
            profile.locations.address.get(row),
            profile.locations.is_folded.get(row),
            profile.locations.line_rows(location).map(of_line).collect::<Vec<_>>()
        ));
    }
    let functions = &profile.functions;
    for row in 0..functions.len() {
        lines.push(format!(
            "function {} {} {} {} {}",
            functions.file_id.get(row),
            text(functions.name.get(row)),
            text(functions.system_name.get(row)),
            text(functions.filename.get(row)),
            functions.start_line.get(row)
        ));
    }
    lines.push(format!(
        "{} {} {} {} {} {} {} {:?}",
        profile.time_nanos,
        profile.duration_nanos,
        kind(profile.period_type),
        profile.period,
        text(profile.default_sample_type),
        text(profile.doc_url),
        text(profile.keep_frames),
        profile.comments.iter().map(|&id| text(id)).collect::<Vec<_>>()
    ));
    lines.join("\n")
}

fn stack_ids(profile: &Profile, stack: StackId) -> Vec<u64> {
    let locations = profile.stacks.leaf_first(stack);
    locations
        .map(|location| profile.locations.file_id.get(location.row()))
        .collect()
}

/// A whole profile, field by field.
#[rustfmt::skip]
const WHOLE: &[u8] = &[
    // sample_type: type "cpu", unit "ns".
    0x0a, 4, 0x08, 1, 0x10, 2,
    // sample: location_id 7 and 9, value 30, label "cpu" = "ns".
    0x12, 13, 0x0a, 2, 7, 9, 0x12, 1, 30, 0x1a, 4, 0x08, 1, 0x10, 2,
    // mapping: id 3, 0x10-0x20 +0x30, file "app", build id "b1d", all flags.
    0x1a, 20, 0x08, 3, 0x10, 0x10, 0x18, 0x20, 0x20, 0x30, 0x28, 3, 0x30, 4, 0x38, 1, 0x40, 1, 0x48, 1, 0x50, 1,
    // location: id 7, mapping 3, address 0x11, line (function 5, 42, column 8), line (function 6).
    0x22, 18, 0x08, 7, 0x10, 3, 0x18, 0x11, 0x22, 6, 0x08, 5, 0x10, 42, 0x18, 8, 0x22, 2, 0x08, 6,
    // location: id 9, folded; no mapping, no lines.
    0x22, 4, 0x08, 9, 0x28, 1,
    // function: id 5, name "main.f", system name "cpu", file "f.go", start line 40.
    0x2a, 10, 0x08, 5, 0x10, 5, 0x18, 1, 0x20, 6, 0x28, 40,
    // function: id 6.
    0x2a, 2, 0x08, 6,
    // string_table.
    0x32, 0,
    0x32, 3, b'c', b'p', b'u',
    0x32, 2, b'n', b's',
    0x32, 3, b'a', b'p', b'p',
    0x32, 3, b'b', b'1', b'd',
    0x32, 6, b'm', b'a', b'i', b'n', b'.', b'f',
    0x32, 4, b'f', b'.', b'g', b'o',
    // keep_frames: "app".
    0x40, 3,
    // time_nanos 100, duration_nanos 50.
    0x48, 100, 0x50, 50,
    // period_type: first "ns", then "cpu" without a unit: the last one counts, whole.
    0x5a, 2, 0x10, 2, 0x5a, 2, 0x08, 1,
    // period: first 1, then 9.
    0x60, 1, 0x60, 9,
    // comment: "app", then packed "cpu" and "ns".
    0x68, 3, 0x6a, 2, 1, 2,
    // default_sample_type "cpu", doc_url "f.go".
    0x70, 1, 0x78, 6,
];

#[test]
fn every_field_is_read() {
    let wanted = "\
cpu/ns
sample [7, 9] [30] [\"cpu=ns\"]
mapping 3 10-20 +30 app b1d true true true true
location 7 Some(3) 11 false [(5, 42, 8), (6, 0, 0)]
location 9 None 0 true []
function 5 main.f cpu f.go 40
function 6    0
100 50 cpu/ 9 cpu f.go app [\"app\", \"cpu\", \"ns\"]";
    assert_eq!(told(&read(WHOLE)), wanted);
}

#[test]
fn stacks_are_read_leaf_first_and_shared() {
    let mut letters = Letters::new();
    for stack in ["main work leaf", "main work", "main work leaf", "", "main other"] {
        letters.sample(stack, 1);
    }
    let profile = read(&letters.bytes());
    let stacks: Vec<_> = profile.samples.stack.iter().collect();
    assert_eq!(stacks[0], stacks[2]);
    assert_eq!(profile.stacks.parent(stacks[0]), stacks[1]);
    assert_eq!(stacks[3], StackId(0));
    // Locations are numbered leaf first here: 1 leaf, 2 work, 3 main, 4 other.
    assert_eq!(stack_ids(&profile, stacks[0]), [1, 2, 3]);
    assert_eq!(stack_ids(&profile, stacks[4]), [4, 3]);
    assert_eq!(profile.stacks.len(), 5);
}

#[test]
fn numbers_may_be_packed_or_not_and_mixed() {
    #[rustfmt::skip]
    let mixed: &[u8] = &[
        // sample: location 1; packed 2, 1; value 5; an unknown field; location 2; packed value 6.
        0x12, 16, 0x08, 1, 0x0a, 2, 2, 1, 0x10, 5, 0x22, 1, 0xff, 0x08, 2, 0x12, 1, 6,
        // locations, two sample types, a string table.
        0x22, 2, 0x08, 1, 0x22, 2, 0x08, 2, 0x0a, 0, 0x0a, 0, 0x32, 0,
    ];
    let profile = read(mixed);
    assert_eq!(stack_ids(&profile, profile.samples.stack.get(0)), [1, 2, 1, 2]);
    assert_eq!(
        (profile.samples.values[0].get(0), profile.samples.values[1].get(0)),
        (5, 6)
    );
}

#[test]
fn ids_may_be_any_numbers() {
    let mut letters = Letters::new();
    letters.sample("main>inlined leaf", 1);
    let huge = |id: &mut u64| *id = u64::MAX - *id * 1_000_003;
    letters
        .wire
        .sample
        .iter_mut()
        .flat_map(|sample| &mut sample.location_id)
        .for_each(huge);
    for location in &mut letters.wire.location {
        huge(&mut location.id);
        location.line.iter_mut().for_each(|line| huge(&mut line.function_id));
    }
    letters
        .wire
        .function
        .iter_mut()
        .for_each(|function| huge(&mut function.id));
    let profile = read(&letters.bytes());
    assert_eq!(
        stack_ids(&profile, profile.samples.stack.get(0)),
        letters.wire.sample[0].location_id
    );
    // The second location, after the leaf's one line.
    let function = profile.locations.lines.get(1).function;
    let id = profile.functions.file_id.get(function.row());
    assert_eq!(id, letters.wire.location[1].line[0].function_id);
}

#[test]
fn labels_are_words_or_numbers() {
    let mut letters = Letters::new();
    let (key, word, unit) = (letters.string("key"), letters.string("word"), letters.string("unit"));
    let label = |key, str, num, num_unit| wire::Label {
        key,
        str,
        num,
        num_unit,
    };
    letters.sample("main", 1);
    letters.sample("main", 1).label = vec![
        label(key, word, 0, 0),
        label(key, 0, -7, unit),
        label(key, 0, 0, unit),
        // pprof drops a number 0 without a unit; it is as good as any other.
        label(key, 0, 0, 0),
        // A word wins over a number, and its unit is not looked at.
        label(key, word, 5, 1_000_000),
        // Nothing at all.
        label(0, 0, 0, 0),
    ];
    letters.sample("main", 1);
    letters.sample("main", 1).label = vec![label(0, word, 0, 0)];
    let profile = read(&letters.bytes());
    let told = told(&profile);
    assert!(
        told.contains(r#"["key=word", "key=-7 unit", "key=0 unit", "key=0 ", "key=word"]"#),
        "{told}"
    );
    let counts: Vec<_> = (0..4).map(|row| profile.samples.labels(row).count()).collect();
    assert_eq!(counts, [0, 5, 0, 1]);
}

#[test]
fn a_profile_without_labels_has_no_label_columns() {
    let mut letters = Letters::new();
    letters.sample("main", 1);
    let profile = read(&letters.bytes());
    assert!(profile.samples.label_end.is_empty());
    assert_eq!(profile.samples.labels(0).count(), 0);
}

#[test]
fn no_samples_and_equal_strings() {
    let mut letters = Letters::new();
    letters.wire.string_table.push(b"count".to_vec());
    letters.wire.sample_type[0].r#type = 3;
    let profile = read(&letters.bytes());
    assert_eq!(profile.samples.values.len(), 1);
    assert_eq!(profile.sample_types[0].kind, profile.sample_types[0].unit);
}

#[test]
fn a_mapping_that_is_missing_is_a_warning() {
    let mut letters = Letters::new();
    letters.sample("main leaf", 1);
    letters.wire.location[1].mapping_id = 77;
    let decoded = decode(&letters.bytes()[..]).unwrap();
    assert_eq!(decoded.warnings, [Warning::UnknownMapping(1)]);
    let Document::Profile(profile) = decoded.document else {
        panic!("no profile")
    };
    assert_eq!(profile.locations.mapping_row(LocationId(1)), None);
}

#[test]
fn unknown_fields_take_no_memory_and_long_ones_are_skipped() {
    let mut bytes = Letters::new().bytes();
    // Field 99, 3 MiB, of which little enough is kept to fit the first buffers.
    bytes.extend([0x9a, 0x06, 0x80, 0x80, 0xc0, 0x01]);
    bytes.extend(vec![0xff; 3 << 20]);
    // Fields 99 of 8 and 4 bytes, field 0, field 1000 as a number.
    bytes.extend([
        0x99, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 0x9d, 0x06, 1, 2, 3, 4, 0, 0, 0xc0, 0x3e, 9,
    ]);
    assert_eq!(read(&bytes).sample_types.len(), 1);
}

/// The error a profile is refused with.
#[track_caller]
fn error(bytes: &[u8]) -> ProfileError {
    match decode(bytes).unwrap_err() {
        DecodeError::Profile(error) => *error,
        other => unreachable!("{other}"),
    }
}

/// Where an error is, in short.
fn place(error: &ProfileError) -> (Problem, Option<(Part, u64)>, Option<&'static str>) {
    (error.problem, error.place.message, error.place.field)
}
