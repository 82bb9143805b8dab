//! Goroutines that look as if they will never end.

use crate::analyze::goroutines::leaks::MANY_COUNT;
use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::findings::evidence::{Evidence, MOST_PLACES, Place, filled, percent};
use crate::analyze::profile::findings::{Measured, Rule};
use crate::analyze::profile::kind::Kind;
use crate::model::column::{Column, OutOfMemory};
use crate::model::unit;

/// What waits for another goroutine (`runtime/chan.go`, `select.go`, `sema.go`, `sync`). Who waits for the network or for time is not
/// among them: that comes by itself.
const WAITS: [&str; 7] = [
    "runtime.chansend",
    "runtime.chanrecv",
    "runtime.selectgo",
    "runtime.block",
    "runtime.semacquire",
    "sync.runtime_",
    "internal/sync.runtime_",
];

pub(super) const RULE: Rule = Rule {
    word: "goroutines",
    title: "Goroutines look as if they leak",
    about: "goroutine profiles",
    condition: || {
        format!(
            "At least {MANY_COUNT} goroutines with one stack that wait for another goroutine; of a goroutine leak profile any."
        )
    },
    source: "The same threshold as for goroutine dumps; a pool of workers looks the same. In a goroutine leak profile (Go 1.26 and later) the \
             garbage collector has found that nothing can wake them.",
    advice: "Whoever starts a goroutine should know how it ends: a context to cancel, a channel with room for the answer. \
             ?debug=2 tells how long each has waited.",
    look,
};

fn look(evidence: &Evidence<'_>) -> Result<Option<Measured>, OutOfMemory> {
    let is_proved = match evidence.kind() {
        Kind::Goroutines => false,
        Kind::LeakedGoroutines => true,
        _ => return Ok(None),
    };
    let name = if is_proved { "goroutineleak" } else { "goroutine" };
    let Some(sample_type) = evidence.sample_type(name) else {
        return Ok(None);
    };
    let least = if is_proved { 1 } else { MANY_COUNT as i64 };
    let total = evidence.total(sample_type);
    let mut largest = 0;
    let mut places: Vec<Place> = Vec::new();
    for (node, count) in groups(evidence, sample_type)? {
        if !is_proved && !waits(evidence, node) {
            continue;
        }
        largest = largest.max(count);
        let function = evidence.to_blame(node);
        if count >= least {
            match places.iter_mut().find(|place| place.function == function) {
                Some(place) => place.value += count,
                None => places.push(Place { function, value: count }),
            }
        }
    }
    places.sort_by_key(|place| std::cmp::Reverse(place.value));
    places.truncate(MOST_PLACES);
    Ok(Some(Measured {
        is_found: !places.is_empty(),
        numbers: format!(
            "{} of {} goroutines ({}) wait with one stack",
            unit::exact(largest, b"count"),
            unit::exact(total, b"count"),
            percent(largest, total)
        ),
        sample_type,
        places,
        total,
    }))
}

/// Stacks of functions and how many goroutines have each, in the order of the tree.
fn groups(evidence: &Evidence<'_>, sample_type: usize) -> Result<Vec<(NodeId, i64)>, OutOfMemory> {
    let nodes = evidence.tree.nodes();
    let mut counts = filled(nodes.run_count(), 0_i64)?;
    let values = evidence.profile.samples.values.get(sample_type);
    let values = values.into_iter().flat_map(Column::iter);
    for (run, value) in evidence.tree.run_of_samples().iter().zip(values) {
        counts[run.row()] += value;
    }
    let ends = evidence.tree.runs().map(|run| nodes.last(run)).zip(counts);
    Ok(ends
        .filter(|&(node, count)| count > 0 && node != CallTree::ROOT)
        .collect())
}

fn waits(evidence: &Evidence<'_>, node: NodeId) -> bool {
    let mut stack = evidence.tree.towards_root(node);
    stack.any(|node| {
        let name = evidence.entities.label(evidence.tree.entity(node));
        WAITS.iter().any(|wait| name.starts_with(wait))
    })
}
