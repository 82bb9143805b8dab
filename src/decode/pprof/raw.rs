//! What the first pass collects: tables whose references still speak the file's language.

use crate::decode::pprof::error::{Part, Problem};
use crate::decode::pprof::field::{Fault, RowFault, varint};
use crate::decode::pprof::ids::Ids;
use crate::decode::pprof::sample::{MAX_VALUES, SampleReader};
use crate::decode::pprof::tables::{read_function, read_mapping, read_value_type, string_ref};
use crate::decode::pprof::{location, wire};
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::StringId;
use crate::model::profile::{Functions, Locations};
use crate::model::strings::Strings;

/// Most mappings, and most comments: they lie in one block of memory each. A process may map some 65,000 files.
const MAX_SMALL_ROWS: usize = 1 << 20;

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

impl Raw {
    /// Nothing yet.
    pub(super) fn new() -> Result<Self, OutOfMemory> {
        Ok(Self {
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
        })
    }

    /// Takes a field that is a number.
    pub(super) fn take_varint(&mut self, number: u64, value: u64) -> Result<(), RowFault> {
        let signed = value as i64;
        if number == 13 {
            return Ok(self.take_comment(value)?);
        }
        let header = &mut self.header;
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
            14 => header.default_sample_type = signed,
            15 => header.doc_url = signed,
            _ if is_message(number) => {
                return Err(fault(Problem::WireTypeMismatch { found: 0, wanted: 2 }).into());
            }
            _ => {}
        }
        Ok(())
    }

    /// Takes a field that is a message, a string, or numbers in a pack.
    pub(super) fn take_message(&mut self, number: u64, bytes: &[u8]) -> Result<(), RowFault> {
        match number {
            1 => {
                limited(self.header.sample_type.len(), MAX_VALUES, number)?;
                self.header.sample_type.push(read_value_type(bytes)?);
            }
            2 => self.samples.read(bytes, &mut self.location_ids)?,
            3 => self.take_mapping(bytes)?,
            4 => self.take_location(bytes)?,
            5 => self.take_function(bytes)?,
            6 => self.take_string(bytes)?,
            // A second period type replaces the first whole, as in pprof.
            11 => self.header.period_type = Some(read_value_type(bytes)?),
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
                    self.take_comment(index)?;
                }
            }
        }
        Ok(())
    }

    /// How many messages of a kind were read.
    pub(super) fn count(&self, part: Part) -> u64 {
        let count = match part {
            Part::Sample => self.samples.len(),
            Part::Mapping => self.mappings.len(),
            Part::Location => self.locations.len(),
            Part::Function => self.functions.len(),
            Part::String => self.strings_by_index.len(),
            _ => self.header.sample_type.len(),
        };
        count as u64
    }

    fn take_mapping(&mut self, bytes: &[u8]) -> Result<(), RowFault> {
        limited(self.mappings.len(), MAX_SMALL_ROWS, 3)?;
        let mapping = read_mapping(bytes)?;
        define(&mut self.mapping_ids, mapping.id, self.mappings.len(), Part::Mapping)?;
        self.mappings.push(mapping);
        Ok(())
    }

    fn take_comment(&mut self, index: u64) -> Result<(), Fault> {
        limited(self.header.comment.len(), MAX_SMALL_ROWS, 13)?;
        self.header.comment.push(index as i64);
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

/// Refuses another row of a field of the profile when there are `limit` already.
fn limited(rows: usize, limit: usize, field: u64) -> Result<(), Fault> {
    if rows < limit {
        return Ok(());
    }
    Err(Fault {
        problem: Problem::TooMany(limit as u64),
        at: 0,
        part: Part::Profile,
        field,
    })
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
pub(super) fn is_message(number: u64) -> bool {
    matches!(number, 1..=6 | 11)
}

/// The kind of message of which a field of the profile holds many; the profile's own for the others.
#[inline]
pub(super) fn part(number: u64) -> Part {
    match number {
        1 => Part::ValueType,
        2 => Part::Sample,
        3 => Part::Mapping,
        4 => Part::Location,
        5 => Part::Function,
        6 => Part::String,
        _ => Part::Profile,
    }
}
