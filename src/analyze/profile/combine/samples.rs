//! Samples of several profiles: those with equal stacks and equal labels are one.

use crate::analyze::profile::combine::tables::{Rows, Tables};
use crate::analyze::profile::combine::types::Types;
use crate::analyze::profile::refine::SampleIndex;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::StackId;
use crate::model::prefix_tree::RunId;
use crate::model::profile::{Label, Profile, StacksBuilder};

type HashMap<K, V> = hashbrown::HashMap<K, V, foldhash::fast::FixedState>;

/// Profiles that are being merged.
pub(super) struct Merging {
    tables: Tables,
    stacks: StacksBuilder,
    /// Samples by their stack and their set of labels.
    known: HashMap<(StackId, u32), u32>,
    /// Sets of labels, each by its labels in the order of their keys.
    sets: HashMap<Vec<Label>, u32>,
    set_of_sample: Column<u32>,
    /// For each set its labels, in the order of the sample that had it first.
    labels: Vec<Vec<Label>>,
    /// Runs on the way to a sample's stack that are not there yet, the last first.
    new_runs: Vec<RunId>,
}

/// No node yet, and no set of labels.
const NONE: StackId = StackId(u32::MAX);
const NO_SET: u32 = u32::MAX;

impl Merging {
    pub(super) fn new(types: &Types) -> Result<Self, OutOfMemory> {
        let mut tables = Tables::default();
        tables.profile.samples.values = (0..types.len()).map(|_| Column::new()).collect();
        Ok(Self {
            tables,
            stacks: StacksBuilder::new()?,
            known: HashMap::default(),
            sets: HashMap::default(),
            set_of_sample: Column::new(),
            labels: Vec::new(),
            new_runs: Vec::new(),
        })
    }

    /// Adds the samples of a profile that are not all zeros. `rows` has the profile's rows of the sample types,
    /// `scaled` what a value of a type becomes.
    pub(super) fn add(
        &mut self,
        profile: &Profile,
        rows: Vec<usize>,
        scaled: impl Fn(usize, i64) -> i64,
        is_base: bool,
    ) -> Result<(), OutOfMemory> {
        let columns: Vec<&Column<i64>> = rows
            .into_iter()
            .filter_map(|row| profile.samples.values.get(row))
            .collect();
        let mut rows = Rows::of(profile)?;
        self.tables.add_main_mapping(&mut rows)?;
        let mut node_of_run = Column::filled(profile.stacks.run_count(), NONE)?;
        let mut values = vec![0_i64; columns.len()];
        let index = SampleIndex::of(profile)?;
        let mut set_of_set = vec![NO_SET; index.sets().len()];
        for sample in 0..profile.samples.len() {
            for (sample_type, (value, column)) in values.iter_mut().zip(&columns).enumerate() {
                *value = scaled(sample_type, column.get(sample));
            }
            if values.iter().all(|&value| value == 0) {
                continue;
            }
            let stack = self.stack(profile, &mut rows, &mut node_of_run, sample)?;
            let set = &mut set_of_set[index.set(sample)];
            if *set == NO_SET {
                *set = self.set(profile, &mut rows, sample, is_base)?;
            }
            self.count(stack, *set, &values)?;
        }
        Ok(())
    }

    /// The node of a sample's stack.
    fn stack(
        &mut self,
        profile: &Profile,
        rows: &mut Rows<'_>,
        node_of_run: &mut Column<StackId>,
        sample: usize,
    ) -> Result<StackId, OutOfMemory> {
        let old = &profile.stacks;
        let mut run = old.run_of(profile.samples.stack.get(sample));
        self.new_runs.clear();
        let mut node = loop {
            let known = node_of_run.get(run.row());
            if known != NONE {
                break known;
            }
            self.new_runs.push(run);
            // Locations are numbered as they are met, from the leaf on.
            for row in old.run_rows(run).rev().filter(|&row| row > 0) {
                self.tables.location(rows, old.key(StackId::from(row)))?;
            }
            if run.row() == 0 {
                break self.stacks.root();
            }
            run = old.run_parent(run);
        };
        while let Some(run) = self.new_runs.pop() {
            for row in old.run_rows(run).filter(|&row| row > 0) {
                let location = self.tables.location(rows, old.key(StackId::from(row)))?;
                node = self.stacks.push(node, location)?;
            }
            node_of_run.set(run.row(), node);
        }
        Ok(node)
    }

    /// The set of a sample's labels.
    fn set(
        &mut self,
        profile: &Profile,
        rows: &mut Rows<'_>,
        sample: usize,
        is_base: bool,
    ) -> Result<u32, OutOfMemory> {
        let mut labels = Vec::new();
        for label in profile.samples.labels(sample) {
            labels.push(self.tables.label(rows, label)?);
        }
        if is_base {
            let mark = self.tables.mark_of_base()?;
            labels.retain(|label| !(label.is_text && label.key == mark.key));
            labels.push(mark);
        }
        let mut by_key = labels.clone();
        by_key.sort_by_key(|label| (!label.is_text, label.key));
        let new = self.labels.len() as u32;
        let full = OutOfMemory { rows: new as usize };
        self.sets.try_reserve(1).map_err(|_no_memory| full)?;
        let set = *self.sets.entry(by_key).or_insert(new);
        if set == new {
            self.labels.try_reserve(1).map_err(|_no_memory| full)?;
            self.labels.push(labels);
        }
        Ok(set)
    }

    /// Adds values to the sample of a stack and a set of labels.
    fn count(&mut self, stack: StackId, set: u32, values: &[i64]) -> Result<(), OutOfMemory> {
        let samples = &mut self.tables.profile.samples;
        let new = samples.stack.len() as u32;
        self.known
            .try_reserve(1)
            .map_err(|_no_memory| OutOfMemory { rows: new as usize })?;
        let row = *self.known.entry((stack, set)).or_insert(new);
        if row == new {
            self.stacks.cut_after(stack)?;
            samples.stack.push(stack)?;
            self.set_of_sample.push(set)?;
            for (column, &value) in samples.values.iter_mut().zip(values) {
                column.push(value)?;
            }
        } else {
            for (column, &value) in samples.values.iter_mut().zip(values) {
                let at = column.get_mut(row as usize);
                *at = at.wrapping_add(value);
            }
        }
        Ok(())
    }

    /// The merged profile without a header, and whether some samples are all zeros now.
    pub(super) fn finish(self) -> Result<(Profile, bool), OutOfMemory> {
        let mut profile = self.tables.profile;
        profile.stacks = self.stacks.finish()?;
        let samples = &mut profile.samples;
        if self.labels.iter().any(|labels| !labels.is_empty()) {
            for set in self.set_of_sample.iter() {
                for &label in &self.labels[set as usize] {
                    samples.labels.push(label)?;
                }
                samples.label_end.push(samples.labels.len() as u32)?;
            }
        }
        let is_zero = |sample: usize| samples.values.iter().all(|values| values.get(sample) == 0);
        let has_zeros = (0..samples.len()).any(is_zero);
        Ok((profile, has_zeros))
    }
}
