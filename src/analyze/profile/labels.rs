//! Labels: what the samples with each of them weigh, of the whole profile or of one function.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::number_units::NumberUnits;
use crate::model::bits::Bits;
use crate::model::id::StringId;
use crate::model::profile::{Label, Profile};
use crate::model::sorting;
use crate::model::unit::append_label;

/// A label as samples carry it: its key, whether it is a word, the word, the number.
pub(in crate::analyze::profile) type LabelValue = (StringId, bool, StringId, i64);

/// What the samples with each label weigh, of those that are wanted.
pub(in crate::analyze::profile) fn sums(
    profile: &Profile,
    sample_type: usize,
    is_wanted: impl Fn(usize) -> bool,
) -> BTreeMap<LabelValue, i64> {
    let mut weight_of_label = BTreeMap::new();
    let values = profile.samples.values.get(sample_type);
    for (sample, weight) in values.into_iter().flat_map(|values| values.iter().enumerate()) {
        let mut labels = profile.samples.labels(sample).peekable();
        if labels.peek().is_none() || !is_wanted(sample) {
            continue;
        }
        for Label {
            key,
            is_text,
            text,
            number,
            ..
        } in labels
        {
            let sum: &mut i64 = weight_of_label.entry((key, is_text, text, number)).or_default();
            *sum = sum.wrapping_add(weight);
        }
    }
    weight_of_label
}

/// A label of a function's samples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelSum {
    /// Its key.
    pub key: String,
    /// Its value: a word, or a number with its unit.
    pub value: String,
    /// What the function's samples with it weigh, each counted once; signed.
    pub weight: i64,
}

/// The labels of all samples that pass through an entity, by key and then the heaviest first; of those that filters
/// kept, if any were applied.
pub fn labels_of(
    profile: &Profile,
    tree: &CallTree,
    sample_type: usize,
    entity: EntityId,
    kept: Option<&Bits>,
) -> Vec<LabelSum> {
    if profile.samples.labels.is_empty() {
        return Vec::new();
    }
    let nodes = tree.nodes();
    // For each run whether the entity is on the way to its end: where samples end.
    let mut passes = vec![false; nodes.run_count()];
    for run in tree.runs() {
        let mut rows = nodes.run_rows(run).skip_while(|&row| row == CallTree::ROOT.row());
        passes[run.row()] =
            passes[nodes.run_parent(run).row()] || rows.any(|row| tree.entity(NodeId::from(row)) == entity);
    }
    let runs = tree.run_of_samples();
    let found = sums(profile, sample_type, |sample| {
        passes[runs.get(sample).row()] && kept.is_none_or(|kept| kept.has(sample))
    });
    let units = NumberUnits::of(profile);
    let mut labels: Vec<LabelSum> = found
        .into_iter()
        .map(|((key, is_text, text, number), weight)| {
            let value = if is_text {
                profile.strings.text(text).into_owned()
            } else {
                let mut value = Vec::new();
                append_label(&mut value, number, units.unit(profile, key), b"auto");
                String::from_utf8_lossy(&value).into_owned()
            };
            LabelSum {
                key: profile.strings.text(key).into_owned(),
                value,
                weight,
            }
        })
        .collect();
    sorting::sort_by(&mut labels, |a, b| {
        let rank = |label: &LabelSum| Reverse(label.weight.unsigned_abs());
        a.key
            .cmp(&b.key)
            .then(rank(a).cmp(&rank(b)))
            .then_with(|| a.value.cmp(&b.value))
    });
    labels
}
