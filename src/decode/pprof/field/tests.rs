use super::*;

/// `value` as a varint of at least `len` bytes.
fn padded(value: u64, len: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = value;
    while rest >= 0x80 || bytes.len() + 1 < len {
        bytes.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
    bytes
}

#[test]
fn varints_of_every_length() {
    for shift in 0..64 {
        for value in [1_u64 << shift, (1 << shift) - 1, u64::MAX >> shift] {
            for len in 1..=MAX_VARINT_BYTES {
                let bytes = padded(value, len);
                // Near the end and far from it: the two ways of reading agree.
                for after in 0..5 {
                    let mut at = 1;
                    let bytes = [&[0xff], &bytes[..], &vec![0xff; after]].concat();
                    assert_eq!(varint(&bytes, &mut at), Ok(value));
                    assert_eq!(at, bytes.len() - after);
                }
            }
        }
    }
}

#[test]
fn varints_that_are_too_long_or_cut() {
    let read = |bytes: &[u8]| varint(bytes, &mut 0);
    assert_eq!(read(&[]), Err(Problem::CutVarint));
    assert_eq!(read(&[0x80; 9]), Err(Problem::CutVarint));
    assert_eq!(read(&[0x80; 10]), Err(Problem::LongVarint));
    assert_eq!(read(&[0x80; 11]), Err(Problem::LongVarint));
    // Ten bytes hold 70 bits: those that do not fit are lost, as in pprof.
    assert_eq!(
        read(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
        Ok(u64::MAX)
    );
    assert_eq!(
        read(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02]),
        Ok(0)
    );
}

#[rustfmt::skip]
const MESSAGE: &[u8] = &[
    // Field 1, varint: 300.
    0x08, 0xac, 0x02,
    // Field 4, bytes: "go".
    0x22, 0x02, b'g', b'o',
    // Field 100, 8 bytes.
    0xa1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8,
    // Field 101, 4 bytes.
    0xad, 0x06, 1, 2, 3, 4,
    // Field 0, varint: there is no such field, and pprof skips it.
    0x00, 0x05,
    // Field 2, bytes: none.
    0x12, 0x00,
];

#[test]
fn fields_of_every_wire_type() {
    let mut fields = Fields::new(MESSAGE, Part::Location);
    let mut seen = Vec::new();
    while let Some(field) = fields.next().unwrap() {
        seen.push((field.number, field.value, field.at));
    }
    assert_eq!(
        seen,
        [
            (1, Value::Varint(300), 1),
            (4, Value::Bytes(b"go"), 5),
            (100, Value::Fixed(1), 9),
            (101, Value::Fixed(5), 19),
            (0, Value::Varint(5), 24),
            (2, Value::Bytes(b""), 27),
        ]
    );
}

#[test]
fn a_kind_has_one_wire_type() {
    let mut fields = Fields::new(MESSAGE, Part::Location);
    let number = fields.next().unwrap().unwrap();
    let text = fields.next().unwrap().unwrap();
    let fixed = fields.next().unwrap().unwrap();
    assert_eq!(number.varint(), Ok(300));
    assert_eq!(text.bytes(), Ok(&b"go"[..]));
    let mismatch = |found, wanted| Problem::WireTypeMismatch { found, wanted };
    assert_eq!(
        number.bytes().map_err(|fault| (fault.problem, fault.at)),
        Err((mismatch(0, 2), 1))
    );
    assert_eq!(
        text.varint().map_err(|fault| (fault.problem, fault.field)),
        Err((mismatch(2, 0), 4))
    );
    assert_eq!(fixed.varint().map_err(|fault| fault.problem), Err(mismatch(1, 0)));
}

#[track_caller]
fn refused(bytes: &[u8], problem: Problem, at: usize, field: u64) {
    let part = Part::Line;
    let wanted = Fault {
        problem,
        at,
        part,
        field,
    };
    assert_eq!(Fields::new(bytes, part).next(), Err(wanted));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    refused(&[0x80], Problem::CutVarint, 0, 0);
    refused(&[0x80; 12], Problem::LongVarint, 0, 0);
    refused(&[0x08], Problem::CutVarint, 1, 1);
    refused(&[0x0a, 0x80], Problem::CutVarint, 1, 1);
    refused(&[0x0a, 0x03, 1, 2], Problem::PastEnd { len: 3, left: 2 }, 1, 1);
    refused(&[0x09, 1, 2], Problem::PastEnd { len: 8, left: 2 }, 1, 1);
    refused(&[0x0d, 1, 2], Problem::PastEnd { len: 4, left: 2 }, 1, 1);
    for wire_type in [3, 4, 6, 7] {
        refused(&[0x08 | wire_type, 0], Problem::WireType(wire_type), 0, 1);
    }
}
