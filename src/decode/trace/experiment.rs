//! What the AllocFree experiment says beside events: types, and what its numbers are multiples of.
//!
//! ```text
//! batch = 00 { id address size pointer_bytes name_len name[name_len] }     types of a generation
//!       | 01 first_address page_size object_align stack_size               once, in the first generation
//! ```
//!
//! Go's reader does not look into these batches, so damage here is a warning and the trace is read on.
//!
//! Source: `runtime/tracetype.go`, `runtime/traceallocfree.go`, Go 1.27.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::decode::trace::bytes::{BadNumber, number};
use crate::decode::trace::problem::{Part, Problem};
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::strings::Strings;
use crate::model::trace::memory::{Type, TypeRow};

/// The number of the experiment (`tracev2.AllocFree`).
pub(super) const ALLOC_FREE: u8 = 1;

/// What begins a batch of types, and one about the numbers.
const TYPES: u8 = 0;
const LAYOUT: u8 = 1;

/// What the numbers of things in memory are multiples of, in bytes: addresses are counted from one that is not needed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Bytes of a page, which spans are made of.
    pub(super) page: u64,
    /// What the numbers of objects are multiples of.
    pub(super) object: u64,
}

impl Layout {
    /// That of every Go with the experiment, for traces that have lost their first generation.
    const USUAL: Self = Self { page: 8192, object: 8 };
}

/// What was told so far.
#[derive(Debug)]
pub(super) struct Experiment {
    /// What numbers are multiples of.
    pub(super) layout: Layout,
    /// Whether the trace itself said so.
    pub(super) is_layout_told: bool,
    /// The types, first those that are none of the program.
    types: Vec<Type>,
    rows: HashMap<Type, u32, FixedState>,
    /// The types by their numbers in the generation in hand.
    ids: HashMap<u64, u32, FixedState>,
    /// The first that could not be read, and where in the file.
    fault: Option<(Problem, u64)>,
}

impl Default for Experiment {
    fn default() -> Self {
        Self {
            layout: Layout::USUAL,
            is_layout_told: false,
            types: Vec::new(),
            rows: HashMap::with_hasher(FixedState::with_seed(0)),
            ids: HashMap::with_hasher(FixedState::with_seed(0)),
            fault: None,
        }
    }
}

impl Experiment {
    /// Forgets the numbers of the generation before.
    pub(super) fn begin_generation(&mut self) {
        self.ids.clear();
    }

    /// The type with this number, of something that is made.
    pub(super) fn find(&self, id: u64) -> TypeRow {
        match id {
            0 => TypeRow::NONE,
            _ => self.ids.get(&id).map_or(TypeRow::UNKNOWN, |&row| TypeRow(row)),
        }
    }

    /// Bytes of a value of a type, as far as known.
    pub(super) fn bytes_of(&self, row: TypeRow) -> u64 {
        self.types.get(row.row()).map_or(0, |kind| kind.bytes)
    }

    /// The types of the whole trace.
    pub(super) fn into_types(self) -> Vec<Type> {
        self.types
    }

    /// What could not be read, if anything, and where in the unpacked file.
    pub(super) fn fault(&self) -> Option<(Problem, u64)> {
        self.fault
    }

    /// Reads a batch of the experiment, whose data begins at an offset in the file.
    pub(super) fn add(&mut self, data: &[u8], offset: u64, strings: &mut Strings) -> Result<(), OutOfMemory> {
        match self.read(data, strings) {
            Ok(()) => Ok(()),
            Err((Problem::Memory(full), _)) => Err(full),
            Err((problem, at)) => {
                self.fault.get_or_insert((problem, offset + at as u64));
                Ok(())
            }
        }
    }

    fn read(&mut self, data: &[u8], strings: &mut Strings) -> Result<(), (Problem, usize)> {
        let mut at = 1;
        match data.first() {
            // The end of tracing flushes what may be empty.
            None => Ok(()),
            Some(&TYPES) => {
                while at < data.len() {
                    self.read_type(data, &mut at, strings)?;
                }
                Ok(())
            }
            Some(&LAYOUT) => {
                let mut next = || field(data, &mut at);
                let (_first, page, object, _stack) = (next()?, next()?, next()?, next()?);
                if page == 0 || object == 0 {
                    return Err((Problem::UnknownEntry(Part::Experiment, LAYOUT), 1));
                }
                self.layout = Layout { page, object };
                self.is_layout_told = true;
                Ok(())
            }
            Some(&other) => Err((Problem::UnknownEntry(Part::Experiment, other), 0)),
        }
    }

