//! profile.proto: unpacked bytes → a [`Profile`], or one error that says where.
//!
//! Must not know: gzip, where bytes come from, what is shown.
//!
//! 1. [`read`] takes the fields as they arrive into [`raw`] tables: samples, locations and lines go
//!    straight into columns, with references in the file's own ids and string indices;
//! 2. [`resolve`] turns references into rows once everything is there, and checks the rules;
//! 3. [`prune`] drops the frames that the profile itself wants dropped.
//!
//! Invariants, each tested: nothing is allocated by a length that the file claims; a sample costs no
//! allocation; an unknown field costs no memory; what pprof refuses is refused.
//!
//! All messages are read by our own [`field`] reader, into columns or into the structs of [`wire`], and
//! not by prost: prost refuses what pprof reads (field number 0, varints past 64 bits), reads
//! what pprof refuses (groups), and cannot say where.
//!
//! Sources: `proto/profile.proto` of google/pprof; `profile/{proto,encode,profile}.go`, Go 1.27.

pub mod error;
mod field;
mod ids;
#[cfg(test)]
pub(super) mod letters;
mod location;
pub(super) mod prune;
mod raw;
mod read;
mod resolve;
mod sample;
mod tables;
pub mod wire;

use std::io::Read;

use crate::decode::error::{DecodeError, Warning};
use crate::decode::pprof::prune::Prune;
use crate::decode::pprof::read::Reader;
use crate::decode::pprof::resolve::Resolve;
use crate::decode::window::Window;
use crate::model::profile::Profile;

/// What a chunk of resolved rows counts for in a budget of bytes: about as long as reading so many takes.
const CHUNK_COST: u64 = 1 << 18;

/// A profile on its way from bytes to columns.
pub(super) struct PprofDecoder {
    stage: Stage,
    samples: u64,
    warnings: Vec<Warning>,
}

enum Stage {
    Reading(Box<Reader>),
    Resolving(Box<Resolve>),
    Pruning(Box<Profile>, Box<Prune>),
    Ended,
}

impl PprofDecoder {
    /// Nothing is read yet.
    pub(super) fn new() -> Result<Self, DecodeError> {
        let reader = Reader::new().map_err(|error| DecodeError::no_memory(error, 0))?;
        Ok(Self {
            stage: Stage::Reading(Box::new(reader)),
            samples: 0,
            warnings: Vec::new(),
        })
    }

    fn done(&mut self, profile: Profile) -> (Profile, Vec<Warning>) {
        (profile, std::mem::take(&mut self.warnings))
    }

    /// Works through about `budget` bytes; returns the profile when it is complete.
    pub(super) fn step<R: Read>(
        &mut self,
        window: &mut Window<R>,
        budget: u64,
    ) -> Result<Option<(Profile, Vec<Warning>)>, DecodeError> {
        let offset = window.offset();
        let until = offset.saturating_add(budget.max(1));
        let no_memory = |error| DecodeError::no_memory(error, offset);
        match std::mem::replace(&mut self.stage, Stage::Ended) {
            Stage::Reading(mut reader) => {
                let is_left = reader.read(window, until)?;
                self.samples = reader.samples();
                self.stage = if is_left {
                    Stage::Reading(reader)
                } else {
                    Stage::Resolving(Box::new(reader.finish(window.is_gzip())?))
                };
                Ok(None)
            }
            Stage::Resolving(mut resolve) => {
                for _ in 0..budget.div_ceil(CHUNK_COST).max(1) {
                    if !resolve.step()? {
                        let (mut profile, warning) = resolve.finish().map_err(no_memory)?;
                        self.warnings.extend(warning);
                        let prune = Prune::new(&mut profile, &mut self.warnings);
                        match prune.map_err(no_memory)? {
                            None => return Ok(Some(self.done(profile))),
                            Some(prune) => self.stage = Stage::Pruning(Box::new(profile), Box::new(prune)),
                        }
                        return Ok(None);
                    }
                }
                self.stage = Stage::Resolving(resolve);
                Ok(None)
            }
            Stage::Pruning(mut profile, prune) => {
                match prune
                    .steps(&mut profile, budget.div_ceil(CHUNK_COST).max(1))
                    .map_err(no_memory)?
                {
                    None => return Ok(Some(self.done(*profile))),
                    Some(prune) => self.stage = Stage::Pruning(profile, prune),
                }
                Ok(None)
            }
            Stage::Ended => Err(DecodeError::Ended),
        }
    }

    /// How many samples were read.
    pub(super) fn samples(&self) -> u64 {
        self.samples
    }
}

#[cfg(test)]
mod tests;
