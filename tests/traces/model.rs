//! The columns of a trace hold together: searches find what walks find, and sums are sums.

use goscope::decode::trace::decoder;
use goscope::decode::trace::error::{TraceError, TraceWarning};
use goscope::model::trace::Trace;
use goscope::model::trace::goroutine::GoRow;
use goscope::model::trace::span::Change;
use goscope::model::trace::state::GoState;
use goscope::model::trace::what::WhatId;

use crate::random::Random;
use crate::{has_generations, traces, unpacked};

fn decoded(bytes: &[u8]) -> Result<(Box<Trace>, Vec<TraceWarning>), TraceError> {
    decoder::decode(bytes)
}

/// What a goroutine did up to a time, by walking.
fn walked(trace: &Trace, goroutine: GoRow, until: i64) -> Vec<(WhatId, i64)> {
    let row = trace.goroutines.get(goroutine);
    let mut sums = vec![0; trace.whats.len()];
    let (mut what, mut since) = (WhatId::NOT_THERE, row.creation);
    for (n, change) in trace.spans.of(goroutine).enumerate() {
        if n == 0 && row.is_older {
            what = change.what;
        }
        sums[what.row()] += change.time.min(until).max(since) - since;
        if change.time > until {
            since = until;
            what = WhatId::NOT_THERE;
            break;
        }
        (what, since) = (change.what, change.time);
    }
    sums[what.row()] += until.max(since) - since;
    let named = sums
        .into_iter()
        .enumerate()
        .map(|(what, nanos)| (WhatId(what as u16), nanos));
    named.filter(|row| row.0 != WhatId::NOT_THERE && row.1 != 0).collect()
}

fn sorted(mut times: Vec<(WhatId, i64)>) -> Vec<(WhatId, i64)> {
    times.sort_unstable();
    times
}

/// Checks a trace against itself.
pub(crate) fn check(trace: &Trace, name: &str) {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut times: Vec<i64> = (0..30).map(|_| random.below(trace.end as usize + 1) as i64).collect();
    times.extend([0, trace.end / 2, trace.end]);
    for &time in &times {
        let mut all = vec![0; trace.whats.len()];
        let mut counts = vec![0; trace.whats.len()];
        for goroutine in trace.goroutines.rows() {
            let changes: Vec<Change> = trace.spans.of(goroutine).collect();
            assert!(changes.is_sorted_by(|a, b| a.time <= b.time), "{name}");
            let after = changes.partition_point(|change| change.time <= time);
            let at = after.checked_sub(1).map(|at| changes[at]);
            assert_eq!(trace.spans.at(goroutine, time), at, "{name}: {goroutine:?} at {time}");
            assert_eq!(
                trace.spans.after(goroutine, time),
                changes.get(after).copied(),
                "{name}"
            );
            let want = walked(trace, goroutine, time);
            let got = trace
                .totals
                .of_goroutine(&trace.goroutines, &trace.spans, goroutine, time);
            assert_eq!(sorted(got), sorted(want.clone()), "{name}: {goroutine:?} up to {time}");
            for (what, nanos) in want {
                all[what.row()] += nanos;
            }
            let row = trace.goroutines.get(goroutine);
            let now = at.or_else(|| {
                changes
                    .first()
                    .copied()
                    .filter(|_| row.is_older && row.creation <= time)
            });
            if let Some(now) = now {
                counts[now.what.row()] += 1;
            }
        }
        let sums = trace
            .totals
            .of_group(&trace.goroutines, &trace.spans, trace.totals.all(), time);
        for (what, count, nanos) in &sums.rows {
            assert_eq!(
                (counts[what.row()], all[what.row()]),
                (*count, *nanos),
                "{name}: {what:?} at {time}"
            );
            (counts[what.row()], all[what.row()]) = (0, 0);
        }
        assert!(
            all[1..].iter().all(|&nanos| nanos == 0),
            "{name}: not all of {all:?} at {time}"
        );
        let mut of_groups = vec![(0, 0); trace.whats.len()];
        for (group, _) in trace.totals.groups() {
            for (what, count, nanos) in trace.totals.of_group(&trace.goroutines, &trace.spans, group, time).rows {
                of_groups[what.row()].0 += count;
                of_groups[what.row()].1 += nanos;
            }
        }
        for (what, count, nanos) in sums.rows {
            assert_eq!(
                of_groups[what.row()],
                (count, nanos),
                "{name}: groups' {what:?} at {time}"
            );
        }
    }
    check_runs(trace, name);
}

