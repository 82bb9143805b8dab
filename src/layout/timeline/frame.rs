//! How a pane is parted: names of lanes at the left, the whole trace and a ruler on top, lanes in what is left. Where two timelines are
//! compared each is parted so, one above the other.
//!
//! ```text
//! +--------+----------------------+
//! |        | strip: the whole     |
//! |        | ruler                |
//! +--------+----------------------+
//! | heads  | lanes                |
//! +--------+----------------------+
//! ```

use crate::layout::space::{PaneSpace, Rect};

/// Height of the strip that shows the whole trace, in CSS pixels.
pub const STRIP: f64 = 30.0;
/// Height of the ruler.
pub const RULER: f64 = 22.0;
/// Widths of the names of lanes: a share of the pane, within limits.
const HEAD_SHARE: f64 = 0.2;
const HEAD_LIMITS: [f64; 2] = [88.0, 230.0];

/// A parted pane.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Frame {
    /// All of it.
    pub pane: PaneSpace,
    /// Height of what stands above it on the same canvas, in CSS pixels.
    pub above: f64,
    /// Width of the names of lanes.
    pub head: f64,
}

/// A part of a pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The names of lanes.
    Heads,
    /// The whole trace.
    Strip,
    /// The ruler.
    Ruler,
    /// The lanes.
    Lanes,
    /// The corner above the names.
    Corner,
}

impl Frame {
    /// Parts a pane.
    pub fn of(pane: PaneSpace) -> Self {
        let [least, most] = HEAD_LIMITS;
        let head = (pane.width * HEAD_SHARE).clamp(least, most).min(pane.width).round();
        Self { pane, above: 0.0, head }
    }

    /// Parts a pane that stands below another on the same canvas.
    pub fn below(pane: PaneSpace, above: f64) -> Self {
        Self {
            above,
            ..Self::of(pane)
        }
    }

    /// The top of the lanes on the canvas.
    pub fn top(&self) -> f64 {
        self.above + self.over_lanes()
    }

    /// Height of strip and ruler.
    fn over_lanes(&self) -> f64 {
        (STRIP + RULER).min(self.pane.height)
    }

    /// The lanes as a pane of their own.
    pub fn lanes(&self) -> PaneSpace {
        PaneSpace {
            width: self.pane.width - self.head,
            height: self.pane.height - self.over_lanes(),
            ratio: self.pane.ratio,
        }
    }

    /// The rectangle of a part.
    pub fn rect(&self, part: Part) -> Rect {
        let (head, top) = (self.head, self.over_lanes());
        let lanes = self.lanes();
        let [x, y, width, height] = match part {
            Part::Corner => [0.0, 0.0, head, top],
            Part::Heads => [0.0, top, head, lanes.height],
            Part::Strip => [head, 0.0, lanes.width, STRIP.min(top)],
            Part::Ruler => [head, STRIP.min(top), lanes.width, top - STRIP.min(top)],
            Part::Lanes => [head, top, lanes.width, lanes.height],
        };
        Rect {
            x,
            y: self.above + y,
            width,
            height,
        }
    }

    /// The part at a point.
    pub fn part_at(&self, x: f64, y: f64) -> Part {
        match (x < self.head, y < self.top()) {
            (true, true) => Part::Corner,
            (true, false) => Part::Heads,
            (false, true) if y < self.above + STRIP => Part::Strip,
            (false, true) => Part::Ruler,
            (false, false) => Part::Lanes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_is_in_the_part_whose_rectangle_it_is_in() {
        let all = [Part::Corner, Part::Heads, Part::Strip, Part::Ruler, Part::Lanes];
        for (width, height) in [(1600.0, 900.0), (320.0, 200.0), (60.0, 40.0)] {
            let pane = PaneSpace {
                width,
                height,
                ratio: 1.0,
            };
            let frame = Frame::below(pane, 7.0);
            let parts = all.map(|part| frame.rect(part));
            let area: f64 = parts.iter().map(|rect| rect.width * rect.height).sum();
            assert!((area - width * height).abs() < 1e-6, "{parts:?}");
            for x in (0..width as u32).step_by(7) {
                for y in (0..height as u32).step_by(3) {
                    let (x, y) = (f64::from(x), 7.0 + f64::from(y));
                    let rect = frame.rect(frame.part_at(x, y));
                    assert!(x >= rect.x && x < rect.right() && y >= rect.y && y < rect.bottom());
                }
            }
        }
    }
}
