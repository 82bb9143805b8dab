//! What is held in memory over time, as the AllocFree experiment told it: heap objects, spans, stacks of goroutines.
//!
//! Written where a program runs with `GODEBUG=traceallocfree=1`. Changes are as many as allocations, so they are not kept one by
//! one: what is held is known at some ten thousand times at most, and of each type at some hundred.

use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::series::Series;

/// A kind of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Objects of the heap: slots in use, with what rounding up to a slot's size adds.
    Objects,
    /// Spans of pages that objects are in.
    HeapSpans,
    /// Spans of pages that are used otherwise, stacks among them.
    OtherSpans,
    /// Stacks of goroutines.
    Stacks,
}

impl Kind {
    /// All of them, as they are numbered.
    pub const ALL: [Self; 4] = [Self::Objects, Self::HeapSpans, Self::OtherSpans, Self::Stacks];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Objects => "heap objects",
            Self::HeapSpans => "heap spans",
            Self::OtherSpans => "other spans",
            Self::Stacks => "goroutine stacks",
        }
    }
}

/// So many things, so many bytes together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// How many.
    pub count: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Amount {
    /// With one more of so many bytes.
    pub fn add(&mut self, bytes: u64) {
        self.count = self.count.saturating_add(1);
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// With one less of so many bytes.
    pub fn take(&mut self, bytes: u64) {
        self.count = self.count.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}

/// What is held of a kind, over time.
#[derive(Debug, Default)]
pub struct Held {
    /// How many.
    pub count: Series,
    /// Their bytes.
    pub bytes: Series,
    /// The most bytes at any time, whether or not the series has that time.
    pub most: u64,
}

impl Held {
    /// What is held at a time.
    pub fn at(&self, time: i64) -> Amount {
        Amount {
            count: self.count.at(time).unwrap_or(0),
            bytes: self.bytes.at(time).unwrap_or(0),
        }
    }
}

/// The row of a type in [`Memory::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeRow(pub u32);

impl TypeRow {
    /// Memory without pointers that was allocated without saying what for: texts, grown slices.
    pub const NONE: Self = Self(0);
    /// The same of what was there before the trace, where the types of small objects are not known either.
    pub const OLDER: Self = Self(1);
    /// A type that the trace names by a number and tells nothing of.
    pub const UNKNOWN: Self = Self(2);
    /// How many rows are no types of the program.
    pub const FIXED: usize = 3;

    /// Its place.
    pub fn row(self) -> usize {
        self.0 as usize
    }
}

/// A type of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Type {
    /// Its name, with its package's; empty of the rows that are no types.
    pub name: StringId,
    /// Bytes of one value.
    pub bytes: u64,
    /// Where it is described in the program's memory: types of one name are told apart by it.
    pub address: u64,
}

/// What is known of a type at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeState {
    /// The type. A slice's memory has the type of its elements.
    pub row: TypeRow,
    /// What is held.
    pub live: Amount,
    /// What was allocated since the trace began.
    pub made: Amount,
}

/// The types that changed since the moment before.
#[derive(Clone, Debug, Default)]
pub struct Moment {
    /// When, in nanoseconds since the trace began.
    pub time: i64,
    /// In order of their rows.
    pub states: Vec<TypeState>,
}

/// All that the experiment told.
#[derive(Debug, Default)]
pub struct Memory {
    /// By [`Kind`].
    pub held: [Held; Kind::ALL.len()],
    /// Types, the first [`TypeRow::FIXED`] of which are none of the program.
    pub types: Vec<Type>,
    /// In order of time.
    pub moments: Vec<Moment>,
    /// Whether what was there at the beginning is told: a trace of the flight recorder may have lost it.
    pub is_whole: bool,
    /// Events that contradict those before them, such as the end of what is not there; they change nothing.
    pub contradictions: u64,
}

impl Memory {
    /// What is held of a kind.
    pub fn of(&self, kind: Kind) -> &Held {
        &self.held[kind as usize]
    }

    /// Every type that was seen up to a time, as it was at the last moment before it or at it, in order of rows.
    pub fn types_at(&self, time: i64) -> Result<Vec<TypeState>, OutOfMemory> {
        let full = |_no_memory| OutOfMemory { rows: self.types.len() };
        let mut last: Vec<Option<TypeState>> = Vec::new();
        last.try_reserve_exact(self.types.len()).map_err(full)?;
        last.resize(self.types.len(), None);
        for moment in self.moments.iter().take_while(|moment| moment.time <= time) {
            for state in &moment.states {
                if let Some(place) = last.get_mut(state.row.row()) {
                    *place = Some(*state);
                }
            }
        }
        Ok(last.into_iter().flatten().collect())
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        let series: usize = self
            .held
            .iter()
            .map(|held| held.count.bytes() + held.bytes.bytes())
            .sum();
        let states: usize = self.moments.iter().map(|moment| moment.states.len()).sum();
        series + states * size_of::<TypeState>() + self.types.len() * size_of::<Type>()
    }
}
