//! Profiles and pages of a part of a trace: their sums are what a slow and plain count finds in it.

use std::collections::BTreeMap;

use goscope::analyze::trace::census::{Census, Measure};
use goscope::analyze::trace::distribution::Distribution;
use goscope::analyze::trace::goroutines;
use goscope::analyze::trace::profile::kind::ProfileKind;
use goscope::analyze::trace::profile::scoped;
use goscope::analyze::trace::scope::{Scope, Who, Window};
use goscope::analyze::trace::syscalls::Syscalls;
use goscope::analyze::trace::waits::Wait;
use goscope::decode::trace::decoder;
use goscope::model::profile::Profile;
use goscope::model::trace::Trace;
use goscope::model::trace::goroutine::GoRow;
use goscope::model::trace::range::{NO_TIME, RangeKind, Scope as RangeScope};
use goscope::model::trace::state::GoState;
use goscope::model::trace::what::What;

use crate::random::Random;
use crate::{traces, unpacked};

/// Windows here and there, the whole among them.
pub(crate) fn windows(trace: &Trace) -> Vec<Window> {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut at = || random.below(trace.end as usize + 1) as i64;
    let mut windows: Vec<Window> = (0..12)
        .map(|_| (at(), at()))
        .map(|(a, b)| (a.min(b), a.max(b) + 1))
        .collect();
    windows.push((0, trace.end));
    windows
}

/// What a goroutine did in a window, by walking over all of its changes.
pub(crate) fn walked(trace: &Trace, goroutine: GoRow, (from, to): Window) -> Vec<(What, i64)> {
    let row = trace.goroutines.get(goroutine);
    let changes: Vec<_> = trace.spans.of(goroutine).collect();
    let mut found = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        let start = if at == 0 && row.is_older {
            row.creation
        } else {
            change.time
        };
        let end = changes.get(at + 1).map_or(trace.end, |next| next.time);
        let nanos = end.min(to) - start.max(from);
        if nanos > 0 {
            found.push((trace.whats.get(change.what), nanos));
        }
    }
    found
}

/// The sum of all time in a profile, and of counts.
fn sums(profile: &Profile) -> (i64, i64) {
    let [count, nanos] = &profile.samples.values[..] else {
        return (profile.samples.values[0].iter().sum(), 0);
    };
    (count.iter().sum(), nanos.iter().sum())
}

fn is_of(trace: &Trace, kind: &ProfileKind, what: What) -> bool {
    match kind {
        ProfileKind::Wait(wait) => wait.is(trace, what),
        ProfileKind::Ready => what.state == GoState::Runnable,
        ProfileKind::Blocked => what.state == GoState::Waiting,
        ProfileKind::Reason(reason) => {
            what.state == GoState::Waiting && trace.strings.bytes(what.reason) == reason.as_bytes()
        }
        ProfileKind::Wall => !matches!(what.state, GoState::NotExist | GoState::Undetermined),
        ProfileKind::Assist | ProfileKind::Cpu => false,
    }
}

