//! An open profile: its tables, and the trees and sums that the views share.

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::entity::{Entities, EntityId};
use crate::analyze::profile::flame::Children;
use crate::analyze::profile::graph::Stacks;
use crate::analyze::profile::weights::Weights;
use crate::engine::compare::Compared;
use crate::engine::facts;
use crate::engine::names::Names;
use crate::engine::refine::Refining;
use crate::layout::text::NameVariants;
use crate::model::column::{Column, OutOfMemory};
use crate::model::profile::Profile;
use crate::model::unit;

/// A profile and what the views read of it, for one sample type.
pub(super) struct OpenProfile {
    pub(super) profile: Profile,
    pub(super) tree: CallTree,
    pub(super) children: Children,
    pub(super) sample_type: usize,
    pub(super) weights: Weights,
    /// The entities, and the ways to write their names.
    pub(super) names: Names,
    /// What is written in the root: the total, while there is room.
    pub(super) root_names: NameVariants,
    /// Frames of the deepest stack.
    pub(super) depth: u32,
    /// What of it is looked at.
    pub(super) refining: Refining,
    /// What it was made of, when it is a comparison.
    pub(super) compared: Option<Compared>,
}

impl OpenProfile {
    /// Weighs the default sample type.
    pub(super) fn new(
        profile: Profile,
        entities: Entities,
        tree: CallTree,
        compared: Option<Compared>,
    ) -> Result<Self, OutOfMemory> {
        let sample_type = default_sample_type(&profile);
        let children = Children::of(&tree)?;
        let depth = depth(&tree)?;
        let mut open = Self {
            profile,
            tree,
            children,
            sample_type,
            weights: Weights::default(),
            names: Names::new(entities)?,
            root_names: NameVariants::default(),
            depth,
            refining: Refining::default(),
            compared,
        };
        open.weigh()?;
        Ok(open)
    }

    fn name_root(&mut self) {
        let total = self.label(self.value(CallTree::ROOT));
        let (long, short) = match (&self.compared, self.refining.kept()) {
            (Some(_), _) => ("change", "change"),
            (None, None) => ("all samples", "all"),
            (None, Some(_)) => ("filtered samples", "filtered"),
        };
        self.root_names = NameVariants::new([&*format!("{long}: {total}"), &total, short]);
    }

    /// Weighs another sample type; the tree and its ids stay.
    pub(super) fn show_sample_type(&mut self, sample_type: usize) -> Result<(), OutOfMemory> {
        self.sample_type = sample_type;
        self.weigh()?;
        self.judge_again()
    }

    /// Weighs what is looked at.
    pub(super) fn weigh(&mut self) -> Result<(), OutOfMemory> {
        self.weights = Weights::default(); // Give the old sums back before the new ones are made.
        let (profile, tree, sample_type) = (&self.profile, &self.tree, self.sample_type);
        self.weights = match (&self.compared, self.refining.kept()) {
            (Some(compared), kept) => compared.weigh(profile, tree, sample_type, kept)?,
            (None, None) => Weights::sum(profile, tree, sample_type)?,
            (None, Some(kept)) => Weights::sum_kept(profile, tree, sample_type, kept)?,
        };
        self.children.forget_order();
        self.name_root();
        Ok(())
    }

    /// The unit of the sample type shown, as the file writes it.
    pub(super) fn unit(&self) -> &[u8] {
        let kinds = &self.profile.sample_types;
        kinds
            .get(self.sample_type)
            .map_or(b"", |kind| self.profile.strings.bytes(kind.unit))
    }

    /// A value in words: of a comparison, where it is a change, with its sign.
    pub(super) fn label(&self, value: i64) -> String {
        self.signed(value, unit::label(value, self.unit()))
    }

    /// The same to the last digit.
    pub(super) fn exact(&self, value: i64) -> String {
        self.signed(value, unit::exact(value, self.unit()))
    }

    /// Its share of what is under 100 %, likewise.
    pub(super) fn share(&self, value: i64) -> String {
        self.signed(value, facts::share(value, self.total()))
    }

    /// Writes the sign of what is more before it.
    pub(super) fn signed(&self, value: i64, text: String) -> String {
        if self.compared.is_some() && value > 0 {
            format!("+{text}")
        } else {
            text
        }
    }

    /// What is under 100 %.
    pub(super) fn total(&self) -> i64 {
        self.weights.profile_total()
    }

    /// The value of a node: its signed total, and for the root, but in comparisons, what is under 100 %, or what filters
    /// left of it.
    pub(super) fn value(&self, node: NodeId) -> i64 {
        if node != CallTree::ROOT || self.compared.is_some() {
            self.weights.total(&self.tree, node)
        } else if self.refining.kept().is_none() {
            self.total()
        } else {
            self.weights.width(&self.tree, node)
        }
    }

    /// A node's own value: its total less its children's.
    pub(super) fn own(&self, node: NodeId) -> i64 {
        self.own_of(&self.weights, node)
    }

    /// The same of other weights of the tree.
    pub(super) fn own_of(&self, weights: &Weights, node: NodeId) -> i64 {
        let nodes = self.tree.nodes();
        if !nodes.is_last(node) {
            return 0; // All samples go on along the run.
        }
        let run = nodes.run_of(node);
        let below = self.children.below(run).iter();
        below.fold(weights.run_total(run), |own, &child| {
            own.wrapping_sub(weights.total(&self.tree, NodeId(child)))
        })
    }

    /// All that the call graph is made of.
    pub(super) fn stacks(&self) -> Stacks<'_> {
        Stacks {
            profile: &self.profile,
            entities: self.names.entities(),
            tree: &self.tree,
            children: &self.children,
            weights: &self.weights,
            events: None,
            kept: self.refining.kept(),
            sample_type: self.sample_type,
        }
    }

    /// The widest node of an entity; the first of equal ones, in the order of the file.
    pub(super) fn widest(&self, entity: EntityId) -> Option<NodeId> {
        let mut widest: Option<(NodeId, i64)> = None;
        for run in self.tree.runs() {
            let width = self.weights.run_width(run);
            if widest.is_none_or(|(_, widest)| width > widest) {
                let mut nodes = self.tree.nodes().run_rows(run).map(NodeId::from);
                let found = nodes.find(|&node| node != CallTree::ROOT && self.tree.entity(node) == entity);
                widest = found.map(|node| (node, width)).or(widest);
            }
        }
        widest.map(|(node, _)| node)
    }
}

/// The type that the file names, else the last (`profile/profile.go`, `SampleIndexByName`).
pub(super) fn default_sample_type(profile: &Profile) -> usize {
    let named = profile
        .sample_types
        .iter()
        .position(|kind| kind.kind == profile.default_sample_type);
    named.unwrap_or(profile.sample_types.len().saturating_sub(1))
}

/// Frames of the deepest stack.
pub(super) fn depth(tree: &CallTree) -> Result<u32, OutOfMemory> {
    Ok(depths(tree)?.iter().max().unwrap_or(0))
}

/// For each run the frames down to its last.
pub(super) fn depths(tree: &CallTree) -> Result<Column<u32>, OutOfMemory> {
    let nodes = tree.nodes();
    let mut depths = Column::filled(nodes.run_count(), 0_u32)?;
    for run in tree.runs() {
        let rows = nodes.run_rows(run).len() as u32;
        let above = nodes.run_parent(run);
        // The root is no frame.
        let depth = if above == run {
            rows - 1
        } else {
            depths.get(above.row()) + rows
        };
        depths.set(run.row(), depth);
    }
    Ok(depths)
}
