//! Profiles from before profile.proto, and folded stacks: unpacked bytes → a [`Profile`], or one error that says where.
//!
//! Must not know: gzip, where bytes come from, what is shown.
//!
//! 1. [`kind`] tells the format by the first line;
//! 2. its own file ([`heap`], [`count`], [`contention`], [`threads`], [`java`], [`cpu`], [`folded`]) reads one
//!    line, or record, after the other: samples go to [`build`] at once;
//! 3. what Go writes in comments names the frames ([`comments`]), and a memory map the binaries ([`maps`], [`mappings`]);
//! 4. [`frames`] says which frames are to be dropped, and they are.
//!
//! Read [`count`] first: it is the shortest that has everything.
//!
//! Invariants, each tested: a line costs no allocation; a line, a stack and a memory map have limits; the same
//! bytes give the same profile, however the steps are cut; a file that was cut short is refused or warned of,
//! unless it was cut between two samples of a format that has no end.
//!
//! Sources: `profile/legacy_profile.go` and `profile/legacy_java_profile.go` of google/pprof, Go 1.27, and, for
//! comments, `runtime/pprof/pprof.go`.

mod build;
mod comments;
mod contention;
mod count;
pub mod cpu;
pub mod error;
mod folded;
mod frames;
mod heap;
mod java;
pub mod kind;
mod lines;
mod mappings;
mod maps;
mod sampling;
mod scan;
mod threads;

use std::io::Read;

use crate::decode::error::{DecodeError, Warning};
use crate::decode::legacy::build::Build;
use crate::decode::legacy::comments::Comments;
use crate::decode::legacy::contention::Contention;
use crate::decode::legacy::count::Count;
use crate::decode::legacy::cpu::Cpu;
use crate::decode::legacy::error::{Fault, Problem};
use crate::decode::legacy::folded::Folded;
use crate::decode::legacy::heap::Heap;
use crate::decode::legacy::java::{Java, Values};
use crate::decode::legacy::kind::{BYTE_ORDER_MARK, LegacyKind};
use crate::decode::legacy::lines::Lines;
use crate::decode::legacy::maps::MemoryMap;
use crate::decode::legacy::threads::Threads;
use crate::decode::pprof::prune::Prune;
use crate::decode::window::Window;
use crate::model::id::{LocationId, StackId};
use crate::model::prefix_tree::Finishing;
use crate::model::profile::Profile;

/// What a chunk of finished rows counts for in a budget of bytes: about as long as reading so many takes.
const CHUNK_COST: u64 = 1 << 18;

/// What comes after a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    /// More of the format.
    GoesOn,
    /// A memory map.
    MapFollows,
    /// Something else, and perhaps a memory map after it.
    OtherFollows,
}

impl Flow {
    /// What a line says that begins a section after the samples.
    fn of_section(line: &[u8]) -> Self {
        if maps::begin_after(line) {
            Self::MapFollows
        } else {
            Self::OtherFollows
        }
    }
}

/// A profile on its way from lines to columns.
pub(super) struct LegacyDecoder {
    stage: Stage,
    samples: u64,
    warnings: Vec<Warning>,
}

enum Stage {
    /// Samples in words.
    Words(Box<Reading>, Box<Cpu>),
    Lines(Box<Reading>),
    Finishing(Box<Profile>, Box<Finishing<StackId, LocationId>>),
    Pruning(Box<Profile>, Box<Prune>),
    Ended,
}

/// Lines that are being read.
struct Reading {
    build: Build,
    format: Format,
    lines: Lines,
    flow: Flow,
    map: MemoryMap,
}

enum Format {
    Heap(Heap),
    Count(Count),
    Threads(Threads),
    Contention(Contention),
    Java(Java),
    /// A CPU profile, whose samples are no lines.
    Cpu,
    Folded(Folded),
}