/// What ran on a processor and on a thread are the running spans, each once.
fn check_runs(trace: &Trace, name: &str) {
    let runs = [&trace.proc_runs, &trace.thread_runs];
    let lanes = [trace.places.procs.len(), trace.places.threads.len()];
    let mut running = 0;
    for goroutine in trace.goroutines.rows() {
        running += trace
            .spans
            .of(goroutine)
            .filter(|change| trace.whats.get(change.what).state == GoState::Running)
            .count();
    }
    for (runs, lanes) in runs.into_iter().zip(lanes) {
        let mut rows = 0;
        for lane in 0..lanes as u32 {
            let mut last = -1;
            for (page, row) in runs.of(lane) {
                let change = trace.spans.change(page, row);
                assert!(change.time > last, "{name}");
                assert_eq!(runs.find(&trace.spans, lane, change.time), Some((page, row)), "{name}");
                if last >= 0 {
                    assert_eq!(runs.after(&trace.spans, lane, last), Some(change), "{name}");
                }
                last = change.time;
                rows += 1;
            }
        }
        assert_eq!(rows, running, "{name}");
    }
}

#[test]
fn searches_find_what_walks_find() {
    for path in traces() {
        let (trace, warnings) = decoded(&unpacked(&path)).unwrap();
        assert!(warnings.is_empty());
        check(&trace, &path.display().to_string());
    }
}

#[test]
fn of_a_cut_trace_something_is_kept_and_something_told() {
    for path in traces() {
        let bytes = unpacked(&path);
        let (whole, _) = decoded(&bytes).unwrap();
        let mut kept = 0;
        for percent in 0..100 {
            let cut = decoded(&bytes[..bytes.len() * percent / 100]);
            let Ok((trace, warnings)) = cut else { continue };
            // A cut between two generations, or before Go 1.26 between two batches, cannot be told: there the last is shorter.
            let is_clean = warnings.is_empty();
            let complete = trace.generations.len().saturating_sub(1);
            assert!(complete <= whole.generations.len());
            let (found, wanted) = (&trace.generations[..complete], &whole.generations[..complete]);
            assert_eq!(found, wanted, "{} at {percent} %", path.display());
            assert_eq!(
                trace.gaps.len(),
                usize::from(!is_clean),
                "{} at {percent} %",
                path.display()
            );
            kept += usize::from(!trace.generations.is_empty());
        }
        // Before Go 1.22 the end of a file is needed to read any of it.
        let is_kept = if has_generations(&path) { kept > 10 } else { kept == 0 };
        assert!(is_kept, "{}: of {kept} cuts something was kept", path.display());
    }
}

#[test]
fn behind_a_broken_generation_reading_goes_on() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut resumed = 0;
    for path in traces() {
        let bytes = unpacked(&path);
        for _ in 0..60 {
            let mut damaged = bytes.clone();
            let at = 16 + random.below(damaged.len() - 16);
            damaged[at] ^= 1 << random.below(8);
            let Ok((trace, warnings)) = decoded(&damaged) else {
                continue;
            };
            for warning in &warnings {
                let TraceWarning::Damage { is_resumed, .. } = warning else {
                    continue;
                };
                resumed += usize::from(*is_resumed);
            }
            if trace.whats.len() < 60 {
                check(&trace, &format!("{} with byte {at} changed", path.display()));
            }
        }
    }
    assert!(resumed > 10, "reading went on {resumed} times");
}
