//! The sources that stacks are made of: their names, long and short, and their colours.

use std::io::Write as _;

use sha2::{Digest as _, Sha256};

use crate::analyze::json::append_text;
use crate::analyze::profile::name::shorten_bytes;
use crate::model::column::OutOfMemory;
use crate::model::id::{FunctionId, StringId};
use crate::model::profile::Profile;

/// What makes two frames the same source; what the grouping does not keep is zero or empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) name: StringId,
    pub(super) file: StringId,
    pub(super) line: i64,
    pub(super) column: i64,
    pub(super) is_inlined: bool,
}

/// A source.
struct Source {
    full_name: Vec<u8>,
    file: Vec<u8>,
    unique_name: Vec<u8>,
    display: Vec<Vec<u8>>,
    is_inlined: bool,
    own: i64,
    color: u32,
}

type HashMap<K, V> = hashbrown::HashMap<K, V, foldhash::fast::FixedState>;

/// The sources, in the order they are first met; the first is the root.
pub(super) struct Sources<'a> {
    profile: &'a Profile,
    list: Vec<Source>,
    known: HashMap<Key, u32>,
    known_names: HashMap<Vec<u8>, ()>,
}

impl<'a> Sources<'a> {
    /// The root alone.
    pub(super) fn new(profile: &'a Profile) -> Self {
        Self {
            profile,
            list: vec![Source {
                full_name: b"root".to_vec(),
                file: Vec::new(),
                unique_name: Vec::new(),
                display: vec![b"root".to_vec()],
                is_inlined: false,
                own: 0,
                color: 0,
            }],
            known: HashMap::default(),
            known_names: HashMap::default(),
        }
    }

    /// The row of a source.
    pub(super) fn row(&mut self, key: Key, function: FunctionId) -> Result<u32, OutOfMemory> {
        if let Some(&row) = self.known.get(&key) {
            return Ok(row);
        }
        let rows = self.list.len();
        let full = |_no_memory| OutOfMemory { rows };
        self.list.try_reserve(1).map_err(full)?;
        self.known.try_reserve(1).map_err(|_no_memory| OutOfMemory { rows })?;
        let source = self.source(key, function);
        self.list.push(source);
        self.known.insert(key, rows as u32);
        Ok(rows as u32)
    }

    fn source(&mut self, key: Key, function: FunctionId) -> Source {
        let name = self.profile.strings.bytes(key.name);
        let file = without_sandbox(self.profile.strings.bytes(key.file));
        let of_function = !name.is_empty();
        let mut full_name = if of_function { name.to_vec() } else { file.to_vec() };
        append_line(&mut full_name, &key);
        let (display, color) = if of_function {
            let short = shorten_bytes(&full_name);
            (suffixes(&short, &[b"::", b"."]), color(package(name)))
        } else if full_name.is_empty() {
            (vec![Vec::new()], color(b"."))
        } else {
            (suffixes(&full_name, &[b"/"]), color(folder(file)))
        };
        let mut unique_name = full_name.clone();
        if self.known_names.insert(full_name.clone(), ()).is_some() {
            let id = self.profile.functions.file_id.get(function.row());
            // Writing into a vector does not fail.
            let _ = write!(unique_name, "#{id}");
        }
        Source {
            full_name,
            file: file.to_vec(),
            unique_name,
            display,
            is_inlined: key.is_inlined,
            own: 0,
            color,
        }
    }

    /// Adds what a stack weighs to the source at its leaf.
    pub(super) fn add_self(&mut self, row: u32, value: i64) {
        let own = &mut self.list[row as usize].own;
        *own = own.wrapping_add(value);
    }

    /// The whole name.
    pub(super) fn full_name(&self, row: usize) -> &[u8] {
        &self.list[row].full_name
    }

