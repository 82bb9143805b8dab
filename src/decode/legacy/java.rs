//! Heap, contention and CPU profiles of Java: samples of numbers that stand for places, then what these are.
//!
//! ```text
//! --- heapz 1 ---
//! format = java
//! resolution = bytes
//!       7048     1 @ 0x00000003 0x00000004
//!  0x00000003 com.example.Cache.get (Cache.java:18)
//! ```
//!
//! `profile/legacy_java_profile.go`, Go 1.27. A function's file is the first that is named with it.

use hashbrown::HashMap;

use crate::decode::legacy::Flow;
use crate::decode::legacy::build::Build;
use crate::decode::legacy::error::{Fault, Problem};
use crate::decode::legacy::heap::is_address_part;
use crate::decode::legacy::sampling;
use crate::decode::legacy::scan::{Scan, addresses, find, position, prefixed};
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;

/// Bytes between two samples of the heap, as the agent takes them.
const HEAP_RATE: i64 = 524_288;

/// Which values samples have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    Heap,
    Contention,
    /// Samples were read already, in words.
    Cpu,
}

/// A profile of Java that is being read.
pub(super) struct Java {
    values: Values,
    section: Section,
    files: HashMap<StringId, StringId, foldhash::fast::FixedState>,
    addresses: Vec<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Header,
    Settings,
    Samples,
    Locations,
}

impl Java {
    pub(super) fn new(values: Values) -> Self {
        Self {
            values,
            section: if values == Values::Cpu {
                Section::Locations
            } else {
                Section::Header
            },
            files: HashMap::with_hasher(foldhash::fast::FixedState::with_seed(0)),
            addresses: Vec::new(),
        }
    }

    pub(super) fn line(&mut self, build: &mut Build, line: &[u8]) -> Result<Flow, Fault> {
        let line = line.trim_ascii();
        if line.is_empty() || (self.section == Section::Header && line.starts_with(b"#")) {
            return Ok(Flow::GoesOn);
        }
        if self.section == Section::Header {
            self.section = Section::Settings;
            return Ok(Flow::GoesOn);
        }
        if self.section == Section::Settings {
            if self.setting(build, line)? {
                return Ok(Flow::GoesOn);
            }
            self.section = Section::Samples;
        }
        if self.section == Section::Samples {
            if self.sample(build, line)? {
                return Ok(Flow::GoesOn);
            }
            self.section = Section::Locations;
        }
        self.location(build, line)?;
        Ok(Flow::GoesOn)
    }

    /// Reads `resolution = bytes`; false when there is no setting on the line.
    fn setting(&self, build: &mut Build, line: &[u8]) -> Result<bool, Fault> {
        let wrong = || Fault::new(Problem::Setting, line);
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b' ';
        let Some(equals) = line.iter().position(|&byte| byte == b'=') else {
            return Ok(false);
        };
        let key = line[..equals].rsplit(|&byte| !is_word(byte)).next().unwrap_or_default();
        let value = Scan::new(&line[equals + 1..]).run(is_word);
        if key.is_empty() || value.is_empty() {
            return Ok(false);
        }
        let (key, value) = (key.trim_ascii(), value.trim_ascii());
        let number = || prefixed(value).ok_or_else(wrong);
        match (self.values, key) {
            (_, b"format") if value == b"java" => {}
            (Values::Heap, b"resolution") => {
                build.set_types(&[["inuse_objects", "count"], ["inuse_space", ""]], ["", ""])?;
                build.profile.sample_types[1].unit = build.string(value)?;
            }
            (Values::Contention, b"resolution") => {
                let period_type = build.profile.period_type;
                build.set_types(&[["contentions", "count"], ["delay", ""]], ["", ""])?;
                build.profile.period_type = period_type;
                build.profile.sample_types[1].unit = build.string(value)?;
            }
            (Values::Contention, b"sampling period") => {
                build.profile.period_type = build.value_type(b"contentions", b"count")?;
                build.profile.period = number()?;
            }
            (Values::Contention, b"ms since reset") => {
                build.profile.duration_nanos = number()?.wrapping_mul(1_000_000);
            }
            _ => return Err(wrong()),
        }
        Ok(true)
    }

