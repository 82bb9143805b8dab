use super::*;
use crate::model::id::{LocationId, StackId};

type Builder = PrefixTreeBuilder<StackId, LocationId>;

fn stack(builder: &mut Builder, root_first: &[u32]) -> StackId {
    root_first.iter().fold(builder.root(), |parent, &location| {
        builder.push(parent, LocationId(location)).unwrap()
    })
}

/// Numbers below 8, the same in every run.
fn numbers(mut seed: u32) -> impl FnMut() -> u32 {
    move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed >> 29
    }
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
    let stacks = builder.finish().unwrap();
    assert_eq!(stacks.len(), 6);
    assert_eq!(stacks.parent(abc), stacks.parent(abe));
    let leaf_first: Vec<_> = stacks.leaf_first(abd).map(|l| l.0).collect();
    assert_eq!(leaf_first, [3, 1, 0]);
}

/// Compares runs, as their rows and parents.
#[track_caller]
fn check_runs(stacks: &[&[u32]], cuts: &[usize], expected: &[(Range<usize>, u32)]) {
    let mut builder = Builder::new().unwrap();
    for &root_first in stacks {
        stack(&mut builder, root_first);
    }
    for &row in cuts {
        builder.cut_after(StackId::from(row)).unwrap();
    }
    let tree = builder.finish().unwrap();
    let runs: Vec<_> = (0..tree.run_count())
        .map(RunId::from)
        .map(|run| (tree.run_rows(run), tree.run_parent(run).0))
        .collect();
    assert_eq!(runs, expected);
}

#[test]
fn runs_are_cut_where_stacks_branch_off_and_where_it_is_asked() {
    check_runs(&[], &[], &[(0..1, 0)]);
    check_runs(&[&[7, 8]], &[], &[(0..3, 0)]);
    check_runs(&[&[7, 8], &[7, 8, 9]], &[], &[(0..4, 0)]);
    // The example of the module: a b c d, a b x y, and c is asked for.
    let stacks: &[&[u32]] = &[&[1, 2, 3, 4], &[1, 2, 8, 9]];
    check_runs(stacks, &[3], &[(0..3, 0), (3..4, 0), (4..5, 1), (5..7, 0)]);
    // Asked for at a leaf that is the last row: there is nothing to cut.
    check_runs(stacks, &[6], &[(0..3, 0), (3..5, 0), (5..7, 0)]);
    // A leaf that is no longer the last row grows.
    check_runs(
        &[&[1, 2], &[3], &[1, 2, 5]],
        &[],
        &[(0..1, 0), (1..3, 0), (3..4, 0), (4..5, 1)],
    );
}

#[test]
fn parents_precede_children() {
    let mut builder = Builder::new().unwrap();
    let mut next = numbers(1);
    for _ in 0..2_000 {
        let mut at = builder.root();
        for _ in 0..12 {
            at = builder.push(at, LocationId(next())).unwrap();
        }
    }
    let stacks = builder.finish().unwrap();
    let rows = || (1..stacks.len()).map(StackId::from);
    for node in rows() {
        let parent = stacks.parent(node);
        assert!(parent < node);
        assert!(stacks.run_of(parent) <= stacks.run_of(node));
        assert!(stacks.run_rows(stacks.run_of(node)).contains(&node.row()));
        assert_eq!(parent.row() + 1 == node.row() && !stacks.is_last(parent), {
            stacks.run_of(parent) == stacks.run_of(node)
        });
    }
    for run in (1..stacks.run_count()).map(RunId::from) {
        assert_eq!(stacks.parent(stacks.first(run)), stacks.last(stacks.run_parent(run)));
    }
    // No two rows are the same stack.
    let mut edges: Vec<_> = rows().map(|node| (stacks.parent(node), stacks.key(node).0)).collect();
    edges.sort_unstable();
    edges.dedup();
    assert_eq!(edges.len(), stacks.len() - 1);
}

#[test]
fn paths_side_by_side_and_single_frames_make_the_same_tree() {
    let mut by_frame = Builder::new().unwrap();
    let mut by_path = Builder::new().unwrap();
    let mut next = numbers(7);
    let mut nodes = Vec::new();
    for _ in 0..100 {
        let (mut keys, mut paths, mut wanted) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..40 {
            // Below an old node, or below one that an earlier path of the same call makes.
            let (below, mut at) = if next() > 4 && !keys.is_empty() {
                let key = (next() * next()) as usize % keys.len();
                (Below::Key(key), wanted[key])
            } else {
                let node = nodes.get(next() as usize * 9).copied().unwrap_or(by_frame.root());
                (Below::Node(node), node)
            };
            for _ in 0..next() + next() {
                let key = LocationId(next());
                at = by_frame.push(at, key).unwrap();
                keys.push(key);
                wanted.push(at);
            }
            paths.push(Path { below, end: keys.len() });
        }
        let mut found = Vec::new();
        by_path.push_paths(&keys, &paths, &mut found).unwrap();
        assert_eq!(found, wanted);
        nodes = found;
    }
    let (by_frame, by_path) = (by_frame.finish().unwrap(), by_path.finish().unwrap());
    assert!(by_frame.len() > 1_000);
    assert!(by_frame.run_parents().iter().eq(by_path.run_parents().iter()));
    assert!(by_frame.keys().iter().eq(by_path.keys().iter()));
}

#[test]
fn runs_go_on_from_chunk_to_chunk() {
    let mut builder = Builder::new().unwrap();
    let keys: Vec<_> = (0..200_000).map(LocationId).collect();
    let path = [Path {
        below: Below::Node(builder.root()),
        end: keys.len(),
    }];
    let (mut first, mut second) = (Vec::new(), Vec::new());
    builder.push_paths(&keys, &path, &mut first).unwrap();
    builder.push_paths(&keys, &path, &mut second).unwrap();
    assert_eq!(first, second);
    assert_eq!(builder.finish().unwrap().run_count(), 1);
}

#[test]
fn keys_can_be_renamed_at_the_end() {
    let mut builder = Builder::new().unwrap();
    let leaf = stack(&mut builder, &[0, 1]);
    let stacks = builder.finish_renamed(|location| LocationId(location.0 + 10)).unwrap();
    assert_eq!(stacks.leaf_first(leaf).map(|l| l.0).collect::<Vec<_>>(), [11, 10]);
}
