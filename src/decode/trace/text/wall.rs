//! A time of day, as Go's `time.RFC3339Nano` writes it, in UTC.
//!
//! Source: `time/format_rfc3339.go`, Go 1.27.

use crate::model::calendar;
use crate::model::trace::clock::ClockSnapshot;
use std::fmt;

const SECONDS_PER_DAY: i64 = 86_400;
const NANOS_PER_SECOND: i64 = 1_000_000_000;

/// A moment: seconds since 1970 began, and nanoseconds below a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wall {
    seconds: i64,
    nanos: i64,
}

impl Wall {
    /// The time of day of a snapshot, whose nanoseconds may be any.
    pub(super) fn of(snapshot: &ClockSnapshot) -> Self {
        Self {
            seconds: snapshot
                .wall_seconds
                .saturating_add(snapshot.wall_nanos.div_euclid(NANOS_PER_SECOND)),
            nanos: snapshot.wall_nanos.rem_euclid(NANOS_PER_SECOND),
        }
    }
}

impl fmt::Display for Wall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = calendar::date(self.seconds.div_euclid(SECONDS_PER_DAY));
        let second = self.seconds.rem_euclid(SECONDS_PER_DAY);
        let (hour, minute) = (second / 3600, second / 60 % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}",
            second % 60
        )?;
        if self.nanos > 0 {
            let digits = format!("{:09}", self.nanos);
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        write!(f, "Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(seconds: i64, nanos: i64, want: &str) {
        let snapshot = ClockSnapshot {
            trace_nanos: 0,
            monotonic_nanos: 0,
            wall_seconds: seconds,
            wall_nanos: nanos,
        };
        assert_eq!(Wall::of(&snapshot).to_string(), want);
    }

    #[test]
    fn times_of_day() {
        check(0, 0, "1970-01-01T00:00:00Z");
        check(951_782_400, 120_000_000, "2000-02-29T00:00:00.12Z");
        check(1_795_402_615, 866_364_558, "2026-11-23T02:56:55.866364558Z");
        check(-1, 0, "1969-12-31T23:59:59Z");
        check(0, 2_000_000_001, "1970-01-01T00:00:02.000000001Z");
        check(i64::MAX, i64::MAX, "292277026596-12-04T15:30:07.854775807Z");
    }
}
