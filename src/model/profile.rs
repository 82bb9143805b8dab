//! A profile, in the columns of profile.proto.
//!
//! Field by field the tables follow `proto/profile.proto` of google/pprof; what the format
//! writes as nested messages stands here in flat columns, so that a sample costs no
//! allocation. Strings are ids into one table, stacks are nodes of one prefix tree.

use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{FunctionId, LocationId, StackId, StringId};
use crate::model::prefix_tree::{PrefixTree, PrefixTreeBuilder};
use crate::model::strings::Strings;

/// Stacks of locations, as samples hold them.
pub type Stacks = PrefixTree<StackId, LocationId>;
/// Builds the stacks of a profile.
pub type StacksBuilder = PrefixTreeBuilder<StackId, LocationId>;

/// What one kind of value measures: `cpu` in `nanoseconds`, `inuse_space` in `bytes`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ValueType {
    /// The type's name, such as `alloc_objects`.
    pub kind: StringId,
    /// The unit of its values, such as `count`.
    pub unit: StringId,
}

/// Everything a profile said.
#[derive(Debug, Default)]
pub struct Profile {
    /// All strings of the file; ids in the other tables point here.
    pub strings: Strings,
    /// One entry for each value of a sample.
    pub sample_types: Vec<ValueType>,
    /// The samples, in file order.
    pub samples: Samples,
    /// The stacks of all samples.
    pub stacks: Stacks,
    /// Locations, in file order.
    pub locations: Locations,
    /// Functions, in file order.
    pub functions: Functions,
    /// Mappings, in file order; the first is the main binary.
    pub mappings: Vec<Mapping>,
    /// Frames to drop: a regular expression over function names, or empty.
    pub drop_frames: StringId,
    /// Frames to keep although [`drop_frames`](Self::drop_frames) matches, or empty.
    pub keep_frames: StringId,
    /// When profiling began, in nanoseconds since 1970 UTC; 0 when the file does not say.
    pub time_nanos: i64,
    /// How long profiling took, in nanoseconds; 0 when the file does not say.
    pub duration_nanos: i64,
    /// What [`period`](Self::period) counts.
    pub period_type: ValueType,
    /// Events between two samples, in the unit of [`period_type`](Self::period_type).
    pub period: i64,
    /// Free text of the writer, in file order.
    pub comments: Vec<StringId>,
    /// The name of the sample type to show first, or empty.
    pub default_sample_type: StringId,
    /// Where this kind of profile is documented, or empty.
    pub doc_url: StringId,
}

/// The samples of a profile: one row each.
#[derive(Debug, Default)]
pub struct Samples {
    /// The stack of each sample.
    pub stack: Column<StackId>,
    /// For each sample type a column of values.
    pub values: Vec<Column<i64>>,
    /// For each sample the row after its last label; empty when no sample has labels.
    pub label_end: Column<u32>,
    /// The labels of all samples, in file order.
    pub labels: Column<Label>,
}

impl Samples {
    /// How many samples there are.
    pub fn len(&self) -> usize {
        self.stack.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.stack.is_empty()
    }

    /// The labels of a sample, in file order.
    pub fn labels(&self, sample: usize) -> impl Iterator<Item = Label> + '_ {
        let (start, end) = if self.label_end.is_empty() {
            (0, 0)
        } else {
            let start = if sample == 0 { 0 } else { self.label_end.get(sample - 1) };
            (start, self.label_end.get(sample))
        };
        (start as usize..end as usize).map(|row| self.labels.get(row))
    }
}

/// One label of a sample: a word, or a number with a unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Label {
    /// The key.
    pub key: StringId,
    /// Whether it is a word; otherwise it is a number, `profile/encode.go` tells them apart by the text's string index.
    pub is_text: bool,
    /// The word.
    pub text: StringId,
    /// The number.
    pub number: i64,
    /// The unit of the number, or empty.
    pub unit: StringId,
}

