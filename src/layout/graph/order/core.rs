//! The heavy nodes, which are ordered first, and the light ones, which are put between them.

use crate::layout::graph::layers::Layers;
use crate::layout::graph::order::Trial;
use crate::layout::graph::order::again::Again;

/// So many nodes are light at least, and one of so many.
const LEAST_LIGHT: usize = 6;
const LIGHT_SHARE: usize = 16;
/// The smallest share of the heaviest node's weight at which the light may be told from the heavy: 2 to the power of less this.
const FINEST: i32 = 20;

/// How many nodes are heavy. The bound is a share of the heaviest node's weight, halved as often as leaves
/// enough light ones: so it does not change with every light node. Where most would be light, all are heavy.
pub(super) fn size(weights: &[f64]) -> usize {
    let wanted = LEAST_LIGHT.max(weights.len() / LIGHT_SHARE);
    let heaviest = weights.first().copied().unwrap_or(0.0);
    (0..=FINEST)
        .rev()
        .map(|halvings| heaviest / 2.0_f64.powi(halvings))
        .map(|bound| weights.iter().filter(|&&weight| weight >= bound).count())
        .find(|heavy| weights.len() - heavy >= wanted)
        .filter(|heavy| heavy * 4 >= weights.len())
        .unwrap_or(weights.len())
}

/// The layers of the first nodes alone, and which item of the whole each of their items is.
pub(super) fn layers(all: &Layers, node_count: usize) -> (Layers, Vec<u32>) {
    let mut items: Vec<u32> = (0..node_count as u32).collect();
    let mut ends = Vec::new();
    for (&(upper, lower), virtuals) in all.ends.iter().zip(&all.virtuals) {
        if (upper.max(lower) as usize) < node_count {
            ends.push((upper, lower));
            items.extend(virtuals.clone());
        }
    }
    (Layers::of(all.rank[..node_count].to_vec(), &ends), items)
}

/// Puts the other nodes, one after the other, into the order found for the first ones.
pub(super) fn with_all<'a>(
    all: &'a Layers,
    core: &[Vec<u32>],
    items: &[u32],
    core_size: usize,
    again: &mut Again,
) -> Trial<'a> {
    let mut order = vec![Vec::new(); all.order.len()];
    for (rank, core) in order.iter_mut().zip(core) {
        rank.extend(core.iter().map(|&item| items[item as usize]));
    }
    let mut trial = Trial::of(all, order);
    for node in core_size..all.node_count {
        again.put(&mut trial, node as u32);
    }
    trial
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_light_are_told_from_the_heavy_by_halves() {
        let weights: Vec<f64> = (0..80).map(|at| f64::from(1000 - at * 12)).collect();
        assert_eq!(size(&weights), 73, "at least 125, an eighth of 1000");
        assert_eq!(size(&weights[..79]), 73, "whatever the lightest");
        assert_eq!(size(&[5.0; 20]), 20);
        assert_eq!(size(&[]), 0);
        assert_eq!(size(&[f64::NAN; 9]), 9);
    }
}
