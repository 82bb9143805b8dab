//! Folded stacks: a line for each stack, root first, and how often it was met.
//!
//! ```text
//! main.main;main.work;runtime.mallocgc 12
//! ```
//!
//! What `stackcollapse` scripts print and flame graphs are drawn from. pprof does not read it.

use crate::decode::legacy::Flow;
use crate::decode::legacy::build::Build;
use crate::decode::legacy::error::{Fault, Problem};
use crate::decode::legacy::scan::{decimal, is_blank_or_comment};
use crate::model::column::OutOfMemory;

/// Frames of a first line too long to be judged by its end.
const MANY: usize = 16;

/// A line's stack, and the digits after it.
fn parts(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.trim_ascii();
    let space = line.iter().rposition(|byte| *byte == b' ' || *byte == b'\t')?;
    let (stack, digits) = (line[..space].trim_ascii_end(), &line[space + 1..]);
    let are_digits = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    (are_digits && !stack.is_empty()).then_some((stack, digits))
}

/// Whether a text looks like folded stacks: all its lines end with numbers, and one of them has more than a frame.
pub(super) fn is_folded(text: &[u8], is_cut: bool) -> bool {
    let mut lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
    let rest = if is_cut { lines.pop() } else { None };
    let mut lines = lines.iter().filter(|line| !is_blank_or_comment(line)).peekable();
    if lines.peek().is_none() {
        let frames = |line: &[u8]| line.split(|&byte| byte == b';').count();
        let is_code = |line: &[u8]| line.iter().any(|byte| b"{}\"=".contains(byte));
        return rest.is_some_and(|line| frames(line) >= MANY && !is_code(line));
    }
    let mut has_frames = false;
    let all_fit = lines.all(|line| {
        let parts = parts(line);
        has_frames |= parts.is_some_and(|(stack, _)| stack.contains(&b';'));
        parts.is_some()
    });
    all_fit && has_frames
}

/// Folded stacks that are being read.
#[derive(Default)]
pub(super) struct Folded {
    has_types: bool,
}

impl Folded {
    pub(super) fn line(&mut self, build: &mut Build, line: &[u8]) -> Result<Flow, Fault> {
        if !self.has_types {
            build.set_types(&[["samples", "count"]], ["samples", "count"])?;
            build.profile.period = 1;
            self.has_types = true;
        }
        if is_blank_or_comment(line) {
            return Ok(Flow::GoesOn);
        }
        let (stack, digits) = parts(line).ok_or_else(|| Fault::new(Problem::NoValue, line))?;
        let count = decimal(digits)?;
        build.stack.clear();
        // Leaf first, as all profiles name their frames.
        for name in stack.rsplit(|&byte| byte == b';') {
            let id = build.string(name)?;
            let location = build.location_of(u64::from(id.0), 0)?;
            if !build.is_named(location) {
                build.name(location, name, b"", 0)?;
            }
            let rows = build.stack.len();
            build.stack.try_reserve(1).map_err(|_no_memory| OutOfMemory { rows })?;
            build.stack.push(location);
        }
        build.sample_of_stack(&[count])?;
        Ok(Flow::GoesOn)
    }
}

#[cfg(test)]
mod tests;
