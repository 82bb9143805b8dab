//! Every sample with its labels and its stack, as filters left it; the heaviest first.

use crate::analyze::profile::calltree::{CallTree, Inlined, NodeId};
use crate::analyze::profile::label_keys::LabelTexts;
use crate::engine::profile::{OpenProfile, depths};
use crate::engine::sheet::{Lines, counted, share, weight};
use crate::model::column::OutOfMemory;
use crate::protocol::sheet::{Act, LineKind, SheetLine, SheetPage};

/// The samples in the order in which they are shown.
pub(super) struct Traces {
    samples: Vec<u32>,
    /// For each of them the line after its last.
    ends: Vec<u32>,
    texts: LabelTexts,
}

impl Traces {
    pub(super) fn of(profile: &OpenProfile) -> Result<Self, OutOfMemory> {
        let kept = profile.refining.kept();
        let count = profile.profile.samples.len();
        let full = |_no_memory| OutOfMemory { rows: count };
        let depths = depths(&profile.tree)?;
        let runs = profile.tree.run_of_samples();
        let mut samples = Vec::new();
        samples.try_reserve_exact(count).map_err(full)?;
        let has_stack = |sample: usize| depths.get(runs.get(sample).row()) > 0;
        let is_shown = |&sample: &usize| kept.is_none_or(|kept| kept.has(sample)) && has_stack(sample);
        samples.extend((0..count).filter(is_shown).map(|sample| sample as u32));
        samples.sort_unstable_by_key(|&sample| {
            let value = profile.profile.samples.values[profile.sample_type].get(sample as usize);
            (std::cmp::Reverse(value.unsigned_abs()), sample)
        });
        let mut ends = Vec::new();
        ends.try_reserve_exact(samples.len()).map_err(full)?;
        let mut end = 0_u32;
        for &sample in &samples {
            end = end.saturating_add(1 + depths.get(runs.get(sample as usize).row()));
            ends.push(end);
        }
        Ok(Self {
            samples,
            ends,
            texts: LabelTexts::of(&profile.profile),
        })
    }

    /// The labels of a sample, `key=value` with commas between.
    fn labels(&self, profile: &OpenProfile, sample: usize) -> String {
        let of = &profile.profile;
        let labels = of.samples.labels(sample).filter_map(|label| {
            let key = of.strings.text(label.key);
            let is_shown = profile.shows_key(&key) && key != "pprof::base";
            is_shown.then(|| {
                format!(
                    "{key}={}",
                    self.texts
                        .text(of, label.key, label.is_text.then_some(label.text), label.number)
                )
            })
        });
        labels.collect::<Vec<_>>().join(", ")
    }
}

impl Lines for Traces {
    fn head(&self, profile: &OpenProfile) -> SheetPage {
        let mut notes = Vec::new();
        if profile.profile.samples.len() > self.samples.len() {
            notes.push("Samples that filters drop, or that have no stack, are left out.".to_owned());
        }
        notes.push("Innermost call first. A profile does not tell in which order its samples were taken.".to_owned());
        SheetPage {
            title: format!(
                "{}, the heaviest first",
                counted(self.samples.len(), "sample", "samples")
            ),
            notes,
            columns: ["value", "share"].map(str::to_owned).into(),
            ..SheetPage::default()
        }
    }

    fn count(&self) -> usize {
        self.ends.last().map_or(0, |&end| end as usize)
    }

    fn line(&self, profile: &OpenProfile, row: usize) -> SheetLine {
        let at = self.ends.partition_point(|&end| end as usize <= row);
        let sample = self.samples[at] as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        let tree = &profile.tree;
        if row == start {
            let value = profile.profile.samples.values[profile.sample_type].get(sample);
            return SheetLine {
                kind: LineKind::Heading,
                values: vec![weight(profile, value), share(profile, value)],
                text: format!("sample {}", sample + 1),
                note: self.labels(profile, sample),
                ..SheetLine::default()
            };
        }
        let leaf = tree.nodes().run_rows(tree.run_of_samples().get(sample)).last();
        let mut frames = leaf.into_iter().flat_map(|leaf| tree.towards_root(NodeId::from(leaf)));
        // The lines of a sample are as many as its frames.
        let node = frames.nth(row - start - 1).unwrap_or(CallTree::ROOT);
        let entity = tree.entity(node);
        SheetLine {
            text: profile.names.full(entity).to_owned(),
            note: match tree.inlined(node) {
                Inlined::Never => "",
                Inlined::Partly => "(inline, partly)",
                Inlined::Always => "(inline)",
            }
            .to_owned(),
            level: 1,
            click: Some(Act::Select(entity.0)),
            ..SheetLine::default()
        }
    }
}
