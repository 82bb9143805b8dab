//! Symbols: what the name of a Go function says.
//!
//! A name as the linker and the runtime write it is read from the left:
//!
//! ```text
//! github.com/a/b%2ev2.(*List[go.shape.int]).Push.func1-range2
//! └── import path ──┘ └──── receiver ─────┘ │   └─ suffix ──┘
//!                                           └ function
//! ```
//!
//! - The import path ends at the first dot after its last slash; in its last element the linker
//!   writes dots and other odd letters as `%2e` (`cmd/internal/objabi/path.go`, Go 1.27).
//! - A receiver is `(*T)` or `T`, each with its type arguments in brackets, or `[...]`.
//! - What a closure, a method value or the compiler added follows the function: `.func1`,
//!   `.func1.2`, `-range1`, `.gowrap1`, `.deferwrap1`, `-fm`, `.abi0`, the number of an `init`.
//!
//! Brackets may hold anything, other paths and whole struct types too, so they are skipped as one.
//! Names of C, C++, assembly and the kernel are kept whole. Nothing here recurses or allocates,
//! but for names that must be put together anew.

use std::borrow::Cow;

mod parts;
mod short;
mod simplified;

pub use short::shorten;
pub use simplified::simplified;

/// A receiver: the type a method belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receiver<'a> {
    /// The type's name.
    pub name: &'a str,
    /// Its type arguments with their brackets, or empty.
    pub type_args: &'a str,
    /// Whether the method is called through a pointer, `(*T)`.
    pub is_pointer: bool,
}

/// The parts of a name, borrowed from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbol<'a> {
    /// The import path as written, escapes and all; empty when the name is no Go function's.
    pub import_path: &'a str,
    /// The type the method belongs to.
    pub receiver: Option<Receiver<'a>>,
    /// The function or method; the whole name when it is no Go function's.
    pub function: &'a str,
    /// The function's own type arguments with their brackets, or empty.
    pub type_args: &'a str,
    /// Closures and wrappers inside it, with the dot or dash before the first, or empty.
    pub suffix: &'a str,
}

impl<'a> Symbol<'a> {
    /// Reads a name. Every name has a reading: what does not look like Go's is one whole function.
    pub fn parse(name: &'a str) -> Self {
        let whole = Self {
            import_path: "",
            receiver: None,
            function: name,
            type_args: "",
            suffix: "",
        };
        let Some((import_path, rest)) = parts::split_package(name) else {
            return whole;
        };
        let Some(found) = parts::split_function(rest) else {
            return whole;
        };
        Self { import_path, ..found }
    }

    /// Whether the name is a Go function's.
    pub fn is_go(&self) -> bool {
        !self.import_path.is_empty()
    }

    /// The package's name: the last element of the path but for a major version, readable.
    pub fn package_name(&self) -> Cow<'a, str> {
        let path = self.import_path;
        let (rest, last) = path.rsplit_once('/').unwrap_or(("", path));
        if is_major_version(last) && !rest.is_empty() {
            return unescape(rest.rsplit('/').next().unwrap_or(rest));
        }
        unescape(last)
    }
}

/// The import path of a name, or of a C++ or Rust name its first namespace: what functions are
/// coloured and grouped by. Empty when the name says nothing of the kind.
pub fn package(name: &str) -> &str {
    if let Some((import_path, _)) = parts::split_package(name) {
        return import_path;
    }
    match name.split_once("::") {
        Some((space, _)) if !space.is_empty() && space.bytes().all(is_word) => space,
        _ => "",
    }
}

/// The module of a package with its version, as the path of one of its files tells it; empty where it does not.
///
/// Files of the module cache stand below `module@version`, capital letters written `!a` (`go help
/// modules`, "Module cache"); the standard library's stand below `src`.
pub fn module(package: &str, file: &str) -> String {
    if let Some((path, rest)) = file.split_once('@') {
        let path = path.rsplit("/pkg/mod/").next().unwrap_or(path);
        let version = rest.split('/').next().unwrap_or_default();
        return format!("{} {version}", unescape_capitals(path));
    }
    let is_std = !package.is_empty() && !package.split('/').next().unwrap_or_default().contains('.');
    if is_std && package != "main" && file.contains(&format!("/src/{package}/")) {
        return "standard library".to_owned();
    }
    String::new()
}

/// A path of the module cache as it is imported: `!a` turned back to `A`.
pub fn unescape_capitals(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    let mut is_capital = false;
    for letter in path.chars() {
        if letter == '!' {
            is_capital = true;
        } else {
            text.push(if is_capital {
                letter.to_ascii_uppercase()
            } else {
                letter
            });
            is_capital = false;
        }
    }
    text
}

/// A name as a person writes it: `%2e` and its like in the import path turned back.
pub fn readable(name: &str) -> Cow<'_, str> {
    let Some((import_path, _)) = parts::split_package(name) else {
        return Cow::Borrowed(name);
    };
    match unescape(import_path) {
        Cow::Borrowed(_) => Cow::Borrowed(name),
        Cow::Owned(mut path) => {
            path.push_str(&name[import_path.len()..]);
            Cow::Owned(path)
        }
    }
}

/// Ever shorter ways to write a name, for a label that must fit: all of it, without the path to
/// the package, without the package, and the function alone. Equal neighbours are left out.
pub fn variants(name: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let symbol = Symbol::parse(name);
    let full = readable(name);
    let short = match shorten(name) {
        Cow::Borrowed(short) => readable(short),
        Cow::Owned(short) => Cow::Owned(readable(&short).into_owned()),
    };
    let (in_package, alone) = if symbol.is_go() {
        let in_package = &name[symbol.import_path.len() + 1..];
        (in_package, &in_package[in_package.len() - symbol.own_len()..])
    } else {
        (name, name)
    };
    let mut last_len = usize::MAX;
    [full, short, Cow::Borrowed(in_package), Cow::Borrowed(alone)]
        .into_iter()
        .filter(move |variant| {
            let is_shorter = variant.len() < last_len;
            if is_shorter {
                last_len = variant.len();
            }
            is_shorter
        })
}

impl Symbol<'_> {
    /// Bytes from the function's name to the end.
    fn own_len(&self) -> usize {
        self.function.len() + self.type_args.len() + self.suffix.len()
    }
}

/// `v2` and above: the path element of a module's major version.
fn is_major_version(element: &str) -> bool {
    let digits = element.strip_prefix('v').unwrap_or("");
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0') && digits != "1"
}

/// An import path as it stands in source: `%2e` and its like turned back; escapes that do not give text stay.
pub fn unescape(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let decoded = match (first, tail) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        bytes.push(decoded.unwrap_or(first));
        rest = if decoded.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(path), Cow::Owned)
}

/// A digit of an escape; the linker writes them in lower case.
fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// What regular expressions call `\w`.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests;
