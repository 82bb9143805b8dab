//! Minimum mutator utilization of random traces against a slow exact computation: what the collector did in every unit of
//! time is known, since the trace is made of it.

use std::fmt::Write as _;

use goscope::analyze::trace::mmu::Mmu;
use goscope::analyze::trace::utilization::{Flags, curves};
use goscope::decode::trace::{decoder, raw};
use goscope::model::trace::Trace;

use crate::random::Random;

/// Processors.
const PROCS: usize = 3;
/// How long a trace is, in units of 64 ns.
const UNITS: usize = 4_000;

/// What the collector does in each unit, processor by processor: nothing, an assist, a sweep; a worker of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Work {
    Nothing,
    Assist,
    Sweep,
    Worker,
}

/// Which units what is done.
struct Made {
    work: Vec<[Work; PROCS]>,
    is_stopped: Vec<bool>,
    trace: Box<Trace>,
}

/// A trace in which every processor runs one goroutine after the other, some of which help the collector, sweep, or are its workers.
fn made(random: &mut Random) -> Made {
    let mut text = "Trace Go1.22\n".to_owned();
    let mut work = vec![[Work::Nothing; PROCS]; UNITS];
    let mut is_stopped = vec![false; UNITS];
    let line = |text: &mut String, last: &mut usize, at: usize, event: &str, more: &str| {
        writeln!(text, "{event} dt={} {more}", at - *last).unwrap();
        *last = at;
    };
    for proc in 0..PROCS {
        writeln!(text, "EventBatch gen=1 m={} time=1000", proc + 1).unwrap();
        let mut last = 0;
        line(&mut text, &mut last, 0, "ProcStatus", &format!("p={proc} pstatus=1"));
        // One goroutine works for the program, the other is the collector's; both are there from the beginning.
        let [own, worker] = [1 + 2 * proc, 2 + 2 * proc];
        line(
            &mut text,
            &mut last,
            0,
            "GoStatus",
            &format!("g={own} m={} gstatus=2", proc + 1),
        );
        if proc == 0 {
            line(
                &mut text,
                &mut last,
                0,
                "ProcsChange",
                &format!("procs_value={PROCS} stack=0"),
            );
        }
        let (mut seq, mut worker_seq, mut is_known) = (0, 0, false);
        let mut now = 1;
        while now + 200 < UNITS {
            let from = now + 1 + random.below(60);
            let to = from + 1 + random.below(100);
            now = to;
            let kind = [Work::Nothing, Work::Assist, Work::Sweep, Work::Worker][random.below(4)];
            for unit in &mut work[from..to] {
                unit[proc] = kind;
            }
            match kind {
                Work::Nothing => {}
                Work::Assist => {
                    line(&mut text, &mut last, from, "GCMarkAssistBegin", "stack=0");
                    line(&mut text, &mut last, to, "GCMarkAssistEnd", "");
                }
                Work::Sweep => {
                    line(&mut text, &mut last, from, "GCSweepBegin", "stack=0");
                    line(
                        &mut text,
                        &mut last,
                        to,
                        "GCSweepEnd",
                        "swept_value=0 reclaimed_value=0",
                    );
                }
                Work::Worker => {
                    line(&mut text, &mut last, from, "GoBlock", "reason_string=3 stack=1");
                    if !is_known {
                        line(
                            &mut text,
                            &mut last,
                            from,
                            "GoStatus",
                            &format!("g={worker} m=18446744073709551615 gstatus=1"),
                        );
                        is_known = true;
                    } else {
                        line(
                            &mut text,
                            &mut last,
                            from,
                            "GoUnblock",
                            &format!("g={worker} g_seq={} stack=0", worker_seq + 1),
                        );
                        worker_seq += 1;
                    }
                    line(
                        &mut text,
                        &mut last,
                        from,
                        "GoStart",
                        &format!("g={worker} g_seq={}", worker_seq + 1),
                    );
                    worker_seq += 1;
                    line(&mut text, &mut last, from, "GoLabel", "label_string=4");
                    line(&mut text, &mut last, to, "GoBlock", "reason_string=3 stack=2");
                    line(
                        &mut text,
                        &mut last,
                        to,
                        "GoUnblock",
                        &format!("g={own} g_seq={} stack=0", seq + 1),
                    );
                    line(
                        &mut text,
                        &mut last,
                        to,
                        "GoStart",
                        &format!("g={own} g_seq={}", seq + 2),
                    );
                    seq += 2;
                }
            }
            if proc == 0 && random.below(8) == 0 {
                let (from, to) = (now + 1, now + 2 + random.below(9));
                now = to;
                is_stopped[from..to].fill(true);
                line(&mut text, &mut last, from, "STWBegin", "kind_string=5 stack=0");
                line(&mut text, &mut last, to, "STWEnd", "");
            }
        }
        line(&mut text, &mut last, UNITS, "HeapAlloc", "heapalloc_value=1");
    }
    text.push_str(
        r#"EventBatch gen=1 m=18446744073709551615 time=9000
Frequency freq=15625000
EventBatch gen=1 m=18446744073709551615 time=9000
Strings
String id=1
	data="main.main"
String id=2
	data="runtime.gcBgMarkWorker"
String id=3
	data="chan receive"
String id=4
	data="GC (dedicated)"
String id=5
	data="GC mark termination"
EventBatch gen=1 m=18446744073709551615 time=9000
Stacks
Stack id=1 nframes=1
	pc=1 func=1 file=0 line=9
Stack id=2 nframes=1
	pc=2 func=2 file=0 line=19
"#,
    );
    let bytes = raw::bytes(&text).unwrap();
    let (trace, warnings) = decoder::decode(bytes.as_slice()).unwrap();
    assert!(warnings.is_empty(), "{}", warnings[0]);
    Made {
        work,
        is_stopped,
        trace,
    }
}

