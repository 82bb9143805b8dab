//! Samples of addresses → a [`Profile`].
//!
//! Locations are numbered in the order in which samples first name them, leaf first, and functions in
//! the order of locations, as pprof numbers them (`remapLocationIDs`, `remapFunctionIDs` in
//! `profile/legacy_profile.go`, Go 1.27). Names may come at any time: they are kept aside until the end.

use hashbrown::HashMap;

use crate::decode::legacy::mappings::Mappings;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{FunctionId, LocationId, StackId, StringId};
use crate::model::prefix_tree::{Finishing, KEY_LIMIT};
use crate::model::profile::{Label, Line, Locations, Profile, StacksBuilder, ValueType};

/// A table from numbers to rows.
type Rows<K> = HashMap<K, u32, foldhash::fast::FixedState>;

/// What Go leaves out at the leaf of a stack, of which only the package is known.
const HIDDEN: &[u8] = b"runtime.?";

/// What Go leaves out at the root.
const ROOT: &[u8] = b"runtime.goexit";

/// What is known of a location.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    key: u64,
    address: u64,
    /// Its first row in [`Build::lines`], and how many.
    first_line: u32,
    line_count: u32,
    /// Where Go's comments passed over it.
    skipped: Skipped,
}

/// Where Go's comments pass over a frame without a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Skipped {
    /// Nowhere, or in the middle.
    #[default]
    Nowhere,
    /// Before the first frame that is named: a function of the runtime.
    AtLeaf,
    /// After the last one: where every goroutine begins.
    AtRoot,
}

/// A line of a location, by names.
#[derive(Clone, Copy, Debug)]
struct NamedLine {
    name: StringId,
    file: StringId,
    line: i64,
}

/// A profile on its way.
#[derive(Debug)]
pub(super) struct Build {
    /// What is known of it; its locations, functions, mappings and stacks come last.
    pub(super) profile: Profile,
    /// The locations of the last sample, leaf first.
    pub(super) stack: Vec<LocationId>,
    places: Column<Place>,
    by_key: Rows<u64>,
    lines: Column<NamedLine>,
    stacks: StacksBuilder,
}

impl Build {
    /// An empty profile.
    pub(super) fn new() -> Result<Self, OutOfMemory> {
        Ok(Self {
            profile: Profile::default(),
            stack: Vec::new(),
            places: Column::new(),
            by_key: HashMap::with_hasher(foldhash::fast::FixedState::with_seed(0)),
            lines: Column::new(),
            stacks: StacksBuilder::new()?,
        })
    }

    /// The id of a string.
    pub(super) fn string(&mut self, text: &[u8]) -> Result<StringId, OutOfMemory> {
        self.profile.strings.intern(text)
    }

    /// A type of values.
    pub(super) fn value_type(&mut self, kind: &[u8], unit: &[u8]) -> Result<ValueType, OutOfMemory> {
        Ok(ValueType {
            kind: self.string(kind)?,
            unit: self.string(unit)?,
        })
    }

    /// Says what the values of samples are, and what the period counts.
    pub(super) fn set_types(&mut self, types: &[[&str; 2]], period: [&str; 2]) -> Result<(), OutOfMemory> {
        self.profile.sample_types.clear();
        for [kind, unit] in types {
            let value_type = self.value_type(kind.as_bytes(), unit.as_bytes())?;
            self.profile.sample_types.push(value_type);
        }
        self.profile.samples.values.resize_with(types.len(), Column::new);
        self.profile.period_type = self.value_type(period[0].as_bytes(), period[1].as_bytes())?;
        Ok(())
    }

    /// The location with an address, made when it is new.
    #[inline]
    pub(super) fn location(&mut self, address: u64) -> Result<LocationId, OutOfMemory> {
        self.location_of(address, address)
    }

