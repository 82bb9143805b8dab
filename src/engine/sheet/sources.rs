//! Source text that a person gave: which files a profile's paths may be, whether one fits, and its lines.

use crate::model::symbol;
use crate::protocol::sheet::{SourceText, Wanted};

/// The text of a file.
pub(super) struct Source {
    /// The path in the profile.
    path: String,
    /// Where it was found.
    pub(super) found_as: String,
    text: String,
    /// Where each line ends.
    ends: Vec<u32>,
}

impl Source {
    /// The number of lines.
    pub(super) fn len(&self) -> i64 {
        self.ends.len() as i64
    }

    /// A line by its number, from 1; empty beyond the end.
    pub(super) fn line(&self, number: i64) -> &str {
        let Some(at) = usize::try_from(number - 1).ok().filter(|&at| at < self.ends.len()) else {
            return "";
        };
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.text[start..self.ends[at] as usize].trim_end_matches(['\n', '\r'])
    }

    /// Why it cannot be the text of a function that has a value at this line; nothing if it can.
    pub(super) fn misfit(&self, function: &str, last_line: i64) -> Option<String> {
        if last_line > self.len() {
            return Some(format!("it has {} lines, and line {last_line} has a value", self.len()));
        }
        let name = bare_name(function);
        (!self.text.contains(name)).then(|| format!("it does not have {name}"))
    }
}

/// All that was given.
#[derive(Default)]
pub(super) struct Sources(Vec<Source>);

impl Sources {
    /// Takes a file's text instead of what was given before for the same path.
    pub(super) fn take(&mut self, given: SourceText) {
        let SourceText { path, found_as, text } = given;
        self.0.retain(|source| source.path != path);
        let ends = text.split_inclusive('\n').scan(0_u32, |end, line| {
            *end += line.len() as u32;
            Some(*end)
        });
        self.0.push(Source {
            ends: ends.collect(),
            path,
            found_as,
            text,
        });
    }

    /// The text for a path.
    pub(super) fn get(&self, path: &str) -> Option<&Source> {
        self.0.iter().find(|source| source.path == path)
    }
}

/// A path of a profile, and what it may be called below a folder that a person has: the longest first.
pub(super) fn wanted(path: &str) -> Wanted {
    let slashed = path.replace('\\', "/");
    let parts: Vec<&str> = slashed
        .split('/')
        .filter(|part| !matches!(*part, "" | "." | ".."))
        .collect();
    let mut candidates = Vec::new();
    let mut add = |parts: &[String]| {
        let candidate = parts.join("/");
        if !candidates.contains(&candidate) {
            candidates.push(candidate);
        }
    };
    let is_rooted = slashed.starts_with('/') || parts.first().is_some_and(|first| first.ends_with(':'));
    if !is_rooted {
        // Built with -trimpath: below GOROOT and GOPATH stand folders that the path does not tell.
        for above in [&["src"][..], &["pkg", "mod"]] {
            let whole = above.iter().chain(&parts).map(|part| escaped(part));
            add(&whole.collect::<Vec<_>>());
        }
    }
    for from in 0..parts.len() {
        let tail = &parts[from..];
        // As it is; as the module cache has it; and without versions, as a checkout has it.
        add(&tail.iter().map(|&part| part.to_owned()).collect::<Vec<_>>());
        add(&tail.iter().map(|part| escaped(part)).collect::<Vec<_>>());
        let plain = |part: &&str| symbol::unescape_capitals(part.split_once('@').map_or(*part, |(name, _)| name));
        add(&tail.iter().map(plain).collect::<Vec<_>>());
    }
    Wanted {
        path: path.to_owned(),
        candidates,
    }
}

/// A part of a path as the module cache has it: `!a` for `A` (`golang.org/x/mod/module`, `EscapePath`).
fn escaped(part: &str) -> String {
    let mut escaped = String::new();
    for letter in part.chars() {
        if letter.is_ascii_uppercase() {
            escaped.push('!');
        }
        escaped.push(letter.to_ascii_lowercase());
    }
    escaped
}

/// The name of a function as its declaration has it: of `main.(*T).Run.func1` it is `Run`.
fn bare_name(function: &str) -> &str {
    let after_package = function.strip_prefix(symbol::package(function)).unwrap_or(function);
    let without_types = after_package.split('[').next().unwrap_or(after_package);
    let is_made = |part: &&str| {
        let digits = part.trim_start_matches("func").trim_start_matches("gowrap");
        part.is_empty() || part.starts_with('(') || digits.bytes().all(|digit| digit.is_ascii_digit() || digit == b'-')
    };
    let mut parts = without_types.split('.').filter(|part| !is_made(part));
    let first = parts.next().unwrap_or_default();
    // Behind a receiver without a star stands the method.
    let name = if after_package.contains('(') {
        first
    } else {
        parts.next().unwrap_or(first)
    };
    if name == "init" {
        ""
    } else {
        name.trim_end_matches("-fm")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> Vec<String> {
        wanted(path).candidates
    }

    #[test]
    fn the_longest_way_to_a_file_is_tried_first() {
        assert_eq!(
            of("/usr/local/go/src/runtime/proc.go"),
            [
                "usr/local/go/src/runtime/proc.go",
                "local/go/src/runtime/proc.go",
                "go/src/runtime/proc.go",
                "src/runtime/proc.go",
                "runtime/proc.go",
                "proc.go"
            ]
        );
        assert!(of(r"C:\src\a\b.go").contains(&"src/a/b.go".to_owned()));
    }

    #[test]
    fn module_caches_and_checkouts_are_found_by_the_same_path() {
        let trimmed = of("github.com/Azure/sdk@v1.2.0/log.go");
        assert_eq!(trimmed[0], "src/github.com/!azure/sdk@v1.2.0/log.go");
        assert!(trimmed.contains(&"pkg/mod/github.com/!azure/sdk@v1.2.0/log.go".to_owned()));
        assert!(trimmed.contains(&"sdk/log.go".to_owned()));
        let cached = of("/home/u/go/pkg/mod/github.com/!azure/sdk@v1.2.0/log.go");
        assert!(cached.contains(&"Azure/sdk/log.go".to_owned()));
        assert_eq!(of("runtime/proc.go")[0], "src/runtime/proc.go");
    }

    #[test]
    fn a_text_fits_or_not() {
        let mut sources = Sources::default();
        sources.take(SourceText {
            path: "/a/b.go".to_owned(),
            found_as: "b.go".to_owned(),
            text: "package b\r\n\nfunc (t *T) Run() {\n}".to_owned(),
        });
        let source = sources.get("/a/b.go").unwrap();
        assert_eq!(
            (source.len(), source.line(1), source.line(4), source.line(5)),
            (4, "package b", "}", "")
        );
        assert_eq!(source.misfit("a/b.(*T).Run.func1", 3), None);
        assert!(source.misfit("a/b.(*T).Stop", 3).is_some());
        assert!(source.misfit("a/b.(*T).Run", 5).is_some());
    }

    #[test]
    fn names_as_declarations_have_them() {
        for (name, bare) in [
            ("main.work", "work"),
            ("main.(*T).run.func1.2", "run"),
            ("main.T.run", "run"),
            ("a.com/b/c.Map[go.shape.int]", "Map"),
            ("main.work.func1", "work"),
            ("main.run.gowrap1", "run"),
            ("main.init", ""),
        ] {
            assert_eq!(bare_name(name), bare, "{name}");
        }
    }
}
