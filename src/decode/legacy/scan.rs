//! Pieces of a line: numbers, addresses, spaces.
//!
//! pprof reads these lines by regular expressions that may match anywhere in them
//! (`profile/legacy_profile.go`, Go 1.27). [`find`] looks in the same places, in linear time: runs of
//! digits are what its patterns begin with, and a pattern that fails at a run fails everywhere in it.

use crate::decode::legacy::error::{Fault, Problem};

/// A place in a line, from which pieces are taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    /// The beginning of these bytes.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// What has not been taken.
    #[inline]
    pub(super) fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    /// Takes the bytes for which this holds; perhaps none.
    #[inline]
    pub(super) fn run(&mut self, is_part: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = self.rest();
        let len = rest.iter().position(|&byte| !is_part(byte)).unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }

    /// Takes spaces, if there are any.
    #[inline]
    pub(super) fn spaces(&mut self) {
        self.run(|byte| byte == b' ');
    }

    /// Takes exactly these bytes.
    #[inline]
    pub(super) fn word(&mut self, word: &[u8]) -> Option<()> {
        self.at += self.rest().starts_with(word).then_some(word.len())?;
        Some(())
    }

    /// Takes digits, at least one.
    #[inline]
    pub(super) fn digits(&mut self) -> Option<&'a [u8]> {
        Some(self.run(|byte| byte.is_ascii_digit())).filter(|digits| !digits.is_empty())
    }

    /// Takes digits with a minus sign before them, or none.
    #[inline]
    pub(super) fn signed(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        let _ = self.word(b"-");
        self.digits()?;
        Some(&self.bytes[start..self.at])
    }
}

/// The first match of a pattern that begins with a number, anywhere in a line.
#[inline]
pub(super) fn find<'a, T>(line: &'a [u8], pattern: impl Fn(Scan<'a>) -> Option<T>) -> Option<T> {
    let mut scan = Scan::new(line);
    loop {
        scan.run(|byte| !byte.is_ascii_digit() && byte != b'-');
        if scan.rest().is_empty() {
            return None;
        }
        if let Some(found) = pattern(scan) {
            return Some(found);
        }
        if scan.word(b"-").is_none() {
            scan.digits();
        }
    }
}

/// Where these bytes stand in others.
pub(super) fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

/// A line without spaces around it, and whether there is anything but a comment.
pub(super) fn is_blank_or_comment(line: &[u8]) -> bool {
    matches!(line.trim_ascii().first(), None | Some(b'#'))
}

/// A decimal number.
#[inline]
pub(super) fn decimal(digits: &[u8]) -> Result<i64, Fault> {
    let (is_negative, digits) = match digits.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, digits),
    };
    let too_large = || Fault::new(Problem::Number, digits);
    let mut number = 0_i64;
    for &digit in digits {
        // Counted downwards: the smallest number has no positive counterpart.
        number = number
            .checked_mul(10)
            .and_then(|number| number.checked_sub(i64::from(digit.wrapping_sub(b'0'))))
            .ok_or_else(too_large)?;
    }
    if is_negative {
        Ok(number)
    } else {
        number.checked_neg().ok_or_else(too_large)
    }
}

/// A number as Go's `strconv.ParseInt` reads it when its prefix tells the base: `12`, `-0x1f`, `017`, `0b1`.
pub(super) fn prefixed(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let (sign, digits) = match text.strip_prefix(['-', '+']) {
        Some(digits) => (if text.starts_with('-') { "-" } else { "" }, digits),
        None => ("", text),
    };
    let bases = [("0x", 16), ("0X", 16), ("0b", 2), ("0B", 2), ("0o", 8), ("0O", 8)];
    let (digits, base) = bases
        .iter()
        .find_map(|&(prefix, base)| Some((digits.strip_prefix(prefix)?, base)))
        .unwrap_or(if digits.len() > 1 && digits.starts_with('0') {
            (&digits[1..], 8)
        } else {
            (digits, 10)
        });
    if digits.starts_with(['-', '+']) {
        return None;
    }
    i64::from_str_radix(&format!("{sign}{digits}"), base).ok()
}

