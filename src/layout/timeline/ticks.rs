//! The ruler: round times, far enough apart for their labels.

use crate::layout::text::columns;
use crate::layout::timeline::view::TimeView;

/// Columns of the label font between two labels, at least.
const SPACE: usize = 3;

/// A mark on the ruler.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// When, in nanoseconds since the trace began.
    pub time: i64,
    /// Where, in CSS pixels from the pane's left edge.
    pub x: f64,
    /// The time, as exact as the step between ticks.
    pub label: String,
}

/// What times are counted from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Axis {
    /// The trace's beginning.
    #[default]
    Start,
    /// A time of the trace.
    From(i64),
    /// Midnight in UTC, so many nanoseconds before the trace began.
    Day(i64),
}

impl Axis {
    /// The time that is told as 0.
    fn zero(self) -> i64 {
        match self {
            Self::Start => 0,
            Self::From(time) => time,
            Self::Day(nanos) => nanos.saturating_neg(),
        }
    }

    /// A time, as exact as a step, where these times are in view.
    fn label(self, time: i64, step: i64, view: &TimeView) -> String {
        let told = time.saturating_sub(self.zero());
        match self {
            Self::Day(_) => clock(told, step),
            Self::Start | Self::From(_) => {
                let far = |time: i64| time.saturating_sub(self.zero()).saturating_abs();
                let sign = if told < 0 { "−" } else { "" };
                let latest = far(view.start).max(far(view.end()));
                let latest = if self == Self::Start { view.end() } else { latest };
                sign.to_owned() + &label(told.saturating_abs(), step, latest)
            }
        }
    }
}

/// The ticks in view, left to right, for labels whose letters are this wide in CSS pixels.
pub fn ticks(view: &TimeView, axis: Axis, column_width: f64) -> Vec<Tick> {
    let step = step(view, axis, column_width);
    let mut ticks = Vec::new();
    let zero = axis.zero();
    let since = view.start.max(0).saturating_sub(zero);
    let first = since.div_euclid(step).saturating_mul(step);
    let first = if first < since {
        first.saturating_add(step)
    } else {
        first
    };
    let mut time = first.saturating_add(zero);
    while time <= view.end() {
        ticks.push(Tick {
            time,
            x: view.x_from_time(time),
            label: axis.label(time, step, view),
        });
        let Some(next) = time.checked_add(step) else { break };
        time = next;
    }
    ticks
}

/// A time as exact as a pixel of the view.
pub fn written(view: &TimeView, axis: Axis, time: i64) -> String {
    let mut step = 1_i64;
    while step.saturating_mul(10) <= view.nanos_to_pixel() {
        step *= 10;
    }
    let told = time.saturating_sub(axis.zero());
    let exact = told.div_euclid(step).saturating_mul(step);
    axis.label(exact.saturating_add(axis.zero()), step, view)
}

/// The smallest step of 1, 2 or 5 and zeros whose labels have room.
fn step(view: &TimeView, axis: Axis, column_width: f64) -> i64 {
    let mut power = 1_i64;
    loop {
        for factor in [1, 2, 5] {
            let Some(step) = power.checked_mul(factor) else {
                return i64::MAX;
            };
            let ends = [view.start, view.end()].map(|time| columns(&axis.label(time, step, view)));
            let wide = ends[0].max(ends[1]) + SPACE;
            let room = step as f64 / view.length.max(1) as f64 * view.pane.width;
            if room >= wide as f64 * column_width.max(1.0) || step > view.length {
                return step;
            }
        }
        let Some(next) = power.checked_mul(10) else {
            return i64::MAX;
        };
        power = next;
    }
}

/// A time of day, in nanoseconds since some midnight.
fn clock(nanos: i64, step: i64) -> String {
    const SECOND: i64 = 1_000_000_000;
    let nanos = nanos.rem_euclid(86_400 * SECOND);
    let seconds = nanos / SECOND;
    let told = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match fraction(nanos % SECOND, step, 9) {
        fraction if fraction.is_empty() => told,
        fraction => format!("{told}.{fraction}"),
    }
}

