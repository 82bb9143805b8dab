//! Filters that look at labels: every different set of labels is judged once.

use crate::analyze::profile::number_units::NumberUnits;
use crate::analyze::profile::refine::judge::Judged;
use crate::analyze::profile::refine::label_filter::Compiled;
use crate::analyze::profile::refine::pattern::{Expression, Source};
use crate::analyze::profile::refine::{LabelFilter, RefineError};
use crate::model::profile::Label;

impl Judged<'_> {
    /// The labels of a set that are left.
    fn labels(&self, set: usize) -> Vec<Label> {
        let sample = self.index.sets[set] as usize;
        if sample >= self.profile.samples.len() {
            return Vec::new();
        }
        let labels = self.profile.samples.labels(sample);
        labels.filter(|label| !self.lost_keys.has(label.key.row())).collect()
    }

    pub(super) fn select_labels(
        &mut self,
        filter: &LabelFilter,
        source: Source,
        keeps_matches: bool,
    ) -> Result<(), RefineError> {
        let filter = Compiled::of(filter, source)?;
        let units = NumberUnits::of(self.profile);
        let is_match: Vec<bool> = (0..self.index.sets.len())
            .map(|set| filter.has(self.profile, &units, &self.labels(set)))
            .collect();
        let has_match = self
            .index
            .samples()
            .any(|(run, set)| is_match[set] && self.keeps_of(run, set));
        for (is_dropped, is_match) in self.dropped_sets.iter_mut().zip(is_match) {
            *is_dropped |= is_match != keeps_matches;
        }
        self.note(|_, _| false, |_, _| false);
        // Also where it leaves nothing that could be asked.
        if let Some(outcome) = self.outcomes.last_mut() {
            outcome.has_match = has_match;
        }
        Ok(())
    }

    pub(super) fn hide_labels(&mut self, text: &str, source: Source, hides_matches: bool) -> Result<(), RefineError> {
        let expression = Expression::new(text, source)?;
        let mut is_lost: Vec<Option<bool>> = vec![None; self.profile.strings.len()];
        let mut has_match = false;
        for set in 0..self.index.sets.len() {
            for label in self.labels(set) {
                let is_lost = &mut is_lost[label.key.row()];
                if is_lost.is_none() {
                    let is_match = expression.is_in(self.profile.strings.bytes(label.key));
                    has_match |= is_match;
                    *is_lost = Some(is_match == hides_matches);
                }
            }
        }
        for (key, _) in is_lost
            .iter()
            .enumerate()
            .filter(|(_, is_lost)| **is_lost == Some(true))
        {
            self.lost_keys.insert(key)?;
        }
        self.note(|_, _| has_match, |_, _| false);
        Ok(())
    }
}
