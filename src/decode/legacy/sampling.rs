//! From a sample of allocations to all of them.
//!
//! An allocation of S bytes at a mean rate of one sample in R bytes is met with probability
//! 1 − e^(−S/R); dividing by it estimates how many there were (`scaleHeapSample` in
//! `profile/legacy_profile.go`, Go 1.27).

/// The estimate for `objects` of `bytes` in all, at a rate in bytes; below 2, everything was met.
pub(super) fn scaled(objects: i64, bytes: i64, rate: i64) -> (i64, i64) {
    if objects == 0 || bytes == 0 {
        return (0, 0);
    }
    if rate <= 1 {
        return (objects, bytes);
    }
    let size = bytes as f64 / objects as f64;
    let scale = 1.0 / (1.0 - exp(-size / rate as f64));
    (whole(objects as f64 * scale), whole(bytes as f64 * scale))
}

/// Without its fraction; what does not fit becomes the smallest number, as on the processors Go runs on.
pub(super) fn whole(number: f64) -> i64 {
    // -2^63 and 2^63 are numbers of this type, 2^63 - 1 is not.
    if number >= i64::MIN as f64 && number < -(i64::MIN as f64) {
        number as i64
    } else {
        i64::MIN
    }
}

/// e^x, bit for bit as Go computes it on amd64 (`math/exp_amd64.s`, Go 1.27), and the same on every machine: what is
/// cut off after scaling may be a whole object, where the last bit of this differs.
///
/// x = n·ln 2 + 16·r; e^(16·r) comes from four terms squared: with q = e^r − 1, q·(q + 2) is e^(2·r) − 1.
fn exp(x: f64) -> f64 {
    /// ln 2 in two parts, of which the first times a small whole number is exact.
    const LN_2: [f64; 2] = [0.693_147_180_559_663, 2.823_529_056_303_157_7e-13];
    /// 1/8! to 1/2! and 1.
    const TERMS: [f64; 8] = [
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
        1.0,
    ];
    if x.is_nan() || x == f64::INFINITY {
        return x;
    }
    if x > 709.782_712_893_384 {
        return f64::INFINITY;
    }
    // Below, the exponent would not fit the bits it is put into; nothing that small is told from 0 here.
    if x < -700.0 {
        return 0.0;
    }
    let n = (x * std::f64::consts::LOG2_E).round_ties_even();
    let r = (-n).mul_add(LN_2[1], (-n).mul_add(LN_2[0], x)) * 0.0625;
    let series = TERMS
        .iter()
        .copied()
        .reduce(|sum, term| sum.mul_add(r, term))
        .unwrap_or(1.0);
    let mut q = r * series;
    for _ in 0..3 {
        q *= q + 2.0;
    }
    let power = q.mul_add(q + 2.0, 1.0);
    power * f64::from_bits(((n as i64 + 1_023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_objects_stand_for_many() {
        assert_eq!(scaled(3, 0, 524_288), (0, 0));
        assert_eq!(scaled(0, 7, 524_288), (0, 0));
        assert_eq!(scaled(3, 48, 1), (3, 48));
        assert_eq!(scaled(3, 48, 0), (3, 48));
        assert_eq!(scaled(1, 16, 524_288), (32_768, 524_296));
        assert_eq!(scaled(2, 1 << 40, 524_288), (2, 1 << 40));
        assert_eq!(scaled(-1, -16, 524_288), (-32_768, -524_296));
        // Of opposite signs: the probability is negative, whatever that may mean.
        assert_eq!(scaled(1, -16, 524_288), (-32_767, 524_280));
        assert_eq!(scaled(1, i64::MIN, 2), (0, 0));
    }

    #[test]
    fn what_does_not_fit() {
        assert_eq!(whole(-1.9), -1);
        assert_eq!(whole(9.3e18), i64::MIN);
        assert_eq!(whole(9_223_372_036_854_774_784.0), 9_223_372_036_854_774_784);
        assert_eq!(whole(f64::NAN), i64::MIN);
    }

    #[test]
    fn powers_of_e() {
        for x in [-700.0_f64, -30.5, -1.0, -0.3, -1e-9, 0.0, 1e-9, 0.7, 2.0, 700.0] {
            let (found, near) = (exp(x), x.exp());
            assert!((found - near).abs() <= near * 4e-16, "e^{x}: {found} {near}");
        }
        assert_eq!(
            (exp(-1e9), exp(1e9), exp(f64::INFINITY)),
            (0.0, f64::INFINITY, f64::INFINITY)
        );
        assert_eq!(exp(f64::NEG_INFINITY), 0.0);
        assert!(exp(f64::NAN).is_nan());
    }
}