/// A time in the unit of the latest time in view, with as many digits as the step has.
fn label(time: i64, step: i64, latest: i64) -> String {
    let (unit, nanos, digits) = match latest {
        ..1_000 => ("ns", 1, 0),
        1_000..1_000_000 => ("µs", 1_000, 3),
        1_000_000..1_000_000_000 => ("ms", 1_000_000, 6),
        _ => ("s", 1_000_000_000, 9),
    };
    let (whole, rest) = (time / nanos, time % nanos);
    match fraction(rest, step, digits) {
        fraction if fraction.is_empty() => format!("{whole} {unit}"),
        fraction => format!("{whole}.{fraction} {unit}"),
    }
}

/// What is left of so many digits without the zeros at the step's end.
fn fraction(rest: i64, step: i64, digits: usize) -> String {
    let mut told = digits;
    let mut power = 10;
    while told > 0 && step % power == 0 {
        told -= 1;
        power *= 10;
    }
    let mut rest = format!("{rest:0digits$}");
    rest.truncate(told);
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::space::PaneSpace;

    fn labels(start: i64, length: i64) -> Vec<String> {
        labels_of(Axis::Start, start, length)
    }

    fn labels_of(axis: Axis, start: i64, length: i64) -> Vec<String> {
        let pane = PaneSpace {
            width: 400.0,
            height: 100.0,
            ratio: 1.0,
        };
        let view = TimeView {
            start,
            length,
            ..TimeView::whole(pane, i64::MAX)
        };
        ticks(&view, axis, 7.0).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn steps_are_round_and_labels_as_exact_as_them() {
        assert_eq!(
            labels(0, 1_000_000_000),
            ["0.0 s", "0.2 s", "0.4 s", "0.6 s", "0.8 s", "1.0 s"]
        );
        assert_eq!(labels(0, 40), ["0 ns", "10 ns", "20 ns", "30 ns", "40 ns"]);
        assert_eq!(
            labels(2_500_000_000, 20),
            ["2.50000000 s", "2.50000001 s", "2.50000002 s"]
        );
        assert_eq!(labels(0, 60_000_000_000)[1], "10 s");
    }

    #[test]
    fn times_are_counted_from_a_mark_and_by_the_clock() {
        let second = 1_000_000_000;
        assert_eq!(
            labels_of(Axis::From(3 * second), 2 * second, 2 * second),
            ["−1.0 s", "−0.5 s", "0.0 s", "0.5 s", "1.0 s"]
        );
        // The mark is told as 0 wherever it is.
        assert_eq!(labels_of(Axis::From(123), 120, 12)[..2], ["−2 ns", "0 ns"]);
        let midnight = Axis::Day(86_399 * second + 500_000_000);
        assert_eq!(
            labels_of(midnight, 0, second),
            ["23:59:59.5", "00:00:00.0", "00:00:00.5"]
        );
        assert_eq!(labels_of(midnight, 0, 60 * second)[..2], ["00:00:00", "00:00:20"]);
        let view = TimeView::whole(PaneSpace::default(), second);
        assert_eq!(written(&view, midnight, 499_999_999), "23:59:59");
    }

    #[test]
    fn labels_never_touch_however_far_or_near() {
        let mut length = 10;
        while length < i64::MAX / 20 {
            for (start, axis) in [
                (0, Axis::Start),
                (length / 3, Axis::Day(7)),
                (length / 3, Axis::From(length / 2)),
                (length * 7, Axis::Start),
            ] {
                let texts = labels_of(axis, start, length);
                assert!(texts.len() < 20, "{texts:?}");
                let all: std::collections::BTreeSet<_> = texts.iter().collect();
                assert_eq!(all.len(), texts.len(), "{texts:?}");
                let wide: usize = texts.iter().map(|text| columns(text)).sum();
                assert!(wide as f64 * 7.0 < 500.0, "{texts:?}");
            }
            length = length * 3 + 1;
        }
    }
}
