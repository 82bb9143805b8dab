//! How many edges cross.

use crate::layout::graph::order::{ABSENT, Trial};

/// How often a link crosses others; steps from or to what does not stand anywhere do not count.
pub(super) fn of_link(trial: &Trial<'_>, link: u32) -> u64 {
    let mut sum = 0;
    for step in 0..trial.layers.step_count(link as usize) {
        let (upper, lower) = trial.layers.step(link as usize, step);
        let (left, right) = (trial.place[upper as usize], trial.place[lower as usize]);
        for &item in &trial.order[trial.layers.rank[upper as usize] as usize] {
            let place = trial.place[item as usize];
            if place == left {
                continue;
            }
            for &end in trial.layers.below.of_node(item) {
                let end = trial.place[end as usize];
                if end != ABSENT && end != right && (place < left) != (end < right) {
                    sum += 1;
                }
            }
        }
    }
    sum
}

/// Crossings between all neighbouring ranks (Barth, Mutzel and Jünger 2004: inversions by a Fenwick tree).
pub(super) fn crossings(trial: &Trial<'_>) -> u64 {
    let mut sum = 0;
    let mut ends = Vec::new();
    let mut tree = Vec::new();
    for rank in 1..trial.order.len() {
        let width = trial.order[rank].len();
        tree.clear();
        tree.resize(width + 1, 0_u32);
        let mut passed = 0_u64;
        for &upper in &trial.order[rank - 1] {
            ends.clear();
            let below = trial.layers.below.of_node(upper);
            ends.extend(below.iter().map(|&lower| trial.place[lower as usize]));
            for &end in &ends {
                // Edges of items further left that end further right.
                let mut at = end as usize + 1;
                let mut up_to = 0_u64;
                while at > 0 {
                    up_to += u64::from(tree[at]);
                    at &= at - 1;
                }
                sum += passed - up_to;
            }
            for &end in &ends {
                let mut at = end as usize + 1;
                while at <= width {
                    tree[at] += 1;
                    at += at & at.wrapping_neg();
                }
            }
            passed += ends.len() as u64;
        }
    }
    sum
}
