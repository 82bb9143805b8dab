//! Putting things in order, with one sort for all of them.
//!
//! The standard library's sorts are made anew for every type and every comparison: five kilobytes of WebAssembly
//! each, where most of what is sorted is short. These order row numbers, with one copy of the sort, and then move each thing once.
//! What is long or sorted often calls the standard library's own.

use std::cmp::Ordering;

/// Sorts row numbers; equals keep their order.
pub fn sort_rows(rows: &mut [u32], compare: &mut dyn FnMut(u32, u32) -> Ordering) {
    rows.sort_by(|&one, &other| compare(one, other));
}

/// Sorts things by a comparison; equals keep their order.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut rows: Vec<u32> = (0..items.len() as u32).collect();
    sort_rows(&mut rows, &mut |one, other| {
        compare(&items[one as usize], &items[other as usize])
    });
    for first in 0..rows.len() {
        // A round of things that take each other's places.
        let mut place = first;
        loop {
            let from = std::mem::replace(&mut rows[place], place as u32) as usize;
            if from == first || from == place {
                break;
            }
            items.swap(place, from);
            place = from;
        }
    }
}

/// Sorts things by a key, which is asked for at every comparison; equals keep their order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_keep_their_order() {
        let mut state = 7_u32;
        for len in 0..60_u32 {
            let items: Vec<(u32, u32)> = (0..len)
                .map(|at| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 29, at)
                })
                .collect();
            let mut wanted = items.clone();
            wanted.sort_by_key(|item| item.0);
            let mut sorted = items;
            sort_by_key(&mut sorted, |item| item.0);
            assert_eq!(sorted, wanted);
        }
    }

    #[test]
    fn rows_are_sorted_by_what_they_stand_for() {
        let names = ["b", "c", "a"];
        let mut rows = vec![0, 1, 2];
        sort_rows(&mut rows, &mut |one, other| {
            names[one as usize].cmp(names[other as usize])
        });
        assert_eq!(rows, [2, 0, 1]);
    }
}
