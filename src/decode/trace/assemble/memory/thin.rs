//! What was held, at no more times than there is room for.
//!
//! Time is cut into equal parts. Of each the state at its end is kept, if it changed; when there are too many, parts become twice as long.

use crate::model::column::OutOfMemory;
use crate::model::trace::memory::{Amount, Held, Kind, Moment, TypeRow, TypeState};

/// Most times of the sums.
const MOST_STEPS: usize = 1 << 15;
/// Length of a part of time for them at first, in nanoseconds.
const STEP: i64 = 1 << 10;
/// Most times of the types, and the length of a part at first.
const MOST_MOMENTS: usize = 128;
const MOMENT: i64 = 1 << 17;

/// How much is there of each [`Kind`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct State([Amount; Kind::ALL.len()]);

impl State {
    pub(super) fn of(&mut self, kind: Kind) -> &mut Amount {
        &mut self.0[kind as usize]
    }
}

/// The sums over time.
#[derive(Debug)]
pub(super) struct Steps {
    /// In order of time, at most one in each part.
    rows: Vec<(i64, State)>,
    part: i64,
    most: [u64; Kind::ALL.len()],
}

impl Default for Steps {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            part: STEP,
            most: [0; Kind::ALL.len()],
        }
    }
}

impl Steps {
    /// Says what is there from a time on, which is not before those that were told.
    pub(super) fn put(&mut self, time: i64, state: &State) -> Result<(), OutOfMemory> {
        for (most, amount) in self.most.iter_mut().zip(state.0) {
            *most = (*most).max(amount.bytes);
        }
        // What was there at the beginning is kept, whatever comes soon after.
        if let [.., (last, known)] = &mut self.rows[..]
            && *last / self.part == time / self.part
            && (*last > 0 || time == 0)
        {
            (*last, *known) = (time, *state);
            return Ok(());
        }
        if self.rows.len() == MOST_STEPS {
            self.part *= 2;
            let part = self.part;
            // The later of two takes the earlier one's place.
            self.rows.dedup_by(|later, kept| {
                let is_same = kept.0 > 0 && kept.0 / part == later.0 / part;
                if is_same {
                    *kept = *later;
                }
                is_same
            });
        }
        let full = OutOfMemory { rows: self.rows.len() };
        self.rows.try_reserve(1).map_err(|_no_memory| full)?;
        self.rows.push((time, *state));
        Ok(())
    }

    /// The sums as series, in which nothing is told twice.
    pub(super) fn finish(self, held: &mut [Held; Kind::ALL.len()]) -> Result<(), OutOfMemory> {
        for (kind, held) in Kind::ALL.into_iter().zip(held) {
            held.most = self.most[kind as usize];
            let mut last = None;
            for &(time, State(state)) in &self.rows {
                let amount = state[kind as usize];
                if last != Some(amount) {
                    held.count.push(time, amount.count)?;
                    held.bytes.push(time, amount.bytes)?;
                    last = Some(amount);
                }
            }
        }
        Ok(())
    }
}

/// The types over time.
#[derive(Debug)]
pub(super) struct Moments {
    list: Vec<Moment>,
    part: i64,
    /// Every type as it is, and whether it changed since the last moment.
    now: Vec<(TypeState, bool)>,
    changed: Vec<TypeRow>,
    /// The time of the last change.
    time: i64,
}

impl Default for Moments {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            part: MOMENT,
            now: Vec::new(),
            changed: Vec::new(),
            time: 0,
        }
    }
}

impl Moments {
    /// Goes on to a time: what changed in a part of time that is over is kept.
    #[inline]
    pub(super) fn pass(&mut self, time: i64) -> Result<(), OutOfMemory> {
        if time / self.part != self.time / self.part {
            self.take(self.time)?;
        }
        self.time = time;
        Ok(())
    }

    /// The state of a type, to be changed.
    pub(super) fn change(&mut self, row: TypeRow) -> Result<&mut TypeState, OutOfMemory> {
        let full = OutOfMemory { rows: self.now.len() };
        let (place, known) = (row.row(), self.now.len());
        if place >= known {
            self.now.try_reserve(place + 1 - known).map_err(|_no_memory| full)?;
            for row in known..=place {
                let state = TypeState {
                    row: TypeRow(row as u32),
                    live: Amount::default(),
                    made: Amount::default(),
                };
                self.now.push((state, false));
            }
        }
        let (state, has_changed) = self.now.get_mut(place).ok_or(full)?;
        if !std::mem::replace(has_changed, true) {
            self.changed.try_reserve(1).map_err(|_no_memory| full)?;
            self.changed.push(row);
        }
        Ok(state)
    }

