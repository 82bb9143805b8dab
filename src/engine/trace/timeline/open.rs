//! Lanes folded and opened; what only an opened lane shows is found then.

use crate::analyze::trace::tracks::Track;
use crate::engine::trace::timeline::{Ready, TimelineState};
use crate::layout::timeline::lane::{Lane, Section};
use crate::model::trace::Trace;

/// Stacks that are shown at once: each may take 20 MB.
const MOST_STACKS: usize = 16;

impl Ready {
    /// Folds or opens a lane; whether there was something to do.
    pub(super) fn open(&mut self, trace: &Trace, lane: Lane, is_open: bool) -> bool {
        let Some(row) = self.lanes.stack_of(lane) else {
            return self.lanes.open(lane, is_open);
        };
        let Self { sums, lanes, .. } = self;
        if sums.tracks.contains_key(&row) == is_open || (is_open && sums.tracks.len() >= MOST_STACKS) {
            return false;
        }
        if !is_open {
            sums.tracks.remove(&row);
            lanes.show_stack(row, None);
            return true;
        }
        // Without memory for it nothing is shown.
        let Ok(track) = Track::of(trace, &sums.samples_of_goroutines, row) else {
            return false;
        };
        // Where none was told a lane says so.
        let levels = u8::try_from(track.levels().max(1)).unwrap_or(u8::MAX);
        sums.tracks.insert(row, track);
        lanes.show_stack(row, Some(levels));
        true
    }
}

impl TimelineState {
    pub(super) fn toggle(&mut self, trace: &Trace, lane: Lane) {
        let Some(ready) = &mut self.ready else { return };
        if let Some(is_open) = ready.lanes.is_open(lane) {
            ready.open(trace, lane, !is_open);
            self.list.forget();
            self.hold();
            self.is_stale = true;
        }
    }

    pub(super) fn fold_all(&mut self, trace: &Trace, is_folded: bool) {
        let Some(ready) = &mut self.ready else { return };
        for (group, _) in trace.totals.groups() {
            ready.lanes.open(Lane::Group(group), !is_folded);
        }
        for section in Section::ALL {
            ready.lanes.open(Lane::Section(section), !is_folded);
        }
        ready.lanes.open_makers(!is_folded);
        if is_folded {
            let shown: Vec<_> = ready.lanes.with_stacks().collect();
            for row in shown {
                ready.open(trace, Lane::Stack(row, 0), false);
            }
        }
        self.hold();
        self.is_stale = true;
    }
}
