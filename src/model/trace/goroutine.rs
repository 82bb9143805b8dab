//! Goroutines: who made them, and where they begin.

use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{StackId, StringId};
use crate::model::trace::id::GoId;
use crate::model::trace::listing::NO_ROW;

crate::ids! {
    /// A goroutine in [`Goroutines`].
    GoRow
}

impl GoRow {
    /// Stands for the lack of one.
    pub const NONE: Self = Self(NO_ROW);

    /// Whether there is one.
    #[inline]
    pub fn is_some(self) -> bool {
        self != Self::NONE
    }
}

/// A goroutine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goroutine {
    /// Its number in the program.
    pub id: GoId,
    /// When it was made, in nanoseconds since the trace began; of one that was there before, when the trace began to see it.
    pub creation: i64,
    /// Who made it.
    pub creator: GoRow,
    /// The function that it begins with; the empty string while no stack told.
    pub root: StringId,
    /// Its stack when it was made: its first function.
    pub first_stack: StackId,
    /// Whether it was there before: what it is first seen to do it did since [`creation`](Self::creation).
    pub is_older: bool,
}

/// All goroutines, in the order in which the trace first tells of them.
#[derive(Debug, Default)]
pub struct Goroutines {
    rows: Column<Goroutine>,
    older: Column<GoRow>,
}

impl Goroutines {
    /// Adds a goroutine.
    pub fn push(&mut self, goroutine: Goroutine) -> Result<GoRow, OutOfMemory> {
        let row = GoRow::from(self.rows.len());
        self.rows.push(goroutine)?;
        if goroutine.is_older {
            self.older.push(row)?;
        }
        Ok(row)
    }

    /// A goroutine.
    #[inline]
    pub fn get(&self, row: GoRow) -> Goroutine {
        self.rows.get(row.row())
    }

    /// Tells the function that a goroutine begins with.
    pub fn set_root(&mut self, row: GoRow, root: StringId) {
        self.rows.get_mut(row.row()).root = root;
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All rows.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = GoRow> + use<> {
        (0..self.rows.len()).map(GoRow::from)
    }

    /// Those that were there before the trace began to see them, in order of their creation.
    pub fn older(&self) -> impl Iterator<Item = GoRow> + '_ {
        self.older.iter()
    }

    /// All goroutines.
    pub fn iter(&self) -> impl Iterator<Item = Goroutine> + '_ {
        self.rows.iter()
    }

    /// Bytes that they take.
    pub fn bytes(&self) -> usize {
        self.rows.len() * size_of::<Goroutine>() + self.older.len() * 4
    }
}

/// Whether a goroutine that begins with a function is the runtime's own.
///
/// Source: `IsSystemGoroutine` in `internal/trace/summary.go`, Go 1.27.
pub fn is_system(root: &[u8]) -> bool {
    root.is_empty() || root != b"runtime.main" && root.starts_with(b"runtime.")
}
