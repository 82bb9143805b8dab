//! `drop_frames` and `keep_frames`: frames that the profile itself calls uninteresting.
//!
//! A writer may name functions, such as an allocator's, below which nothing should be shown. pprof
//! cuts there when it loads a profile, and so do we (`Prune` in `profile/prune.go`, Go 1.27):
//!
//! - a function is dropped when its simplified name matches `^(drop_frames)$` and not `^(keep_frames)$`;
//! - a location loses the lines inside its outermost dropped line, in every stack; if that line is the
//!   outermost of all, the location goes as a whole;
//! - a stack is walked from the root. Dropped locations before the first that is not dropped stay,
//!   so that not everything goes; the next one cuts it, and the values move to where the cut is.
//!
//! Patterns are matched in linear time, and a pattern that cannot be used drops nothing, as in pprof.

use regex_lite::{Regex, RegexBuilder};

use crate::decode::error::Warning;
use crate::model::column::{CHUNK_ROWS, Column, OutOfMemory};
use crate::model::id::{FunctionId, LocationId, StackId, StringId};
use crate::model::profile::{Line, Profile, Stacks, StacksBuilder};
use crate::model::symbol::simplified;

/// Most memory a compiled pattern may take, in bytes.
const PATTERN_BYTES: usize = 1 << 20;

/// Characters of a pattern that a warning repeats.
const SHOWN_CHARS: usize = 200;

/// What happens where a location stands in a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It stays.
    Kept,
    /// It stays, without its inner lines, and nothing stays below it.
    CutBelow,
    /// It goes, with everything below it.
    Cut,
}

/// Where a stack ends up.
#[derive(Clone, Copy, Debug)]
struct Cut {
    /// The stack in the new tree.
    stack: StackId,
    /// Whether a location that is not dropped was met.
    is_past_root: bool,
    /// Whether it has ended there: then everything below ends up in the same stack.
    has_ended: bool,
}

/// A profile whose frames are being dropped.
pub(in crate::decode) struct Prune {
    fates: Vec<Fate>,
    builder: StacksBuilder,
    cuts: Column<Cut>,
    sample: usize,
}

/// Two compiled patterns.
struct Patterns {
    drop: Regex,
    keep: Option<Regex>,
}

impl Prune {
    /// Decides on functions and locations; none when there is nothing to drop. A pattern that cannot be
    /// used makes a warning.
    pub(in crate::decode) fn new(
        profile: &mut Profile,
        warnings: &mut Vec<Warning>,
    ) -> Result<Option<Self>, OutOfMemory> {
        if profile.drop_frames == StringId(0) {
            return Ok(None);
        }
        let patterns = match Patterns::compile(profile) {
            Ok(patterns) => patterns,
            Err(warning) => {
                warnings.push(warning);
                return Ok(None);
            }
        };
        let functions = profile.functions.len();
        let is_dropped: Vec<bool> = (0..functions)
            .map(|row| {
                let name = profile.strings.bytes(profile.functions.name.get(row));
                // A function without a name is never dropped, whatever the pattern.
                !name.is_empty() && patterns.drops(simplified(name))
            })
            .collect();
        if !is_dropped.contains(&true) {
            return Ok(None);
        }
        Ok(Some(Self {
            fates: cut_locations(profile, &is_dropped)?,
            builder: StacksBuilder::new()?,
            cuts: Column::new(),
            sample: 0,
        }))
    }

    /// Goes on with so many chunks; gives itself back while anything is left.
    pub(in crate::decode) fn steps(
        mut self: Box<Self>,
        profile: &mut Profile,
        chunks: u64,
    ) -> Result<Option<Box<Self>>, OutOfMemory> {
        for _ in 0..chunks {
            if !self.step(profile)? {
                self.finish(profile)?;
                return Ok(None);
            }
        }
        Ok(Some(self))
    }

