use std::fmt::Write as _;

use crate::decode::error::{DecodeError, Warning};
use crate::decode::{Decoded, Decoder, Step, decode, finish};
use crate::model::document::Document;
use crate::model::id::LocationId;
use crate::model::profile::Profile;

/// A profile in words: its types, then a line for each sample with its values, its frames leaf first, and its labels.
pub(super) fn shown(profile: &Profile) -> String {
    let text = |id| profile.strings.text(id);
    let mut out = String::new();
    for value_type in &profile.sample_types {
        write!(out, "{}/{} ", text(value_type.kind), text(value_type.unit)).unwrap();
    }
    writeln!(out, "every {} {}", profile.period, text(profile.period_type.kind)).unwrap();
    for (row, stack) in profile.samples.stack.iter().enumerate() {
        let values = profile.samples.values.iter().map(|column| column.get(row).to_string());
        write!(out, "{} @", values.collect::<Vec<_>>().join(" ")).unwrap();
        for location in profile.stacks.leaf_first(stack) {
            write!(out, " {}", frame(profile, location)).unwrap();
        }
        for label in profile.samples.labels(row) {
            let value = if label.is_text {
                text(label.text).into_owned()
            } else {
                label.number.to_string()
            };
            write!(out, " {}={value}", text(label.key)).unwrap();
        }
        out.push('\n');
    }
    out
}

/// Names and lines of a location, innermost first; its address where it has none.
fn frame(profile: &Profile, location: LocationId) -> String {
    let mut names = Vec::new();
    for row in profile.locations.line_rows(location) {
        let line = profile.locations.lines.get(row);
        let name = profile.strings.text(profile.functions.name.get(line.function.row()));
        let file = profile
            .strings
            .text(profile.functions.filename.get(line.function.row()));
        names.push(match (&*file, line.line) {
            ("", 0) => name.into_owned(),
            (file, line) => format!("{name}({file}:{line})"),
        });
    }
    if names.is_empty() {
        names.push(format!("{:#x}", profile.locations.address.get(location.row())));
    }
    names.join("<")
}

pub(super) fn profile_of(decoded: Decoded) -> Profile {
    let Document::Profile(profile) = decoded.document else {
        panic!("no profile");
    };
    *profile
}

/// A file that is read without a warning.
#[track_caller]
pub(super) fn read(file: impl AsRef<[u8]>) -> Profile {
    let decoded = decode(file.as_ref()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(decoded.warnings, []);
    profile_of(decoded)
}

/// What is found in a file that is read without a warning.
#[track_caller]
pub(super) fn check(file: impl AsRef<[u8]>, wanted: &str) {
    assert_eq!(shown(&read(file)), wanted);
}

/// The same, where comments are passed over.
#[track_caller]
pub(super) fn check_without_comments(file: &str, wanted: &str) {
    let decoded = finish(Decoder::without_comments(file.as_bytes())).unwrap();
    assert_eq!(shown(&profile_of(decoded)), wanted);
}

/// The warnings of a file that is read.
#[track_caller]
pub(super) fn warnings(file: impl AsRef<[u8]>) -> Vec<Warning> {
    decode(file.as_ref()).unwrap_or_else(|error| panic!("{error}")).warnings
}

/// How the refusal of a file begins.
#[track_caller]
pub(super) fn refused(file: impl AsRef<[u8]>, wanted: &str) {
    let error = decode(file.as_ref()).unwrap_err();
    assert!(matches!(error, DecodeError::Legacy(_)), "{error}");
    assert!(
        error
            .offset()
            .is_some_and(|offset| offset <= file.as_ref().len() as u64)
    );
    let text = error.to_string();
    assert!(text.starts_with(wanted), "{text}");
}

const GOROUTINES: &str = "\
goroutine profile: total 3
2 @ 0x1010 0x2010 0x4010
# labels: {\"shard\":\"3\"}
#\t0x200f\tmain.wait+0xf\t\t/src/main.go:20

1 @ 0x3010 0x4010
#\t0x300f\tmain.main+0xf\t/src/main.go:7

";

#[test]
fn steps_may_be_cut_anywhere() {
    let whole = format!("{:?}", decode(GOROUTINES.as_bytes()).unwrap());
    for budget in [1, 2, 3, 50] {
        let mut decoder = Decoder::new(GOROUTINES.as_bytes());
        let cut = loop {
            match decoder.step(budget).unwrap() {
                Step::More => {}
                Step::Done(decoded) => break decoded,
            }
        };
        assert_eq!(format!("{cut:?}"), whole);
        assert!(matches!(decoder.step(1), Err(DecodeError::Ended)));
    }
}

#[test]
fn progress_and_format_are_told() {
    let mut decoder = Decoder::new(GOROUTINES.as_bytes());
    let mut samples = Vec::new();
    while let Step::More = decoder.step(40).unwrap() {
        let progress = decoder.progress();
        assert_eq!(
            progress.format.map(|format| format.to_string()).as_deref(),
            Some("count profile as text")
        );
        samples.push(progress.samples);
    }
    assert!(samples.is_sorted());
    assert_eq!((samples.first(), samples.last()), (Some(&0), Some(&2)));
}

#[test]
fn gzip_a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let wanted = shown(&read(GOROUTINES));
    let windows = format!("\u{feff}{}", GOROUTINES.replace('\n', "\r\n"));
    check(&windows, &wanted);
    let mut packed = Vec::new();
    let mut encoder = flate2::read::GzEncoder::new(windows.as_bytes(), flate2::Compression::default());
    std::io::Read::read_to_end(&mut encoder, &mut packed).unwrap();
    check(&packed, &wanted);
    let format = decode(&packed[..]).unwrap().format.to_string();
    assert_eq!(format, "count profile as text, gzip");
    let text = windows.replace("1 @ ", "? @ ");
    refused(&text, "invalid sample: ? @ 0x3010 0x4010 · byte 125, line 6 · ");
}

#[test]
fn drop_frames_follow_from_what_is_measured() {
    let patterns = |file: &str| {
        let profile = read(file);
        let text = |id| profile.strings.text(id).into_owned();
        (text(profile.drop_frames), text(profile.keep_frames))
    };
    let (drop, keep) = patterns("heap profile: 0: 0 [0: 0] @ heap/1\n");
    assert!(drop.contains("tcmalloc") && keep.contains("reflectcall"));
    let (drop, keep) = patterns("--- mutex:\n");
    assert!(drop.contains("SpinLock") && keep.is_empty());
    let (drop, keep) = patterns("threadcreate profile: total 0\n");
    assert!(drop.contains("prof_handler") && keep.is_empty());
    assert_eq!(patterns("a;b 1\n"), (String::new(), String::new()));
}

#[test]
fn frames_of_the_allocator_are_dropped() {
    let text = "\
heap profile: 1: 8 [1: 8] @ heap/2
1: 8 [1: 8] @ 0x1010 0x2010 0x3010 0x4010
#\t0x200f\tmain.make+0xf\tmain.go:20
#\t0x300f\truntime.main+0xf\tproc.go:7

";
    // The runtime's function at the leaf goes, the one at the root stays.
    check(
        text,
        "objects/count space/bytes every 1 space\n1 8 @ main.make(main.go:20) runtime.main(proc.go:7) runtime.goexit bytes=8\n",
    );
    check_without_comments(
        text,
        "objects/count space/bytes every 1 space\n1 8 @ 0x100f 0x200f 0x300f 0x400f bytes=8\n",
    );
}
