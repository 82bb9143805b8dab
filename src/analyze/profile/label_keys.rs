//! Label keys: all labels of a profile's samples, and what the samples with each of them weigh.
//!
//! Source: `printTags` in pprof's `internal/report/report.go`, Go 1.27. Unlike there, numbers that read alike but are not the
//! same stay apart.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::analyze::profile::labels::LabelValue;
use crate::analyze::profile::number_units::NumberUnits;
use crate::model::id::StringId;
use crate::model::profile::Profile;
use crate::model::unit::append_label;

/// How the values of labels are written.
pub struct LabelTexts(NumberUnits);

impl LabelTexts {
    /// Those of a profile.
    pub fn of(profile: &Profile) -> Self {
        Self(NumberUnits::of(profile))
    }

    /// A value of a key as people read it: the word, or else the number with its unit.
    pub fn text(&self, profile: &Profile, key: StringId, word: Option<StringId>, number: i64) -> String {
        if let Some(word) = word {
            return profile.strings.text(word).into_owned();
        }
        let mut text = Vec::new();
        append_label(&mut text, number, self.0.unit(profile, key), b"auto");
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// A key.
#[derive(Clone, Debug, Default)]
pub struct LabelKey {
    /// Its name.
    pub key: StringId,
    /// What its values weigh together; a sample with two of them counts twice.
    pub total: i64,
    /// What samples without it weigh.
    pub without: Sum,
    /// Its values, the heaviest first.
    pub values: Vec<LabelSums>,
}

/// A value of a key.
#[derive(Clone, Copy, Debug)]
pub struct LabelSums {
    /// The word, where it is one.
    pub word: Option<StringId>,
    /// The number, where it is none.
    pub number: i64,
    /// What the samples with it weigh.
    pub sum: Sum,
}

/// What samples weigh, and how many they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Their weight; signed.
    pub weight: i64,
    /// Their number.
    pub samples: u64,
}

impl Sum {
    fn add(&mut self, weight: i64) {
        self.weight = self.weight.wrapping_add(weight);
        self.samples += 1;
    }
}

/// All keys of the samples that are wanted, by their name.
pub fn label_keys(profile: &Profile, sample_type: usize, is_wanted: impl Fn(usize) -> bool) -> Vec<LabelKey> {
    let mut sum_of_value: BTreeMap<LabelValue, Sum> = BTreeMap::new();
    let mut sum_of_key: BTreeMap<StringId, Sum> = BTreeMap::new();
    let mut all = Sum::default();
    let mut keys = Vec::new();
    let values = profile.samples.values.get(sample_type);
    for (sample, weight) in values.into_iter().flat_map(|values| values.iter().enumerate()) {
        if !is_wanted(sample) {
            continue;
        }
        all.add(weight);
        keys.clear();
        for label in profile.samples.labels(sample) {
            let value = (label.key, label.is_text, label.text, label.number);
            sum_of_value.entry(value).or_default().add(weight);
            keys.push(label.key);
        }
        keys.sort_unstable();
        keys.dedup();
        for &key in &keys {
            sum_of_key.entry(key).or_default().add(weight);
        }
    }
    let mut found: BTreeMap<&[u8], LabelKey> = BTreeMap::new();
    for ((key, is_text, text, number), sum) in sum_of_value {
        let of_key = found.entry(profile.strings.bytes(key)).or_default();
        of_key.key = key;
        of_key.total = of_key.total.wrapping_add(sum.weight);
        of_key.values.push(LabelSums {
            word: is_text.then_some(text),
            number,
            sum,
        });
    }
    let finish = |mut key: LabelKey| {
        let with = sum_of_key.get(&key.key).copied().unwrap_or_default();
        key.without = Sum {
            weight: all.weight.wrapping_sub(with.weight),
            samples: all.samples - with.samples,
        };
        let word = |value: &LabelSums| value.word.map(|word| profile.strings.bytes(word));
        key.values.sort_by_cached_key(|value| {
            let weight = Reverse(value.sum.weight.unsigned_abs());
            (weight, word(value).map(<[u8]>::to_vec), value.number)
        });
        key
    };
    found.into_values().map(finish).collect()
}
