//! Pixels as a PNG: eight bits of red, green and blue each, no line predicted from another.
//!
//! Source: Portable Network Graphics, third edition, sections 5 and 11.

use std::io::Write as _;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

use crate::paint::raster::Raster;

/// The bytes that every PNG begins with.
const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// Bits of a sample, its colours (red, green, blue), and the only ways to compress and to filter, lines in their order.
const KIND: [u8; 5] = [8, 2, 0, 0, 0];

/// The file.
pub(super) fn png(raster: &Raster) -> Vec<u8> {
    let mut head = Vec::with_capacity(13);
    head.extend_from_slice(&raster.width().to_be_bytes());
    head.extend_from_slice(&raster.height().to_be_bytes());
    head.extend_from_slice(&KIND);
    let mut out = SIGNATURE.to_vec();
    chunk(*b"IHDR", &head, &mut out);
    chunk(*b"IDAT", &lines(raster), &mut out);
    chunk(*b"IEND", &[], &mut out);
    out
}

/// The lines, each after a byte that says it is not filtered, compressed.
fn lines(raster: &Raster) -> Vec<u8> {
    let width = raster.width().max(1) as usize;
    let mut plain = Vec::with_capacity(raster.pixels().len() * 3 + raster.height() as usize);
    for line in raster.pixels().chunks(width) {
        plain.push(0);
        plain.extend(line.iter().flat_map(|&[red, green, blue, _]| [red, green, blue]));
    }
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    // A vector takes all there is.
    let written = packed.write_all(&plain).and_then(|()| packed.finish());
    debug_assert!(written.is_ok(), "a vector takes everything");
    written.unwrap_or_default()
}

/// Length, name, content, and the check sum of the last two.
fn chunk(name: [u8; 4], content: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&(content.len() as u32).to_be_bytes());
    let mut sum = Crc::new();
    sum.update(&name);
    sum.update(content);
    out.extend_from_slice(&name);
    out.extend_from_slice(content);
    out.extend_from_slice(&sum.sum().to_be_bytes());
}
