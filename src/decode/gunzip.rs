//! gzip, unpacked as it arrives.
//!
//! A gzip file is members one after the other, each a header, deflate data and a trailer
//! (RFC 1952); its contents are the members' joined. Header and trailer are read here, so
//! that an error can say where it stands; `flate2` inflates what is between.
//!
//! ```text
//! member = 1f 8b  method:u8=8  flags:u8  mtime:u32  xfl:u8  os:u8
//!          [extra: len:u16, bytes]  [name, NUL]  [comment, NUL]  [header crc:u16]
//!          deflate data  crc32:u32  length:u32
//! ```
//!
//! After the last member there may be zeros, as tapes and block devices leave them; gzip ignores
//! them, and so do we (Go refuses them). Anything else is an error, here and in Go.

use std::fmt;
use std::io::Read;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::decode::error::DecodeError;
use crate::decode::source::Source;

/// The first two bytes of every member.
pub(super) const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Longest name or comment in a header, in bytes: Go's reader refuses longer ones (`compress/gzip/gunzip.go`, Go 1.27).
const MAX_TEXT_BYTES: usize = 512;

/// What is wrong with gzip data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GzipError {
    /// The file stops inside a member.
    Truncated,
    /// A header names a compression that is not deflate.
    Method(u8),
    /// A header's name or comment is longer than 512 bytes.
    LongText,
    /// A header's own checksum does not fit it.
    HeaderChecksum,
    /// The deflate data cannot be inflated.
    Corrupt,
    /// The checksum in the trailer, and that of the data.
    Checksum(u32, u32),
    /// The length in the trailer, and that of the data, both modulo 2^32.
    Length(u32, u32),
    /// This byte, and perhaps more, stands after the last member.
    Trailing(u8),
}

impl GzipError {
    /// What can be done.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Truncated => "the file was cut short: save or download it again",
            Self::Trailing(_) => "something was added to the file: save or download it again",
            _ => "the file is damaged: save or download it again",
        }
    }
}

impl fmt::Display for GzipError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => write!(f, "unexpected end of gzip data"),
            Self::Method(method) => write!(f, "unknown gzip compression method: {method}"),
            Self::LongText => write!(
                f,
                "gzip header too long: name or comment over the limit of {MAX_TEXT_BYTES} bytes"
            ),
            Self::HeaderChecksum => write!(f, "invalid gzip header: its checksum does not match"),
            Self::Corrupt => write!(f, "invalid deflate data"),
            Self::Checksum(stored, computed) => {
                write!(f, "invalid gzip checksum: {stored:08x} stored, {computed:08x} computed")
            }
            Self::Length(stored, computed) => {
                write!(f, "invalid gzip length: {stored} stored, {computed} unpacked")
            }
            Self::Trailing(byte) => write!(f, "invalid data after the end of gzip: byte 0x{byte:02x}"),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Header,
    Body,
    Trailer,
    Between,
    Ended,
}

/// Unpacks the members of a file, one after the other.
pub(super) struct Gunzip {
    state: State,
    inflate: Decompress,
    crc: Crc,
}

impl Gunzip {
    /// Ready for the header of the first member.
    pub(super) fn new() -> Self {
        Self {
            state: State::Header,
            inflate: Decompress::new(false),
            crc: Crc::new(),
        }
    }

    /// Unpacks into `out`, which is not empty; returns how many bytes, 0 at the end.
    pub(super) fn unpack<R: Read>(&mut self, source: &mut Source<R>, out: &mut [u8]) -> Result<usize, DecodeError> {
        loop {
            match self.state {
                State::Header => {
                    read_header(source)?;
                    self.inflate.reset(false);
                    self.crc.reset();
                    self.state = State::Body;
                }
                State::Body => {
                    let count = self.inflate_some(source, out)?;
                    if count > 0 {
                        return Ok(count);
                    }
                }
                State::Trailer => {
                    self.check_trailer(source)?;
                    self.state = State::Between;
                }
                State::Between => self.state = after_member(source)?,
                State::Ended => return Ok(0),
            }
        }
    }

