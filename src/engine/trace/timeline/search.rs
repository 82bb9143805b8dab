//! Search: what was found in the trace, marked in its lanes, and the way from one to the next.

use crate::analyze::trace::find::wanted::Wanted;
use crate::analyze::trace::find::{Finder, Found, Hit, What};
use crate::engine::Shown;
use crate::engine::trace::OpenTrace;
use crate::engine::trace::timeline::{Beside, CHANGES_TO_UNIT, Made, Ready, TimelineState};
use crate::engine::trace::times::{count, length};
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::source::Match;
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;

/// The search's state.
#[derive(Default)]
pub(super) struct Search {
    /// What is looked for, before there is a timeline to look in.
    wanted: Option<Wanted>,
    finder: Option<Finder>,
    found: Option<Found>,
    /// The same by lane, in order of time.
    pub(super) marks: Vec<Match>,
    /// The hit that was gone to last.
    at: Option<usize>,
}

impl Shown {
    /// Looks for something in the trace too, or for nothing.
    pub(in crate::engine) fn search_timeline(&mut self, wanted: Option<&Wanted>) {
        let other = self.beside.as_mut().map(Beside::other);
        for open in self.trace.iter_mut().chain(other) {
            open.timeline.search = Search {
                wanted: wanted.cloned(),
                ..Search::default()
            };
            open.timeline.is_stale = true;
        }
    }

    /// Searches a part of the trace, if there is something to look for and a timeline to show it in.
    pub(in crate::engine) fn find_in_timeline(&mut self, budget: u64) -> Result<Made, OutOfMemory> {
        let Some(open) = &mut self.trace else {
            return Ok(Made::Nothing);
        };
        match (open.find(budget)?, &mut self.beside) {
            (Made::Nothing, Some(beside)) => beside.other().find(budget),
            (made, _) => Ok(made),
        }
    }
}

impl OpenTrace {
    fn find(&mut self, budget: u64) -> Result<Made, OutOfMemory> {
        let Self { trace, timeline, .. } = self;
        let (Some(ready), search) = (&timeline.ready, &mut timeline.search) else {
            return Ok(Made::Nothing);
        };
        if let Some(wanted) = search.wanted.take() {
            search.finder = Some(Finder::new(trace, wanted)?);
        }
        let Some(mut finder) = search.finder.take() else {
            return Ok(Made::Nothing);
        };
        let changes = usize::try_from(budget / CHANGES_TO_UNIT).unwrap_or(usize::MAX);
        if finder.step(trace, changes.max(1))? {
            search.finder = Some(finder);
            return Ok(Made::Part);
        }
        let found = finder.finish();
        search.marks = marks(trace, ready, &found);
        search.found = Some(found);
        timeline.is_stale = true;
        Ok(Made::All)
    }
}

impl TimelineState {
    /// How much was found, in a few words; nothing while nothing is looked for.
    pub(super) fn found_words(&self) -> String {
        let Some(found) = &self.search.found else {
            let is_busy = self.search.finder.is_some() || self.search.wanted.is_some();
            return if is_busy {
                "searching …".to_owned()
            } else {
                String::new()
            };
        };
        let at = self.search.at.map(|at| format!("{} of ", count(at as u64 + 1)));
        format!(
            "{}{} · {}",
            at.unwrap_or_default(),
            count(found.count),
            length(found.nanos)
        )
    }

    /// Goes to the next hit, or to the one before; from the last to the first.
    pub(super) fn next_match(&mut self, trace: &Trace, is_backwards: bool) {
        let Some(hits) = self.search.found.as_ref().map(|found| &found.hits) else {
            return;
        };
        let Some(last) = hits.len().checked_sub(1) else { return };
        let at = match (self.search.at, is_backwards) {
            // The first that is in view, or comes after.
            (None, false) => hits.partition_point(|hit| hit.start < self.view.start).min(last),
            (None, true) => hits.partition_point(|hit| hit.start < self.view.end()).min(last),
            (Some(at), false) if at >= last => 0,
            (Some(at), false) => at + 1,
            (Some(at), true) => at.checked_sub(1).unwrap_or(last),
        };
        let Some(&hit) = hits.get(at) else { return };
        self.search.at = Some(at);
        if let Some(ready) = &self.ready
            && let Some(lane) = lane_of(ready, &hit)
        {
            self.select_at(trace, lane, hit.start);
        }
    }
}

/// The lane that shows a hit.
fn lane_of(ready: &Ready, hit: &Hit) -> Option<Lane> {
    Some(match hit.what {
        What::Goroutine(row) | What::Slice(row) => Lane::Goroutine(row),
        What::Task(row) => Lane::Task(row),
        What::Region(row, region) => Lane::Region(row, ready.sums.nests.level_of(row, hit.start, region)?),
        What::Log(_) => Lane::Logs,
    })
}

/// Hits by lane, those of goroutines on the lanes that fold these away too, and on the processors and threads where they ran.
fn marks(trace: &Trace, ready: &Ready, found: &Found) -> Vec<Match> {
    let mut marks = Vec::with_capacity(found.hits.len());
    for hit in &found.hits {
        let span = (hit.start, hit.end);
        let Some(lane) = lane_of(ready, hit) else { continue };
        marks.push(Match { lane, span });
        if let What::Goroutine(row) | What::Slice(row) | What::Region(row, _) = hit.what
            && let Some(group) = trace.totals.group_of(trace.goroutines.get(row).root)
        {
            let lane = Lane::Group(group);
            marks.push(Match { lane, span });
        }
    }
    for ran in &found.ran {
        let (place, span) = (trace.places.get(ran.place), (ran.start, ran.end));
        for lane in [Lane::Proc(place.proc), Lane::Thread(place.thread)] {
            marks.push(Match { lane, span });
        }
    }
    marks.sort_unstable();
    marks
}
