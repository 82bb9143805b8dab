//! Exchanging items of a rank wherever that leaves fewer crossings.

use std::ops::Range;

use crate::layout::graph::order::Trial;

/// Rounds over all ranks at most; each leaves fewer crossings than the one before.
const ROUNDS: usize = 12;
/// How far sifting moves an item at most.
const REACH: usize = 32;

/// An item of the rank in hand, and where its neighbours' places stand.
#[derive(Clone, Debug)]
struct Standing {
    item: u32,
    above: Range<u32>,
    below: Range<u32>,
}

/// A rank's items with the sorted places of their neighbours, which stay where they are meanwhile.
#[derive(Default)]
struct Rank {
    items: Vec<Standing>,
    places: Vec<u32>,
}

impl Rank {
    fn load(&mut self, trial: &Trial<'_>, rank: usize) {
        self.items.clear();
        self.places.clear();
        for &item in &trial.order[rank] {
            let [above, below] = [&trial.layers.above, &trial.layers.below].map(|neighbours| {
                let start = self.places.len();
                let places = neighbours.of_node(item).iter();
                self.places.extend(places.map(|&other| trial.place[other as usize]));
                self.places[start..].sort_unstable();
                start as u32..self.places.len() as u32
            });
            self.items.push(Standing { item, above, below });
        }
    }

    fn store(&self, trial: &mut Trial<'_>, rank: usize) {
        for (slot, standing) in trial.order[rank].iter_mut().zip(&self.items) {
            *slot = standing.item;
        }
        trial.renumber(rank, 0);
    }

    /// How many crossings fewer there are when the item at the right of the two stands at the left.
    fn gain(&self, left: usize, right: usize) -> i64 {
        let (left, right) = (&self.items[left], &self.items[right]);
        let places = |range: &Range<u32>| &self.places[range.start as usize..range.end as usize];
        surplus(places(&left.above), places(&right.above)) + surplus(places(&left.below), places(&right.below))
    }
}

/// Of all pairs of a place of the one and a place of the other: those where the one is larger, less those where it is smaller.
fn surplus(one: &[u32], other: &[u32]) -> i64 {
    if let (&[one], &[other]) = (one, other) {
        return i64::from(one > other) - i64::from(one < other);
    }
    let mut sum = 0;
    let (mut smaller, mut not_larger) = (0, 0);
    for &place in one {
        while smaller < other.len() && other[smaller] < place {
            smaller += 1;
        }
        not_larger = smaller.max(not_larger);
        while not_larger < other.len() && other[not_larger] <= place {
            not_larger += 1;
        }
        sum += smaller as i64 - (other.len() - not_larger) as i64;
    }
    sum
}

/// Exchanges neighbours while that leaves fewer crossings.
pub(super) fn transpose(trial: &mut Trial<'_>) {
    let mut rank = Rank::default();
    // A rank is worth another look when it or one beside it has changed.
    let mut is_due = vec![true; trial.order.len()];
    for _ in 0..ROUNDS {
        let mut is_better = false;
        for at in 0..trial.order.len() {
            if !std::mem::take(&mut is_due[at]) {
                continue;
            }
            rank.load(trial, at);
            let mut has_gained = false;
            for right in 1..rank.items.len() {
                if rank.gain(right - 1, right) > 0 {
                    rank.items.swap(right - 1, right);
                    has_gained = true;
                }
            }
            if has_gained {
                rank.store(trial, at);
                is_better = true;
                for due in at.saturating_sub(1)..(at + 2).min(is_due.len()) {
                    is_due[due] = true;
                }
            }
        }
        if !is_better {
            break;
        }
    }
}

/// Puts each item at the best place of its rank, if that is not far; whether that left fewer crossings.
pub(super) fn sift(trial: &mut Trial<'_>) -> bool {
    let mut rank = Rank::default();
    let mut is_better = false;
    for at in 0..trial.order.len() {
        let count = trial.order[at].len();
        if count < 2 {
            continue;
        }
        rank.load(trial, at);
        let mut has_moved = false;
        let items: Vec<u32> = trial.order[at].clone();
        for item in items {
            let Some(from) = rank.items.iter().position(|standing| standing.item == item) else {
                continue;
            };
            if let Some(to) = best_place(&rank, from) {
                if to < from {
                    rank.items[to..=from].rotate_right(1);
                } else {
                    rank.items[from..=to].rotate_left(1);
                }
                has_moved = true;
            }
        }
        if has_moved {
            rank.store(trial, at);
            is_better = true;
        }
    }
    is_better
}

/// The place with the fewest crossings for an item, the nearest of equal ones; none when it stands there.
fn best_place(rank: &Rank, from: usize) -> Option<usize> {
    let (mut best, mut to) = (0, None);
    let mut sum = 0;
    for place in (from.saturating_sub(REACH)..from).rev() {
        sum += rank.gain(place, from);
        if sum > best {
            (best, to) = (sum, Some(place));
        }
    }
    sum = 0;
    for place in from + 1..rank.items.len().min(from + 1 + REACH) {
        sum += rank.gain(from, place);
        if sum > best {
            (best, to) = (sum, Some(place));
        }
    }
    to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surplus_counts_pairs() {
        assert_eq!(surplus(&[3], &[1]), 1);
        assert_eq!(surplus(&[1], &[3]), -1);
        assert_eq!(surplus(&[2], &[2]), 0);
        assert_eq!(surplus(&[1, 5], &[0, 3, 5, 9]), (1 - 3) + (2 - 1));
        assert_eq!(surplus(&[], &[1, 2]), 0);
    }
}
