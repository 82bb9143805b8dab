use super::*;
use crate::decode::pprof::error::{Part, Place, Problem};

#[track_caller]
fn says(error: &DecodeError, wanted: &str) {
    assert_eq!(error.to_string(), wanted);
    assert!(!wanted.contains('\n') && !wanted.ends_with('.'));
}

#[test]
fn files_that_cannot_be_read() {
    let error = || io::Error::new(io::ErrorKind::NotFound, "the file is gone");
    says(
        &DecodeError::Read(error(), 17),
        "unreadable file: the file is gone · byte 17 · it may have changed or moved since it was opened: open it again",
    );
    assert_eq!(DecodeError::Read(error(), 17).offset(), Some(17));
    says(
        &DecodeError::Empty(false),
        "empty file · 0 bytes · save the profile again",
    );
    says(
        &DecodeError::Empty(true),
        "empty gzip file · 0 bytes unpacked · save the profile again",
    );
    says(&DecodeError::Ended, "nothing left to read: the decoder has ended");
    assert_eq!(
        (DecodeError::Empty(true).offset(), DecodeError::Ended.offset()),
        (Some(0), None)
    );
}

#[test]
fn files_that_are_something_else() {
    says(
        &DecodeError::Other(Other::Png, false),
        "not a profile: PNG picture · byte 0 · open the profile that it was made from",
    );
    says(
        &DecodeError::Other(Other::Png, true),
        "not a profile: gzip of PNG picture · byte 0 of the unpacked data · open the profile that it was made from",
    );
    says(
        &DecodeError::Other(Other::Gzip, true),
        "not a profile: gzip inside gzip · byte 0 of the unpacked data · unpack it once with gunzip and open the result",
    );
}

#[test]
fn traces_where_profiles_are_read() {
    let said = |bytes: &[u8]| crate::decode::decode(bytes).unwrap_err();
    let advice = "this build reads profiles only: open it in one that reads traces, or with go tool trace";
    says(
        &said(b"go 1.26 trace\0\0\0\x01"),
        &format!("not a profile: Go execution trace, written by Go 1.26 or 1.27 · byte 0 · {advice}"),
    );
    says(
        &said(b"go 1.5 trace\0\0\0\0"),
        &format!("not a profile: Go execution trace, written by Go 1.5 or 1.6 · byte 0 · {advice}"),
    );
    says(
        &said(b"go 1.24 trace\0\0\0"),
        &format!("not a profile: Go execution trace, written by an unknown Go · byte 0 · {advice}"),
    );
    let packed = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03K\xcfW0\xd432S()JLNe``\x00\x00w\xf6\x0b\x0d\x10\x00\x00\x00";
    assert!(
        said(packed)
            .to_string()
            .starts_with("not a profile: gzip of Go execution trace, written by ")
    );
    assert_eq!(said(b"go 1.26 tra").offset(), Some(0));
}

#[test]
fn memory_that_ran_out() {
    let advice = "close other files, or open the file where there is more memory";
    says(
        &DecodeError::OutOfMemory { rows: None, offset: 9 },
        &format!("out of memory · after 9 bytes unpacked · {advice}"),
    );
    let error = DecodeError::no_memory(OutOfMemory { rows: 5 }, 9);
    says(
        &error,
        &format!("out of memory: a table is full at 5 rows · after 9 bytes unpacked · {advice}"),
    );
    assert_eq!(error.offset(), Some(9));
}

#[test]
fn damaged_gzip() {
    let check = |error, what: &str, advice: &str| {
        says(
            &DecodeError::Gzip(error, 40),
            &format!("{what} · byte 40 of the file · {advice}: save or download it again"),
        );
    };
    let damaged = "the file is damaged";
    check(
        GzipError::Truncated,
        "unexpected end of gzip data",
        "the file was cut short",
    );
    check(GzipError::Method(9), "unknown gzip compression method: 9", damaged);
    let text = "gzip header too long: name or comment over the limit of 512 bytes";
    check(GzipError::LongText, text, damaged);
    check(
        GzipError::HeaderChecksum,
        "invalid gzip header: its checksum does not match",
        damaged,
    );
    check(GzipError::Corrupt, "invalid deflate data", damaged);
    let text = "invalid gzip checksum: 00000001 stored, 000000ff computed";
    check(GzipError::Checksum(1, 255), text, damaged);
    check(
        GzipError::Length(1, 2),
        "invalid gzip length: 1 stored, 2 unpacked",
        damaged,
    );
    let text = "invalid data after the end of gzip: byte 0x0a";
    check(GzipError::Trailing(10), text, "something was added to the file");
}

