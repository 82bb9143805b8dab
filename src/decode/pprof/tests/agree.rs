//! Our reader and prost read the same, whatever the order and the packing of fields.

use prost::Message as _;

use super::*;

/// Numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    /// A number below `limit`.
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// A number of any length.
    fn any(&mut self) -> u64 {
        let (high, low) = (self.below(1 << 31), self.below(1 << 31));
        (high << 33 | low << 2) >> self.below(64)
    }
}

/// A profile that can be read, with something in every field.
fn any_profile(numbers: &mut Numbers) -> wire::Profile {
    let n_strings = 1 + numbers.below(20);
    let mut strings = vec![Vec::new()];
    strings.extend((1..n_strings).map(|row| format!("string {row}").into_bytes()));
    let index = |numbers: &mut Numbers| numbers.below(n_strings) as i64;
    let sparse = if numbers.below(2) == 0 { 1 } else { 0x1000_0001 };
    let [n_types, n_mappings, n_functions, n_locations] = [5, 4, 30, 30].map(|limit| 1 + numbers.below(limit));
    let value_type = |numbers: &mut Numbers| wire::ValueType {
        r#type: index(numbers),
        unit: index(numbers),
    };
    let sample_type = (0..n_types).map(|_| value_type(numbers)).collect();
    let period_type = Some(value_type(numbers));
    let mapping = (1..=n_mappings)
        .map(|row| wire::Mapping {
            id: row * sparse,
            memory_start: numbers.any(),
            memory_limit: numbers.any(),
            file_offset: numbers.any(),
            filename: index(numbers),
            build_id: index(numbers),
            has_functions: numbers.below(2) == 0,
            has_filenames: numbers.below(2) == 0,
            has_line_numbers: numbers.below(2) == 0,
            has_inline_frames: numbers.below(2) == 0,
        })
        .collect();
    let function = (1..=n_functions)
        .map(|row| wire::Function {
            id: row * sparse,
            name: index(numbers),
            system_name: index(numbers),
            filename: index(numbers),
            start_line: numbers.any() as i64,
        })
        .collect();
    let location = (1..=n_locations)
        .map(|row| wire::Location {
            id: row * sparse,
            mapping_id: numbers.below(n_mappings + 1) * sparse,
            address: numbers.any(),
            line: (0..numbers.below(4))
                .map(|_| wire::Line {
                    function_id: (1 + numbers.below(n_functions)) * sparse,
                    line: numbers.any() as i64,
                    column: numbers.any() as i64,
                })
                .collect(),
            is_folded: numbers.below(3) == 0,
        })
        .collect();
    let sample = (0..numbers.below(100))
        .map(|_| wire::Sample {
            location_id: (0..numbers.below(60))
                .map(|_| (1 + numbers.below(n_locations)) * sparse)
                .collect(),
            value: (0..n_types).map(|_| numbers.any() as i64).collect(),
            label: (0..numbers.below(3))
                .map(|_| wire::Label {
                    key: index(numbers),
                    str: if numbers.below(2) == 0 { index(numbers) } else { 0 },
                    num: 1 + numbers.below(99) as i64,
                    num_unit: index(numbers),
                })
                .collect(),
        })
        .collect();
    wire::Profile {
        sample_type,
        sample,
        mapping,
        location,
        function,
        drop_frames: 0,
        keep_frames: index(numbers),
        time_nanos: numbers.any() as i64,
        duration_nanos: numbers.any() as i64,
        period_type,
        period: numbers.any() as i64,
        comment: (0..numbers.below(4)).map(|_| index(numbers)).collect(),
        default_sample_type: index(numbers),
        doc_url: index(numbers),
        string_table: strings,
    }
}

fn varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Numbers of a repeated field: packed, one by one, or a part of them so and a part so.
fn repeated(bytes: &mut Vec<u8>, number: u64, values: &[u64], numbers: &mut Numbers) {
    let (packed, single) = values.split_at(numbers.below(values.len() as u64 + 1) as usize);
    if !packed.is_empty() {
        let mut inner = Vec::new();
        for &value in packed {
            varint(&mut inner, value);
        }
        field(bytes, number, &inner);
    }
    for &value in single {
        varint(bytes, number << 3);
        varint(bytes, value);
    }
}

fn field(bytes: &mut Vec<u8>, number: u64, inner: &[u8]) {
    varint(bytes, number << 3 | 2);
    varint(bytes, inner.len() as u64);
    bytes.extend_from_slice(inner);
}