    /// Goes on with a chunk of stacks or samples; returns whether any is left.
    fn step(&mut self, profile: &mut Profile) -> Result<bool, OutOfMemory> {
        let stacks = &profile.stacks;
        if self.cuts.len() < stacks.len() {
            for row in self.cuts.len()..stacks.len().min(self.cuts.len() + CHUNK_ROWS) {
                let cut = self.cut(stacks, StackId::from(row))?;
                self.cuts.push(cut)?;
            }
            return Ok(true);
        }
        let samples = &mut profile.samples.stack;
        let end = samples.len().min(self.sample + CHUNK_ROWS);
        for row in self.sample..end {
            let stack = self.cuts.get(samples.get(row).row()).stack;
            self.builder.cut_after(stack)?;
            samples.set(row, stack);
        }
        self.sample = end;
        Ok(end < samples.len())
    }

    /// The stacks that are left, once [`step`](Self::step) has returned false.
    fn finish(self, profile: &mut Profile) -> Result<(), OutOfMemory> {
        drop(self.cuts);
        profile.stacks = self.builder.finish()?;
        Ok(())
    }

    /// Where a stack ends up; its parent's row comes before it, so that one's place is known.
    fn cut(&mut self, stacks: &Stacks, stack: StackId) -> Result<Cut, OutOfMemory> {
        if stack == StackId(0) {
            return Ok(Cut {
                stack,
                is_past_root: false,
                has_ended: false,
            });
        }
        let above = self.cuts.get(stacks.parent(stack).row());
        if above.has_ended {
            return Ok(above);
        }
        let location = stacks.key(stack);
        let fate = self.fates.get(location.row()).copied().unwrap_or(Fate::Kept);
        if above.is_past_root && fate == Fate::Cut {
            return Ok(Cut {
                has_ended: true,
                ..above
            });
        }
        Ok(Cut {
            stack: self.builder.push(above.stack, location)?,
            is_past_root: above.is_past_root || fate == Fate::Kept,
            has_ended: above.is_past_root && fate == Fate::CutBelow,
        })
    }
}

impl Patterns {
    fn compile(profile: &Profile) -> Result<Self, Warning> {
        let keep = profile.keep_frames;
        Ok(Self {
            drop: compile("drop_frames", &profile.strings.text(profile.drop_frames))?,
            keep: if keep == StringId(0) {
                None
            } else {
                Some(compile("keep_frames", &profile.strings.text(keep))?)
            },
        })
    }

    fn drops(&self, name: &[u8]) -> bool {
        // Bytes that are no text are what Go's regular expressions see in their place: U+FFFD.
        let name = String::from_utf8_lossy(name);
        self.drop.is_match(&name) && !self.keep.as_ref().is_some_and(|keep| keep.is_match(&name))
    }
}

fn compile(field: &'static str, pattern: &str) -> Result<Regex, Warning> {
    RegexBuilder::new(&format!("^({pattern})$"))
        .size_limit(PATTERN_BYTES)
        .build()
        .map_err(|error| Warning::FramePattern {
            field,
            pattern: pattern.chars().take(SHOWN_CHARS).collect(),
            reason: error.to_string(),
        })
}

/// Decides on every location and takes away the lines that are dropped.
fn cut_locations(profile: &mut Profile, is_dropped: &[bool]) -> Result<Vec<Fate>, OutOfMemory> {
    let locations = &mut profile.locations;
    let mut fates = Vec::new();
    fates
        .try_reserve_exact(locations.len())
        .map_err(|_no_memory| OutOfMemory { rows: 0 })?;
    let mut lines: Column<Line> = Column::new();
    let mut ends = Column::new();
    let is_dropped = |function: FunctionId| is_dropped.get(function.row()).copied().unwrap_or(false);
    for row in 0..locations.len() {
        let old = locations.line_rows(LocationId::from(row));
        // Lines come innermost first: the last that matches is the outermost.
        let dropped = old
            .clone()
            .rev()
            .find(|&line| is_dropped(locations.lines.get(line).function));
        let (fate, kept) = match dropped {
            None => (Fate::Kept, old),
            Some(line) if line + 1 == old.end => (Fate::Cut, old),
            Some(line) => (Fate::CutBelow, line + 1..old.end),
        };
        for line in kept {
            lines.push(locations.lines.get(line))?;
        }
        ends.push(lines.len() as u32)?;
        fates.push(fate);
    }
    locations.lines = lines;
    locations.line_end = ends;
    Ok(fates)
}

#[cfg(test)]
mod tests;
