//! The first pass: from bytes to columns whose references still speak the file's language.

use std::io::Read;

use crate::decode::error::DecodeError;
use crate::decode::pprof::error::{Part, Place, Problem, ProfileError};
use crate::decode::pprof::field::{Fault, MAX_VARINT_BYTES, RowFault, varint};
use crate::decode::pprof::ids::Ids;
use crate::decode::pprof::resolve::Resolve;
use crate::decode::pprof::sample::SampleReader;
use crate::decode::pprof::tables::{read_function, read_mapping, read_value_type, string_ref};
use crate::decode::pprof::{location, wire};
use crate::decode::window::Window;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::StringId;
use crate::model::profile::{Functions, Locations};
use crate::model::strings::Strings;

/// Longest message or string that is read in one piece, in bytes. A sample of 20 million frames
/// with ids of ten digits fits; what is longer would take more than memory can give.
pub(super) const MAX_MESSAGE_BYTES: u64 = 1 << 28;

/// The profile as the file said it: strings are indices into `strings_by_index`, ids are references.
#[derive(Debug)]
pub(super) struct Raw {
    /// Samples and their stacks.
    pub(super) samples: SampleReader,
    /// Locations.
    pub(super) locations: Locations,
    /// Functions.
    pub(super) functions: Functions,
    /// Mappings.
    pub(super) mappings: Vec<wire::Mapping>,
    /// Ids of locations.
    pub(super) location_ids: Ids,
    /// Ids of functions.
    pub(super) function_ids: Ids,
    /// Ids of mappings.
    pub(super) mapping_ids: Ids,
    /// The distinct strings.
    pub(super) strings: Strings,
    /// The string table: by the file's index the string.
    pub(super) strings_by_index: Column<StringId>,
    /// The single fields, the sample types and the comments; the other tables are empty.
    pub(super) header: wire::Profile,
}

/// Reads the fields of a profile as they arrive.
pub(super) struct Reader {
    raw: Raw,
    skip: Skip,
    is_profile: bool,
}

/// What is left of an unknown field, skipped without being kept.
#[derive(Clone, Copy, Debug, Default)]
struct Skip {
    left: u64,
    len: u64,
    at: u64,
}

impl Reader {
    /// Nothing is read yet.
    pub(super) fn new() -> Result<Self, OutOfMemory> {
        let raw = Raw {
            samples: SampleReader::new()?,
            locations: Locations::default(),
            functions: Functions::default(),
            mappings: Vec::new(),
            location_ids: Ids::new(),
            function_ids: Ids::new(),
            mapping_ids: Ids::new(),
            strings: Strings::new(),
            strings_by_index: Column::new(),
            header: wire::Profile::default(),
        };
        Ok(Self {
            raw,
            skip: Skip::default(),
            is_profile: false,
        })
    }

    /// Reads fields until the unpacked data has been read up to `until`, about; returns whether any is left.
    pub(super) fn read<R: Read>(&mut self, window: &mut Window<R>, until: u64) -> Result<bool, DecodeError> {
        while window.offset() < until {
            if self.skip.left > 0 {
                self.skip_some(window)?;
                continue;
            }
            window.want(2 * MAX_VARINT_BYTES)?;
            if window.available().is_empty() {
                let flushed = self.raw.samples.flush();
                flushed.map_err(|error| DecodeError::no_memory(error, window.offset()))?;
                return Ok(false);
            }
            self.read_field(window)?;
        }
        Ok(true)
    }

    /// How many samples were read.
    pub(super) fn samples(&self) -> u64 {
        self.raw.samples.len() as u64
    }

    /// Goes on to the second pass, once [`read`](Self::read) has returned false.
    pub(super) fn finish(self, is_gzip: bool) -> Result<Resolve, ProfileError> {
        let is_profile = self.is_profile;
        Resolve::new(self.raw, is_gzip).map_err(|error| ProfileError { is_profile, ..error })
    }

