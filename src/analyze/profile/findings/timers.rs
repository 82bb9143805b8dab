//! Timers are made again and again.

use crate::analyze::profile::findings::evidence::Evidence;
use crate::analyze::profile::findings::{Measured, Rule};
use crate::model::column::OutOfMemory;

const LEAST_PERCENT: f64 = 5.0;

/// What makes a timer (`time/sleep.go`, `time/tick.go`).
const MAKERS: [&str; 6] = [
    "time.After",
    "time.AfterFunc",
    "time.NewTimer",
    "time.newTimer",
    "time.NewTicker",
    "time.Tick",
];

pub(super) const RULE: Rule = Rule {
    word: "timers",
    title: "Timers are made again and again",
    about: "heap profiles that say what was allocated",
    condition: || {
        format!(
            "At least {LEAST_PERCENT} % of all that was allocated (alloc_space) by time.After and other makers of timers."
        )
    },
    source: "time/sleep.go, documentation of After: before Go 1.23 its timer was not collected before it fired; the threshold is this page's: \
             no source gives one.",
    advice: "In a loop make one timer before it and set it again with Reset.",
    look,
};

fn look(evidence: &Evidence<'_>) -> Result<Option<Measured>, OutOfMemory> {
    let Some(space) = evidence.sample_type("alloc_space") else {
        return Ok(None);
    };
    let through = evidence.through(space, |name| MAKERS.contains(&name))?;
    Ok(Some(Measured::share(evidence, through, LEAST_PERCENT)))
}
