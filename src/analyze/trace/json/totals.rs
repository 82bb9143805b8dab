//! What is one number, or few.

use crate::analyze::json::JsonError;
use crate::analyze::trace::json::Page;
use crate::analyze::trace::utilization::{self, Flags};
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::place::ThreadRow;
use crate::model::trace::range::{NO_TIME, RangeKind};
use crate::model::trace::series::Series;
use crate::model::trace::state::{GoState, ProcState};
use crate::model::trace::tally::EventKind;

/// Windows of the utilization: their names, and nanoseconds.
const WINDOWS: [(&str, i64); 6] = [
    ("10µs", 10_000),
    ("100µs", 100_000),
    ("1ms", 1_000_000),
    ("10ms", 10_000_000),
    ("100ms", 100_000_000),
    ("1s", 1_000_000_000),
];

/// Most functions that are listed for samples.
const MAX_LEAVES: usize = 25;

/// Numbers of a name: how many, their sum, the least and the greatest.
#[derive(Clone, Copy)]
pub(super) struct Sum {
    pub(super) name: StringId,
    pub(super) count: u64,
    pub(super) done: u64,
    pub(super) total: i64,
    pub(super) least: i64,
    pub(super) greatest: i64,
}

/// Sums by name, in the order of the names' first appearance: there are few.
#[derive(Default)]
pub(super) struct Sums {
    pub(super) rows: Vec<Sum>,
    by_name: hashbrown::HashMap<StringId, usize, foldhash::fast::FixedState>,
}

impl Sums {
    /// Adds something of a name; it has a length if it is done.
    pub(super) fn add(&mut self, name: StringId, length: Option<i64>) -> Result<(), OutOfMemory> {
        let full = OutOfMemory { rows: self.rows.len() };
        self.rows.try_reserve(1).map_err(|_no_memory| full)?;
        self.by_name.try_reserve(1).map_err(|_no_memory| full)?;
        let next = self.rows.len();
        let at = *self.by_name.entry(name).or_insert(next);
        if at == next {
            self.rows.push(Sum {
                name,
                count: 0,
                done: 0,
                total: 0,
                least: i64::MAX,
                greatest: 0,
            });
        }
        let sum = &mut self.rows[at];
        sum.count += 1;
        if let Some(length) = length {
            sum.done += 1;
            sum.total += length;
            sum.least = sum.least.min(length);
            sum.greatest = sum.greatest.max(length);
        }
        Ok(())
    }
}

