//! Clock units to nanoseconds, and a generation's hour.
//!
//! Source: `setSyncBatch` in `internal/trace/generation.go`, `frequency` in `base.go`, Go 1.27.

use crate::decode::trace::problem::{Part, Problem};
use crate::decode::trace::spec::EventType;
use crate::decode::trace::v2::batch::Batch;
use crate::decode::trace::v2::tables::{Fault, field};
use crate::decode::trace::version::Version;
use crate::model::trace::clock::ClockSnapshot;

/// The first number of nanoseconds that does not fit: 2^63.
const LIMIT_NANOS: f64 = 9_223_372_036_854_775_808.0;

/// Nanoseconds per clock unit.
///
/// A float, as in Go: where the clock is the machine's own, in 64ths, its products are exact, and elsewhere they are rounded as Go does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct NanosPerUnit(f64);

impl NanosPerUnit {
    /// From clock units in a second.
    fn of_frequency(frequency: u64) -> Self {
        Self(1.0 / (frequency as f64 / 1e9))
    }

    /// So many units in nanoseconds, cut off. What does not fit is the least number: Go leaves that to the processor, and
    /// on amd64 that is what comes out.
    #[inline]
    pub(super) fn nanos(self, units: u64) -> i64 {
        let nanos = units as f64 * self.0;
        if nanos < LIMIT_NANOS { nanos as i64 } else { i64::MIN }
    }
}

/// What the batch about clocks of a generation says.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    nanos_per_unit: Option<NanosPerUnit>,
    /// The trace's clock, in its units, and the others.
    snapshot: Option<(u64, u64, u64, u64)>,
}

impl Clock {
    /// Reads a batch about clocks.
    pub(super) fn add(&mut self, batch: &Batch, version: Version) -> Result<(), Fault> {
        let data = &batch.data[..];
        let mut at = usize::from(version.has_clock_batches());
        let mut time = batch.time;
        while at < data.len() {
            let start = at;
            at += 1;
            match EventType::from_number(data[start]) {
                Some(EventType::Frequency) => {
                    if self.nanos_per_unit.is_some() {
                        return Err((Problem::Repeated(Part::Frequency), start));
                    }
                    let frequency = field(data, &mut at, Part::Clock)?;
                    self.nanos_per_unit = Some(NanosPerUnit::of_frequency(frequency));
                }
                Some(EventType::ClockSnapshot) if version.has_clock_batches() => {
                    if self.snapshot.is_some() {
                        return Err((Problem::Repeated(Part::ClockSnapshot), start));
                    }
                    let mut next = || field(data, &mut at, Part::Clock);
                    time = time.wrapping_add(next()?);
                    self.snapshot = Some((time, next()?, next()?, next()?));
                }
                _ => return Err((Problem::UnknownEntry(Part::Clock, data[start]), start)),
            }
        }
        Ok(())
    }

    /// How long a unit takes, once that was read.
    pub(super) fn nanos_per_unit(&self) -> Option<NanosPerUnit> {
        self.nanos_per_unit
    }

    /// What is known once the generation is read.
    pub(super) fn finish(self, version: Version) -> Result<(NanosPerUnit, Option<ClockSnapshot>), Problem> {
        let nanos_per_unit = self.nanos_per_unit.ok_or(Problem::Missing(Part::Frequency))?;
        if version.has_clock_batches() && self.snapshot.is_none() {
            return Err(Problem::Missing(Part::ClockSnapshot));
        }
        let snapshot = self
            .snapshot
            .map(|(time, monotonic_nanos, seconds, nanos)| ClockSnapshot {
                trace_nanos: nanos_per_unit.nanos(time),
                monotonic_nanos,
                wall_seconds: seconds.cast_signed(),
                wall_nanos: nanos.cast_signed(),
            });
        Ok((nanos_per_unit, snapshot))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_become_nanoseconds() {
        let clock = NanosPerUnit::of_frequency(15_625_000);
        assert_eq!(clock.nanos(33_348_075_000_000), 2_134_276_800_000_000);
        assert_eq!(NanosPerUnit::of_frequency(3_000_000_000).nanos(10), 3);
        assert_eq!(clock.nanos(u64::MAX), i64::MIN);
        assert_eq!(NanosPerUnit::of_frequency(0).nanos(0), i64::MIN);
    }
}