/// The profile in pieces, of which those of one kind keep their order and the others do not.
fn shuffled(wire: &wire::Profile, numbers: &mut Numbers) -> Vec<u8> {
    let sample = |sample: &wire::Sample, numbers: &mut Numbers| {
        let mut bytes = Vec::new();
        repeated(&mut bytes, 1, &sample.location_id, numbers);
        // Unknown fields in between: a number, and bytes.
        bytes.extend([0x78, 5, 0x7a, 1, 0xff]);
        let values: Vec<u64> = sample.value.iter().map(|&value| value as u64).collect();
        repeated(&mut bytes, 2, &values, numbers);
        sample
            .label
            .iter()
            .for_each(|label| field(&mut bytes, 3, &label.encode_to_vec()));
        bytes
    };
    let mut kinds: Vec<(u64, Vec<Vec<u8>>)> = vec![
        (1, wire.sample_type.iter().map(wire::ValueType::encode_to_vec).collect()),
        (2, wire.sample.iter().map(|row| sample(row, numbers)).collect()),
        (3, wire.mapping.iter().map(wire::Mapping::encode_to_vec).collect()),
        (4, wire.location.iter().map(wire::Location::encode_to_vec).collect()),
        (5, wire.function.iter().map(wire::Function::encode_to_vec).collect()),
        (6, wire.string_table.clone()),
        (99, vec![vec![0xff; 9]; 3]),
    ];
    let rest = wire::Profile {
        sample_type: Vec::new(),
        sample: Vec::new(),
        mapping: Vec::new(),
        location: Vec::new(),
        function: Vec::new(),
        string_table: Vec::new(),
        ..wire.clone()
    };
    let mut bytes = rest.encode_to_vec();
    while !kinds.is_empty() {
        let kind = numbers.below(kinds.len() as u64) as usize;
        let (number, pieces) = &mut kinds[kind];
        if pieces.is_empty() {
            kinds.swap_remove(kind);
        } else {
            field(&mut bytes, *number, &pieces.remove(0));
        }
    }
    bytes
}

/// What prost read, as columns would tell it: made from what `wire` holds, not by our reader.
fn told_by_prost(wire: &wire::Profile) -> String {
    let text = |index: i64| String::from_utf8_lossy(&wire.string_table[index as usize]);
    let kind = |kind: &wire::ValueType| format!("{}/{}", text(kind.r#type), text(kind.unit));
    let mut lines: Vec<String> = wire.sample_type.iter().map(kind).collect();
    for sample in &wire.sample {
        let labels: Vec<String> = sample
            .label
            .iter()
            .map(|label| match label.str {
                0 => format!("{}={} {}", text(label.key), label.num, text(label.num_unit)),
                word => format!("{}={}", text(label.key), text(word)),
            })
            .collect();
        lines.push(format!("sample {:?} {:?} {labels:?}", sample.location_id, sample.value));
    }
    for mapping in &wire.mapping {
        lines.push(format!(
            "mapping {} {:x}-{:x} +{:x} {} {} {} {} {} {}",
            mapping.id,
            mapping.memory_start,
            mapping.memory_limit,
            mapping.file_offset,
            text(mapping.filename),
            text(mapping.build_id),
            mapping.has_functions,
            mapping.has_filenames,
            mapping.has_line_numbers,
            mapping.has_inline_frames
        ));
    }
    for location in &wire.location {
        let mapping = (location.mapping_id != 0).then_some(location.mapping_id);
        let of_line = |line: &wire::Line| (line.function_id, line.line, line.column);
        lines.push(format!(
            "location {} {mapping:?} {:x} {} {:?}",
            location.id,
            location.address,
            location.is_folded,
            location.line.iter().map(of_line).collect::<Vec<_>>()
        ));
    }
    for function in &wire.function {
        lines.push(format!(
            "function {} {} {} {} {}",
            function.id,
            text(function.name),
            text(function.system_name),
            text(function.filename),
            function.start_line
        ));
    }
    lines.push(format!(
        "{} {} {} {} {} {} {} {:?}",
        wire.time_nanos,
        wire.duration_nanos,
        kind(&wire.period_type.unwrap_or_default()),
        wire.period,
        text(wire.default_sample_type),
        text(wire.doc_url),
        text(wire.keep_frames),
        wire.comment.iter().map(|&index| text(index)).collect::<Vec<_>>()
    ));
    lines.join("\n")
}

#[test]
fn our_reader_and_prost_agree() {
    for seed in 0..150 {
        let mut numbers = Numbers(seed);
        let wire = any_profile(&mut numbers);
        for bytes in [wire.encode_to_vec(), shuffled(&wire, &mut numbers)] {
            let by_prost = wire::Profile::decode(&bytes[..]).unwrap();
            assert_eq!(told(&read(&bytes)), told_by_prost(&by_prost), "seed {seed}");
        }
    }
}

#[test]
fn damage_never_makes_it_panic() {
    let mut refused = 0;
    for seed in 0..800 {
        let mut numbers = Numbers(seed);
        let mut bytes = any_profile(&mut numbers).encode_to_vec();
        for _ in 0..=numbers.below(3) {
            let at = numbers.below(bytes.len() as u64) as usize;
            match numbers.below(3) {
                0 => bytes[at] ^= 1 << numbers.below(8),
                1 => bytes.truncate(at.max(1)),
                _ => bytes[at] = numbers.below(256) as u8,
            }
        }
        refused += usize::from(decode(&bytes[..]).is_err());
    }
    assert!(refused > 400, "{refused} of 800");
}
