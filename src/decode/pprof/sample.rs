//! Samples, straight into columns.
//!
//! A sample is read into scratch lists that are used again and again; its values go to their columns
//! at once, its stack is found together with those of the samples around it.

use crate::decode::pprof::error::{Part, Problem};
use crate::decode::pprof::field::{Fault, Field, Fields, RowFault, Value, varint};
use crate::decode::pprof::ids::Ids;
use crate::decode::pprof::tables::string_ref;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{LocationId, StackId, StringId};
use crate::model::prefix_tree::{Below, Path};
use crate::model::profile::{Label, Samples, StacksBuilder};

/// Samples whose stacks are looked up together.
const BATCH: usize = 64;

/// Most frames that wait for that, so that a few huge samples do not wait.
const BATCH_FRAMES: usize = 1 << 14;

/// Most values a sample may have, and most sample types: each needs a column. Go writes up to 4.
pub(super) const MAX_VALUES: usize = 1 << 16;

/// Tags of the packed fields that make up nearly all of a profile: number · 8 + wire type 2.
const LOCATION_IDS: u8 = 1 << 3 | 2;
const VALUES: u8 = 2 << 3 | 2;

/// Reads samples.
#[derive(Debug)]
pub(super) struct SampleReader {
    /// The samples so far; labels hold file indices until the string table is complete.
    pub(super) samples: Samples,
    /// Their stacks; locations are [`Ref`](crate::decode::pprof::ids::Ref)s.
    pub(super) stacks: StacksBuilder,
    /// Locations of the samples that wait for their stacks, root first, and where each of them ends.
    locations: Vec<LocationId>,
    paths: Vec<Path<StackId>>,
    found: Vec<StackId>,
    values: Vec<i64>,
}

impl SampleReader {
    /// No samples yet.
    pub(super) fn new() -> Result<Self, OutOfMemory> {
        Ok(Self {
            samples: Samples::default(),
            stacks: StacksBuilder::new()?,
            locations: Vec::new(),
            paths: Vec::new(),
            found: Vec::new(),
            values: Vec::new(),
        })
    }

    /// Reads a sample from its message.
    pub(super) fn read(&mut self, bytes: &[u8], ids: &mut Ids) -> Result<(), RowFault> {
        self.values.clear();
        let labels_before = self.samples.labels.len();
        let rest = self.read_head(bytes, ids)?;
        let mut fields = Fields::starting_at(bytes, rest, Part::Sample);
        while let Some(field) = fields.next()? {
            match field.number {
                1 => self.read_locations(&field, ids)?,
                2 => self.read_values(&field)?,
                3 => self.read_label(&field)?,
                _ => {}
            }
        }
        self.append(labels_before)
    }

    /// The usual beginning: packed locations, then packed values. Returns where it ends.
    #[inline]
    fn read_head(&mut self, bytes: &[u8], ids: &mut Ids) -> Result<usize, RowFault> {
        let mut at = 0;
        for tag in [LOCATION_IDS, VALUES] {
            // One byte of tag and one of length; anything else takes the general way.
            let Some(&[found, len]) = bytes.get(at..).and_then(<[u8]>::first_chunk::<2>) else {
                return Ok(at);
            };
            let Some(packed) = bytes.get(at + 2..at + 2 + usize::from(len)) else {
                return Ok(at);
            };
            if found != tag || len >= 0x80 {
                return Ok(at);
            }
            let fault_at = |problem, inside| Fault {
                problem,
                at: at + 2 + inside,
                part: Part::Sample,
                field: u64::from(tag >> 3),
            };
            if tag == LOCATION_IDS {
                self.read_packed_locations(packed, ids, fault_at)?;
            } else {
                self.read_packed_values(packed, fault_at)?;
            }
            at += 2 + packed.len();
        }
        Ok(at)
    }

    #[inline]
    fn read_packed_locations(
        &mut self,
        packed: &[u8],
        ids: &mut Ids,
        fault_at: impl Fn(Problem, usize) -> Fault,
    ) -> Result<(), RowFault> {
        // A number has a byte at least, so this is enough, and it is bounded by what has arrived.
        let rows = self.locations.len();
        self.locations
            .try_reserve(packed.len())
            .map_err(|_no_memory| OutOfMemory { rows })?;
        let mut at = 0;
        while at < packed.len() {
            let start = at;
            let id = varint(packed, &mut at).map_err(|problem| fault_at(problem, start))?;
            self.locations.push(LocationId(ids.reference(id)?));
        }
        Ok(())
    }

    #[inline]
    fn read_packed_values(
        &mut self,
        packed: &[u8],
        fault_at: impl Fn(Problem, usize) -> Fault,
    ) -> Result<(), RowFault> {
        let mut at = 0;
        while at < packed.len() {
            let start = at;
            let value = varint(packed, &mut at).map_err(|problem| fault_at(problem, start))?;
            self.push_value(value, |problem| fault_at(problem, start))?;
        }
        Ok(())
    }

