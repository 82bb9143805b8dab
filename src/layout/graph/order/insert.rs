//! Putting a node with its edges into an order that stands, where that crosses least.
//!
//! For every edge to a node that stands already, the fewest crossings are found with which it could reach each
//! place of the new node's rank: from rank to rank the best way on, from every place to every
//! place. The new node takes the place with the smallest sum, and then each edge its best way to
//! it. Places far from the straight line are not tried, so the cost grows with the ranks passed
//! and not with their width.

use std::cmp::Ordering;

use crate::layout::graph::layers::Layers;
use crate::layout::graph::order::{ABSENT, Trial};

/// How far from the straight line places are tried, to either side.
const REACH: usize = 16;
/// More than any way crosses; one more is still a number.
const UNTRIED: u32 = u32::MAX - 1;

/// The gaps between the items of a rank that are tried, and the fewest crossings on the way to each.
#[derive(Default)]
struct Tried {
    first: usize,
    cost: Vec<u32>,
    /// The gap of the rank before that leads there.
    from: Vec<u32>,
}

/// Scratch for one edge: a rank after the other.
#[derive(Default)]
pub(super) struct Ways {
    /// Pairs of places looked at so far.
    pub(super) work: u64,
    ranks: Vec<Tried>,
    /// How many of them the edge passes.
    steps: usize,
    /// For each place of the further rank: edges that end there and begin right of the gap, less those left of it.
    surplus: Vec<i32>,
    /// For each gap of the new node's rank the crossings of all its edges; none where one of them was not tried.
    sums: Vec<Option<u64>>,
}

impl Ways {
    /// Puts a node into its rank, and the virtual nodes of its edges to nodes that stand into theirs; how often these edges cross others.
    pub(super) fn insert(&mut self, trial: &mut Trial<'_>, links_of: &[u32], node: u32) -> u64 {
        let rank = trial.layers.rank[node as usize] as usize;
        let far_end = |link: u32| other_end(trial.layers, link, node);
        let standing: Vec<u32> = links_of
            .iter()
            .copied()
            .filter(|&link| !trial.is_absent(far_end(link)))
            .collect();
        let wish = if standing.is_empty() {
            1.0
        } else {
            let sum: f64 = standing.iter().map(|&link| trial.right(far_end(link))).sum();
            sum / standing.len() as f64
        };
        let gap_count = trial.order[rank].len() + 1;
        self.sums.clear();
        self.sums.resize(gap_count, Some(0));
        for &link in &standing {
            self.search(trial, link, node, wish);
            let last = &self.ranks[self.steps - 1];
            for (gap, sum) in self.sums.iter_mut().enumerate() {
                let more = gap.checked_sub(last.first).and_then(|at| last.cost.get(at));
                *sum = sum.zip(more).map(|(sum, &more)| sum + u64::from(more));
            }
        }
        let wished = wish * (gap_count - 1) as f64;
        let far = |gap: usize| (gap as f64 - wished).abs();
        let reachable = self
            .sums
            .iter()
            .enumerate()
            .filter_map(|(gap, sum)| Some((gap, (*sum)?)));
        let best = reachable.min_by(|one, other| one.1.cmp(&other.1).then(far(one.0).total_cmp(&far(other.0))));
        let place = best.map_or(wished.round() as usize, |(gap, _)| gap);
        trial.put(rank, place, node);
        if let &[link] = standing.as_slice() {
            // The way that was searched is still the best.
            return self.thread(trial, link, node, place);
        }
        let mut crossings = 0;
        for &link in &standing {
            let wish = trial.right(node);
            self.search(trial, link, node, wish);
            crossings += self.thread(trial, link, node, trial.place[node as usize] as usize);
        }
        crossings
    }

    /// Finds the ways of a link from its standing end to every gap of the other end's rank; to that end itself when it stands.
    fn search(&mut self, trial: &Trial<'_>, link: u32, to: u32, wish: f64) {
        let from = other_end(trial.layers, link, to);
        let [start, end] = [from, to].map(|item| trial.layers.rank[item as usize] as usize);
        let steps = start.abs_diff(end);
        let begins_at = trial.right(from);
        self.steps = steps;
        self.ranks.resize_with(self.ranks.len().max(steps), Tried::default);
        for step in 1..=steps {
            let rank = if start < end { start + step } else { start - step };
            let gap_count = trial.order[rank].len() + 1;
            let straight = begins_at + (wish - begins_at) * step as f64 / steps as f64;
            let middle = (straight * (gap_count - 1) as f64).round() as usize;
            let first = middle.saturating_sub(REACH);
            let tried = (middle + REACH + 1).min(gap_count) - first;
            let (before, now) = self.ranks.split_at_mut(step - 1);
            let now = &mut now[0];
            now.first = first;
            now.cost.clear();
            now.cost.resize(tried, UNTRIED);
            now.from.clear();
            now.from.resize(tried, 0);
            let rank_before = if start < end { rank - 1 } else { rank + 1 };
            match before.last() {
                Some(before) => {
                    self.work += (before.cost.len() * tried) as u64;
                    cross(trial, rank_before, rank, before, now, to, &mut self.surplus);
                }
                None => leave(trial, rank, from, now, to, &mut self.surplus),
            }
        }
    }

