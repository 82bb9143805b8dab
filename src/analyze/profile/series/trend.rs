//! How a value changes from snapshot to snapshot.

/// Growth, slope and steadiness.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Trend {
    /// The last value less the first.
    pub growth: i64,
    /// The slope of the straight line that fits best (least squares): what is added in a second, or, where times are not known, from
    /// one snapshot to the next.
    pub slope: f64,
    /// Growth as a share of all ups and downs: 1 where the value never falls, -1 where it never rises, near 0 where it comes and goes; 0
    /// where nothing changes.
    pub steadiness: f64,
    /// The share of steps in which the value rises: a cache that is full rises no more.
    pub rises: f64,
}

impl Trend {
    /// The trend of values at some moments, of which there are as many.
    pub fn of(values: &[i64], at: &[f64]) -> Self {
        let growth = match (values.first(), values.last()) {
            (Some(&first), Some(&last)) => last.wrapping_sub(first),
            _ => 0,
        };
        let steps = values.windows(2).map(|pair| pair[1] as f64 - pair[0] as f64);
        let moved: f64 = steps.clone().map(f64::abs).sum();
        let rises = steps.clone().filter(|&step| step > 0.0).count();
        Self {
            growth,
            slope: slope(values, at),
            steadiness: if moved == 0.0 { 0.0 } else { growth as f64 / moved },
            rises: rises as f64 / steps.count().max(1) as f64,
        }
    }

    /// Whether the value rose and never fell.
    pub fn never_fell(&self) -> bool {
        self.growth > 0 && self.steadiness >= 1.0
    }
}

fn slope(values: &[i64], at: &[f64]) -> f64 {
    let count = values.len().max(1) as f64;
    let mean_at = at.iter().sum::<f64>() / count;
    let mean = values.iter().map(|&value| value as f64).sum::<f64>() / count;
    let (mut products, mut squares) = (0.0, 0.0);
    for (&value, &at) in values.iter().zip(at) {
        products += (at - mean_at) * (value as f64 - mean);
        squares += (at - mean_at) * (at - mean_at);
    }
    if squares == 0.0 { 0.0 } else { products / squares }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[i64], growth: i64, slope: f64, steadiness: f64) {
        let at: Vec<f64> = (0..values.len()).map(|n| n as f64 * 2.0).collect();
        let trend = Trend::of(values, &at);
        assert_eq!(trend.growth, growth, "{values:?}");
        assert!((trend.slope - slope).abs() < 1e-9, "{values:?}: {}", trend.slope);
        assert!(
            (trend.steadiness - steadiness).abs() < 1e-9,
            "{values:?}: {}",
            trend.steadiness
        );
        assert_eq!(trend.never_fell(), growth > 0 && steadiness >= 1.0);
        assert!((0.0..=1.0).contains(&trend.rises) && (growth <= 0 || trend.rises > 0.0));
    }

    #[test]
    fn what_grows_is_told_from_what_comes_and_goes() {
        check(&[], 0, 0.0, 0.0);
        check(&[7], 0, 0.0, 0.0);
        check(&[5, 5, 5], 0, 0.0, 0.0);
        check(&[0, 10, 20, 30], 30, 5.0, 1.0);
        check(&[0, 10, 10, 30], 30, 4.5, 1.0);
        check(&[30, 20, 10], -20, -5.0, -1.0);
        check(&[0, 10, 0, 10], 10, 1.0, 1.0 / 3.0);
    }
}
