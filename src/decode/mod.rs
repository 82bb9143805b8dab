//! Bytes of a file → a [`Document`] and warnings, or one error that says where.
//!
//! ```
//! let file: &[u8] = b"<!DOCTYPE html>";
//! let error = goscope::decode::decode(file).unwrap_err();
//! assert!(error.to_string().starts_with("not a profile: "));
//! ```
//!
//! A [`Decoder`] pulls from an `impl Read` and works in steps, so that whoever drives it can do other
//! things in between; [`decode`] runs to the end. What a file is, its content says and never its name.
//!
//! Must not know: browsers, clocks, options, what is shown. The only room that knows formats.
//!
//! Invariants, each tested:
//! - no input makes it panic, and none makes it allocate by an unchecked length;
//! - the file is never held whole: memory grows with the tables that it fills;
//! - the same bytes give the same document, however the reads and the steps are cut;
//! - an error carries what, which value and the offset at which reading stopped.
//!
//! Built without the feature `texts`, what is neither profile.proto nor refused at once is
//! [`DecodeError::Elsewhere`]: another build reads it.
//!
//! A byte passes [`source`] (counted, hashed), [`gunzip`] (unpacked) and [`window`] (seen by a
//! decoder), then [`pprof`], [`legacy`] or [`goroutines`]. Read [`pprof`] first.

#[cfg(feature = "texts")]
pub mod archive;
mod buffer;
pub mod error;
#[cfg(feature = "texts")]
mod goroutines;
pub mod gunzip;
#[cfg_attr(
    not(feature = "texts"),
    expect(dead_code, reason = "that build only tells these formats from others")
)]
pub mod legacy;
mod line_feed;
pub mod pprof;
pub mod sniff;
mod source;
pub mod trace;
mod window;

use std::fmt;
use std::io::Read;

use crate::decode::error::{DecodeError, Warning};
#[cfg(feature = "texts")]
use crate::decode::goroutines::{DumpDecoder, Found};
#[cfg(feature = "texts")]
use crate::decode::legacy::LegacyDecoder;
use crate::decode::legacy::kind::{self, LegacyKind};
use crate::decode::pprof::PprofDecoder;
use crate::decode::trace::decoder::TraceDecoder;
use crate::decode::trace::error::TraceError;
use crate::decode::trace::survey::Survey;
use crate::decode::trace::version::Version;
use crate::decode::window::Window;
use crate::model::document::Document;

/// What kind of file it is, and how it was packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// The kind.
    pub kind: Kind,
    /// Whether it was packed by gzip.
    pub is_gzip: bool,
}

/// A kind of file that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// profile.proto, which Go's profilers and many others write.
    Profile,
    /// Goroutines as text: `debug=2`, a panic, SIGQUIT, a log with such in it.
    Goroutines,
    /// A format from before it.
    Legacy(LegacyKind),
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Profile => write!(f, "profile.proto")?,
            Kind::Goroutines => write!(f, "goroutine dump")?,
            Kind::Legacy(kind) => write!(f, "{kind}")?,
        }
        if self.is_gzip {
            write!(f, ", gzip")?;
        }
        Ok(())
    }
}

/// How far a decoder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file that were read.
    pub read: u64,
    /// Bytes that came out of unpacking; the same as [`read`](Self::read) when the file is not packed.
    pub unpacked: u64,
    /// What the file is, once that is known.
    pub format: Option<Format>,
    /// Samples read, or goroutines.
    pub samples: u64,
}

/// Whether a decoder has ended.
#[derive(Debug)]
pub enum Step {
    /// There is more to do.
    More,
    /// The file is read.
    Done(Decoded),
}

/// A file that was read.
#[derive(Debug)]
pub struct Decoded {
    /// What it holds.
    pub document: Document,
    /// What was wrong with it.
    pub warnings: Vec<Warning>,
    /// SHA-256 of the file's bytes, as they were dropped.
    pub sha256: [u8; 32],
    /// Size of the file, in bytes.
    pub file_bytes: u64,
    /// Size of its contents after unpacking, in bytes.
    pub unpacked_bytes: u64,
    /// What it is.
    pub format: Format,
}

/// Reads a file in steps.
pub struct Decoder<R: Read> {
    window: Window<R>,
    stage: Stage,
    kind: Kind,
    #[cfg_attr(not(feature = "texts"), expect(dead_code, reason = "that build reads no texts"))]
    heeds_comments: bool,
    /// The first unpacked bytes, for telling what the file is if it is no profile.
    first: Vec<u8>,
}

enum Stage {
    New,
    Pprof(PprofDecoder),
    #[cfg(feature = "texts")]
    Goroutines(Box<DumpDecoder>),
    #[cfg(feature = "texts")]
    Legacy(LegacyDecoder),
    Ended,
}

impl<R: Read> Decoder<R> {
    /// A decoder at the beginning of a file; nothing is read yet.
    pub fn new(input: R) -> Self {
        Self {
            window: Window::new(input),
            stage: Stage::New,
            kind: Kind::Profile,
            heeds_comments: true,
            first: Vec::new(),
        }
    }

    /// The same, but frames of texts have no names, as in pprof where it has no program: it passes over the comments
    /// in which Go writes them.
    pub fn without_comments(input: R) -> Self {
        Self {
            heeds_comments: false,
            ..Self::new(input)
        }
    }

