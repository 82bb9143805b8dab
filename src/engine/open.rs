//! A file becomes an open profile, in steps: decode, name the entities, merge the stacks, weigh them.

#[cfg(feature = "texts")]
mod trace;

#[cfg(feature = "texts")]
use std::io::Cursor;
use std::io::Read;

#[cfg(feature = "texts")]
use crate::analyze::goroutines;
use crate::analyze::profile::calltree::CallTreeBuilder;
use crate::analyze::profile::entity::{Entities, Granularity, Grouping};
#[cfg(feature = "texts")]
use crate::analyze::trace::digest::Digest;
#[cfg(feature = "texts")]
use crate::decode::archive::{self, Packed, Packing};
use crate::decode::error::DecodeError;
use crate::decode::sniff::Other;
#[cfg(feature = "texts")]
use crate::decode::trace::decoder::TraceDecoder;
#[cfg(feature = "texts")]
use crate::decode::trace::survey::Survey;
use crate::decode::{Decoded, Decoder, Kind, Step};
use crate::engine::compare::Compared;
#[cfg(feature = "texts")]
use crate::engine::compare::Side;
use crate::engine::facts;
#[cfg(feature = "texts")]
use crate::engine::large;
use crate::engine::profile::OpenProfile;
use crate::model::column::OutOfMemory;
use crate::model::document::Document;
#[cfg(feature = "texts")]
use crate::model::goroutines::Dump;
use crate::model::profile::Profile;
#[cfg(feature = "texts")]
use crate::model::trace::Trace;
use crate::model::unit;
#[cfg(feature = "texts")]
use crate::protocol::comparing::Comparing;
use crate::protocol::reply::{Failure, Opened, Progress};
use crate::protocol::request::OpenFile;

/// What a function is in the views: its name, whatever its file, and every unsymbolised address for itself.
pub(super) const GROUPING: Grouping = Grouping {
    granularity: Granularity::Functions,
    without_inlined: false,
    with_columns: false,
    with_unsymbolized_addresses: true,
    with_binaries: false,
};

/// Bytes of a profile that cost about as much to decode as a node of the call tree costs to merge or to sum.
pub(super) const BYTES_PER_NODE: u64 = 4;

/// A file on its way to being open.
pub(super) struct Opening {
    file: OpenFile,
    stage: Stage,
    progress: Progress,
    /// Whether it is one of several files, and how many bytes were read before it.
    is_of_several: bool,
    read_before: f64,
    /// Files that are to be read after it, the next one last.
    #[cfg(feature = "texts")]
    waiting: Vec<(OpenFile, Box<dyn Read>)>,
    /// Those that were read before it.
    #[cfg(feature = "texts")]
    sides: Vec<Side>,
    /// What traces among them say in short.
    #[cfg(feature = "texts")]
    digests: Vec<Digest>,
    /// Traces that are kept to be shown beside each other, with their names.
    #[cfg(feature = "texts")]
    traces: Vec<(String, Box<Trace>)>,
    #[cfg(feature = "texts")]
    unpacked: Vec<Packed>,
    /// What can be read of it, once it has turned out to be too large.
    #[cfg(feature = "texts")]
    parts: Vec<large::Part>,
    #[cfg(feature = "texts")]
    most_memory: u64,
}

enum Stage {
    /// The file, of which nothing is read yet.
    #[cfg(feature = "texts")]
    New(Box<dyn Read>),
    /// An archive, of which nothing is unpacked yet.
    #[cfg(feature = "texts")]
    Archive(Packing, Box<dyn Read>),
    Decoding(Box<Decoder<Box<dyn Read>>>),
    #[cfg(feature = "texts")]
    Trace(Box<TraceDecoder<Box<dyn Read>>>),
    /// A trace that is too large, of which parts are looked for.
    #[cfg(feature = "texts")]
    Survey(Box<Survey<Box<dyn Read>>>),
    Merging(Box<Merging>),
    Ended,
}

/// What a file became: a profile, what is told of it, and what it was made of.
pub(super) type Done = (OpenProfile, Opened, Origin);

/// What a profile was made of.
pub(super) enum Origin {
    /// It is one.
    Profile,
    /// A dump of goroutines.
    #[cfg(feature = "texts")]
    Dump(Box<Dump>),
    /// An execution trace.
    #[cfg(feature = "texts")]
    Trace(Box<Trace>),
    /// Two execution traces, with their names, compared.
    #[cfg(feature = "texts")]
    Traces(Box<[(String, Box<Trace>); 2]>),
}

/// A decoded profile whose stacks are being merged.
struct Merging {
    profile: Profile,
    origin: Origin,
    facts: facts::FileFacts,
    compared: Option<Compared>,
    entities: Entities,
    builder: CallTreeBuilder,
}

