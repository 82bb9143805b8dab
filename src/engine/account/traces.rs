//! Two traces, compared: what each says in short, side by side and as changes.

use crate::analyze::trace::digest::Digest;
use crate::analyze::trace::distribution::Distribution;
use crate::engine::facts::share;
use crate::model::unit;
use crate::protocol::account::{Account, AccountRow, Chart, Lead, Section, Switch};

/// Functions and reasons told of.
const MOST_ROWS: usize = 100;

/// What the values of a row are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Nanos,
    Count,
}

impl Unit {
    fn name(self) -> &'static [u8] {
        match self {
            Self::Nanos => b"nanoseconds",
            Self::Count => b"count",
        }
    }

    fn cell(self, value: i64) -> [String; 2] {
        let exact = unit::exact(value, self.name());
        match self {
            Self::Nanos => [unit::label(value, self.name()), exact],
            Self::Count => [exact, String::new()],
        }
    }
}

/// A row: what it is of, the new value and that of the base, and the change.
fn row(words: impl Into<String>, unit: Unit, [new, base]: [i64; 2]) -> AccountRow {
    let change = new.saturating_sub(base);
    let mut told = unit.cell(change);
    if change > 0 {
        told[0].insert(0, '+');
    }
    AccountRow {
        lead: Lead {
            words: words.into(),
            ..Lead::default()
        },
        cells: vec![
            unit.cell(base),
            unit.cell(new),
            told,
            [
                if base == 0 { String::new() } else { share(change, base) },
                String::new(),
            ],
        ],
        ..AccountRow::default()
    }
}

fn table(heading: &str, first: &str, rows: Vec<AccountRow>) -> Section {
    let head = |(words, title): (&str, &str)| Switch {
        words: words.to_owned(),
        title: title.to_owned(),
        ..Switch::default()
    };
    let heads = [
        (first, ""),
        ("old", "Of the base"),
        ("new", "Of the other"),
        ("change", "New less old"),
        ("of old", "The change as a share of the old value"),
    ];
    Section {
        heading: heading.to_owned(),
        columns: heads.map(head).into(),
        rows,
        ..Section::default()
    }
}

/// The account: the new trace and the base, each with its name.
pub(super) fn account([(new_name, new), (base_name, base)]: [(&str, &Digest); 2], has_timelines: bool) -> Account {
    let both = |value: fn(&Digest) -> i64| [value(new), value(base)];
    let mut sections = vec![
        Section {
            notes: vec![
                format!(
                    "New: {new_name}. Old: {base_name}. Times of goroutines are of all together; the other views compare what they waited for, by stack."
                ),
                if has_timelines {
                    "The timeline shows both above each other, on one scale.".to_owned()
                } else {
                    "Together they are too large for both timelines to be shown: open each of them alone.".to_owned()
                },
            ],
            ..table(
                "Two traces compared",
                "in short",
                vec![
                    row("duration", Unit::Nanos, both(|it| it.duration)),
                    row("processors", Unit::Count, both(|it| it.procs)),
                    row("goroutines made", Unit::Count, both(|it| it.created as i64)),
                    row("goroutines in all", Unit::Count, both(|it| it.goroutines as i64)),
                    row("the program on processors", Unit::Nanos, both(|it| it.worked)),
                    row(
                        "the collector on processors",
                        Unit::Nanos,
                        both(|it| it.marked_by_workers),
                    ),
                    row("processors idle", Unit::Nanos, both(idle)),
                    row("waiting for a processor", Unit::Nanos, both(|it| it.runnable)),
                    row("in system calls", Unit::Nanos, both(|it| it.syscalls)),
                ],
            )
        },
        distributions("How long goroutines ran each time", "runs", [&new.slices, &base.slices]),
        distributions(
            "How long they waited for a processor",
            "waits",
            [&new.waits, &base.waits],
        ),
        table(
            "Garbage collection and stops of the world",
            "collector",
            vec![
                row("collections", Unit::Count, both(|it| it.collections.0 as i64)),
                row("marking", Unit::Nanos, both(|it| it.collections.1)),
                row("assists", Unit::Count, both(|it| it.assists.0 as i64)),
                row("assisting", Unit::Nanos, both(|it| it.assists.1)),
                row(
                    "stops, but of the trace",
                    Unit::Count,
                    both(|it| it.stops.count() as i64),
                ),
                row("stopped in all", Unit::Nanos, both(|it| it.stops.sum())),
                row("median stop", Unit::Nanos, both(|it| it.stops.per_mille(500))),
                row("99 % of stops up to", Unit::Nanos, both(|it| it.stops.per_mille(990))),
                row("longest stop", Unit::Nanos, both(|it| it.stops.greatest())),
            ],
        ),
        table(
            "Blocked, by reason",
            "reason",
            named(new.blocked.iter().cloned(), base.blocked.iter().cloned()),
        ),
        table(
            "Running, by the function that goroutines begin with",
            "function",
            named(
                new.functions.iter().map(|ran| (ran.name.clone(), ran.nanos)),
                base.functions.iter().map(|ran| (ran.name.clone(), ran.nanos)),
            ),
        ),
    ];
    let mut tasks: Vec<&str> = new.tasks.iter().chain(&base.tasks).map(|row| &*row.0).collect();
    tasks.sort_unstable();
    tasks.dedup();
    for name in tasks.into_iter().take(MOST_ROWS) {
        let none = Distribution::default();
        let of = |digest: &Digest| digest.tasks.iter().find(|row| row.0 == name).map(|row| row.1.clone());
        let [new, base] = [of(new), of(base)].map(|of| of.unwrap_or_else(|| none.clone()));
        sections.push(Section {
            is_folded: true,
            ..distributions(&format!("Tasks “{name}”"), "complete tasks", [&new, &base])
        });
    }
    Account { sections }
}

