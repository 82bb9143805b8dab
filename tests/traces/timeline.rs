//! The timeline's level of detail: whatever part of a trace is in view, its pieces tell what was truly done.

use goscope::analyze::trace::account::{Account, Books};
use goscope::analyze::trace::activity::{Activity, Mix};
use goscope::analyze::trace::creators;
use goscope::analyze::trace::spells::Stops;
use goscope::analyze::trace::tracks::{MOST_LEVELS, Track};
use goscope::analyze::trace::wakings::Wakings;
use goscope::decode::trace::decoder;
use goscope::layout::space::PaneSpace;
use goscope::layout::timeline::hit::hit;
use goscope::layout::timeline::lane::{Counter, Lane, Section};
use goscope::layout::timeline::lanes::{LANE_HEIGHT, Lanes};
use goscope::layout::timeline::pieces::{Content, Piece, columns_in_view, pieces};
use goscope::layout::timeline::shelf::Shelf;
use goscope::layout::timeline::source::{Source, Sums};
use goscope::layout::timeline::view::TimeView;
use goscope::model::id::{StackId, StringId};
use goscope::model::trace::Trace;
use goscope::model::trace::annotation::{RegionStart, TaskRow};
use goscope::model::trace::goroutine::GoRow;
use goscope::model::trace::place::{Place, ProcRow, ThreadRow};
use goscope::model::trace::range::{NO_TIME, RangeKind};
use goscope::model::trace::span::{By, Change};
use goscope::model::trace::state::GoState;
use goscope::model::trace::what::WhatId;

use crate::random::Random;
use crate::{traces, unpacked};

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

/// What the stack of a goroutine was told to be, from when to when: the outermost function first.
fn seen(trace: &Trace, row: GoRow) -> Vec<((i64, i64), Vec<StringId>)> {
    let goroutine = trace.goroutines.get(row);
    let mut told = Vec::new();
    if !goroutine.is_older {
        told.push((goroutine.creation, 0, Some(goroutine.first_stack)));
    }
    for change in trace.spans.of(row) {
        let is_woken = trace.whats.get(change.what).state == GoState::Runnable && change.by != By::NOBODY;
        if change.what == WhatId::NOT_THERE {
            told.push((change.time, 1, None));
        } else if !is_woken && change.by.goroutine().is_none() {
            told.push((change.time, 1, Some(change.stack)));
        }
    }
    let samples = trace.samples.iter().filter(|sample| sample.goroutine == row);
    told.extend(samples.map(|sample| (sample.time, 2, Some(sample.stack))));
    told.retain(|it| it.2 != Some(StackId(0)));
    told.sort_by_key(|it| (it.0, it.1));
    let end = |at: usize| told.get(at + 1).map_or(trace.end, |next| next.0);
    let stacks = told.iter().enumerate().filter_map(|(at, &(start, _, stack))| {
        let frames = trace.stacks.leaf_first(stack?);
        let mut functions: Vec<_> = frames.map(|frame| trace.frames.get(frame.row()).function).collect();
        functions.reverse();
        functions.truncate(MOST_LEVELS);
        Some(((start, end(at)), functions))
    });
    stacks.collect()
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
            (start, end.min(next.copied().unwrap_or(trace.end)), activity)
        };
        found.into_iter().map(ended).collect()
    };
    match lane {
        Lane::Mark => of_ranges(RangeKind::Mark),
        Lane::Stopped => of_ranges(RangeKind::StopTheWorld),
        Lane::StoppedFor(row) => {
            let stops = Stops::of(trace).unwrap();
            let name = stops.get(row).unwrap().0;
            let stops = trace
                .ranges
                .iter()
                .filter(|range| range.kind == RangeKind::StopTheWorld);
            let own = stops.filter(|range| range.name == name);
            own.map(|range| (range.start.max(0), range.end, Some(Activity::Running)))
                .collect()
        }
        Lane::Stack(row, level) => {
            let deep = seen(trace, row)
                .into_iter()
                .filter(|(_, stack)| stack.len() > usize::from(level));
            deep.map(|((start, end), _)| (start, end, Some(Activity::Running)))
                .collect()
        }
        Lane::Proc(proc) => at(&|place| place.proc == proc),
        Lane::Thread(thread) => at(&|place| place.thread == thread),
        Lane::Goroutine(row) => lived(trace, row).into_iter().map(|it| it.0).collect(),
        Lane::Count(_) | Lane::Group(_) => all()
            .filter(|&row| {
                let group = trace.totals.group_of(trace.goroutines.get(row).root);
                matches!(lane, Lane::Count(_)) || group.map(Lane::Group) == Some(lane)
            })
            .flat_map(|row| lived(trace, row).into_iter().map(|it| it.0))
            .collect(),
        Lane::Task(row) => {
            let task = trace.annotations.tasks.get(row.row());
            let start = task.start.map_or(0, |it| it.0);
            let end = task.end.map_or(trace.end, |it| it.0);
            vec![(start, end, Some(Activity::Running))]
        }
        // Of so many regions that are open at once one is of the level.
        Lane::Region(row, level) => {
            let regions = trace.annotations.regions_of(row);
            let regions: Vec<(i64, i64)> = regions
                .filter(|region| region.begun != RegionStart::Inherited)
                .map(|region| match region.begun {
                    RegionStart::Before => (trace.goroutines.get(row).creation, region.end),
                    _ => (region.start, region.end),
                })
                .collect();
            let mut edges: Vec<i64> = regions.iter().flat_map(|&(start, end)| [start, end]).collect();
            edges.sort_unstable();
            let is_deep = |time: i64| {
                let open = regions.iter().filter(|(start, end)| (*start..*end).contains(&time));
                open.count() > usize::from(level)
            };
            let between = edges.windows(2).filter(|pair| pair[0] < pair[1] && is_deep(pair[0]));
            between
                .map(|pair| (pair[0], pair[1], Some(Activity::Running)))
                .collect()
        }
        Lane::Heap | Lane::Memory(_) | Lane::Section(_) | Lane::Logs | Lane::Samples => Vec::new(),
    }
}