impl LegacyDecoder {
    /// Nothing is read yet. Where comments are not heeded, frames have no names, as in pprof.
    pub(super) fn new<R: Read>(
        kind: LegacyKind,
        heeds_comments: bool,
        window: &mut Window<R>,
    ) -> Result<Self, DecodeError> {
        let format = match kind {
            LegacyKind::Heap => Format::Heap(Heap::new(heeds_comments)),
            LegacyKind::Count => Format::Count(Count::new(heeds_comments)),
            LegacyKind::Threads => Format::Threads(Threads::default()),
            LegacyKind::Contention => Format::Contention(Contention::new(heeds_comments)),
            LegacyKind::JavaHeap => Format::Java(Java::new(Values::Heap)),
            LegacyKind::JavaContention => Format::Java(Java::new(Values::Contention)),
            LegacyKind::Cpu(_) => Format::Cpu,
            LegacyKind::JavaCpu(_) => Format::Java(Java::new(Values::Cpu)),
            LegacyKind::Folded => Format::Folded(Folded::default()),
        };
        let reading = Box::new(Reading {
            build: Build::new().map_err(|error| DecodeError::no_memory(error, 0))?,
            flow: if matches!(format, Format::Cpu) {
                Flow::MapFollows
            } else {
                Flow::GoesOn
            },
            format,
            lines: Lines::default(),
            map: MemoryMap::new(),
        });
        let stage = match kind {
            LegacyKind::Cpu(word) => Stage::Words(reading, Box::new(Cpu::new(word, false))),
            LegacyKind::JavaCpu(word) => Stage::Words(reading, Box::new(Cpu::new(word, true))),
            _ => {
                if window.available().starts_with(BYTE_ORDER_MARK) {
                    window.consume(BYTE_ORDER_MARK.len());
                }
                Stage::Lines(reading)
            }
        };
        Ok(Self {
            stage,
            samples: 0,
            warnings: Vec::new(),
        })
    }

    /// Works through about `budget` bytes; returns the profile when it is complete.
    pub(super) fn step<R: Read>(
        &mut self,
        window: &mut Window<R>,
        budget: u64,
    ) -> Result<Option<(Profile, Vec<Warning>)>, DecodeError> {
        let offset = window.offset();
        let until = offset.saturating_add(budget.max(1));
        let chunks = budget.div_ceil(CHUNK_COST).max(1);
        let no_memory = |error| DecodeError::no_memory(error, offset);
        match std::mem::replace(&mut self.stage, Stage::Ended) {
            Stage::Words(mut reading, mut cpu) => {
                let is_left = cpu.read(window, until, &mut self.warnings)?;
                self.samples = cpu.samples();
                self.stage = if is_left {
                    Stage::Words(reading, cpu)
                } else {
                    cpu.finish(&mut reading.build).map_err(no_memory)?;
                    Stage::Lines(reading)
                };
                Ok(None)
            }
            Stage::Lines(mut reading) => {
                let is_left = reading.read(window, until)?;
                self.samples = reading.build.profile.samples.len() as u64;
                self.stage = if is_left {
                    Stage::Lines(reading)
                } else {
                    let (profile, finishing) = reading.finish(window, &mut self.warnings)?;
                    Stage::Finishing(Box::new(profile), Box::new(finishing))
                };
                Ok(None)
            }
            Stage::Finishing(mut profile, mut finishing) => {
                for _ in 0..chunks {
                    if !finishing.step(|_, location| location) {
                        profile.stacks = finishing.finish().map_err(no_memory)?;
                        let prune = Prune::new(&mut profile, &mut self.warnings).map_err(no_memory)?;
                        return match prune {
                            None => Ok(Some(self.done(*profile))),
                            Some(prune) => {
                                self.stage = Stage::Pruning(profile, Box::new(prune));
                                Ok(None)
                            }
                        };
                    }
                }
                self.stage = Stage::Finishing(profile, finishing);
                Ok(None)
            }
            Stage::Pruning(mut profile, prune) => {
                match prune.steps(&mut profile, chunks).map_err(no_memory)? {
                    None => return Ok(Some(self.done(*profile))),
                    Some(prune) => self.stage = Stage::Pruning(profile, prune),
                }
                Ok(None)
            }
            Stage::Ended => Err(DecodeError::Ended),
        }
    }

