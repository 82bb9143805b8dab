//! A profile that is too short to trust.

use crate::analyze::profile::findings::evidence::Evidence;
use crate::analyze::profile::findings::{Measured, Rule};
use crate::model::column::OutOfMemory;
use crate::model::unit;

/// With fewer samples a function of 10 % is anywhere between 4 and 16 %: twice the root of n p (1 − p).
const LEAST_SAMPLES: i64 = 100;
/// What takes less, in milliseconds, is mostly a program that begins.
const LEAST_MILLIS: i64 = 1000;

pub(super) const RULE: Rule = Rule {
    word: "short",
    title: "Too little was recorded to trust small shares",
    about: "CPU profiles",
    condition: || format!("Fewer than {LEAST_SAMPLES} samples, or a duration below {LEAST_MILLIS} ms."),
    source: "runtime/pprof, StartCPUProfile: 100 samples a second and processor; of n samples a share p is uncertain by twice the root of \
             p (1 − p) / n.",
    advice: "Profile for longer, under load: 30 seconds is what net/http/pprof takes by itself.",
    look,
};

#[expect(clippy::unnecessary_wraps, reason = "all rules look alike")]
fn look(evidence: &Evidence<'_>) -> Result<Option<Measured>, OutOfMemory> {
    let Some((samples, cpu)) = evidence.sample_type("samples").zip(evidence.sample_type("cpu")) else {
        return Ok(None);
    };
    let (count, duration) = (evidence.total(samples), evidence.profile.duration_nanos);
    // What does not say how long it took may have taken long.
    let is_brief = duration > 0 && duration < LEAST_MILLIS * 1_000_000;
    let length = if duration > 0 {
        unit::label(duration, b"nanoseconds")
    } else {
        "a time that is not told".to_owned()
    };
    Ok(Some(Measured {
        is_found: count < LEAST_SAMPLES || is_brief,
        numbers: format!("{} samples in {length}", unit::exact(count, b"count")),
        sample_type: cpu,
        ..Measured::default()
    }))
}
