//! Which rows of a long list are in view, and where they stand.
//!
//! Browsers cap the height of an element (Firefox at about 17 million pixels), so a list beyond
//! [`TALLEST`] is drawn on a shorter one: the scroll bar then moves through rows faster than pixels.
//! Arithmetic only.

use crate::protocol::decimal::within;

/// The height of a row, in CSS pixels.
pub const ROW_HEIGHT: f64 = 24.0;

/// The tallest list that is laid out pixel by pixel.
const TALLEST: f64 = 12_000_000.0;

/// Rows are asked for in blocks of this many, one more on either side than is seen.
const BLOCK: u32 = 32;

/// A list of rows of equal height behind a window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct VirtualRows {
    /// Rows in all.
    pub count: u32,
    /// The height of the window, in CSS pixels.
    pub height: f64,
    /// How far the window is scrolled, in CSS pixels of the element.
    pub scroll: f64,
}

impl VirtualRows {
    /// The height of the element that is scrolled.
    pub fn element_height(self) -> f64 {
        self.full_height().min(TALLEST)
    }

    /// The first row in view and the one after the last, one more on each side so that a small
    /// scroll shows no gap.
    pub fn shown(self) -> (u32, u32) {
        if self.height <= 0.0 {
            return (0, 0);
        }
        let top = self.top();
        let first = (top / ROW_HEIGHT).floor() as u32;
        let end = ((top + self.height) / ROW_HEIGHT).ceil() as u32 + 1;
        (first.saturating_sub(1).min(self.count), end.min(self.count))
    }

    /// The rows to have here: those in view and a block around them.
    pub fn wanted(self) -> (u32, u32) {
        let (from, to) = self.shown();
        if from == to {
            return (0, 0);
        }
        let from = (from / BLOCK).saturating_sub(1) * BLOCK;
        (from, ((to / BLOCK + 2) * BLOCK).min(self.count))
    }

    /// Where a row stands in the element, in CSS pixels from its top.
    pub fn y_of(self, row: u32) -> f64 {
        f64::from(row) * ROW_HEIGHT - (self.top() - self.scroll)
    }

    /// Where to scroll so that `row` is in view; nothing if it is already. A row just outside comes
    /// to the edge, one from afar to the middle, with its neighbours around it.
    pub fn scroll_to_show(self, row: u32) -> Option<f64> {
        let y = f64::from(row) * ROW_HEIGHT;
        let top = self.top();
        let above = top - y;
        let below = y + ROW_HEIGHT - (top + self.height);
        let outside = above.max(below);
        let wanted_top = if outside <= 0.0 {
            return None;
        } else if outside > 2.0 * ROW_HEIGHT {
            within(y - (self.height - ROW_HEIGHT) / 2.0, 0.0, self.top_range())
        } else if above > 0.0 {
            y
        } else {
            y + ROW_HEIGHT - self.height
        };
        Some(wanted_top * self.scroll_range() / self.top_range().max(1.0))
    }

    /// How many whole rows fit the window; at least one.
    pub fn page(self) -> u32 {
        ((self.height / ROW_HEIGHT).floor() as u32).max(1)
    }

    fn full_height(self) -> f64 {
        f64::from(self.count) * ROW_HEIGHT
    }

    /// How far the element can be scrolled.
    fn scroll_range(self) -> f64 {
        (self.element_height() - self.height).max(0.0)
    }

    /// How far the list could be scrolled if it were laid out whole.
    fn top_range(self) -> f64 {
        (self.full_height() - self.height).max(0.0)
    }

    /// The pixel of the whole list at the window's top.
    fn top(self) -> f64 {
        if self.full_height() <= TALLEST {
            return within(self.scroll, 0.0, self.top_range());
        }
        within(self.scroll / self.scroll_range(), 0.0, 1.0) * self.top_range()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(count: u32, scroll: f64) -> VirtualRows {
        VirtualRows {
            count,
            height: 240.0,
            scroll,
        }
    }

    #[test]
    fn shows_what_is_in_the_window() {
        assert_eq!(rows(1000, 0.0).shown(), (0, 11));
        assert_eq!(rows(1000, 25.0).shown(), (0, 13));
        assert_eq!(rows(5, 0.0).shown(), (0, 5));
        assert_eq!(rows(0, 0.0).shown(), (0, 0));
        assert_eq!(rows(1000, 23_760.0).shown(), (989, 1000));
    }

    #[test]
    fn wants_whole_blocks_around_it() {
        assert_eq!(rows(1000, 0.0).wanted(), (0, 64));
        assert_eq!(rows(40, 0.0).wanted(), (0, 40));
        let (from, to) = rows(1000, 2400.0).wanted();
        assert!(from <= 99 && to >= 111 && to - from <= 4 * BLOCK);
    }

    #[test]
    fn a_list_taller_than_elements_can_be_reaches_both_ends() {
        let list = rows(2_000_000, 0.0);
        assert!(list.element_height() <= TALLEST);
        assert_eq!(list.shown().0, 0);
        let end = rows(2_000_000, list.element_height() - 240.0);
        assert_eq!(end.shown().1, 2_000_000);
        let bottom = end.y_of(1_999_999) + ROW_HEIGHT;
        assert!((bottom - list.element_height()).abs() < 1.0, "{bottom}");
    }

    #[test]
    fn scrolls_no_further_than_needed_and_from_afar_to_the_middle() {
        assert_eq!(rows(1000, 0.0).scroll_to_show(3), None);
        assert_eq!(rows(1000, 0.0).scroll_to_show(10), Some(24.0));
        assert_eq!(rows(1000, 240.0).scroll_to_show(9), Some(216.0));
        assert_eq!(rows(1000, 2400.0).scroll_to_show(10), Some(132.0));
        assert_eq!(rows(1000, 2400.0).scroll_to_show(1), Some(0.0));
    }
}
