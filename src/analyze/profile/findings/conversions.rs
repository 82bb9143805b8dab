//! Strings are made of bytes, and bytes of strings.

use crate::analyze::profile::findings::evidence::Evidence;
use crate::analyze::profile::findings::{Measured, Rule};
use crate::model::column::OutOfMemory;

const LEAST_PERCENT: f64 = 5.0;

/// What a conversion calls that copies (`runtime/string.go`).
const CONVERSIONS: [&str; 5] = [
    "runtime.slicebytetostring",
    "runtime.stringtoslicebyte",
    "runtime.stringtoslicerune",
    "runtime.slicerunetostring",
    "runtime.intstring",
];

pub(super) const RULE: Rule = Rule {
    word: "conversions",
    title: "Strings and bytes are copied into each other",
    about: "CPU profiles",
    condition: || {
        format!("At least {LEAST_PERCENT} % of the time in conversions between strings and slices of bytes or runes.")
    },
    source: "runtime/string.go, Go 1.27, for the names; the threshold is this page's: no source gives one.",
    advice: "Stay with one of the two: bytes has the functions of strings, strconv appends to bytes, and a map can be looked up \
             with string(bytes) without a copy.",
    look,
};

fn look(evidence: &Evidence<'_>) -> Result<Option<Measured>, OutOfMemory> {
    let Some(cpu) = evidence.sample_type("cpu") else {
        return Ok(None);
    };
    let through = evidence.through(cpu, |name| CONVERSIONS.contains(&name))?;
    Ok(Some(Measured::share(evidence, through, LEAST_PERCENT)))
}
