//! The file: read in blocks, counted, hashed on the way.

use std::io::{self, Read};

use sha2::{Digest as _, Sha256};

use crate::decode::buffer::Buffer;
use crate::decode::error::DecodeError;

/// A file being read, front to back, once.
pub(super) struct Source<R> {
    input: R,
    buffer: Buffer,
    hash: Sha256,
    ended: bool,
}

impl<R: Read> Source<R> {
    /// Nothing is read yet.
    pub(super) fn new(input: R) -> Self {
        Self {
            input,
            buffer: Buffer::default(),
            hash: Sha256::new(),
            ended: false,
        }
    }

    /// Makes `count` bytes available, or as many as are left; says whether there are that many.
    #[inline]
    pub(super) fn want(&mut self, count: usize) -> Result<bool, DecodeError> {
        while self.buffer.len() < count && !self.ended {
            self.read_block()?;
        }
        Ok(self.buffer.len() >= count)
    }

    fn read_block(&mut self) -> Result<(), DecodeError> {
        let offset = self.buffer.received();
        let room = self
            .buffer
            .room()
            .map_err(|_no_room| DecodeError::OutOfMemory { rows: None, offset })?;
        match self.input.read(room) {
            Ok(0) => self.ended = true,
            Ok(count) => {
                // A reader that claims to have written more than it was lent is cut to the truth.
                let count = count.min(room.len());
                self.hash.update(&room[..count]);
                self.buffer.fill(count);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(DecodeError::Read(error, offset)),
        }
        Ok(())
    }

    /// The bytes read and not consumed.
    #[inline]
    pub(super) fn available(&self) -> &[u8] {
        self.buffer.available()
    }

    /// Drops bytes from the front.
    pub(super) fn consume(&mut self, count: usize) {
        self.buffer.consume(count);
    }

    /// The offset in the file of the first available byte.
    pub(super) fn offset(&self) -> u64 {
        self.buffer.offset()
    }

    /// How many bytes of the file were read.
    pub(super) fn read(&self) -> u64 {
        self.buffer.received()
    }

    /// Reads what is left, for the hash.
    pub(super) fn drain(&mut self) -> Result<(), DecodeError> {
        while self.want(1)? {
            self.consume(self.buffer.len());
        }
        Ok(())
    }

    /// The SHA-256 of the bytes read so far: of the whole file once it has ended.
    pub(super) fn sha256(&self) -> [u8; 32] {
        self.hash.clone().finalize().into()
    }
}