    /// The location with a key, made when it is new; all have an address, or all have none.
    pub(super) fn location_of(&mut self, key: u64, address: u64) -> Result<LocationId, OutOfMemory> {
        if let Some(&row) = self.by_key.get(&key) {
            return Ok(LocationId(row));
        }
        let row = self.places.len();
        let full = OutOfMemory { rows: row };
        if row >= KEY_LIMIT as usize {
            return Err(full);
        }
        self.by_key.try_reserve(1).map_err(|_no_memory| full)?;
        self.places.push(Place {
            key,
            address,
            ..Place::default()
        })?;
        self.by_key.insert(key, row as u32);
        Ok(LocationId::from(row))
    }

    /// The location with a key, if a sample has named it.
    pub(super) fn find(&self, key: u64) -> Option<LocationId> {
        self.by_key.get(&key).map(|&row| LocationId(row))
    }

    /// The key by which a location was made: its address, where it has one.
    #[inline]
    pub(super) fn key(&self, location: LocationId) -> u64 {
        self.places.get(location.row()).key
    }

    /// Adds a sample with the locations of these addresses, leaf first.
    pub(super) fn sample(&mut self, addresses: &[u64], values: &[i64]) -> Result<(), OutOfMemory> {
        self.set_stack(addresses)?;
        self.sample_of_stack(values)
    }

    /// Makes these addresses the [`stack`](Self::stack), without a second one that says where the first is once more: a
    /// handler may have the place of a thread both from its registers and from its stack (`cleanupDuplicateLocations`).
    pub(super) fn set_stack_without_double(&mut self, addresses: &[u64]) -> Result<(), OutOfMemory> {
        self.set_stack(addresses)?;
        if let [leaf, second, ..] = *addresses
            && leaf == second.wrapping_add(1)
        {
            self.stack.remove(1);
        }
        Ok(())
    }

    /// Makes the locations of these addresses the [`stack`](Self::stack).
    fn set_stack(&mut self, addresses: &[u64]) -> Result<(), OutOfMemory> {
        self.stack.clear();
        let rows = self.profile.samples.len();
        self.stack
            .try_reserve(addresses.len())
            .map_err(|_no_memory| OutOfMemory { rows })?;
        for &address in addresses {
            let location = self.location(address)?;
            self.stack.push(location);
        }
        Ok(())
    }

    /// Adds a sample with the locations of [`stack`](Self::stack).
    pub(super) fn sample_of_stack(&mut self, values: &[i64]) -> Result<(), OutOfMemory> {
        let mut node = self.stacks.root();
        for &location in self.stack.iter().rev() {
            node = self.stacks.push(node, location)?;
        }
        self.stacks.cut_after(node)?;
        let samples = &mut self.profile.samples;
        samples.stack.push(node)?;
        for (column, &value) in samples.values.iter_mut().zip(values) {
            column.push(value)?;
        }
        if !samples.label_end.is_empty() {
            samples.label_end.push(samples.labels.len() as u32)?;
        }
        Ok(())
    }

    /// Gives the last sample a label.
    pub(super) fn label(&mut self, label: Label) -> Result<(), OutOfMemory> {
        let samples = &mut self.profile.samples;
        samples.labels.push(label)?;
        while samples.label_end.len() < samples.stack.len() {
            samples.label_end.push(0)?;
        }
        if let Some(last) = samples.stack.len().checked_sub(1) {
            samples.label_end.set(last, samples.labels.len() as u32);
        }
        Ok(())
    }

    /// Gives the last sample the label that says how large its objects are.
    pub(super) fn label_bytes(&mut self, number: i64) -> Result<(), OutOfMemory> {
        let key = self.string(b"bytes")?;
        self.label(Label {
            key,
            number,
            ..Label::default()
        })
    }

    /// Whether a location has a name.
    #[inline]
    pub(super) fn is_named(&self, location: LocationId) -> bool {
        self.places.get(location.row()).line_count > 0
    }

    /// Takes a location's names away.
    pub(super) fn unname(&mut self, location: LocationId) {
        self.places.get_mut(location.row()).line_count = 0;
    }

    /// Adds a line to a location: the function that called the ones it has. Lines of two locations do not mix.
    pub(super) fn name(
        &mut self,
        location: LocationId,
        name: &[u8],
        file: &[u8],
        line: i64,
    ) -> Result<(), OutOfMemory> {
        let (name, file) = (self.string(name)?, self.string(file)?);
        self.name_by_id(location, name, file, line)
    }