    fn read_field<R: Read>(&mut self, window: &mut Window<R>) -> Result<(), DecodeError> {
        let bytes = window.available();
        let mut at = 0;
        let start = at;
        let tag = varint(bytes, &mut at).map_err(|problem| self.error(window, problem, start, 0))?;
        let number = tag >> 3;
        let value_at = at;
        let wire_type = (tag & 7) as u8;
        match wire_type {
            0 => {
                let value = varint(bytes, &mut at).map_err(|problem| self.error(window, problem, value_at, number))?;
                self.take_varint(number, value)
                    .map_err(|fault| self.row_error(window, fault, value_at, None))?;
            }
            2 => {
                let len = varint(bytes, &mut at).map_err(|problem| self.error(window, problem, value_at, number))?;
                if is_message(number) || number == 13 {
                    return self.read_message(window, number, at, len);
                }
                self.check_unknown(window, number, 2, 0, value_at)?;
                self.skip = Skip {
                    left: len,
                    len,
                    at: window.offset() + value_at as u64,
                };
            }
            1 | 5 => {
                let wanted = if is_message(number) { 2 } else { 0 };
                self.check_unknown(window, number, wire_type, wanted, value_at)?;
                let len = if wire_type == 1 { 8 } else { 4 };
                self.skip = Skip {
                    left: len,
                    len,
                    at: window.offset() + value_at as u64,
                };
            }
            other => return Err(self.error(window, Problem::WireType(other), start, number)),
        }
        window.consume(at);
        Ok(())
    }

    /// A known field with a wire type that is not its own is an error; an unknown field has none of its own.
    fn check_unknown<R: Read>(
        &self,
        window: &Window<R>,
        number: u64,
        found: u8,
        wanted: u8,
        at: usize,
    ) -> Result<(), DecodeError> {
        if Part::Profile.field(number).is_some() {
            return Err(self.error(window, Problem::WireTypeMismatch { found, wanted }, at, number));
        }
        Ok(())
    }

    fn skip_some<R: Read>(&mut self, window: &mut Window<R>) -> Result<(), DecodeError> {
        if !window.want(1)? {
            let Skip { left, len, at } = self.skip;
            let left = len - left;
            return Err(ProfileError {
                problem: Problem::PastEnd { len, left },
                place: Place {
                    offset: Some(at),
                    is_gzip: window.is_gzip(),
                    message: None,
                    field: None,
                },
                is_profile: self.is_profile,
            }
            .into());
        }
        let count = (window.available().len() as u64).min(self.skip.left);
        window.consume(count as usize);
        self.skip.left -= count;
        Ok(())
    }

    /// Reads a field that has to lie in one piece.
    #[inline]
    fn read_message<R: Read>(
        &mut self,
        window: &mut Window<R>,
        number: u64,
        at: usize,
        len: u64,
    ) -> Result<(), DecodeError> {
        if len > MAX_MESSAGE_BYTES {
            let limit = MAX_MESSAGE_BYTES;
            return Err(self.error(window, Problem::TooLong { len, limit }, at, number));
        }
        let end = at + len as usize;
        if !window.want(end)? {
            let left = (window.available().len() - at) as u64;
            return Err(self.error(window, Problem::PastEnd { len, left }, at, number));
        }
        let bytes = &window.available()[at..end];
        let part = part(number);
        let index = self.count(part);
        self.take_message(number, bytes)
            .map_err(|fault| self.row_error(window, fault, at, Some((part, index))))?;
        self.is_profile = true;
        window.consume(end);
        Ok(())
    }

    fn take_varint(&mut self, number: u64, value: u64) -> Result<(), RowFault> {
        let header = &mut self.raw.header;
        let signed = value as i64;
        let fault = |problem| Fault {
            problem,
            at: 0,
            part: Part::Profile,
            field: number,
        };
        match number {
            7 => header.drop_frames = signed,
            8 => header.keep_frames = signed,
            9 if header.time_nanos != 0 => return Err(fault(Problem::Concatenated).into()),
            9 => header.time_nanos = signed,
            10 => header.duration_nanos = signed,
            12 => header.period = signed,
            13 => header.comment.push(signed),
            14 => header.default_sample_type = signed,
            15 => header.doc_url = signed,
            _ if is_message(number) => {
                return Err(fault(Problem::WireTypeMismatch { found: 0, wanted: 2 }).into());
            }
            _ => {}
        }
        Ok(())
    }

    fn take_message(&mut self, number: u64, bytes: &[u8]) -> Result<(), RowFault> {
        let raw = &mut self.raw;
        match number {
            1 => raw.header.sample_type.push(read_value_type(bytes)?),
            2 => raw.samples.read(bytes, &mut raw.location_ids)?,
            3 => raw.take_mapping(bytes)?,
            4 => raw.take_location(bytes)?,
            5 => raw.take_function(bytes)?,
            6 => raw.take_string(bytes)?,
            // A second period type replaces the first whole, as in pprof.
            11 => raw.header.period_type = Some(read_value_type(bytes)?),
            _ => {
                let mut at = 0;
                while at < bytes.len() {
                    let start = at;
                    let index = varint(bytes, &mut at).map_err(|problem| Fault {
                        problem,
                        at: start,
                        part: Part::Profile,
                        field: number,
                    })?;
                    raw.header.comment.push(index as i64);
                }
            }
        }
        Ok(())
    }

