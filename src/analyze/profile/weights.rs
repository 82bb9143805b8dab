//! Weights: what each node of a call tree sums to, for one sample type.
//!
//! A node's total is the sum of the samples whose stack passes through it. Its own value is its
//! total less its children's, so only totals are kept, one for each run of the tree. Where values are negative (delta
//! profiles, saved diffs) sums can cancel: then widths, sums of absolute values, are kept beside
//! the totals, as pprof's flame graph draws them (`internal/report/stacks.go`).

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::model::bits::Bits;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::StringId;
use crate::model::prefix_tree::RunId;
use crate::model::profile::Profile;

mod sides;

pub use sides::{Sides, Widths};

/// The sums of one sample type over a call tree, by the run: all nodes of a run have the same.
#[derive(Debug, Default)]
pub struct Weights {
    total: Column<i64>,
    /// Sums of absolute values; only where they differ from the totals.
    width: Option<Column<i64>>,
    /// The base's sums in a comparison, as positive as its file has them.
    base: Option<Box<Self>>,
    /// Whether, in a comparison, nodes are as wide as they are in the new profile.
    is_as_wide_as_new: bool,
    profile_total: i64,
    has_negative: bool,
}

impl Weights {
    /// Sums a sample type over the tree. Totals wrap as Go's do; widths stop at the largest number instead.
    pub fn sum(profile: &Profile, tree: &CallTree, sample_type: usize) -> Result<Self, OutOfMemory> {
        Self::sum_where(profile, tree, sample_type, |_| true)
    }

    /// Sums only the samples that filters kept, over the tree of all; 100 % is still the whole profile.
    pub fn sum_kept(profile: &Profile, tree: &CallTree, sample_type: usize, kept: &Bits) -> Result<Self, OutOfMemory> {
        Self::sum_where(profile, tree, sample_type, |sample| kept.has(sample))
    }

    /// The same with another 100 %, such as what is left itself.
    #[must_use]
    pub fn with_profile_total(self, profile_total: i64) -> Self {
        Self { profile_total, ..self }
    }

    fn sum_where(
        profile: &Profile,
        tree: &CallTree,
        sample_type: usize,
        is_kept: impl Fn(usize) -> bool + Copy,
    ) -> Result<Self, OutOfMemory> {
        let mut total = Column::filled(tree.nodes().run_count(), 0_i64)?;
        let Some(values) = profile.samples.values.get(sample_type) else {
            return Ok(Self {
                total,
                profile_total: 0,
                ..Self::default()
            });
        };
        let base = DiffBase::of(profile);
        let (mut sum, mut base_sum) = (0_i64, 0_i64);
        let (mut exact, mut has_negative) = (0_u64, false);
        for (sample, (run, value)) in tree.run_of_samples().iter().zip(values.iter()).enumerate() {
            if value == 0 {
                continue;
            }
            sum = sum.wrapping_add(value.wrapping_abs());
            if base.as_ref().is_some_and(|base| base.has(profile, sample)) {
                base_sum = base_sum.wrapping_add(value.wrapping_abs());
            }
            if !is_kept(sample) {
                continue;
            }
            let at = total.get_mut(run.row());
            *at = at.wrapping_add(value);
            has_negative |= value < 0;
            exact = exact.saturating_add(value.unsigned_abs());
        }
        sum_upwards(tree, &mut total, i64::wrapping_add);
        let needs_width = has_negative || exact > i64::MAX.unsigned_abs();
        let width = if needs_width {
            Some(widths(profile, tree, sample_type, is_kept)?)
        } else {
            None
        };
        Ok(Self {
            total,
            width,
            profile_total: if base_sum > 0 { base_sum } else { sum },
            has_negative,
            ..Self::default()
        })
    }

    /// The sum of the samples through a node of the tree that was weighed, signed.
    #[inline]
    pub fn total(&self, tree: &CallTree, node: NodeId) -> i64 {
        self.run_total(tree.nodes().run_of(node))
    }

    /// The sum of the samples through each node of a run.
    #[inline]
    pub fn run_total(&self, run: RunId) -> i64 {
        self.total.get(run.row())
    }

    /// How wide a node is drawn: the sum of the absolute values of the samples through it.
    #[inline]
    pub fn width(&self, tree: &CallTree, node: NodeId) -> i64 {
        self.run_width(tree.nodes().run_of(node))
    }

    /// How wide each node of a run is drawn.
    #[inline]
    pub fn run_width(&self, run: RunId) -> i64 {
        self.width.as_ref().unwrap_or(&self.total).get(run.row())
    }

    /// Whether samples through a run weigh anything, whatever is drawn of them.
    #[inline]
    pub fn is_live(&self, run: RunId) -> bool {
        self.run_width(run) != 0 || self.run_total(run) != 0
    }

    /// How far from all gone to all new a run is, -1 to 1, where values can be negative: its total as a share of its width,
    /// or, where that is the new profile's, of the larger side.
    pub fn change(&self, run: RunId) -> f64 {
        let total = self.run_total(run);
        let of = match self.base() {
            Some(base) if self.is_as_wide_as_new => {
                let old = base.run_total(run);
                old.wrapping_add(total).saturating_abs().max(old.saturating_abs())
            }
            _ => self.run_width(run),
        };
        if of == 0 { 0.0 } else { total as f64 / of as f64 }
    }

    /// What 100 % is: the sum of absolute values over all samples, or over the base's in a saved
    /// diff (`internal/report/report.go`, `computeTotal`).
    pub fn profile_total(&self) -> i64 {
        self.profile_total
    }

    /// Whether some value is negative.
    pub fn has_negative(&self) -> bool {
        self.has_negative
    }
}

