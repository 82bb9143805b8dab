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

/// The ticks in view, left to right, for labels whose letters are this wide in CSS pixels.
pub fn ticks(view: &TimeView, column_width: f64) -> Vec<Tick> {
    let step = step(view, column_width);
    let mut ticks = Vec::new();
    // Rounded up; a trace begins at 0.
    let mut time = view.start.max(0).saturating_add(step - 1) / step * step;
    while time <= view.end() {
        ticks.push(Tick {
            time,
            x: view.x_from_time(time),
            label: label(time, step, view.end()),
        });
        let Some(next) = time.checked_add(step) else { break };
        time = next;
    }
    ticks
}

/// A time as exact as a pixel of the view.
pub fn written(view: &TimeView, time: i64) -> String {
    let mut step = 1_i64;
    while step.saturating_mul(10) <= view.nanos_to_pixel() {
        step *= 10;
    }
    label(time / step * step, step, view.end())
}

/// The smallest step of 1, 2 or 5 and zeros whose labels have room.
fn step(view: &TimeView, column_width: f64) -> i64 {
    let mut power = 1_i64;
    loop {
        for factor in [1, 2, 5] {
            let Some(step) = power.checked_mul(factor) else {
                return i64::MAX;
            };
            let wide = columns(&label(view.end(), step, view.end())) + SPACE;
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

/// A time in the unit of the latest time in view, with as many digits as the step has.
fn label(time: i64, step: i64, latest: i64) -> String {
    let (unit, nanos, digits) = match latest {
        ..1_000 => ("ns", 1, 0),
        1_000..1_000_000 => ("µs", 1_000, 3),
        1_000_000..1_000_000_000 => ("ms", 1_000_000, 6),
        _ => ("s", 1_000_000_000, 9),
    };
    let (whole, rest) = (time / nanos, time % nanos);
    // Zeros at the step's end are not told.
    let mut told = digits;
    let mut power = 10;
    while told > 0 && step % power == 0 {
        told -= 1;
        power *= 10;
    }
    if told == 0 {
        return format!("{whole} {unit}");
    }
    let rest = format!("{rest:0digits$}");
    format!("{whole}.{} {unit}", &rest[..told])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::space::PaneSpace;

    fn labels(start: i64, length: i64) -> Vec<String> {
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
        ticks(&view, 7.0).into_iter().map(|tick| tick.label).collect()
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
    fn labels_never_touch_however_far_or_near() {
        let mut length = 10;
        while length < i64::MAX / 20 {
            for start in [0, length / 3, length * 7] {
                let texts = labels(start, length);
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
