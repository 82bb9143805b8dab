//! Judging: which runs of the stack tree, and which sets of labels, lose their samples; and what is left of stacks.
//!
//! A stack is a way through the prefix tree, and rows grow along it. So what is visible of the stack that ends with a
//! run is told by two rows, where it begins and where it ends, and by the locations that are hidden everywhere; and
//! "does it hold a match" is a comparison with the first matching row of the way, which each run hands down
//! to those below it.

use crate::analyze::profile::number_units::NumberUnits;
use crate::analyze::profile::refine::label_filter::Compiled;
use crate::analyze::profile::refine::pattern::{Expression, Matched, Source};
use crate::analyze::profile::refine::{
    LabelFilter, Outcome, Pattern, RefineError, Refinement, Refinements, SampleIndex,
};
use crate::model::bits::Bits;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{LocationId, StackId};
use crate::model::prefix_tree::RunId;
use crate::model::profile::{Label, Profile};

/// No row: nothing of the way is visible, or nothing of it matches.
const NONE: u32 = u32::MAX;

/// What filters leave of a profile, told by its own rows.
pub struct Judged<'a> {
    profile: &'a Profile,
    index: &'a SampleIndex,
    sample_type: usize,
    /// Lines that are taken out of their locations, and locations of which no line is left.
    pub(super) lost_lines: Bits,
    pub(super) lost_locations: Bits,
    /// For each run the first row that is visible of its way; where nothing was cut off, row 1.
    pub(super) from: Option<Column<u32>>,
    /// For each run the row that its samples' stacks end with; where nothing was cut off, its last.
    pub(super) end: Option<Column<u32>>,
    /// Runs and sets of labels whose samples are gone.
    dropped_runs: Column<bool>,
    dropped_sets: Vec<bool>,
    /// Keys of labels that are taken away, by their string.
    pub(super) lost_keys: Bits,
    outcomes: Vec<Outcome>,
}

/// Judges all samples, by filters that add no frames: [`Refinement::TagRoot`] and [`Refinement::TagLeaf`] are
/// passed over here, [`refine`](crate::analyze::profile::refine::refine) heeds them.
pub fn judge<'a>(
    profile: &'a Profile,
    index: &'a SampleIndex,
    refinements: &Refinements,
    sample_type: usize,
) -> Result<Judged<'a>, RefineError> {
    judge_from(profile, index, &refinements.0, sample_type, 0)
}

/// The same for a part of a list; `first` is the place of the first filter in the whole list.
pub(super) fn judge_from<'a>(
    profile: &'a Profile,
    index: &'a SampleIndex,
    refinements: &[Refinement],
    sample_type: usize,
    first: usize,
) -> Result<Judged<'a>, RefineError> {
    let mut judged = Judged {
        profile,
        index,
        sample_type,
        lost_lines: Bits::new(),
        lost_locations: Bits::new(),
        from: None,
        end: None,
        dropped_runs: Column::filled(profile.stacks.run_count(), false)?,
        dropped_sets: vec![false; index.sets.len()],
        lost_keys: Bits::new(),
        outcomes: Vec::new(),
    };
    for (place, refinement) in (first..).zip(refinements) {
        let source = Source {
            place,
            filter: refinement.name(),
        };
        judged.apply(refinement, source)?;
    }
    Ok(judged)
}