/// What 100 % is for a sample type, as [`Weights::profile_total`] says it, without a tree; as a mean, divided by
/// the sum of the first sample type.
pub fn total_of(profile: &Profile, sample_type: usize, is_mean: bool) -> i64 {
    let base = DiffBase::of(profile);
    let (mut sum, mut base_sum) = (0_i64, 0_i64);
    let (mut events, mut base_events) = (0_i64, 0_i64);
    let values = profile.samples.values.get(sample_type);
    for (sample, value) in values.into_iter().flat_map(Column::iter).enumerate() {
        let value = value.wrapping_abs();
        let count = if is_mean {
            profile.samples.values[0].get(sample)
        } else {
            0
        };
        sum = sum.wrapping_add(value);
        events = events.wrapping_add(count);
        if base.as_ref().is_some_and(|base| base.has(profile, sample)) {
            base_sum = base_sum.wrapping_add(value);
            base_events = base_events.wrapping_add(count);
        }
    }
    if base_sum > 0 {
        mean(base_sum, base_events)
    } else {
        mean(sum, events)
    }
}

/// A sum divided by how many events it is of, without the rest; the sum itself where there are none.
pub fn mean(sum: i64, events: i64) -> i64 {
    if events == 0 { sum } else { sum.wrapping_div(events) }
}

/// Sums of absolute values over the tree.
fn widths(
    profile: &Profile,
    tree: &CallTree,
    sample_type: usize,
    is_kept: impl Fn(usize) -> bool,
) -> Result<Column<i64>, OutOfMemory> {
    let mut width = Column::filled(tree.nodes().run_count(), 0_i64)?;
    let values = profile.samples.values[sample_type].iter();
    let samples = tree.run_of_samples().iter().zip(values).enumerate();
    for (_, (run, value)) in samples.filter(|&(sample, _)| is_kept(sample)) {
        let at = width.get_mut(run.row());
        *at = at.saturating_add(value.saturating_abs());
    }
    sum_upwards(tree, &mut width, i64::saturating_add);
    Ok(width)
}

/// Adds every run to its parent, leaves first: parents come before their children.
fn sum_upwards(tree: &CallTree, sums: &mut Column<i64>, add: fn(i64, i64) -> i64) {
    for run in tree.runs().rev().filter(|&run| run.row() > 0) {
        let sum = sums.get(run.row());
        if sum != 0 {
            let parent = sums.get_mut(tree.nodes().run_parent(run).row());
            *parent = add(*parent, sum);
        }
    }
}

/// The label that marks the samples of the base in a saved diff (`profile/profile.go`, `DiffBaseSample`).
struct DiffBase {
    key: StringId,
    value: StringId,
}

impl DiffBase {
    /// The marking label, if the profile knows its words at all.
    fn of(profile: &Profile) -> Option<Self> {
        let key = profile.strings.find(b"pprof::base")?;
        let value = profile.strings.find(b"true")?;
        Some(Self { key, value })
    }

    fn has(&self, profile: &Profile, sample: usize) -> bool {
        profile
            .samples
            .labels(sample)
            .any(|label| label.is_text && label.key == self.key && label.text == self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::profile::entity::{Entities, Grouping};
    use crate::analyze::profile::letters::profile;
    use crate::model::profile::Label;

    fn sums(samples: &[(&str, i64)]) -> (Weights, CallTree) {
        let profile = profile(samples);
        let entities = Entities::build(&profile, Grouping::default()).unwrap();
        let tree = CallTree::build(&profile, &entities).unwrap();
        (Weights::sum(&profile, &tree, 0).unwrap(), tree)
    }

    #[test]
    fn totals_are_sums_over_the_samples_below() {
        let (weights, tree) = sums(&[("abc", 3), ("ab", 2), ("ad", 5), ("", 1)]);
        // Rows in the order of first sight: root a b c d.
        let totals: Vec<_> = (0..tree.len())
            .map(|row| weights.total(&tree, NodeId::from(row)))
            .collect();
        assert_eq!(totals, [11, 10, 5, 3, 5]);
        assert_eq!((weights.profile_total(), tree.len()), (11, 5));
    }

    #[test]
    fn widths_do_not_cancel() {
        let (weights, tree) = sums(&[("ab", 4), ("ac", -3)]);
        assert!(weights.has_negative());
        assert_eq!(
            (weights.total(&tree, NodeId(1)), weights.width(&tree, NodeId(1))),
            (1, 7)
        );
        assert_eq!(weights.profile_total(), 7);
    }

    #[test]
    fn widths_stop_where_totals_wrap() {
        let (weights, tree) = sums(&[("ab", i64::MAX), ("ac", 2)]);
        assert!(!weights.has_negative());
        assert_eq!(
            (weights.total(&tree, NodeId(1)), weights.width(&tree, NodeId(1))),
            (i64::MIN + 1, i64::MAX)
        );
    }

    #[test]
    fn a_saved_diff_counts_against_its_base() {
        let mut profile = profile(&[("ab", 10), ("ab", -4)]);
        let key = profile.strings.intern(b"pprof::base").unwrap();
        let text = profile.strings.intern(b"true").unwrap();
        profile
            .samples
            .labels
            .push(Label {
                key,
                text,
                is_text: true,
                ..Label::default()
            })
            .unwrap();
        profile.samples.label_end.push(0).unwrap();
        profile.samples.label_end.push(1).unwrap();
        let entities = Entities::build(&profile, Grouping::default()).unwrap();
        let tree = CallTree::build(&profile, &entities).unwrap();
        assert_eq!(Weights::sum(&profile, &tree, 0).unwrap().profile_total(), 4);
    }
}
