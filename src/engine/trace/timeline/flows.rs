//! Who woke whom around the selected slice, as arrows.

use crate::analyze::trace::activity::Activity;
use crate::analyze::trace::chain::chain;
use crate::engine::trace::timeline::walk::{goroutine_of, woken_by};
use crate::engine::trace::timeline::{Ready, Selected, TimelineState};
use crate::layout::space::Point;
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::source::Source;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::state::GoState;

/// Arrows that are drawn at most.
const MOST: usize = 40;
/// Of one goroutine.
const MOST_OF_ONE: usize = 4;

/// Somebody made a goroutine runnable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flow {
    /// When, and who.
    time: i64,
    waker: GoRow,
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
                waker: step.goroutine,
                woken,
                until: began_to_run(trace, woken, step.to).unwrap_or(step.to),
            });
        }
    }
    if activity == Some(Activity::Running)
        && let Some((time, waker)) = woken_by(trace, goroutine, from)
    {
        flows.push(Flow {
            time,
            waker,
            woken: goroutine,
            until: began_to_run(trace, goroutine, time).unwrap_or(from),
        });
    }
    if activity == Some(Activity::Running) {
        // Wakings are told where the woken are.
        for other in trace.goroutines.rows() {
            let mut time = from - 1;
            for _ in 0..MOST_OF_ONE {
                let Some(change) = trace.spans.after(other, time).filter(|change| change.time < to) else {
                    break;
                };
                time = change.time;
                if change.by.goroutine() == Some(goroutine) {
                    flows.push(Flow {
                        time,
                        waker: goroutine,
                        woken: other,
                        until: began_to_run(trace, other, time).unwrap_or(time),
                    });
                }
            }
        }
    }
    flows.sort_by_key(|flow| (flow.time, flow.woken.0));
    flows.truncate(MOST);
    flows
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
        let arrows = self.flows.iter().filter_map(|flow| {
            let ends = [point(flow.waker, flow.time)?, point(flow.woken, flow.until)?];
            let right = self.frame.pane.width;
            // One that is wholly out of view would be drawn over the names.
            let is_seen = ends[1].x >= self.frame.head && ends[0].x <= right;
            is_seen.then_some(ends)
        });
        arrows.collect()
    }
}
