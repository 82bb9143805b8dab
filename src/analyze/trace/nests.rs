//! The regions of each goroutine as levels, one within the other.
//!
//! Regions of a level never overlap, so what goes on at a time is found by searching, and so is for how long it went on.

use std::ops::Range;

use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::annotation::{RegionRow, RegionStart};
use crate::model::trace::goroutine::GoRow;

/// Levels of a goroutine that are told; no program nests deeper by intention.
const MOST_LEVELS: usize = 64;

/// A region at its level; times are nanoseconds since the trace began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// The region.
    pub region: RegionRow,
    /// When it begins.
    pub start: i64,
    /// When it ends.
    pub end: i64,
    /// Nanoseconds of all before it at its level.
    before: i64,
}

/// The levels of a goroutine.
#[derive(Clone, Copy, Debug)]
struct Nest {
    goroutine: GoRow,
    /// Its outermost level; those within follow.
    first: u32,
}

/// All levels of all goroutines that have regions.
#[derive(Clone, Debug, Default)]
pub struct Nests {
    lanes: Vec<Nest>,
    /// Where the stays of each level end.
    ends: Vec<usize>,
    stays: Vec<Stay>,
}

impl Nests {
    /// Those of a trace. What a goroutine inherited from who made it is no region of its own.
    pub fn of(trace: &Trace) -> Result<Self, OutOfMemory> {
        let mut nests = Self::default();
        let mut all: Vec<(GoRow, Stay)> = Vec::new();
        let count = trace.annotations.regions.len();
        let full = |_no_memory| OutOfMemory { rows: count };
        all.try_reserve_exact(count).map_err(full)?;
        for (row, region) in trace.annotations.regions.iter().enumerate() {
            let start = match region.begun {
                RegionStart::Inherited => continue,
                RegionStart::Begun => region.start,
                RegionStart::Before if region.goroutine.is_some() => trace.goroutines.get(region.goroutine).creation,
                RegionStart::Before => 0,
            };
            if region.goroutine.is_some() {
                let stay = Stay {
                    region: RegionRow::from(row),
                    start,
                    end: region.end.max(start),
                    before: 0,
                };
                all.push((region.goroutine, stay));
            }
        }
        // The outer ones first where some begin at once.
        all.sort_by_key(|(goroutine, stay)| (*goroutine, stay.start, std::cmp::Reverse(stay.end), stay.region));
        nests.stays.try_reserve_exact(all.len()).map_err(full)?;
        for of_one in all.chunk_by(|one, other| one.0 == other.0) {
            let Some(&(goroutine, _)) = of_one.first() else {
                continue;
            };
            nests.lanes.try_reserve(1).map_err(full)?;
            nests.lanes.push(Nest {
                goroutine,
                first: nests.ends.len() as u32,
            });
            nests.add(of_one).map_err(|()| OutOfMemory { rows: count })?;
        }
        Ok(nests)
    }

    /// Adds the regions of a goroutine, in order of their beginning.
    fn add(&mut self, of_one: &[(GoRow, Stay)]) -> Result<(), ()> {
        let mut levels: Vec<Vec<Stay>> = Vec::new();
        let mut open: Vec<i64> = Vec::new();
        for &(_, stay) in of_one {
            while open.last().is_some_and(|&end| end <= stay.start) {
                open.pop();
            }
            if open.len() >= MOST_LEVELS {
                continue;
            }
            if levels.len() == open.len() {
                levels.push(Vec::new());
            }
            if let Some(level) = levels.get_mut(open.len()) {
                level.try_reserve(1).map_err(|_no_memory| ())?;
                let before = level.last().map_or(0, |last| last.before + (last.end - last.start));
                level.push(Stay { before, ..stay });
            }
            open.push(stay.end);
        }
        for level in levels {
            self.stays.extend(level);
            self.ends.push(self.stays.len());
        }
        Ok(())
    }

    /// How many levels a goroutine has.
    pub fn levels(&self, goroutine: GoRow) -> usize {
        self.find(goroutine).len()
    }

