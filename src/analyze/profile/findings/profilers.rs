//! Two profilers at once.

use crate::analyze::profile::findings::evidence::Evidence;
use crate::analyze::profile::findings::{Measured, Rule};
use crate::model::column::OutOfMemory;

/// What only runs while a trace is taken (`runtime/trace*.go`, `runtime/trace`). `runtime.traceback…` is something else, and
/// `runtime.traceAcquire` is where the runtime looks whether there is a trace.
const TRACER: [&str; 12] = [
    "runtime.traceLocker.",
    "runtime.traceEventWriter.",
    "runtime.traceWriter.",
    "runtime.traceAcquireEnabled",
    "runtime.traceAdvance",
    "runtime.traceStack",
    "runtime.readTrace",
    "runtime.ReadTrace",
    "runtime.(*traceMap)",
    "runtime.(*traceStackTable)",
    "runtime.(*traceBuf)",
    "runtime/trace.Start.",
];
/// What takes and writes the CPU profile itself.
const PROFILER: [&str; 6] = [
    "runtime.sigprof",
    "runtime.(*profBuf)",
    "runtime.(*cpuProfile)",
    "runtime/pprof.profileWriter",
    "runtime/pprof.(*profileBuilder)",
    "runtime/pprof.(*profMap)",
];

pub(super) const RULE: Rule = Rule {
    word: "profilers",
    title: "Two profilers were at work at once",
    about: "CPU profiles",
    condition: || {
        "Any time in the functions of the execution tracer, or another open CPU profile or trace that was recorded at the same time."
            .to_owned()
    },
    source: "runtime/traceruntime.go, Go 1.27, for the names; go.dev/doc/diagnostics: tools may interfere with each other, so use one \
             at a time.",
    advice: "Take the profile again without a trace, or leave the tracer's functions out with a filter: ignore.",
    look,
};

fn look(evidence: &Evidence<'_>) -> Result<Option<Measured>, OutOfMemory> {
    let Some(cpu) = evidence.sample_type("cpu") else {
        return Ok(None);
    };
    let begins = |names: &'static [&'static str]| move |name: &str| names.iter().any(|it| name.starts_with(it));
    let tracer = evidence.through(cpu, begins(&TRACER))?;
    let profiler = evidence.through(cpu, begins(&PROFILER))?;
    let mut numbers = vec![
        format!("tracer: {}", evidence.told(&tracer)),
        format!("profiler: {}", evidence.told(&profiler)),
    ];
    let others: Vec<&str> = evidence.at_the_same_time().map(|other| &*other.name).collect();
    if !others.is_empty() {
        numbers.push(format!("at the same time: {}", others.join(", ")));
    }
    Ok(Some(Measured {
        is_found: tracer.value > 0 || !others.is_empty(),
        numbers: numbers.join("; "),
        sample_type: cpu,
        total: tracer.total,
        places: tracer.places,
    }))
}