impl Judged<'_> {
    /// Whether the sample stays.
    #[inline]
    pub fn keeps(&self, sample: usize) -> bool {
        self.keeps_of(self.index.run.get(sample) as usize, self.index.set(sample))
    }

    #[inline]
    fn keeps_of(&self, run: usize, set: usize) -> bool {
        !self.dropped_runs.get(run) && !self.dropped_sets[set]
    }

    /// The samples that stay.
    pub fn kept(&self) -> Result<Bits, OutOfMemory> {
        let mut kept = Bits::new();
        for (sample, (run, set)) in self.index.samples().enumerate() {
            if self.keeps_of(run, set) {
                kept.insert(sample)?;
            }
        }
        Ok(kept)
    }

    /// Whether stacks stay as they are, so that [`kept`](Self::kept) says all there is to say but for labels.
    pub fn keeps_stacks(&self) -> bool {
        self.from.is_none() && self.end.is_none() && self.lost_lines.count() == 0 && self.lost_locations.count() == 0
    }

    /// For each filter what it did.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    pub(super) fn into_outcomes(self) -> Vec<Outcome> {
        self.outcomes
    }

    /// The run of each sample, and whether it stays.
    pub(super) fn samples(&self) -> impl Iterator<Item = (usize, bool)> + '_ {
        let samples = self.index.samples();
        samples.map(|(run, set)| (run, self.keeps_of(run, set)))
    }

    fn apply(&mut self, refinement: &Refinement, source: Source) -> Result<(), RefineError> {
        match refinement {
            Refinement::Focus(pattern) => self.select(pattern, source, true),
            Refinement::Ignore(pattern) => self.select(pattern, source, false),
            Refinement::Hide(pattern) => self.hide(pattern, source, true),
            Refinement::Show(pattern) => self.hide(pattern, source, false),
            Refinement::ShowFrom(pattern) => self.show_from(pattern, source),
            Refinement::PruneFrom(pattern) => self.prune_from(pattern, source),
            Refinement::TagFocus(filter) => self.select_labels(filter, source, true),
            Refinement::TagIgnore(filter) => self.select_labels(filter, source, false),
            Refinement::TagShow(text) => self.hide_labels(text, source, false),
            Refinement::TagHide(text) => self.hide_labels(text, source, true),
            Refinement::TagRoot(_) | Refinement::TagLeaf(_) => {
                self.outcomes.push(self.outcome());
                Ok(())
            }
        }
    }

    fn outcome(&self) -> Outcome {
        let is_kept = |run, set| self.keeps_of(run, set);
        self.index.outcome(self.profile, self.sample_type, is_kept)
    }

    /// Notes what a filter did, and whether a sample that was there before it had a match.
    fn note(&mut self, has_match: bool) {
        let outcome = self.outcome();
        self.outcomes.push(Outcome { has_match, ..outcome });
    }

    /// Whether a sample that is still there has a match, by its run.
    fn some_sample_has(&self, first_match: &Column<u32>) -> bool {
        let mut samples = self.index.samples();
        samples.any(|(run, set)| first_match.get(run) <= self.end(run) && self.keeps_of(run, set))
    }

    /// The row that the stacks of a run's samples end with.
    #[inline]
    pub(super) fn end(&self, run: usize) -> u32 {
        match &self.end {
            Some(end) => end.get(run),
            None => self.profile.stacks.last(RunId::from(run)).0,
        }
    }

    /// The first row of a run's way that is visible, whatever its location.
    #[inline]
    pub(super) fn from(&self, run: usize) -> u32 {
        self.from.as_ref().map_or(1, |from| from.get(run))
    }

    /// For each location whether something that is left of it is meant.
    fn matching(&self, matched: &Matched) -> Vec<bool> {
        let locations = &self.profile.locations;
        let is_match = |row: usize| {
            let location = LocationId::from(row);
            let mut lines = locations.line_rows(location);
            !self.lost_locations.has(row)
                && (matched.has_location(self.profile, location)
                    || lines.any(|line| matched.has_line(self.profile, line) && !self.lost_lines.has(line)))
        };
        (0..locations.len()).map(is_match).collect()
    }

    /// For each run the first visible row of its way whose location is wanted.
    fn first_rows(&self, wanted: &[bool]) -> Result<Column<u32>, OutOfMemory> {
        let stacks = &self.profile.stacks;
        let mut first = Column::new();
        for (run, parent) in stacks.run_parents().iter().enumerate() {
            let above = if run == 0 { NONE } else { first.get(parent as usize) };
            first.push(if above == NONE {
                self.first_row_of(run, wanted)
            } else {
                above
            })?;
        }
        Ok(first)
    }

    /// The first visible row of a run itself whose location is wanted.
    fn first_row_of(&self, run: usize, wanted: &[bool]) -> u32 {
        let stacks = &self.profile.stacks;
        let mut rows = stacks.run_rows(RunId::from(run));
        rows.start = rows.start.max(self.from(run) as usize);
        while rows.start < rows.end {
            let chunk = stacks.keys().rest_of_chunk(rows.start);
            let chunk = &chunk[..chunk.len().min(rows.len())];
            if let Some(place) = chunk.iter().position(|&location| wanted[location as usize]) {
                return (rows.start + place) as u32;
            }
            rows.start += chunk.len();
        }
        NONE
    }

    /// Drops runs.
    fn drop_runs(&mut self, is_dropped: impl Fn(&Self, usize) -> bool) {
        for run in 0..self.dropped_runs.len() {
            if is_dropped(self, run) {
                self.dropped_runs.set(run, true);
            }
        }
    }

    fn select(&mut self, pattern: &Pattern, source: Source, keeps_matches: bool) -> Result<(), RefineError> {
        let matched = Matched::of(self.profile, pattern, source)?;
        let first_match = self.first_rows(&self.matching(&matched))?;
        let has_match = self.some_sample_has(&first_match);
        self.drop_runs(|judged, run| (first_match.get(run) <= judged.end(run)) != keeps_matches);
        self.note(has_match);
        Ok(())
    }

    fn hide(&mut self, pattern: &Pattern, source: Source, hides_matches: bool) -> Result<(), RefineError> {
        let matched = Matched::of(self.profile, pattern, source)?;
        let first_match = self.first_rows(&self.matching(&matched))?;
        let has_match = self.some_sample_has(&first_match);
        let first_before = self.first_visible()?;
        let mut hides_locations = false;
        for row in 0..self.profile.locations.len() {
            let location = LocationId::from(row);
            let is_whole = matched.has_location(self.profile, location);
            let mut is_left = is_whole != hides_matches;
            let mut has_lines = false;
            for line in self.profile.locations.line_rows(location) {
                if self.lost_lines.has(line) {
                    continue;
                }
                // The location of a binary that is meant goes, or stays, with all its lines.
                let is_meant = is_whole || matched.has_line(self.profile, line);
                if is_meant == hides_matches {
                    self.lost_lines.insert(line)?;
                } else {
                    has_lines = true;
                }
            }
            if !self.profile.locations.line_rows(location).is_empty() {
                is_left = has_lines;
            }
            if !is_left && !self.lost_locations.has(row) {
                self.lost_locations.insert(row)?;
                hides_locations = true;
            }
        }
        if hides_locations {
            let first_after = self.first_visible()?;
            self.drop_runs(|judged, run| {
                let is_empty = |first: &Column<u32>| first.get(run) > judged.end(run);
                is_empty(&first_after) && !(hides_matches && is_empty(&first_before))
            });
        }
        self.note(has_match);
        Ok(())
    }

    /// For each run the first row of its way that is visible.
    fn first_visible(&self) -> Result<Column<u32>, OutOfMemory> {
        let is_visible: Vec<bool> = (0..self.profile.locations.len())
            .map(|row| !self.lost_locations.has(row))
            .collect();
        self.first_rows(&is_visible)
    }

    fn show_from(&mut self, pattern: &Pattern, source: Source) -> Result<(), RefineError> {
        let matched = Matched::of(self.profile, pattern, source)?;
        let first_match = self.first_rows(&self.matching(&matched))?;
        let has_match = self.some_sample_has(&first_match);
        self.lose_lines_beside(&matched, |lines, is_meant| {
            lines
                .clone()
                .rev()
                .find(|&line| is_meant(line))
                .map(|outermost| outermost + 1..lines.end)
        })?;
        self.drop_runs(|judged, run| first_match.get(run) > judged.end(run));
        self.from = Some(first_match);
        self.note(has_match);
        Ok(())
    }

    fn prune_from(&mut self, pattern: &Pattern, source: Source) -> Result<(), RefineError> {
        let matched = Matched::of_simplified(self.profile, pattern, source)?;
        let wanted = self.matching(&matched);
        let has_match = self.some_sample_has(&self.first_rows(&wanted)?);
        let end = self.last_rows(&wanted)?;
        self.lose_lines_beside(&matched, |lines, is_meant| {
            lines
                .clone()
                .find(|&line| is_meant(line))
                .map(|innermost| lines.start..innermost)
        })?;
        self.end = Some(end);
        self.note(has_match);
        Ok(())
    }

    /// For each run the last visible row of its way whose location is wanted; where there is none, the row it ends with.
    fn last_rows(&self, wanted: &[bool]) -> Result<Column<u32>, OutOfMemory> {
        let stacks = &self.profile.stacks;
        let last_of = |run: usize, end: u32| {
            let rows = stacks.run_rows(RunId::from(run));
            let rows = rows.start.max(self.from(run) as usize)..rows.end.min(end as usize + 1);
            let is_wanted = |row: &usize| wanted[stacks.key(StackId::from(*row)).row()];
            rows.rev().find(is_wanted).map(|row| row as u32)
        };
        // Whole ways first.
        let mut last = Column::new();
        for (run, parent) in stacks.run_parents().iter().enumerate() {
            let above = if run == 0 { NONE } else { last.get(parent as usize) };
            last.push(last_of(run, NONE - 1).unwrap_or(above))?;
        }
        let mut ends = Column::new();
        for run in 0..stacks.run_count() {
            let end = self.end(run);
            let mut found = last.get(run);
            if end < stacks.last(RunId::from(run)).0 {
                // The way was cut off before: what is left of it ends in an earlier run.
                let run = stacks.run_of(StackId(end));
                let above = if run.row() == 0 {
                    NONE
                } else {
                    last.get(stacks.run_parent(run).row())
                };
                found = last_of(run.row(), end).unwrap_or(above);
            }
            ends.push(if found == NONE { end } else { found })?;
        }
        Ok(ends)
    }

    /// Takes lines out of locations that have a line that is meant, but are not meant as a whole.
    fn lose_lines_beside(
        &mut self,
        matched: &Matched,
        lost: impl Fn(std::ops::Range<usize>, &dyn Fn(usize) -> bool) -> Option<std::ops::Range<usize>>,
    ) -> Result<(), OutOfMemory> {
        for row in 0..self.profile.locations.len() {
            let location = LocationId::from(row);
            if matched.has_location(self.profile, location) {
                continue;
            }
            let is_meant = |line| matched.has_line(self.profile, line) && !self.lost_lines.has(line);
            let lines = lost(self.profile.locations.line_rows(location), &is_meant);
            for line in lines.into_iter().flatten() {
                self.lost_lines.insert(line)?;
            }
        }
        Ok(())
    }

    /// The labels of a set that are left.
    fn labels(&self, set: usize) -> Vec<Label> {
        let sample = self.index.sets[set] as usize;
        if sample >= self.profile.samples.len() {
            return Vec::new();
        }
        let labels = self.profile.samples.labels(sample);
        labels.filter(|label| !self.lost_keys.has(label.key.row())).collect()
    }

    fn select_labels(&mut self, filter: &LabelFilter, source: Source, keeps_matches: bool) -> Result<(), RefineError> {
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
        self.note(has_match);
        Ok(())
    }

    fn hide_labels(&mut self, text: &str, source: Source, hides_matches: bool) -> Result<(), RefineError> {
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
        self.note(has_match);
        Ok(())
    }
}
