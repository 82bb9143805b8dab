//! Which rows of a paged table belong to which lane.
//!
//! Events come in order of time, and lanes (goroutines, processors, threads) come mixed. Rows are therefore put together by
//! lane a *page* at a time, and a page is small: a *segment* is the rows that a page has of a lane. At the end the segments
//! of every lane are listed: one for each page in which the lane changed. Most goroutines live within one.
//!
//! ```text
//! page 0          page 1           segments   0: lane A, rows 0..3     of lane A: 0 2
//! A A A C C       A A B            1: lane C, rows 3..5                of lane B: 3
//! 0 1 2 3 4       5 6 7            2: lane A, rows 5..7                of lane C: 1
//!                                  3: lane B, rows 7..8
//! ```

use std::ops::Range;

use crate::model::column::{Column, OutOfMemory};
use crate::model::trace::listing::{Listing, partition};

crate::ids! {
    /// A segment of [`Lanes`]: the rows that a page has of a lane.
    SegmentId
}

/// Segments in order of pages, and the segments of each lane.
#[derive(Debug, Default)]
pub struct Lanes {
    lane: Column<u32>,
    first: Column<u32>,
    page: Column<u32>,
    /// Rows of all segments.
    rows: u32,
    by_lane: Listing,
}

impl Lanes {
    /// Adds the next segment: the next `rows` rows of the table are the lane's. There is at least one.
    pub fn push(&mut self, lane: u32, page: u32, rows: u32) -> Result<(), OutOfMemory> {
        self.lane.push(lane)?;
        self.first.push(self.rows)?;
        self.page.push(page)?;
        self.rows += rows;
        Ok(())
    }

    /// Lists the segments of each of so many lanes.
    pub fn finish(&mut self, lanes: usize) -> Result<(), OutOfMemory> {
        self.by_lane = Listing::of(lanes, || self.lane.iter())?;
        Ok(())
    }

    /// How many segments there are.
    pub fn len(&self) -> usize {
        self.lane.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lane.is_empty()
    }

    /// The places of a lane's segments, in order of time, for [`at`](Self::at).
    #[inline]
    pub fn places(&self, lane: u32) -> Range<usize> {
        self.by_lane.places(lane)
    }

    /// The segment at a place.
    #[inline]
    pub fn at(&self, place: usize) -> SegmentId {
        SegmentId::from(self.by_lane.at(place))
    }

    /// The lane of a segment.
    #[inline]
    pub fn lane(&self, segment: SegmentId) -> u32 {
        self.lane.get(segment.row())
    }

    /// The page of a segment.
    #[inline]
    pub fn page(&self, segment: SegmentId) -> usize {
        self.page.get(segment.row()) as usize
    }

    /// The rows of a segment.
    #[inline]
    pub fn rows(&self, segment: SegmentId) -> Range<usize> {
        let next = segment.row() + 1;
        let end = if next < self.first.len() {
            self.first.get(next)
        } else {
            self.rows
        };
        self.first.get(segment.row()) as usize..end as usize
    }

    /// The segments of a page.
    pub fn of_page(&self, page: usize) -> Range<usize> {
        let first = partition(0..self.len(), |segment| (self.page.get(segment) as usize) < page);
        let end = partition(first..self.len(), |segment| (self.page.get(segment) as usize) <= page);
        first..end
    }

    /// The place of a lane's last segment of a page up to and with this one.
    pub fn last_until(&self, lane: u32, page: usize) -> Option<usize> {
        let places = self.places(lane);
        let start = places.start;
        let after = partition(places, |place| self.page(self.at(place)) <= page);
        after.checked_sub(1).filter(|&place| place >= start)
    }

    /// The segment that has a row.
    pub fn of_row(&self, row: usize) -> SegmentId {
        let after = partition(0..self.first.len(), |segment| self.first.get(segment) as usize <= row);
        SegmentId::from(after.saturating_sub(1))
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.lane.len() * 12 + self.by_lane.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_of_a_lane_are_found() {
        let mut lanes = Lanes::default();
        for (lane, page, rows) in [(0, 0, 3), (2, 0, 2), (0, 1, 2), (1, 1, 1)] {
            lanes.push(lane, page, rows).unwrap();
        }
        lanes.finish(4).unwrap();
        let of = |lane| {
            let places = lanes.places(lane);
            places.map(|place| lanes.rows(lanes.at(place))).collect::<Vec<_>>()
        };
        assert_eq!(of(0), [0..3, 5..7]);
        assert_eq!([of(1), of(2)].concat(), [7..8, 3..5]);
        assert!(of(3).is_empty() && of(9).is_empty());
        let lane_of = |row| lanes.lane(lanes.of_row(row));
        assert_eq!([0, 2, 3, 4, 5, 7].map(lane_of), [0, 0, 2, 2, 0, 1]);
        assert_eq!(
            (lanes.of_page(0), lanes.of_page(1), lanes.of_page(2)),
            (0..2, 2..4, 4..4)
        );
        let last = |lane, page| lanes.last_until(lane, page).map(|place| lanes.at(place).row());
        assert_eq!(
            (last(0, 0), last(0, 7), last(1, 0), last(2, 1)),
            (Some(0), Some(2), None, Some(1))
        );
    }
}