    /// Works through about `budget` unpacked bytes, or as much as they would cost, and returns.
    ///
    /// A single sample is read in one step however long it is. After an error or the end there is
    /// nothing left: further steps are [`DecodeError::Ended`].
    pub fn step(&mut self, budget: u64) -> Result<Step, DecodeError> {
        match std::mem::replace(&mut self.stage, Stage::Ended) {
            Stage::New => {
                self.stage = self.open()?;
                Ok(Step::More)
            }
            Stage::Pprof(mut pprof) => {
                let step = pprof.step(&mut self.window, budget);
                if let Some((profile, warnings)) = step.map_err(|error| self.named(error))? {
                    let document = Document::Profile(Box::new(profile));
                    return Ok(Step::Done(self.done(document, warnings)));
                }
                self.stage = Stage::Pprof(pprof);
                Ok(Step::More)
            }
            #[cfg(feature = "texts")]
            Stage::Goroutines(mut decoder) => {
                match decoder.step(&mut self.window, budget)? {
                    None => self.stage = Stage::Goroutines(decoder),
                    Some(Found::Dump(dump, warnings)) => {
                        let document = Document::Goroutines(dump);
                        return Ok(Step::Done(self.done(document, warnings)));
                    }
                    Some(Found::Nothing) => {
                        return Err(DecodeError::Other(sniff::text(&self.first), self.window.is_gzip()));
                    }
                }
                Ok(Step::More)
            }
            #[cfg(feature = "texts")]
            Stage::Legacy(mut legacy) => {
                if let Some((profile, warnings)) = legacy.step(&mut self.window, budget)? {
                    return Ok(Step::Done(self.done(Document::Profile(Box::new(profile)), warnings)));
                }
                self.stage = Stage::Legacy(legacy);
                Ok(Step::More)
            }
            Stage::Ended => Err(DecodeError::Ended),
        }
    }

    /// Goes on with a file of which [`step`](Self::step) said that it is a trace.
    pub fn into_trace(self) -> Result<TraceDecoder<R>, TraceError> {
        TraceDecoder::of_window(self.window)
    }

    /// Goes over such a file without reading it.
    pub fn into_survey(self) -> Result<Survey<R>, TraceError> {
        Survey::new(self.window)
    }

    /// Finds out what the file is.
    fn open(&mut self) -> Result<Stage, DecodeError> {
        self.window.open()?;
        let is_gzip = self.window.is_gzip();
        self.window.want(sniff::WANTED_BYTES)?;
        let first = self.window.available();
        if first.is_empty() {
            return Err(DecodeError::Empty(is_gzip));
        }
        if sniff::is_trace(first) {
            return Err(DecodeError::TraceElsewhere(Version::of_file(first).ok(), is_gzip));
        }
        if let Some(other) = sniff::certain(first) {
            return Err(DecodeError::Other(other, is_gzip));
        }
        self.first = first[..first.len().min(sniff::WANTED_BYTES)].to_vec();
        self.window.want(kind::WANTED_BYTES)?;
        let first = self.window.available();
        let kind = LegacyKind::of(&first[..first.len().min(kind::WANTED_BYTES)]);
        #[cfg(feature = "texts")]
        if let Some(kind) = kind {
            self.kind = Kind::Legacy(kind);
            let decoder = LegacyDecoder::new(kind, self.heeds_comments, &mut self.window)?;
            return Ok(Stage::Legacy(decoder));
        }
        #[cfg(feature = "texts")]
        if sniff::may_hold_goroutines(&self.first) {
            self.kind = Kind::Goroutines;
            return Ok(Stage::Goroutines(Box::new(DumpDecoder::new()?)));
        }
        #[cfg(not(feature = "texts"))]
        if kind.is_some() || sniff::may_hold_goroutines(&self.first) {
            return Err(DecodeError::Elsewhere);
        }
        Ok(Stage::Pprof(PprofDecoder::new()?))
    }

    /// Where nothing was understood, what the file is says more than what is wrong with it as a profile.
    fn named(&self, error: DecodeError) -> DecodeError {
        match &error {
            DecodeError::Profile(profile) if !profile.is_profile => match sniff::likely(&self.first) {
                Some(other) => DecodeError::Other(other, self.window.is_gzip()),
                None => error,
            },
            _ => error,
        }
    }

    fn done(&self, document: Document, warnings: Vec<Warning>) -> Decoded {
        let source = self.window.source();
        Decoded {
            document,
            warnings,
            sha256: source.sha256(),
            file_bytes: source.read(),
            unpacked_bytes: self.window.unpacked(),
            format: self.format(),
        }
    }

    fn format(&self) -> Format {
        Format {
            kind: self.kind,
            is_gzip: self.window.is_gzip(),
        }
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let (format, samples) = match &self.stage {
            Stage::Pprof(pprof) => (Some(self.format()), pprof.samples()),
            #[cfg(feature = "texts")]
            // What is a dump is only known once a goroutine was met: before, it may be any text.
            Stage::Goroutines(decoder) => match decoder.goroutines() {
                0 => (None, 0),
                goroutines => (Some(self.format()), goroutines),
            },
            #[cfg(feature = "texts")]
            Stage::Legacy(legacy) => (Some(self.format()), legacy.samples()),
            Stage::New | Stage::Ended => (None, 0),
        };
        Progress {
            read: self.window.source().read(),
            unpacked: self.window.unpacked(),
            format,
            samples,
        }
    }
}

/// Reads a file to its end.
pub fn decode(input: impl Read) -> Result<Decoded, DecodeError> {
    finish(Decoder::new(input))
}

/// Reads what is left of a file.
pub fn finish<R: Read>(mut decoder: Decoder<R>) -> Result<Decoded, DecodeError> {
    loop {
        if let Step::Done(decoded) = decoder.step(u64::MAX)? {
            return Ok(decoded);
        }
    }
}

#[cfg(test)]
mod tests;