    /// Puts the virtual nodes of a link on the best way that was searched to this place of its other end; how often it crosses.
    fn thread(&self, trial: &mut Trial<'_>, link: u32, to: u32, place: usize) -> u64 {
        let from = other_end(trial.layers, link, to);
        let virtuals = trial.layers.virtuals[link as usize].clone();
        let is_down = trial.layers.rank[from as usize] < trial.layers.rank[to as usize];
        let Some((last, between)) = self.ranks[..self.steps].split_last() else {
            return 0;
        };
        let at = place.saturating_sub(last.first).min(last.from.len() - 1);
        let mut gap = last.from[at] as usize;
        for (step, tried) in between.iter().enumerate().rev() {
            let virtual_node = if is_down {
                virtuals.start + step as u32
            } else {
                virtuals.end - 1 - step as u32
            };
            let rank = trial.layers.rank[virtual_node as usize] as usize;
            trial.put(rank, gap, virtual_node);
            gap = tried.from[gap - tried.first] as usize;
        }
        u64::from(last.cost[at])
    }
}

fn other_end(layers: &Layers, link: u32, node: u32) -> u32 {
    let (upper, lower) = layers.ends[link as usize];
    if upper == node { lower } else { upper }
}

/// The places in the further rank of what hangs on an item. What leads to the end of the link in hand does not cross it there.
fn places(trial: &Trial<'_>, item: u32, is_down: bool, to: u32) -> impl Iterator<Item = usize> {
    let neighbours = if is_down {
        &trial.layers.below
    } else {
        &trial.layers.above
    };
    let standing = neighbours.of_node(item).iter().filter(move |&&other| other != to);
    let places = standing.map(|&other| trial.place[other as usize]);
    places.filter(|&place| place != ABSENT).map(|place| place as usize)
}

/// Crossings from an item that stands to each gap of the next rank.
fn leave(trial: &Trial<'_>, rank: usize, from: u32, now: &mut Tried, to: u32, surplus: &mut Vec<i32>) {
    let rank_before = trial.layers.rank[from as usize] as usize;
    surplus.clear();
    surplus.resize(trial.order[rank].len(), 0);
    let mut left = 0;
    for &item in &trial.order[rank_before] {
        for end in places(trial, item, rank_before < rank, to) {
            match trial.place[item as usize].cmp(&trial.place[from as usize]) {
                Ordering::Less => {
                    left += 1;
                    surplus[end] -= 1;
                }
                Ordering::Equal => {}
                Ordering::Greater => surplus[end] += 1,
            }
        }
    }
    let mut cost = left + surplus[..now.first].iter().sum::<i32>();
    for (at, slot) in now.cost.iter_mut().enumerate() {
        *slot = cost as u32;
        cost += surplus.get(now.first + at).copied().unwrap_or(0);
    }
}

/// Crossings from each gap of a rank to each gap of the next: the best way to each of these.
fn cross(
    trial: &Trial<'_>,
    from: usize,
    rank: usize,
    before: &Tried,
    now: &mut Tried,
    to: u32,
    surplus: &mut Vec<i32>,
) {
    let is_down = from < rank;
    surplus.clear();
    surplus.resize(trial.order[rank].len(), 0);
    let mut left = 0;
    for (at, &item) in trial.order[from].iter().enumerate() {
        for end in places(trial, item, is_down, to) {
            if at < before.first {
                left += 1;
                surplus[end] -= 1;
            } else {
                surplus[end] += 1;
            }
        }
    }
    // One more, for the gap after the last item.
    surplus.push(0);
    let (gaps_before, gaps_now) = (trial.order[from].len().max(1), trial.order[rank].len().max(1));
    let mut least = left + surplus[..now.first].iter().sum::<i32>();
    for (at, &cost_before) in before.cost.iter().enumerate() {
        let gap = before.first + at;
        // Of equally good ways the straightest.
        let straight = gap * gaps_now / gaps_before;
        let mut cost = cost_before as i32 + least;
        let now_at = now.cost.iter_mut().zip(&mut now.from).zip(&surplus[now.first..]);
        for (there, ((best, from), &more)) in now_at.enumerate() {
            // No branch: which way is better cannot be foretold.
            let is_better = (cost as u32) < *best + u32::from(now.first + there == straight);
            *best = if is_better { cost as u32 } else { *best };
            *from = if is_better { gap as u32 } else { *from };
            cost += more;
        }
        if let Some(&item) = trial.order[from].get(gap) {
            for end in places(trial, item, is_down, to) {
                surplus[end] -= 2;
                least += if end < now.first { -1 } else { 1 };
            }
        }
    }
}
