//! Maps grow.

use crate::analyze::profile::findings::evidence::Evidence;
use crate::analyze::profile::findings::{Measured, Rule};
use crate::model::column::OutOfMemory;

const LEAST_PERCENT: f64 = 5.0;

/// How a map becomes larger: since Go 1.24 (`internal/runtime/maps`), and before (`runtime/map.go`).
const GROWTH: [&str; 8] = [
    "internal/runtime/maps.(*table).rehash",
    "internal/runtime/maps.(*table).grow",
    "internal/runtime/maps.(*table).split",
    "internal/runtime/maps.(*Map).growTo",
    "internal/runtime/maps.(*Map).installTableSplit",
    "runtime.hashGrow",
    "runtime.growWork",
    "runtime.evacuate",
];

pub(super) const RULE: Rule = Rule {
    word: "maps",
    title: "Maps grow while they are filled",
    about: "CPU profiles",
    condition: || format!("At least {LEAST_PERCENT} % of the time in making maps larger."),
    source: "internal/runtime/maps/table.go, Go 1.27: rehash, grow and split; runtime/map.go, Go 1.23: hashGrow, growWork and \
             evacuate; the threshold is this page's: no source gives one.",
    advice: "Say how many entries there will be: make(map[K]V, n). A map that is emptied with clear keeps its room.",
    look,
};

fn look(evidence: &Evidence<'_>) -> Result<Option<Measured>, OutOfMemory> {
    let Some(cpu) = evidence.sample_type("cpu") else {
        return Ok(None);
    };
    let through = evidence.through(cpu, |name| GROWTH.iter().any(|growth| name.starts_with(growth)))?;
    Ok(Some(Measured::share(evidence, through, LEAST_PERCENT)))
}
