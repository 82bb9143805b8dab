//! What judging needs of every sample: the run of its stack, and which of the different sets of labels it has.

use crate::analyze::profile::refine::Outcome;
use crate::model::column::{Column, OutOfMemory};
use crate::model::profile::{Label, Profile};

/// Made once for a profile.
#[derive(Debug, Default)]
pub struct SampleIndex {
    /// The run that each sample's stack ends with.
    pub(super) run: Column<u32>,
    /// Which set of labels each sample has; empty when no sample has labels.
    set: Column<u32>,
    /// For each set of labels the first sample that has it.
    pub(super) sets: Vec<u32>,
}

impl SampleIndex {
    /// Looks every sample up.
    pub fn of(profile: &Profile) -> Result<Self, OutOfMemory> {
        let mut index = Self {
            sets: vec![0],
            ..Self::default()
        };
        for stack in profile.samples.stack.iter() {
            index.run.push(profile.stacks.run_of(stack).0)?;
        }
        if profile.samples.labels.is_empty() {
            return Ok(index);
        }
        let mut known: hashbrown::HashMap<Vec<Label>, u32, foldhash::fast::FixedState> = hashbrown::HashMap::default();
        let mut labels = Vec::new();
        index.sets.clear();
        for sample in 0..profile.samples.len() {
            labels.clear();
            labels.extend(profile.samples.labels(sample));
            let set = if let Some(&set) = known.get(&labels) {
                set
            } else {
                let rows = index.sets.len();
                let full = OutOfMemory { rows };
                known.try_reserve(1).map_err(|_no_memory| full)?;
                index.sets.try_reserve(1).map_err(|_no_memory| full)?;
                known.insert(labels.clone(), rows as u32);
                index.sets.push(sample as u32);
                rows as u32
            };
            index.set.push(set)?;
        }
        Ok(index)
    }

    /// For each set of labels the first sample that has it.
    pub(in crate::analyze::profile) fn sets(&self) -> &[u32] {
        &self.sets
    }

    /// Which set of labels a sample has.
    #[inline]
    pub(in crate::analyze::profile) fn set(&self, sample: usize) -> usize {
        if self.set.is_empty() {
            0
        } else {
            self.set.get(sample) as usize
        }
    }

    /// The run and the set of labels of every sample.
    pub(super) fn samples(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let mut sets = self.set.iter();
        self.run
            .iter()
            .map(move |run| (run as usize, sets.next().unwrap_or(0) as usize))
    }

    /// What the samples weigh that are kept, by their run and their set of labels.
    pub(super) fn outcome(
        &self,
        profile: &Profile,
        sample_type: usize,
        is_kept: impl Fn(usize, usize) -> bool,
    ) -> Outcome {
        let mut outcome = Outcome {
            has_match: false,
            kept: 0,
            samples: 0,
        };
        let values = profile.samples.values.get(sample_type);
        let mut values = values.into_iter().flat_map(Column::iter);
        for (run, set) in self.samples() {
            let value = values.next().unwrap_or(0);
            if is_kept(run, set) {
                outcome.kept = outcome.kept.saturating_add(value.saturating_abs());
                outcome.samples += 1;
            }
        }
        outcome
    }
}