#[test]
fn problems_of_profiles() {
    let check = |problem: Problem, wanted: &str| assert_eq!(problem.to_string(), wanted);
    check(Problem::CutVarint, "unexpected end of a number");
    check(Problem::LongVarint, "invalid number: more than 10 bytes");
    check(Problem::WireType(7), "unsupported wire type: 7");
    check(
        Problem::WireTypeMismatch { found: 1, wanted: 2 },
        "invalid wire type: 1 instead of 2",
    );
    check(
        Problem::PastEnd { len: 9, left: 3 },
        "invalid length: 9 bytes, but 3 are left",
    );
    check(
        Problem::TooLong { len: 9, limit: 8 },
        "message too long: 9 bytes, the limit is 8",
    );
    check(Problem::TooMany(8), "too many of them: the limit is 8");
    check(
        Problem::FirstString,
        "invalid string table: its first entry is not empty",
    );
    check(Problem::NoStrings, "missing string table");
    check(
        Problem::StringIndex { index: -1, len: None },
        "invalid string index: -1",
    );
    let problem = Problem::StringIndex { index: 7, len: Some(3) };
    check(problem, "invalid string index: 7, the table has 3 strings");
    check(Problem::Concatenated, "concatenated profiles: a second one begins");
    check(
        Problem::NoSampleTypes,
        "missing sample types: values would have no meaning",
    );
    let problem = Problem::ValueCount { found: 1, wanted: 2 };
    check(problem, "invalid number of values: 1, but there are 2 sample types");
    let problem = Problem::UnevenValues { found: 1, wanted: 2 };
    check(problem, "invalid number of values: 1, the first sample has 2");
    check(Problem::ZeroId, "invalid id: 0");
    check(Problem::DuplicateId(4), "invalid id: 4 is taken already");
    check(Problem::NoLocation(4), "missing location: id 4");
    check(Problem::NoFunction(4), "missing function: id 4");
}

#[test]
fn places_and_advice_of_profiles() {
    let error = |problem, place, is_profile| {
        DecodeError::from(ProfileError {
            problem,
            place,
            is_profile,
        })
    };
    let nowhere = Place {
        offset: None,
        is_gzip: false,
        message: None,
        field: None,
    };
    let somewhere = Place {
        offset: Some(12),
        is_gzip: true,
        message: Some((Part::Sample, 17)),
        field: Some("location_id"),
    };
    let again = "the file is damaged, or its writer has a defect: save the profile again";
    says(
        &error(Problem::WireType(7), somewhere, true),
        &format!("unsupported wire type: 7 · byte 12 of the unpacked data, sample 17, field location_id · {again}"),
    );
    assert_eq!(error(Problem::WireType(7), somewhere, true).offset(), Some(12));
    says(
        &error(Problem::NoStrings, nowhere, true),
        &format!("missing string table · the whole profile · {again}"),
    );
    says(
        &error(
            Problem::WireType(7),
            Place {
                offset: Some(0),
                ..nowhere
            },
            false,
        ),
        "not a profile: unsupported wire type: 7 · byte 0 · goscope reads profiles as runtime/pprof and net/http/pprof write them",
    );
    for (problem, advice) in [
        (
            Problem::PastEnd { len: 2, left: 1 },
            "the file was cut short or damaged: save or download it again",
        ),
        (Problem::Concatenated, "save each profile to a file of its own"),
        (
            Problem::ValueCount { found: 2, wanted: 4 },
            "two profiles may have been joined: save each to a file of its own",
        ),
        (Problem::ValueCount { found: 2, wanted: 3 }, again),
        (
            Problem::TooLong { len: 2, limit: 1 },
            "no profiler is known to write this",
        ),
    ] {
        says(
            &error(problem, nowhere, true),
            &format!("{problem} · the whole profile · {advice}"),
        );
    }
}

#[test]
fn warnings() {
    let pattern = Warning::FramePattern {
        field: "drop_frames",
        pattern: "(".to_owned(),
        reason: "unclosed group".to_owned(),
    };
    assert_eq!(
        pattern.to_string(),
        "invalid drop_frames: unclosed group · no frame was dropped · ("
    );
    let mapping = "missing mapping: named by 3 locations, which are shown without a binary";
    assert_eq!(Warning::UnknownMapping(3).to_string(), mapping);
    let cut = Warning::CutDump {
        goroutine: 7,
        offset: 99,
    };
    assert_eq!(
        cut.to_string(),
        "unexpected end of the dump: in or after goroutine 7 · byte 99 · what stands before is shown"
    );
    for (warning, start) in [
        (
            Warning::RepeatedGoroutines(2),
            "repeated goroutines: 2 have the number of another before them · ",
        ),
        (
            Warning::NoLineBreak(5),
            "missing line break at the end: the dump may be cut short · byte 5 · ",
        ),
        (Warning::Ancestors(3), "unsupported stacks of creators: 3 · "),
        (Warning::LongLines(4), "lines too long to be read: 4 · "),
    ] {
        assert!(warning.to_string().starts_with(start), "{warning}");
    }
}