#[test]
fn a_profile_of_a_part_adds_up_what_lies_in_it() {
    for path in traces() {
        let (trace, _) = decoder::decode(&unpacked(&path)[..]).unwrap();
        let mut kinds: Vec<ProfileKind> = ProfileKind::OFFERED.into();
        kinds.extend(["sleep", "chan receive", "no such reason"].map(|reason| ProfileKind::Reason(reason.to_owned())));
        for window in windows(&trace) {
            let groups = trace.totals.groups().map(|(_, root)| Who::Group(root));
            for who in groups.chain([Who::All, Who::Goroutine(GoRow(1))]) {
                let scope = Scope {
                    window: Some(window),
                    who,
                };
                let is_in = |row: &GoRow| match who {
                    Who::Group(root) => trace.goroutines.get(*row).root == root,
                    Who::Goroutine(goroutine) => *row == goroutine,
                    _ => true,
                };
                let rows = || trace.goroutines.rows().filter(is_in);
                for kind in &kinds {
                    let (count, nanos) = sums(&scoped::profile(&trace, kind, &scope).unwrap());
                    let place = format!("{} {kind:?} {scope:?}", path.display());
                    match kind {
                        ProfileKind::Cpu => {
                            let samples = trace
                                .samples
                                .iter()
                                .filter(|sample| (window.0..window.1).contains(&sample.time));
                            let samples = samples.filter(|sample| {
                                who == Who::All || sample.goroutine.is_some() && is_in(&sample.goroutine)
                            });
                            assert_eq!(count, samples.count() as i64, "{place}");
                        }
                        ProfileKind::Assist => {
                            let assists = trace.ranges.iter().filter(|range| range.kind == RangeKind::Assist);
                            let own = assists
                                .filter(|range| matches!(range.scope, RangeScope::Goroutine(row) if is_in(&row)));
                            let inside = own.map(|range| {
                                let end = if range.end == NO_TIME { trace.end } else { range.end };
                                (end.min(window.1) - range.start.max(window.0)).max(0)
                            });
                            assert_eq!(nanos, inside.sum::<i64>(), "{place}");
                        }
                        _ => {
                            let all = rows().flat_map(|row| walked(&trace, row, window));
                            let own = all.filter(|&(what, _)| is_of(&trace, kind, what));
                            let want = own.fold((0, 0), |sum, row| (sum.0 + 1, sum.1 + row.1));
                            assert_eq!(nanos, want.1, "{place}");
                            if *kind != ProfileKind::Wall {
                                assert_eq!(count, want.0, "{place}");
                            }
                        }
                    }
                }
            }
            // The model's own sums, which the timeline tells.
            let sums_at = |time| {
                trace
                    .totals
                    .of_group(&trace.goroutines, &trace.spans, trace.totals.all(), time)
                    .rows
            };
            let mut by_state: BTreeMap<GoState, i64> = BTreeMap::new();
            for (time, sign) in [(window.0, -1), (window.1, 1)] {
                for (what, _, nanos) in sums_at(time) {
                    *by_state.entry(trace.whats.get(what).state).or_default() += sign * nanos;
                }
            }
            let scope = Scope {
                window: Some(window),
                who: Who::All,
            };
            for (kind, state) in [
                (ProfileKind::Blocked, GoState::Waiting),
                (ProfileKind::Ready, GoState::Runnable),
                (ProfileKind::Wait(Wait::Sched), GoState::Runnable),
                (ProfileKind::Wait(Wait::Syscall), GoState::Syscall),
            ] {
                let (_, nanos) = sums(&scoped::profile(&trace, &kind, &scope).unwrap());
                assert_eq!(
                    nanos,
                    by_state.get(&state).copied().unwrap_or(0),
                    "{}: {kind:?}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn a_task_and_a_region_count_only_what_lies_in_them() {
    let path = traces().pop().unwrap();
    let (trace, _) = decoder::decode(&unpacked(&path)[..]).unwrap();
    let region = trace
        .annotations
        .regions
        .iter()
        .find(|region| !trace.strings.bytes(region.name).is_empty());
    let name = region.unwrap().name;
    let wall = |who| sums(&scoped::profile(&trace, &ProfileKind::Wall, &Scope { window: None, who }).unwrap()).1;
    let regions = trace.annotations.regions.iter().filter(|region| region.name == name);
    let most: i64 = regions.map(|region| region.end - region.start).sum();
    let inside = wall(Who::Regions(name, None));
    assert!(inside > 0 && inside <= most, "{inside} of {most}");
    for row in 0..trace.annotations.tasks.len() {
        let task = trace.annotations.tasks.get(row);
        if let Some(((start, _), (end, _))) = task.start.zip(task.end) {
            let inside = wall(Who::Task(row.into()));
            assert!(inside > 0 && inside <= (end - start) * trace.goroutines.len() as i64);
        }
    }
}

#[test]
fn a_census_of_all_is_what_go_sums_up() {
    for path in traces() {
        let (trace, _) = decoder::decode(&unpacked(&path)[..]).unwrap();
        let syscalls = Syscalls::of(&trace).unwrap();
        let mut pieces = Vec::new();
        let groups: Vec<_> = trace.totals.groups().collect();
        for (_, root) in groups {
            let census = Census::of(&trace, &Scope::ALL, Some(root)).unwrap();
            let family = census.families.iter().find(|family| family.root == root).unwrap();
            assert_eq!(family.count, census.persons.len() as u64);
            let is_sum = |(column, found): (usize, &Distribution)| {
                let values: Vec<i64> = census.persons.iter().map(|person| person.values[column]).collect();
                assert_eq!(found.sum(), values.iter().sum::<i64>());
                assert_eq!(found.greatest(), values.iter().copied().max().unwrap());
                assert_eq!(found.count(), family.count);
            };
            family.columns.iter().enumerate().for_each(is_sum);
            for person in &census.persons {
                let summary = goroutines::summary(&trace, &syscalls, person.row, &mut pieces).unwrap();
                let value = |measure| census.column(measure).map_or(0, |column| person.values[column]);
                let times = summary.times;
                assert_eq!(value(Measure::Running), times.exec);
                assert_eq!(value(Measure::Runnable), times.sched);
                assert_eq!(value(Measure::Syscall), times.syscall);
                assert_eq!(value(Measure::SyscallBlocked), times.syscall_block);
                assert_eq!(value(Measure::Total), times.total);
                for (reason, nanos) in times.block {
                    assert_eq!(value(Measure::Blocked(reason)), nanos);
                }
            }
        }
    }
}

#[test]
fn a_census_of_parts_adds_up_to_that_of_the_whole() {
    for path in traces() {
        let (trace, _) = decoder::decode(&unpacked(&path)[..]).unwrap();
        let sums = |window| {
            let scope = Scope { window, who: Who::All };
            let census = Census::of(&trace, &scope, None).unwrap();
            let mut sums = BTreeMap::new();
            for family in &census.families {
                for (measure, column) in census.columns.iter().zip(&family.columns) {
                    // What is not known may be known of a part.
                    if *measure != Measure::Unknown && column.sum() > 0 {
                        *sums
                            .entry((trace.strings.text(family.root).into_owned(), measure.name(&trace)))
                            .or_insert(0) += column.sum();
                    }
                }
            }
            sums
        };
        let mut added = BTreeMap::new();
        let edges = [0, trace.end / 7, trace.end / 3, trace.end / 2, trace.end];
        for window in edges.windows(2) {
            for (key, nanos) in sums(Some((window[0], window[1]))) {
                *added.entry(key).or_insert(0) += nanos;
            }
        }
        assert_eq!(added, sums(None), "{}", path.display());
    }
}
