//! A sweep: each item near the weighted median of its neighbours in the rank above.

use crate::layout::graph::order::Trial;
use crate::model::sorting;

/// Orders every rank by the rank above it.
pub(super) fn sweep(trial: &mut Trial<'_>) {
    let mut places = Vec::new();
    // The items that have neighbours, with their medians, and where they stand.
    let mut movable: Vec<(f64, u32)> = Vec::new();
    let mut slots = Vec::new();
    for rank in 1..trial.order.len() {
        movable.clear();
        slots.clear();
        for (at, &item) in trial.order[rank].iter().enumerate() {
            places.clear();
            let above = trial.layers.above.of_node(item).iter();
            places.extend(above.map(|&other| trial.place[other as usize]));
            if let Some(median) = median(&mut places) {
                movable.push((median, item));
                slots.push(at);
            }
        }
        sorting::sort_by(&mut movable, |one, other| one.0.total_cmp(&other.0));
        for (&slot, &(_, item)) in slots.iter().zip(&movable) {
            trial.order[rank][slot] = item;
        }
        trial.renumber(rank, 0);
    }
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
