//! The flame graph's call tree as a list: a frame is an item, what it called stands below it, the heaviest first.

use crate::analyze::profile::calltree::{CallTree, Inlined, NodeId};
use crate::analyze::profile::search::Matches;
use crate::engine::facts;
use crate::engine::profile::OpenProfile;
use crate::engine::treegrid::Branches;
use crate::layout::flame::Labels as _;
use crate::model::unit;
use crate::protocol::rows::{Inlining, TreeRow};

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
        let (total, own) = (profile.value(node), profile.own(node));
        let (unit, whole) = (profile.unit(), profile.total());
        let names = profile.names.names(entity);
        let (path, name) = names.map_or(("", ""), facts::split_name);
        let share = if whole == 0 { 0.0 } else { total as f64 / whole as f64 };
        TreeRow {
            item,
            function: entity.0,
            path: path.to_owned(),
            name: name.to_owned(),
            total: unit::label(total, unit),
            total_exact: unit::exact(total, unit),
            percent: facts::share(total, whole),
            bar: share.abs().min(1.0) as f32,
            own: unit::label(own, unit),
            own_exact: unit::exact(own, unit),
            inlining: match profile.tree.inlined(node) {
                Inlined::Never => Inlining::Never,
                Inlined::Partly => Inlining::Partly,
                Inlined::Always => Inlining::Always,
            },
            is_dimmed: self.matches.is_some_and(|matches| !matches.has(entity)),
            ..TreeRow::default()
        }
    }
}
