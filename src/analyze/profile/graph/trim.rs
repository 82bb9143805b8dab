//! Which nodes and edges are shown.
//!
//! First go the nodes whose cum is too small a share of all flats; then all but the first so many, in
//! a picture by how much they tell and with their tags counted, in a table by weight; then edges that
//! are too light, and in a picture those it can do without. What goes over a node that is left out is
//! counted for an edge between its neighbours, so edges are counted anew after each step.
//! Source: `newTrimmedGraph` in pprof's `internal/report/report.go`.

use std::cmp::Reverse;

use crate::analyze::profile::calltree::CallTree;
use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::functions::Functions;
use crate::analyze::profile::graph::draft::{Draft, Member};
use crate::analyze::profile::graph::entropy::scores;
use crate::analyze::profile::graph::frames::{self, Frames};
use crate::analyze::profile::graph::links::{self, links};
use crate::analyze::profile::graph::redundant::drop_redundant_links;
use crate::analyze::profile::graph::tag_sums::TagSums;
use crate::analyze::profile::graph::tags::Tags;
use crate::analyze::profile::graph::walk::Stacks;
use crate::analyze::profile::options::{Options, Order};
use crate::analyze::profile::share::share;
use crate::model::column::OutOfMemory;
use crate::model::sorting;

/// What is shown of a graph, in order.
#[derive(Debug, Default)]
pub(in crate::analyze::profile) struct Trimmed {
    /// The listed members are the nodes.
    pub(in crate::analyze::profile) draft: Draft,
    /// The tags of a picture's nodes, if the profile has any.
    pub(in crate::analyze::profile) tags: Option<TagSums>,
    /// How many nodes were left out for their cum.
    pub(in crate::analyze::profile) n_light_nodes: usize,
    /// How many nodes there were to choose from.
    pub(in crate::analyze::profile) n_candidates: usize,
    /// How many edges were left out for their weight.
    pub(in crate::analyze::profile) n_light_links: usize,
    /// How many of these pprof counts: those that it left out after choosing the nodes, not before.
    pub(in crate::analyze::profile) n_counted_links: usize,
    /// How many edges a picture can do without.
    pub(in crate::analyze::profile) n_redundant_links: usize,
    /// What was spent in all nodes, shown or not.
    pub(in crate::analyze::profile) flats: i64,
}

/// How heavy nodes and edges must be.
struct Cutoffs {
    node: i64,
    edge: i64,
}

impl Cutoffs {
    fn of(flats: i64, options: &Options) -> Self {
        Self {
            node: share(flats, options.node_fraction),
            edge: share(flats, options.edge_fraction),
        }
    }
}

/// The graph as a table of callers and callees shows it, by weight. As a call tree it has all frames: a limit on
/// their number would part it.
pub(in crate::analyze::profile) fn trim_table(
    stacks: &Stacks<'_>,
    functions: &Functions,
    options: &Options,
) -> Result<Trimmed, OutOfMemory> {
    let (mut trimmed, cutoffs) = if options.is_call_tree {
        heavy_frames(stacks, options)?
    } else {
        heavy_entities(stacks, functions, options)
    };
    let draft = &mut trimmed.draft;
    let weight = |member: &Member| match options.order {
        Order::Flat => (member.flat, member.cum),
        Order::Cum => (member.cum, member.flat),
    };
    let keys: Vec<(i64, i64)> = draft.listed().iter().map(weight).collect();
    sort_listed(draft, &keys);
    if (1..draft.n_listed).contains(&options.node_count) {
        draft.keep_first(options.node_count);
    }
    if !options.is_call_tree {
        draft.links = links(stacks, functions, &draft.entities())?;
    }
    trimmed.n_light_links = draft.drop_light_links(cutoffs.edge);
    trimmed.n_counted_links = trimmed.n_light_links;
    draft.sort_links();
    divide(stacks, functions, options, &mut trimmed)?;
    Ok(trimmed)
}

/// The graph as a picture shows it.
pub(in crate::analyze::profile) fn trim_picture(
    stacks: &Stacks<'_>,
    functions: &Functions,
    options: &Options,
) -> Result<Trimmed, OutOfMemory> {
    let (mut trimmed, cutoffs) = if options.is_call_tree {
        heavy_frames(stacks, options)?
    } else {
        let (mut trimmed, cutoffs) = heavy_entities(stacks, functions, options);
        trimmed.draft.links = links(stacks, functions, &trimmed.draft.entities())?;
        (trimmed, cutoffs)
    };
    let draft = &mut trimmed.draft;
    sort_by_score(draft);
    let limit = options.node_count;
    let n_tagged = if limit > 0 {
        limit.min(draft.n_listed)
    } else {
        draft.n_listed
    };
    if let Some(tags) = Tags::of(stacks, cutoffs.node, &options.unit)? {
        let tagged = &draft.members[..n_tagged];
        trimmed.tags = Some(TagSums::of(stacks, tags, tagged, options.is_call_tree, cutoffs.node)?);
    }
    let mut is_chosen_anew = false;
    if limit > 0 {
        trimmed.n_light_links = draft.drop_light_links(cutoffs.edge);
        let count = n_chosen(limit, draft.n_listed, trimmed.tags.as_ref());
        is_chosen_anew = count < draft.n_listed;
        if is_chosen_anew && options.is_call_tree {
            frames::keep_first(draft, count);
        } else if is_chosen_anew {
            draft.keep_first(count);
            draft.links = links(stacks, functions, &draft.entities())?;
            trimmed.n_light_links = 0;
        }
    }
    if is_chosen_anew {
        let order = sort_by_score(draft);
        if let Some(tags) = &mut trimmed.tags {
            tags.reorder(&order);
        }
    }
    trimmed.n_counted_links = draft.drop_light_links(cutoffs.edge);
    trimmed.n_light_links += trimmed.n_counted_links;
    draft.sort_links();
    trimmed.n_redundant_links = drop_redundant_links(draft);
    divide(stacks, functions, options, &mut trimmed)?;
    Ok(trimmed)
}