    fn done(&mut self, profile: Profile) -> (Profile, Vec<Warning>) {
        (profile, std::mem::take(&mut self.warnings))
    }

    /// How many samples were read.
    pub(super) fn samples(&self) -> u64 {
        self.samples
    }
}

impl Reading {
    /// Reads lines up to an offset; returns whether any are left.
    fn read<R: Read>(&mut self, window: &mut Window<R>, until: u64) -> Result<bool, DecodeError> {
        while window.offset() < until {
            let Some(line) = self.lines.next(window)? else {
                return Ok(false);
            };
            self.line(&window.available()[..line.len])
                .map_err(|fault| self.lines.error(window, fault))?;
            self.lines.consume(window, line);
        }
        Ok(true)
    }

    fn line(&mut self, line: &[u8]) -> Result<(), Fault> {
        let build = &mut self.build;
        match self.flow {
            Flow::MapFollows => self.map.line(build, line)?,
            Flow::OtherFollows => self.flow = Flow::of_section(line),
            Flow::GoesOn => {
                self.flow = match &mut self.format {
                    Format::Heap(heap) => heap.line(build, line)?,
                    Format::Count(count) => count.line(build, line)?,
                    Format::Threads(threads) => threads.line(build, line)?,
                    Format::Contention(contention) => contention.line(build, line)?,
                    Format::Java(java) => java.line(build, line)?,
                    Format::Cpu => Flow::MapFollows,
                    Format::Folded(folded) => folded.line(build, line)?,
                }
            }
        }
        Ok(())
    }

    /// What Go wrote in comments, if the format has such.
    fn comments(&self) -> Option<&Comments> {
        match &self.format {
            Format::Heap(heap) => Some(heap.comments()),
            Format::Count(count) => Some(count.comments()),
            Format::Contention(contention) => Some(contention.comments()),
            Format::Threads(_) | Format::Java(_) | Format::Cpu | Format::Folded(_) => None,
        }
    }

    /// The profile but for its stacks, and these.
    fn finish<R: Read>(
        mut self,
        window: &Window<R>,
        warnings: &mut Vec<Warning>,
    ) -> Result<(Profile, Finishing<StackId, LocationId>), DecodeError> {
        let no_memory = |error| DecodeError::no_memory(error, window.offset());
        if self.lines.is_cut || self.comments().is_some_and(|comments| comments.is_open) {
            warnings.push(Warning::CutText(window.offset()));
        }
        let build = &mut self.build;
        match &mut self.format {
            Format::Heap(heap) => heap.end(build, warnings),
            Format::Count(count) => count.end(build, warnings),
            Format::Contention(contention) => contention.end(build),
            Format::Threads(threads) => threads.end().map_err(|fault| self.lines.error(window, fault))?,
            // pprof refuses such a profile too, once it is read.
            Format::Java(_) if build.profile.sample_types.is_empty() => {
                return Err(self.lines.error(window, Fault::new(Problem::NoSampleTypes, b"")));
            }
            Format::Java(_) | Format::Cpu | Format::Folded(_) => {}
        }
        if !matches!(self.format, Format::Folded(_)) {
            frames::set(build).map_err(no_memory)?;
        }
        let mappings = std::mem::take(&mut self.map.mappings);
        build.map(mappings).map_err(no_memory)?;
        if matches!(self.format, Format::Java(_)) {
            build.forget_addresses();
        }
        if self.comments().is_some_and(Comments::have_names) {
            self.build.mark_symbolized();
        }
        self.build.finish().map_err(no_memory)
    }
}

#[cfg(test)]
mod tests;
