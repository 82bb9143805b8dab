//! How lengths of time are spread: how many there are of which length, however many there are.
//!
//! Lengths are counted in buckets, eight to each power of two, so that a percentile is told to within a sixteenth; sum, least and greatest are exact.

use crate::model::column::OutOfMemory;

/// Buckets to a power of two, as a power of two.
const FINE_BITS: u32 = 3;
/// Buckets of all positive lengths.
const BUCKETS: usize = (64 << FINE_BITS) as usize;

/// Lengths, counted. Those of 0 or less count as 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread {
    counts: Vec<u64>,
    /// How many there are.
    pub count: u64,
    /// Of all together, in nanoseconds.
    pub sum: i64,
    /// The shortest, in nanoseconds; of none, the largest number that there is.
    pub least: i64,
    /// The longest, in nanoseconds.
    pub most: i64,
}

impl Spread {
    /// None yet.
    pub fn new() -> Result<Self, OutOfMemory> {
        let mut counts = Vec::new();
        let full = |_no_memory| OutOfMemory { rows: BUCKETS };
        counts.try_reserve_exact(BUCKETS).map_err(full)?;
        counts.resize(BUCKETS, 0);
        Ok(Self {
            counts,
            count: 0,
            sum: 0,
            least: i64::MAX,
            most: 0,
        })
    }

    /// Counts a length in nanoseconds.
    #[inline]
    pub fn add(&mut self, nanos: i64) {
        let nanos = nanos.max(0);
        self.counts[bucket(nanos)] += 1;
        self.count += 1;
        self.sum = self.sum.saturating_add(nanos);
        self.least = self.least.min(nanos);
        self.most = self.most.max(nanos);
    }

    /// The mean, in nanoseconds; of none, 0.
    pub fn mean(&self) -> i64 {
        self.sum.checked_div(self.count as i64).unwrap_or(0)
    }

    /// The length that so many thousandths do not exceed, in nanoseconds; of none, 0.
    pub fn at(&self, thousandths: u64) -> i64 {
        if self.count == 0 {
            return 0;
        }
        let rank = (u128::from(self.count) * u128::from(thousandths)).div_ceil(1000).max(1) as u64;
        let mut seen = 0;
        for (at, &count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= rank {
                let middle = i64::midpoint(start_of(at), start_of(at + 1).saturating_sub(1));
                return middle.clamp(self.least, self.most);
            }
        }
        self.most
    }

    /// How many are of a length or more, to within a bucket, in nanoseconds.
    pub fn count_from(&self, nanos: i64) -> u64 {
        self.counts[bucket(nanos)..].iter().sum()
    }

    /// The counts of all powers of two that hold any, with where each begins, in nanoseconds.
    pub fn octaves(&self) -> impl Iterator<Item = (i64, u64)> + '_ {
        let octaves = self.counts.chunks(1 << FINE_BITS).enumerate();
        let counted = octaves.map(|(octave, counts)| (start_of(octave << FINE_BITS), counts.iter().sum()));
        counted.filter(|&(_, count)| count > 0)
    }
}

/// The bucket of a length. The first eight buckets are the lengths below eight; each octave after has eight.
fn bucket(nanos: i64) -> usize {
    let nanos = nanos.max(0).unsigned_abs();
    if nanos < 1 << FINE_BITS {
        return nanos as usize;
    }
    let octave = nanos.ilog2();
    let within = (nanos >> (octave - FINE_BITS)) - (1 << FINE_BITS);
    ((octave - FINE_BITS + 1) << FINE_BITS) as usize + within as usize
}

/// Where a bucket begins, in nanoseconds.
fn start_of(bucket: usize) -> i64 {
    let (octave, within) = (bucket >> FINE_BITS, (bucket & ((1 << FINE_BITS) - 1)) as i64);
    match octave {
        0 => within,
        octave => ((1 << FINE_BITS) + within)
            .checked_shl(octave as u32 - 1)
            .filter(|&start| start > 0 && octave < 61)
            .unwrap_or(i64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_follow_each_other() {
        for nanos in (0..5_000).chain([i64::MAX / 3, i64::MAX - 1]) {
            let at = bucket(nanos);
            assert!(
                at < BUCKETS && start_of(at) <= nanos && nanos < start_of(at + 1),
                "{nanos}"
            );
        }
        assert_eq!(bucket(-5), 0);
        assert!(bucket(i64::MAX) < BUCKETS);
    }

    #[test]
    fn percentiles_are_near() {
        let mut spread = Spread::new().unwrap();
        assert_eq!((spread.at(500), spread.mean(), spread.count_from(0)), (0, 0, 0));
        for nanos in 1..=10_000 {
            spread.add(nanos);
        }
        for (thousandths, want) in [(0, 1), (500, 5_000), (900, 9_000), (990, 9_900), (1000, 10_000)] {
            let got = spread.at(thousandths);
            assert!((got - want).abs() * 16 <= want, "{thousandths}: {got}");
        }
        assert_eq!((spread.least, spread.most, spread.sum), (1, 10_000, 50_005_000));
        assert_eq!(spread.octaves().map(|row| row.1).sum::<u64>(), 10_000);
        assert_eq!(spread.count_from(8192), 10_000 - 8191);
    }
}
