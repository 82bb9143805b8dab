//! Which nodes a picture should show first.
//!
//! A node whose samples come from many callers or go to many callees tells more than one that only
//! passes them on. So a node's cum is weighed with the entropies of its edges, those that lead to it
//! and those that lead from it (these with its flat as one more); where there are none the weight is one.
//! Source: `entropyScore` in pprof's `internal/graph/graph.go`.

use crate::analyze::profile::graph::draft::{Draft, Member};
use crate::analyze::profile::share::truncated;

/// The edges of a member on one side.
#[derive(Clone, Copy, Default)]
struct Side {
    has_links: bool,
    /// What they weigh together, where they are positive, with the flat on the callees' side.
    total: i64,
    entropy: f64,
}

impl Side {
    /// Counts a part into the entropy, once the total is known.
    fn add(&mut self, weight: i64) {
        if self.total != 0 {
            let share = weight.wrapping_abs() as f64 / self.total as f64;
            self.entropy += -share * share.log2();
        }
    }

    fn weight(&self) -> f64 {
        if self.has_links { self.entropy } else { 1.0 }
    }
}

/// The score of every listed member.
pub(super) fn scores(draft: &Draft) -> Vec<i64> {
    let mut into = vec![Side::default(); draft.members.len()];
    let mut out: Vec<Side> = draft
        .members
        .iter()
        .map(|member| Side {
            total: member.flat,
            ..Side::default()
        })
        .collect();
    for link in &draft.links {
        for side in [&mut out[link.from as usize], &mut into[link.to as usize]] {
            side.has_links = true;
            if link.weight > 0 {
                side.total = side.total.wrapping_add(link.weight);
            }
        }
    }
    for link in &draft.links {
        out[link.from as usize].add(link.weight);
        into[link.to as usize].add(link.weight);
    }
    let score = |(row, member): (usize, &Member)| {
        if member.flat > 0 {
            out[row].add(member.flat);
        }
        let weight = into[row].weight() + out[row].weight();
        truncated(weight * member.cum as f64).wrapping_add(member.flat)
    };
    draft.listed().iter().enumerate().map(score).collect()
}