/// What the program has of its processors in each unit.
fn units(made: &Made, flags: Flags) -> Vec<f64> {
    let counts = |work: Work| match work {
        Work::Nothing => false,
        Work::Assist => flags.assist,
        Work::Sweep => flags.sweep,
        Work::Worker => flags.background,
    };
    let units = made.work.iter().zip(&made.is_stopped);
    let value = |(work, &is_stopped): (&[Work; PROCS], &bool)| {
        let busy = work.iter().filter(|&&work| counts(work)).count();
        if is_stopped && flags.stop_the_world {
            0.0
        } else {
            1.0 - busy as f64 / PROCS as f64
        }
    };
    units.map(value).collect()
}

#[test]
fn the_least_of_any_window_is_that_of_a_slow_exact_computation() {
    let mut random = Random(0x1234_5678_9abc_def1);
    for round in 0..6 {
        let made = made(&mut random);
        let flags = Flags {
            stop_the_world: round % 2 == 0,
            sweep: round % 3 == 0,
            ..Flags::ALL
        };
        let units = units(&made, flags);
        let mmu = Mmu::of(curves(&made.trace, flags).unwrap()).unwrap();
        let mut sums = vec![0.0];
        for value in &units {
            sums.push(sums.last().unwrap() + value);
        }
        for window in [1, 2, 7, 30, 100, 411, 1_999, 3_500] {
            // All places at which a window can begin; its mean is linear between units.
            let means: Vec<f64> = (0..=UNITS - window)
                .map(|at| (sums[at + window] - sums[at]) / window as f64)
                .collect();
            let want = means.iter().copied().fold(f64::INFINITY, f64::min);
            let worst = mmu.worst(window as i64 * 64).unwrap();
            // What happens at one time is told a nanosecond apart.
            let near = 1.0 / window as f64;
            assert!(
                (worst.mean - want).abs() < near,
                "round {round}, {window} units: {} and {want}",
                worst.mean
            );
            let begins = worst.start as f64 / 64.0;
            let there = (means[begins as usize] + means[(begins as usize + 1).min(UNITS - window)]) / 2.0;
            assert!(
                begins.fract() > 0.2 || (there - want).abs() < 1.0 / window as f64 + near,
                "round {round}, {window} at {begins}"
            );
            // So many of all windows have at most that.
            let mut sorted = means.clone();
            sorted.sort_by(f64::total_cmp);
            let shares = [0.05, 0.5];
            for (share, got) in shares.into_iter().zip(mmu.quantiles(window as i64 * 64, shares)) {
                let want = sorted[(share * sorted.len() as f64) as usize];
                let step = 1.0 / (PROCS * window) as f64;
                assert!(
                    (got - want).abs() < step + near + 0.01,
                    "round {round}, {window} units, {share}: {got} and {want}"
                );
            }
        }
        // The worst windows do not touch each other, and each is the worst of what the ones before it left.
        let window = 50;
        let worsts = mmu.worsts(window * 64, 5).unwrap();
        assert!(worsts.is_sorted_by(|one, other| one.mean <= other.mean), "{worsts:?}");
        for (at, one) in worsts.iter().enumerate() {
            assert!(
                worsts[..at]
                    .iter()
                    .all(|other| (one.start - other.start).abs() >= window * 64),
                "{worsts:?}"
            );
        }
        assert_eq!(worsts[0].mean, mmu.worst(window * 64).unwrap().mean);
    }
}

#[test]
fn processors_have_curves_of_their_own() {
    let made = made(&mut Random(77));
    let flags = Flags {
        is_per_proc: true,
        ..Flags::ALL
    };
    let mmu = Mmu::of(curves(&made.trace, flags).unwrap()).unwrap();
    // Workers that have a processor for themselves do not count.
    let worst = mmu.worst(64).unwrap();
    assert_eq!(worst.mean, 0.0);
    assert!(worst.curve < PROCS && mmu.mean() > 0.3);
    assert_eq!(mmu.worsts(64, 3).unwrap().len(), 3);
    let everything = mmu.worst(i64::MAX / 4).unwrap();
    assert!(everything.mean > 0.2 && everything.mean < 1.0);
}
