//! Values with units: the one place that turns a number into text.
//!
//! Every number a person sees goes through here, so that a table, a tooltip and a text report
//! never disagree. The rules are pprof's (`internal/measurement/measurement.go`, Go 1.27):
//! three families of units, a value is divided by the factor of its unit and printed with two
//! decimals, and bytes carry decimal names for binary multiples. They are kept to the byte,
//! because people compare what they see here with what `go tool pprof` prints.
//!
//! Units are byte strings: a profile may write any, and one that is not known is printed as
//! it stands.

use std::fmt;
use std::io::Write as _;

/// A unit of one of the families, with its factor to the family's base unit.
struct Unit {
    /// The name printed.
    name: &'static str,
    /// The names read, in lower case and without a plural `s`.
    aliases: &'static [&'static str],
    /// How many base units it is.
    factor: f64,
}

/// Units that convert into each other.
struct Family {
    units: &'static [Unit],
    /// What is printed when no unit fits: row of `units`.
    default: usize,
}

const fn unit(name: &'static str, aliases: &'static [&'static str], factor: f64) -> Unit {
    Unit { name, aliases, factor }
}

const KIB: f64 = 1024.0;

const FAMILIES: [Family; 3] = [
    Family {
        units: &[
            unit("B", &["b", "byte"], 1.0),
            unit("kB", &["kb", "kbyte", "kilobyte"], KIB),
            unit("MB", &["mb", "mbyte", "megabyte"], KIB * KIB),
            unit("GB", &["gb", "gbyte", "gigabyte"], KIB * KIB * KIB),
            unit("TB", &["tb", "tbyte", "terabyte"], KIB * KIB * KIB * KIB),
            unit("PB", &["pb", "pbyte", "petabyte"], KIB * KIB * KIB * KIB * KIB),
        ],
        default: 0,
    },
    Family {
        units: &[
            unit("ns", &["ns", "nanosecond"], 1.0),
            // pprof lists the Greek letter with an s too, but takes that s for a plural and never finds it.
            unit("us", &["us", "microsecond"], 1e3),
            unit("ms", &["ms", "millisecond"], 1e6),
            unit("s", &["s", "sec", "second"], 1e9),
            unit("hrs", &["hour", "hr"], 3600e9),
        ],
        default: 3,
    },
    // Google compute units, which some C++ profiles count.
    Family {
        units: &[
            unit("n*GCU", &["nanogcu"], 1e-9),
            unit("u*GCU", &["microgcu"], 1e-6),
            unit("m*GCU", &["milligcu"], 1e-3),
            unit("GCU", &["gcu"], 1.0),
            unit("k*GCU", &["kilogcu"], 1e3),
            unit("M*GCU", &["megagcu"], 1e6),
            unit("G*GCU", &["gigagcu"], 1e9),
            unit("T*GCU", &["teragcu"], 1e12),
            unit("P*GCU", &["petagcu"], 1e15),
        ],
        default: 3,
    },
];

impl Family {
    /// The unit a name means, whatever its case and with or without a plural `s`.
    fn find(&self, name: &[u8]) -> Option<&'static Unit> {
        let name = std::str::from_utf8(name).ok()?;
        // One letter becomes one letter, as in Go: the longest alias is shorter than this buffer.
        let mut lower = [0_u8; 24];
        let mut len = 0;
        for letter in name.chars() {
            let letter = letter.to_lowercase().next()?;
            let end = len + letter.len_utf8();
            letter.encode_utf8(lower.get_mut(len..end)?);
            len = end;
        }
        let lower = &lower[..len];
        let stem = if len > 2 {
            lower.strip_suffix(b"s").unwrap_or(lower)
        } else {
            lower
        };
        self.units
            .iter()
            .find(|unit| unit.aliases.iter().any(|alias| alias.as_bytes() == stem))
    }

    /// The largest unit of which `base_units` is at least one.
    fn fitting(&self, base_units: f64) -> Option<&'static Unit> {
        self.units.iter().rev().find(|unit| base_units / unit.factor >= 1.0)
    }
}

/// A value in the unit it will be printed in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scaled<'a> {
    /// The value, in [`unit`](Self::unit).
    pub value: f64,
    /// The unit's printed name; empty when it says nothing, as for counts.
    pub unit: &'a [u8],
}

/// Converts a value: to a unit of the same family, or with `to` = `minimum` or `auto` to the
/// largest unit of which it is at least one.
///
/// A value whose unit is not known stays as it is and takes the name `to`.
pub fn scale<'a>(value: i64, from: &[u8], to: &'a [u8]) -> Scaled<'a> {
    // The least int64 has no positive counterpart and goes on as it is.
    if let (true, Some(positive)) = (value < 0, value.checked_neg()) {
        let scaled = scale(positive, from, to);
        return Scaled {
            value: -scaled.value,
            ..scaled
        };
    }
    let automatic = matches!(to, b"minimum" | b"auto");
    for family in &FAMILIES {
        let Some(from) = family.find(from) else { continue };
        let base_units = value as f64 * from.factor;
        let found = if automatic {
            family.fitting(base_units)
        } else {
            family.find(to)
        };
        let unit = found.unwrap_or(&family.units[family.default]);
        return Scaled {
            value: base_units / unit.factor,
            unit: unit.name.as_bytes(),
        };
    }
    let says_nothing = automatic || matches!(to, b"count" | b"sample" | b"unit");
    Scaled {
        value: value as f64,
        unit: if says_nothing { b"" } else { to },
    }
}

