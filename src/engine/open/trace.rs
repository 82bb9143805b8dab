//! Traces on their way to being open: read in steps, or looked over where they are too large.

use std::io::Read;

use crate::analyze::trace;
use crate::decode::Decoder;
use crate::decode::trace::decoder::{TraceDecoder, TraceStep};
use crate::decode::trace::error::TraceError;
use crate::decode::trace::survey::Survey;
use crate::decode::trace::version::Version;
use crate::engine::open::{Done, Opening, Origin, Stage, in_parts};
use crate::engine::{facts, large};
use crate::model::trace::Trace;
use crate::model::unit;
use crate::protocol::reply::Failure;

/// Bytes of a trace that cost about as much to pass over as one to read.
const SURVEYED_BYTES: u64 = 4;

impl Opening {
    /// Allows no more memory than this, in bytes.
    pub(in crate::engine) fn within(mut self, most_memory: u64) -> Self {
        self.most_memory = most_memory;
        self
    }

    /// The parts of a trace that failed because it is too large.
    pub(in crate::engine) fn take_parts(&mut self) -> Vec<large::Part> {
        std::mem::take(&mut self.parts)
    }

    /// Begins to read a trace, or to look over one that is too large.
    pub(super) fn begin_trace(
        &mut self,
        decoder: Decoder<Box<dyn Read>>,
        version: Option<Version>,
        is_gzip: bool,
    ) -> Result<Stage, Failure> {
        let bytes = self.file.size as u64;
        let is_too_large = |&version: &Version| large::is_too_large(version, bytes, self.most_memory);
        Ok(match version.filter(is_too_large) {
            Some(version) if large::has_parts(version, is_gzip) => {
                self.progress.phase = String::from("looking for parts that fit");
                let survey = decoder.into_survey();
                Stage::Survey(Box::new(survey.map_err(|error| self.trace_failure(&error))?))
            }
            Some(version) => return Err(self.placed(large::failure(version, bytes, is_gzip, 0))),
            None => {
                let decoder = decoder.into_trace().map_err(|error| self.trace_failure(&error))?;
                Stage::Trace(Box::new(decoder))
            }
        })
    }

    pub(super) fn step_survey(
        &mut self,
        mut survey: Box<Survey<Box<dyn Read>>>,
        budget: u64,
    ) -> Result<Option<Done>, Failure> {
        // To pass over bytes is far quicker than to read them.
        let is_more_left = survey.step(budget.saturating_mul(SURVEYED_BYTES));
        self.progress.read = self.read_before + survey.read() as f64;
        if is_more_left {
            self.stage = Stage::Survey(survey);
            return Ok(None);
        }
        let version = survey.version();
        // Of several files none is offered alone.
        if !self.is_of_several {
            self.parts = large::parts(*survey, &self.file.name, self.most_memory);
        }
        let failure = large::failure(version, self.file.size as u64, false, self.parts.len());
        Err(self.placed(failure))
    }

    pub(super) fn step_trace(
        &mut self,
        decoder: Box<TraceDecoder<Box<dyn Read>>>,
        budget: u64,
    ) -> Result<Option<Done>, Failure> {
        let step = decoder.step(budget).map_err(|error| self.trace_failure(&error))?;
        self.stage = match step {
            TraceStep::More(mut decoder) => {
                self.note_trace(&mut decoder);
                Stage::Trace(decoder)
            }
            TraceStep::Done(decoded) => {
                self.progress.phase = String::from("adding up");
                let facts = facts::FileFacts::of_trace(&self.file, &decoded);
                let profile = trace::profile::profile(&decoded.trace)?;
                self.weigh(profile, Origin::Trace(decoded.trace), facts)?
            }
        };
        Ok(None)
    }

    fn note_trace(&mut self, decoder: &mut TraceDecoder<Box<dyn Read>>) {
        let count = |count: u64| unit::exact(count as i64, b"count");
        self.progress.read = self.read_before + decoder.read() as f64;
        self.progress.phase = String::from("reading events");
        self.progress.format = Some(String::from("execution trace"));
        self.progress.found = match decoder.generations() {
            0 => format!("{} events", count(decoder.events())),
            generations => {
                format!(
                    "{} events, {} generations",
                    count(decoder.events()),
                    count(generations as u64)
                )
            }
        };
    }

    /// Keeps a trace of two that are compared, if memory lets both of them be kept.
    pub(super) fn keep(&mut self, trace: Box<Trace>) {
        let is_of_two = self.sides.len() + self.waiting.len() == 2;
        let taken = trace.bytes() as u64;
        if is_of_two && large::fits_beside(self.progress.size as u64, taken, self.most_memory) {
            self.traces.push((self.file.name.clone(), trace));
        }
    }

    /// The same of a trace.
    pub(super) fn trace_failure(&self, error: &TraceError) -> Failure {
        match error {
            TraceError::Input(error) => self.failure(error),
            TraceError::Trace { .. } => self.placed(in_parts(&format!("damaged Go execution trace: {error}"))),
        }
    }
}
