//! Numbers that look random and are the same on every machine.

/// splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// A sequence of its own for every seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// The next number below `limit`, which is not 0 and below 2^32.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        ((self.next() >> 32) * limit) >> 32
    }

    /// True once in `times`.
    pub(super) fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// Below `limit`, where the n-th is 1/n as likely as the first (Zipf's law), up to the 16th.
    pub(super) fn skewed(&mut self, limit: u64) -> u64 {
        let limit = limit.min(16);
        // The least common multiple of 1 to 16: shares without rounding.
        let share = |n: u64| 720_720 / (n + 1);
        let mut at = self.below((0..limit).map(share).sum());
        (0..limit)
            .find(|&n| {
                let is_here = at < share(n);
                at = at.saturating_sub(share(n));
                is_here
            })
            .unwrap_or(0)
    }
}

/// The finalizer of splitmix64: a hash of a number.
pub(super) fn mixed(number: u64) -> u64 {
    let x = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
