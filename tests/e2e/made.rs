//! Files that are too large to keep in the project: written here, field by field.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use anyhow::Result;

use crate::browser::temporary::Folder;

/// Functions of the large profile.
const FUNCTIONS: u64 = 2000;
/// Frames in each of its stacks.
const DEPTH: usize = 24;

/// Writes a valid profile of so many samples, some 40 bytes each, as it is (not packed).
pub(crate) fn large_profile(folder: &Folder, samples: u64) -> Result<PathBuf> {
    let path = folder.path().join("large.pb");
    let mut out = BufWriter::new(File::create(&path)?);
    // Sample type 1 in unit 2 of the string table.
    let mut kind = Vec::new();
    number(&mut kind, 1, 1);
    number(&mut kind, 2, 2);
    out.write_all(&field(1, &kind))?;
    let mut seed = 1_u64;
    for sample in 0..samples {
        // A walk over a fixed graph, each function with three callees.
        let mut frames = [0; DEPTH];
        let mut at = 0;
        for frame in frames.iter_mut().rev() {
            // Knuth's multiplier: the same file in every run.
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            at = (at * 3 + (seed >> 40) % 3) % FUNCTIONS;
            *frame = 1 + at;
        }
        let mut stack = Vec::with_capacity(64);
        for frame in frames {
            varint(&mut stack, frame);
        }
        let mut inner = field(1, &stack);
        let mut value = Vec::new();
        varint(&mut value, 1 + sample % 7);
        inner.extend(field(2, &value));
        out.write_all(&field(2, &inner))?;
    }
    for id in 1..=FUNCTIONS {
        let mut line = Vec::new();
        number(&mut line, 1, id);
        let mut location = Vec::new();
        number(&mut location, 1, id);
        location.extend(field(4, &line));
        out.write_all(&field(4, &location))?;
        let mut function = Vec::new();
        number(&mut function, 1, id);
        number(&mut function, 2, 2 + id);
        out.write_all(&field(5, &function))?;
    }
    for string in ["", "samples", "count"] {
        out.write_all(&field(6, string.as_bytes()))?;
    }
    for id in 1..=FUNCTIONS {
        out.write_all(&field(6, format!("made/part{}.function{id}", id % 40).as_bytes()))?;
    }
    out.flush()?;
    Ok(path)
}

fn field(number: u64, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 4);
    varint(&mut out, number << 3 | 2);
    varint(&mut out, bytes.len() as u64);
    out.extend_from_slice(bytes);
    out
}

fn number(out: &mut Vec<u8>, field: u64, value: u64) {
    varint(out, field << 3);
    varint(out, value);
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
