//! The unpacked data, seen through a window that slides forward.

use std::io::Read;

use crate::decode::buffer::Buffer;
use crate::decode::error::DecodeError;
use crate::decode::gunzip::{Gunzip, MAGIC};
use crate::decode::source::Source;

/// Most bytes unpacked at a time: they are read while they are still in the processor's cache.
const UNPACK_BYTES: usize = 1 << 18;

/// Unpacked bytes of a file: what decoders read from.
pub(super) struct Window<R> {
    source: Source<R>,
    gunzip: Option<Gunzip>,
    buffer: Buffer,
    ended: bool,
}

impl<R: Read> Window<R> {
    /// Nothing is read yet.
    pub(super) fn new(input: R) -> Self {
        Self {
            source: Source::new(input),
            gunzip: None,
            buffer: Buffer::default(),
            ended: false,
        }
    }

    /// Looks at the first bytes of the file and unpacks from here on if they are gzip's.
    pub(super) fn open(&mut self) -> Result<(), DecodeError> {
        self.source.want(MAGIC.len())?;
        if self.source.available().starts_with(&MAGIC) {
            self.gunzip = Some(Gunzip::new());
        }
        Ok(())
    }

    /// Makes `count` bytes available, or as many as are left; says whether there are that many.
    #[inline]
    pub(super) fn want(&mut self, count: usize) -> Result<bool, DecodeError> {
        while self.buffer.len() < count && !self.ended {
            self.unpack_block()?;
        }
        Ok(self.buffer.len() >= count)
    }

    #[cold]
    fn unpack_block(&mut self) -> Result<(), DecodeError> {
        let offset = self.buffer.received();
        let room = self
            .buffer
            .room()
            .map_err(|_no_room| DecodeError::OutOfMemory { rows: None, offset })?;
        let lent = room.len().min(UNPACK_BYTES);
        let room = &mut room[..lent];
        let count = if let Some(gunzip) = &mut self.gunzip {
            gunzip.unpack(&mut self.source, room)?
        } else {
            self.source.want(1)?;
            let count = self.source.available().len().min(room.len());
            room[..count].copy_from_slice(&self.source.available()[..count]);
            self.source.consume(count);
            count
        };
        self.buffer.fill(count);
        self.ended = count == 0;
        Ok(())
    }

    /// The bytes unpacked and not consumed.
    #[inline]
    pub(super) fn available(&self) -> &[u8] {
        self.buffer.available()
    }

    /// Drops bytes from the front.
    #[inline]
    pub(super) fn consume(&mut self, count: usize) {
        self.buffer.consume(count);
    }

    /// The offset in the unpacked data of the first available byte.
    #[inline]
    pub(super) fn offset(&self) -> u64 {
        self.buffer.offset()
    }

    /// How many bytes were unpacked.
    pub(super) fn unpacked(&self) -> u64 {
        self.buffer.received()
    }

    /// Whether the file is gzip.
    pub(super) fn is_gzip(&self) -> bool {
        self.gunzip.is_some()
    }

    /// The file itself, to read on past what is unpacked.
    pub(super) fn source_mut(&mut self) -> &mut Source<R> {
        &mut self.source
    }

    /// The file under the window.
    pub(super) fn source(&self) -> &Source<R> {
        &self.source
    }
}
