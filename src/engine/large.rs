//! Traces that do not fit into a page's memory: said so before they are read, with parts of them that fit, where they have parts.

use std::io::Read;
use std::ops::Range;

use crate::decode::trace::survey::{self, HEADER, Survey};
use crate::decode::trace::v2::extents::Extent;
use crate::decode::trace::version::Version;
use crate::model::unit;
use crate::protocol::reply::Failure;

/// Most bytes that reading may take: of the 4 GiB that a worker can have, some are for what is shown.
pub(super) const MOST_MEMORY: u64 = 3600 << 20;

/// Bytes of memory that reading a byte of a trace takes about.
const MEMORY_TO_BYTE: u64 = 10;

/// A part of a file, by its name: its bytes, one range after the other.
pub(super) type Part = (String, Vec<Range<u64>>);

/// Whether a trace is too large: a file of so many bytes, which may be packed.
pub(super) fn is_too_large(version: Version, bytes: u64, most_memory: u64) -> bool {
    // Packed, it is larger than it looks; by how much, only its end tells.
    survey::memory(version, bytes) > most_memory
}

/// Whether two traces of so many bytes together fit into memory at once, one of which is open and takes so much.
pub(super) fn fits_beside(bytes: u64, open: u64, most_memory: u64) -> bool {
    // Packed, they are larger than they look; then one tells of the other. To read takes twice as much as to have.
    let taken = bytes.saturating_mul(MEMORY_TO_BYTE).max(open.saturating_mul(3));
    taken <= most_memory
}

/// Whether a look over a trace finds parts of it: its bytes have to be where they are in the file.
pub(super) fn has_parts(version: Version, is_gzip: bool) -> bool {
    survey::has_parts(version) && !is_gzip
}

/// That a trace is not read, and why.
pub(super) fn failure(version: Version, bytes: u64, is_gzip: bool, parts: usize) -> Failure {
    let size = |bytes: u64| unit::label(bytes as i64, b"bytes");
    let memory = size(survey::memory(version, bytes));
    let at_least = if is_gzip { "more than " } else { "about " };
    Failure {
        what: format!("execution trace too large for a page: it would take {at_least}{memory} of memory"),
        place: format!(
            "{} {}of {}; a page can have 4GB",
            size(bytes),
            if is_gzip { "packed, " } else { "" },
            version.writers()
        ),
        advice: match (survey::has_parts(version), is_gzip, parts) {
            (true, false, 1..) => {
                format!("It would take about {memory} of memory, and a page can have 4GB. Open a part of its time.")
            }
            (true, true, _) => "Unpack it with gunzip: then a part of its time can be opened.".to_owned(),
            _ => "Take a shorter trace; of those from Go 1.22 on a part can be opened.".to_owned(),
        },
        is_archive: parts > 0,
        ..Failure::default()
    }
}

/// The parts of a trace that was looked over: as much of its time as can be read with half of the memory, or a generation that takes more.
pub(super) fn parts<R: Read>(survey: Survey<R>, name: &str, most_memory: u64) -> Vec<Part> {
    let version = survey.version();
    let extents = survey.finish();
    let memory = |bytes: &Range<u64>| survey::memory(version, bytes.end - bytes.start);
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = &extents[..];
    while let Some(first) = rest.first() {
        let fits = |extent: &&Extent| memory(&(first.bytes.start..extent.bytes.end)) <= most_memory / 2;
        let count = rest.iter().take_while(fits).count().max(1);
        let (part, after) = rest.split_at(count);
        rest = after;
        let bytes = first.bytes.start..part.last().map_or(first.bytes.end, |last| last.bytes.end);
        if memory(&bytes) > most_memory {
            continue;
        }
        let time = |extent: &Extent| unit::label(extent.start_nanos, b"nanoseconds");
        let end = after.first().map_or("the end".to_owned(), time);
        parts.push((format!("{name}, {} to {end}", time(first)), vec![HEADER, bytes]));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_has_the_estimate() {
        let version = |header: &[u8]| Version::of_file(header).unwrap();
        let (old, new) = (version(b"go 1.21 trace\0\0\0"), version(b"go 1.26 trace\0\0\0"));
        assert!(is_too_large(old, 400 << 20, MOST_MEMORY) && !is_too_large(new, 400 << 20, MOST_MEMORY));
        let said = failure(old, 1 << 30, false, 0);
        assert_eq!(
            said.what,
            "execution trace too large for a page: it would take about 10GB of memory"
        );
        assert_eq!(said.place, "1GB of Go 1.21; a page can have 4GB");
        assert!(said.advice.starts_with("Take a shorter trace") && !said.is_archive);
        let packed = failure(new, 1 << 30, true, 0);
        assert!(packed.what.contains("more than 8GB") && packed.advice.contains("gunzip"));
        let said = failure(new, 1 << 30, false, 3);
        assert!(said.advice.contains("about 8GB") && said.is_archive);
    }
}
