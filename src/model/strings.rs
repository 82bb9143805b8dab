//! Strings, each stored once.
//!
//! Profiles do not promise UTF-8, and pprof prints the bytes it was given, so a string here
//! is bytes; [`Strings::text`] makes the readable form where a person will see it.

use std::borrow::Cow;
use std::hash::BuildHasher as _;

use crate::model::column::{Column, OutOfMemory};
use crate::model::id::StringId;

/// Bytes in a block of the arena; longer strings get a block of their own.
const BLOCK_BYTES: usize = 1 << 18;

#[derive(Clone, Copy, Debug)]
struct Span {
    block: u32,
    start: u32,
    len: u32,
}

/// A table of distinct byte strings. Row 0 is the empty string.
#[derive(Clone, Debug)]
pub struct Strings {
    blocks: Vec<Vec<u8>>,
    spans: Column<Span>,
    by_content: hashbrown::HashTable<u32>,
    hasher: foldhash::fast::FixedState,
}

impl Default for Strings {
    fn default() -> Self {
        Self::new()
    }
}

impl Strings {
    /// A table that holds the empty string.
    pub fn new() -> Self {
        let mut strings = Self {
            blocks: Vec::new(),
            spans: Column::new(),
            by_content: hashbrown::HashTable::new(),
            hasher: foldhash::fast::FixedState::with_seed(0),
        };
        // The first row of an empty column needs a few bytes; where even those are missing nothing could run.
        let _ = strings.intern(b"");
        strings
    }

    /// The id of these bytes, adding them when they are new.
    pub fn intern(&mut self, bytes: &[u8]) -> Result<StringId, OutOfMemory> {
        let hash = self.hasher.hash_one(bytes);
        if let Some(id) = self.find_hashed(bytes, hash) {
            return Ok(id);
        }
        let full = OutOfMemory { rows: self.spans.len() };
        let span = self.store(bytes).ok_or(full)?;
        let Self {
            by_content,
            spans,
            blocks,
            hasher,
            ..
        } = self;
        by_content
            .try_reserve(1, |&row| hasher.hash_one(slice(blocks, spans.get(row as usize))))
            .map_err(|_no_memory| full)?;
        let row = spans.len();
        spans.push(span)?;
        by_content.insert_unique(hash, row as u32, |&row| {
            hasher.hash_one(slice(blocks, spans.get(row as usize)))
        });
        Ok(StringId::from(row))
    }

    /// The id of these bytes, if the table holds them.
    pub fn find(&self, bytes: &[u8]) -> Option<StringId> {
        self.find_hashed(bytes, self.hasher.hash_one(bytes))
    }

    fn find_hashed(&self, bytes: &[u8], hash: u64) -> Option<StringId> {
        self.by_content
            .find(hash, |&row| slice(&self.blocks, self.spans.get(row as usize)) == bytes)
            .map(|&row| StringId(row))
    }

    fn store(&mut self, bytes: &[u8]) -> Option<Span> {
        let fits = self
            .blocks
            .last()
            .is_some_and(|block| block.capacity() - block.len() >= bytes.len());
        if !fits {
            let mut block = Vec::new();
            // The first block starts small: most profiles hold a few kilobytes of names.
            let wanted = if self.blocks.is_empty() {
                BLOCK_BYTES / 16
            } else {
                BLOCK_BYTES
            };
            block.try_reserve_exact(bytes.len().max(wanted)).ok()?;
            self.blocks.push(block);
        }
        let block = self.blocks.last_mut()?;
        let start = block.len();
        block.extend_from_slice(bytes);
        Some(Span {
            block: (self.blocks.len() - 1) as u32,
            start: start as u32,
            len: u32::try_from(bytes.len()).ok()?,
        })
    }

    /// The bytes as the file had them.
    pub fn bytes(&self, id: StringId) -> &[u8] {
        slice(&self.blocks, self.spans.get(id.row()))
    }

    /// The readable form: what is not UTF-8 becomes U+FFFD.
    pub fn text(&self, id: StringId) -> Cow<'_, str> {
        String::from_utf8_lossy(self.bytes(id))
    }

    /// How many strings there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether only the empty string is there.
    pub fn is_empty(&self) -> bool {
        self.spans.len() <= 1
    }
}

fn slice(blocks: &[Vec<u8>], span: Span) -> &[u8] {
    &blocks[span.block as usize][span.start as usize..][..span.len as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_bytes_share_a_row() {
        let mut strings = Strings::new();
        let main = strings.intern(b"main.main").unwrap();
        assert_eq!(strings.intern(b"main.main"), Ok(main));
        assert_eq!(strings.find(b"main.main"), Some(main));
        assert_eq!(strings.find(b"main"), None);
        assert_eq!(strings.intern(b""), Ok(StringId(0)));
        assert_eq!(strings.bytes(main), b"main.main");
        assert_eq!(strings.len(), 2);
    }

    #[test]
    fn bytes_that_are_not_text_survive() {
        let mut strings = Strings::new();
        let id = strings.intern(b"a\xffb").unwrap();
        assert_eq!(strings.bytes(id), b"a\xffb");
        assert_eq!(strings.text(id), "a\u{fffd}b");
    }

    #[test]
    fn long_strings_and_many_blocks() {
        let mut strings = Strings::new();
        let long = vec![b'x'; BLOCK_BYTES * 2];
        let ids: Vec<_> = (0..50_000)
            .map(|n| strings.intern(format!("f{n}").as_bytes()).unwrap())
            .collect();
        let id = strings.intern(&long).unwrap();
        assert_eq!(strings.bytes(id).len(), long.len());
        assert_eq!(strings.bytes(ids[49_999]), b"f49999");
        assert_eq!(strings.find(b"f123"), Some(ids[123]));
    }
}
