//! Moments and lengths of time as Go writes them.

use std::io::Write as _;

use crate::analyze::profile::options::Zone;
use crate::model::calendar;

/// A day and a time of day in a zone.
struct Civil {
    year: i64,
    month: i64,
    day: i64,
    second_of_day: i64,
    nanos: i64,
}

impl Civil {
    fn of(nanos_since_1970: i64, zone: &Zone) -> Self {
        let seconds = nanos_since_1970.div_euclid(1_000_000_000) + i64::from(zone.offset_seconds);
        let (year, month, day) = calendar::date(seconds.div_euclid(86_400));
        Self {
            year,
            month,
            day,
            second_of_day: seconds.rem_euclid(86_400),
            nanos: nanos_since_1970.rem_euclid(1_000_000_000),
        }
    }
}

fn append_civil(out: &mut Vec<u8>, civil: &Civil) {
    let (minutes, second) = (civil.second_of_day / 60, civil.second_of_day % 60);
    // Writing into a vector does not fail.
    let _ = write!(
        out,
        "{:04}-{:02}-{:02} {:02}:{:02}:{second:02}",
        civil.year,
        civil.month,
        civil.day,
        minutes / 60,
        minutes % 60,
    );
}

/// Appends `2006-01-02 15:04:05 MST`, the layout of a legend.
pub(super) fn append_legend_time(out: &mut Vec<u8>, nanos_since_1970: i64, zone: &Zone) {
    append_civil(out, &Civil::of(nanos_since_1970, zone));
    let _ = write!(out, " {}", zone.name);
}

/// Appends `2006-01-02 15:04:05.999999999 -0700 MST`, how Go prints a `time.Time`.
pub(super) fn append_full_time(out: &mut Vec<u8>, nanos_since_1970: i64, zone: &Zone) {
    let civil = Civil::of(nanos_since_1970, zone);
    append_civil(out, &civil);
    append_fraction(out, civil.nanos, 9);
    let sign = if zone.offset_seconds < 0 { '-' } else { '+' };
    let minutes = zone.offset_seconds.unsigned_abs() / 60;
    let _ = write!(out, " {sign}{:02}{:02} {}", minutes / 60, minutes % 60, zone.name);
}

/// Appends the decimals of a number of `digits` decimals, without trailing zeros and, when there are none, without the dot.
fn append_fraction(out: &mut Vec<u8>, decimals: i64, digits: usize) {
    if decimals != 0 {
        let _ = write!(out, ".{decimals:0digits$}");
        while out.ends_with(b"0") {
            out.pop();
        }
    }
}

/// Appends a length of time as Go prints a `time.Duration`: `1h0m2.5s`, `1.5ms`, `0s`.
///
/// Below a second micro is written with the micro sign, U+00B5.
pub(super) fn append_duration(out: &mut Vec<u8>, nanos: i64) {
    if nanos < 0 {
        out.push(b'-');
    }
    let size = nanos.unsigned_abs();
    let (whole, decimals, digits, unit) = match size {
        0 => return out.extend_from_slice(b"0s"),
        1..1_000 => (size, 0, 0, "ns"),
        1_000..1_000_000 => (size / 1_000, size % 1_000, 3, "\u{b5}s"),
        1_000_000..1_000_000_000 => (size / 1_000_000, size % 1_000_000, 6, "ms"),
        _ => {
            let seconds = size / 1_000_000_000;
            let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
            if hours > 0 {
                let _ = write!(out, "{hours}h");
            }
            if seconds >= 60 {
                let _ = write!(out, "{minutes}m");
            }
            (seconds % 60, size % 1_000_000_000, 9, "s")
        }
    };
    let _ = write!(out, "{whole}");
    append_fraction(out, decimals as i64, digits);
    out.extend_from_slice(unit.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(offset_seconds: i32, name: &str) -> Zone {
        Zone {
            offset_seconds,
            name: name.to_owned(),
        }
    }

    #[track_caller]
    fn check_time(nanos: i64, zone: &Zone, legend: &str, full: &str) {
        let (mut short, mut long) = (Vec::new(), Vec::new());
        append_legend_time(&mut short, nanos, zone);
        append_full_time(&mut long, nanos, zone);
        assert_eq!(String::from_utf8(short).unwrap(), legend);
        assert_eq!(String::from_utf8(long).unwrap(), full);
    }

    #[test]
    fn moments_of_the_calendar() {
        let utc = Zone::default();
        check_time(
            1,
            &utc,
            "1970-01-01 00:00:00 UTC",
            "1970-01-01 00:00:00.000000001 +0000 UTC",
        );
        check_time(
            -1,
            &utc,
            "1969-12-31 23:59:59 UTC",
            "1969-12-31 23:59:59.999999999 +0000 UTC",
        );
        check_time(
            951_782_400_500_000_000,
            &zone(-12_600, "NST"),
            "2000-02-28 20:30:00 NST",
            "2000-02-28 20:30:00.5 -0330 NST",
        );
        check_time(
            1_709_251_199_000_000_000,
            &zone(7_200, "CEST"),
            "2024-03-01 01:59:59 CEST",
            "2024-03-01 01:59:59 +0200 CEST",
        );
        check_time(
            i64::MAX,
            &utc,
            "2262-04-11 23:47:16 UTC",
            "2262-04-11 23:47:16.854775807 +0000 UTC",
        );
        check_time(
            i64::MIN,
            &utc,
            "1677-09-21 00:12:43 UTC",
            "1677-09-21 00:12:43.145224192 +0000 UTC",
        );
    }

    #[track_caller]
    fn check_duration(nanos: i64, expected: &str) {
        let mut out = Vec::new();
        append_duration(&mut out, nanos);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn durations_as_go_writes_them() {
        check_duration(0, "0s");
        check_duration(1, "1ns");
        check_duration(1_100, "1.1\u{b5}s");
        check_duration(2_200_000, "2.2ms");
        check_duration(1_010_000_000, "1.01s");
        check_duration(60_000_000_000, "1m0s");
        check_duration(3_600_000_000_000, "1h0m0s");
        check_duration(16_534_500_000_000, "4h35m34.5s");
        check_duration(-300_000_000_000, "-5m0s");
        check_duration(i64::MIN, "-2562047h47m16.854775808s");
    }
}