    /// Keeps what changed, as it is at a time.
    pub(super) fn take(&mut self, time: i64) -> Result<(), OutOfMemory> {
        if self.changed.is_empty() {
            return Ok(());
        }
        if self.list.len() == MOST_MOMENTS {
            self.part *= 2;
            self.merge()?;
        }
        self.changed.sort_unstable();
        let full = OutOfMemory { rows: self.list.len() };
        let mut states = Vec::new();
        let no_memory = |_no_memory| full;
        states.try_reserve_exact(self.changed.len()).map_err(no_memory)?;
        for row in self.changed.drain(..) {
            if let Some((state, has_changed)) = self.now.get_mut(row.row()) {
                *has_changed = false;
                states.push(*state);
            }
        }
        self.list.try_reserve(1).map_err(no_memory)?;
        self.list.push(Moment { time, states });
        Ok(())
    }

    /// Makes one of moments that are in the same part of time now; the first of all stays for itself.
    fn merge(&mut self) -> Result<(), OutOfMemory> {
        let mut merged: Vec<Moment> = Vec::new();
        let full = OutOfMemory { rows: self.list.len() };
        merged.try_reserve_exact(self.list.len()).map_err(|_no_memory| full)?;
        for moment in std::mem::take(&mut self.list) {
            match merged.last_mut() {
                Some(last) if last.time > 0 && last.time / self.part == moment.time / self.part => {
                    last.time = moment.time;
                    last.states = later_of(&last.states, &moment.states)?;
                }
                _ => merged.push(moment),
            }
        }
        self.list = merged;
        Ok(())
    }

    /// All moments.
    pub(super) fn into_list(self) -> Vec<Moment> {
        self.list
    }
}

/// Of every type of either list the state, of those of both the later; both are in order of rows.
fn later_of(before: &[TypeState], after: &[TypeState]) -> Result<Vec<TypeState>, OutOfMemory> {
    let mut all = Vec::new();
    let rows = before.len() + after.len();
    all.try_reserve_exact(rows).map_err(|_no_memory| OutOfMemory { rows })?;
    let mut before = before.iter().peekable();
    for state in after {
        while let Some(older) = before.next_if(|older| older.row <= state.row) {
            if older.row < state.row {
                all.push(*older);
            }
        }
        all.push(*state);
    }
    all.extend(before);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_told_at_no_more_times_than_there_is_room_for() {
        let mut steps = Steps::default();
        let mut state = State::default();
        let last = 300_000;
        for step in 0..last {
            state.of(Kind::Stacks).add(8);
            steps.put(step * 2000, &state).unwrap();
        }
        assert!(steps.rows.len() <= MOST_STEPS && steps.rows.len() > MOST_STEPS / 4);
        let part = steps.part;
        let mut held: [Held; 4] = Default::default();
        steps.finish(&mut held).unwrap();
        let stacks = &held[Kind::Stacks as usize];
        assert_eq!((stacks.at(0).count, stacks.most), (1, 8 * last as u64));
        assert_eq!(
            stacks.at(i64::MAX),
            Amount {
                count: 300_000,
                bytes: 2_400_000
            }
        );
        for time in (0..last * 2000).step_by(7_654_321) {
            let exact = time / 2000 + 1;
            assert!(
                (exact - stacks.at(time).count as i64).abs() <= part / 2000 + 1,
                "{time}"
            );
        }
        // Of what never changes the beginning is told.
        assert_eq!(held[Kind::Objects as usize].bytes.len(), 1);
    }

    #[test]
    fn types_are_told_at_no_more_times_than_there_is_room_for() {
        let mut moments = Moments::default();
        moments.change(TypeRow(5)).unwrap().live.add(100);
        moments.take(0).unwrap();
        for step in 1..=1000_u64 {
            moments.pass(step as i64 * MOMENT).unwrap();
            moments.change(TypeRow(2)).unwrap().made.add(3);
            if step % 7 == 0 {
                moments.change(TypeRow((step % 50) as u32 + 10)).unwrap().live.add(step);
            }
        }
        moments.take(1001 * MOMENT).unwrap();
        let list = moments.into_list();
        assert!(
            list.len() <= MOST_MOMENTS && list.len() > MOST_MOMENTS / 4,
            "{}",
            list.len()
        );
        assert_eq!((list[0].time, list[0].states.len()), (0, 1));
        assert!(list.windows(2).all(|pair| pair[0].time < pair[1].time));
        for moment in &list {
            assert!(moment.states.is_sorted_by_key(|state| state.row));
        }
        let last_of = |row| {
            list.iter()
                .rev()
                .flat_map(|moment| &moment.states)
                .find(|state| state.row == TypeRow(row))
        };
        assert_eq!(
            last_of(2).unwrap().made,
            Amount {
                count: 1000,
                bytes: 3000
            }
        );
        assert_eq!(last_of(5).unwrap().live, Amount { count: 1, bytes: 100 });
    }
}