    fn inflate_some<R: Read>(&mut self, source: &mut Source<R>, out: &mut [u8]) -> Result<usize, DecodeError> {
        if !source.want(1)? {
            return Err(at(source, GzipError::Truncated));
        }
        let (taken_before, made_before) = (self.inflate.total_in(), self.inflate.total_out());
        let status = self.inflate.decompress(source.available(), out, FlushDecompress::None);
        let taken = (self.inflate.total_in() - taken_before) as usize;
        let made = (self.inflate.total_out() - made_before) as usize;
        source.consume(taken);
        let status = status.map_err(|_opaque| at(source, GzipError::Corrupt))?;
        self.crc.update(&out[..made]);
        if status == Status::StreamEnd {
            self.state = State::Trailer;
        } else if taken == 0 && made == 0 {
            // There was input and room, and inflate used neither: nothing would ever move again.
            return Err(at(source, GzipError::Corrupt));
        }
        Ok(made)
    }

    fn check_trailer<R: Read>(&mut self, source: &mut Source<R>) -> Result<(), DecodeError> {
        let crc = u32::from_le_bytes(take(source)?);
        let length = u32::from_le_bytes(take(source)?);
        let unpacked = self.inflate.total_out() as u32;
        if crc != self.crc.sum() {
            return Err(at(source, GzipError::Checksum(crc, self.crc.sum())));
        }
        if length != unpacked {
            return Err(at(source, GzipError::Length(length, unpacked)));
        }
        Ok(())
    }
}

fn at<R: Read>(source: &Source<R>, error: GzipError) -> DecodeError {
    DecodeError::Gzip(error, source.offset())
}

/// The next `N` bytes of the file.
fn take<R: Read, const N: usize>(source: &mut Source<R>) -> Result<[u8; N], DecodeError> {
    source.want(N)?;
    let bytes = source.available().first_chunk::<N>().copied();
    source.consume(N);
    bytes.ok_or_else(|| at(source, GzipError::Truncated))
}

/// Reads a member's header, its magic included, and keeps nothing of it.
fn read_header<R: Read>(source: &mut Source<R>) -> Result<(), DecodeError> {
    let start = source.offset();
    let fixed: [u8; 10] = take(source)?;
    let mut crc = Crc::new();
    crc.update(&fixed);
    let (method, flags) = (fixed[2], fixed[3]);
    if method != 8 {
        return Err(DecodeError::Gzip(GzipError::Method(method), start + 2));
    }
    if flags & 0x04 != 0 {
        let length: [u8; 2] = take(source)?;
        crc.update(&length);
        for _ in 0..u16::from_le_bytes(length) {
            crc.update(&take::<R, 1>(source)?);
        }
    }
    for flag in [0x08, 0x10] {
        if flags & flag != 0 {
            skip_text(source, &mut crc)?;
        }
    }
    if flags & 0x02 != 0 {
        let computed = crc.sum() as u16;
        if u16::from_le_bytes(take(source)?) != computed {
            return Err(at(source, GzipError::HeaderChecksum));
        }
    }
    Ok(())
}

fn skip_text<R: Read>(source: &mut Source<R>, crc: &mut Crc) -> Result<(), DecodeError> {
    for _ in 0..MAX_TEXT_BYTES {
        let byte: [u8; 1] = take(source)?;
        crc.update(&byte);
        if byte == [0] {
            return Ok(());
        }
    }
    Err(at(source, GzipError::LongText))
}

/// What follows a member: another one, zeros up to the end, or something that does not belong there.
fn after_member<R: Read>(source: &mut Source<R>) -> Result<State, DecodeError> {
    source.want(2)?;
    if source.available().starts_with(&MAGIC) {
        return Ok(State::Header);
    }
    while source.want(1)? {
        let zeros = source.available().iter().take_while(|&&byte| byte == 0).count();
        let other = source.available().get(zeros).copied();
        source.consume(zeros);
        if let Some(byte) = other {
            return Err(at(source, GzipError::Trailing(byte)));
        }
    }
    Ok(State::Ended)
}

#[cfg(test)]
mod tests;
