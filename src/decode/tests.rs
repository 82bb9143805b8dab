use std::io::{self, Read};

use super::*;
use crate::decode::pprof::letters::Letters;

/// Gives a few bytes at a time, and now and then an interruption.
struct Dribble<'a> {
    rest: &'a [u8],
    seed: u32,
}

impl Read for Dribble<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.seed = self.seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        if self.seed >> 29 == 0 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let len = (self.seed >> 24) as usize % 40 + 1;
        self.rest.read(&mut out[..len.min(self.rest.len()).max(1)])
    }
}

fn profile() -> Vec<u8> {
    let mut letters = Letters::new();
    for row in 0..1_000_i64 {
        letters.sample(["main a", "main a>b c", "main", ""][row as usize % 4], row);
    }
    letters.bytes()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let level = flate2::Compression::default();
    flate2::read::GzEncoder::new(bytes, level)
        .read_to_end(&mut packed)
        .unwrap();
    packed
}

#[test]
fn reads_and_steps_may_be_cut_anywhere() {
    let bytes = gzipped(&profile());
    let whole = decode(&bytes[..]).unwrap();
    for seed in 0..20 {
        let mut decoder = Decoder::new(Dribble { rest: &bytes, seed });
        let cut = loop {
            match decoder.step(u64::from(seed) * 100).unwrap() {
                Step::More => {}
                Step::Done(decoded) => break decoded,
            }
        };
        assert_eq!(format!("{cut:?}"), format!("{whole:?}"));
    }
}

#[test]
fn what_is_known_of_the_file() {
    let plain = profile();
    let bytes = gzipped(&plain);
    let decoded = decode(&bytes[..]).unwrap();
    assert_eq!(decoded.file_bytes, bytes.len() as u64);
    assert_eq!(decoded.unpacked_bytes, plain.len() as u64);
    assert_eq!(decoded.format.to_string(), "profile.proto, gzip");
    assert_eq!(decoded.warnings, []);
    let digest: [u8; 32] = <sha2::Sha256 as sha2::Digest>::digest(&bytes).into();
    assert_eq!(decoded.sha256, digest);
    assert_eq!(decode(&plain[..]).unwrap().format.to_string(), "profile.proto");
}

#[test]
fn progress_is_told() {
    let bytes = profile();
    let mut decoder = Decoder::new(&bytes[..]);
    let start = Progress {
        read: 0,
        unpacked: 0,
        format: None,
        samples: 0,
    };
    assert_eq!(decoder.progress(), start);
    let mut samples = vec![0];
    while let Step::More = decoder.step(100).unwrap() {
        let progress = decoder.progress();
        assert!(progress.format.is_some());
        assert_eq!(
            (progress.read, progress.unpacked),
            (bytes.len() as u64, bytes.len() as u64)
        );
        samples.push(progress.samples);
    }
    assert!(samples.is_sorted());
    assert!(samples.len() > 50, "{} steps", samples.len());
    assert_eq!(samples.last(), Some(&1_000));
}

#[test]
fn a_file_that_changed_while_it_was_read() {
    struct Gone(u32);
    impl Read for Gone {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            self.0 += 1;
            if self.0 > 1 {
                return Err(io::Error::other("NotReadableError"));
            }
            out[..3].copy_from_slice(&[0x0a, 0x04, 0x08]);
            Ok(3)
        }
    }
    let error = decode(Gone(0)).unwrap_err();
    assert!(matches!(error, DecodeError::Read(_, 3)), "{error:?}");
    assert!(error.to_string().contains("NotReadableError"));
}

#[test]
fn a_reader_that_lies_is_believed_no_further_than_its_room() {
    struct Lies(bool);
    impl Read for Lies {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let first = std::mem::replace(&mut self.0, false);
            Ok(if first { out.len() + 1 } else { 0 })
        }
    }
    assert!(matches!(decode(Lies(true)), Err(DecodeError::Profile(_))));
}

#[test]
fn after_the_end_there_is_nothing() {
    let bytes = profile();
    let mut decoder = Decoder::new(&bytes[..]);
    while let Step::More = decoder.step(u64::MAX).unwrap() {}
    assert!(matches!(decoder.step(1), Err(DecodeError::Ended)));

    let mut decoder = Decoder::new(&b"<html>"[..]);
    assert!(matches!(decoder.step(1), Ok(Step::More)));
    assert!(matches!(
        decoder.step(1),
        Err(DecodeError::Other(sniff::Other::Html, false))
    ));
    assert!(matches!(decoder.step(1), Err(DecodeError::Ended)));
}

#[track_caller]
fn refused(bytes: &[u8], wanted: &str) {
    let error = decode(bytes).unwrap_err().to_string();
    assert!(error.starts_with(wanted), "{error}");
}

#[test]
fn nothing_and_something_else() {
    refused(b"", "empty file");
    refused(&gzipped(b""), "empty gzip file");
    refused(&gzipped(b"hello\n"), "not a profile: gzip of text: hello · ");
    refused(&gzipped(&gzipped(b"hello")), "not a profile: gzip inside gzip · ");
    refused(b"\x89PNG\r\n\x1a\n", "not a profile: PNG picture · ");
    refused(b"\x78\x9c\xed\xbd\x07", "not a profile: zlib archive · ");
    refused(
        &[0xff; 300],
        "not a profile: invalid number: more than 10 bytes · byte 0 · ",
    );
    // What was understood before the damage makes it a profile.
    refused(&profile()[..700], "invalid length: ");
}
