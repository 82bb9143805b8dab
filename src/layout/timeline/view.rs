//! The part of a trace's time that is in view, in whole nanoseconds.

use crate::layout::space::PaneSpace;

/// The shortest time that a pane shows, in nanoseconds: one of them is then an inch wide.
pub const LEAST_NANOS: i64 = 10;

/// What is in view: times are nanoseconds since the trace began.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TimeView {
    /// The pane.
    pub pane: PaneSpace,
    /// The time at its left edge.
    pub start: i64,
    /// How much time it shows, at least [`LEAST_NANOS`].
    pub length: i64,
    /// How far the lanes are scrolled down, in CSS pixels.
    pub scroll: f64,
}

impl TimeView {
    /// All of a trace that ends then.
    pub fn whole(pane: PaneSpace, end: i64) -> Self {
        Self {
            pane,
            start: 0,
            length: end.max(LEAST_NANOS),
            scroll: 0.0,
        }
    }

    /// The time at its right edge.
    pub fn end(&self) -> i64 {
        self.start.saturating_add(self.length)
    }

    /// Where a time is, in CSS pixels from the pane's left edge; outside the pane too.
    pub fn x_from_time(&self, time: i64) -> f64 {
        // The difference is exact, so that a nanosecond is seen however late in the trace.
        time.saturating_sub(self.start) as f64 / self.length.max(1) as f64 * self.pane.width
    }

    /// The nanosecond that is under a pixel.
    pub fn time_from_x(&self, x: f64) -> i64 {
        let nanos = x / self.pane.width.max(1.0) * self.length as f64;
        self.start.saturating_add(nanos.floor() as i64)
    }

    /// Nanoseconds to a device pixel, at least one.
    pub fn nanos_to_pixel(&self) -> i64 {
        let pixels = (self.pane.width * self.pane.ratio.max(0.1)).max(1.0);
        ((self.length as f64 / pixels).ceil() as i64).max(1)
    }

    /// Showing `factor` times as much time, with what is at a pixel staying there, of a trace that ends then.
    pub fn zoomed(self, factor: f64, x: f64, end: i64) -> Self {
        if !(factor.is_finite() && factor > 0.0) {
            return self;
        }
        let wanted = (self.length as f64 * factor).round() as i64;
        // However short the time, a step is seen.
        let length = match wanted == self.length {
            true if factor < 1.0 => self.length - 1,
            true if factor > 1.0 => self.length.saturating_add(1),
            _ => wanted,
        };
        let length = length.clamp(LEAST_NANOS, end.max(LEAST_NANOS));
        let share = x / self.pane.width.max(1.0);
        let moved = share * (self.length as f64 - length as f64);
        Self {
            start: self.start.saturating_add(moved.round() as i64),
            length,
            ..self
        }
        .within(end)
    }

    /// Moved by pixels: what is at their right comes into view.
    pub fn panned(self, right: f64, end: i64) -> Self {
        let moved = right / self.pane.width.max(1.0) * self.length as f64;
        Self {
            start: self.start.saturating_add(moved.round() as i64),
            ..self
        }
        .within(end)
    }

    /// From one time to another, whichever is first.
    pub fn between(self, one: i64, other: i64, end: i64) -> Self {
        let (start, until) = (one.min(other), one.max(other));
        Self {
            start,
            length: until.saturating_sub(start),
            ..self
        }
        .within(end)
    }

    /// Moved and shortened as little as it takes to lie within a trace that ends then.
    pub fn within(self, end: i64) -> Self {
        let end = end.max(LEAST_NANOS);
        let length = self.length.clamp(LEAST_NANOS, end);
        Self {
            start: self.start.clamp(0, end - length),
            length,
            ..self
        }
    }

    /// Scrolled by pixels, over lanes of this height in all.
    pub fn scrolled(self, down: f64, height: f64) -> Self {
        let most = (height - self.pane.height).max(0.0);
        Self {
            scroll: (self.scroll + down).clamp(0.0, most),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: i64 = 3_600_000_000_000;

    fn whole() -> TimeView {
        let pane = PaneSpace {
            width: 1_000.0,
            height: 400.0,
            ratio: 1.0,
        };
        TimeView::whole(pane, END)
    }

    #[test]
    fn zooming_holds_the_time_under_the_pointer_down_to_a_nanosecond() {
        let mut view = whole();
        let held = view.time_from_x(333.0);
        for _ in 0..400 {
            let next = view.zoomed(0.9, view.x_from_time(held), END);
            assert!(next.length < view.length || next.length == LEAST_NANOS);
            let moved = next.x_from_time(held) - view.x_from_time(held);
            // Edges are whole nanoseconds.
            assert!(
                moved.abs() <= 1_000.0 / next.length as f64 + 1e-6,
                "{moved} at {next:?}"
            );
            view = next;
        }
        assert_eq!(view.length, LEAST_NANOS);
        assert!((view.start..view.end()).contains(&held));
        assert_eq!(view.time_from_x(view.x_from_time(held) + 50.0), held);
        for _ in 0..400 {
            view = view.zoomed(1.2, 10.0, END);
        }
        assert_eq!((view.start, view.length), (0, END));
    }

    #[test]
    fn nothing_leads_outside_of_the_trace() {
        let near = whole().between(END - 500, END - 1_500, END);
        assert_eq!((near.start, near.end()), (END - 1_500, END - 500));
        assert_eq!(near.panned(1e12, END).end(), END);
        assert_eq!(near.panned(-f64::INFINITY, END).start, 0);
        assert_eq!(near.zoomed(f64::NAN, 0.0, END), near);
        assert_eq!(near.scrolled(500.0, 700.0).scroll, 300.0);
        assert_eq!(near.scrolled(500.0, 100.0).scroll, 0.0);
        let empty = TimeView::whole(PaneSpace::default(), 0).zoomed(0.5, 3.0, 0);
        assert_eq!(
            (empty.start, empty.length, empty.nanos_to_pixel()),
            (0, LEAST_NANOS, 10)
        );
    }
}
