//! Entities: what a report counts by.
//!
//! A location becomes one frame for each of its lines, and a frame belongs to an entity: a
//! function, a source line, a file or an address, as the [`Granularity`] says. Two frames are of
//! the same entity when everything the granularity keeps is equal: pprof's `NodeInfo` after
//! `Aggregate` (`internal/graph/graph.go`, `profile/profile.go`).

use std::borrow::Cow;

use crate::model::bits::Bits;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{FunctionId, LocationId, StringId};
use crate::model::profile::{Locations, Profile};
use crate::model::strings::Strings;

crate::ids! {
    /// An entity of [`Entities`].
    EntityId
}

/// How finely samples are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Granularity {
    /// By function name.
    #[default]
    Functions,
    /// By function name and file.
    FileFunctions,
    /// By file.
    Files,
    /// By function name, file and line.
    Lines,
    /// By address, with everything else.
    Addresses,
}

/// What makes two frames the same entity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a choice of its own, and most are options of pprof"
)]
pub struct Grouping {
    /// How finely.
    pub granularity: Granularity,
    /// Whether inlined calls count for the function they were inlined into.
    pub without_inlined: bool,
    /// Whether columns tell lines apart.
    pub with_columns: bool,
    /// Whether frames without a symbol are told apart by address at every granularity. pprof
    /// throws all of a binary together; the views show each as `[binary]+0xADDR`.
    pub with_unsymbolized_addresses: bool,
    /// Whether the same function of two binaries is two.
    pub with_binaries: bool,
}

/// What is equal for all frames of an entity. Parts that the grouping does not keep are zero or empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Entity {
    /// The function's name, in [`Entities::strings`].
    pub name: StringId,
    /// The source file, its path cleaned as Go's `filepath.Clean` does, in [`Entities::strings`].
    pub file: StringId,
    /// The binary, in [`Entities::strings`]; kept only where there is no function name, or where binaries tell functions apart.
    pub binary: StringId,
    /// The line number.
    pub line: i64,
    /// The column.
    pub column: i64,
    /// The address.
    pub address: u64,
}

/// One frame of a location.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What it belongs to.
    pub entity: EntityId,
    /// Whether this call was inlined into the frame before it.
    pub is_inlined: bool,
}

impl Frame {
    /// As one number, to keep.
    fn packed(self) -> u32 {
        self.entity.0 << 1 | u32::from(self.is_inlined)
    }

    #[inline]
    fn unpacked(packed: u32) -> Self {
        Self {
            entity: EntityId(packed >> 1),
            is_inlined: packed & 1 == 1,
        }
    }
}

/// The entities of a profile under one grouping, and the frames of each location.
#[derive(Debug)]
pub struct Entities {
    /// The strings that entities name.
    pub strings: Strings,
    rows: Column<Entity>,
    /// The first function met of each entity; `u32::MAX` where there is none.
    function: Column<u32>,
    frame_end: Column<u32>,
    /// Outermost frame of each location first, packed.
    frames: Column<u32>,
    /// For each location its only frame, packed, or [`SEVERAL`]: most have one, which is found at once here.
    only_frame: Column<u32>,
}

/// Stands for the frames of a location that has not one.
const SEVERAL: u32 = u32::MAX;

impl Entities {
    /// Names the frames of every location.
    pub fn build(profile: &Profile, grouping: Grouping) -> Result<Self, OutOfMemory> {
        let mut builder = Builder::new(profile, grouping)?;
        for row in 0..profile.locations.len() {
            builder.add(LocationId::from(row))?;
        }
        Ok(builder.entities)
    }

