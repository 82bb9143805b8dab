//! The timeline's level of detail: whatever part of a trace is in view, its pieces tell what was truly done.

use goscope::analyze::trace::activity::{Activity, Mix};
use goscope::decode::trace::decoder;
use goscope::layout::space::PaneSpace;
use goscope::layout::timeline::hit::hit;
use goscope::layout::timeline::lanes::{LANE_HEIGHT, Lanes};
use goscope::layout::timeline::pieces::{Content, Piece, pieces};
use goscope::layout::timeline::source::{Lane, Section, Source, Sums};
use goscope::layout::timeline::view::TimeView;
use goscope::model::trace::Trace;
use goscope::model::trace::goroutine::GoRow;
use goscope::model::trace::place::{Place, ProcRow, ThreadRow};
use goscope::model::trace::range::{NO_TIME, RangeKind};
use goscope::model::trace::span::Change;
use goscope::model::trace::what::WhatId;

use crate::{Random, traces, unpacked};

/// From when to when, and what.
type Stretch = (i64, i64, Option<Activity>);

/// All that a goroutine ever did, by walking over it, and where.
fn lived(trace: &Trace, row: GoRow) -> Vec<(Stretch, Option<Place>)> {
    let goroutine = trace.goroutines.get(row);
    let changes: Vec<Change> = trace.spans.of(row).collect();
    let mut lived = Vec::new();
    let activity = |what: WhatId| Activity::of(trace.whats.get(what).state);
    if let Some(first) = changes.first().filter(|_| goroutine.is_older) {
        lived.push(((goroutine.creation, first.time, activity(first.what)), None));
    }
    for (at, change) in changes.iter().enumerate() {
        let end = changes.get(at + 1).map_or(i64::MAX, |next| next.time);
        let place = change.by.place().map(|place| trace.places.get(place));
        lived.push(((change.time, end, activity(change.what)), place));
    }
    lived
}

/// All that was ever done in a lane, in any order.
fn exact(trace: &Trace, lane: Lane) -> Vec<Stretch> {
    let all = || trace.goroutines.rows();
    let of_ranges = |wanted: RangeKind| {
        let ranges = trace.ranges.iter().filter(|range| range.kind == wanted);
        let mut times: Vec<_> = ranges
            .map(|range| {
                let start = if range.start == NO_TIME { 0 } else { range.start };
                let end = if range.end == NO_TIME { trace.end } else { range.end };
                (start, end)
            })
            .collect();
        times.sort_unstable();
        // What two ranges share counts once.
        let mut done = 0;
        let mut found = Vec::new();
        for (start, end) in times {
            found.push((start.max(done), end.max(done), Some(Activity::Running)));
            done = done.max(end);
        }
        found
    };
    let at = |is_there: &dyn Fn(Place) -> bool| {
        // Each with the run that it is part of.
        let mut found = Vec::new();
        for row in all() {
            let mut run = None;
            for (stretch, place) in lived(trace, row) {
                // A system call belongs to the run before it.
                run = match stretch.2 {
                    _ if !place.is_some_and(is_there) => None,
                    Some(Activity::Running) => Some(stretch.0),
                    Some(Activity::Syscall) => run,
                    _ => None,
                };
                found.extend(run.map(|run| (run, stretch)));
            }
        }
        let mut runs: Vec<i64> = found.iter().map(|it| it.0).collect();
        runs.sort_unstable();
        // It is over there when the next begins, whatever the goroutine says later.
        let ended = |(run, (start, end, activity)): (i64, Stretch)| {
            let next = runs.get(runs.partition_point(|&other| other <= run));
            (start, next.map_or(end, |&next| end.min(next)), activity)
        };
        found.into_iter().map(ended).collect()
    };
    match lane {
        Lane::Mark => of_ranges(RangeKind::Mark),
        Lane::Stopped => of_ranges(RangeKind::StopTheWorld),
        Lane::Proc(proc) => at(&|place| place.proc == proc),
        Lane::Thread(thread) => at(&|place| place.thread == thread),
        Lane::Goroutine(row) => lived(trace, row).into_iter().map(|it| it.0).collect(),
        Lane::Crowd | Lane::Group(_) => all()
            .filter(|&row| {
                let group = trace.totals.group_of(trace.goroutines.get(row).root);
                lane == Lane::Crowd || group.map(Lane::Group) == Some(lane)
            })
            .flat_map(|row| lived(trace, row).into_iter().map(|it| it.0))
            .collect(),
        Lane::Heap | Lane::Section(_) => Vec::new(),
    }
}

fn within(stretches: &[Stretch], from: i64, to: i64) -> Mix {
    let mut mix = Mix::default();
    for &(start, end, activity) in stretches {
        mix.add(activity, end.min(to).saturating_sub(start.max(from)).max(0));
    }
    mix
}

fn lanes(trace: &Trace, random: &mut Random) -> Vec<Lane> {
    let mut lanes = vec![Lane::Mark, Lane::Stopped, Lane::Crowd];
    lanes.extend((0..trace.places.procs.len()).map(|row| Lane::Proc(ProcRow::from(row))));
    lanes.extend((0..trace.places.threads.len()).map(|row| Lane::Thread(ThreadRow::from(row))));
    lanes.extend(trace.totals.groups().map(|(group, _)| Lane::Group(group)));
    lanes.extend((0..12).map(|_| Lane::Goroutine(GoRow::from(random.below(trace.goroutines.len())))));
    lanes
}

