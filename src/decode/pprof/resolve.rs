//! The second pass: references become rows, and what must hold of a profile is checked.
//!
//! The rules are those of `CheckValid` and `postDecode` (`profile/profile.go` and
//! `profile/encode.go`, Go 1.27); ids of 0 and ids taken twice were refused while reading.

use crate::decode::error::Warning;
use crate::decode::pprof::error::{Part, Place, Problem, ProfileError};
use crate::decode::pprof::ids::Ids;
use crate::decode::pprof::raw::Raw;
use crate::decode::pprof::wire;
use crate::model::column::{CHUNK_ROWS, Column, OutOfMemory};
use crate::model::id::{FunctionId, LocationId, StackId, StringId};
use crate::model::prefix_tree::Finishing;
use crate::model::profile::{Locations, Mapping, Profile, Samples, ValueType};

/// What is done next.
#[derive(Clone, Copy, Debug)]
enum Phase {
    Functions,
    Mappings,
    Lines,
    Labels,
    Stacks,
    Done,
}

/// A profile whose references are being resolved.
pub(super) struct Resolve {
    profile: Profile,
    finishing: Finishing<StackId, LocationId>,
    location_ids: Ids,
    function_ids: Ids,
    mapping_ids: Ids,
    strings: Table,
    unknown_mappings: u64,
    phase: Phase,
    row: usize,
    is_gzip: bool,
}

/// The file's string table: by index the string.
struct Table(Column<StringId>);

impl Table {
    fn get(&self, index: i64) -> Result<StringId, Problem> {
        let len = self.0.len();
        match usize::try_from(index) {
            Ok(row) if row < len => Ok(self.0.get(row)),
            _ => Err(Problem::StringIndex {
                index,
                len: Some(len as u64),
            }),
        }
    }

    fn resolve(&self, id: &mut StringId) -> Result<(), Problem> {
        *id = self.get(i64::from(id.0))?;
        Ok(())
    }
}

