//! Who woke whom around the selected slice, as arrows.

use crate::analyze::trace::activity::Activity;
use crate::analyze::trace::chain::chain;
use crate::engine::trace::timeline::walk::{goroutine_of, made_runnable};
use crate::engine::trace::timeline::{Ready, Selected, TimelineState};
use crate::layout::space::Point;
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::source::Source;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::place::PlaceId;
use crate::model::trace::span::{By, Change};
use crate::model::trace::state::GoState;

/// Arrows that are drawn at most.
const MOST: usize = 40;

/// Somebody made a goroutine runnable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flow {
    /// When, and who: a goroutine, or where the runtime did it.
    time: i64,
    by: By,
    /// Who was woken, and when it began to run.
    woken: GoRow,
    until: i64,
}

/// The arrows to and from a slice, in order of time.
pub(super) fn flows(trace: &Trace, ready: &Ready, selected: Selected) -> Vec<Flow> {
    let source = Source {
        trace,
        sums: &ready.sums,
        lane: selected.lane,
    };
    if !matches!(selected.lane, Lane::Goroutine(_) | Lane::Proc(_) | Lane::Thread(_)) {
        return Vec::new();
    }
    let activity = source.at(selected.span.0).and_then(|slice| slice.activity);
    let Some(goroutine) = goroutine_of(trace, ready, selected) else {
        return Vec::new();
    };
    let (from, to) = selected.span;
    let mut flows = Vec::new();
    // Why it waited.
    for step in chain(trace, &ready.sums.activities, goroutine, from) {
        if let Some(woken) = step.woke {
            flows.push(Flow {
                time: step.to,
                by: By::of_goroutine(step.goroutine),
                woken,
                until: began_to_run(trace, woken, step.to).unwrap_or(step.to),
            });
        }
    }
    if matches!(activity, Some(Activity::Running | Activity::Runnable))
        && let Some(woken) = made_runnable(trace, goroutine, from)
        && !flows
            .iter()
            .any(|flow| flow.woken == goroutine && flow.time == woken.time)
    {
        flows.push(Flow {
            time: woken.time,
            by: woken.by,
            woken: goroutine,
            until: began_to_run(trace, goroutine, woken.time).unwrap_or(from.max(woken.time)),
        });
    }
    flows.extend(left(trace, goroutine, (from, to), activity));
    if activity == Some(Activity::Running) {
        let wakings = ready.wakings().into_iter();
        let wakings = wakings.flat_map(|wakings| wakings.between(trace, goroutine, from, to));
        for waking in wakings.take(MOST) {
            flows.push(Flow {
                time: waking.time,
                by: By::of_goroutine(goroutine),
                woken: waking.woken,
                until: began_to_run(trace, waking.woken, waking.time).unwrap_or(waking.time),
            });
        }
    }
    flows.sort_by_key(|flow| (flow.time, flow.woken.0));
    flows.truncate(MOST);
    flows
}

/// How a goroutine came out of a system call whose processor was gone: from where it was in the call to where it went on.
fn left(trace: &Trace, goroutine: GoRow, (from, to): (i64, i64), activity: Option<Activity>) -> Option<Flow> {
    // The call itself is selected, or what came right after it.
    let call = match activity? {
        Activity::Syscall => trace.spans.at(goroutine, to - 1)?,
        Activity::Runnable | Activity::Running => trace.spans.at(goroutine, from - 1)?,
        Activity::Waiting => return None,
    };
    let state = |change: Change| trace.whats.get(change.what).state;
    let next = trace.spans.after(goroutine, call.time)?;
    let is_left = state(call) == GoState::Syscall && matches!(state(next), GoState::Runnable | GoState::Running);
    let until = match state(next) {
        GoState::Runnable => began_to_run(trace, goroutine, next.time)?,
        _ => next.time,
    };
    let is_elsewhere = trace
        .spans
        .at(goroutine, until)
        .is_some_and(|run| run.by.place() != call.by.place());
    (is_left && is_elsewhere).then_some(Flow {
        time: next.time - 1,
        by: By::of_goroutine(goroutine),
        woken: goroutine,
        until,
    })
}

/// When a goroutine next runs from a time on, if that is what it does next.
fn began_to_run(trace: &Trace, goroutine: GoRow, time: i64) -> Option<i64> {
    let next = trace.spans.after(goroutine, time)?;
    (trace.whats.get(next.what).state == GoState::Running).then_some(next.time)
}

impl TimelineState {
    /// Where the arrows begin and end in the pane; none between lanes that are folded away.
    pub(super) fn arrows(&self, trace: &Trace, ready: &Ready) -> Vec<[Point; 2]> {
        let on_procs = matches!(
            self.selected,
            Some(Selected {
                lane: Lane::Proc(_),
                ..
            })
        );
        let on_threads = matches!(
            self.selected,
            Some(Selected {
                lane: Lane::Thread(_),
                ..
            })
        );
        let point = |goroutine: GoRow, time: i64| {
            let group = trace.totals.group_of(trace.goroutines.get(goroutine).root);
            let at = trace.spans.at(goroutine, time)?;
            let place = at.by.place().map(|place| trace.places.get(place));
            let lanes = [
                place.filter(|_| on_procs).map(|place| Lane::Proc(place.proc)),
                place.filter(|_| on_threads).map(|place| Lane::Thread(place.thread)),
                Some(Lane::Goroutine(goroutine)),
                group.map(Lane::Group),
            ];
            let row = lanes
                .into_iter()
                .flatten()
                .find_map(|lane| ready.lanes.row_of(trace, lane))?;
            let (top, height) = self.span_of(ready, row);
            Some(Point {
                x: self.view.x_from_time(time) + self.frame.head,
                y: top + height / 2.0,
            })
        };
        // What the runtime did of its own begins on the processor that polled the network, or saw to timers.
        let by_place = |place: PlaceId, time: i64| {
            let place = (place.row() < trace.places.places.len()).then(|| trace.places.get(place))?;
            let lanes = [Lane::Proc(place.proc), Lane::Thread(place.thread)];
            let lanes = if on_threads { [lanes[1], lanes[0]] } else { lanes };
            let row = lanes.into_iter().find_map(|lane| ready.lanes.row_of(trace, lane))?;
            let (top, height) = self.span_of(ready, row);
            Some(Point {
                x: self.view.x_from_time(time) + self.frame.head,
                y: top + height / 2.0,
            })
        };
        let arrows = self.flows.iter().filter_map(|flow| {
            let from = match (flow.by.goroutine(), flow.by.place()) {
                (Some(waker), _) => point(waker, flow.time)?,
                (None, place) => by_place(place?, flow.time)?,
            };
            let ends = [from, point(flow.woken, flow.until)?];
            let right = self.frame.pane.width;
            // One that is wholly out of view would be drawn over the names.
            let is_seen = ends[1].x >= self.frame.head && ends[0].x <= right;
            is_seen.then_some(ends)
        });
        arrows.collect()
    }
}
