//! A profile summed up for one report: what graphs are made of.

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::entity::Entities;
use crate::analyze::profile::flame::Children;
use crate::analyze::profile::functions::Functions;
use crate::analyze::profile::graph::Stacks;
use crate::analyze::profile::options::Options;
use crate::analyze::profile::report::subject::Subject;
use crate::analyze::profile::weights::Weights;
use crate::model::column::OutOfMemory;
use crate::model::profile::Profile;

/// The merged stacks of the samples that have a value, and their sums.
pub(super) struct Summed<'a> {
    profile: &'a Profile,
    sample_type: usize,
    pub(super) entities: Entities,
    tree: CallTree,
    children: Children,
    weights: Weights,
    events: Option<Weights>,
    pub(super) functions: Functions,
}

impl<'a> Summed<'a> {
    /// Sums a sample type.
    pub(super) fn of(subject: &Subject<'a>, options: &Options) -> Result<Self, OutOfMemory> {
        let &Subject {
            profile, sample_type, ..
        } = subject;
        let entities = Entities::build(profile, options.grouping)?;
        let tree = if options.is_mean {
            CallTree::build(profile, &entities)?
        } else {
            CallTree::build_of_sample_type(profile, &entities, sample_type)?
        };
        let weights = Weights::sum(profile, &tree, sample_type)?;
        let children = Children::of(&tree)?;
        let mut functions = Functions::sum(&tree, &children, &weights, entities.len())?;
        let events = options.is_mean.then(|| Weights::sum(profile, &tree, 0)).transpose()?;
        if let Some(events) = &events {
            functions = functions.with_events(Functions::sum(&tree, &children, events, entities.len())?);
        }
        Ok(Self {
            profile,
            sample_type,
            entities,
            tree,
            children,
            weights,
            events,
            functions,
        })
    }

    /// The frame that calls another; the root where that stands for a whole entity.
    pub(super) fn caller(&self, frame: NodeId) -> NodeId {
        self.tree.parent(frame)
    }

    /// What graphs are made of.
    pub(super) fn stacks(&self) -> Stacks<'_> {
        Stacks {
            profile: self.profile,
            entities: &self.entities,
            tree: &self.tree,
            children: &self.children,
            weights: &self.weights,
            events: self.events.as_ref(),
            kept: None,
            sample_type: self.sample_type,
        }
    }
}
