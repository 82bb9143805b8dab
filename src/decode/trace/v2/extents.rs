//! Where the generations of a trace stand in its file, and when they begin: read from the headers of its batches.
//!
//! Batches of one generation stand together, so a part of the file is a part of the time; with the header before it, it is a trace.

use std::io::Read;
use std::ops::Range;

use crate::decode::trace::error::TraceError;
use crate::decode::trace::v2::batch::{self, Kind};
use crate::decode::trace::v2::clock::{Clock, NanosPerUnit};
use crate::decode::trace::version::Version;
use crate::decode::window::Window;

/// A generation in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Its number.
    pub generation: u64,
    /// Its bytes, in the unpacked file.
    pub bytes: Range<u64>,
    /// When its first event was written, in nanoseconds since the first one of the file; 0 where no clock tells.
    pub start_nanos: i64,
}

/// What is known so far.
#[derive(Debug, Default)]
pub(in crate::decode::trace) struct Extents {
    found: Vec<(Extent, Option<u64>)>,
    clock: Option<NanosPerUnit>,
}

impl Extents {
    /// Reads the next batch; false at the end.
    pub(in crate::decode::trace) fn step<R: Read>(
        &mut self,
        window: &mut Window<R>,
        version: Version,
    ) -> Result<bool, TraceError> {
        let start = window.offset();
        let Some(batch) = batch::read(window)? else {
            return Ok(false);
        };
        let kind = batch.kind(version);
        let is_end = kind == Kind::EndOfGeneration;
        if let Some((last, began)) = self.found.last_mut()
            && (is_end || last.generation == batch.generation)
        {
            last.bytes.end = window.offset();
            if kind == Kind::Events {
                *began = Some(began.map_or(batch.time, |began| began.min(batch.time)));
            }
        } else if !is_end {
            let extent = Extent {
                generation: batch.generation,
                bytes: start..window.offset(),
                start_nanos: 0,
            };
            self.found.push((extent, (kind == Kind::Events).then_some(batch.time)));
        }
        if kind == Kind::Clock && self.clock.is_none() {
            let mut clock = Clock::default();
            // Whoever reads the generation is told what is wrong with its clock.
            if clock.add(&batch, version).is_ok() {
                self.clock = clock.nanos_per_unit();
            }
        }
        Ok(true)
    }

    /// The generations, in order of the file.
    pub(in crate::decode::trace) fn finish(self) -> Vec<Extent> {
        let Self { found, clock } = self;
        let origin = found.iter().find_map(|(_, began)| *began).unwrap_or_default();
        let placed = found.into_iter().map(|(extent, began)| Extent {
            start_nanos: clock.map_or(0, |clock| {
                clock.nanos(began.unwrap_or(origin).saturating_sub(origin)).max(0)
            }),
            ..extent
        });
        placed.collect()
    }
}
