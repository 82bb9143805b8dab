//! Minimum mutator utilization: of all windows of a length, how much of the processors the program had in the worst, and in which.
//!
//! The mean of a window is linear between positions at which it begins or ends with a step of the curve: these are all that need be looked at. A curve is
//! cut into bands of equal length, and windows that begin in one are not looked at where a bound tells that none of them can be the worst.
//!
//! Source: `MMUCurve`, `mmuSeries` in `internal/trace/gc.go`, Go 1.27, for what is told; that percentiles are of all positions of a window.

use crate::analyze::trace::utilization::Curve;
use crate::model::column::OutOfMemory;

/// Bands of a curve at most.
const BANDS: usize = 1024;
/// Steps of a curve up to which every position is looked at for percentiles; of more so many positions, spread evenly.
const MOST_STEPS: usize = 1 << 14;
/// Parts that means are counted in, of the whole from 0 to 1.
const PARTS: usize = 1 << 12;

/// A window, with the mean in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// When it begins, in nanoseconds since the trace began.
    pub start: i64,
    /// How much of the processors the program had, from 0 to 1.
    pub mean: f64,
    /// The number of the curve: of the processor, where each has its own.
    pub curve: usize,
}

/// Curves, to be asked.
#[derive(Clone, Debug, Default)]
pub struct Mmu {
    curves: Vec<(Curve, Bands)>,
}

/// What is known of the bands of a curve: the least value in each.
#[derive(Clone, Debug, Default)]
struct Bands {
    width: i64,
    least: Vec<f64>,
}

impl Mmu {
    /// Of these curves, as far as they last at all.
    pub fn of(curves: Vec<Curve>) -> Result<Self, OutOfMemory> {
        let full = OutOfMemory { rows: curves.len() };
        let mut known = Vec::new();
        known.try_reserve_exact(curves.len()).map_err(|_no_memory| full)?;
        for curve in curves.into_iter().filter(|curve| curve.nanos() > 0) {
            let bands = Bands::of(&curve);
            known.push((curve, bands));
        }
        Ok(Self { curves: known })
    }

    /// Whether there is nothing to ask.
    pub fn is_empty(&self) -> bool {
        self.curves.is_empty()
    }

    /// The mean of everything.
    pub fn mean(&self) -> f64 {
        let nanos: i64 = self.curves.iter().map(|(curve, _)| curve.nanos()).sum();
        let means = self.curves.iter().map(|(curve, _)| curve.mean() * curve.nanos() as f64);
        means.sum::<f64>() / nanos.max(1) as f64
    }

    /// The worst window of a length, in nanoseconds; of a curve that is shorter, all of it.
    pub fn worst(&self, window: i64) -> Option<Window> {
        let mut worst: Option<Window> = None;
        for (number, (curve, bands)) in self.curves.iter().enumerate() {
            let found = bands.worst(curve, window.max(1), worst.map_or(f64::INFINITY, |worst| worst.mean));
            if let Some((start, mean)) = found {
                worst = Some(Window {
                    start,
                    mean,
                    curve: number,
                });
            }
        }
        worst
    }

    /// What so many of all windows of a length have at most, for each of these shares, which are between 0 and 1.
    pub fn quantiles<const N: usize>(&self, window: i64, shares: [f64; N]) -> [f64; N] {
        let mut counts = vec![0.0; PARTS + 2];
        for (curve, _) in &self.curves {
            count_means(curve, window.max(1), &mut counts);
        }
        let whole: f64 = counts.iter().sum();
        shares.map(|share| {
            let mut left = share * whole;
            for (at, &count) in counts.iter().enumerate() {
                if count > 0.0 && count >= left {
                    let part = at as f64 - 1.0 + (left / count).clamp(0.0, 1.0);
                    return if at == 0 { 0.0 } else { (part / PARTS as f64).min(1.0) };
                }
                left -= count;
            }
            1.0
        })
    }

    /// So many windows of a length, none of which touch each other on a curve, the worst first.
    pub fn worsts(&self, window: i64, most: usize) -> Result<Vec<Window>, OutOfMemory> {
        let window = window.max(1);
        let mut found = Vec::new();
        for (number, (curve, bands)) in self.curves.iter().enumerate() {
            let [start, end] = curve.bounds();
            if window >= end - start {
                found.extend(bands.worst(curve, window, f64::INFINITY).map(|(start, mean)| Window {
                    start,
                    mean,
                    curve: number,
                }));
                continue;
            }
            // What is left free between windows that were taken.
            let mut free = vec![[start, end]];
            for _ in 0..most {
                let mut worst: Option<(i64, f64)> = None;
                for &[from, to] in &free {
                    if let Some(part) = curve.part(from, to).filter(|part| part.nanos() >= window) {
                        let best = worst.map_or(f64::INFINITY, |worst| worst.1);
                        worst = Bands::of(&part).worst(&part, window, best).or(worst);
                    }
                }
                let Some((start, mean)) = worst else { break };
                let full = OutOfMemory { rows: found.len() };
                found.try_reserve(1).map_err(|_no_memory| full)?;
                found.push(Window {
                    start,
                    mean,
                    curve: number,
                });
                let taken = [start, start.saturating_add(window)];
                free = free
                    .iter()
                    .flat_map(|&[from, to]| {
                        if to <= taken[0] || from >= taken[1] {
                            [Some([from, to]), None]
                        } else {
                            [Some([from, taken[0]]), Some([taken[1], to])]
                        }
                    })
                    .flatten()
                    .filter(|[from, to]| from < to)
                    .collect();
            }
        }
        found.sort_by(|one, other| one.mean.total_cmp(&other.mean).then(one.start.cmp(&other.start)));
        found.truncate(most);
        Ok(found)
    }
}

