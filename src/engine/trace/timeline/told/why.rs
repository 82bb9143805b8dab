//! Why somebody waited, step by step back in time.

use crate::analyze::trace::activity::{Activities, Activity};
use crate::analyze::trace::chain::{MOST_STEPS, chain};
use crate::engine::trace::timeline::told::line;
use crate::engine::trace::times::length;
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::names;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::protocol::timeline::{Line, Part};

/// The chain back from what a goroutine does at a time, and whether that is a wait that ended; `lead` lets a line lead somewhere.
pub(super) fn why(
    trace: &Trace,
    activities: &Activities,
    (goroutine, from, has_waited): (GoRow, i64, bool),
    lead: &mut dyn FnMut(Line, Lane, i64) -> Line,
) -> Option<Part> {
    let steps = chain(trace, activities, goroutine, from);
    let mut lines: Vec<Line> = Vec::new();
    for step in &steps {
        let done = activities.get(step.what).map_or("", Activity::name);
        let reason = trace.strings.text(trace.whats.get(step.what).reason);
        let mut words = vec![format!("{}: {done}", names::of_goroutine(trace, step.goroutine).full())];
        if !reason.is_empty() {
            words.push(reason.into_owned());
        }
        if let Some(woke) = step.woke {
            words.push(format!("then woke G{}", trace.goroutines.get(woke).id.0));
        }
        let told = line(&length(step.to - step.from), words.join(", "));
        lines.push(lead(told, Lane::Goroutine(step.goroutine), step.from));
    }
    match steps.last() {
        Some(_) if steps.len() == MOST_STEPS => lines.push(line("", "and so on".to_owned())),
        Some(last) if activities.get(last.what) == Some(Activity::Waiting) => {
            let words = "which no goroutine ended: a timer, the network or the runtime did";
            lines.push(line("", words.to_owned()));
        }
        None if has_waited => {
            let words = "No goroutine ended it: a timer, the network or the runtime did.";
            lines.push(line("", words.to_owned()));
        }
        _ => {}
    }
    (!lines.is_empty()).then(|| Part {
        heading: "Why was it waiting? From its end back".to_owned(),
        lines,
    })
}