impl Page<'_> {
    pub(super) fn totals(&mut self) -> Result<(), JsonError> {
        let trace = self.trace;
        let format = if trace.written.version < 22 { "v1" } else { "v2" };
        self.json.key("format").text(format.as_bytes());
        self.json.key("version").number(trace.written.version);
        let (first, last) = (self.time(0), self.time(trace.end));
        self.json.key("time").begin(b'{');
        self.json.key("first").number(first);
        self.json.key("last").number(last);
        self.json.key("dur").number(trace.end);
        self.json.end(b'}');
        self.events();
        self.json.key("wire").begin(b'{');
        self.json.key("batches").number(trace.written.batches);
        self.json.key("generationCount").number(trace.generations.len() as u64);
        self.json.key("stacks").number(trace.written.stacks);
        self.json.key("strings").number(trace.written.strings);
        if !trace.written.v1_events.is_empty() {
            self.json.key("eventsByName").begin(b'{');
            for &(name, count) in &trace.written.v1_events {
                self.json.key(name).number(count);
            }
            self.json.end(b'}');
        }
        self.json.end(b'}');
        self.metrics();
        self.json.key("maxGoroutinesByState").begin(b'{');
        for state in GoState::ALL {
            let peak = trace.tally.peaks[state as usize];
            if peak > 0 {
                self.json.key(state.name()).number(peak);
            }
        }
        self.json.end(b'}');
        self.proc_times();
        self.ranges()?;
        self.samples()?;
        self.utilization()
    }

    fn events(&mut self) {
        let tally = &self.trace.tally;
        let json = &mut self.json;
        json.key("events").begin(b'{');
        json.key("total").number(tally.total());
        json.key("byKind").begin(b'{');
        for kind in EventKind::ALL {
            let count = tally.kinds[kind as usize];
            if count > 0 {
                json.key(kind.name()).number(count);
            }
        }
        json.end(b'}');
        json.key("goTransitions").begin(b'{');
        for old in GoState::ALL {
            for new in GoState::ALL {
                let count = tally.go_changes[old as usize][new as usize];
                if count > 0 {
                    json.key(&format!("{}->{}", old.name(), new.name())).number(count);
                }
            }
        }
        json.end(b'}');
        json.key("procTransitions").begin(b'{');
        for old in ProcState::ALL {
            for new in ProcState::ALL {
                let count = tally.proc_changes[old as usize][new as usize];
                if count > 0 {
                    json.key(&format!("{}->{}", old.name(), new.name())).number(count);
                }
            }
        }
        json.end(b'}');
        json.key("reasons").begin(b'{');
        for (what, &count) in self.trace.whats.rows().iter().zip(&tally.stops) {
            if count > 0 {
                let verb: &[u8] = if what.state == GoState::Waiting {
                    b"block: "
                } else {
                    b"stop: "
                };
                let key = [verb, self.trace.strings.bytes(what.reason)].concat();
                json.key_bytes(&key).number(count);
            }
        }
        json.end(b'}');
        json.key("ranges").begin(b'{');
        for (kind, name, count) in tally.ranges() {
            let key = [kind.name().as_bytes(), b" ", self.trace.strings.bytes(name)].concat();
            json.key_bytes(&key).number(count);
        }
        json.end(b'}');
        json.end(b'}');
    }

    fn metrics(&mut self) {
        let trace = self.trace;
        self.json.key("gomaxprocs").begin(b'[');
        for (time, value) in trace.gomaxprocs.rows() {
            let time = self.time(time);
            self.json.begin(b'{');
            self.json.key("t").number(time);
            self.json.key("n").number(value);
            self.json.end(b'}');
        }
        self.json.end(b']');
        self.json.key("metrics").begin(b'{');
        self.metric("/sched/gomaxprocs:threads", &trace.gomaxprocs);
        self.metric("/memory/classes/heap/objects:bytes", &trace.heap);
        self.metric("/gc/heap/goal:bytes", &trace.heap_goal);
        self.json.end(b'}');
    }

    fn metric(&mut self, name: &str, series: &Series) {
        if series.is_empty() {
            return;
        }
        let (first_time, first) = series.get(0);
        let (last_time, last) = series.get(series.len() - 1);
        let (mut least, mut greatest, mut greatest_time) = (first, first, first_time);
        for (time, value) in series.rows() {
            least = least.min(value);
            if value > greatest {
                (greatest, greatest_time) = (value, time);
            }
        }
        let times = [first_time, last_time, greatest_time].map(|time| self.time(time));
        let json = &mut self.json;
        json.key(name).begin(b'{');
        json.key("count").number(series.len() as u64);
        json.key("first").number(first);
        json.key("last").number(last);
        json.key("max").number(greatest);
        json.key("min").number(least);
        json.key("firstTime").number(times[0]);
        json.key("lastTime").number(times[1]);
        json.key("maxTime").number(times[2]);
        json.end(b'}');
    }

    fn proc_times(&mut self) {
        let (hands, places) = (&self.trace.hands, &self.trace.places);
        let mut nanos: Vec<(i64, i64)> = Vec::new();
        for row in 0..places.procs.len() {
            let (mut since, mut sum, mut ran) = (None, 0, false);
            for row in hands.of(row.into()) {
                let time = hands.time.get(row);
                if hands.thread.get(row) == ThreadRow::NONE {
                    sum += since.take().map_or(0, |since| time - since);
                } else {
                    since = since.or(Some(time));
                    ran = true;
                }
            }
            sum += since.map_or(0, |since| self.trace.end - since);
            if ran {
                nanos.push((places.procs.get(row).0, sum));
            }
        }
        nanos.sort_unstable();
        self.json.key("procRunningTime").begin(b'{');
        for (proc, nanos) in nanos {
            self.json.key(&proc.to_string()).number(nanos);
        }
        self.json.end(b'}');
    }

    fn ranges(&mut self) -> Result<(), JsonError> {
        let trace = self.trace;
        let (mut all, mut stopped, mut open) = (Sums::default(), Sums::default(), Sums::default());
        let (mut swept, mut reclaimed, mut cycles, mut stops) = (0_u64, 0_u64, 0_u64, 0_u64);
        for range in trace.ranges.iter() {
            swept = swept.wrapping_add(range.swept_bytes);
            reclaimed = reclaimed.wrapping_add(range.reclaimed_bytes);
            let is_done = range.end != NO_TIME;
            let length = (is_done && range.start != NO_TIME).then(|| range.end - range.start);
            if is_done {
                all.add(range.name, Some(length.unwrap_or(0)))?;
            } else {
                all.add(range.name, None)?;
            }
            open.add(range.name, (!is_done).then_some(0))?;
            cycles += u64::from(range.kind == RangeKind::Mark);
            if range.kind == RangeKind::StopTheWorld {
                stops += 1;
                stopped.add(range.name, length)?;
            }
        }
        let json = &mut self.json;
        json.key("sweepBytes").begin(b'{');
        json.key("swept").number(swept);
        json.key("reclaimed").number(reclaimed);
        json.end(b'}');
        json.key("gcCycleCount").number(cycles);
        json.key("stwCount").number(stops);
        json.key("stwByName").begin(b'{');
        for sum in &stopped.rows {
            json.key_bytes(trace.strings.bytes(sum.name)).begin(b'{');
            json.key("count").number(sum.count);
            if sum.done > 0 {
                json.key("total").number(sum.total);
                json.key("max").number(sum.greatest);
            }
            json.end(b'}');
        }
        json.end(b'}');
        json.key("rangeTotals").begin(b'{');
        for (sum, open) in all.rows.iter().zip(&open.rows) {
            json.key_bytes(trace.strings.bytes(sum.name)).begin(b'{');
            json.key("completed").number(sum.done);
            json.key("openAtEnd").number(open.done);
            json.key("totalDur").number(sum.total);
            json.end(b'}');
        }
        json.end(b'}');
        Ok(())
    }

    fn samples(&mut self) -> Result<(), JsonError> {
        let trace = self.trace;
        let (mut leaves, mut deepest) = (Sums::default(), 0);
        let (mut last, mut last_leaf) = (None, (StringId(0), 0));
        let mut without_stack = 0_u64;
        for sample in trace.samples.iter() {
            if last != Some(sample.stack) {
                last = Some(sample.stack);
                let depth = trace.stacks.towards_root(sample.stack).count();
                last_leaf = (trace.leaf(sample.stack).unwrap_or_default(), depth);
            }
            deepest = deepest.max(last_leaf.1);
            if last_leaf.1 == 0 {
                without_stack += 1;
            } else {
                leaves.add(last_leaf.0, None)?;
            }
        }
        let mut rows: Vec<(u64, &[u8])> = Vec::new();
        rows.extend(leaves.rows.iter().map(|sum| (sum.count, trace.strings.bytes(sum.name))));
        if without_stack > 0 {
            rows.push((without_stack, b"(no stack)"));
        }
        rows.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let json = &mut self.json;
        json.key("cpuSamples").begin(b'{');
        json.key("count").number(trace.samples.len() as u64);
        json.key("maxDepth").number(deepest as u64);
        json.key("leaf").begin(b'[');
        for (count, name) in rows.into_iter().take(MAX_LEAVES) {
            json.begin(b'{');
            json.key("name").text(name);
            json.key("count").number(count);
            json.end(b'}');
        }
        json.end(b']');
        json.end(b'}');
        Ok(())
    }

    fn utilization(&mut self) -> Result<(), JsonError> {
        let all = Flags::ALL;
        let sets = [
            (
                "stw",
                Flags {
                    background: false,
                    assist: false,
                    sweep: false,
                    ..all
                },
            ),
            (
                "bg+assist+sweep",
                Flags {
                    stop_the_world: false,
                    ..all
                },
            ),
            ("stw+bg+assist", Flags { sweep: false, ..all }),
            ("stw+bg+assist+sweep", all),
            (
                "stw+bg+assist+sweep perProc",
                Flags {
                    is_per_proc: true,
                    ..all
                },
            ),
        ];
        self.json.key("mmuFixed").begin(b'{');
        for (name, flags) in sets {
            let curves = utilization::curves(self.trace, flags)?;
            if curves.is_empty() {
                continue;
            }
            let json = &mut self.json;
            json.key(name).begin(b'{');
            let nanos: i64 = curves.iter().map(utilization::Curve::nanos).sum();
            if nanos > 0 {
                let means = curves.iter().map(|curve| curve.mean() * curve.nanos() as f64);
                json.key("mean").fraction(means.sum::<f64>() / nanos as f64);
            }
            json.key("mmu").begin(b'{');
            for (window, nanos) in WINDOWS {
                let least = curves.iter().map(|curve| curve.least(nanos)).fold(1.0, f64::min);
                json.key(window).fraction(least);
            }
            json.end(b'}');
            json.end(b'}');
        }
        self.json.end(b'}');
        Ok(())
    }
}
