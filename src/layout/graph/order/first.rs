//! The order that sweeps begin with: as a walk along the edges meets the items.

use crate::layout::graph::layers::Layers;

/// Walks down from the items without anything above them, or up from those without anything below,
/// in the order of their numbers; what hangs on an item comes right after it.
pub(super) fn order(layers: &Layers, is_from_top: bool) -> Vec<Vec<u32>> {
    let (back, on) = if is_from_top {
        (&layers.above, &layers.below)
    } else {
        (&layers.below, &layers.above)
    };
    let mut order: Vec<Vec<u32>> = vec![Vec::new(); layers.order.len()];
    let mut is_met = vec![false; layers.rank.len()];
    let mut open = Vec::new();
    let ends = (0..layers.rank.len() as u32).filter(|&item| back.of_node(item).is_empty());
    for start in ends {
        open.push(start);
        while let Some(item) = open.pop() {
            if std::mem::replace(&mut is_met[item as usize], true) {
                continue;
            }
            order[layers.rank[item as usize] as usize].push(item);
            // What is pushed last is met first.
            let next = on.of_node(item).iter().rev();
            open.extend(next.filter(|&&item| !is_met[item as usize]));
        }
    }
    order
}
