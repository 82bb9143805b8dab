//! Tags: what the labels of samples say in a graph.
//!
//! All word labels of a sample together are one tag, in lines `key:value`; the numbers of the label
//! `bytes` are tags of their own, apart for each such set of words. Other numbers say nothing here, nor
//! does the mark of a diff's base.
//! Source: `joinLabels` and `addSample` in pprof's `internal/graph/graph.go`, `newGraph` in `internal/report/report.go`.

use crate::analyze::profile::graph::walk::Stacks;
use crate::analyze::profile::number_units::NumberUnits;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::StringId;
use crate::model::profile::{Label, Profile};
use crate::model::unit::append_label;

type HashMap<K, V> = hashbrown::HashMap<K, V, foldhash::fast::FixedState>;

/// A set of words, or a size that comes with one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Tag {
    /// Row of [`Tags::words`].
    pub(super) words: u32,
    /// What the size reads, or empty for the words themselves.
    pub(super) size: Vec<u8>,
}

/// The tags of a profile's samples.
#[derive(Debug)]
pub(in crate::analyze::profile) struct Tags {
    /// Each set of words: its lines, parted by `\n` as pprof writes it, in two letters. The first is empty.
    pub(super) words: Vec<Vec<u8>>,
    /// All tags, in the order they are first met.
    pub(super) list: Vec<Tag>,
    /// The unit of the label `bytes`.
    pub(super) unit: Vec<u8>,
    /// The tags that weigh enough to be shown anywhere.
    is_heavy: Vec<bool>,
    words_of_sample: Column<u32>,
    /// For each set of words its tag, and for each size that comes with one.
    tag_of_words: Vec<Option<u32>>,
    tag_of_size: HashMap<(u32, i64), u32>,
    key_of_sizes: Option<StringId>,
}

/// Which labels say something.
struct Relevant {
    mark_of_base: Option<StringId>,
    key_of_sizes: Option<StringId>,
}

impl Relevant {
    fn of(profile: &Profile) -> Self {
        Self {
            mark_of_base: profile.strings.find(b"pprof::base"),
            key_of_sizes: profile.strings.find(b"bytes"),
        }
    }

    fn is_word(&self, label: &Label) -> bool {
        label.is_text && Some(label.key) != self.mark_of_base
    }

    fn is_size(&self, label: &Label) -> bool {
        !label.is_text && Some(label.key) == self.key_of_sizes
    }
}

impl Tags {
    /// The tags of all samples that have a value; none if there are no tags. Those that weigh less than
    /// the cutoff in all samples together can be shown nowhere. `shown_unit` is what sizes are told apart in.
    pub(super) fn of(stacks: &Stacks<'_>, cutoff: i64, shown_unit: &str) -> Result<Option<Self>, OutOfMemory> {
        let profile = stacks.profile;
        let relevant = Relevant::of(profile);
        let mut labels = profile.samples.labels.iter();
        if !labels.any(|label| relevant.is_word(&label) || relevant.is_size(&label)) {
            return Ok(None);
        }
        let unit = relevant
            .key_of_sizes
            .map_or(Vec::new(), |key| NumberUnits::of(profile).unit(profile, key).to_vec());
        let mut builder = Builder {
            profile,
            shown_unit: shown_unit.as_bytes(),
            known_words: HashMap::default(),
            known_lines: HashMap::default(),
            known_sizes: HashMap::default(),
            weights: Vec::new(),
            tags: Self {
                words: Vec::new(),
                list: Vec::new(),
                unit,
                is_heavy: Vec::new(),
                words_of_sample: Column::new(),
                tag_of_words: Vec::new(),
                tag_of_size: HashMap::default(),
                key_of_sizes: relevant.key_of_sizes,
            },
        };
        builder.words_row(&mut Vec::new())?;
        for (sample, weight) in profile.samples.values[stacks.sample_type].iter().enumerate() {
            let weight = if stacks.keeps(sample) { weight } else { 0 };
            builder.add(sample, weight, &relevant)?;
        }
        let mut tags = builder.tags;
        let size = cutoff.unsigned_abs();
        tags.is_heavy = builder.weights.iter().map(|&weight| weight >= size).collect();
        Ok(Some(tags))
    }

    /// The tags of a sample that weigh enough; one that it carries twice comes twice.
    pub(super) fn of_sample(&self, profile: &Profile, sample: usize, tags: &mut Vec<u32>) {
        tags.clear();
        let words = self.words_of_sample.get(sample);
        tags.extend(self.tag_of_words[words as usize]);
        tags.extend(self.sizes_of(profile, sample).map(|(_, tag)| tag));
        tags.retain(|&tag| self.is_heavy[tag as usize]);
    }

    /// The number that a sample carries for a size: the first that reads so.
    pub(super) fn number(&self, profile: &Profile, sample: usize, wanted: u32) -> i64 {
        let mut sizes = self.sizes_of(profile, sample);
        sizes.find(|&(_, tag)| tag == wanted).map_or(0, |(number, _)| number)
    }

