//! The labels of one sample, by key.

use crate::model::id::StringId;
use crate::model::profile::{Label, Profile};

/// Collects a sample's labels so that those of one key stand together, words before numbers;
/// within a key they keep the order of the file.
pub(super) fn collect(profile: &Profile, sample: usize, labels: &mut Vec<Label>) {
    labels.clear();
    labels.extend(profile.samples.labels(sample));
    labels.sort_by_key(|label| (!label.is_text, label.key));
}

/// The labels of each key, of words or of numbers.
pub(super) fn by_key(labels: &[Label], is_text: bool) -> impl Iterator<Item = (StringId, &[Label])> {
    labels
        .chunk_by(|left, right| (left.is_text, left.key) == (right.is_text, right.key))
        .filter(move |labels| labels[0].is_text == is_text)
        .map(|labels| (labels[0].key, labels))
}