fn within(stretches: &[Stretch], from: i64, to: i64) -> Mix {
    let mut mix = Mix::default();
    for &(start, end, activity) in stretches {
        mix.add(activity, end.min(to).saturating_sub(start.max(from)).max(0));
    }
    mix
}

fn lanes(trace: &Trace, sums: &Sums, random: &mut Random) -> Vec<Lane> {
    let mut lanes = vec![Lane::Mark, Lane::Stopped];
    lanes.extend((0..sums.stop_kinds.len()).map(|row| Lane::StoppedFor(row as u8)));
    for (&row, track) in &sums.tracks {
        lanes.extend((0..track.levels()).map(|level| Lane::Stack(row, level as u8)));
    }
    lanes.extend(Counter::ALL.map(Lane::Count));
    lanes.extend((0..trace.annotations.tasks.len()).map(|row| Lane::Task(TaskRow::from(row))));
    for row in sums.nests.goroutines() {
        lanes.extend((0..sums.nests.levels(row)).map(|level| Lane::Region(row, level as u8)));
    }
    lanes.extend((0..trace.places.procs.len()).map(|row| Lane::Proc(ProcRow::from(row))));
    lanes.extend((0..trace.places.threads.len()).map(|row| Lane::Thread(ThreadRow::from(row))));
    lanes.extend(trace.totals.groups().map(|(group, _)| Lane::Group(group)));
    lanes.extend((0..12).map(|_| Lane::Goroutine(GoRow::from(random.below(trace.goroutines.len())))));
    lanes
}

