//! Edges against counting sample by sample, as pprof does.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::analyze::profile::entity::{Entities, Grouping};
use crate::analyze::profile::flame::Children;
use crate::analyze::profile::graph::neighbours::{Neighbour, neighbours};
use crate::analyze::profile::letters::profile;
use crate::analyze::profile::weights::Weights;
use crate::model::profile::Profile;

/// A profile summed up.
struct Summed {
    profile: Profile,
    entities: Entities,
    tree: CallTree,
    children: Children,
    weights: Weights,
    functions: Functions,
}

impl Summed {
    fn of(samples: &[(&str, i64)]) -> Self {
        let profile = profile(samples);
        let entities = Entities::build(&profile, Grouping::default()).unwrap();
        let tree = CallTree::build_of_sample_type(&profile, &entities, 0).unwrap();
        let weights = Weights::sum(&profile, &tree, 0).unwrap();
        let children = Children::of(&tree).unwrap();
        let functions = Functions::sum(&tree, &children, &weights, entities.len()).unwrap();
        Self {
            profile,
            entities,
            tree,
            children,
            weights,
            functions,
        }
    }

    fn stacks(&self) -> Stacks<'_> {
        Stacks {
            profile: &self.profile,
            entities: &self.entities,
            tree: &self.tree,
            children: &self.children,
            weights: &self.weights,
            events: None,
            kept: None,
            sample_type: 0,
        }
    }

    /// The entity of a letter.
    fn entity(&self, letter: char) -> EntityId {
        let rows = (0..self.entities.len()).map(EntityId::from);
        let mut named = rows.filter(|&entity| self.entities.name(entity) == letter.to_string().as_bytes());
        named.next().unwrap()
    }
}

/// Edges as words: `ab=3` weighs 3, `ab~3` leads over others.
fn written(links: &[Link], members: &str) -> BTreeSet<String> {
    let letter = |member: u32| members.chars().nth(member as usize).unwrap();
    links
        .iter()
        .map(|link| {
            let sign = if link.is_residual { '~' } else { '=' };
            format!("{}{}{sign}{}", letter(link.from), letter(link.to), link.weight)
        })
        .collect()
}

/// The edges counted sample by sample.
fn counted(samples: &[(&str, i64)], members: &str) -> BTreeSet<String> {
    let mut edges = BTreeMap::<(char, char), (i64, bool)>::new();
    for &(stack, value) in samples.iter().filter(|(_, value)| *value != 0) {
        let (mut seen, mut caller, mut is_residual) = (BTreeSet::new(), None, false);
        for letter in stack.chars() {
            if !members.contains(letter) {
                is_residual = true;
                continue;
            }
            if let Some(caller) = caller.filter(|&caller| caller != letter && seen.insert((caller, letter))) {
                let edge = edges.entry((caller, letter)).or_default();
                edge.0 += value;
                edge.1 |= is_residual;
            }
            (caller, is_residual) = (Some(letter), false);
        }
    }
    edges
        .into_iter()
        .map(|((from, to), (weight, is_residual))| {
            let sign = if is_residual { '~' } else { '=' };
            format!("{from}{to}{sign}{weight}")
        })
        .collect()
}

#[track_caller]
fn check(samples: &[(&str, i64)], members: &str) {
    let summed = Summed::of(samples);
    let stacks = summed.stacks();
    let entities: Vec<EntityId> = members.chars().map(|letter| summed.entity(letter)).collect();
    let expected = counted(samples, members);
    let member_of = member_of(&summed.entities, &entities).unwrap();
    let by_row = by_row(&stacks, &summed.functions, &entities, &member_of, usize::MAX);
    assert_eq!(written(&by_row.unwrap().unwrap(), members), expected, "{samples:?}");
    let by_walk = by_walk(&stacks, entities.len(), &member_of).unwrap();
    assert_eq!(written(&by_walk, members), expected, "{samples:?}");
}

/// Checks the callers and callees of every function against all edges.
#[track_caller]
fn check_neighbours(samples: &[(&str, i64)], members: &str) {
    let summed = Summed::of(samples);
    let all = counted(samples, members);
    for letter in members.chars() {
        let found = neighbours(&summed.stacks(), summed.entity(letter)).unwrap();
        let callers = found
            .callers
            .iter()
            .map(|caller| format!("{}{letter}={}", caller.name, caller.weight));
        let callees = found
            .callees
            .iter()
            .map(|callee| format!("{letter}{}={}", callee.name, callee.weight));
        let found: BTreeSet<String> = callers.chain(callees).collect();
        let expected: BTreeSet<String> = all.iter().filter(|edge| edge[..2].contains(letter)).cloned().collect();
        assert_eq!(found, expected, "{letter} {samples:?}");
    }
}

#[test]
fn a_sample_counts_once_for_an_edge() {
    check(&[("abab", 3), ("ababab", 5), ("ba", 7)], "ab");
    check(&[("aabba", 1), ("", 2), ("b", 4)], "ab");
    check(&[("abxb", 3), ("acxb", 5), ("axxb", 7), ("xab", 11)], "ab");
}

#[test]
fn what_cancels_is_there_and_what_is_nothing_is_not() {
    check(&[("ab", 3), ("ab", -3), ("ac", 0)], "abc");
}

/// Numbers that look random: Knuth's multiplier, of which the upper bits are good.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        ((self.0 >> 33) as usize) % bound
    }

    fn samples(&mut self) -> Vec<(String, i64)> {
        let (count, depth, letters) = (1 + self.below(30), 1 + self.below(14), 2 + self.below(6));
        let sample = |_| {
            let depth = self.below(depth);
            let stack = (0..depth)
                .map(|_| char::from(b'a' + self.below(letters) as u8))
                .collect();
            (stack, self.below(9) as i64 - 2)
        };
        (0..count).map(sample).collect()
    }
}

#[test]
fn any_stacks_agree_with_counting_them() {
    let mut random = Random(7);
    for _ in 0..300 {
        let samples = random.samples();
        let samples: Vec<(&str, i64)> = samples.iter().map(|(stack, value)| (&stack[..], *value)).collect();
        check(&samples, "abcdefgh");
        check(&samples, "bd");
        check_neighbours(&samples, "abcdefgh");
    }
}

#[test]
fn where_too_much_must_be_looked_up_a_walk_is_made() {
    let summed = Summed::of(&[("abacabacab", 1)]);
    let members = ['a', 'b', 'c'].map(|letter| summed.entity(letter));
    let member_of = member_of(&summed.entities, &members).unwrap();
    let found = by_row(&summed.stacks(), &summed.functions, &members, &member_of, 3).unwrap();
    assert_eq!(found, None);
}

#[test]
fn neighbours_come_heaviest_first() {
    let summed = Summed::of(&[("xa", 1), ("ya", 5), ("wa", 1), ("ab", 2), ("a", 9)]);
    let found = neighbours(&summed.stacks(), summed.entity('a')).unwrap();
    let words = |found: &[Neighbour]| {
        let words: Vec<String> = found.iter().map(|one| format!("{}{}", one.name, one.weight)).collect();
        words.join(" ")
    };
    assert_eq!(
        (words(&found.callers), words(&found.callees)),
        ("y5 w1 x1".to_owned(), "b2".to_owned())
    );
}
