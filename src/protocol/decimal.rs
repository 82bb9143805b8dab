//! Numbers of links and settings: digits with a decimal point → the nearest `f64`.
//!
//! The page reads numbers that it wrote itself. What the standard library needs to read any number at all, tables of powers
//! above all, weighs 12 kB in a download of which every kilobyte counts.

/// More digits than this are not read: they fit into 64 bits.
const MAX_DIGITS: usize = 19;

/// The number that a text writes: perhaps a minus, digits, perhaps a point and digits; none for anything else, or for more than
/// 19 digits without leading zeros. It is the nearest there is, as the standard library finds it.
pub fn decimal(text: &str) -> Option<f64> {
    let (is_negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut digits = 0_u64;
    for digit in whole.bytes().chain(fraction.bytes()) {
        let value = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
        digits = digits.checked_mul(10)?.checked_add(value)?;
    }
    if fraction.len() > MAX_DIGITS {
        return None;
    }
    let size = quotient(digits, 10_u64.pow(fraction.len() as u32));
    Some(if is_negative { -size } else { size })
}

/// `dividend` / `divisor`, rounded once.
fn quotient(dividend: u64, divisor: u64) -> f64 {
    if dividend == 0 {
        return 0.0;
    }
    // As many bits of the quotient as are to be had: 62 at least, more than the 54 that rounding needs.
    let shift = dividend.leading_zeros() + 63;
    let (shifted, divisor) = (u128::from(dividend) << shift, u128::from(divisor));
    let (found, rest) = (shifted / divisor, shifted % divisor);
    // What is left over only says on which side of the middle the quotient lies.
    let bits = found | u128::from(rest != 0);
    bits as f64 / (1_u128 << shift) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_the_standard_library_reads_them() {
        let mut random = 0x9e37_79b9_7f4a_7c15_u64;
        for round in 0..200_000_u32 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let digits = random >> (round % 60);
            let mut text = digits.to_string();
            let point = (random % 23) as usize;
            if point > 0 {
                while text.len() <= point {
                    text.insert(0, '0');
                }
                text.insert(text.len() - point, '.');
            }
            let Some(found) = decimal(&text) else {
                assert!(point > MAX_DIGITS || text.len() > MAX_DIGITS, "{text}");
                continue;
            };
            assert_eq!(found.to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            ".",
            "-",
            "1.2.3",
            "1e5",
            "inf",
            "NaN",
            "0x10",
            "1,5",
            "+1",
            "99999999999999999999",
        ] {
            assert_eq!(decimal(text), None, "{text}");
        }
        assert_eq!(decimal("-0.5"), Some(-0.5));
        assert_eq!(decimal(".25"), Some(0.25));
        assert_eq!(decimal("7."), Some(7.0));
    }
}
