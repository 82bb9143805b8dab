//! Stacks of threads, as text: C++'s threadz.
//!
//! ```text
//! --- threadz 1 ---
//!
//! --- Thread 7eff063d9940 (name: main/25376) stack: ---
//!   PC: 0xbc8f1c 0xbcae55 0xbcb5f5
//!       creator: 0xa45b96 0xa48928
//! --- Memory map: ---
//! ```
//!
//! `parseThread` in `profile/legacy_profile.go`, Go 1.27. A thread may say that it is where the one before it is.

use crate::decode::legacy::build::Build;
use crate::decode::legacy::error::{Fault, Problem};
use crate::decode::legacy::scan::{Scan, addresses, is_blank_or_comment, position};
use crate::decode::legacy::{Flow, maps};

/// How far into a line the beginning of a thread is looked for; each try may look at all of that.
const HEADER_BYTES: usize = 1 << 12;

/// Whether a line begins stacks of threads.
pub(super) fn is_header(line: &[u8]) -> bool {
    is_list(line) || is_thread(line)
}

/// `--- threadz 1 ---`.
fn is_list(line: &[u8]) -> bool {
    anywhere(line, b"--- threadz ", |mut scan| {
        scan.digits()?;
        scan.word(b" ---")
    })
}

/// `--- Thread 7eff063d9940 (name: main/25376) stack: ---`.
fn is_thread(line: &[u8]) -> bool {
    anywhere(line, b"--- Thread ", |mut scan| {
        let id = scan.run(|byte| byte.is_ascii_hexdigit());
        scan.word(b" (name: ")?;
        let end = position(scan.rest(), b") stack: ---")?;
        let slash = scan.rest()[..end].iter().rposition(|&byte| byte == b'/')?;
        let number = &scan.rest()[slash + 1..end];
        let is_number = !number.is_empty() && number.iter().all(u8::is_ascii_digit);
        (is_number && !id.is_empty()).then_some(())
    })
}

/// Whether these bytes stand somewhere in a line with the pattern after them.
fn anywhere(line: &[u8], begin: &[u8], pattern: impl Fn(Scan<'_>) -> Option<()>) -> bool {
    let mut rest = &line[..line.len().min(HEADER_BYTES)];
    while let Some(at) = position(rest, begin) {
        rest = &rest[at + begin.len()..];
        if pattern(Scan::new(rest)).is_some() {
            return true;
        }
    }
    false
}

/// Stacks of threads that are being read.
#[derive(Default)]
pub(super) struct Threads {
    section: Section,
    addresses: Vec<u64>,
    is_same: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Section {
    #[default]
    Header,
    BeforeThreads,
    InThread,
    Ended,
}

impl Threads {
    pub(super) fn line(&mut self, build: &mut Build, line: &[u8]) -> Result<Flow, Fault> {
        match self.section {
            Section::Header => {
                if is_blank_or_comment(line) {
                    return Ok(Flow::GoesOn);
                }
                build.set_types(&[["thread", "count"]], ["thread", "count"])?;
                build.profile.period = 1;
                self.section = if is_list(line) {
                    Section::BeforeThreads
                } else {
                    Section::InThread
                };
                Ok(Flow::GoesOn)
            }
            Section::BeforeThreads if maps::begin_after(line) || line.starts_with(b"-") => self.begin(line),
            Section::BeforeThreads | Section::Ended => Ok(Flow::GoesOn),
            Section::InThread => {
                let line = line.trim_ascii();
                if line.starts_with(b"---") {
                    self.thread(build)?;
                    return self.begin(line);
                }
                if position(line, b"same as previous thread").is_some() {
                    self.is_same = true;
                } else {
                    addresses(line, &mut self.addresses)?;
                }
                Ok(Flow::GoesOn)
            }
        }
    }

    /// What follows a thread: the next, or the end of them.
    fn begin(&mut self, line: &[u8]) -> Result<Flow, Fault> {
        if maps::begin_after(line) {
            self.section = Section::Ended;
            return Ok(Flow::MapFollows);
        }
        if line.starts_with(b"---- no stack trace for") {
            self.section = Section::Ended;
            return Ok(Flow::OtherFollows);
        }
        if !is_thread(line) {
            return Err(Fault::new(Problem::Thread, line));
        }
        self.section = Section::InThread;
        Ok(Flow::GoesOn)
    }

    /// Adds the thread that has ended.
    fn thread(&mut self, build: &mut Build) -> Result<(), Fault> {
        let is_same = std::mem::take(&mut self.is_same) || self.addresses.is_empty();
        if is_same {
            self.addresses.clear();
            let values = &mut build.profile.samples.values[0];
            if let Some(last) = values.len().checked_sub(1) {
                let count = values.get_mut(last);
                *count = count.wrapping_add(1);
            }
            return Ok(());
        }
        // The leaf is where the thread is, the others are where calls return to.
        for address in self.addresses.iter_mut().skip(1) {
            *address = address.wrapping_sub(1);
        }
        build.set_stack_without_double(&self.addresses)?;
        self.addresses.clear();
        build.sample_of_stack(&[1])?;
        Ok(())
    }

    pub(super) fn end(&self) -> Result<(), Fault> {
        if self.section == Section::Ended {
            Ok(())
        } else {
            Err(Fault::new(Problem::NoMemoryMap, b""))
        }
    }
}

#[cfg(test)]
mod tests;
