//! A memory map: lines of `/proc/self/maps`, or the shorter ones of older profilers, after the samples.
//!
//! ```text
//! --- Memory map: ---
//! 00400000-00fcb000 r-xp 00000000 00:00 21306940    /usr/bin/server
//! ```
//!
//! Lines are recognised by pprof's own patterns (`parseMappingEntry` in `profile/legacy_profile.go`,
//! Go 1.27), which take much for a mapping that is none; what is not recognised is passed over. A line
//! `name=value` puts the value wherever `$name` stands after it.

use regex_lite::{Captures, Regex};

use crate::decode::legacy::build::Build;
use crate::decode::legacy::error::{Fault, Problem};
use crate::decode::legacy::lines::LINE_BYTES;
use crate::decode::legacy::mappings::Mappings;
use crate::decode::legacy::scan::position;
use crate::model::profile::Mapping;

/// Most mappings; a large process has some hundreds that can be executed.
const MAX_MAPPINGS: usize = 1 << 14;

/// Most names for texts.
const MAX_NAMES: usize = 1 << 8;

/// A range of addresses: hexadecimal, whatever is between the two.
const RANGE: &str = r"^\s*(?:0x)?([[:xdigit:]]+)[\s-]?\s*(?:0x)?([[:xdigit:]]+):?(?:\s+([-rwxp]+))?";

/// Whether a memory map follows this line.
pub(super) fn begin_after(line: &[u8]) -> bool {
    // Nearly every line of a profile has neither.
    (line.contains(&b'M'))
        && (position(line, b"--- Memory map: ---").is_some() || position(line, b"MAPPED_LIBRARIES:").is_some())
}

/// A memory map that is being read.
pub(super) struct MemoryMap {
    /// The mappings so far.
    pub(super) mappings: Mappings,
    /// Names and what they stand for, in file order.
    names: Vec<(String, String)>,
    patterns: Patterns,
}

struct Patterns {
    proc: Regex,
    brief: Regex,
    log: Regex,
}

impl Patterns {
    fn new() -> Self {
        // Constants, which a test compiles.
        let regex = |pattern: &str| Regex::new(pattern).expect("a valid pattern");
        let hex = r"(?:\s+([[:xdigit:]]+))?";
        let proc = format!(r"{RANGE}{hex}\s+[[:xdigit:]]+:[[:xdigit:]]+\s+[[:digit:]]+(?:\s+(\S+))?");
        let brief = format!(r"{RANGE}(?:\s+(\S+))?(?:\s+\(@([[:xdigit:]]+)\))?{hex}");
        Self {
            proc: regex(&proc),
            brief: regex(&brief),
            log: regex(r"^[^\[\]]+:[0-9]+\]\s"),
        }
    }

    /// What the line before a message of a log adds is taken off.
    fn without_log<'a>(&self, line: &'a str) -> &'a str {
        self.log.find(line).map_or(line, |found| &line[found.end()..])
    }
}

/// What a line of a memory map is.
enum Entry<'a> {
    Mapping(Mapping, &'a str, &'a str),
    /// A mapping that cannot be executed.
    Data,
    Other,
}

impl MemoryMap {
    /// Nothing is read yet.
    pub(super) fn new() -> Self {
        Self {
            mappings: Mappings::default(),
            names: Vec::new(),
            patterns: Patterns::new(),
        }
    }

    /// Reads a line.
    pub(super) fn line(&mut self, build: &mut Build, line: &[u8]) -> Result<(), Fault> {
        let patterns = &self.patterns;
        let text = String::from_utf8_lossy(line);
        let text = patterns.without_log(&text);
        let replaced;
        let text = if self.names.is_empty() || !text.contains('$') {
            text
        } else {
            replaced = replace(&self.names, text)?;
            &replaced
        };
        match entry(patterns, text) {
            Entry::Mapping(mapping, file, build_id) => {
                if self.mappings.rows.len() == MAX_MAPPINGS {
                    return Err(Fault::new(Problem::ManyMappings(MAX_MAPPINGS), line));
                }
                self.mappings.rows.push(Mapping {
                    filename: build.string(file.as_bytes())?,
                    build_id: build.string(build_id.as_bytes())?,
                    ..mapping
                });
            }
            Entry::Data => {}
            Entry::Other => {
                if let Some((name, value)) = text.split_once('=') {
                    if self.names.len() == MAX_NAMES {
                        return Err(Fault::new(Problem::ManyNames(MAX_NAMES), line));
                    }
                    self.names.push((format!("${}", name.trim()), value.trim().to_owned()));
                }
            }
        }
        Ok(())
    }
}

fn entry<'a>(patterns: &Patterns, line: &'a str) -> Entry<'a> {
    fn group<'a>(captures: &Captures<'a>, index: usize) -> &'a str {
        captures.get(index).map_or("", |found| found.as_str())
    }
    let (captures, file, offset, build_id) = if let Some(captures) = patterns.proc.captures(line) {
        let (offset, file) = (group(&captures, 4), group(&captures, 5));
        (captures, file, offset, "")
    } else if let Some(captures) = patterns.brief.captures(line) {
        let (file, offset, build_id) = (group(&captures, 4), group(&captures, 5), group(&captures, 6));
        (captures, file, offset, build_id)
    } else {
        return Entry::Other;
    };
    let permissions = group(&captures, 3);
    if !permissions.is_empty() && !permissions.contains('x') {
        return Entry::Data;
    }
    let number = |text: &str| match text {
        "" => Some(0),
        text => u64::from_str_radix(text, 16).ok(),
    };
    match (number(group(&captures, 1)), number(group(&captures, 2)), number(offset)) {
        (Some(start), Some(limit), Some(offset)) => {
            let mapping = Mapping {
                start,
                limit,
                offset,
                ..Mapping::default()
            };
            Entry::Mapping(mapping, file, build_id)
        }
        _ => Entry::Other,
    }
}

/// Puts in what names stand for, from left to right; of names that both fit, the earlier one counts.
fn replace(names: &[(String, String)], line: &str) -> Result<String, Fault> {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = names.iter().find(|(name, _)| rest.starts_with(name.as_str()));
        let (name, value) = found.map_or(("$", "$"), |(name, value)| (name, value));
        out.push_str(value);
        rest = &rest[name.len()..];
        // Names may stand for names: without a limit each line could double what the last one made.
        if out.len() > LINE_BYTES {
            return Err(Fault::new(Problem::LongLine(LINE_BYTES), line.as_bytes()));
        }
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests;
