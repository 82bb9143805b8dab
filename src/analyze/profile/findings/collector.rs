//! Much of the time goes into collecting garbage.

use crate::analyze::profile::findings::evidence::Evidence;
use crate::analyze::profile::findings::{Measured, Rule};
use crate::model::column::OutOfMemory;

/// What the collector takes by itself while it marks; who is above it over a whole profile is never without it.
const LEAST_PERCENT: f64 = 25.0;
/// From so many percent on goroutines that allocate do the collector's work.
const LEAST_ASSIST_PERCENT: f64 = 5.0;

/// Where the collector's work begins (`runtime/mgc.go`, `mgcmark.go`, `mgcsweep.go`, `mgcscavenge.go`).
const WORK: [&str; 9] = [
    "runtime.gcBgMarkWorker",
    "runtime.gcAssistAlloc",
    "runtime.gcStart",
    "runtime.gcMarkDone",
    "runtime.gcDrain",
    "runtime.bgsweep",
    "runtime.bgscavenge",
    "runtime.wbBufFlush",
    "runtime.deductSweepCredit",
];

pub(super) const RULE: Rule = Rule {
    word: "collector",
    title: "The garbage collector takes much of the time",
    about: "CPU profiles",
    condition: || {
        format!(
            "At least {LEAST_PERCENT} % of the time in the collector's workers, assists, sweeper, scavenger and write barriers, or \
             at least {LEAST_ASSIST_PERCENT} % in runtime.gcAssistAlloc."
        )
    },
    source: "runtime/mgcpacer.go: gcBackgroundUtilization, 25 % of the processors while marking; go.dev/doc/gc-guide, “Identifying costs”: \
             runtime.gcAssistAlloc, above 5 %.",
    advice: "Allocate less, or let the heap grow further between collections: GOGC, and GOMEMLIMIT where memory is scarce. Fewer pointers \
             in what stays make each collection shorter.",
    look,
};

fn look(evidence: &Evidence<'_>) -> Result<Option<Measured>, OutOfMemory> {
    let Some(cpu) = evidence.sample_type("cpu") else {
        return Ok(None);
    };
    let assists = evidence.through(cpu, |name| name.starts_with("runtime.gcAssistAlloc"))?;
    let all = evidence.through(cpu, |name| WORK.iter().any(|work| name.starts_with(work)))?;
    let is_assisted = assists.percent() >= LEAST_ASSIST_PERCENT;
    let numbers = format!("{}; assists: {}", evidence.told(&all), evidence.told(&assists));
    let measured = Measured::share(evidence, all, LEAST_PERCENT);
    Ok(Some(Measured {
        is_found: measured.is_found || is_assisted,
        numbers,
        // Those who assist are those who allocate: they can be helped.
        places: if is_assisted { assists.places } else { measured.places },
        ..measured
    }))
}