/// The addresses in these bytes: all that begin with `0x`, whatever stands between them.
#[inline]
pub(super) fn addresses(bytes: &[u8], found: &mut Vec<u64>) -> Result<(), Fault> {
    let mut at = 0;
    while let Some(&[first, second, third]) = bytes.get(at..).and_then(<[u8]>::first_chunk::<3>) {
        if first != b'0' || second != b'x' || lower_hex(third).is_none() {
            at += 1;
            continue;
        }
        let start = at;
        at += 2;
        let mut address = 0_u64;
        while let Some(digit) = bytes.get(at).and_then(|&byte| lower_hex(byte)) {
            if address >> 60 != 0 {
                return Err(Fault::new(Problem::Number, &bytes[start..]));
            }
            address = address << 4 | digit;
            at += 1;
        }
        let rows = found.len();
        if rows == found.capacity() {
            let more = rows.max(64);
            let no_memory = |_error| crate::model::column::OutOfMemory { rows };
            found.try_reserve(more).map_err(no_memory)?;
        }
        found.push(address);
    }
    Ok(())
}

/// A hexadecimal number at the front, with `0x` before it; and what follows.
#[inline]
pub(super) fn hexadecimal(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let digits = bytes.strip_prefix(b"0x")?;
    let len = digits
        .iter()
        .position(|byte| !byte.is_ascii_hexdigit())
        .unwrap_or(digits.len());
    let mut number = 0_u64;
    for &digit in &digits[..len] {
        if number >> 60 != 0 {
            return None;
        }
        number = number << 4 | u64::from(char::from(digit).to_digit(16)?);
    }
    (len > 0).then_some((number, &digits[len..]))
}

#[inline]
fn lower_hex(byte: u8) -> Option<u64> {
    match byte {
        b'0'..=b'9' => Some(u64::from(byte - b'0')),
        b'a'..=b'f' => Some(u64::from(byte - b'a') + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(mut scan: Scan<'_>) -> Option<(&[u8], &[u8])> {
        let first = scan.signed()?;
        scan.spaces();
        scan.word(b":")?;
        Some((first, scan.signed()?))
    }

    #[test]
    fn patterns_match_anywhere() {
        assert_eq!(find(b"12:3", pair), Some((&b"12"[..], &b"3"[..])));
        assert_eq!(find(b"a 1 2 --5  :-3", pair), Some((&b"-5"[..], &b"-3"[..])));
        assert_eq!(find(b"1 2 3", pair), None);
        assert_eq!(find(b"", pair), None);
        assert_eq!(find(&vec![b'1'; 1 << 20], pair), None);
        assert_eq!(find(&vec![b'-'; 1 << 20], pair), None);
    }

    #[test]
    fn numbers_up_to_their_limits() {
        assert_eq!(decimal(b"007").unwrap(), 7);
        assert_eq!(decimal(b"9223372036854775807").unwrap(), i64::MAX);
        assert_eq!(decimal(b"-9223372036854775808").unwrap(), i64::MIN);
        for text in [
            &b"9223372036854775808"[..],
            b"99999999999999999999",
            b"-9223372036854775809",
        ] {
            assert!(matches!(decimal(text), Err(Fault::Problem(Problem::Number, _))));
        }
        for (text, number) in [("12", 12), ("-0x1f", -31), ("+017", 15), ("0", 0), ("0b11", 3)] {
            assert_eq!(prefixed(text.as_bytes()), Some(number), "{text}");
        }
        for text in ["", "-", "08", "1.5", "0x", "--1", "0x-1", "x"] {
            assert_eq!(prefixed(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn addresses_are_what_begins_with_0x() {
        let mut found = Vec::new();
        addresses(
            b"  PC: 0x00bc8f1c: f(0x) 0x0x12 0xffffffffffffffff 0x000000000000000001",
            &mut found,
        )
        .unwrap();
        assert_eq!(found, [0xbc_8f1c, 0, u64::MAX, 1]);
        assert!(addresses(b"0x1ffffffffffffffff", &mut found).is_err());
        assert_eq!(hexadecimal(b"0x4D2d2e\tf"), Some((0x4d_2d2e, &b"\tf"[..])));
        assert_eq!((hexadecimal(b"0x"), hexadecimal(b"12")), (None, None));
    }
}