    fn read_type(&mut self, data: &[u8], at: &mut usize, strings: &mut Strings) -> Result<(), (Problem, usize)> {
        let start = *at;
        let mut next = || field(data, at);
        let (id, address, bytes, _pointers, len) = (next()?, next()?, next()?, next()?, next()?);
        let end = usize::try_from(len).ok().and_then(|len| at.checked_add(len));
        let name = end.and_then(|end| data.get(*at..end));
        let name = name.ok_or((Problem::CutBatch(Part::Experiment), data.len()))?;
        *at += name.len();
        let no_memory = |error: OutOfMemory| (Problem::from(error), start);
        let name = strings.intern(name).map_err(no_memory)?;
        let row = self.row_of(Type { name, bytes, address }).map_err(no_memory)?;
        let full = OutOfMemory { rows: self.ids.len() };
        self.ids.try_reserve(1).map_err(|_no_memory| no_memory(full))?;
        self.ids.insert(id, row);
        Ok(())
    }

    /// The row of a type, which may be new.
    fn row_of(&mut self, kind: Type) -> Result<u32, OutOfMemory> {
        let full = OutOfMemory { rows: self.types.len() };
        if let Some(&row) = self.rows.get(&kind) {
            return Ok(row);
        }
        self.types.try_reserve(1 + TypeRow::FIXED).map_err(|_no_memory| full)?;
        self.rows.try_reserve(1).map_err(|_no_memory| full)?;
        while self.types.len() < TypeRow::FIXED {
            self.types.push(NO_TYPE);
        }
        let row = self.types.len() as u32;
        self.types.push(kind);
        self.rows.insert(kind, row);
        Ok(row)
    }
}

/// Stands for what has no type.
pub(super) const NO_TYPE: Type = Type {
    name: StringId(0),
    bytes: 0,
    address: 0,
};

fn field(data: &[u8], at: &mut usize) -> Result<u64, (Problem, usize)> {
    number(data, at).map_err(|bad| {
        let problem = match bad {
            BadNumber::Cut => Problem::CutBatch(Part::Experiment),
            BadNumber::Long => Problem::LongNumber(Part::Experiment),
        };
        (problem, *at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_what_numbers_stand_for_are_read() {
        let (mut told, mut strings) = (Experiment::default(), Strings::new());
        assert_eq!((told.find(0), told.find(7)), (TypeRow::NONE, TypeRow::UNKNOWN));
        told.add(b"\x01\x10\x80\x40\x08\x80\x10", 0, &mut strings).unwrap();
        assert!(told.is_layout_told && told.layout == Layout::USUAL);
        told.add(
            b"\x00\x07\x01\x18\x08\x06main.T\x08\x02\x20\x20\x03int",
            0,
            &mut strings,
        )
        .unwrap();
        let row = told.find(7);
        assert_eq!((row, told.find(8), told.bytes_of(row)), (TypeRow(3), TypeRow(4), 24));
        // Another generation, other numbers.
        told.begin_generation();
        assert_eq!(told.find(7), TypeRow::UNKNOWN);
        told.add(b"\x00\x01\x01\x18\x08\x06main.T", 0, &mut strings).unwrap();
        assert_eq!(told.find(1), row);
        assert_eq!(strings.bytes(told.into_types()[3].name), b"main.T");
    }

    #[test]
    fn damage_is_kept_with_its_place() {
        let mut strings = Strings::new();
        let cut = Problem::CutBatch(Part::Experiment);
        let unknown = |entry| Problem::UnknownEntry(Part::Experiment, entry);
        let cases: [(&[u8], Option<Problem>); 6] = [
            (b"", None),
            (b"\x00\x07\x01\x18\x08\x06main", Some(cut)),
            (b"\x00\x07\x01", Some(cut)),
            (b"\x01\x10\x00\x08\x01", Some(unknown(1))),
            (b"\x05", Some(unknown(5))),
            (
                b"\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02",
                Some(Problem::LongNumber(Part::Experiment)),
            ),
        ];
        for (data, want) in cases {
            let mut told = Experiment::default();
            told.add(data, 100, &mut strings).unwrap();
            let place = told.fault();
            assert_eq!(place.map(|it| it.0), want, "{data:?}");
            assert!(place.is_none_or(|(_, at)| (100..=100 + data.len() as u64).contains(&at)));
        }
    }
}
