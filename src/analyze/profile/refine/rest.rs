//! Which rows of the stacks are left: what a tree of them is made from.

use crate::analyze::profile::refine::judge::Judged;
use crate::model::bits::Bits;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{LocationId, StackId};
use crate::model::prefix_tree::RunId;

/// Which rows samples that stay need.
#[derive(Debug)]
pub(super) struct Wanted {
    /// For each run the last row; 0 where none is.
    pub(super) last: Column<u32>,
    /// Rows that stacks end with although their runs do not.
    pub(super) ends_within_runs: Bits,
}

/// What is left of a profile's stacks, to merge them anew without making another profile
/// ([`CallTreeBuilder::of_rest`](crate::analyze::profile::calltree::CallTreeBuilder::of_rest)).
#[derive(Debug)]
pub struct Rest {
    wanted: Wanted,
    from: Option<Column<u32>>,
    end: Option<Column<u32>>,
    lost_locations: Bits,
    kept: Bits,
}

impl Rest {
    /// The rows of a run that are looked at: some of them may be hidden.
    pub(in crate::analyze::profile) fn rows(&self, run: usize, rows: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let from = self.from.as_ref().map_or(1, |from| from.get(run)) as usize;
        let end = rows.end.min(self.wanted.last.get(run) as usize + 1);
        rows.start.max(from).min(end)..end
    }

    /// The runs that samples pass through which stay.
    pub(in crate::analyze::profile) fn runs(&self) -> impl Iterator<Item = usize> + '_ {
        let last = self.wanted.last.iter().enumerate();
        last.filter(|&(_, last)| last > 0).map(|(run, _)| run)
    }

    /// Whether a location is taken out of all stacks.
    #[inline]
    pub(in crate::analyze::profile) fn hides(&self, location: LocationId) -> bool {
        self.lost_locations.has(location.row())
    }

    /// Whether stacks end with a row although their run goes on.
    #[inline]
    pub(in crate::analyze::profile) fn has_end(&self, row: usize) -> bool {
        self.wanted.ends_within_runs.has(row)
    }

    /// The row within a run that a sample's stack ends with, where that is not the end of its own run.
    pub(in crate::analyze::profile) fn end(&self, run: usize, last: StackId) -> Option<u32> {
        let end = self.end.as_ref()?.get(run);
        (end != last.0).then_some(end)
    }

    /// The samples that stay.
    pub fn kept(&self) -> &Bits {
        &self.kept
    }
}

impl Judged<'_> {
    /// What is left of the stacks.
    pub fn rest(&self) -> Result<Rest, OutOfMemory> {
        Ok(Rest {
            wanted: self.wanted_rows()?,
            from: self.from.clone(),
            end: self.end.clone(),
            lost_locations: self.lost_locations.clone(),
            kept: self.kept()?,
        })
    }

    /// Lines that are taken out of their locations, by their row.
    pub fn lost_lines(&self) -> &Bits {
        &self.lost_lines
    }

    /// Keys of labels that are taken away, by their string.
    pub fn lost_keys(&self) -> &Bits {
        &self.lost_keys
    }

    /// The rows that samples need which stay.
    pub(super) fn wanted_rows(&self) -> Result<Wanted, OutOfMemory> {
        let stacks = &self.profile.stacks;
        let mut wanted = Wanted {
            last: Column::filled(stacks.run_count(), 0_u32)?,
            ends_within_runs: Bits::new(),
        };
        let mut has_sample = Bits::new();
        for (run, _) in self.samples().filter(|(_, is_kept)| *is_kept) {
            has_sample.insert(run)?;
        }
        for run in has_sample.rows() {
            let (end, last) = (self.end(run), stacks.last(RunId::from(run)).0);
            let mut run = run;
            if end != last {
                wanted.ends_within_runs.insert(end as usize)?;
                run = stacks.run_of(StackId(end)).row();
            }
            let at = wanted.last.get_mut(run);
            *at = end.max(*at);
        }
        for run in (1..stacks.run_count()).rev() {
            if wanted.last.get(run) > 0 {
                let parent = stacks.run_parent(RunId::from(run));
                wanted.last.set(parent.row(), stacks.last(parent).0);
            }
        }
        Ok(wanted)
    }
}
