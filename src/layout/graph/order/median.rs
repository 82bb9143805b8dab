//! Sweeps: each item near the weighted median of its neighbours in the rank before.

use crate::layout::graph::order::Trial;

/// Orders every rank by the rank above it, or below it; of equal medians the ones further right come
/// first when `turns_ties`, so that sweeps do not get stuck.
pub(super) fn sweep(trial: &mut Trial<'_>, is_down: bool, turns_ties: bool) {
    let ranks = trial.order.len();
    let mut scratch = Scratch::default();
    for step in 1..ranks {
        let rank = if is_down { step } else { ranks - 1 - step };
        reorder(trial, rank, is_down, turns_ties, &mut scratch);
    }
}

#[derive(Default)]
struct Scratch {
    places: Vec<u32>,
    /// The items that have neighbours, with their medians.
    movable: Vec<(f64, u32)>,
    /// The places where they stand.
    slots: Vec<u32>,
}

fn reorder(trial: &mut Trial<'_>, rank: usize, is_down: bool, turns_ties: bool, scratch: &mut Scratch) {
    let neighbours = if is_down {
        &trial.layers.above
    } else {
        &trial.layers.below
    };
    scratch.movable.clear();
    scratch.slots.clear();
    for (at, &item) in trial.order[rank].iter().enumerate() {
        let places = neighbours.of_node(item).iter();
        scratch.places.clear();
        scratch.places.extend(places.map(|&other| trial.place[other as usize]));
        if let Some(median) = median(&mut scratch.places) {
            scratch.movable.push((median, item));
            scratch.slots.push(at as u32);
        }
    }
    if turns_ties {
        scratch.movable.reverse();
    }
    scratch.movable.sort_by(|one, other| one.0.total_cmp(&other.0));
    for (&slot, &(_, item)) in scratch.slots.iter().zip(&scratch.movable) {
        trial.order[rank][slot as usize] = item;
    }
    trial.renumber(rank);
}

/// The median of some places; of an even number, between the two middle ones, nearer to where the others crowd.
fn median(places: &mut [u32]) -> Option<f64> {
    let middle = places.len() / 2;
    match places {
        [] => return None,
        &mut [only] => return Some(f64::from(only)),
        &mut [one, other] => return Some(f64::midpoint(f64::from(one), f64::from(other))),
        _ => places.sort_unstable(),
    }
    let at = |index: usize| f64::from(places[index]);
    if places.len() % 2 == 1 {
        return Some(at(middle));
    }
    let left = at(middle - 1) - at(0);
    let right = at(places.len() - 1) - at(middle);
    Some(if left + right > 0.0 {
        (at(middle - 1) * right + at(middle) * left) / (left + right)
    } else {
        f64::midpoint(at(middle - 1), at(middle))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_lean_to_the_crowd() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [4]), Some(4.0));
        assert_eq!(median(&mut [5, 2]), Some(3.5));
        assert_eq!(median(&mut [9, 1, 2]), Some(2.0));
        assert_eq!(median(&mut [0, 1, 5, 20]), Some((1.0 * 15.0 + 5.0 * 1.0) / 16.0));
        assert_eq!(median(&mut [3, 3, 3, 3]), Some(3.0));
    }
}