    /// The same, of strings that the table has.
    pub(super) fn name_by_id(
        &mut self,
        location: LocationId,
        name: StringId,
        file: StringId,
        line: i64,
    ) -> Result<(), OutOfMemory> {
        let row = self.lines.len() as u32;
        self.lines.push(NamedLine { name, file, line })?;
        let place = self.places.get_mut(location.row());
        if place.line_count == 0 {
            place.first_line = row;
        }
        place.line_count += 1;
        Ok(())
    }

    /// Notes that comments passed over a location.
    pub(super) fn skip(&mut self, location: LocationId, skipped: Skipped) {
        self.places.get_mut(location.row()).skipped = skipped;
    }

    /// Takes the addresses of all locations away.
    pub(super) fn forget_addresses(&mut self) {
        for row in 0..self.places.len() {
            self.places.get_mut(row).address = 0;
        }
    }

    /// Takes away the address of a location.
    pub(super) fn forget_address(&mut self, location: LocationId) {
        self.places.get_mut(location.row()).address = 0;
    }

    /// Finds the mapping of each location with an address; where there is none, one that spans everything.
    pub(super) fn map(&mut self, mappings: Mappings) -> Result<(), OutOfMemory> {
        let mut mappings = mappings.arranged(&self.profile.strings);
        let locations = &mut self.profile.locations;
        for place in self.places.iter() {
            let row = if place.address == 0 {
                Locations::NO_MAPPING
            } else {
                mappings.row_of(place.address)
            };
            locations.mapping.push(row)?;
        }
        self.profile.mappings = mappings.numbered();
        Ok(())
    }

    /// Says of every mapping that its functions are known: nobody need look them up in the binary.
    pub(super) fn mark_symbolized(&mut self) {
        for mapping in &mut self.profile.mappings {
            (mapping.has_functions, mapping.has_filenames, mapping.has_line_numbers) = (true, true, true);
        }
    }

    /// The profile but for its stacks, and these: after [`map`](Self::map).
    pub(super) fn finish(mut self) -> Result<(Profile, Finishing<StackId, LocationId>), OutOfMemory> {
        self.name_skipped()?;
        let Self {
            mut profile,
            places,
            lines,
            stacks,
            ..
        } = self;
        let mut functions: Rows<(StringId, StringId)> = HashMap::with_hasher(foldhash::fast::FixedState::with_seed(0));
        let locations = &mut profile.locations;
        for (row, place) in places.iter().enumerate() {
            for line in 0..place.line_count {
                let named = lines.get((place.first_line + line) as usize);
                let next = functions.len();
                functions
                    .try_reserve(1)
                    .map_err(|_no_memory| OutOfMemory { rows: next })?;
                let function = *functions.entry((named.name, named.file)).or_insert(next as u32);
                if function as usize == next {
                    let rows = &mut profile.functions;
                    rows.file_id.push(next as u64 + 1)?;
                    rows.name.push(named.name)?;
                    rows.system_name.push(named.name)?;
                    rows.filename.push(named.file)?;
                    rows.start_line.push(0)?;
                }
                locations.lines.push(Line {
                    function: FunctionId(function),
                    line: named.line,
                    column: 0,
                })?;
            }
            locations.file_id.push(row as u64 + 1)?;
            locations.address.push(place.address)?;
            locations.is_folded.push(false)?;
            locations.line_end.push(locations.lines.len() as u32)?;
        }
        Ok((profile, stacks.finishing()))
    }

    /// Names what comments passed over and never named elsewhere.
    fn name_skipped(&mut self) -> Result<(), OutOfMemory> {
        for row in 0..self.places.len() {
            let place = self.places.get(row);
            let name = match place.skipped {
                _ if place.line_count > 0 => continue,
                Skipped::Nowhere => continue,
                Skipped::AtLeaf => HIDDEN,
                Skipped::AtRoot => ROOT,
            };
            self.name(LocationId::from(row), name, b"", 0)?;
        }
        Ok(())
    }
}
