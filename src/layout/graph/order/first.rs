//! The order that everything begins with: as a walk along the edges meets the items.

use crate::layout::graph::layers::Layers;

/// Walks down from the items without anything above them, in the order of their numbers; what hangs on
/// an item comes right after it.
pub(super) fn order(layers: &Layers) -> Vec<Vec<u32>> {
    let mut order: Vec<Vec<u32>> = vec![Vec::new(); layers.order.len()];
    let mut is_met = vec![false; layers.rank.len()];
    let mut open = Vec::new();
    let tops = (0..layers.rank.len() as u32).filter(|&item| layers.above.of_node(item).is_empty());
    for top in tops {
        open.push(top);
        while let Some(item) = open.pop() {
            if std::mem::replace(&mut is_met[item as usize], true) {
                continue;
            }
            order[layers.rank[item as usize] as usize].push(item);
            // What is pushed last is met first.
            let next = layers.below.of_node(item).iter().rev();
            open.extend(next.filter(|&&item| !is_met[item as usize]));
        }
    }
    order
}