/// Makes means of all sums, if they are asked for: what is shown is chosen by the sums.
fn divide(
    stacks: &Stacks<'_>,
    functions: &Functions,
    options: &Options,
    trimmed: &mut Trimmed,
) -> Result<(), OutOfMemory> {
    let Some(events) = stacks.events else { return Ok(()) };
    if let Some(tags) = &mut trimmed.tags {
        tags.divide();
    }
    let draft = &mut trimmed.draft;
    if draft.members.iter().any(|member| member.frame != CallTree::ROOT) && options.is_call_tree {
        return frames::divide(stacks, events, draft);
    }
    let members = draft.entities();
    links::divide(stacks, functions, &members, events, &mut draft.links)?;
    for member in &mut draft.members {
        (member.flat, member.cum) = functions.shown(member.entity);
    }
    Ok(())
}

/// How many nodes there is room for, with up to four tags of each counted as nodes.
fn n_chosen(limit: usize, n_listed: usize, tags: Option<&TagSums>) -> usize {
    let mut count = 0;
    for row in 0..limit.min(n_listed) {
        count += 1 + tags.map_or(0, |tags| tags.n_with_flat(row));
        if count >= limit {
            return row + 1;
        }
    }
    limit.min(n_listed)
}

/// The entities with enough cum; where none was left out, with those that pprof does not list.
fn heavy_entities(stacks: &Stacks<'_>, functions: &Functions, options: &Options) -> (Trimmed, Cutoffs) {
    let all: Vec<Member> = (0..stacks.entities.len())
        .map(EntityId::from)
        .map(|entity| Member {
            entity,
            frame: CallTree::ROOT,
            flat: functions.flat(entity),
            cum: functions.cum(entity),
        })
        .collect();
    let mut draft = Draft::new(&all, Vec::new(), |member| member.is_listed(options.drops_negative));
    let flats = draft
        .listed()
        .iter()
        .fold(0_i64, |sum, member| sum.wrapping_add(member.flat));
    let cutoffs = Cutoffs::of(flats, options);
    let is_heavy = |member: &Member| member.cum.wrapping_abs() >= cutoffs.node;
    let n_light_nodes = draft.listed().iter().filter(|member| !is_heavy(member)).count();
    if cutoffs.node > 0 && n_light_nodes > 0 {
        draft.members.truncate(draft.n_listed);
        draft.members.retain(is_heavy);
        draft.n_listed = draft.members.len();
    }
    draft.name(stacks.entities);
    let trimmed = Trimmed {
        n_light_nodes: if cutoffs.node > 0 { n_light_nodes } else { 0 },
        n_candidates: draft.n_listed,
        draft,
        flats,
        ..Trimmed::default()
    };
    (trimmed, cutoffs)
}

/// The frames with enough cum, linked.
fn heavy_frames(stacks: &Stacks<'_>, options: &Options) -> Result<(Trimmed, Cutoffs), OutOfMemory> {
    let frames = Frames::of(stacks, options.drops_negative)?;
    let cutoffs = Cutoffs::of(frames.flats, options);
    let mut draft = frames.draft(cutoffs.node)?;
    draft.name(stacks.entities);
    let trimmed = Trimmed {
        n_light_nodes: frames.n_listed - draft.n_listed,
        n_candidates: draft.n_listed,
        draft,
        flats: frames.flats,
        ..Trimmed::default()
    };
    Ok((trimmed, cutoffs))
}

/// Puts the listed members in the order of a picture; says which row each had.
fn sort_by_score(draft: &mut Draft) -> Vec<u32> {
    let keys: Vec<(i64, i64)> = scores(draft)
        .into_iter()
        .zip(draft.listed())
        .map(|(score, member)| (score, member.flat))
        .collect();
    sort_listed(draft, &keys)
}

/// Sorts the listed members by the size of their first key, then by name, then by the size of the
/// second. Ids settle what pprof leaves to chance. Says which row each had.
fn sort_listed(draft: &mut Draft, keys: &[(i64, i64)]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..draft.n_listed as u32).collect();
    sorting::sort_by_key(&mut order, |&row| {
        let row = row as usize;
        let (first, second) = keys[row];
        let size = |value: i64| Reverse(value.wrapping_abs());
        let member = &draft.members[row];
        (
            size(first),
            &draft.names[row],
            size(second),
            member.entity,
            member.frame,
        )
    });
    draft.reorder(&order);
    order
}
