//! Mappings, locations and functions of several profiles: what is equal is one row.
//!
//! Addresses are compared within their mapping, since every process has it elsewhere.

use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{FunctionId, LocationId, StringId};
use crate::model::profile::{Label, Line, Locations, Mapping, Profile};

/// The label that marks the samples of a base (`profile/profile.go`, `DiffBaseSample`).
pub(super) const MARK_OF_BASE: (&[u8], &[u8]) = (b"pprof::base", b"true");

/// Mappings whose sizes differ by less are the same.
const PAGE_BYTES: u64 = 0x1000;

type HashMap<K, V> = hashbrown::HashMap<K, V, foldhash::fast::FixedState>;

#[derive(PartialEq, Eq, Hash)]
struct MappingKey {
    size: u64,
    offset: u64,
    build_id_or_file: StringId,
}

#[derive(PartialEq, Eq, Hash)]
struct LocationKey {
    mapping: u32,
    /// Within the mapping.
    address: u64,
    is_folded: bool,
    lines: Vec<Line>,
}

#[derive(PartialEq, Eq, Hash)]
struct FunctionKey {
    name: StringId,
    system_name: StringId,
    filename: StringId,
    start_line: i64,
}

/// The tables that grow.
#[derive(Default)]
pub(super) struct Tables {
    pub(super) profile: Profile,
    mappings: HashMap<MappingKey, u32>,
    locations: HashMap<LocationKey, LocationId>,
    functions: HashMap<FunctionKey, FunctionId>,
}

/// No row yet.
const NONE: u32 = u32::MAX;

/// Where the rows of one profile went.
pub(super) struct Rows<'a> {
    of: &'a Profile,
    strings: Column<u32>,
    mappings: Vec<u32>,
    locations: Column<u32>,
    functions: Column<u32>,
}

impl<'a> Rows<'a> {
    pub(super) fn of(profile: &'a Profile) -> Result<Self, OutOfMemory> {
        Ok(Self {
            of: profile,
            strings: Column::filled(profile.strings.len(), NONE)?,
            mappings: vec![NONE; profile.mappings.len()],
            locations: Column::filled(profile.locations.len(), NONE)?,
            functions: Column::filled(profile.functions.len(), NONE)?,
        })
    }
}

impl Tables {
    /// Sees to it that the main binary of the first profile that has one comes first.
    pub(super) fn add_main_mapping(&mut self, rows: &mut Rows<'_>) -> Result<(), OutOfMemory> {
        if self.profile.mappings.is_empty() && !rows.of.mappings.is_empty() {
            self.mapping(rows, 0)?;
        }
        Ok(())
    }

    fn string(&mut self, rows: &mut Rows<'_>, string: StringId) -> Result<StringId, OutOfMemory> {
        let known = rows.strings.get(string.row());
        if known != NONE {
            return Ok(StringId(known));
        }
        let id = self.profile.strings.intern(rows.of.strings.bytes(string))?;
        rows.strings.set(string.row(), id.0);
        Ok(id)
    }

    fn mapping(&mut self, rows: &mut Rows<'_>, row: usize) -> Result<u32, OutOfMemory> {
        if rows.mappings[row] != NONE {
            return Ok(rows.mappings[row]);
        }
        let mapping = rows.of.mappings[row];
        let filename = self.string(rows, mapping.filename)?;
        let build_id = self.string(rows, mapping.build_id)?;
        let size = mapping.limit.wrapping_sub(mapping.start).wrapping_add(PAGE_BYTES - 1);
        let key = MappingKey {
            size: size - size % PAGE_BYTES,
            offset: mapping.offset,
            build_id_or_file: if build_id == StringId(0) { filename } else { build_id },
        };
        let new = self.profile.mappings.len() as u32;
        let full = OutOfMemory { rows: new as usize };
        self.mappings.try_reserve(1).map_err(|_no_memory| full)?;
        let id = *self.mappings.entry(key).or_insert(new);
        if id == new {
            self.profile.mappings.try_reserve(1).map_err(|_no_memory| full)?;
            self.profile.mappings.push(Mapping {
                file_id: u64::from(new) + 1,
                filename,
                build_id,
                ..mapping
            });
        }
        rows.mappings[row] = id;
        Ok(id)
    }

