//! Against an independent answer: the smallest cost by trying every place.

use super::*;
use crate::layout::graph::tests::Random;

fn arc(tail: u32, head: u32, length: i32, weight: i32) -> Arc {
    Arc {
        tail,
        head,
        length,
        weight,
    }
}

fn cost(arcs: &[Arc], places: &[i32]) -> i32 {
    let mut sum = 0;
    for arc in arcs {
        let length = places[arc.head as usize] - places[arc.tail as usize];
        assert!(length >= arc.length, "{arc:?} is {length} long");
        sum += length * arc.weight;
    }
    sum
}

/// The least cost that any places below `limit` have.
fn least_cost(arcs: &[Arc], node_count: usize, limit: i32) -> i32 {
    let mut places = vec![0; node_count];
    let mut least = i32::MAX;
    loop {
        let is_allowed = |arc: &Arc| places[arc.head as usize] - places[arc.tail as usize] >= arc.length;
        if arcs.iter().all(is_allowed) {
            least = least.min(cost(arcs, &places));
        }
        let Some(at) = places.iter().position(|&place| place + 1 < limit) else {
            return least;
        };
        places[at] += 1;
        places[..at].fill(0);
    }
}

#[test]
fn heavy_arcs_are_short() {
    // 0 → 1 → 2 → 3 and 0 → 4 → 3: the light arc of the short way is the long one.
    let arcs = [
        arc(0, 1, 1, 1),
        arc(1, 2, 1, 1),
        arc(2, 3, 1, 1),
        arc(0, 4, 1, 1),
        arc(4, 3, 1, 5),
    ];
    let places = solve(&arcs, smallest(5, &arcs), 100);
    assert_eq!(places[4] - places[0], 2);
    assert_eq!(cost(&arcs, &places), 3 + 2 + 5);
}

#[test]
fn no_places_are_better() {
    let mut random = Random::new(7);
    for round in 0..300 {
        let node_count = 2 + random.below(4) as usize;
        let mut arcs = Vec::new();
        // A tree first, so that it hangs together.
        for head in 1..node_count as u32 {
            let tail = random.below(u64::from(head)) as u32;
            arcs.push(arc(tail, head, random.below(3) as i32, random.below(6) as i32));
        }
        for _ in 0..random.below(5) {
            let head = 1 + random.below(node_count as u64 - 1) as u32;
            let tail = random.below(u64::from(head)) as u32;
            arcs.push(arc(tail, head, random.below(3) as i32, random.below(6) as i32));
        }
        let start = smallest(node_count, &arcs);
        let places = solve(&arcs, start, 1000);
        assert_eq!(
            cost(&arcs, &places),
            least_cost(&arcs, node_count, 9),
            "round {round}: {arcs:?}"
        );
    }
}

#[test]
fn any_start_leads_to_the_same_cost() {
    let mut random = Random::new(11);
    for _ in 0..50 {
        let node_count = 200;
        let mut arcs = Vec::new();
        for head in 1..node_count as u32 {
            for _ in 0..=random.below(3) {
                let tail = random.below(u64::from(head)) as u32;
                arcs.push(arc(tail, head, 1 + random.below(4) as i32, random.below(9) as i32));
            }
        }
        let start = smallest(node_count, &arcs);
        // Stretched to three times its length it is still long enough.
        let stretched = start.iter().map(|place| place * 3).collect();
        let one = cost(&arcs, &solve(&arcs, start, 100_000));
        let other = cost(&arcs, &solve(&arcs, stretched, 100_000));
        assert_eq!(one, other);
    }
}

#[test]
fn what_does_not_hang_together_stays() {
    let arcs = [arc(0, 1, 1, 1), arc(2, 3, 1, 1)];
    assert_eq!(solve(&arcs, vec![0, 5, 0, 7], 100).len(), 4);
    assert_eq!(solve(&[], vec![3], 100), [3]);
    assert_eq!(solve(&[], Vec::new(), 100).len(), 0);
}
