//! The rows of a table lane by lane, where the table is in order of time.

use std::ops::Range;

use crate::model::column::{Column, OutOfMemory};

/// Stands for a row that belongs to no lane, and for the lack of a row.
pub const NO_ROW: u32 = u32::MAX;

/// For each lane its rows, in order.
#[derive(Debug, Default)]
pub struct Listing {
    /// Where in `rows` those of each lane begin, and one more.
    starts: Column<u32>,
    rows: Column<u32>,
}

impl Listing {
    /// Lists the rows of a table by the lane of each; `lanes` gives them twice alike.
    pub fn of<I: Iterator<Item = u32>>(count: usize, lanes: impl Fn() -> I) -> Result<Self, OutOfMemory> {
        let mut starts = Column::filled(count + 1, 0_u32)?;
        let mut listed = 0;
        for lane in lanes().filter(|&lane| (lane as usize) < count) {
            *starts.get_mut(lane as usize) += 1;
            listed += 1;
        }
        let mut sum = 0;
        for lane in 0..=count {
            sum += std::mem::replace(starts.get_mut(lane), sum);
        }
        let mut rows = Column::filled(listed, 0_u32)?;
        // While it is filled, a lane's start is where its next row goes: in the end, the start of the next lane.
        for (row, lane) in lanes().enumerate().filter(|&(_, lane)| (lane as usize) < count) {
            let place = starts.get_mut(lane as usize);
            rows.set(*place as usize, row as u32);
            *place += 1;
        }
        for lane in (0..count).rev() {
            let start = starts.get(lane);
            starts.set(lane + 1, start);
        }
        starts.set(0, 0);
        Ok(Self { starts, rows })
    }

    /// The places of a lane's rows, for [`at`](Self::at); none of a lane that there is not.
    #[inline]
    pub fn places(&self, lane: u32) -> Range<usize> {
        let lane = lane as usize;
        if lane + 1 >= self.starts.len() {
            return 0..0;
        }
        self.starts.get(lane) as usize..self.starts.get(lane + 1) as usize
    }

    /// The row at a place.
    #[inline]
    pub fn at(&self, place: usize) -> usize {
        self.rows.get(place) as usize
    }

    /// A lane's rows, in order.
    pub fn rows(&self, lane: u32) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.places(lane).map(|place| self.at(place))
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        (self.starts.len() + self.rows.len()) * 4
    }
}

/// The first number of a range for which something does not hold, where it holds for all before and none after.
pub(crate) fn partition(range: Range<usize>, mut holds: impl FnMut(usize) -> bool) -> usize {
    let Range { mut start, mut end } = range;
    while start < end {
        let middle = start + (end - start) / 2;
        if holds(middle) {
            start = middle + 1;
        } else {
            end = middle;
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_listed_by_lane() {
        let lanes = [2, 0, NO_ROW, 2, 1, 0];
        let listing = Listing::of(4, || lanes.into_iter()).unwrap();
        let rows = |lane| listing.rows(lane).collect::<Vec<_>>();
        assert_eq!((rows(0), rows(1), rows(2)), (vec![1, 5], vec![4], vec![0, 3]));
        assert!(rows(3).is_empty() && rows(9).is_empty());
        assert_eq!(partition(0..5, |n| n < 3), 3);
    }
}