/// Sums, and the stacks of some goroutines.
fn sums_with_stacks(trace: &Trace, random: &mut Random) -> Sums {
    let mut sums = Sums::of(trace).unwrap();
    for _ in 0..6 {
        let row = GoRow::from(random.below(trace.goroutines.len()));
        let track = Track::of(trace, &sums.samples_of_goroutines, row).unwrap();
        sums.tracks.insert(row, track);
    }
    sums
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
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        let sums = sums_with_stacks(&trace, &mut random);
        for lane in lanes(&trace, &sums, &mut random) {
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

/// Moved and zoomed as a person does.
fn moved(view: TimeView, trace: &Trace, random: &mut Random) -> TimeView {
    match random.below(5) {
        0 => view.zoomed(0.8, random.below(200) as f64, trace.end),
        1 => view.zoomed(1.3, random.below(200) as f64, trace.end),
        2 => view.panned(random.below(50) as f64, trace.end),
        3 => view.panned(-(random.below(50) as f64), trace.end),
        _ => view.panned(random.below(4_000) as f64 - 2_000.0, trace.end),
    }
}

#[test]
fn pieces_that_were_kept_are_those_that_would_be_found() {
    for path in traces() {
        let (trace, _) = decoder::decode(&*unpacked(&path)).unwrap();
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        let sums = sums_with_stacks(&trace, &mut random);
        let mut view = view(&trace, &mut random);
        let lanes = lanes(&trace, &sums, &mut random);
        let mut shelf = Shelf::default();
        for _ in 0..60 {
            view = moved(view, &trace, &mut random);
            let mut pictures = 0;
            loop {
                shelf.begin();
                for &lane in &lanes {
                    let source = Source {
                        trace: &trace,
                        sums: &sums,
                        lane,
                    };
                    let (from, to) = columns_in_view(&source, &view);
                    let wanted = pieces(&source, &view);
                    let was_rough = shelf.is_rough();
                    let mut kept = shelf.pieces(&source, &view).to_vec();
                    if !was_rough && !shelf.is_rough() {
                        // What is kept may go on beyond the view.
                        if let Some(first) = kept.first_mut() {
                            first.start = first.start.max(from);
                        }
                        if let Some(last) = kept.last_mut() {
                            last.end = last.end.min(to);
                        }
                        assert_eq!(kept, wanted, "{}: {lane:?} in {view:?}", path.display());
                    }
                }
                pictures += 1;
                assert!(pictures < 1_000);
                if !shelf.is_rough() {
                    break;
                }
            }
        }
    }
}

#[test]
fn every_lane_has_a_row_and_what_is_drawn_is_under_its_pixel() {
    for path in traces() {
        let (trace, _) = decoder::decode(&*unpacked(&path)).unwrap();
        let sums = Sums::of(&trace).unwrap();
        let mut lanes = Lanes::of(&trace, &sums).unwrap();
        lanes.open(Lane::Section(Section::Threads), true);
        let folded = lanes.len();
        for (group, _) in trace.totals.groups() {
            lanes.open(Lane::Group(group), true);
        }
        // The only goroutine of its function stands in the place of the group.
        let alone = trace.totals.groups().filter(|&(group, _)| lanes.size(group) == 1);
        let alone: Vec<_> = alone.map(|(group, _)| group).collect();
        let levels = |row: GoRow| {
            let group = trace.totals.group_of(trace.goroutines.get(row).root).unwrap();
            let is_folded = !alone.contains(&group);
            if is_folded { sums.nests.levels(row) } else { 0 }
        };
        let regions: usize = sums.nests.goroutines().map(levels).sum();
        let opened = trace.goroutines.len() - alone.len() + regions;
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
            if source.instants().is_some() {
                continue;
            }
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

#[test]
fn an_account_is_what_was_truly_done() {
    for path in traces() {
        let (trace, _) = decoder::decode(&*unpacked(&path)).unwrap();
        let sums = Sums::of(&trace).unwrap();
        let books = Books {
            stints: &sums.stints,
            marks: &sums.marks,
            stops: &sums.stops,
            heap: &sums.heap,
        };
        let all = exact(&trace, Lane::Count(Counter::States));
        let procs = (0..trace.places.procs.len()).flat_map(|row| exact(&trace, Lane::Proc(ProcRow::from(row))));
        let procs: Vec<_> = procs.collect();
        let [marks, stops] = [Lane::Mark, Lane::Stopped].map(|lane| exact(&trace, lane));
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        for _ in 0..20 {
            let view = view(&trace, &mut random);
            let (from, to) = (view.start, view.end().min(trace.end));
            let account = Account::of(&trace, books, from, to);
            let told = format!("{}: {from} to {to}", path.display());
            let mut states = Mix::default();
            for &(what, nanos) in &account.whats {
                states.add(sums.activities.get(what), nanos);
            }
            assert_eq!(states, within(&all, from, to), "{told}");
            assert_eq!(account.procs, within(&procs, from, to), "{told}");
            assert!(account.procs.total() <= account.capacity, "{told}");
            assert_eq!(account.marks, within(&marks, from, to).total(), "{told}");
            assert_eq!(account.stops, within(&stops, from, to).total(), "{told}");
            let is_made = |row: &GoRow| {
                let goroutine = trace.goroutines.get(*row);
                !goroutine.is_older && (from..to).contains(&goroutine.creation)
            };
            assert_eq!(
                account.created,
                trace.goroutines.rows().filter(is_made).count() as u64,
                "{told}"
            );
            if let Some([first, last, most]) = account.heap {
                assert!(first <= most && last <= most, "{told}");
            }
        }
    }
}

#[test]
fn a_stack_is_what_was_told_last() {
    for path in traces() {
        let (trace, _) = decoder::decode(&*unpacked(&path)).unwrap();
        let sums = Sums::of(&trace).unwrap();
        for row in trace.goroutines.rows() {
            let track = Track::of(&trace, &sums.samples_of_goroutines, row).unwrap();
            let told = seen(&trace, row);
            let deepest = told.iter().filter(|it| it.0.0 < it.0.1).map(|it| it.1.len()).max();
            assert_eq!(track.levels(), deepest.unwrap_or(0), "{}: {row:?}", path.display());
            for ((start, end), functions) in told.iter().filter(|it| it.0.0 < it.0.1) {
                for time in [*start, start.midpoint(*end), end - 1] {
                    let at = |level| track.at(level, time).filter(|call| time < call.end);
                    let levels = (0..track.levels() as u8).map_while(at);
                    let found: Vec<_> = levels.map(|call| trace.frames.get(call.frame.row()).function).collect();
                    assert_eq!(&found, functions, "{}: {row:?} at {time}", path.display());
                }
            }
            // What goes on is one call.
            for level in 0..track.levels() as u8 {
                let mut time = -1;
                while let Some(call) = track.after(level, time) {
                    assert!(call.start < call.end && call.start > time, "{call:?}");
                    time = call.start;
                }
            }
        }
    }
}

#[test]
fn wakings_are_listed_by_who_did_them() {
    for path in traces() {
        let (trace, _) = decoder::decode(&*unpacked(&path)).unwrap();
        let wakings = Wakings::of(&trace).unwrap();
        let mut all: Vec<(GoRow, i64, GoRow)> = Vec::new();
        for woken in trace.goroutines.rows() {
            let changes = trace.spans.of(woken);
            let by = changes.filter_map(|change| Some((change.by.goroutine()?, change.time, woken)));
            all.extend(by);
        }
        assert_eq!(wakings.len(), all.len(), "{}", path.display());
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        for waker in trace.goroutines.rows() {
            for _ in 0..4 {
                let view = view(&trace, &mut random);
                let (from, to) = (view.start, view.end());
                let found = wakings.between(&trace, waker, from, to);
                let mut found: Vec<_> = found.map(|it| (it.time, it.woken)).collect();
                assert!(found.is_sorted_by_key(|it| it.0), "{found:?}");
                let own = all.iter().filter(|it| it.0 == waker && (from..to).contains(&it.1));
                let mut wanted: Vec<_> = own.map(|it| (it.1, it.2)).collect();
                found.sort_unstable();
                wanted.sort_unstable();
                assert_eq!(found, wanted, "{}: {waker:?} from {from} to {to}", path.display());
            }
        }
    }
}

#[test]
fn goroutines_stand_below_those_that_made_them_however_folded() {
    for path in traces() {
        let (trace, _) = decoder::decode(&*unpacked(&path)).unwrap();
        let mut sums = Sums::of(&trace).unwrap();
        let mut lanes = Lanes::of(&trace, &sums).unwrap();
        let plain: Vec<_> = (0..lanes.len()).map(|row| lanes.at(row)).collect();
        lanes.show_makers(&trace, true).unwrap();
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        for step in 0..60 {
            let row = GoRow::from(random.below(trace.goroutines.len()));
            match random.below(4) {
                0 => lanes.open_makers(step % 2 == 0),
                1 => {
                    let is_open = lanes.is_open(Lane::Goroutine(row)).unwrap();
                    lanes.open(Lane::Goroutine(row), !is_open);
                }
                2 => {
                    let track = Track::of(&trace, &sums.samples_of_goroutines, row).unwrap();
                    lanes.show_stack(row, Some(track.levels().max(1) as u8));
                    sums.tracks.insert(row, track);
                }
                _ => lanes.show_stack(row, None),
            }
            let shown: Vec<_> = (0..lanes.len()).map(|row| lanes.at(row).unwrap()).collect();
            for (at, &lane) in shown.iter().enumerate() {
                assert_eq!(lanes.row_of(&trace, lane), Some(at), "{}: {lane:?}", path.display());
            }
            let is_shown = |row: GoRow| shown.contains(&Lane::Goroutine(row));
            for row in trace.goroutines.rows() {
                let mut above = creators::creator(&trace, row);
                let mut wanted = true;
                while let Some(creator) = above {
                    wanted &= lanes.is_open(Lane::Goroutine(creator)) == Some(true);
                    above = creators::creator(&trace, creator);
                }
                assert_eq!(is_shown(row), wanted, "{}: {row:?}", path.display());
            }
            let extras = shown.iter().filter(|lane| matches!(lane, Lane::Region(..))).count();
            let regions = trace.goroutines.rows().filter(|&row| is_shown(row));
            assert_eq!(extras, regions.map(|row| sums.nests.levels(row)).sum::<usize>());
        }
        for row in trace.goroutines.rows() {
            lanes.show_stack(row, None);
            lanes.reveal(&trace, Lane::Goroutine(row));
            assert!(lanes.row_of(&trace, Lane::Goroutine(row)).is_some());
        }
        lanes.show_makers(&trace, false).unwrap();
        assert_eq!((0..lanes.len()).map(|row| lanes.at(row)).collect::<Vec<_>>(), plain);
    }
}
