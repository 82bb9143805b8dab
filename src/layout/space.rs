//! Panes, rectangles and the part of a flame graph that is in view.

/// A point, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A rectangle, in CSS pixels from the pane's top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Rect {
    /// The right edge.
    pub fn right(self) -> f64 {
        self.x + self.width
    }

    /// The bottom edge.
    pub fn bottom(self) -> f64 {
        self.y + self.height
    }
}

/// A pane's size and sharpness.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PaneSpace {
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
    /// Device pixels to a CSS pixel.
    pub ratio: f64,
}

/// A span of weight: what part of the root is in view.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WeightSpan {
    /// Where it begins, in the sample type's unit from the root's left edge.
    pub start: f64,
    /// Where it ends.
    pub end: f64,
}

impl WeightSpan {
    /// How much weight it covers.
    pub fn length(self) -> f64 {
        self.end - self.start
    }

    /// The span a fraction `t` of the way from this one to another, 0 here and 1 there. Lengths
    /// change by equal factors, so that a zoom seems to go at an even speed.
    pub fn towards(self, other: Self, t: f64) -> Self {
        if t >= 1.0 {
            return other;
        }
        let (from, to) = (self.length(), other.length());
        if from <= 0.0 || to <= 0.0 || (from - to).abs() < f64::EPSILON * from {
            return Self {
                start: self.start + (other.start - self.start) * t,
                end: self.end + (other.end - self.end) * t,
            };
        }
        let length = from * (to / from).powf(t);
        // The share of the way that the edges have come, measured by the length.
        let share = (from - length) / (from - to);
        let start = self.start + (other.start - self.start) * share;
        Self {
            start,
            end: start + length,
        }
    }

    /// The span moved and shortened as little as it takes to lie within `0..=total`.
    pub fn within(self, total: f64) -> Self {
        let length = self.length().min(total);
        let start = self.start.clamp(0.0, total - length);
        Self {
            start,
            end: start + length,
        }
    }
}

/// What a flame graph pane shows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FlameView {
    /// The pane.
    pub pane: PaneSpace,
    /// The part of the root that fills the pane's width.
    pub span: WeightSpan,
    /// How far the rows are scrolled, in pixels away from the root.
    pub scroll: f64,
    /// Height of a row in pixels.
    pub row_height: f64,
    /// Whether the root is the lowest row instead of the topmost.
    pub is_root_below: bool,
}

impl FlameView {
    /// Pixels to a unit of weight.
    pub fn scale(&self) -> f64 {
        if self.span.length() > 0.0 {
            self.pane.width / self.span.length()
        } else {
            0.0
        }
    }

    /// The pixel column of a weight.
    pub fn x_from_weight(&self, weight: f64) -> f64 {
        (weight - self.span.start) * self.scale()
    }

    /// The weight under a pixel column.
    pub fn weight_from_x(&self, x: f64) -> f64 {
        if self.pane.width > 0.0 {
            self.span.start + x / self.pane.width * self.span.length()
        } else {
            self.span.start
        }
    }

    /// The top edge of a row; the root's is row 0.
    pub fn y_from_row(&self, row: u32) -> f64 {
        let from_root = f64::from(row) * self.row_height - self.scroll;
        if self.is_root_below {
            self.pane.height - from_root - self.row_height
        } else {
            from_root
        }
    }

    /// The row under a pixel line, if that is not beyond the root.
    pub fn row_from_y(&self, y: f64) -> Option<u32> {
        let from_root = if self.is_root_below { self.pane.height - y } else { y } + self.scroll;
        (from_root >= 0.0 && self.row_height > 0.0).then(|| (from_root / self.row_height) as u32)
    }

    /// The first row that can be seen and the one after the last.
    pub fn rows_in_view(&self) -> std::ops::Range<u32> {
        if self.row_height <= 0.0 {
            return 0..0;
        }
        let first = (self.scroll / self.row_height).floor().max(0.0);
        let last = ((self.scroll + self.pane.height) / self.row_height).ceil().max(0.0);
        first as u32..last as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(is_root_below: bool) -> FlameView {
        FlameView {
            pane: PaneSpace {
                width: 100.0,
                height: 60.0,
                ratio: 1.0,
            },
            span: WeightSpan { start: 10.0, end: 60.0 },
            scroll: 30.0,
            row_height: 20.0,
            is_root_below,
        }
    }

    #[test]
    fn pixels_and_weights_turn_into_each_other() {
        let view = view(false);
        assert_eq!(view.x_from_weight(35.0), 50.0);
        assert_eq!(view.weight_from_x(50.0), 35.0);
    }

    #[test]
    fn rows_and_lines_turn_into_each_other_both_ways_up() {
        for is_root_below in [false, true] {
            let view = view(is_root_below);
            for row in 0..6 {
                let middle = view.y_from_row(row) + 10.0;
                assert_eq!(view.row_from_y(middle), Some(row));
            }
            assert_eq!(view.rows_in_view(), 1..5);
        }
        assert_eq!(
            FlameView {
                scroll: -30.0,
                ..view(false)
            }
            .row_from_y(10.0),
            None
        );
    }

    #[test]
    fn a_zoom_begins_here_and_ends_there() {
        let (all, part) = (
            WeightSpan {
                start: 0.0,
                end: 1000.0,
            },
            WeightSpan {
                start: 400.0,
                end: 410.0,
            },
        );
        assert_eq!(all.towards(part, 0.0), all);
        assert_eq!(all.towards(part, 1.0), part);
        let half = all.towards(part, 0.5);
        assert!(
            (half.length() - 100.0).abs() < 1e-9,
            "equal factors: 1000, 100, 10, not {half:?}"
        );
        assert!(half.start <= 400.0 && half.end >= 410.0);
    }

    #[test]
    fn spans_stay_within_the_root() {
        let span = WeightSpan { start: -5.0, end: 5.0 }.within(100.0);
        assert_eq!((span.start, span.end), (0.0, 10.0));
        let span = WeightSpan {
            start: 95.0,
            end: 500.0,
        }
        .within(100.0);
        assert_eq!((span.start, span.end), (0.0, 100.0));
    }
}
