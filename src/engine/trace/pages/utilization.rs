//! How much of the processors the collector left to the program, in any window at least.

use crate::analyze::trace::mmu::{Mmu, Window};
use crate::analyze::trace::utilization::{Curve, Flags, curves};
use crate::engine::trace::OpenTrace;
use crate::engine::trace::pages::ask;
use crate::engine::trace::pages::collector::bit;
use crate::engine::trace::pages::heads::heads;
use crate::engine::trace::pages::pieces::text;
use crate::engine::trace::times::length;
use crate::model::column::OutOfMemory;
use crate::protocol::account::{AccountRow, Chart, Item, Lead, Section, Switch, TraceScope};

/// Windows in the table, in nanoseconds.
const WINDOWS: [i64; 8] = [
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
    10_000_000_000,
];
/// The window whose worst places are told first: ten milliseconds.
const USUAL: u32 = 4;
/// Windows in the picture.
const COLUMNS: usize = 60;
/// The shortest of them, in nanoseconds.
const SHORTEST: f64 = 1_000.0;
/// Worst places told.
const MOST: usize = 10;
/// Shares of all windows whose means are told, beside the least.
const SHARES: [f64; 3] = [0.001, 0.01, 0.05];

/// Bits of the page's choice: what is otherwise than usual.
const STOPS: u32 = 1;
const WORKERS: u32 = 2;
const ASSISTS: u32 = 4;
const SWEEPS: u32 = 8;
const PROCS: u32 = 16;
/// Where in the choice stands which window's worst places are told, from 1 on; 0 is the usual one.
const WINDOW_SHIFT: u32 = 8;

/// What is known of one choice of flags.
pub(in crate::engine::trace) struct KnownMmu {
    flags: Flags,
    range: (i64, i64),
    mmu: Mmu,
    chart: Option<Chart>,
    rows: Vec<AccountRow>,
}

fn flags(choice: u32) -> Flags {
    let differs = |bit: u32| choice & bit != 0;
    Flags {
        stop_the_world: !differs(STOPS),
        background: !differs(WORKERS),
        assist: !differs(ASSISTS),
        sweep: differs(SWEEPS),
        is_per_proc: differs(PROCS),
    }
}

impl OpenTrace {
    /// The part of the page about it.
    pub(super) fn utilization(&mut self, scope: &TraceScope, range: (i64, i64)) -> Result<Section, OutOfMemory> {
        let flags = flags(scope.choice);
        let known = match self
            .mmu
            .take()
            .filter(|known| known.flags == flags && known.range == range)
        {
            Some(known) => known,
            None => KnownMmu::of(&curves(&self.trace, flags)?, flags, range)?,
        };
        let section = known.section(scope, range.1 - range.0)?;
        self.mmu = Some(known);
        Ok(section)
    }
}

impl KnownMmu {
    fn of(curves: &[Curve], flags: Flags, range: (i64, i64)) -> Result<Self, OutOfMemory> {
        let parts = curves.iter().filter_map(|curve| curve.part(range.0, range.1));
        let mmu = Mmu::of(parts.collect())?;
        let nanos = range.1 - range.0;
        let rows = WINDOWS
            .iter()
            .filter(|&&window| window <= nanos && !mmu.is_empty())
            .map(|&window| {
                let quantiles = mmu.quantiles(window, SHARES);
                let worst = mmu.worst(window);
                let lead = worst.map_or(Lead::default(), |worst| {
                    Lead::to_range(length(window), String::new(), [worst.start, worst.start + window])
                });
                AccountRow {
                    lead,
                    cells: std::iter::once(worst.map_or(0.0, |worst| worst.mean))
                        .chain(quantiles)
                        .map(|mean| text(percent(mean)))
                        .collect(),
                    ..AccountRow::default()
                }
            });
        let rows = rows.collect();
        let chart = (!mmu.is_empty() && nanos > SHORTEST as i64).then(|| chart(&mmu, nanos));
        Ok(Self {
            flags,
            range,
            mmu,
            chart,
            rows,
        })
    }

    /// What counts as the collector's work.
    fn flag_switches(&self, scope: &TraceScope) -> Vec<Switch> {
        let Flags {
            stop_the_world,
            background,
            assist,
            sweep,
            is_per_proc,
        } = self.flags;
        vec![
            bit(
                "stops",
                "While the world is stopped for the collector the program has no processor",
                STOPS,
                stop_the_world,
                scope,
            ),
            bit(
                "workers",
                "The collector's own goroutines, but not those that only use what nobody else does",
                WORKERS,
                background,
                scope,
            ),
            bit("assists", "Goroutines that help the collector", ASSISTS, assist, scope),
            bit(
                "sweeping",
                "Goroutines that sweep before they allocate, and the sweeper",
                SWEEPS,
                sweep,
                scope,
            ),
            bit(
                "per processor",
                "The worst of each processor by itself",
                PROCS,
                is_per_proc,
                scope,
            ),
        ]
    }

