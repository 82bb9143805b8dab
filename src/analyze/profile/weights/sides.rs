//! Weights of a comparison: what changed, with what the base had beside it.

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::weights::{Weights, sum_upwards};
use crate::model::bits::Bits;
use crate::model::column::{Column, OutOfMemory};
use crate::model::profile::Profile;

/// How wide the nodes of a comparison are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Widths {
    /// As wide as what changed in stacks that end in them or below, more or less: what stayed the same has no width.
    Change,
    /// As in the new profile: what is gone has no width.
    New,
}

/// What of a comparison is weighed, and how.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    /// The base's samples, whose values are negated.
    pub base: &'a Bits,
    /// What filters kept, if there are any.
    pub kept: Option<&'a Bits>,
    /// How wide nodes are drawn.
    pub widths: Widths,
}

impl Weights {
    /// Sums the change of a sample type over the tree. 100 % is the base (`internal/report/report.go`, `computeTotal`),
    /// or everything where that has no value.
    pub fn compare(
        profile: &Profile,
        tree: &CallTree,
        sample_type: usize,
        sides: Sides<'_>,
    ) -> Result<Self, OutOfMemory> {
        let filled = || Column::filled(tree.nodes().run_count(), 0_i64);
        let (mut total, mut base, mut width) = (filled()?, filled()?, filled()?);
        let (mut sum, mut base_sum) = (0_i64, 0_i64);
        let values = profile.samples.values.get(sample_type);
        let values = values.into_iter().flat_map(Column::iter);
        for (sample, (run, value)) in tree.run_of_samples().iter().zip(values).enumerate() {
            let is_base = sides.base.has(sample);
            let side = if is_base { &mut base_sum } else { &mut sum };
            *side = side.wrapping_add(value.wrapping_abs());
            if sides.kept.is_some_and(|kept| !kept.has(sample)) {
                continue;
            }
            let add = |column: &mut Column<i64>, value: i64| {
                let at = column.get_mut(run.row());
                *at = at.wrapping_add(value);
            };
            add(&mut total, value);
            if is_base {
                add(&mut base, value.wrapping_neg());
            } else if sides.widths == Widths::New {
                let at = width.get_mut(run.row());
                *at = at.saturating_add(value.saturating_abs());
            }
        }
        if sides.widths == Widths::Change {
            // Not summed upwards yet: what samples that end here changed.
            for row in 0..width.len() {
                width.set(row, total.get(row).saturating_abs());
            }
        }
        sum_upwards(tree, &mut total, i64::wrapping_add);
        sum_upwards(tree, &mut base, i64::wrapping_add);
        sum_upwards(tree, &mut width, i64::saturating_add);
        Ok(Self {
            total,
            width: Some(width),
            base: Some(Box::new(Self {
                total: base,
                profile_total: base_sum,
                ..Self::default()
            })),
            is_as_wide_as_new: sides.widths == Widths::New,
            profile_total: if base_sum > 0 { base_sum } else { sum },
            has_negative: true,
        })
    }

    /// The sums of the base, in a comparison; the build that compares nothing knows that there are none.
    pub fn base(&self) -> Option<&Self> {
        self.base.as_deref().filter(|_| cfg!(feature = "texts"))
    }

    /// Whether, in a comparison, the base has nothing of a node that the new profile has.
    pub fn is_new(&self, tree: &CallTree, node: NodeId) -> bool {
        let base = self.base().map(|base| base.total(tree, node));
        base == Some(0) && self.total(tree, node) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::profile::combine::{self, Comparison};
    use crate::analyze::profile::entity::{Entities, Grouping};
    use crate::analyze::profile::letters::profile;

    /// For each node in the order of first sight, which is that of the new profile and then of the base: its letter, old,
    /// change and width.
    fn weighed(new: &[(&str, i64)], base: &[(&str, i64)], widths: Widths) -> (Vec<(char, i64, i64, i64)>, i64) {
        let marked = Comparison {
            is_marked: true,
            is_normalized: false,
        };
        let profile = combine::compare(&profile(new), &profile(base), marked).unwrap();
        let entities = Entities::build(&profile, Grouping::default()).unwrap();
        let tree = CallTree::build(&profile, &entities).unwrap();
        let base = combine::base_samples(&profile).unwrap();
        let sides = Sides {
            base: &base,
            kept: None,
            widths,
        };
        let weights = Weights::compare(&profile, &tree, 0, sides).unwrap();
        let nodes = (0..tree.len()).map(NodeId::from).map(|node| {
            let name = if node == CallTree::ROOT {
                '/'
            } else {
                entities.label(tree.entity(node)).chars().next().unwrap()
            };
            let old = weights.base().unwrap().total(&tree, node);
            (name, old, weights.total(&tree, node), weights.width(&tree, node))
        });
        (nodes.collect(), weights.profile_total())
    }

    const NEW: &[(&str, i64)] = &[("ab", 5), ("ac", 3), ("d", 4)];
    const BASE: &[(&str, i64)] = &[("ab", 2), ("ac", 6), ("d", 4), ("e", 1)];

    #[test]
    fn a_width_is_what_changed_below() {
        let (nodes, total) = weighed(NEW, BASE, Widths::Change);
        let expected = [
            ('/', 13, -1, 7),
            ('a', 8, 0, 6),
            ('b', 2, 3, 3),
            ('c', 6, -3, 3),
            ('d', 4, 0, 0),
            ('e', 1, -1, 1),
        ];
        assert_eq!((&nodes[..], total), (&expected[..], 13));
    }

    #[test]
    fn or_what_the_new_profile_has() {
        let (nodes, _) = weighed(NEW, BASE, Widths::New);
        let widths: Vec<_> = nodes.iter().map(|&(name, .., width)| (name, width)).collect();
        assert_eq!(widths, [('/', 12), ('a', 8), ('b', 5), ('c', 3), ('d', 4), ('e', 0)]);
    }

    #[test]
    fn nothing_changes_between_equal_profiles() {
        let (nodes, total) = weighed(NEW, NEW, Widths::Change);
        assert!(nodes.iter().all(|&(_, _, change, width)| (change, width) == (0, 0)));
        assert_eq!(total, 12);
        // Without a base, everything is 100 %.
        assert_eq!(weighed(NEW, &[], Widths::Change).1, 12);
    }
}
