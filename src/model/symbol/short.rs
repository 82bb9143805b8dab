//! Shortening names exactly as pprof does.
//!
//! pprof tries four regular expressions (`ShortenFunctionName` in `internal/graph/graph.go`,
//! Go 1.27). They are walked by hand here: a label is shortened for every box in every frame.

use std::borrow::Cow;

use crate::model::symbol::is_word;

/// A name as pprof's graph and flame graph write it: without the path to a Go package, without
/// the packages of a Java class or the namespaces of a C++ one. Escapes stay as they are.
pub fn shorten(name: &str) -> Cow<'_, str> {
    let name = name.strip_prefix("(anonymous namespace)::").unwrap_or(name);
    let Some((before, after)) = split_major_version(name) else {
        return Cow::Borrowed(last_part(name));
    };
    let joined = [before, after].concat();
    Cow::Owned(last_part(&joined).to_owned())
}

/// What the first expression that matches keeps.
fn last_part(name: &str) -> &str {
    go(name).or_else(|| java(name)).or_else(|| cpp(name)).unwrap_or(name)
}

/// `^(.*?)/v(?:[2-9]|[1-9][0-9]+)([./].*)$`: the first major version in a path, left out.
fn split_major_version(name: &str) -> Option<(&str, &str)> {
    if name.contains('\n') {
        return None; // A dot matches no line end.
    }
    name.match_indices("/v").find_map(|(slash, _)| {
        let digits = &name[slash + 2..];
        let len = digits.bytes().take_while(u8::is_ascii_digit).count();
        let after = &digits[len..];
        let is_version = match &digits.as_bytes()[..len] {
            [digit] => (b'2'..=b'9').contains(digit),
            [first, _, ..] => *first != b'0',
            [] => false,
        };
        (is_version && after.starts_with(['.', '/'])).then_some((&name[..slash], after))
    })
}

/// `^(?:[\w\-\.]+\/)+([^.]+\..+)`: what follows the last slash of a path of plain elements.
fn go(name: &str) -> Option<&str> {
    let bytes = name.as_bytes();
    let mut found = None;
    let mut element = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if byte == b'/' && at > element {
            element = at + 1;
            // The greedy expression prefers the last element after which the rest still matches.
            found = go_rest(&name[element..]).or(found);
        } else if !(is_word(byte) || byte == b'-' || byte == b'.') {
            break;
        }
    }
    found
}

/// `[^.]+\..+`, which ends at a line end.
fn go_rest(rest: &str) -> Option<&str> {
    let dot = rest.find('.')?;
    let line = rest[dot + 1..].split('\n').next().unwrap_or_default();
    (dot > 0 && !line.is_empty()).then(|| &rest[..dot + 1 + line.len()])
}

/// `^(?:[a-z]\w*\.)*([A-Z][\w\$]*\.(?:<init>|[a-z][\w\$]*(?:\$\d+)?))(?:(?:\()|$)`: class and method.
fn java(name: &str) -> Option<&str> {
    let mut class = name;
    while class.starts_with(|first: char| first.is_ascii_lowercase()) {
        let word = class.bytes().take_while(|&byte| is_word(byte)).count();
        class = class[word..].strip_prefix('.')?;
    }
    let is_java_word = |byte: &u8| is_word(*byte) || *byte == b'$';
    if !class.starts_with(|first: char| first.is_ascii_uppercase()) {
        return None;
    }
    let class_len = class.bytes().take_while(is_java_word).count();
    let method = class[class_len..].strip_prefix('.')?;
    let method_len = if method.starts_with("<init>") {
        "<init>".len()
    } else if method.starts_with(|first: char| first.is_ascii_lowercase()) {
        method.bytes().take_while(is_java_word).count()
    } else {
        return None;
    };
    let after = &method[method_len..];
    (after.is_empty() || after.starts_with('(')).then(|| &class[..class_len + 1 + method_len])
}

/// `^(?:[_a-zA-Z]\w*::)+(_*[A-Z]\w*::~?[_a-zA-Z]\w*(?:<.*>)?)`: class and method.
fn cpp(name: &str) -> Option<&str> {
    // The last two spaces seen and where the next word starts: a class must follow a namespace.
    let mut class: Option<usize> = None;
    let mut at = 0;
    let mut found = None;
    let mut n_spaces = 0;
    loop {
        if let Some(class) = class.filter(|&class| n_spaces >= 2 && is_class(&name[class..])) {
            found = method_end(&name[at..]).map(|end| &name[class..at + end]).or(found);
        }
        let word = word_len(&name[at..]);
        if word == 0 || !name[at + word..].starts_with("::") {
            return found;
        }
        class = Some(at);
        at += word + 2;
        n_spaces += 1;
    }
}

/// `_*[A-Z]` at the start.
fn is_class(text: &str) -> bool {
    text.trim_start_matches('_')
        .starts_with(|first: char| first.is_ascii_uppercase())
}

/// The length of `[_a-zA-Z]\w*`, or 0.
fn word_len(text: &str) -> usize {
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        return 0;
    }
    text.bytes().take_while(|&byte| is_word(byte)).count()
}

/// The length of `~?[_a-zA-Z]\w*(?:<.*>)?`.
fn method_end(text: &str) -> Option<usize> {
    let tilde = usize::from(text.starts_with('~'));
    let word = word_len(&text[tilde..]);
    if word == 0 {
        return None;
    }
    let end = tilde + word;
    let line = text[end..].split('\n').next().unwrap_or_default();
    let template = if line.starts_with('<') {
        line.rfind('>').map_or(0, |close| close + 1)
    } else {
        0
    };
    Some(end + template)
}