    /// How many messages of a kind were read.
    fn count(&self, part: Part) -> u64 {
        let raw = &self.raw;
        let count = match part {
            Part::Sample => raw.samples.len(),
            Part::Mapping => raw.mappings.len(),
            Part::Location => raw.locations.len(),
            Part::Function => raw.functions.len(),
            Part::String => raw.strings_by_index.len(),
            _ => raw.header.sample_type.len(),
        };
        count as u64
    }

    #[cold]
    fn error<R: Read>(&self, window: &Window<R>, problem: Problem, at: usize, field: u64) -> DecodeError {
        let fault = Fault {
            problem,
            at: 0,
            part: Part::Profile,
            field,
        };
        self.row_error(window, fault.into(), at, None)
    }

    /// Says where in the file a fault is, `base` bytes after the window's start.
    #[cold]
    fn row_error<R: Read>(
        &self,
        window: &Window<R>,
        fault: RowFault,
        base: usize,
        message: Option<(Part, u64)>,
    ) -> DecodeError {
        let offset = window.offset() + base as u64;
        match fault {
            RowFault::OutOfMemory(error) => DecodeError::no_memory(error, offset),
            RowFault::Fault(fault) => ProfileError {
                problem: fault.problem,
                place: Place {
                    offset: Some(offset + fault.at as u64),
                    is_gzip: window.is_gzip(),
                    message: message.filter(|&(part, _)| part != Part::Profile),
                    field: fault.part.field(fault.field),
                },
                is_profile: self.is_profile,
            }
            .into(),
        }
    }
}

impl Raw {
    fn take_mapping(&mut self, bytes: &[u8]) -> Result<(), RowFault> {
        let mapping = read_mapping(bytes)?;
        define(&mut self.mapping_ids, mapping.id, self.mappings.len(), Part::Mapping)?;
        self.mappings.push(mapping);
        Ok(())
    }

    fn take_location(&mut self, bytes: &[u8]) -> Result<(), RowFault> {
        let row = self.locations.len();
        let id = location::read(
            bytes,
            &mut self.locations,
            &mut self.function_ids,
            &mut self.mapping_ids,
        )?;
        define(&mut self.location_ids, id, row, Part::Location)
    }

    fn take_function(&mut self, bytes: &[u8]) -> Result<(), RowFault> {
        let function = read_function(bytes)?;
        let functions = &mut self.functions;
        define(&mut self.function_ids, function.id, functions.len(), Part::Function)?;
        let index = |field, index: i64| {
            string_ref(index as u64).map_err(|problem| Fault {
                problem,
                at: 0,
                part: Part::Function,
                field,
            })
        };
        functions.file_id.push(function.id)?;
        functions.name.push(index(2, function.name)?)?;
        functions.system_name.push(index(3, function.system_name)?)?;
        functions.filename.push(index(4, function.filename)?)?;
        functions.start_line.push(function.start_line)?;
        Ok(())
    }

    fn take_string(&mut self, bytes: &[u8]) -> Result<(), RowFault> {
        if self.strings_by_index.is_empty() && !bytes.is_empty() {
            return Err(Fault {
                problem: Problem::FirstString,
                at: 0,
                part: Part::Profile,
                field: 6,
            }
            .into());
        }
        let id = self.strings.intern(bytes)?;
        self.strings_by_index.push(id)?;
        Ok(())
    }
}

fn define(ids: &mut Ids, id: u64, row: usize, part: Part) -> Result<(), RowFault> {
    let problem = if id == 0 {
        Problem::ZeroId
    } else if ids.define(id, row)? {
        return Ok(());
    } else {
        Problem::DuplicateId(id)
    };
    Err(Fault {
        problem,
        at: 0,
        part,
        field: 1,
    }
    .into())
}

/// Whether a field of the profile is a message or a string.
#[inline]
fn is_message(number: u64) -> bool {
    matches!(number, 1..=6 | 11)
}

/// The kind of message that a field of the profile holds.
#[inline]
fn part(number: u64) -> Part {
    match number {
        1 | 11 => Part::ValueType,
        2 => Part::Sample,
        3 => Part::Mapping,
        4 => Part::Location,
        5 => Part::Function,
        6 => Part::String,
        _ => Part::Profile,
    }
}