/// How long processors had nothing to do.
fn idle(digest: &Digest) -> i64 {
    let capacity = digest.procs.saturating_mul(digest.duration);
    capacity
        .saturating_sub(digest.worked)
        .saturating_sub(digest.marked_by_workers)
        .max(0)
}

/// Values by name, those that changed most first.
fn named(new: impl Iterator<Item = (String, i64)>, base: impl Iterator<Item = (String, i64)>) -> Vec<AccountRow> {
    let sides = new
        .map(|(name, value)| (name, [value, 0]))
        .chain(base.map(|(name, value)| (name, [0, value])));
    let mut rows: Vec<(String, [i64; 2])> = sides.collect();
    rows.sort_by(|one, other| one.0.cmp(&other.0));
    rows.dedup_by(|next, row| {
        let is_same = next.0 == row.0;
        if is_same {
            row.1 = [row.1[0] + next.1[0], row.1[1] + next.1[1]];
        }
        is_same
    });
    rows.sort_by_key(|(_, [new, base])| std::cmp::Reverse(new.abs_diff(*base)));
    let named = rows.into_iter().take(MOST_ROWS);
    let words = |name: String| {
        if name.is_empty() {
            "(no reason told)".to_owned()
        } else {
            name
        }
    };
    named
        .map(|(name, values)| row(words(name), Unit::Nanos, values))
        .collect()
}

/// Two distributions over each other, and what they say in numbers.
fn distributions(heading: &str, what: &str, [new, base]: [&Distribution; 2]) -> Section {
    let both = |value: fn(&Distribution) -> i64| [value(new), value(base)];
    let mut section = table(
        heading,
        what,
        vec![
            row("how many", Unit::Count, both(|it| it.count() as i64)),
            row("all together", Unit::Nanos, both(Distribution::sum)),
            row("mean", Unit::Nanos, both(Distribution::mean)),
            row("median", Unit::Nanos, both(|it| it.per_mille(500))),
            row("90 % up to", Unit::Nanos, both(|it| it.per_mille(900))),
            row("99 % up to", Unit::Nanos, both(|it| it.per_mille(990))),
            row("longest", Unit::Nanos, both(Distribution::greatest)),
        ],
    );
    section.charts.extend(overlaid(what, [new, base]));
    section
}

/// The histograms of both as shares of each, the base dashed.
fn overlaid(what: &str, both: [&Distribution; 2]) -> Option<Chart> {
    let bounds = both
        .into_iter()
        .flat_map(Distribution::buckets)
        .filter(|bucket| bucket.count > 0);
    let (first, last) = bounds.fold((i64::MAX, 0), |(first, last), it| (first.min(it.from), last.max(it.to)));
    let mut edges: Vec<i64> = both
        .into_iter()
        .flat_map(Distribution::buckets)
        .map(|bucket| bucket.from)
        .collect();
    edges.retain(|&edge| edge >= first && edge < last);
    edges.sort_unstable();
    edges.dedup();
    if edges.len() < 2 {
        return None;
    }
    let shares = both.map(|of| {
        let share = |edge: &i64| {
            let found = of.buckets().find(|bucket| bucket.from == *edge);
            found.map_or(0.0, |bucket| bucket.count as f64 / of.count().max(1) as f64)
        };
        edges.iter().map(share).collect::<Vec<f64>>()
    });
    let most = shares.iter().flatten().copied().fold(0.0, f64::max);
    let width = 1000.0 / edges.len() as f64;
    let line = |shares: &Vec<f64>| {
        let steps = shares.iter().enumerate().map(|(at, share)| {
            let (y, right) = (100.0 - 95.0 * share / most.max(1e-12), (at as f64 + 1.0) * width);
            format!("V{y:.1}H{right:.1}")
        });
        format!("M0 100{}V100", steps.collect::<String>())
    };
    let label = |nanos: i64| unit::label(nanos, b"nanoseconds");
    Some(Chart {
        words: format!("Shares of {what}, by length"),
        axes: "five steps to a factor of ten; dashed: old".to_owned(),
        marks: [format!("{:.1} %", most * 100.0), label(first), label(last)].into(),
        lines: shares.iter().map(line).collect(),
    })
}
