//! Much of the time goes into reflection, fmt and JSON.

use crate::analyze::profile::findings::evidence::Evidence;
use crate::analyze::profile::findings::{Measured, Rule};
use crate::model::column::OutOfMemory;

const LEAST_PERCENT: f64 = 20.0;

/// What looks at types while the program runs: a name for it and the packages, as names of functions begin.
const FAMILIES: [(&str, &[&str]); 3] = [
    ("fmt", &["fmt."]),
    ("JSON", &["encoding/json.", "encoding/json/"]),
    ("reflection", &["reflect.", "internal/reflectlite."]),
];

pub(super) const RULE: Rule = Rule {
    word: "encoding",
    title: "Reflection, fmt and JSON take much of the time",
    about: "CPU profiles",
    condition: || {
        format!("At least {LEAST_PERCENT} % of the time in packages reflect, fmt and encoding/json together.")
    },
    source: "Packages reflect, fmt and encoding/json look at types while the program runs; the threshold is this page's: no source \
             gives one.",
    advice: "strconv and append write numbers without fmt; a type with methods of its own for JSON, or code made for it, needs no \
             reflection; what was encoded once can be kept.",
    look,
};

fn look(evidence: &Evidence<'_>) -> Result<Option<Measured>, OutOfMemory> {
    let Some(cpu) = evidence.sample_type("cpu") else {
        return Ok(None);
    };
    let is_of = |name: &str, packages: &[&str]| packages.iter().any(|package| name.starts_with(package));
    let mut shares = Vec::new();
    for (family, packages) in FAMILIES {
        let through = evidence.through(cpu, |name| is_of(name, packages))?;
        if through.value > 0 {
            shares.push(format!("{family}: {}", evidence.told(&through)));
        }
    }
    let all = evidence.through(cpu, |name| FAMILIES.iter().any(|(_, packages)| is_of(name, packages)))?;
    let numbers = [vec![evidence.told(&all)], shares].concat().join("; ");
    Ok(Some(Measured {
        numbers,
        ..Measured::share(evidence, all, LEAST_PERCENT)
    }))
}