    /// Appends a source as an object that is still open.
    pub(super) fn append(&self, out: &mut Vec<u8>, row: usize) {
        let source = &self.list[row];
        out.extend_from_slice(b"{\"FullName\":");
        append_text(out, &source.full_name);
        out.extend_from_slice(b",\"FileName\":");
        append_text(out, &source.file);
        out.extend_from_slice(b",\"UniqueName\":");
        append_text(out, &source.unique_name);
        // Writing into a vector does not fail.
        let _ = write!(out, ",\"Inlined\":{},\"Display\":[", source.is_inlined);
        for (place, name) in source.display.iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            append_text(out, name);
        }
        let _ = write!(out, "],\"Self\":{},\"Color\":{}", source.own, source.color);
    }
}

/// Appends `:line` and `:line:column`, where they are known.
fn append_line(out: &mut Vec<u8>, key: &Key) {
    // Writing into a vector does not fail.
    if key.column != 0 {
        let _ = write!(out, ":{}:{}", key.line, key.column);
    } else if key.line != 0 {
        let _ = write!(out, ":{}", key.line);
    }
}

/// A path without the folder that sandboxed builds see everything in (`trimPath` in `internal/report/source.go`).
fn without_sandbox(path: &[u8]) -> &[u8] {
    let in_sandbox = path.strip_prefix(b"/proc/self/cwd/");
    in_sandbox.map_or(path, |path| path.strip_prefix(b"./").unwrap_or(path))
}

/// A name and what follows each separator in it, unless that is nothing.
fn suffixes(name: &[u8], separators: &[&[u8]]) -> Vec<Vec<u8>> {
    let mut found = vec![name.to_vec()];
    let mut rest = name;
    while !rest.is_empty() {
        let separator = separators.iter().find(|separator| rest.starts_with(separator));
        rest = &rest[separator.map_or(1, |separator| separator.len())..];
        if separator.is_some() && !rest.is_empty() {
            found.push(rest.to_vec());
        }
    }
    found
}

/// The package of a function as pprof colours it: `^((.*/)?[\w\d_]+)(\.|::)([^/]*)$`.
fn package(name: &[u8]) -> &[u8] {
    let element = name.iter().rposition(|&byte| byte == b'/').map_or(0, |slash| slash + 1);
    let rest = &name[element..];
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let word = rest.iter().take_while(|&byte| is_word(byte)).count();
    let after = &rest[word..];
    let is_package =
        word > 0 && (after.starts_with(b".") || after.starts_with(b"::")) && !name[..element].contains(&b'\n');
    if is_package { &name[..element + word] } else { b"" }
}

/// The folder of a cleaned path: Go's `filepath.Dir`.
fn folder(path: &[u8]) -> &[u8] {
    match path.iter().rposition(|&byte| byte == b'/') {
        None => b".",
        Some(0) => b"/",
        Some(slash) => &path[..slash],
    }
}

/// A colour by the number of its key's hash.
fn color(key: &[u8]) -> u32 {
    const COLORS: u32 = 1 << 20;
    let digest: [u8; 32] = Sha256::digest(key).into();
    u32::from_le_bytes([digest[0], digest[1], digest[2], digest[3]]) % COLORS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_as_pprof_finds_them() {
        for (name, expected) in [
            ("runtime.mallocgc", "runtime"),
            ("net/http.(*conn).serve", "net/http"),
            ("github.com/some-org/pkg-name.F", ""),
            (
                "github.com/x/y.Map[github.com/a/b.T]",
                "github.com/x/y.Map[github.com/a/b",
            ),
            ("std::vector", "std"),
            ("main", ""),
        ] {
            let found = String::from_utf8_lossy(package(name.as_bytes())).into_owned();
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn suffixes_and_paths() {
        let found = suffixes(b"a.b::c.", &[b"::", b"."]);
        assert_eq!(found, [&b"a.b::c."[..], b"b::c.", b"c."]);
        assert_eq!(folder(b"/a/b.go"), b"/a");
        assert_eq!(folder(b"b.go"), b".");
        assert_eq!(without_sandbox(b"/proc/self/cwd/./a/b.go"), b"a/b.go");
        assert_eq!(without_sandbox(b"/proc/self/exe"), b"/proc/self/exe");
    }
}
