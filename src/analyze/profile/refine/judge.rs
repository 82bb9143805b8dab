//! Judging: which runs of the stack tree, and which sets of labels, lose their samples; and what is left of stacks.
//!
//! A stack is a way through the prefix tree, and rows grow along it. So what is visible of the stack that ends with a
//! run is told by two rows, where it begins and where it ends, and by the locations that are hidden everywhere; and
//! "does it hold a match" is a comparison with the first matching row of the way, which each run hands down
//! to those below it.

mod cuts;
mod labels;

use crate::analyze::profile::refine::pattern::{Matched, Source};
use crate::analyze::profile::refine::{Outcome, Pattern, RefineError, Refinement, Refinements, SampleIndex};
use crate::model::bits::Bits;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{LocationId, StackId};
use crate::model::prefix_tree::RunId;
use crate::model::profile::Profile;

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
}
