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
    pub(super) profile: &'a Profile,
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
                self.note(|_, _| false, |_, _| false);
                Ok(())
            }
        }
    }

    /// Notes what a filter did to samples that were there before it. `matches` says by run and set of labels whether a
    /// sample has what it looks for, `drops` whether it goes.
    fn note(&mut self, matches: impl Fn(usize, usize) -> bool, drops: impl Fn(usize, usize) -> bool) {
        let mut outcome = Outcome {
            has_match: false,
            kept: 0,
            samples: 0,
        };
        let values = self.profile.samples.values.get(self.sample_type);
        let mut values = values.into_iter().flat_map(Column::iter);
        for (run, set) in self.index.samples() {
            let value = values.next().unwrap_or(0);
            if !self.keeps_of(run, set) {
                continue;
            }
            outcome.has_match |= matches(run, set);
            if !drops(run, set) {
                outcome.kept = outcome.kept.saturating_add(value.saturating_abs());
                outcome.samples += 1;
            }
        }
        self.outcomes.push(outcome);
    }

    /// Notes what a filter of frames did, then drops the runs.
    fn drop_runs(&mut self, has_match: &Column<bool>, is_dropped: impl Fn(usize) -> bool) -> Result<(), OutOfMemory> {
        self.note(|run, _| has_match.get(run), |run, _| is_dropped(run));
        let before = std::mem::take(&mut self.dropped_runs);
        for (run, was_dropped) in before.iter().enumerate() {
            self.dropped_runs.push(was_dropped || is_dropped(run))?;
        }
        Ok(())
    }

    /// For each run whether a row of its way comes before its end.
    fn reached(&self, rows: &Column<u32>) -> Result<Column<bool>, OutOfMemory> {
        let mut reached = Column::new();
        match &self.end {
            None => rows.iter().try_for_each(|row| reached.push(row != NONE))?,
            Some(end) => {
                let mut rows = rows.iter().zip(end.iter());
                rows.try_for_each(|(row, end)| reached.push(row <= end))?;
            }
        }
        Ok(reached)
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
        let mut first = Column::filled(stacks.run_count(), NONE)?;
        // Row by row and not run by run: most rows are not wanted, and of a run that has one the rest is passed over.
        // The root's key is nobody's.
        let mut row = 1;
        while row < stacks.len() {
            let chunk = stacks.keys().rest_of_chunk(row);
            let Some(place) = chunk.iter().position(|&location| wanted[location as usize]) else {
                row += chunk.len();
                continue;
            };
            row += place;
            let run = stacks.run_of(StackId::from(row));
            if row >= self.from(run.row()) as usize {
                first.set(run.row(), row as u32);
                row = stacks.run_rows(run).end;
            } else {
                row += 1;
            }
        }
        for (run, parent) in stacks.run_parents().iter().enumerate().skip(1) {
            let above = first.get(parent as usize);
            if above != NONE {
                first.set(run, above);
            }
        }
        Ok(first)
    }

    fn select(&mut self, pattern: &Pattern, source: Source, keeps_matches: bool) -> Result<(), RefineError> {
        let matched = Matched::of(self.profile, pattern, source)?;
        let has_match = self.reached(&self.first_rows(&self.matching(&matched))?)?;
        self.drop_runs(&has_match, |run| has_match.get(run) != keeps_matches)?;
        Ok(())
    }

    fn hide(&mut self, pattern: &Pattern, source: Source, hides_matches: bool) -> Result<(), RefineError> {
        let matched = Matched::of(self.profile, pattern, source)?;
        let has_match = self.reached(&self.first_rows(&self.matching(&matched))?)?;
        let had_frames = self.has_frames()?;
        if self.lose_lines(&matched, hides_matches)? {
            let has_frames = self.has_frames()?;
            // Where nothing was to be hidden nothing is missing; but nothing can be shown there.
            self.drop_runs(&has_match, |run| {
                !has_frames.get(run) && (had_frames.get(run) || !hides_matches)
            })?;
        } else {
            self.drop_runs(&has_match, |run| !hides_matches && !had_frames.get(run))?;
        }
        Ok(())
    }

    /// Takes the lines that are meant, or all others, out of all locations; whether locations went with them.
    fn lose_lines(&mut self, matched: &Matched, hides_matches: bool) -> Result<bool, OutOfMemory> {
        let mut loses_locations = false;
        for row in 0..self.profile.locations.len() {
            let location = LocationId::from(row);
            let lines = self.profile.locations.line_rows(location);
            // The location of a binary that is meant goes, or stays, with all its lines.
            let is_whole = matched.has_location(self.profile, location);
            let mut is_left = lines.is_empty() && is_whole != hides_matches;
            for line in lines {
                if self.lost_lines.has(line) {
                    continue;
                }
                let is_meant = is_whole || matched.has_line(self.profile, line);
                if is_meant == hides_matches {
                    self.lost_lines.insert(line)?;
                } else {
                    is_left = true;
                }
            }
            if !is_left && !self.lost_locations.has(row) {
                self.lost_locations.insert(row)?;
                loses_locations = true;
            }
        }
        Ok(loses_locations)
    }

    /// For each run whether anything of its way is visible.
    fn has_frames(&self) -> Result<Column<bool>, OutOfMemory> {
        let stacks = &self.profile.stacks;
        if self.from.is_none() && self.lost_locations.count() == 0 {
            let mut has_frames = Column::filled(stacks.run_count(), true)?;
            if stacks.run_count() > 0 && self.end(0) == 0 {
                has_frames.set(0, false);
            }
            return Ok(has_frames);
        }
        let locations = 0..self.profile.locations.len();
        let is_visible: Vec<bool> = locations.map(|row| !self.lost_locations.has(row)).collect();
        self.reached(&self.first_rows(&is_visible)?)
    }

    fn show_from(&mut self, pattern: &Pattern, source: Source) -> Result<(), RefineError> {
        let matched = Matched::of(self.profile, pattern, source)?;
        let first_match = self.first_rows(&self.matching(&matched))?;
        let has_match = self.reached(&first_match)?;
        self.lose_lines_beside(&matched, |lines, is_meant| {
            let outermost = lines.clone().rev().find(|&line| is_meant(line));
            outermost.map(|line| line + 1..lines.end)
        })?;
        self.drop_runs(&has_match, |run| !has_match.get(run))?;
        self.from = Some(first_match);
        Ok(())
    }

    fn prune_from(&mut self, pattern: &Pattern, source: Source) -> Result<(), RefineError> {
        let matched = Matched::of_simplified(self.profile, pattern, source)?;
        let wanted = self.matching(&matched);
        let last_match = self.last_rows(&wanted)?;
        let mut has_match = Column::new();
        for last in last_match.iter() {
            has_match.push(last != NONE)?;
        }
        self.lose_lines_beside(&matched, |lines, is_meant| {
            let innermost = lines.clone().find(|&line| is_meant(line));
            innermost.map(|line| lines.start..line)
        })?;
        self.drop_runs(&has_match, |_| false)?;
        let mut ends = Column::new();
        for (run, last) in last_match.iter().enumerate() {
            ends.push(if last == NONE { self.end(run) } else { last })?;
        }
        self.end = Some(ends);
        Ok(())
    }

    /// For each run the last visible row of its way whose location is wanted.
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
            ends.push(found)?;
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
        self.note(|_, _| has_match, |_, _| false);
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
        self.note(|_, _| has_match, |_, _| false);
        Ok(())
    }
}
