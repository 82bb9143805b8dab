//! Types of what is on the heap, of a trace with the AllocFree experiment.

use crate::model::column::OutOfMemory;
use crate::model::trace::memory::{Amount, Memory, TypeRow};

/// What a type has on the heap, and what became of it in a part of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeUse {
    /// The type.
    pub row: TypeRow,
    /// What is held at the end of the time.
    pub live: Amount,
    /// What of it is more than at the beginning, in bytes; less where it is negative.
    pub growth: i64,
    /// What was allocated in the time.
    pub made: Amount,
}

/// All types that had anything on the heap from one time to another, in nanoseconds since the trace began, in order of their rows.
///
/// States of types are known at some hundred times: what is told is that of the last before either.
pub fn types(memory: &Memory, (from, to): (i64, i64)) -> Result<Vec<TypeUse>, OutOfMemory> {
    let (before, after) = (memory.types_at(from)?, memory.types_at(to)?);
    let mut uses = Vec::new();
    let full = |_no_memory| OutOfMemory { rows: after.len() };
    uses.try_reserve_exact(after.len()).map_err(full)?;
    let mut before = before.into_iter().peekable();
    for state in after {
        // Who was there before is there still, if only with nothing.
        let older = before.next_if(|older| older.row == state.row);
        let (live, made) = older.map_or_else(Default::default, |older| (older.live, older.made));
        let all = TypeUse {
            row: state.row,
            live: state.live,
            growth: state.live.bytes.wrapping_sub(live.bytes).cast_signed(),
            made: Amount {
                count: state.made.count.saturating_sub(made.count),
                bytes: state.made.bytes.saturating_sub(made.bytes),
            },
        };
        if all.live.count > 0 || live.count > 0 || all.made.count > 0 {
            uses.push(all);
        }
    }
    Ok(uses)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::trace::memory::{Moment, Type, TypeState};

    #[test]
    fn a_part_of_time_is_what_lies_between_two_moments() {
        let state = |row, live, made| TypeState {
            row: TypeRow(row),
            live: Amount {
                count: live,
                bytes: live * 8,
            },
            made: Amount {
                count: made,
                bytes: made * 8,
            },
        };
        let no_type = Type {
            name: crate::model::id::StringId(0),
            bytes: 0,
            address: 0,
        };
        let memory = Memory {
            types: vec![no_type; 6],
            moments: vec![
                Moment {
                    time: 0,
                    states: vec![state(1, 5, 0)],
                },
                Moment {
                    time: 10,
                    states: vec![state(1, 4, 0), state(4, 3, 3), state(5, 0, 1)],
                },
                Moment {
                    time: 20,
                    states: vec![state(1, 0, 0), state(4, 2, 6)],
                },
            ],
            ..Memory::default()
        };
        let told = |range| -> Vec<(u32, u64, i64, u64)> {
            let uses = types(&memory, range).unwrap().into_iter();
            uses.map(|it| (it.row.0, it.live.count, it.growth, it.made.count))
                .collect()
        };
        assert_eq!(told((0, 30)), [(1, 0, -40, 0), (4, 2, 16, 6), (5, 0, 0, 1)]);
        assert_eq!(told((10, 15)), [(1, 4, 0, 0), (4, 3, 0, 0)]);
        assert_eq!(told((12, 20)), [(1, 0, -32, 0), (4, 2, -8, 3)]);
        assert_eq!(told((-1, 0)), [(1, 5, 40, 0)]);
    }
}