    fn section(&self, scope: &TraceScope, nanos: i64) -> Result<Section, OutOfMemory> {
        let mut switches = self.flag_switches(scope);
        let mut notes = vec![
            "Minimum mutator utilization: of all windows of a length the one in which the program had the least of its processors, because the collector had them. \
             Beside it what one window in 1000, in 100 and in 20 has at most. As Go 1.21 counts: since 1.22 Go's own page counts a worker for ever."
                .to_owned(),
        ];
        if self.mmu.is_empty() {
            notes.push("The trace does not tell how many processors there are.".to_owned());
            return Ok(Section {
                heading: HEADING.to_owned(),
                notes,
                ..Section::default()
            });
        }
        notes.push(format!(
            "On average the program had {} of its processors.",
            percent(self.mmu.mean())
        ));
        let asked = scope.choice >> WINDOW_SHIFT;
        let chosen = if asked == 0 { USUAL } else { asked - 1 };
        let fits = |at: &usize| WINDOWS[*at] <= nanos;
        let chosen = (0..WINDOWS.len())
            .filter(fits)
            .rfind(|&at| at <= chosen as usize)
            .unwrap_or(0);
        for at in (0..WINDOWS.len()).filter(fits) {
            switches.push(Switch {
                words: format!("worst {}", length(WINDOWS[at])),
                is_on: at == chosen,
                offer: ask(TraceScope {
                    choice: scope.choice & ((1 << WINDOW_SHIFT) - 1) | (at as u32 + 1) << WINDOW_SHIFT,
                    ..scope.clone()
                }),
                ..Switch::default()
            });
        }
        let window = WINDOWS[chosen];
        let worsts = self.mmu.worsts(window, MOST)?;
        let lead = |worst: &Window| {
            let place = if self.flags.is_per_proc {
                format!("at {}, curve {}", length(worst.start), worst.curve)
            } else {
                format!("at {}", length(worst.start))
            };
            Lead::to_range(
                place,
                percent(worst.mean),
                [worst.start, worst.start.saturating_add(window)],
            )
        };
        let item = Item {
            title: format!("The worst windows of {} that do not touch", length(window)),
            leads: worsts.iter().map(lead).collect(),
            ..Item::default()
        };
        Ok(Section {
            heading: HEADING.to_owned(),
            notes,
            charts: self.chart.iter().cloned().collect(),
            items: vec![item],
            switches,
            columns: heads(["window", "least", "1 in 1000", "1 in 100", "1 in 20"]),
            rows: self.rows.clone(),
            ..Section::default()
        })
    }
}

const HEADING: &str = "What was left to the program (MMU)";

/// The least mean, and dashed what one window in 100 has at most, for windows from a microsecond to the whole.
fn chart(mmu: &Mmu, nanos: i64) -> Chart {
    let longest = nanos as f64;
    let column = |at: usize| SHORTEST * (longest / SHORTEST).powf(at as f64 / (COLUMNS - 1) as f64);
    let line = |value: &dyn Fn(i64) -> f64| {
        let points = (0..COLUMNS).map(|at| {
            let (x, y) = (
                at as f64 * 1000.0 / (COLUMNS - 1) as f64,
                (1.0 - value(column(at) as i64)) * 100.0,
            );
            format!("{}{x:.1} {y:.2}", if at == 0 { 'M' } else { 'L' })
        });
        points.collect::<String>()
    };
    let least = |window| mmu.worst(window).map_or(0.0, |worst| worst.mean);
    let hundredth = |window| mmu.quantiles(window, [0.01])[0];
    Chart {
        words: format!(
            "The least of all windows of 1 ms: {}",
            percent(least(1_000_000.min(nanos)))
        ),
        axes: "of the processors, by the length of windows; dashed: what one window in 100 has at most".to_owned(),
        marks: [
            "100 %".to_owned(),
            length(column(0) as i64),
            length(column(COLUMNS / 2) as i64),
            length(nanos),
        ]
        .into(),
        lines: vec![line(&least), line(&hundredth)],
    }
}

/// A share in words.
fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}