/// Any part of a trace, long or short, on any pane.
fn view(trace: &Trace, random: &mut Random) -> TimeView {
    let pane = PaneSpace {
        width: 1.0 + random.below(300) as f64,
        height: 100.0,
        ratio: 1.0 + random.below(2) as f64,
    };
    let length = (trace.end >> random.below(30)).max(1);
    let start = random.below((trace.end - length) as usize + 1) as i64;
    TimeView::whole(pane, trace.end).between(start, start + length, trace.end)
}

#[track_caller]
fn check(pieces: &[Piece], view: &TimeView, trace: &Trace, exact: &[Stretch], told: &str) {
    let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
        panic!("{told}: nothing is seen");
    };
    assert!(
        first.start <= view.start && last.end >= view.end().min(trace.end),
        "{told}"
    );
    let pixels = (view.pane.width * view.pane.ratio).ceil() as usize;
    assert!(pieces.len() <= pixels + 2, "{told}: {} pieces", pieces.len());
    for pair in pieces.windows(2) {
        assert_eq!(pair[0].end, pair[1].start, "{told}");
    }
    for piece in pieces {
        assert!(piece.start < piece.end, "{told}");
        let want = within(exact, piece.start, piece.end);
        assert_eq!(piece.mix(), want, "{told}: {piece:?}");
        if let Content::Slice(slice) = piece.content {
            assert!(
                slice.start <= piece.start && piece.end <= slice.end,
                "{told}: {piece:?}"
            );
        }
    }
}

#[test]
fn pieces_tell_what_was_truly_done() {
    for path in traces() {
        let (trace, _) = decoder::decode(&*unpacked(&path)).unwrap();
        let sums = Sums::of(&trace).unwrap();
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        for lane in lanes(&trace, &mut random) {
            let exact = exact(&trace, lane);
            for _ in 0..6 {
                let view = view(&trace, &mut random);
                let source = Source {
                    trace: &trace,
                    sums: &sums,
                    lane,
                };
                let told = format!("{}: {lane:?} in {view:?}", path.display());
                check(&pieces(&source, &view), &view, &trace, &exact, &told);
            }
        }
    }
}

#[test]
fn every_lane_has_a_row_and_what_is_drawn_is_under_its_pixel() {
    for path in traces() {
        let (trace, _) = decoder::decode(&*unpacked(&path)).unwrap();
        let sums = Sums::of(&trace).unwrap();
        let mut lanes = Lanes::of(&trace).unwrap();
        lanes.open(Lane::Section(Section::Threads), true);
        let folded = lanes.len();
        for (group, _) in trace.totals.groups() {
            lanes.open(Lane::Group(group), true);
        }
        // The only goroutine of its function stands in the place of the group.
        let alone = trace.totals.groups().filter(|&(group, _)| lanes.size(group) == 1);
        let opened = trace.goroutines.len() - alone.count();
        assert_eq!(lanes.len(), folded + opened, "{}", path.display());
        let rows: Vec<_> = (0..lanes.len()).map(|row| lanes.at(row).unwrap()).collect();
        let goroutines: std::collections::BTreeSet<_> = rows
            .iter()
            .filter_map(|lane| match lane {
                Lane::Goroutine(row) => Some(*row),
                _ => None,
            })
            .collect();
        assert_eq!(goroutines.len(), trace.goroutines.len(), "{}", path.display());
        assert_eq!(lanes.at(lanes.len()), None);
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        for _ in 0..60 {
            let view = view(&trace, &mut random).scrolled(random.below(1_000) as f64, lanes.height());
            let shown = lanes.in_view(&view);
            assert!(shown.len() as f64 <= view.pane.height / LANE_HEIGHT + 2.0);
            assert!(lanes.y_from_row(&view, shown.start) <= 0.0);
            assert!(shown.end == lanes.len() || lanes.y_from_row(&view, shown.end) >= view.pane.height);
            let row = shown.start + random.below(shown.len());
            let y = (lanes.y_from_row(&view, row) + lanes.row_height(row) - 1.0).max(0.0);
            assert_eq!(lanes.row_of(&trace, rows[row]), Some(row));
            let source = Source {
                trace: &trace,
                sums: &sums,
                lane: rows[row],
            };
            for piece in pieces(&source, &view) {
                let time = piece.start + (piece.end - piece.start) / 2;
                if !(view.start..view.end()).contains(&time) || time >= trace.end {
                    continue;
                }
                // The middle of the nanosecond.
                let half = view.pane.width / view.length as f64 / 2.0;
                let found = hit(&trace, &sums, &lanes, &view, view.x_from_time(time) + half, y).unwrap();
                assert_eq!((found.row, found.lane), (row, rows[row]));
                assert_eq!(
                    found.content,
                    piece.content,
                    "{}: {piece:?} in {view:?}",
                    path.display()
                );
            }
        }
        lanes.open(Lane::Section(Section::Goroutines), false);
        assert_eq!(lanes.at(lanes.len() - 1), Some(Lane::Section(Section::Goroutines)));
    }
}
