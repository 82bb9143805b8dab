//! Much of the time goes into allocating.

use crate::analyze::profile::findings::evidence::Evidence;
use crate::analyze::profile::findings::{Measured, Rule};
use crate::model::column::OutOfMemory;

/// From so many percent on, says the guide to the garbage collector, much is allocated.
const LEAST_PERCENT: f64 = 15.0;

pub(super) const RULE: Rule = Rule {
    word: "allocation",
    title: "Allocation takes much of the time",
    about: "CPU profiles",
    condition: || format!("At least {LEAST_PERCENT} % of the time in runtime.mallocgc and what it calls."),
    source: "go.dev/doc/gc-guide, “Identifying costs”: runtime.mallocgc, above 15 %; newer compilers also call \
             variants of it by size (runtime.mallocgcSmall… in Go 1.27), which are counted too.",
    advice: "A heap profile of alloc_space and alloc_objects says what is allocated there. Values that do not escape, buffers \
             used again and slices made with their capacity cost nothing here.",
    look,
};

fn look(evidence: &Evidence<'_>) -> Result<Option<Measured>, OutOfMemory> {
    let Some(cpu) = evidence.sample_type("cpu") else {
        return Ok(None);
    };
    let through = evidence.through(cpu, |name| name.starts_with("runtime.mallocgc"))?;
    Ok(Some(Measured::share(evidence, through, LEAST_PERCENT)))
}
