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

/// The events of one thread, which keeps its processor.
struct Lane {
    text: String,
    last: usize,
    proc: usize,
    own_seq: usize,
    worker_seq: usize,
}

impl Lane {
    fn new(proc: usize) -> Self {
        let mut lane = Self {
            text: format!("EventBatch gen=1 m={} time=1000\n", proc + 1),
            last: 0,
            proc,
            own_seq: 0,
            worker_seq: 0,
        };
        lane.add(0, "ProcStatus", &format!("p={proc} pstatus=1"));
        let own = lane.own();
        lane.add(0, "GoStatus", &format!("g={own} m={} gstatus=2", proc + 1));
        if proc == 0 {
            lane.add(0, "ProcsChange", &format!("procs_value={PROCS} stack=0"));
        }
        lane
    }

    /// The goroutine that works for the program; the next one is the collector's.
    fn own(&self) -> usize {
        1 + 2 * self.proc
    }

    fn add(&mut self, at: usize, event: &str, more: &str) {
        writeln!(self.text, "{event} dt={} {more}", at - self.last).unwrap();
        self.last = at;
    }

    fn work(&mut self, work: Work, from: usize, to: usize) {
        match work {
            Work::Nothing => {}
            Work::Assist => {
                self.add(from, "GCMarkAssistBegin", "stack=0");
                self.add(to, "GCMarkAssistEnd", "");
            }
            Work::Sweep => {
                self.add(from, "GCSweepBegin", "stack=0");
                self.add(to, "GCSweepEnd", "swept_value=0 reclaimed_value=0");
            }
            Work::Worker => self.switch(from, to),
        }
    }

    /// The collector's worker takes the processor.
    fn switch(&mut self, from: usize, to: usize) {
        let (own, worker) = (self.own(), self.own() + 1);
        self.add(from, "GoBlock", "reason_string=3 stack=1");
        if self.worker_seq == 0 {
            self.add(
                from,
                "GoStatus",
                &format!("g={worker} m=18446744073709551615 gstatus=1"),
            );
        } else {
            self.worker_seq += 1;
            let seq = self.worker_seq;
            self.add(from, "GoUnblock", &format!("g={worker} g_seq={seq} stack=0"));
        }
        self.worker_seq += 1;
        let seq = self.worker_seq;
        self.add(from, "GoStart", &format!("g={worker} g_seq={seq}"));
        self.add(from, "GoLabel", "label_string=4");
        self.add(to, "GoBlock", "reason_string=3 stack=2");
        let seq = self.own_seq;
        self.add(to, "GoUnblock", &format!("g={own} g_seq={} stack=0", seq + 1));
        self.add(to, "GoStart", &format!("g={own} g_seq={}", seq + 2));
        self.own_seq += 2;
    }
}

/// What names and stacks of all threads are.
const TABLES: &str = r#"EventBatch gen=1 m=18446744073709551615 time=9000
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
"#;

/// A trace in which every processor runs one goroutine after the other, some of which help the collector, sweep, or are its workers.
fn made(random: &mut Random) -> Made {
    let mut text = "Trace Go1.22\n".to_owned();
    let mut work = vec![[Work::Nothing; PROCS]; UNITS];
    let mut is_stopped = vec![false; UNITS];
    for proc in 0..PROCS {
        let mut lane = Lane::new(proc);
        let mut now = 1;
        while now + 200 < UNITS {
            let from = now + 1 + random.below(60);
            let to = from + 1 + random.below(100);
            now = to;
            let kind = [Work::Nothing, Work::Assist, Work::Sweep, Work::Worker][random.below(4)];
            for unit in &mut work[from..to] {
                unit[proc] = kind;
            }
            lane.work(kind, from, to);
            if proc == 0 && random.below(8) == 0 {
                let (from, to) = (now + 1, now + 2 + random.below(9));
                now = to;
                is_stopped[from..to].fill(true);
                lane.add(from, "STWBegin", "kind_string=5 stack=0");
                lane.add(to, "STWEnd", "");
            }
        }
        lane.add(UNITS, "HeapAlloc", "heapalloc_value=1");
        text.push_str(&lane.text);
    }
    text.push_str(TABLES);
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
            let next = (begins as usize + 1).min(UNITS - window);
            let there = f64::midpoint(means[begins as usize], means[next]);
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