    /// Reads a sample; false when the line is none.
    fn sample(&mut self, build: &mut Build, line: &[u8]) -> Result<bool, Fault> {
        let Some((first, second, stack)) = find(line, pattern) else {
            return Ok(false);
        };
        let wrong = || Fault::new(Problem::Number, line);
        let (mut first, mut second) = (prefixed(first).ok_or_else(wrong)?, prefixed(second).ok_or_else(wrong)?);
        if build.profile.sample_types.is_empty() {
            return Err(Fault::new(Problem::NoSampleTypes, line));
        }
        self.addresses.clear();
        addresses(stack, &mut self.addresses)?;
        let mut size = None;
        if self.values == Values::Heap {
            if first == 0 {
                return Err(Fault::new(Problem::NoObjects, line));
            }
            size = Some(second.wrapping_div(first));
            (first, second) = sampling::scaled(first, second, HEAP_RATE);
        } else if build.profile.period != 0 {
            let period = build.profile.period;
            (first, second) = (first.wrapping_mul(period), second.wrapping_mul(period));
        }
        build.sample(&self.addresses, &[first, second])?;
        if let Some(size) = size {
            build.label_bytes(size)?;
        }
        Ok(true)
    }

    /// Reads ` 0x00000003 com.example.Cache.get (Cache.java:18)`; other lines are passed over, as in pprof.
    fn location(&mut self, build: &mut Build, line: &[u8]) -> Result<(), Fault> {
        let Some(digits) = line.strip_prefix(b"0x") else {
            return Ok(());
        };
        let len = Scan::new(digits).run(|byte| byte.is_ascii_hexdigit()).len();
        let (digits, place) = digits.split_at(len);
        if digits.is_empty() || !place.first().is_some_and(u8::is_ascii_whitespace) {
            return Ok(());
        }
        let address = std::str::from_utf8(digits)
            .ok()
            .and_then(|text| u64::from_str_radix(text, 16).ok());
        let address = address.ok_or_else(|| Fault::new(Problem::Number, line))?;
        let Some(location) = build.find(address) else {
            return Ok(());
        };
        let Place { function, file, line } = place_of(place.trim_ascii());
        let function_id = build.string(function)?;
        let file = build.string(file)?;
        let rows = self.files.len();
        self.files.try_reserve(1).map_err(|_no_memory| OutOfMemory { rows })?;
        let file = *self.files.entry(function_id).or_insert(file);
        build.unname(location);
        build.name_by_id(location, function_id, file, line)?;
        build.forget_address(location);
        Ok(())
    }
}

/// `7048     1 @ 0x00000003`: the numbers, which are the other way round, and the addresses.
fn pattern(mut scan: Scan<'_>) -> Option<(&[u8], &[u8], &[u8])> {
    let second = scan.digits()?;
    scan.word(b" ")?;
    scan.spaces();
    let first = scan.digits()?;
    scan.word(b" ")?;
    scan.spaces();
    scan.word(b"@ ")?;
    Some((first, second, scan.run(is_address_part)))
}

/// What is known of a place.
#[derive(Debug, PartialEq, Eq)]
struct Place<'a> {
    function: &'a [u8],
    file: &'a [u8],
    line: i64,
}

/// Takes `function (file:line)`, `function (/path/library.so)`, or a state such as `GC` apart.
fn place_of(text: &[u8]) -> Place<'_> {
    let whole = Place {
        function: text,
        file: b"",
        line: 0,
    };
    let Some(inner) = text.strip_suffix(b")") else {
        return state(whole);
    };
    // The last parenthesis with a space before it, and something behind it.
    let opens = |at: usize| inner[at] == b'(' && at > 0 && inner[at - 1].is_ascii_whitespace();
    let numbered = inner.iter().rposition(|&byte| byte == b':').and_then(|colon| {
        let number = std::str::from_utf8(&inner[colon + 1..]).ok()?;
        let digits = number.strip_prefix('-').unwrap_or(number);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let open = (0..colon.checked_sub(1)?).rev().find(|&at| opens(at))?;
        is_number.then(|| Place {
            function: &inner[..open - 1],
            file: &inner[open + 1..colon],
            line: number.parse().ok().filter(|line: &i64| *line > 0).unwrap_or(0),
        })
    });
    if let Some(place) = numbered {
        return place;
    }
    match (0..inner.len()).rev().find(|&at| opens(at)) {
        Some(open) => {
            let path = &inner[open + 1..];
            let path = path.strip_suffix(b"/").unwrap_or(path);
            Place {
                function: &inner[..open - 1],
                file: path.rsplit(|&byte| byte == b'/').next().unwrap_or(path),
                line: 0,
            }
        }
        None => state(whole),
    }
}

/// What is no function: code that the machine made has one name for all.
fn state(whole: Place<'_>) -> Place<'_> {
    match position(whole.function, b"generated stub/JIT") {
        Some(_) => Place {
            function: b"STUB",
            ..whole
        },
        None => whole,
    }
}

#[cfg(test)]
mod tests;