    /// The goroutines that have regions, in the order of their rows.
    pub fn goroutines(&self) -> impl Iterator<Item = GoRow> + '_ {
        self.lanes.iter().map(|nest| nest.goroutine)
    }

    /// The last region of a level that begins at a time or before; it may have ended since.
    pub fn at(&self, goroutine: GoRow, level: u8, time: i64) -> Option<Stay> {
        let stays = self.level(goroutine, level);
        let after = stays.partition_point(|stay| stay.start <= time);
        stays.get(after.checked_sub(1)?).copied()
    }

    /// The first region of a level that begins after a time.
    pub fn after(&self, goroutine: GoRow, level: u8, time: i64) -> Option<Stay> {
        let stays = self.level(goroutine, level);
        stays.get(stays.partition_point(|stay| stay.start <= time)).copied()
    }

    /// For how long the goroutine was in regions of a level, up to a time.
    pub fn until(&self, goroutine: GoRow, level: u8, time: i64) -> i64 {
        self.at(goroutine, level, time)
            .map_or(0, |stay| stay.before + time.min(stay.end) - stay.start)
    }

    /// The level of a region.
    pub fn level_of(&self, goroutine: GoRow, start: i64, region: RegionRow) -> Option<u8> {
        (0..self.levels(goroutine) as u8).find(|&level| {
            self.at(goroutine, level, start)
                .is_some_and(|stay| stay.region == region)
        })
    }

    fn find(&self, goroutine: GoRow) -> Range<usize> {
        let Ok(at) = self.lanes.binary_search_by_key(&goroutine, |nest| nest.goroutine) else {
            return 0..0;
        };
        let first = |at: usize| self.lanes.get(at).map_or(self.ends.len(), |nest| nest.first as usize);
        first(at)..first(at + 1)
    }

    fn level(&self, goroutine: GoRow, level: u8) -> &[Stay] {
        let levels = self.find(goroutine);
        let at = levels.start + usize::from(level);
        if at >= levels.end {
            return &[];
        }
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before));
        let end = self.ends.get(at).copied().unwrap_or(0);
        self.stays.get(start.copied().unwrap_or(0)..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::{StackId, StringId};
    use crate::model::trace::annotation::{Region, RegionEnd, TaskRow};

    fn trace(regions: &[(u32, i64, i64)]) -> Trace {
        let mut trace = Trace::default();
        for &(goroutine, start, end) in regions {
            let region = Region {
                goroutine: GoRow(goroutine),
                task: TaskRow(0),
                name: StringId(0),
                begun: RegionStart::Begun,
                start,
                ended: RegionEnd::Ended,
                end,
                stack: StackId(0),
                end_stack: StackId(0),
            };
            trace.annotations.regions.push(region).unwrap();
        }
        trace
    }

    #[test]
    fn regions_stand_one_within_the_other() {
        // ----AAAAAAAAAA----FFF
        // -----BBB-CCCC--------
        // ------D--------------
        let trace = trace(&[(7, 9, 13), (7, 4, 14), (7, 5, 8), (7, 6, 7), (2, 0, 3), (7, 18, 21)]);
        let nests = Nests::of(&trace).unwrap();
        assert_eq!(nests.goroutines().collect::<Vec<_>>(), [GoRow(2), GoRow(7)]);
        let levels = [GoRow(2), GoRow(7), GoRow(5)].map(|row| nests.levels(row));
        assert_eq!(levels, [1, 3, 0]);
        let at = |level, time| nests.at(GoRow(7), level, time).map(|stay| stay.region.0);
        assert_eq!(
            [at(0, 3), at(0, 4), at(0, 17), at(0, 20)],
            [None, Some(1), Some(1), Some(5)]
        );
        assert_eq!(
            [at(1, 5), at(1, 9), at(2, 6), at(3, 6)],
            [Some(2), Some(0), Some(3), None]
        );
        assert_eq!(nests.after(GoRow(7), 1, 5).map(|stay| stay.start), Some(9));
        let spent = |level| [5, 10, 30].map(|time| nests.until(GoRow(7), level, time));
        assert_eq!([spent(0), spent(1), spent(2)], [[1, 6, 13], [0, 4, 7], [0, 1, 1]]);
        assert_eq!(nests.level_of(GoRow(7), 6, RegionRow(3)), Some(2));
    }

    #[test]
    fn regions_that_cross_never_overlap_at_a_level() {
        let trace = trace(&[(0, 0, 5), (0, 3, 9), (0, 4, 6), (0, 7, 12), (0, 8, 8)]);
        let nests = Nests::of(&trace).unwrap();
        for level in 0..nests.levels(GoRow(0)) as u8 {
            let stays = nests.level(GoRow(0), level);
            assert!(stays.windows(2).all(|pair| pair[0].end <= pair[1].start), "{stays:?}");
        }
        let sum: usize = (0..nests.levels(GoRow(0)) as u8)
            .map(|level| nests.level(GoRow(0), level).len())
            .sum();
        assert_eq!(sum, 5);
    }
}