    fn sizes_of<'a>(&'a self, profile: &'a Profile, sample: usize) -> impl Iterator<Item = (i64, u32)> + 'a {
        let words = self.words_of_sample.get(sample);
        let labels = profile.samples.labels(sample);
        labels
            .filter(|label| !label.is_text && Some(label.key) == self.key_of_sizes)
            .filter_map(move |label| {
                let tag = self.tag_of_size.get(&(words, label.number))?;
                Some((label.number, *tag))
            })
    }
}

struct Builder<'a> {
    profile: &'a Profile,
    shown_unit: &'a [u8],
    /// Sets of words by their labels, as they stand in a sample, and by their lines.
    known_words: HashMap<Vec<(StringId, StringId)>, u32>,
    known_lines: HashMap<Vec<u8>, u32>,
    known_sizes: HashMap<Tag, u32>,
    /// For each tag the sizes of its samples' weights, summed.
    weights: Vec<u64>,
    tags: Tags,
}

impl Builder<'_> {
    fn add(&mut self, sample: usize, weight: i64, relevant: &Relevant) -> Result<(), OutOfMemory> {
        let labels = || self.profile.samples.labels(sample);
        if weight == 0 || labels().next().is_none() {
            return self.tags.words_of_sample.push(0);
        }
        let pairs = labels().filter(|label| relevant.is_word(label));
        let mut pairs: Vec<_> = pairs.map(|label| (label.key, label.text)).collect();
        let sizes: Vec<i64> = labels()
            .filter(|label| relevant.is_size(label))
            .map(|label| label.number)
            .collect();
        let words = self.words_row(&mut pairs)?;
        self.tags.words_of_sample.push(words)?;
        if let Some(tag) = self.tags.tag_of_words[words as usize] {
            self.weigh(tag, weight);
        }
        for number in sizes {
            let tag = self.size_row(words, number)?;
            self.weigh(tag, weight);
        }
        Ok(())
    }

    fn weigh(&mut self, tag: u32, weight: i64) {
        let at = &mut self.weights[tag as usize];
        *at = at.saturating_add(weight.unsigned_abs());
    }

    /// The row of a set of words.
    fn words_row(&mut self, pairs: &mut Vec<(StringId, StringId)>) -> Result<u32, OutOfMemory> {
        if let Some(&row) = self.known_words.get(pairs) {
            return Ok(row);
        }
        let text = |id: StringId| self.profile.strings.bytes(id);
        let mut lines: Vec<Vec<u8>> = pairs
            .iter()
            .map(|&(key, value)| [text(key), b":", text(value)].concat())
            .collect();
        lines.sort_unstable();
        let lines = lines.join(b"\\n".as_slice());
        let full = OutOfMemory {
            rows: self.tags.words.len(),
        };
        self.known_words.try_reserve(1).map_err(|_no_memory| full)?;
        self.known_lines.try_reserve(1).map_err(|_no_memory| full)?;
        let row = if let Some(&row) = self.known_lines.get(&lines) {
            row
        } else {
            let row = self.tags.words.len() as u32;
            self.known_lines.insert(lines.clone(), row);
            let tag = Tag {
                words: row,
                size: Vec::new(),
            };
            let tag = if row == 0 { None } else { Some(self.push(tag)?) };
            self.tags.words.push(lines);
            self.tags.tag_of_words.push(tag);
            row
        };
        self.known_words.insert(std::mem::take(pairs), row);
        Ok(row)
    }

    /// The tag of a size that comes with a set of words.
    fn size_row(&mut self, words: u32, number: i64) -> Result<u32, OutOfMemory> {
        if let Some(&tag) = self.tags.tag_of_size.get(&(words, number)) {
            return Ok(tag);
        }
        let full = OutOfMemory {
            rows: self.tags.list.len(),
        };
        self.tags.tag_of_size.try_reserve(1).map_err(|_no_memory| full)?;
        self.known_sizes.try_reserve(1).map_err(|_no_memory| full)?;
        let mut size = Vec::new();
        append_label(&mut size, number, &self.tags.unit, self.shown_unit);
        let tag = Tag { words, size };
        let row = if let Some(&row) = self.known_sizes.get(&tag) {
            row
        } else {
            let row = self.push(tag.clone())?;
            self.known_sizes.insert(tag, row);
            row
        };
        self.tags.tag_of_size.insert((words, number), row);
        Ok(row)
    }

    fn push(&mut self, tag: Tag) -> Result<u32, OutOfMemory> {
        let rows = self.tags.list.len();
        let full = |_no_memory| OutOfMemory { rows };
        self.tags.list.try_reserve(1).map_err(full)?;
        self.weights.try_reserve(1).map_err(full)?;
        self.tags.list.push(tag);
        self.weights.push(0);
        Ok(rows as u32)
    }
}
