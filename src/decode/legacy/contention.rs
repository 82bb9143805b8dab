//! Waiting for locks, as text: Go's mutex and block profiles with debug=1, and C++'s.
//!
//! ```text
//! --- mutex:
//! cycles/second=2596121649
//! sampling period=5
//! 8458776499 13821 @ 0x483a25 0x4de605 0x4de59e
//! ```
//!
//! Settings, then cycles waited, how often, and where (`parseContention` in `profile/legacy_profile.go`, Go 1.27).

use crate::decode::legacy::build::Build;
use crate::decode::legacy::comments::Comments;
use crate::decode::legacy::error::{Fault, Problem};
use crate::decode::legacy::heap::is_address_part;
use crate::decode::legacy::sampling::whole;
use crate::decode::legacy::scan::{Scan, addresses, decimal, find, prefixed};
use crate::decode::legacy::{Flow, maps};

/// Whether a line begins a contention profile.
pub(super) fn is_header(line: &[u8]) -> bool {
    let is_cpp = line.starts_with(b"--- contentionz ");
    is_cpp || line.starts_with(b"--- mutex:") || line.starts_with(b"--- contention:")
}

/// A contention profile that is being read.
pub(super) struct Contention {
    comments: Comments,
    section: Section,
    cycles_per_second: i64,
    addresses: Vec<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Header,
    Settings,
    Samples,
}

impl Contention {
    pub(super) fn new(heeds_comments: bool) -> Self {
        Self {
            comments: Comments::new(heeds_comments, false),
            section: Section::Header,
            cycles_per_second: 0,
            addresses: Vec::new(),
        }
    }

    pub(super) fn line(&mut self, build: &mut Build, line: &[u8]) -> Result<Flow, Fault> {
        let line = line.trim_ascii();
        if matches!(line.first(), None | Some(b'#')) {
            self.comments.read(build, line)?;
            return Ok(Flow::GoesOn);
        }
        if self.section == Section::Header {
            build.set_types(
                &[["contentions", "count"], ["delay", "nanoseconds"]],
                ["contentions", "count"],
            )?;
            build.profile.period = 1;
            self.section = Section::Settings;
            return Ok(Flow::GoesOn);
        }
        if line.starts_with(b"---") || maps::begin_after(line) {
            return Ok(Flow::of_section(line));
        }
        if self.section == Section::Settings {
            if let Some(equals) = line.iter().position(|&byte| byte == b'=') {
                self.setting(build, line, equals)?;
                return Ok(Flow::GoesOn);
            }
            self.section = Section::Samples;
        }
        self.comments.next_sample(build);
        self.sample(build, line)?;
        Ok(Flow::GoesOn)
    }

    fn setting(&mut self, build: &mut Build, line: &[u8], equals: usize) -> Result<(), Fault> {
        let wrong = || Fault::new(Problem::Setting, line);
        let value = || prefixed(line[equals + 1..].trim_ascii()).ok_or_else(wrong);
        match line[..equals].trim_ascii() {
            b"cycles/second" => self.cycles_per_second = value()?,
            b"sampling period" => build.profile.period = value()?,
            b"ms since reset" => build.profile.duration_nanos = value()?.wrapping_mul(1_000_000),
            b"discarded samples" => {}
            _ => return Err(wrong()),
        }
        Ok(())
    }

    fn sample(&mut self, build: &mut Build, line: &[u8]) -> Result<(), Fault> {
        let found = find(line, pattern);
        let (delay, count, stack) = found.ok_or_else(|| Fault::new(Problem::Sample, line))?;
        let (mut delay, mut count) = (decimal(delay)?, decimal(count)?);
        let period = build.profile.period;
        if period > 0 {
            if self.cycles_per_second > 0 {
                let cycles_per_nanosecond = self.cycles_per_second as f64 / 1e9;
                delay = whole(delay as f64 * period as f64 / cycles_per_nanosecond);
            }
            count = count.wrapping_mul(period);
        }
        self.addresses.clear();
        addresses(stack, &mut self.addresses)?;
        for address in &mut self.addresses {
            *address = address.wrapping_sub(1);
        }
        build.sample(&self.addresses, &[count, delay])?;
        Ok(())
    }

    pub(super) fn end(&mut self, build: &mut Build) {
        self.comments.next_sample(build);
    }

    pub(super) fn comments(&self) -> &Comments {
        &self.comments
    }
}

/// `8458776499 13821 @ 0x483a25 0x4de605`: the numbers, and the addresses.
fn pattern(mut scan: Scan<'_>) -> Option<(&[u8], &[u8], &[u8])> {
    let delay = scan.digits()?;
    // pprof lets one number pass for two, by its digits.
    scan.word(b" ")?;
    scan.spaces();
    let count = scan.digits()?;
    scan.word(b" @")?;
    Some((delay, count, scan.run(is_address_part)))
}

#[cfg(test)]
mod tests;