    fn function(&mut self, rows: &mut Rows<'_>, function: FunctionId) -> Result<FunctionId, OutOfMemory> {
        let known = rows.functions.get(function.row());
        if known != NONE {
            return Ok(FunctionId(known));
        }
        let from = &rows.of.functions;
        let (name, system_name) = (from.name.get(function.row()), from.system_name.get(function.row()));
        let (filename, start_line) = (from.filename.get(function.row()), from.start_line.get(function.row()));
        let key = FunctionKey {
            name: self.string(rows, name)?,
            system_name: self.string(rows, system_name)?,
            filename: self.string(rows, filename)?,
            start_line,
        };
        let functions = &mut self.profile.functions;
        let new = FunctionId::from(functions.len());
        self.functions
            .try_reserve(1)
            .map_err(|_no_memory| OutOfMemory { rows: new.row() })?;
        let id = if let Some(&id) = self.functions.get(&key) {
            id
        } else {
            functions.file_id.push(u64::from(new.0) + 1)?;
            functions.name.push(key.name)?;
            functions.system_name.push(key.system_name)?;
            functions.filename.push(key.filename)?;
            functions.start_line.push(key.start_line)?;
            self.functions.insert(key, new);
            new
        };
        rows.functions.set(function.row(), id.0);
        Ok(id)
    }

    /// The row of a location of a profile.
    pub(super) fn location(&mut self, rows: &mut Rows<'_>, location: LocationId) -> Result<LocationId, OutOfMemory> {
        let known = rows.locations.get(location.row());
        if known != NONE {
            return Ok(LocationId(known));
        }
        let from = &rows.of.locations;
        let (mut address, is_folded) = (from.address.get(location.row()), from.is_folded.get(location.row()));
        let lines = from.line_rows(location).map(|row| from.lines.get(row));
        let mut lines: Vec<Line> = lines.collect();
        let mut key = LocationKey {
            mapping: Locations::NO_MAPPING,
            address,
            is_folded,
            lines: Vec::new(),
        };
        if let Some(row) = from.mapping_row(location) {
            key.mapping = self.mapping(rows, row)?;
            key.address = address.wrapping_sub(rows.of.mappings[row].start);
            address = key
                .address
                .wrapping_add(self.profile.mappings[key.mapping as usize].start);
        }
        for line in &mut lines {
            line.function = self.function(rows, line.function)?;
        }
        key.lines = lines;
        let new = LocationId::from(self.profile.locations.len());
        self.locations
            .try_reserve(1)
            .map_err(|_no_memory| OutOfMemory { rows: new.row() })?;
        let id = if let Some(&id) = self.locations.get(&key) {
            id
        } else {
            let locations = &mut self.profile.locations;
            locations.file_id.push(u64::from(new.0) + 1)?;
            locations.mapping.push(key.mapping)?;
            locations.address.push(address)?;
            locations.is_folded.push(is_folded)?;
            for &line in &key.lines {
                locations.lines.push(line)?;
            }
            locations.line_end.push(locations.lines.len() as u32)?;
            self.locations.insert(key, new);
            new
        };
        rows.locations.set(location.row(), id.0);
        Ok(id)
    }

    /// A label of a profile, with its words in the common table.
    pub(super) fn label(&mut self, rows: &mut Rows<'_>, label: Label) -> Result<Label, OutOfMemory> {
        Ok(Label {
            key: self.string(rows, label.key)?,
            text: self.string(rows, label.text)?,
            unit: self.string(rows, label.unit)?,
            ..label
        })
    }

    /// The label that marks a base.
    pub(super) fn mark_of_base(&mut self) -> Result<Label, OutOfMemory> {
        Ok(Label {
            key: self.profile.strings.intern(MARK_OF_BASE.0)?,
            is_text: true,
            text: self.profile.strings.intern(MARK_OF_BASE.1)?,
            ..Label::default()
        })
    }
}
