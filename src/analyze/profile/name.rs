//! The name of an entity as reports print it.

use std::io::Write as _;

use crate::analyze::profile::entity::{Entities, EntityId};
use crate::model::id::StringId;

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
        out.extend_from_slice(file);
        let _ = write!(out, ":{}", parts.line);
        if parts.column != 0 {
            let _ = write!(out, ":{}", parts.column);
        }
    } else if !file.is_empty() {
        out.extend_from_slice(separator);
        out.extend_from_slice(file);
    } else if parts.name == StringId(0) {
        out.extend_from_slice(separator);
        append_binary(out, entities.strings.bytes(parts.binary));
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