    /// Names the frames of the same profile anew, after filters took lines away or added locations: what was an
    /// entity before has the same id. The grouping must be the same. `lost_lines` are passed over; a location that loses
    /// all of its lines has no frames.
    pub fn build_again(&self, profile: &Profile, grouping: Grouping, lost_lines: &Bits) -> Result<Self, OutOfMemory> {
        let mut builder = Builder::with_strings(profile, grouping, self.strings.clone())?;
        for (row, entity) in self.rows.iter().enumerate() {
            builder.by_content.insert(entity, EntityId::from(row));
        }
        builder.lost_lines = lost_lines.clone();
        builder.entities.rows = self.rows.clone();
        builder.entities.function = self.function.clone();
        for row in 0..profile.locations.len() {
            builder.add(LocationId::from(row))?;
        }
        Ok(builder.entities)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What is equal for all frames of an entity.
    #[inline]
    pub fn get(&self, entity: EntityId) -> Entity {
        self.rows.get(entity.row())
    }

    /// Its function's name; empty for an unsymbolised address and at file granularity.
    pub fn name(&self, entity: EntityId) -> &[u8] {
        self.strings.bytes(self.get(entity).name)
    }

    /// Its cleaned source file, or empty.
    pub fn file(&self, entity: EntityId) -> &[u8] {
        self.strings.bytes(self.get(entity).file)
    }

    /// The first function met of it, for what the grouping does not keep.
    pub fn function(&self, entity: EntityId) -> Option<FunctionId> {
        let row = self.function.get(entity.row());
        (row != u32::MAX).then_some(FunctionId(row))
    }

    /// The frames of a location, outermost first.
    #[inline]
    pub fn frames(&self, location: LocationId) -> impl DoubleEndedIterator<Item = Frame> + '_ {
        let row = location.row();
        let start = if row == 0 { 0 } else { self.frame_end.get(row - 1) };
        (start as usize..self.frame_end.get(row) as usize).map(|row| Frame::unpacked(self.frames.get(row)))
    }

    /// The frame of a location that has only one.
    #[inline(always)]
    pub fn only_frame(&self, location: LocationId) -> Option<Frame> {
        let packed = self.only_frame.get(location.row());
        (packed != SEVERAL).then(|| Frame::unpacked(packed))
    }

    /// What a person reads: the name, or what stands for it where there is none.
    ///
    /// An unsymbolised frame reads `[binary]+0xADDR`, without a binary `0xADDR`.
    pub fn label(&self, entity: EntityId) -> Cow<'_, str> {
        let parts = self.get(entity);
        if parts.name != StringId(0) {
            return self.strings.text(parts.name);
        }
        if parts.file != StringId(0) {
            return self.strings.text(parts.file);
        }
        let binary = self.strings.text(parts.binary);
        let binary = binary.rsplit('/').next().unwrap_or_default();
        match (binary, parts.address) {
            ("", 0) => Cow::Borrowed("<unknown>"),
            ("", address) => Cow::Owned(format!("{address:#x}")),
            (binary, 0) => Cow::Owned(format!("[{binary}]")),
            (binary, address) => Cow::Owned(format!("[{binary}]+{address:#x}")),
        }
    }
}

struct Builder<'a> {
    profile: &'a Profile,
    grouping: Grouping,
    entities: Entities,
    by_content: hashbrown::HashMap<Entity, EntityId, foldhash::fast::FixedState>,
    /// For each function its name and cleaned file among the entities' strings.
    names: Vec<(StringId, StringId)>,
    binaries: Vec<StringId>,
    lost_lines: Bits,
}

impl<'a> Builder<'a> {
    fn new(profile: &'a Profile, grouping: Grouping) -> Result<Self, OutOfMemory> {
        Self::with_strings(profile, grouping, Strings::new())
    }