    #[inline]
    fn push_value(&mut self, value: u64, fault: impl FnOnce(Problem) -> Fault) -> Result<(), RowFault> {
        if self.values.len() >= MAX_VALUES {
            return Err(fault(Problem::TooMany(MAX_VALUES as u64)).into());
        }
        self.values.push(value as i64);
        Ok(())
    }

    fn read_locations(&mut self, field: &Field<'_>, ids: &mut Ids) -> Result<(), RowFault> {
        if let Value::Bytes(packed) = field.value {
            return self.read_packed_locations(packed, ids, |problem, inside| field.fault_inside(problem, inside));
        }
        let reference = LocationId(ids.reference(field.varint()?)?);
        let rows = self.locations.len();
        self.locations
            .try_reserve(1)
            .map_err(|_no_memory| OutOfMemory { rows })?;
        self.locations.push(reference);
        Ok(())
    }

    fn read_values(&mut self, field: &Field<'_>) -> Result<(), RowFault> {
        if let Value::Bytes(packed) = field.value {
            return self.read_packed_values(packed, |problem, inside| field.fault_inside(problem, inside));
        }
        self.push_value(field.varint()?, |problem| field.fault(problem))
    }

    fn read_label(&mut self, field: &Field<'_>) -> Result<(), RowFault> {
        let base = field.at;
        let label = read_label(field.bytes()?).map_err(|fault| fault.moved(base))?;
        if let Some(label) = label {
            self.samples.labels.push(label)?;
        }
        Ok(())
    }

    /// How many samples were read.
    pub(super) fn len(&self) -> usize {
        self.samples.stack.len() + self.paths.len()
    }

    /// Finds the stacks of the samples that wait; call it after the last one, too.
    pub(super) fn flush(&mut self) -> Result<(), OutOfMemory> {
        self.stacks.push_paths(&self.locations, &self.paths, &mut self.found)?;
        let mut start = 0;
        for path in &self.paths {
            let is_empty = path.end == start;
            let stack = if is_empty {
                self.stacks.root()
            } else {
                self.found[path.end - 1]
            };
            // Then all the stacks that go through a run go through the whole of it.
            self.stacks.cut_after(stack)?;
            self.samples.stack.push(stack)?;
            start = path.end;
        }
        self.locations.clear();
        self.paths.clear();
        Ok(())
    }

    /// Appends what was read as a row.
    fn append(&mut self, labels_before: usize) -> Result<(), RowFault> {
        let samples = &mut self.samples;
        let row = samples.stack.len() + self.paths.len();
        if row == 0 {
            samples.values.resize_with(self.values.len(), Column::new);
        } else if self.values.len() != samples.values.len() {
            return Err(Fault {
                problem: Problem::UnevenValues {
                    found: self.values.len() as u64,
                    wanted: samples.values.len() as u64,
                },
                at: 0,
                part: Part::Sample,
                field: 2,
            }
            .into());
        }
        // The file has the leaf first.
        let start = self.paths.last().map_or(0, |path| path.end);
        self.locations[start..].reverse();
        self.paths.push(Path {
            below: Below::Node(self.stacks.root()),
            end: self.locations.len(),
        });
        for (column, &value) in samples.values.iter_mut().zip(&self.values) {
            column.push(value)?;
        }
        let labels = samples.labels.len();
        if labels > labels_before && samples.label_end.is_empty() {
            samples.label_end = Column::filled(row, 0)?;
        }
        if labels > 0 {
            samples.label_end.push(labels as u32)?;
        }
        if self.paths.len() >= BATCH || self.locations.len() >= BATCH_FRAMES {
            self.flush()?;
        }
        Ok(())
    }
}

/// Reads a label; none if it says nothing.
///
/// pprof tells words from numbers by whether the word's index is 0, looks at the unit of numbers
/// only, and drops a number 0 without a unit (`profile/encode.go`, Go 1.27): that one we keep.
fn read_label(bytes: &[u8]) -> Result<Option<Label>, Fault> {
    let (mut key, mut text, mut number, mut unit) = (0, 0, 0, 0);
    let mut fields = Fields::new(bytes, Part::Label);
    while let Some(field) = fields.next()? {
        match field.number {
            1 => key = field.varint()?,
            2 => text = field.varint()?,
            3 => number = field.varint()?,
            4 => unit = field.varint()?,
            _ => {}
        }
    }
    let index = |field, index| {
        string_ref(index).map_err(|problem| Fault {
            problem,
            at: 0,
            part: Part::Label,
            field,
        })
    };
    let is_text = text != 0;
    if !is_text && key == 0 && number == 0 && unit == 0 {
        return Ok(None);
    }
    Ok(Some(Label {
        key: index(1, key)?,
        is_text,
        text: index(2, text)?,
        number: if is_text { 0 } else { number as i64 },
        unit: if is_text { StringId(0) } else { index(4, unit)? },
    }))
}
