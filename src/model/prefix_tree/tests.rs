use super::*;
use crate::model::id::{LocationId, StackId};

type Builder = PrefixTreeBuilder<StackId, LocationId>;

fn stack(builder: &mut Builder, root_first: &[u32]) -> StackId {
    root_first.iter().fold(builder.root(), |parent, &location| {
        builder.push(parent, LocationId(location)).unwrap()
    })
}

#[test]
fn shared_prefixes_are_shared() {
    let mut builder = Builder::new().unwrap();
    let abc = stack(&mut builder, &[0, 1, 2]);
    let abd = stack(&mut builder, &[0, 1, 3]);
    let abe = stack(&mut builder, &[0, 1, 4]);
    assert_eq!(stack(&mut builder, &[0, 1, 3]), abd);
    assert_eq!(stack(&mut builder, &[0, 1, 4]), abe);
    assert_eq!(stack(&mut builder, &[]), builder.root());
    let stacks = builder.finish();
    assert_eq!(stacks.len(), 6);
    assert_eq!(stacks.parent(abc), stacks.parent(abe));
    let leaf_first: Vec<_> = stacks.leaf_first(abd).map(|l| l.0).collect();
    assert_eq!(leaf_first, [3, 1, 0]);
}

#[test]
fn parents_precede_children() {
    let mut builder = Builder::new().unwrap();
    let mut seed = 1_u32;
    for _ in 0..2_000 {
        let mut at = builder.root();
        for _ in 0..12 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            at = builder.push(at, LocationId(seed >> 29)).unwrap();
        }
    }
    let stacks = builder.finish();
    for row in 1..stacks.len() {
        assert!(stacks.parent(StackId::from(row)).row() < row);
    }
    // No two rows are the same stack.
    let mut edges: Vec<_> = stacks.parents().iter().zip(stacks.keys().iter()).skip(1).collect();
    edges.sort_unstable();
    edges.dedup();
    assert_eq!(edges.len(), stacks.len() - 1);
}

#[test]
fn whole_stacks_and_single_frames_make_the_same_tree() {
    let mut by_frame = Builder::new().unwrap();
    let mut by_stack = Builder::new().unwrap();
    let mut seed = 7_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed >> 29
    };
    for _ in 0..3_000 {
        let root_first: Vec<u32> = (0..next() + next()).map(|_| next()).collect();
        let leaf_first: Vec<_> = root_first.iter().rev().map(|&key| LocationId(key)).collect();
        let node = stack(&mut by_frame, &root_first);
        assert_eq!(by_stack.push_all(by_stack.root(), &leaf_first), Ok(node));
    }
    let (by_frame, by_stack) = (by_frame.finish(), by_stack.finish());
    assert!(by_frame.parents().iter().eq(by_stack.parents().iter()));
    assert!(by_frame.keys().iter().eq(by_stack.keys().iter()));
}

#[test]
fn keys_can_be_renamed_at_the_end() {
    let mut builder = Builder::new().unwrap();
    let leaf = stack(&mut builder, &[0, 1]);
    let stacks = builder.finish_renamed(|location| LocationId(location.0 + 10));
    assert_eq!(stacks.leaf_first(leaf).map(|l| l.0).collect::<Vec<_>>(), [11, 10]);
}
