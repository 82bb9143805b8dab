//! Taking a Go name apart: package, receiver, function, suffix.

use crate::model::symbol::{Receiver, Symbol};

/// Splits a name into its import path and what follows the dot; `None` when it is no Go name.
pub(super) fn split_package(name: &str) -> Option<(&str, &str)> {
    let bytes = name.as_bytes();
    // Slashes in brackets and parentheses belong to type arguments.
    let plain = bytes
        .iter()
        .position(|byte| matches!(byte, b'[' | b'('))
        .unwrap_or(bytes.len());
    let element = name[..plain].rfind('/').map_or(0, |slash| slash + 1);
    let mut dot = element + name[element..].find('.')?;
    if is_gopkg_version(name, dot) {
        dot += 1 + name[dot + 1..].find('.')?;
    }
    let (path, rest) = (&name[..dot], &name[dot + 1..]);
    let is_path = !path.is_empty()
        && !path.starts_with('/')
        && !path.ends_with('/')
        && path.bytes().all(is_path_byte)
        && !is_c_suffix(rest)
        && !rest.is_empty()
        && !rest.contains("::");
    is_path.then_some((path, rest))
}

/// Whether the dot is the one of `gopkg.in/yaml.v3`, which some tools write without its escape.
fn is_gopkg_version(name: &str, dot: usize) -> bool {
    let rest = &name[dot + 1..];
    let version = rest.split('.').next().unwrap_or(rest);
    name.starts_with("gopkg.in/")
        && version.len() < rest.len()
        && version
            .strip_prefix('v')
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What an import path is made of; the linker escapes the rest.
fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || b"_-./~+%!#$&=@^{}".contains(&byte)
}

/// Whether what follows the dot is what C compilers add to the copies they make of a function.
fn is_c_suffix(rest: &str) -> bool {
    let word = rest.split('.').next().unwrap_or(rest);
    matches!(
        word,
        "part" | "isra" | "constprop" | "cold" | "lto_priv" | "llvm" | "localalias" | "clone" | "so" | "dll"
    ) && rest[word.len()..]
        .bytes()
        .all(|byte| byte == b'.' || byte.is_ascii_alphanumeric())
}

/// Reads what follows the package: `None` when brackets do not close or a part is missing.
pub(super) fn split_function(rest: &str) -> Option<Symbol<'_>> {
    let first_end = part_end(rest, 0)?;
    let first = &rest[..first_end];
    if let Some(inner) = first.strip_prefix("(*").and_then(|inner| inner.strip_suffix(')')) {
        let (name, type_args) = split_type_args(inner)?;
        let receiver = Receiver {
            name,
            type_args,
            is_pointer: true,
        };
        return method(rest, first_end, receiver);
    }
    let (name, type_args) = split_type_args(first)?;
    if is_receiver(rest, name, first_end) {
        let receiver = Receiver {
            name,
            type_args,
            is_pointer: false,
        };
        return method(rest, first_end, receiver);
    }
    function(rest, first_end)
}

/// Whether the first part is a type with a method after it, and not a function with closures.
///
/// `Outer.Inner.func1` can be a closure of method `Inner`, or of a function `Inner` that was
/// inlined into `Outer`; only type arguments of `Inner`, which methods seldom have, tell. We read a method.
fn is_receiver(rest: &str, name: &str, first_end: usize) -> bool {
    let Some(next_start) = rest[first_end..].strip_prefix('.').map(|_| first_end + 1) else {
        return false;
    };
    if matches!(name, "init" | "glob" | "map") {
        return false; // Package initialisers; `map` is a keyword and cannot be a type.
    }
    let next_end = part_end(rest, next_start).unwrap_or(next_start);
    let next = &rest[next_start..next_end];
    !next.is_empty() && !next.contains(['[', '(']) && !is_added(next)
}

/// A method of `receiver`, which ends at `receiver_end`.
fn method<'a>(rest: &'a str, receiver_end: usize, receiver: Receiver<'a>) -> Option<Symbol<'a>> {
    let after = rest[receiver_end..].strip_prefix('.')?;
    let end = part_end(after, 0)?;
    let symbol = function(after, end)?;
    Some(Symbol {
        receiver: Some(receiver),
        ..symbol
    })
}

/// A function whose first part ends at `end`, and what was added to it.
fn function(rest: &str, end: usize) -> Option<Symbol<'_>> {
    let mut end = end;
    // Two initialisers have a dot in their names: of variables (`glob..func1`) and of big maps.
    if rest.starts_with("glob..") {
        end = "glob.".len();
    } else if rest == "map.init" || rest.starts_with("map.init.") {
        end = "map.init".len();
    }
    let (name, type_args) = split_type_args(&rest[..end])?;
    Some(Symbol {
        import_path: "",
        receiver: None,
        function: name,
        type_args,
        suffix: &rest[end..],
    })
}

/// Whether a part was added by the compiler: a closure, a wrapper, a number.
fn is_added(part: &str) -> bool {
    let word = part.split('-').next().unwrap_or(part);
    if matches!(word, "abi0" | "abiinternal") {
        return true;
    }
    let digits_start = word.len() - word.bytes().rev().take_while(u8::is_ascii_digit).count();
    let has_number = digits_start < word.len();
    has_number && matches!(&word[..digits_start], "" | "func" | "gowrap" | "deferwrap")
}

/// Where the part that starts at `start` ends: at the next dot or dash outside brackets.
/// `None` when a bracket or a quote stays open, or closes that was not open.
fn part_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0_usize, start);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'[' | b'(' | b'{' => depth += 1,
            b']' | b')' | b'}' => depth = depth.checked_sub(1)?,
            b'.' | b'-' if depth == 0 => return Some(at),
            // The tag of a struct field, in which anything may stand.
            b'"' if depth > 0 => {
                at += 1;
                while *bytes.get(at)? != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            _ => {}
        }
        at += 1;
    }
    (depth == 0).then_some(at)
}

/// Splits `Map[K,V]` before its bracket; `None` when there is no name or something follows the brackets.
fn split_type_args(part: &str) -> Option<(&str, &str)> {
    let bracket = part.find('[').unwrap_or(part.len());
    let (name, type_args) = part.split_at(bracket);
    let is_name = !name.is_empty() && !name.contains(['(', ')', '{', '}', ' ', '<', '>', ',', '*', '&']);
    (is_name && (type_args.is_empty() || type_args.ends_with(']'))).then_some((name, type_args))
}
