//! Shares of totals, cut off to whole numbers as Go cuts them.

/// The whole part of a number; the least integer where there is none, as Go does on most machines.
pub(in crate::analyze::profile) fn truncated(number: f64) -> i64 {
    // The bounds are powers of two, so that they are exact.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if (-LIMIT..LIMIT).contains(&number) {
        number as i64
    } else {
        i64::MIN
    }
}

/// The size of a share of a total, rounded down.
pub(in crate::analyze::profile) fn share(total: i64, fraction: f64) -> i64 {
    truncated(total as f64 * fraction).wrapping_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_whole_number_is_the_least() {
        assert_eq!([share(1000, 0.005), share(-1999, 0.001), share(7, 0.0)], [5, 1, 0]);
        assert_eq!(truncated(f64::NAN), i64::MIN);
        assert_eq!(truncated(1e19), i64::MIN);
    }
}
