//! Where a line of text ends.

/// Where the first line feed is.
pub(super) fn line_feed(bytes: &[u8]) -> Option<usize> {
    // Eight bytes at a time: a byte less one borrows from bit 7 only when it was zero.
    const ONES: u64 = 0x0101_0101_0101_0101;
    const BREAKS: u64 = ONES * b'\n' as u64;
    let (words, _) = bytes.as_chunks::<8>();
    for (n, word) in words.iter().enumerate() {
        let zeros = u64::from_le_bytes(*word) ^ BREAKS;
        let found = zeros.wrapping_sub(ONES) & !zeros & (ONES << 7);
        if found != 0 {
            return Some(n * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let start = words.len() * 8;
    let rest = bytes[start..].iter().position(|&byte| byte == b'\n');
    rest.map(|at| start + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_feeds_are_found_wherever_they_are() {
        for len in 0..100 {
            let mut bytes = vec![b'x'; len];
            assert_eq!(line_feed(&bytes), None);
            for at in (0..len).rev() {
                bytes[at] = b'\n';
                assert_eq!(line_feed(&bytes), Some(at));
            }
        }
    }
}
