//! How long things took: how many, the least and the greatest, what most are below, and a histogram.
//!
//! Counts, sums, the least and the greatest are exact, and so is the histogram, which has five buckets to a decade as those of
//! `go tool trace` have. Percentiles are the value of that rank up to 1 part in 128: nothing is kept of a single value, so
//! that millions of waits cost some kilobytes, and distributions can be added up.

use crate::model::column::OutOfMemory;

/// Values below this have a fine bucket each.
const EXACT: u64 = 256;
/// Fine buckets to a power of two.
const FINE: u64 = 128;
/// Buckets of the histogram to a decade.
pub const PER_DECADE: u32 = 5;

/// Lower bounds of the histogram's buckets: 0, and the whole numbers above 10^(n/5) for n from 0 on.
const BOUNDS: [i64; 92] = bounds();

const fn bounds() -> [i64; 92] {
    // The fifth roots of the powers of ten below ten, with nineteen digits.
    let roots: [u128; 5] = [
        1_000_000_000_000_000_000,
        1_584_893_192_461_113_485,
        2_511_886_431_509_580_111,
        3_981_071_705_534_972_507,
        6_309_573_444_801_932_494,
    ];
    let mut bounds = [0; 92];
    let mut at = 1;
    let mut power: u128 = 1;
    while at < bounds.len() {
        let root = roots[(at - 1) % 5];
        bounds[at] = (root * power).div_ceil(1_000_000_000_000_000_000) as i64;
        if at.is_multiple_of(5) {
            power *= 10;
        }
        at += 1;
    }
    bounds
}

/// A distribution of lengths of time, or of other numbers that are not negative.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Distribution {
    count: u64,
    sum: i64,
    least: i64,
    greatest: i64,
    fine: Vec<u64>,
    coarse: Vec<u64>,
}

/// A bucket of a histogram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// The least value that belongs to it.
    pub from: i64,
    /// The least value that belongs to the next.
    pub to: i64,
    /// How many there are.
    pub count: u64,
}

impl Distribution {
    /// Adds a value; one below 0 counts as 0.
    pub fn add(&mut self, value: i64) -> Result<(), OutOfMemory> {
        self.add_many(value, 1)
    }

    /// Adds a value so many times.
    pub fn add_many(&mut self, value: i64, times: u64) -> Result<(), OutOfMemory> {
        if times == 0 {
            return Ok(());
        }
        let value = value.max(0);
        if self.count == 0 || value < self.least {
            self.least = value;
        }
        self.greatest = self.greatest.max(value);
        self.count += times;
        let more = value.saturating_mul(times.min(i64::MAX as u64).cast_signed());
        self.sum = self.sum.saturating_add(more);
        bump(&mut self.fine, fine_bucket(value.unsigned_abs()), times)?;
        bump(&mut self.coarse, coarse_bucket(value), times)
    }

    /// Adds all values of another.
    pub fn add_all(&mut self, other: &Self) -> Result<(), OutOfMemory> {
        if other.count == 0 {
            return Ok(());
        }
        if self.count == 0 || other.least < self.least {
            self.least = other.least;
        }
        self.greatest = self.greatest.max(other.greatest);
        self.count += other.count;
        self.sum = self.sum.saturating_add(other.sum);
        for (own, others) in [(&mut self.fine, &other.fine), (&mut self.coarse, &other.coarse)] {
            for (bucket, &count) in others.iter().enumerate().filter(|row| *row.1 > 0) {
                bump(own, bucket, count)?;
            }
        }
        Ok(())
    }

    /// How many values there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their sum.
    pub fn sum(&self) -> i64 {
        self.sum
    }

    /// The least of them; 0 of none.
    pub fn least(&self) -> i64 {
        self.least
    }

    /// The greatest.
    pub fn greatest(&self) -> i64 {
        self.greatest
    }

    /// The sum through the count, rounded; 0 of none.
    pub fn mean(&self) -> i64 {
        match self.count {
            0 => 0,
            count => (self.sum as f64 / count as f64).round() as i64,
        }
    }

    /// The least value that so many per mille of them are not above, up to 1 part in 128; 0 of none.
    pub fn per_mille(&self, share: u64) -> i64 {
        let rank = (u128::from(self.count) * u128::from(share)).div_ceil(1000).max(1) as u64;
        let mut seen = 0;
        for (bucket, &count) in self.fine.iter().enumerate() {
            seen += count;
            if seen >= rank {
                return fine_middle(bucket).clamp(self.least, self.greatest);
            }
        }
        self.greatest
    }

