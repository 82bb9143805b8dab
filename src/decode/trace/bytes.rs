//! Numbers read from the bytes of a batch.
//!
//! Every number of a trace is an unsigned LEB128 varint of at most ten bytes, the tenth at most 1; padded ones occur.
//!
//! Source: `encoding/binary/varint.go`, Go 1.27.

/// Most bytes of a number.
pub(super) const MAX_NUMBER_BYTES: usize = 10;

/// Why a number could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadNumber {
    /// The bytes end in it.
    Cut,
    /// It does not fit 64 bits.
    Long,
}

/// Reads a number at `at` and moves `at` behind it.
#[inline]
pub(super) fn number(bytes: &[u8], at: &mut usize) -> Result<u64, BadNumber> {
    // Most numbers are small.
    match bytes.get(*at..) {
        Some(&[byte, ..]) if byte < 0x80 => {
            *at += 1;
            Ok(u64::from(byte))
        }
        Some(&[low, high, ..]) if high < 0x80 => {
            *at += 2;
            Ok(u64::from(low & 0x7f) | u64::from(high) << 7)
        }
        Some(&[low, middle, high, ..]) if high < 0x80 => {
            *at += 3;
            Ok(u64::from(low & 0x7f) | u64::from(middle & 0x7f) << 7 | u64::from(high) << 14)
        }
        _ => long_number(bytes, at),
    }
}

fn long_number(bytes: &[u8], at: &mut usize) -> Result<u64, BadNumber> {
    let mut value = 0_u64;
    let rest = bytes.get(*at..).unwrap_or_default();
    for (index, &byte) in rest.iter().take(MAX_NUMBER_BYTES).enumerate() {
        if index + 1 == MAX_NUMBER_BYTES && byte > 1 {
            return Err(BadNumber::Long);
        }
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte < 0x80 {
            *at += index + 1;
            return Ok(value);
        }
    }
    Err(BadNumber::Cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], want: Result<(u64, usize), BadNumber>) {
        let mut at = 0;
        assert_eq!(number(bytes, &mut at).map(|value| (value, at)), want);
    }

    #[test]
    fn numbers() {
        check(&[0x05, 0xff], Ok((5, 1)));
        check(
            &[0x98, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
            Ok((24, 10)),
        );
        check(
            &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
            Ok((u64::MAX, 10)),
        );
        check(
            &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02],
            Err(BadNumber::Long),
        );
        check(&[0x80; 10], Err(BadNumber::Long));
        check(&[0x80; 9], Err(BadNumber::Cut));
        check(&[], Err(BadNumber::Cut));
    }
}
