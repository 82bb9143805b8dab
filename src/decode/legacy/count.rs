//! What Go counts by stack, as text with debug=1: goroutines, threads, leaked goroutines, a program's own profiles.
//!
//! ```text
//! goroutine profile: total 27
//! 6 @ 0x48a90a 0x44a797 0x489b05
//! # labels: {"shard":"3"}
//! #   0x489b04  internal/poll.runtime_pollWait+0x84  /go/src/runtime/netpoll.go:351
//! ```
//!
//! `parseGoCount` in `profile/legacy_profile.go`, Go 1.27. It refuses samples without a frame, which Go
//! itself writes of threads (seen of 1.19 and 1.21); we read them.

use crate::decode::error::Warning;
use crate::decode::legacy::Flow;
use crate::decode::legacy::build::Build;
use crate::decode::legacy::comments::Comments;
use crate::decode::legacy::error::{Fault, Problem};
use crate::decode::legacy::heap::is_address_part;
use crate::decode::legacy::scan::{Scan, addresses, decimal, position};

/// The name and the total of a first line.
pub(super) fn header(line: &[u8]) -> Option<(&[u8], &[u8])> {
    const MIDDLE: &[u8] = b" profile: total ";
    let at = position(line, MIDDLE)?;
    let (name, total) = (&line[..at], &line[at + MIDDLE.len()..]);
    let is_name = !name.is_empty() && !name.iter().any(u8::is_ascii_whitespace);
    let is_total = !total.is_empty() && total.iter().all(u8::is_ascii_digit);
    (is_name && is_total).then_some((name, total))
}

/// A count profile that is being read.
pub(super) struct Count {
    comments: Comments,
    /// As the first line has it; none before it.
    wanted: Option<i64>,
    found: i64,
    addresses: Vec<u64>,
}

impl Count {
    pub(super) fn new(heeds_comments: bool) -> Self {
        Self {
            comments: Comments::new(heeds_comments, true),
            wanted: None,
            found: 0,
            addresses: Vec::new(),
        }
    }

    pub(super) fn line(&mut self, build: &mut Build, line: &[u8]) -> Result<Flow, Fault> {
        let line = line.trim_ascii_end();
        if matches!(line.trim_ascii_start().first(), None | Some(b'#')) {
            self.comments.read(build, line.trim_ascii_start())?;
        } else if self.wanted.is_none() {
            let (name, total) = header(line).ok_or_else(|| Fault::new(Problem::Sample, line))?;
            let value_type = build.value_type(name, b"count")?;
            build.set_types(&[["", ""]], ["", ""])?;
            build.profile.sample_types[0] = value_type;
            (build.profile.period_type, build.profile.period) = (value_type, 1);
            // Nothing is computed with it: what does not fit cannot be compared.
            self.wanted = Some(decimal(total).unwrap_or(i64::MAX));
        } else if line.starts_with(b"---") {
            return Ok(Flow::of_section(line));
        } else {
            self.comments.next_sample(build);
            self.sample(build, line)?;
        }
        Ok(Flow::GoesOn)
    }

    fn sample(&mut self, build: &mut Build, line: &[u8]) -> Result<(), Fault> {
        let wrong = || Fault::new(Problem::Sample, line);
        let mut scan = Scan::new(line);
        let digits = scan.digits().ok_or_else(wrong)?;
        scan.word(b" @").ok_or_else(wrong)?;
        let stack = scan.rest();
        self.addresses.clear();
        addresses(stack, &mut self.addresses)?;
        // Every address has a space before it, and there is nothing else.
        let spaces = stack.split(|&byte| byte == b' ').count() - 1;
        let are_addresses = stack.iter().all(|&byte| is_address_part(byte))
            && !stack.ends_with(b" ")
            && !stack.ends_with(b"x")
            && stack.first().is_none_or(|&byte| byte == b' ');
        if !are_addresses || spaces != self.addresses.len() {
            return Err(wrong());
        }
        let count = decimal(digits)?;
        self.found = self.found.wrapping_add(count);
        for address in &mut self.addresses {
            *address = address.wrapping_sub(1);
        }
        build.sample(&self.addresses, &[count])?;
        Ok(())
    }

    pub(super) fn end(&mut self, build: &mut Build, warnings: &mut Vec<Warning>) {
        self.comments.next_sample(build);
        if let Some(wanted) = self.wanted
            && wanted != self.found
        {
            warnings.push(Warning::Totals {
                found: self.found,
                wanted,
                what: "in all",
            });
        }
    }

    pub(super) fn comments(&self) -> &Comments {
        &self.comments
    }
}

#[cfg(test)]
mod tests;
