//! The flame graph's call tree as a list: a frame is an item, what it called stands below it, the heaviest first.

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::search::Matches;
use crate::engine::facts;
use crate::engine::profile::OpenProfile;
use crate::engine::treegrid::Branches;
use crate::engine::twins;
use crate::protocol::rows::TreeRow;

/// The call tree, and what is searched for in it.
pub(in crate::engine) struct FlameBranches<'a> {
    pub(in crate::engine) profile: &'a mut OpenProfile,
    pub(in crate::engine) matches: Option<&'a Matches>,
}

/// The frames that a frame called, the heaviest first; those without a value are in no picture.
pub(in crate::engine) fn callees(profile: &mut OpenProfile, node: NodeId) -> &[u32] {
    let OpenProfile {
        tree,
        children,
        weights,
        ..
    } = profile;
    let all = children.by_width(node, tree, weights);
    let shown = all.partition_point(|&child| weights.width(tree, NodeId(child)) > 0);
    &all[..shown]
}

impl Branches for FlameBranches<'_> {
    fn below(&mut self, item: Option<u32>) -> &[u32] {
        callees(self.profile, item.map_or(CallTree::ROOT, NodeId))
    }

    fn above(&self, item: u32) -> Option<u32> {
        let caller = self.profile.tree.parent(NodeId(item));
        (caller != CallTree::ROOT).then_some(caller.0)
    }

    fn row(&mut self, item: u32) -> TreeRow {
        let profile = &*self.profile;
        let node = NodeId(item);
        let entity = profile.tree.entity(node);
        let own = profile.own(node);
        TreeRow {
            own: profile.label(own),
            own_exact: profile.exact(own),
            inlining: facts::inlining(profile.tree.inlined(node)),
            ..twins::row_of(profile, self.matches, entity, profile.value(node), profile.total())
        }
    }
}