/// Program locations: one row each, with the lines inlined there.
#[derive(Clone, Debug, Default)]
pub struct Locations {
    /// The id the file gave it, non-zero and unique.
    pub file_id: Column<u64>,
    /// The row of its mapping in [`Profile::mappings`], or [`Locations::NO_MAPPING`].
    pub mapping: Column<u32>,
    /// The instruction address.
    pub address: Column<u64>,
    /// Whether several symbols share the address.
    pub is_folded: Column<bool>,
    /// The row after the location's last line.
    pub line_end: Column<u32>,
    /// The lines of all locations; in each location the innermost inlined call comes first.
    pub lines: Column<Line>,
}

impl Locations {
    /// A location without a mapping.
    pub const NO_MAPPING: u32 = u32::MAX;

    /// How many locations there are.
    pub fn len(&self) -> usize {
        self.file_id.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.file_id.is_empty()
    }

    /// The rows of a location's lines, innermost inlined call first; empty when it is unsymbolised.
    pub fn line_rows(&self, location: LocationId) -> std::ops::Range<usize> {
        let row = location.row();
        let start = if row == 0 { 0 } else { self.line_end.get(row - 1) };
        start as usize..self.line_end.get(row) as usize
    }

    /// The mapping's row, if the location has one.
    pub fn mapping_row(&self, location: LocationId) -> Option<usize> {
        let row = self.mapping.get(location.row());
        (row != Self::NO_MAPPING).then_some(row as usize)
    }
}

/// A source line of a location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// The function it belongs to.
    pub function: FunctionId,
    /// The line number, 0 when unknown.
    pub line: i64,
    /// The column, 0 when unknown.
    pub column: i64,
}

/// Functions: one row each.
#[derive(Clone, Debug, Default)]
pub struct Functions {
    /// The id the file gave it, non-zero and unique.
    pub file_id: Column<u64>,
    /// The name to show.
    pub name: Column<StringId>,
    /// The name the linker knows.
    pub system_name: Column<StringId>,
    /// The source file.
    pub filename: Column<StringId>,
    /// The line where the function begins, 0 when unknown.
    pub start_line: Column<i64>,
}

impl Functions {
    /// How many functions there are.
    pub fn len(&self) -> usize {
        self.file_id.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.file_id.is_empty()
    }
}

/// Finds the [`Functions`] of a profile that is being made of something else, where a name and a file make a function.
#[derive(Debug, Default)]
pub struct FunctionNames {
    rows: HashTable<u32>,
    hasher: FixedState,
}

impl FunctionNames {
    /// The function with this name and source file, which is added when it is new.
    pub fn intern(
        &mut self,
        functions: &mut Functions,
        name: StringId,
        filename: StringId,
    ) -> Result<FunctionId, OutOfMemory> {
        let hash = self.hasher.hash_one((name, filename));
        let key = |row: u32| (functions.name.get(row as usize), functions.filename.get(row as usize));
        if let Some(&row) = self.rows.find(hash, |&row| key(row) == (name, filename)) {
            return Ok(FunctionId(row));
        }
        let row = functions.len();
        self.rows
            .try_reserve(1, |&row| self.hasher.hash_one(key(row)))
            .map_err(|_no_memory| OutOfMemory { rows: row })?;
        self.rows
            .insert_unique(hash, row as u32, |&row| self.hasher.hash_one(key(row)));
        functions.file_id.push(row as u64 + 1)?;
        functions.name.push(name)?;
        functions.system_name.push(name)?;
        functions.filename.push(filename)?;
        functions.start_line.push(0)?;
        Ok(FunctionId::from(row))
    }
}

/// A binary or library mapped into the profiled process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the four flags are fields 7 to 10 of the format's Mapping"
)]
pub struct Mapping {
    /// The id the file gave it, non-zero and unique.
    pub file_id: u64,
    /// First address.
    pub start: u64,
    /// Address after the last.
    pub limit: u64,
    /// Offset in the binary of the first address.
    pub offset: u64,
    /// Path of the binary.
    pub filename: StringId,
    /// Build id, or empty.
    pub build_id: StringId,
    /// Whether functions are known.
    pub has_functions: bool,
    /// Whether file names are known.
    pub has_filenames: bool,
    /// Whether line numbers are known.
    pub has_line_numbers: bool,
    /// Whether inlined frames are known.
    pub has_inline_frames: bool,
}
