//! Ranges of numbers with units, as pprof writes them: `64`, `1kb:`, `:2ms`, `1kb:4kb`.
//!
//! Source: `parseTagFilterRange` in pprof's `internal/driver/driver_focus.go`, Go 1.27.

use crate::model::unit::scale;

/// A range; both bounds belong to it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Range {
    /// The unit that numbers are converted to.
    unit: Vec<u8>,
    from: f64,
    to: f64,
}

/// A number and the unit after it.
type Bound<'a> = (&'a str, &'a str);

impl Range {
    /// The range that a text stands for; none if it is not one. A number that is none is an error.
    pub(super) fn of(text: &str) -> Result<Option<Self>, String> {
        let (from, to) = match text.split_once(':') {
            None => (bound(text), bound(text)),
            Some(("", to)) => (None, bound(to)),
            Some((from, "")) => (bound(from), None),
            Some((from, to)) => match (bound(from), bound(to)) {
                (Some(from), Some(to)) => (Some(from), Some(to)),
                _ => return Ok(None),
            },
        };
        let Some((first, first_unit)) = from.or(to) else {
            return Ok(None);
        };
        let scaled = scale(number(first)?, first_unit.as_bytes(), first_unit.as_bytes());
        let unit = scaled.unit.to_vec();
        let mut range = Self {
            from: if from.is_some() {
                scaled.value
            } else {
                f64::NEG_INFINITY
            },
            to: f64::INFINITY,
            unit,
        };
        if let Some((last, last_unit)) = to {
            let scaled = scale(number(last)?, last_unit.as_bytes(), &range.unit);
            if scaled.unit != range.unit {
                return Ok(None);
            }
            range.to = scaled.value;
        }
        Ok(Some(range))
    }

    /// Whether a number is in the range, if its unit is of the same kind.
    pub(super) fn has(&self, number: i64, unit: &[u8]) -> bool {
        let scaled = scale(number, unit, &self.unit);
        scaled.unit == self.unit && (self.from..=self.to).contains(&scaled.value)
    }
}

/// `-12kb`: a number, perhaps with letters after it.
fn bound(text: &str) -> Option<Bound<'_>> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let unit = digits.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let is_bound = unit.len() < digits.len() && unit.bytes().all(|letter| letter.is_ascii_alphabetic());
    is_bound.then(|| text.split_at(text.len() - unit.len()))
}

fn number(digits: &str) -> Result<i64, String> {
    digits
        .parse()
        .map_err(|error| format!("unreadable number: {digits}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, number: i64, unit: &str, expected: Option<bool>) {
        let range = Range::of(text).unwrap();
        assert_eq!(
            range.map(|range| range.has(number, unit.as_bytes())),
            expected,
            "{text}"
        );
    }

    #[test]
    fn ranges_as_pprof_reads_them() {
        check("64", 64, "", Some(true));
        check("64", 64, "bytes", Some(false));
        check("64b", 64, "bytes", Some(true));
        check("1kb:", 1024, "bytes", Some(true));
        check("1kb:", 1023, "bytes", Some(false));
        check(":2ms", 2_000_000, "ns", Some(true));
        check(":2ms", 2_000_001, "ns", Some(false));
        check("1kb:1mb", 1 << 20, "B", Some(true));
        check("1kb:1mb", (1 << 20) + 1, "B", Some(false));
        check("-5:+5", -5, "", Some(true));
        check("5widgets", 5, "widgets", Some(true));
    }

    #[test]
    fn what_is_no_range_is_an_expression() {
        for text in [
            "", ":", "abc", "a12", "12-", "1:2:3", "1kb2", "^4$", "1kb:2ms", "1:x", "1 2",
        ] {
            assert_eq!(Range::of(text), Ok(None), "{text}");
        }
        assert!(Range::of("99999999999999999999").is_err());
    }
}