impl Opening {
    pub(super) fn new(file: OpenFile, input: Box<dyn Read>) -> Self {
        let progress = Progress {
            phase: "reading".to_owned(),
            size: file.size,
            ..Progress::default()
        };
        Self {
            file,
            #[cfg(feature = "texts")]
            stage: Stage::New(input),
            #[cfg(not(feature = "texts"))]
            stage: Stage::Decoding(Box::new(Decoder::new(input))),
            progress,
            is_of_several: false,
            read_before: 0.0,
            #[cfg(feature = "texts")]
            waiting: Vec::new(),
            #[cfg(feature = "texts")]
            sides: Vec::new(),
            #[cfg(feature = "texts")]
            digests: Vec::new(),
            #[cfg(feature = "texts")]
            traces: Vec::new(),
            #[cfg(feature = "texts")]
            unpacked: Vec::new(),
            #[cfg(feature = "texts")]
            parts: Vec::new(),
            #[cfg(feature = "texts")]
            most_memory: large::MOST_MEMORY,
        }
    }

    /// Reads other files after the first, and compares that with them.
    #[cfg(feature = "texts")]
    pub(super) fn against(mut self, mut files: Vec<(OpenFile, Box<dyn Read>)>) -> Self {
        self.is_of_several = true;
        self.progress.size += files.iter().map(|(file, _)| file.size).sum::<f64>();
        files.reverse();
        self.waiting = files;
        self
    }

    /// The files of an archive, once it has failed as one.
    #[cfg(feature = "texts")]
    pub(super) fn take_unpacked(&mut self) -> Vec<Packed> {
        std::mem::take(&mut self.unpacked)
    }

    pub(super) fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// Does a step; the open profile when that was the last.
    pub(super) fn step(&mut self, budget: u64) -> Result<Option<Done>, Failure> {
        match std::mem::replace(&mut self.stage, Stage::Ended) {
            #[cfg(feature = "texts")]
            Stage::New(input) => {
                self.stage = recognized(input)?;
                Ok(None)
            }
            #[cfg(feature = "texts")]
            Stage::Archive(packing, input) => {
                self.unpacked = archive::unpack(packing, input).map_err(|error| in_parts(&error.to_string()))?;
                Err(Failure {
                    what: "not a profile: an archive of files".to_owned(),
                    advice: "These files are in it.".to_owned(),
                    is_archive: true,
                    ..Failure::default()
                })
            }
            Stage::Decoding(mut decoder) => {
                let step = decoder.step(budget);
                self.note(&decoder.progress());
                self.stage = match step {
                    Ok(Step::More) => Stage::Decoding(decoder),
                    Ok(Step::Done(decoded)) => {
                        drop(decoder);
                        self.read(decoded)?
                    }
                    #[cfg(feature = "texts")]
                    Err(DecodeError::TraceElsewhere(version, is_gzip)) => {
                        self.begin_trace(*decoder, version, is_gzip)?
                    }
                    Err(error) => return Err(self.failure(&error)),
                };
                Ok(None)
            }
            #[cfg(feature = "texts")]
            Stage::Trace(decoder) => self.step_trace(decoder, budget),
            #[cfg(feature = "texts")]
            Stage::Survey(survey) => self.step_survey(survey, budget),
            Stage::Merging(merging) => Ok(self.step_merging(*merging, budget)?),
            Stage::Ended => Ok(None),
        }
    }

    fn note(&mut self, decoder: &crate::decode::Progress) {
        self.progress.read = self.read_before + decoder.read as f64;
        self.progress.format = decoder.format.map(|format| format.to_string());
        if decoder.samples > 0 {
            let rows = match decoder.format.map(|format| format.kind) {
                Some(Kind::Goroutines) => "goroutines",
                Some(Kind::Profile | Kind::Legacy(_)) | None => "samples",
            };
            self.progress.phase = format!("reading {rows}");
            self.progress.found = format!("{} {rows}", unit::exact(decoder.samples as i64, b"count"));
        }
    }

    /// Goes on with what a file held.
    fn read(&mut self, decoded: Decoded) -> Result<Stage, Failure> {
        let facts = facts::FileFacts::of(&self.file, &decoded);
        let (profile, origin) = match decoded.document {
            Document::Profile(profile) => (*profile, Origin::Profile),
            #[cfg(feature = "texts")]
            Document::Goroutines(dump) => {
                let profile = goroutines::profile::profile(&dump, |_| true)?;
                (profile, Origin::Dump(dump))
            }
        };
        self.weigh(profile, origin, facts)
    }

    /// Goes on with the profile of a file: alone or, where several are compared, after the others.
    fn weigh(&mut self, profile: Profile, origin: Origin, facts: facts::FileFacts) -> Result<Stage, Failure> {
        #[cfg(feature = "texts")]
        if self.is_of_several {
            self.sides.push((facts.clone(), profile));
            if let Origin::Trace(trace) = origin {
                self.digests.push(Digest::of(&trace)?);
                self.keep(trace);
            }
            if let Some((file, input)) = self.waiting.pop() {
                self.read_before += self.file.size;
                self.file = file;
                return recognized(input);
            }
            let files = std::mem::take(&mut self.sides);
            let (mut compared, profile) = Compared::new(files, Comparing::default())?;
            compared.set_digests(std::mem::take(&mut self.digests));
            let origin = match <[_; 2]>::try_from(std::mem::take(&mut self.traces)) {
                Ok(both) => Origin::Traces(Box::new(both)),
                Err(_fewer) => Origin::Profile,
            };
            return Ok(self.merge(profile, origin, facts, Some(compared))?);
        }
        Ok(self.merge(profile, origin, facts, None)?)
    }

