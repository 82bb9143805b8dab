//! What grows steadily in a heap, and by which stack.

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::combine::{self, CombineError, Comparison};
use crate::analyze::profile::entity::Entities;
use crate::analyze::profile::series::trend::Trend;
use crate::analyze::profile::series::{GROUPING, Series};
use crate::analyze::profile::weights::Weights;
use crate::model::column::OutOfMemory;
use crate::model::profile::Profile;

/// Snapshots that it takes: between two everything grows steadily that grows.
pub const FEWEST_SNAPSHOTS: usize = 3;
/// Growth must be so much of all ups and downs: a sampled heap is never quite smooth.
pub const LEAST_STEADINESS: f64 = 0.8;
/// And it must rise in more than this share of the steps: what fills a cache once does not.
pub const FEWEST_RISES: f64 = 0.5;
/// And so much of what is in use at the end, in percent.
pub const LEAST_PERCENT: i64 = 1;
/// Suspects told of.
pub const MOST_SUSPECTS: usize = 10;

/// A function whose memory grows.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspect {
    /// The function that allocates.
    pub name: String,
    /// How the space in use that it allocated changes.
    pub space: Trend,
    /// The same of objects.
    pub objects: Trend,
    /// The stack that grew most, the function first.
    pub stack: Vec<String>,
}

/// The suspects, the one that grows most and most steadily first: by growth times steadiness of `inuse_space`. Both, space and
/// objects, must grow steadily. None where the profiles, which are in [`order`](super::order), are no heap profiles or too few.
pub fn suspects(profiles: &[&Profile]) -> Result<Vec<Suspect>, CombineError> {
    let (Some(oldest), Some(newest)) = (profiles.first(), profiles.last()) else {
        return Ok(Vec::new());
    };
    if profiles.len() < FEWEST_SNAPSHOTS {
        return Ok(Vec::new());
    }
    let space = Series::of(profiles, b"inuse_space").map_err(CombineError::OutOfMemory)?;
    let objects = Series::of(profiles, b"inuse_objects").map_err(CombineError::OutOfMemory)?;
    let total = space.totals.last().copied().unwrap_or(0);
    let mut found = Vec::new();
    for function in space.functions() {
        let of_space = space.trend(&space.values(function, false));
        let is_enough = of_space.growth.saturating_mul(100) >= total.saturating_mul(LEAST_PERCENT);
        if !is_steady(of_space) || !is_enough {
            continue;
        }
        let name = space.name(function);
        let Some(function) = objects.named(&name) else { continue };
        let of_objects = objects.trend(&objects.values(function, false));
        if is_steady(of_objects) {
            found.push(Suspect {
                name,
                space: of_space,
                objects: of_objects,
                stack: Vec::new(),
            });
        }
    }
    let score = |suspect: &Suspect| suspect.space.growth as f64 * suspect.space.steadiness;
    found.sort_by(|one, other| score(other).total_cmp(&score(one)));
    found.truncate(MOST_SUSPECTS);
    if !found.is_empty() {
        add_stacks(&mut found, newest, oldest)?;
    }
    Ok(found)
}

fn is_steady(trend: Trend) -> bool {
    trend.growth > 0 && trend.steadiness >= LEAST_STEADINESS && trend.rises > FEWEST_RISES
}

/// Finds the stack of each that grew most from the first snapshot to the last.
fn add_stacks(suspects: &mut [Suspect], newest: &Profile, oldest: &Profile) -> Result<(), CombineError> {
    let change = combine::compare(newest, oldest, Comparison::default())?;
    let mut kinds = change.sample_types.iter();
    let Some(row) = kinds.position(|kind| change.strings.bytes(kind.kind) == b"inuse_space") else {
        return Ok(());
    };
    let full = CombineError::OutOfMemory;
    let entities = Entities::build(&change, GROUPING).map_err(full)?;
    let tree = CallTree::build(&change, &entities).map_err(full)?;
    let weights = Weights::sum(&change, &tree, row).map_err(full)?;
    let own = own_by_run(&tree, &weights).map_err(full)?;
    for suspect in suspects {
        let nodes = tree.nodes();
        let is_it = |node: NodeId| node != CallTree::ROOT && entities.label(tree.entity(node)) == *suspect.name;
        let ends = tree.runs().filter(|&run| is_it(nodes.last(run)));
        // Of equal ones the first.
        let heaviest = ends.rev().max_by_key(|run| own[run.row()]);
        suspect.stack = heaviest.map_or(Vec::new(), |run| {
            let stack = tree.towards_root(nodes.last(run));
            stack
                .map(|node| entities.label(tree.entity(node)).into_owned())
                .collect()
        });
    }
    Ok(())
}

/// What each run's last node has itself: its total less its children's.
fn own_by_run(tree: &CallTree, weights: &Weights) -> Result<Vec<i64>, OutOfMemory> {
    let nodes = tree.nodes();
    let rows = nodes.run_count();
    let mut own = Vec::new();
    own.try_reserve_exact(rows).map_err(|_no_memory| OutOfMemory { rows })?;
    own.extend(tree.runs().map(|run| weights.run_total(run)));
    for run in tree.runs() {
        let parent = nodes.run_parent(run);
        if parent != run {
            own[parent.row()] = own[parent.row()].wrapping_sub(weights.run_total(run));
        }
    }
    Ok(own)
}
