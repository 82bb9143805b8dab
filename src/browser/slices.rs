//! A dropped file as `Read`: slice by slice, synchronously, in a worker.

use std::io::{Error, ErrorKind, Read};

use js_sys::{Array, Uint8Array};
use web_sys::{Blob, File, FileReaderSync};

use crate::browser::program::words;

/// Bytes read from the file at once.
const SLICE_BYTES: f64 = (4 << 20) as f64;

/// A file, and the slice of it in hand.
pub struct SlicedFile {
    file: File,
    reader: FileReaderSync,
    /// Where the next slice begins.
    offset: f64,
    slice: Uint8Array,
    /// Bytes of the slice that were given out.
    given: u32,
}

/// Ranges of a file one after the other, in bytes: none of it is read.
pub fn part(file: &File, ranges: &[[f64; 2]]) -> Option<Blob> {
    let slices: Result<Array, _> = ranges
        .iter()
        .map(|&[from, to]| file.slice_with_f64_and_f64(from, to))
        .collect();
    Blob::new_with_blob_sequence(&slices.ok()?.into()).ok()
}

impl SlicedFile {
    /// A file to be read from its beginning. Only a worker can read so.
    pub fn new(file: File) -> Result<Self, Error> {
        let reader = FileReaderSync::new().map_err(|error| Error::other(words(&error)))?;
        Ok(Self {
            file,
            reader,
            offset: 0.0,
            slice: Uint8Array::new_with_length(0),
            given: 0,
        })
    }

    fn next_slice(&mut self) -> Result<(), Error> {
        let end = (self.offset + SLICE_BYTES).min(self.file.size());
        let read = || {
            let slice = self.file.slice_with_f64_and_f64(self.offset, end)?;
            self.reader.read_as_array_buffer(&slice)
        };
        // The browser's NotReadableError: the file on disk is no longer the one that was chosen.
        let buffer = read().map_err(|error| Error::new(ErrorKind::InvalidData, words(&error)))?;
        self.slice = Uint8Array::new(&buffer);
        self.given = 0;
        self.offset = end;
        Ok(())
    }
}

impl Read for SlicedFile {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        if self.given == self.slice.length() {
            if self.offset >= self.file.size() {
                return Ok(0);
            }
            self.next_slice()?;
        }
        let left = (self.slice.length() - self.given) as usize;
        let count = left.min(into.len());
        let part = self.slice.subarray(self.given, self.given + count as u32);
        part.copy_to(&mut into[..count]);
        self.given += count as u32;
        Ok(count)
    }
}