impl Resolve {
    /// Checks and resolves what there is once; the tables are left to [`step`](Self::step).
    pub(super) fn new(raw: Raw, is_gzip: bool) -> Result<Self, ProfileError> {
        let problem_at = |problem, message, field| error(problem, message, field, is_gzip);
        let header = raw.header;
        if raw.strings_by_index.is_empty() {
            return Err(problem_at(Problem::NoStrings, None, Some("string_table")));
        }
        let strings = Table(raw.strings_by_index);
        let mut samples = raw.samples.samples;
        check_values(&mut samples, header.sample_type.len()).map_err(|problem| match problem {
            Problem::NoSampleTypes => problem_at(problem, None, Some("sample_type")),
            _ => problem_at(problem, Some((Part::Sample, 0)), Some("value")),
        })?;
        let field = |number, index| {
            strings
                .get(index)
                .map_err(|problem| problem_at(problem, None, Part::Profile.field(number)))
        };
        let value_type = |row: Option<usize>, read: wire::ValueType| {
            let string = |number, index| {
                strings.get(index).map_err(|problem| {
                    let message = row.map(|row| (Part::ValueType, row as u64));
                    let name = Part::ValueType.field(number);
                    problem_at(problem, message, if row.is_some() { name } else { Some("period_type") })
                })
            };
            Ok(ValueType {
                kind: string(1, read.r#type)?,
                unit: string(2, read.unit)?,
            })
        };
        let sample_types = header.sample_type.iter().enumerate();
        let mappings = raw.mappings.iter().enumerate();
        let profile = Profile {
            sample_types: sample_types
                .map(|(row, &read)| value_type(Some(row), read))
                .collect::<Result<_, _>>()?,
            mappings: mappings
                .map(|(row, read)| {
                    resolve_mapping(read, &strings).map_err(|(problem, number)| {
                        problem_at(problem, Some((Part::Mapping, row as u64)), Part::Mapping.field(number))
                    })
                })
                .collect::<Result<_, _>>()?,
            drop_frames: field(7, header.drop_frames)?,
            keep_frames: field(8, header.keep_frames)?,
            time_nanos: header.time_nanos,
            duration_nanos: header.duration_nanos,
            period_type: value_type(None, header.period_type.unwrap_or_default())?,
            period: header.period,
            comments: header
                .comment
                .iter()
                .map(|&index| field(13, index))
                .collect::<Result<_, _>>()?,
            default_sample_type: field(14, header.default_sample_type)?,
            doc_url: field(15, header.doc_url)?,
            strings: raw.strings,
            samples,
            locations: raw.locations,
            functions: raw.functions,
            ..Profile::default()
        };
        Ok(Self {
            profile,
            finishing: raw.samples.stacks.finishing(),
            location_ids: raw.location_ids,
            function_ids: raw.function_ids,
            mapping_ids: raw.mapping_ids,
            strings,
            unknown_mappings: 0,
            phase: Phase::Functions,
            row: 0,
            is_gzip,
        })
    }

    /// Resolves a chunk of rows; returns whether any is left.
    pub(super) fn step(&mut self) -> Result<bool, ProfileError> {
        let (rows, next) = match self.phase {
            Phase::Functions => (self.profile.functions.len(), Phase::Mappings),
            Phase::Mappings => (self.profile.locations.len(), Phase::Lines),
            Phase::Lines => (self.profile.locations.lines.len(), Phase::Labels),
            Phase::Labels => (self.profile.samples.labels.len(), Phase::Stacks),
            Phase::Stacks => {
                let is_left = self.resolve_stacks()?;
                if !is_left {
                    self.phase = Phase::Done;
                }
                return Ok(is_left);
            }
            Phase::Done => return Ok(false),
        };
        let chunk = self.row..rows.min(self.row + CHUNK_ROWS);
        self.row = chunk.end;
        for row in chunk {
            match self.phase {
                Phase::Functions => self.resolve_function(row)?,
                Phase::Mappings => self.resolve_mapping_of(row),
                Phase::Lines => self.resolve_line(row)?,
                _ => self.resolve_label(row)?,
            }
        }
        if self.row == rows {
            (self.phase, self.row) = (next, 0);
        }
        Ok(true)
    }

    /// The profile, once [`step`](Self::step) has returned false.
    pub(super) fn finish(self) -> Result<(Profile, Option<Warning>), OutOfMemory> {
        let mut profile = self.profile;
        profile.stacks = self.finishing.finish()?;
        let warning = (self.unknown_mappings > 0).then_some(Warning::UnknownMapping(self.unknown_mappings));
        Ok((profile, warning))
    }

    fn resolve_function(&mut self, row: usize) -> Result<(), ProfileError> {
        let functions = &mut self.profile.functions;
        for (number, column) in [
            (2, &mut functions.name),
            (3, &mut functions.system_name),
            (4, &mut functions.filename),
        ] {
            self.strings.resolve(column.get_mut(row)).map_err(|problem| {
                let field = Part::Function.field(number);
                error(problem, Some((Part::Function, row as u64)), field, self.is_gzip)
            })?;
        }
        Ok(())
    }

    /// A mapping that is not there is none, as in pprof.
    fn resolve_mapping_of(&mut self, row: usize) {
        let mapping = self.profile.locations.mapping.get_mut(row);
        if *mapping != Locations::NO_MAPPING {
            *mapping = self.mapping_ids.row(*mapping).unwrap_or_else(|| {
                self.unknown_mappings += 1;
                Locations::NO_MAPPING
            });
        }
    }

    fn resolve_line(&mut self, row: usize) -> Result<(), ProfileError> {
        let locations = &mut self.profile.locations;
        let function = &mut locations.lines.get_mut(row).function;
        let Some(found) = self.function_ids.row(function.0) else {
            let problem = Problem::NoFunction(self.function_ids.id(function.0));
            let location = first_row_ending_after(&locations.line_end, row);
            let field = Part::Line.field(1);
            return Err(error(problem, Some((Part::Location, location)), field, self.is_gzip));
        };
        *function = FunctionId(found);
        Ok(())
    }

    fn resolve_label(&mut self, row: usize) -> Result<(), ProfileError> {
        let samples = &mut self.profile.samples;
        let label = samples.labels.get_mut(row);
        for (number, id) in [(1, &mut label.key), (2, &mut label.text), (4, &mut label.unit)] {
            if let Err(problem) = self.strings.resolve(id) {
                let sample = first_row_ending_after(&samples.label_end, row);
                let field = Part::Label.field(number);
                return Err(error(problem, Some((Part::Sample, sample)), field, self.is_gzip));
            }
        }
        Ok(())
    }

    fn resolve_stacks(&mut self) -> Result<bool, ProfileError> {
        let ids = &self.location_ids;
        let mut missing = None;
        let is_left = self.finishing.step(|stack, reference| {
            ids.row(reference.0).map_or_else(
                || {
                    missing.get_or_insert((stack, reference));
                    reference
                },
                LocationId,
            )
        });
        match missing {
            None => Ok(is_left),
            Some((stack, reference)) => {
                let problem = Problem::NoLocation(ids.id(reference.0));
                let sample = self.first_sample_with(stack);
                let field = Part::Sample.field(1);
                Err(error(problem, Some((Part::Sample, sample)), field, self.is_gzip))
            }
        }
    }

    /// The sample for which a stack was made: the first whose own stack is not older.
    fn first_sample_with(&self, stack: StackId) -> u64 {
        let stacks = &self.profile.samples.stack;
        stacks.iter().position(|other| other >= stack).unwrap_or(0) as u64
    }
}

/// Gives the samples a column for each sample type, or says why they do not fit.
fn check_values(samples: &mut Samples, types: usize) -> Result<(), Problem> {
    if types == 0 {
        return Err(Problem::NoSampleTypes);
    }
    if samples.is_empty() {
        samples.values.resize_with(types, Column::new);
        return Ok(());
    }
    match samples.values.len() {
        found if found != types => Err(Problem::ValueCount {
            found: found as u64,
            wanted: types as u64,
        }),
        _ => Ok(()),
    }
}

fn resolve_mapping(read: &wire::Mapping, strings: &Table) -> Result<Mapping, (Problem, u64)> {
    Ok(Mapping {
        file_id: read.id,
        start: read.memory_start,
        limit: read.memory_limit,
        offset: read.file_offset,
        filename: strings.get(read.filename).map_err(|problem| (problem, 5))?,
        build_id: strings.get(read.build_id).map_err(|problem| (problem, 6))?,
        has_functions: read.has_functions,
        has_filenames: read.has_filenames,
        has_line_numbers: read.has_line_numbers,
        has_inline_frames: read.has_inline_frames,
    })
}

/// In a column of ends, the row that holds `inner`.
fn first_row_ending_after(ends: &Column<u32>, inner: usize) -> u64 {
    ends.iter().position(|end| end as usize > inner).unwrap_or(0) as u64
}

fn error(problem: Problem, message: Option<(Part, u64)>, field: Option<&'static str>, is_gzip: bool) -> ProfileError {
    ProfileError {
        problem,
        place: Place {
            offset: None,
            is_gzip,
            message,
            field,
        },
        is_profile: true,
    }
}