    /// Goes on with a profile.
    fn merge(
        &mut self,
        profile: Profile,
        origin: Origin,
        facts: facts::FileFacts,
        compared: Option<Compared>,
    ) -> Result<Stage, OutOfMemory> {
        self.progress.phase = String::from("merging stacks");
        let entities = Entities::build(&profile, GROUPING)?;
        Ok(Stage::Merging(Box::new(Merging {
            profile,
            origin,
            facts,
            compared,
            entities,
            builder: CallTreeBuilder::new()?,
        })))
    }

    /// What is wrong with a file; of several, which one it is.
    fn failure(&self, error: &DecodeError) -> Failure {
        self.placed(failure(error))
    }

    fn placed(&self, failure: Failure) -> Failure {
        if self.is_of_several {
            let place = [&*self.file.name, &*failure.place].join(", ");
            return Failure { place, ..failure };
        }
        failure
    }

    fn step_merging(&mut self, mut merging: Merging, budget: u64) -> Result<Option<Done>, OutOfMemory> {
        let nodes = (budget / BYTES_PER_NODE).max(1) as usize;
        if merging.builder.step(&merging.profile, &merging.entities, nodes)? {
            self.stage = Stage::Merging(Box::new(merging));
            return Ok(None);
        }
        let Merging {
            profile,
            origin,
            facts,
            compared,
            entities,
            builder,
        } = merging;
        let tree = builder.finish(&profile)?;
        let open = OpenProfile::new(profile, entities, tree, compared)?;
        let opened = match &open.compared {
            Some(compared) => compared.opened(&open),
            None => facts.opened(&open),
        };
        let opened = match origin {
            Origin::Profile => opened,
            #[cfg(feature = "texts")]
            Origin::Dump(_) => Opened {
                has_goroutines: true,
                ..opened
            },
            #[cfg(feature = "texts")]
            Origin::Trace(ref trace) => Opened {
                is_trace: true,
                has_timeline: true,
                window: [trace.began_at().unwrap_or(0), trace.end],
                kind: "execution trace".to_owned(),
                // A trace may well have nothing to add up and all the more to show.
                is_empty: false,
                ..opened
            },
            #[cfg(feature = "texts")]
            Origin::Traces(_) => Opened {
                has_timeline: true,
                ..opened
            },
        };
        Ok(Some((open, opened, origin)))
    }
}

/// Tells archives from all else by the first bytes.
#[cfg(feature = "texts")]
fn recognized(mut input: Box<dyn Read>) -> Result<Stage, Failure> {
    let mut first = Vec::new();
    let wanted = input
        .by_ref()
        .take(archive::WANTED_BYTES as u64)
        .read_to_end(&mut first);
    wanted.map_err(|error| failure(&DecodeError::Read(error, first.len() as u64)))?;
    let packing = archive::packing(&first);
    let input: Box<dyn Read> = Box::new(Cursor::new(first).chain(input));
    Ok(match packing {
        Some(packing) => Stage::Archive(packing, input),
        None => Stage::Decoding(Box::new(Decoder::new(input))),
    })
}

/// What is wrong with a file, in the page's three parts; the decoder's texts are "what · where · what you can do".
fn failure(error: &DecodeError) -> Failure {
    Failure {
        is_for_texts: matches!(
            error,
            DecodeError::Elsewhere
                | DecodeError::TraceElsewhere(..)
                | DecodeError::Other(Other::Archive("zip" | "tar"), _)
        ),
        can_retry: matches!(error, DecodeError::Read(..) | DecodeError::OutOfMemory { .. }),
        ..in_parts(&error.to_string())
    }
}

fn in_parts(text: &str) -> Failure {
    let mut parts: Vec<_> = text.split(" · ").collect();
    let advice = if parts.len() > 1 {
        parts.pop().unwrap_or_default()
    } else {
        ""
    };
    Failure {
        what: parts.first().copied().unwrap_or_default().to_owned(),
        place: parts.get(1..).unwrap_or_default().join(" · "),
        advice: advice.to_owned(),
        ..Failure::default()
    }
}

/// A document too large for the memory that a page can have.
impl From<OutOfMemory> for Failure {
    fn from(error: OutOfMemory) -> Self {
        Self {
            what: error.to_string(),
            place: String::new(),
            advice: "A page can hold 4 GiB. Close other documents, or take a shorter profile.".to_owned(),
            can_retry: true,
            ..Self::default()
        }
    }
}