/// Appends the value in the unit `to` as a report prints it: `1.50kB`, `999999ns` as `1000us`.
pub fn append_label(out: &mut Vec<u8>, value: i64, from: &[u8], to: &[u8]) {
    let scaled = scale(value, from, to);
    let start = out.len();
    // Writing into a vector does not fail.
    let _ = write!(out, "{:.2}", scaled.value);
    if out.ends_with(b".00") {
        out.truncate(out.len() - 3);
    }
    if matches!(&out[start..], b"0" | b"-0") {
        out.truncate(start);
        out.push(b'0');
    } else {
        out.extend_from_slice(scaled.unit);
    }
}

/// The value in the unit `to`, as a report prints it; bytes that are not text become U+FFFD.
pub fn scaled_label(value: i64, from: &[u8], to: &[u8]) -> String {
    let mut out = Vec::new();
    append_label(&mut out, value, from, to);
    String::from_utf8(out).unwrap_or_else(|bytes| String::from_utf8_lossy(bytes.as_bytes()).into_owned())
}

/// The value in the unit that fits it best.
pub fn label(value: i64, unit: &[u8]) -> String {
    scaled_label(value, unit, b"auto")
}

/// The unit for a whole column of values: small enough for the smallest value other than zero,
/// but not so small that the largest needs more than two further digits.
///
/// `integers_only` is for reports that cannot print decimals: they keep the smaller unit.
/// The result is a printed name, or `unit` itself when that is not known.
/// Source: `selectOutputUnit` of pprof's `internal/report/report.go`.
pub fn column_unit(smallest: i64, largest: i64, unit: &[u8], integers_only: bool) -> &[u8] {
    let for_smallest = scale(smallest, unit, b"minimum").unit;
    let for_largest = scale(largest, unit, b"minimum").unit;
    let far_apart = for_smallest != for_largest && smallest.wrapping_mul(100) < largest && !integers_only;
    let chosen = if far_apart {
        scale(smallest.wrapping_mul(100), unit, b"minimum").unit
    } else {
        for_smallest
    };
    if chosen.is_empty() { unit } else { chosen }
}

/// Whether values of one sample type can be added to values of another: the same name but for
/// a plural `s`, and the same unit or one of the same family.
pub fn compatible(kind: &[u8], unit: &[u8], other_kind: &[u8], other_unit: &[u8]) -> bool {
    let stem = |kind: &[u8]| kind.strip_suffix(b"s").map_or(kind.len(), <[u8]>::len);
    kind[..stem(kind)] == other_kind[..stem(other_kind)]
        && (unit == other_unit
            || FAMILIES
                .iter()
                .any(|family| family.find(unit).is_some() && family.find(other_unit).is_some()))
}

/// A share of a total, printed as pprof does: five places and a percent sign, two digits at least.
///
/// The sign is lost, as in pprof. A total of zero makes every share zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percentage {
    /// The part.
    pub value: i64,
    /// The whole.
    pub total: i64,
}

/// The share of `value` in `total`.
pub fn percentage(value: i64, total: i64) -> Percentage {
    Percentage { value, total }
}

impl fmt::Display for Percentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = if self.total == 0 {
            0.0
        } else {
            (self.value as f64 / self.total as f64).abs() * 100.0
        };
        if (99.95..=100.05).contains(&percent) {
            f.write_str("  100%")
        } else if percent >= 1.0 {
            write!(f, "{percent:5.2}%")
        } else {
            write_two_digits(f, percent)?;
            f.write_str("%")
        }
    }
}

/// Go's `%5.2g` for numbers from 0 to below 1: two significant digits, no trailing zeros,
/// an exponent below 0.0001.
fn write_two_digits(f: &mut fmt::Formatter<'_>, number: f64) -> fmt::Result {
    if number == 0.0 {
        return f.write_str("    0");
    }
    // Rust and Go both round the exact value, ties to even: `1.2e-5`.
    let digits = FixedText::<16>::of(format_args!("{number:.1e}"));
    let text = digits.as_str();
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let mantissa = mantissa.strip_suffix(".0").unwrap_or(mantissa);
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if exponent < -4 {
        let shown = FixedText::<16>::of(format_args!("{mantissa}e-{:02}", -exponent));
        return write!(f, "{:>5}", shown.as_str());
    }
    let decimals = (-exponent) as usize + mantissa.len().saturating_sub(2);
    write!(f, "{number:5.decimals$}")
}

/// A little text on the stack.
struct FixedText<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> FixedText<N> {
    fn of(arguments: fmt::Arguments<'_>) -> Self {
        let mut text = Self { bytes: [0; N], len: 0 };
        // What does not fit is cut off; the numbers written here are shorter than N.
        let _ = fmt::Write::write_fmt(&mut text, arguments);
        text
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }
}

impl<const N: usize> fmt::Write for FixedText<N> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len + text.len();
        let room = self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

/// The value to the last digit, for hovering and copying: `1,234,567 bytes`.
///
/// The unit is the profile's own word, in the singular for one, and left out for counts.
pub fn exact(value: i64, unit: &[u8]) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3 + unit.len() + 2);
    if value < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let mut unit = unit;
    if value.unsigned_abs() == 1 && unit.len() > 2 {
        unit = unit.strip_suffix(b"s").unwrap_or(unit);
    }
    if !matches!(unit, b"" | b"count" | b"sample" | b"unit") {
        text.push(' ');
        text.push_str(&String::from_utf8_lossy(unit));
    }
    text
}

#[cfg(test)]
mod tests;
