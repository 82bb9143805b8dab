//! The largest value of a [`Series`] in any part of its rows, without walking over them.

use crate::model::column::OutOfMemory;
use crate::model::trace::series::Series;

/// Rows to a value of the first level, and values of a level to one of the next.
const FAN: usize = 32;

/// Largest values of rows, of blocks of rows, of blocks of blocks.
#[derive(Clone, Debug, Default)]
pub struct Peaks(Vec<Vec<u64>>);

impl Peaks {
    /// Those of a series whose values are each first made what is wanted of them.
    pub fn of(series: &Series, wanted: impl Fn(u64) -> u64) -> Result<Self, OutOfMemory> {
        let full = |_no_memory| OutOfMemory { rows: series.len() };
        let mut level = Vec::new();
        level.try_reserve_exact(series.len()).map_err(full)?;
        level.extend(series.rows().map(|(_, value)| wanted(value)));
        let mut levels = vec![level];
        while let Some(last) = levels.last().filter(|last| last.len() > 1) {
            let blocks = last.chunks(FAN).map(|block| block.iter().copied().max().unwrap_or(0));
            let next = blocks.collect();
            levels.push(next);
        }
        Ok(Self(levels))
    }

    /// The largest of the rows from one up to, not including, another; none of no rows.
    pub fn most(&self, from: usize, to: usize) -> Option<u64> {
        let (mut from, mut to) = (from, to.min(self.0.first().map_or(0, Vec::len)));
        let mut most = None;
        for level in &self.0 {
            if from >= to {
                break;
            }
            // What does not fill blocks is looked at here, the rest a level higher.
            let (first, last) = (from.next_multiple_of(FAN).min(to), (to / FAN * FAN).max(from));
            if first >= last {
                return most.max(level[from..to].iter().copied().max());
            }
            let edges = level[from..first].iter().chain(&level[last..to]);
            most = most.max(edges.copied().max());
            (from, to) = (first / FAN, last / FAN);
        }
        most
    }

    /// The largest of all.
    pub fn top(&self) -> u64 {
        self.0.last().and_then(|level| level.first()).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_of_any_rows_is_found() {
        let mut series = Series::default();
        let mut value = 7_u64;
        for time in 0..3_000 {
            value = value.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            series.push(time, value >> 40).unwrap();
        }
        let peaks = Peaks::of(&series, |value| value).unwrap();
        let values: Vec<u64> = series.rows().map(|(_, value)| value).collect();
        for from in (0..3_000).step_by(37) {
            for to in (from..3_200).step_by(53) {
                let want = values[from..to.min(3_000)].iter().copied().max();
                assert_eq!(peaks.most(from, to), want, "{from}..{to}");
            }
        }
        assert_eq!(Some(peaks.top()), values.iter().copied().max());
        assert_eq!(Peaks::of(&Series::default(), |value| value).unwrap().top(), 0);
    }
}
