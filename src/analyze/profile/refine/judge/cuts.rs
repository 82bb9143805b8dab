//! Filters that take frames out of stacks.

use crate::analyze::profile::refine::judge::{Judged, NONE};
use crate::analyze::profile::refine::pattern::{Matched, Source};
use crate::analyze::profile::refine::{Pattern, RefineError};
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{LocationId, StackId};
use crate::model::prefix_tree::RunId;

impl Judged<'_> {
    pub(super) fn hide(&mut self, pattern: &Pattern, source: Source, hides_matches: bool) -> Result<(), RefineError> {
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

    pub(super) fn show_from(&mut self, pattern: &Pattern, source: Source) -> Result<(), RefineError> {
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

    pub(super) fn prune_from(&mut self, pattern: &Pattern, source: Source) -> Result<(), RefineError> {
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
}
