//! Groups of goroutines that are alike: the first thing to read in a dump of thousands.

use std::hash::BuildHasher as _;
use std::ops::Range;

use crate::analyze::goroutines::places::{Places, PlacesId};
use crate::model::column::{Column, OutOfMemory};
use crate::model::goroutines::{Dump, DumpStackId, Flags, FrameId, GoroutineRow, Goroutines, LabelSetId};
use crate::model::id::StringId;

/// What the goroutines of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alike {
    /// The lines of their stack, and their creator's.
    Stack,
    /// State, marks, bubble and labels too: everything but numbers, waits and arguments.
    Everything,
}

/// Groups, the largest first; of equal ones that with the lowest number of its first goroutine.
#[derive(Debug, Default)]
pub struct Groups {
    /// The groups.
    pub rows: Vec<Group>,
    /// The goroutines of all groups, group after group, each in file order.
    pub members: Column<GoroutineRow>,
}

/// Goroutines that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Where its goroutines are in [`Groups::members`].
    pub members: Range<usize>,
    /// The stack of the first; those of the others are on the same lines.
    pub stack: DumpStackId,
    /// The shortest and the longest wait, in minutes.
    pub wait_minutes: (u32, u32),
}

impl Group {
    /// How many goroutines it has.
    pub fn count(&self) -> usize {
        self.members.len()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    stack: PlacesId,
    created_by: Option<FrameId>,
    rest: Option<(StringId, Flags, u64, LabelSetId)>,
}

impl Key {
    fn of(goroutines: &Goroutines, places: &Places, goroutine: GoroutineRow, alike: Alike) -> Self {
        let row = goroutine.row();
        Self {
            stack: places.stack(goroutines.stack.get(row)),
            created_by: goroutines.creator(goroutine).map(|frame| places.frame(frame)),
            rest: (alike == Alike::Everything).then(|| {
                (
                    goroutines.state.get(row),
                    goroutines.flags.get(row),
                    goroutines.bubble.get(row),
                    goroutines.labels.get(row),
                )
            }),
        }
    }
}

impl Groups {
    /// Groups the goroutines for which `is_kept` says true.
    pub fn of(
        dump: &Dump,
        places: &Places,
        alike: Alike,
        mut is_kept: impl FnMut(GoroutineRow) -> bool,
    ) -> Result<Self, OutOfMemory> {
        let goroutines = &dump.goroutines;
        let hasher = foldhash::fast::FixedState::with_seed(0);
        let mut table = hashbrown::HashTable::new();
        let mut found: Vec<(Key, Group)> = Vec::new();
        let mut group_of = Column::new();
        for goroutine in goroutines.rows().filter(|&goroutine| is_kept(goroutine)) {
            let row = goroutine.row();
            let key = Key::of(goroutines, places, goroutine, alike);
            let hash = hasher.hash_one(key);
            let known = table.find(hash, |&group: &u32| found[group as usize].0 == key);
            let group = if let Some(&group) = known {
                group
            } else {
                let group = found.len() as u32;
                let full = OutOfMemory { rows: found.len() };
                found.try_reserve(1).map_err(|_no_memory| full)?;
                let new = Group {
                    members: 0..0,
                    stack: goroutines.stack.get(row),
                    wait_minutes: (u32::MAX, 0),
                };
                found.push((key, new));
                let hash_of = |&group: &u32| hasher.hash_one(found[group as usize].0);
                table.try_reserve(1, hash_of).map_err(|_no_memory| full)?;
                table.insert_unique(hash, group, hash_of);
                group
            };
            let wait = goroutines.wait_minutes.get(row);
            let known = &mut found[group as usize].1;
            known.members.end += 1;
            known.wait_minutes = (known.wait_minutes.0.min(wait), known.wait_minutes.1.max(wait));
            group_of.push((group, goroutine))?;
        }
        let mut next = 0;
        for (_, group) in &mut found {
            let count = group.count();
            group.members = next..next;
            next += count;
        }
        let mut members = Column::filled(next, GoroutineRow::default())?;
        for (group, goroutine) in group_of.iter() {
            let group = &mut found[group as usize].1;
            members.set(group.members.end, goroutine);
            group.members.end += 1;
        }
        let mut rows: Vec<Group> = found.into_iter().map(|(_, group)| group).collect();
        let first_id = |group: &Group| goroutines.id.get(members.get(group.members.start).row());
        rows.sort_by_key(|group| (usize::MAX - group.count(), first_id(group), group.members.start));
        Ok(Self { rows, members })
    }

    /// The goroutines of a group, in file order.
    pub fn members(&self, group: &Group) -> impl Iterator<Item = GoroutineRow> + '_ {
        group.members.clone().map(|at| self.members.get(at))
    }

    /// The states of a group's goroutines and how many are in each: the most frequent first, then in file order.
    pub fn states(&self, dump: &Dump, group: &Group) -> Vec<(StringId, u32)> {
        let mut states: Vec<(StringId, u32)> = Vec::new();
        for goroutine in self.members(group) {
            let state = dump.goroutines.state.get(goroutine.row());
            // A few at most: states are the runtime's own words.
            match states.iter_mut().find(|(known, _)| *known == state) {
                Some((_, count)) => *count += 1,
                None => states.push((state, 1)),
            }
        }
        states.sort_by_key(|&(_, count)| u32::MAX - count);
        states
    }
}