    /// How many values are below one of the histogram's bounds.
    pub fn below(&self, bound: i64) -> u64 {
        self.buckets()
            .filter(|bucket| bucket.to <= bound)
            .map(|bucket| bucket.count)
            .sum()
    }

    /// The histogram from the first bucket that has values to the last, with empty ones between them.
    pub fn buckets(&self) -> impl Iterator<Item = Bucket> + '_ {
        let first = self.coarse.iter().position(|&count| count > 0).unwrap_or(0);
        self.coarse.iter().enumerate().skip(first).map(|(at, &count)| Bucket {
            from: BOUNDS[at],
            to: BOUNDS.get(at + 1).copied().unwrap_or(i64::MAX),
            count,
        })
    }
}

fn bump(counts: &mut Vec<u64>, bucket: usize, more: u64) -> Result<(), OutOfMemory> {
    if bucket >= counts.len() {
        let full = OutOfMemory { rows: counts.len() };
        counts
            .try_reserve(bucket + 1 - counts.len())
            .map_err(|_no_memory| full)?;
        counts.resize(bucket + 1, 0);
    }
    counts[bucket] += more;
    Ok(())
}

fn coarse_bucket(value: i64) -> usize {
    // The number of digits in base two tells within two buckets.
    let guess = (value.unsigned_abs() | 1).ilog2() as usize * 3 / 2;
    let mut at = guess.min(BOUNDS.len() - 1);
    while at > 0 && BOUNDS[at] > value {
        at -= 1;
    }
    while BOUNDS.get(at + 1).is_some_and(|&next| next <= value) {
        at += 1;
    }
    at
}

fn fine_bucket(value: u64) -> usize {
    if value < EXACT {
        return value as usize;
    }
    let shift = 63 - u64::from(value.leading_zeros()) - u64::from(FINE.trailing_zeros());
    (EXACT + (shift - 1) * FINE + ((value >> shift) - FINE)) as usize
}

/// A value in the middle of a fine bucket.
fn fine_middle(bucket: usize) -> i64 {
    let bucket = bucket as u64;
    if bucket < EXACT {
        return bucket as i64;
    }
    let shift = (bucket - EXACT) / FINE + 1;
    let lower = ((bucket - EXACT) % FINE + FINE) << shift;
    (lower + (1 << shift) / 2).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_meet_each_other() {
        assert_eq!(&BOUNDS[..9], [0, 1, 2, 3, 4, 7, 10, 16, 26]);
        assert!(BOUNDS.is_sorted());
        assert_eq!(BOUNDS[46], 1_000_000_000);
        let mut value = 0_i64;
        while value < i64::MAX / 16 {
            for value in [value, value + 1] {
                let at = coarse_bucket(value);
                assert!(
                    BOUNDS[at] <= value && BOUNDS.get(at + 1).is_none_or(|&next| value < next),
                    "{value}"
                );
                let middle = fine_middle(fine_bucket(value.unsigned_abs()));
                assert!((middle - value).abs() <= value / 128, "{value}: {middle}");
            }
            value = value * 8 / 7 + 1;
        }
    }

    #[test]
    fn values_are_summed_up() {
        let mut all = Distribution::default();
        assert_eq!((all.mean(), all.per_mille(500), all.buckets().count()), (0, 0, 0));
        let mut other = Distribution::default();
        for value in 1..=1000_i64 {
            let half = if value % 2 == 0 { &mut all } else { &mut other };
            half.add(value * 1000).unwrap();
        }
        all.add_all(&other).unwrap();
        assert_eq!((all.count(), all.sum(), all.mean()), (1000, 500_500_000, 500_500));
        assert_eq!((all.least(), all.greatest()), (1000, 1_000_000));
        for (share, want) in [(500, 500_000_i64), (900, 900_000), (990, 990_000), (1000, 1_000_000)] {
            let got = all.per_mille(share);
            assert!((got - want).abs() <= want / 128, "{share}: {got}");
        }
        assert_eq!(all.buckets().map(|bucket| bucket.count).sum::<u64>(), 1000);
        assert_eq!(all.below(10_000), 9);
        let first = all.buckets().next().unwrap();
        assert_eq!((first.from, first.to, first.count), (1000, 1585, 1));
    }
}