    fn with_strings(profile: &'a Profile, grouping: Grouping, mut strings: Strings) -> Result<Self, OutOfMemory> {
        let keeps_name = grouping.granularity != Granularity::Files;
        let keeps_file = grouping.granularity != Granularity::Functions;
        let mut names = Vec::new();
        names
            .try_reserve_exact(profile.functions.len())
            .map_err(|_no_memory| OutOfMemory { rows: 0 })?;
        for (name, file) in profile.functions.name.iter().zip(profile.functions.filename.iter()) {
            let name = if keeps_name {
                strings.intern(profile.strings.bytes(name))?
            } else {
                StringId(0)
            };
            let file = if keeps_file {
                strings.intern(&clean_path(profile.strings.bytes(file)))?
            } else {
                StringId(0)
            };
            names.push((name, file));
        }
        let binaries = profile
            .mappings
            .iter()
            .map(|mapping| strings.intern(profile.strings.bytes(mapping.filename)))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            profile,
            grouping,
            entities: Entities {
                strings,
                rows: Column::new(),
                function: Column::new(),
                frame_end: Column::new(),
                frames: Column::new(),
                only_frame: Column::new(),
            },
            by_content: hashbrown::HashMap::with_hasher(foldhash::fast::FixedState::with_seed(0)),
            names,
            binaries,
            lost_lines: Bits::new(),
        })
    }

    fn add(&mut self, location: LocationId) -> Result<(), OutOfMemory> {
        let locations = &self.profile.locations;
        let lines = locations.line_rows(location);
        let address = locations.address.get(location.row());
        let binary = locations
            .mapping_row(location)
            .map_or(StringId(0), |row| self.binaries[row]);
        let first = self.entities.frames.len();
        if lines.is_empty() {
            let keeps =
                self.grouping.granularity == Granularity::Addresses || self.grouping.with_unsymbolized_addresses;
            let entity = Entity {
                binary,
                address: if keeps { address } else { 0 },
                ..Entity::default()
            };
            self.add_frame(entity, u32::MAX, false)?;
        } else {
            let mut is_inlined = false;
            for row in lines.rev() {
                if self.lost_lines.has(row) {
                    continue;
                }
                self.add_line(locations, row, address, binary, is_inlined)?;
                if self.grouping.without_inlined {
                    break;
                }
                is_inlined = true;
            }
        }
        let entities = &mut self.entities;
        let end = entities.frames.len();
        let is_only = end == first + 1;
        let only = if is_only { entities.frames.get(first) } else { SEVERAL };
        entities.only_frame.push(only)?;
        entities.frame_end.push(end as u32)
    }

    fn add_line(
        &mut self,
        locations: &Locations,
        row: usize,
        address: u64,
        binary: StringId,
        is_inlined: bool,
    ) -> Result<(), OutOfMemory> {
        let line = locations.lines.get(row);
        let (name, file) = self.names[line.function.row()];
        let keeps_address = self.grouping.granularity == Granularity::Addresses;
        let keeps_line = keeps_address || self.grouping.granularity == Granularity::Lines;
        let keeps_column = keeps_line && self.grouping.with_columns;
        let entity = Entity {
            name,
            file,
            binary: if name == StringId(0) || self.grouping.with_binaries {
                binary
            } else {
                StringId(0)
            },
            line: if keeps_line { line.line } else { 0 },
            column: if keeps_column { line.column } else { 0 },
            address: if keeps_address { address } else { 0 },
        };
        self.add_frame(entity, line.function.0, is_inlined)
    }

    fn add_frame(&mut self, entity: Entity, function: u32, is_inlined: bool) -> Result<(), OutOfMemory> {
        let id = if let Some(&id) = self.by_content.get(&entity) {
            id
        } else {
            let full = OutOfMemory {
                rows: self.entities.len(),
            };
            self.by_content.try_reserve(1).map_err(|_no_memory| full)?;
            let id = EntityId::from(self.entities.len());
            self.entities.rows.push(entity)?;
            self.entities.function.push(function)?;
            self.by_content.insert(entity, id);
            id
        };
        let frame = Frame { entity: id, is_inlined };
        self.entities.frames.push(frame.packed())
    }
}

/// Go's `filepath.Clean` on Unix: no `.`, no `x/..`, no doubled or trailing slash. The empty path stays empty.
fn clean_path(path: &[u8]) -> Cow<'_, [u8]> {
    let is_clean = !path.is_empty()
        && !path
            .windows(2)
            .any(|pair| pair == b"//" || pair == b"./" || pair == b"/.")
        && (path == b"/" || path.last() != Some(&b'/'));
    if path.is_empty() || is_clean {
        return Cow::Borrowed(path);
    }
    let is_rooted = path[0] == b'/';
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in path.split(|&byte| byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." if parts.last().is_some_and(|&last| last != b"..") => {
                parts.pop();
            }
            b".." if is_rooted => {}
            part => parts.push(part),
        }
    }
    let mut clean = if is_rooted { b"/".to_vec() } else { Vec::new() };
    clean.extend_from_slice(&parts.join(&b'/'));
    if clean.is_empty() {
        clean.push(b'.');
    }
    Cow::Owned(clean)
}

#[cfg(test)]
mod tests;
