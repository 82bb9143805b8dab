//! Numbers without order that are the same in every run.

/// A generator: xorshift with 64 bits. Its state must not be 0.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below a limit; 0 where there is none.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}
