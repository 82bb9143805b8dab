//! The name of an entity as reports print it, in one line or in several.

use std::borrow::Cow;
use std::io::Write as _;

use crate::analyze::profile::entity::{Entities, EntityId};
use crate::model::id::StringId;
use crate::model::symbol::shorten;

/// Appends address, function, file and line, what the grouping kept of them, parted by spaces.
///
/// Without any of them the binary in brackets, or `<unknown>`.
/// Source: `NameComponents` in pprof's `internal/graph/graph.go`.
pub(in crate::analyze::profile) fn append_name(out: &mut Vec<u8>, entities: &Entities, entity: EntityId) {
    let parts = entities.get(entity);
    let mut separator: &[u8] = b"";
    // Writing into a vector does not fail.
    if parts.address != 0 {
        let _ = write!(out, "{:016x}", parts.address);
        separator = b" ";
    }
    if parts.name != StringId(0) {
        out.extend_from_slice(separator);
        out.extend_from_slice(entities.strings.bytes(parts.name));
        separator = b" ";
    }
    let file = entities.strings.bytes(parts.file);
    if parts.line != 0 {
        out.extend_from_slice(separator);
        append_place(out, file, parts.line, parts.column);
    } else if !file.is_empty() {
        out.extend_from_slice(separator);
        out.extend_from_slice(file);
    } else if parts.name == StringId(0) {
        out.extend_from_slice(separator);
        append_binary(out, entities.strings.bytes(parts.binary));
    }
}

/// A line of a name that is written in several.
pub(in crate::analyze::profile) struct Line {
    /// What stands in it.
    pub(in crate::analyze::profile) text: Vec<u8>,
    /// Whether it is a part of the function's name.
    pub(in crate::analyze::profile) is_function: bool,
}

/// The name of an entity in short lines: address, shortened function, broken where its parts end, then
/// the file's last element and the line.
///
/// Source: `multilinePrintableName` in pprof's `internal/graph/dotgraph.go`.
pub(in crate::analyze::profile) fn lines(entities: &Entities, entity: EntityId) -> Vec<Line> {
    let parts = entities.get(entity);
    let mut lines = Vec::new();
    let line = |text: Vec<u8>, is_function| Line { text, is_function };
    if parts.address != 0 {
        lines.push(line(format!("{:016x}", parts.address).into_bytes(), false));
    }
    if parts.name != StringId(0) {
        let name = shorten_bytes(entities.strings.bytes(parts.name));
        lines.extend(broken(&name).into_iter().map(|text| line(text, true)));
    }
    let file = entities.strings.bytes(parts.file);
    let file = if file.is_empty() { file } else { base_name(file) };
    let mut place = Vec::new();
    if parts.line != 0 {
        append_place(&mut place, file, parts.line, parts.column);
    } else if !file.is_empty() {
        place.extend_from_slice(file);
    } else if parts.name == StringId(0) {
        append_binary(&mut place, entities.strings.bytes(parts.binary));
    } else {
        return lines;
    }
    lines.push(line(place, false));
    lines
}

/// A name without the path to its package; see [`shorten`], which takes text only.
pub(in crate::analyze::profile) fn shorten_bytes(name: &[u8]) -> Cow<'_, [u8]> {
    /// Stands for the byte 0: a range for private use, so that no pattern cares.
    const STAND_IN: u32 = 0xf_0000;
    if let Ok(text) = std::str::from_utf8(name) {
        return match shorten(text) {
            Cow::Borrowed(short) => Cow::Borrowed(short.as_bytes()),
            Cow::Owned(short) => Cow::Owned(short.into_bytes()),
        };
    }
    let mut text = String::new();
    for chunk in name.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(
            chunk
                .invalid()
                .iter()
                .filter_map(|&byte| char::from_u32(STAND_IN + u32::from(byte))),
        );
    }
    let mut short = Vec::new();
    for letter in shorten(&text).chars() {
        match u32::from(letter).wrapping_sub(STAND_IN) {
            byte @ 0..=255 => short.push(byte as u8),
            _ => short.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Cow::Owned(short)
}

/// Breaks a name at its dots and double colons. The dots of type arguments that were left out become one letter.
fn broken(name: &[u8]) -> Vec<Vec<u8>> {
    let (mut lines, mut line, mut rest) = (Vec::new(), Vec::new(), name);
    while let Some((&first, tail)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(b"::") {
            lines.push(std::mem::take(&mut line));
            rest = after;
        } else if let Some(after) = rest.strip_prefix(b"[...]") {
            line.extend_from_slice("[\u{2026}]".as_bytes());
            rest = after;
        } else {
            if first == b'.' {
                lines.push(std::mem::take(&mut line));
            } else {
                line.push(first);
            }
            rest = tail;
        }
    }
    lines.push(line);
    lines
}

fn append_place(out: &mut Vec<u8>, file: &[u8], line: i64, column: i64) {
    out.extend_from_slice(file);
    // Writing into a vector does not fail.
    let _ = write!(out, ":{line}");
    if column != 0 {
        let _ = write!(out, ":{column}");
    }
}

fn append_binary(out: &mut Vec<u8>, binary: &[u8]) {
    if binary.is_empty() {
        out.extend_from_slice(b"<unknown>");
    } else {
        out.push(b'[');
        out.extend_from_slice(base_name(binary));
        out.push(b']');
    }
}

/// The last element of a path: Go's `filepath.Base` on Unix.
pub(in crate::analyze::profile) fn base_name(path: &[u8]) -> &[u8] {
    if path.is_empty() {
        return b".";
    }
    let end = path.iter().rposition(|&byte| byte != b'/').map_or(0, |last| last + 1);
    if end == 0 {
        return b"/";
    }
    let start = path[..end]
        .iter()
        .rposition(|&byte| byte == b'/')
        .map_or(0, |slash| slash + 1);
    &path[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_break_where_their_parts_end() {
        let lines = |name: &[u8]| {
            let lines: Vec<_> = broken(&shorten_bytes(name))
                .iter()
                .map(|line| String::from_utf8_lossy(line).into_owned())
                .collect();
            lines.join("|")
        };
        assert_eq!(
            lines(b"github.com/a-b/c/v2.(*T[...]).M.func1"),
            "c|(*T[\u{2026}])|M|func1"
        );
        assert_eq!(lines(b"std::a:::b"), "std|a|:b");
        assert_eq!(lines(b"x/y\xff.f"), "y\u{fffd}|f");
        assert_eq!(lines(b"x/y.f\xff"), "y|f\u{fffd}");
        assert_eq!(lines(b""), "");
    }

    #[test]
    fn last_elements_of_paths() {
        for (path, expected) in [
            ("", "."),
            ("/", "/"),
            ("//", "/"),
            ("a", "a"),
            ("/b/a", "a"),
            ("/b/a//", "a"),
        ] {
            assert_eq!(base_name(path.as_bytes()), expected.as_bytes());
        }
    }
}