impl Bands {
    fn of(curve: &Curve) -> Self {
        let [start, end] = curve.bounds();
        let (points, _) = curve.steps();
        let width = ((end - start) / BANDS as i64 + 1).max(1);
        let count = ((end - start - 1) / width + 1).max(1) as usize;
        let mut least = vec![f64::INFINITY; count];
        for (at, &(time, value)) in points.iter().enumerate() {
            let until = points.get(at + 1).map_or(end, |next| next.0);
            if until <= time {
                continue;
            }
            let (first, last) = ((time - start) / width, (until - 1 - start) / width);
            for band in &mut least[first as usize..=(last as usize).min(count - 1)] {
                *band = band.min(value);
            }
        }
        Self { width, least }
    }

    /// The worst window of a curve, if it is worse than what is known.
    fn worst(&self, curve: &Curve, window: i64, known: f64) -> Option<(i64, f64)> {
        let [start, end] = curve.bounds();
        if window >= end - start {
            return (curve.mean() < known).then(|| (start, curve.mean()));
        }
        let last = end - window;
        let mut bounds: Vec<(f64, usize)> = Vec::new();
        let count = self.least.len();
        for band in 0..count {
            let from = start + band as i64 * self.width;
            if from > last {
                break;
            }
            // A window that begins in the band has all from the band's end to where one ends that begins with the band.
            let (inner, outer) = (from + self.width, from + window);
            let bound = if outer > inner {
                (curve.sum(outer) - curve.sum(inner)) / window as f64
            } else {
                // It lies in this band and in the next, or the one after.
                let until = ((from + self.width + window - start - 1) / self.width) as usize;
                self.least[band..=until.min(count - 1)]
                    .iter()
                    .copied()
                    .fold(f64::INFINITY, f64::min)
            };
            bounds.push((bound, band));
        }
        bounds.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let mut worst = None;
        let mut least = known;
        for (bound, band) in bounds {
            // Sums are rounded: what is hardly worse is the same.
            if bound > least - 1e-12 {
                break;
            }
            let from = start + band as i64 * self.width;
            each_position(curve, window, from, (from + self.width).min(last), |time, mean| {
                if mean < least {
                    (least, worst) = (mean, Some((time, mean)));
                }
            });
        }
        worst
    }
}

/// Goes over the means of windows that begin from one time to another, where they begin or end with a step, in order; between
/// these the mean is linear.
fn each_position(curve: &Curve, window: i64, from: i64, to: i64, mut f: impl FnMut(i64, f64)) {
    let (points, sums) = curve.steps();
    let at = |time: i64| points.partition_point(|point| point.0 <= time).saturating_sub(1);
    let (mut begin, mut end) = (at(from), at(from + window));
    let sum = |step: usize, time: i64| sums[step] + (time - points[step].0) as f64 * points[step].1;
    let mut time = from;
    loop {
        let mean = (sum(end, time + window) - sum(begin, time)) / window as f64;
        f(time, mean.max(0.0));
        if time >= to {
            return;
        }
        let next = |step: usize| points.get(step + 1).map_or(i64::MAX, |point| point.0);
        time = next(begin).min(next(end).saturating_sub(window)).min(to);
        while next(begin) <= time {
            begin += 1;
        }
        while next(end) <= time + window {
            end += 1;
        }
    }
}

/// Counts how long windows have which mean.
fn count_means(curve: &Curve, window: i64, counts: &mut [f64]) {
    let [start, end] = curve.bounds();
    if window >= end - start {
        spread(counts, curve.mean(), curve.mean(), (end - start) as f64);
        return;
    }
    let last = end - window;
    if curve.steps().0.len() > MOST_STEPS {
        let each = (last - start) as f64 / MOST_STEPS as f64;
        for at in 0..MOST_STEPS {
            let time = start + ((at as f64 + 0.5) * each) as i64;
            let mean = ((curve.sum(time + window) - curve.sum(time)) / window as f64).clamp(0.0, 1.0);
            spread(counts, mean, mean, each);
        }
        return;
    }
    let mut before: Option<(i64, f64)> = None;
    each_position(curve, window, start, last, |time, mean| {
        if let Some((since, mean_then)) = before {
            spread(counts, mean_then, mean, (time - since) as f64);
        }
        before = Some((time, mean));
    });
}

/// Adds a weight evenly to all parts between two means. What is nothing at all comes before the parts.
fn spread(counts: &mut [f64], one: f64, other: f64, weight: f64) {
    let (low, high) = (
        one.min(other).clamp(0.0, 1.0) * PARTS as f64,
        one.max(other).clamp(0.0, 1.0) * PARTS as f64,
    );
    let (first, last) = (low as usize, high as usize);
    let (nothing, counts) = counts.split_at_mut(1);
    if high <= 0.0 {
        nothing[0] += weight;
        return;
    }
    if first == last || high - low < 1e-9 {
        counts[first] += weight;
        return;
    }
    for (part, count) in counts.iter_mut().enumerate().take(last + 1).skip(first) {
        let covered = high.min(part as f64 + 1.0) - low.max(part as f64);
        *count += weight * covered.max(0.0) / (high - low);
    }
}
