//! Numbers with a decimal point: digits → the nearest `f64`, and back.
//!
//! The page reads numbers that it wrote itself, and writes them with few decimals. What the standard library needs to read and write
//! any number at all, tables of powers above all, weighs 12 kB each way in a download of which every kilobyte counts.

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

/// A number with so many decimals, at most 9, as the standard library writes it with that precision.
///
/// What is as large as 2^63 or larger is written as that; so large is nothing that a page writes.
pub fn fixed(number: f64, decimals: u32) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    let bits = number.abs().to_bits();
    // A number is `mantissa` · 2^(`exponent` - 1075), and below the normal ones the exponent is that of the smallest.
    let exponent = (bits >> 52) as u32;
    let mantissa = bits & ((1 << 52) - 1) | if exponent == 0 { 0 } else { 1 << 52 };
    let exponent = exponent.max(1);
    let unit = 10_u64.pow(decimals.min(9));
    let (whole, parts) = if exponent >= 1075 {
        let shift = exponent - 1075;
        (if shift > 10 { 1 << 63 } else { mantissa << shift }, 0)
    } else {
        let shift = 1075 - exponent;
        let whole = if shift > 63 { 0 } else { mantissa >> shift };
        let fraction = if shift > 63 {
            mantissa
        } else {
            mantissa & ((1 << shift) - 1)
        };
        // Of what stands in the middle the last digit decides: without decimals that is a digit of the whole.
        let is_odd = unit == 1 && whole % 2 == 1;
        (whole, rounded(u128::from(fraction) * u128::from(unit), shift, is_odd))
    };
    let (whole, parts) = if parts == unit { (whole + 1, 0) } else { (whole, parts) };
    let sign = if number.is_sign_negative() { "-" } else { "" };
    let mut text = format!("{sign}{whole}");
    if unit > 1 {
        let digits = (unit + parts).to_string();
        text.push('.');
        text.push_str(&digits[1..]);
    }
    text
}

/// A number with nine decimals at most, and no more than it has: a share of 2^30 events still tells one of them.
pub fn short(number: f64) -> String {
    let text = fixed(number, 9);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A length in style sheets.
pub fn px(length: f64) -> String {
    short(length) + "px"
}

/// A number, or the bound that it is beyond. What the standard library says of bounds in the wrong order needs all of its writing of numbers;
/// here `most` holds.
pub fn within(number: f64, least: f64, most: f64) -> f64 {
    number.max(least).min(most)
}

/// `number` / 2^`shift` as the nearest whole number, where two are as near the even one, or the odd one where `is_odd`.
fn rounded(number: u128, shift: u32, is_odd: bool) -> u64 {
    if shift > 126 {
        return 0;
    }
    let below = (number >> shift) as u64;
    let rest = number & ((1 << shift) - 1);
    let half = 1_u128 << (shift - 1);
    let is_up = rest > half || rest == half && (below % 2 == 1) != is_odd;
    below + u64::from(is_up)
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
    #[test]
    fn numbers_are_written_as_the_standard_library_writes_them() {
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        for round in 0..200_000_u32 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            // Of every size that can be, and such as lie in the middle between two.
            let number = match round % 4 {
                0 => f64::from_bits(random % (0x43e_u64 << 52)),
                1 => (random >> 40) as f64 / 1024.0,
                2 => -((random >> 20) as f64) / 1e6,
                _ => (random >> 44) as f64 / 2e3,
            };
            let decimals = (random % 10) as usize;
            assert_eq!(
                fixed(number, decimals as u32),
                format!("{number:.decimals$}"),
                "{number:e}"
            );
        }
        for (number, text) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (0.05, "0.1"),
            (0.25, "0.2"),
            (9.96, "10.0"),
        ] {
            assert_eq!(fixed(number, 1), text);
        }
        assert_eq!(fixed(f64::NAN, 2), "NaN");
        assert_eq!(fixed(f64::INFINITY, 0), (1_u64 << 63).to_string());
        assert_eq!(fixed(f64::MIN_POSITIVE, 3), "0.000");
    }
}
