use std::io::{Cursor, Write as _};

use flate2::{Compression, GzBuilder};

use super::*;

/// A member with this content.
fn member(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzBuilder::new().write(Vec::new(), Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// Unpacks, reading and writing a few bytes at a time.
fn unpack_in(bytes: &[u8], read: usize, write: usize) -> Result<Vec<u8>, DecodeError> {
    struct Slow<'a>(Cursor<&'a [u8]>, usize);
    impl Read for Slow<'_> {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let len = out.len().min(self.1);
            self.0.read(&mut out[..len])
        }
    }
    let mut source = Source::new(Slow(Cursor::new(bytes), read));
    let mut gunzip = Gunzip::new();
    let mut unpacked = Vec::new();
    let mut out = vec![0; write];
    loop {
        match gunzip.unpack(&mut source, &mut out)? {
            0 => return Ok(unpacked),
            count => unpacked.extend_from_slice(&out[..count]),
        }
    }
}

#[track_caller]
fn check(bytes: &[u8], wanted: &[u8]) {
    for (read, write) in [(1, 1), (3, 5), (1 << 20, 1 << 20)] {
        assert_eq!(unpack_in(bytes, read, write).unwrap(), wanted);
    }
}

#[track_caller]
fn refused(bytes: &[u8], wanted: GzipError, offset: u64) {
    for (read, write) in [(1, 1), (3, 5), (1 << 20, 1 << 20)] {
        match unpack_in(bytes, read, write) {
            Err(DecodeError::Gzip(error, at)) => assert_eq!((error, at), (wanted, offset)),
            other => unreachable!("{wanted:?} expected, not {other:?}"),
        }
    }
}

#[test]
fn one_member_and_several() {
    check(&member(b"profile"), b"profile");
    check(&member(b""), b"");
    check(&[member(b"pro"), member(b""), member(b"file")].concat(), b"profile");
    let long: Vec<u8> = (0..300_000_u32).map(|n| (n.wrapping_mul(n) >> 7) as u8).collect();
    assert_eq!(unpack_in(&member(&long), 1 << 20, 1 << 18).unwrap(), long);
}

#[test]
fn headers_with_everything() {
    let mut bytes = GzBuilder::new()
        .filename("cpu.pb")
        .comment("thirty seconds")
        .extra(vec![7; 300])
        .write(Vec::new(), Compression::default());
    bytes.write_all(b"profile").unwrap();
    check(&bytes.finish().unwrap(), b"profile");

    // The same with a header checksum: flag 2, and the lower half of the CRC of what is before it.
    let mut bytes = member(b"profile");
    bytes[3] |= 0x02;
    let mut crc = Crc::new();
    crc.update(&bytes[..10]);
    let checksum = (crc.sum() as u16).to_le_bytes();
    bytes.splice(10..10, checksum);
    check(&bytes, b"profile");
    bytes[10] ^= 1;
    refused(&bytes, GzipError::HeaderChecksum, 12);
}

#[test]
fn zeros_may_follow_and_nothing_else() {
    let bytes = member(b"profile");
    let len = bytes.len() as u64;
    check(&[&bytes[..], &[0; 1000]].concat(), b"profile");
    refused(&[&bytes[..], b"\0\0junk"].concat(), GzipError::Trailing(b'j'), len + 2);
    refused(&[&bytes[..], b"\x1fjunk"].concat(), GzipError::Trailing(0x1f), len);
    // A second member that is cut is damage, not junk.
    refused(&[&bytes[..], b"\x1f\x8b\x08"].concat(), GzipError::Truncated, len + 3);
}

#[test]
fn a_cut_file_is_told_wherever_it_is_cut() {
    let bytes = member(b"a profile that is long enough to be cut");
    for len in 2..bytes.len() {
        refused(&bytes[..len], GzipError::Truncated, len as u64);
    }
}

#[test]
fn damage_is_told_with_its_place() {
    let bytes = member(b"profile");
    let len = bytes.len();
    let with = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        bytes
    };
    refused(&with(2, 9), GzipError::Method(9), 2);
    // Block type 3 does not exist.
    refused(&with(10, 0x07), GzipError::Corrupt, 11);
    let stored = u32::from_le_bytes(bytes[len - 8..len - 4].try_into().unwrap());
    refused(
        &with(len - 8, bytes[len - 8] ^ 1),
        GzipError::Checksum(stored ^ 1, stored),
        len as u64,
    );
    refused(&with(len - 4, 8), GzipError::Length(8, 7), len as u64);
    let mut bytes = bytes[..10].to_vec();
    bytes[3] = 0x08;
    bytes.extend([b'x'; 600]);
    refused(&bytes, GzipError::LongText, 522);
}
