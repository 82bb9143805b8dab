//! How goroutines came to run: latency, run slices, use of processors, creation, migrations.

use crate::analyze::trace::scheduling::{self, COLUMNS, FEW_SLICES, Scheduling, TINY_SLICE, TOO_MANY_TINY_PERCENT};
use crate::analyze::trace::scope::{Scope, Window};
use crate::engine::trace::pages::heads::heads;
use crate::engine::trace::pages::written::{function, histogram, number, over_time, percent, sentence, steps, time};
use crate::engine::trace::pages::{MOST_ROWS, ordered};
use crate::engine::trace::pages::{groups, profiles};
use crate::engine::trace::times::{count, length};
use crate::layout::timeline::names;
use crate::model::trace::Trace;
use crate::protocol::account::{Account, AccountRow, Item, Lead, Section, TraceScope};

/// What the table of functions is ordered by.
const BY_NAME: u32 = 7;

/// The page.
pub(super) fn account(trace: &Trace, told: &Scheduling, scope: &TraceScope, part: &Scope) -> Account {
    let range = part.window(trace);
    Account {
        sections: vec![
            overall(trace, told, part),
            latency(told, range),
            functions(trace, told, scope),
            longest(trace, told),
            profiles::section(trace, groups::wish(trace, scope), range),
        ],
    }
}

fn overall(trace: &Trace, told: &Scheduling, part: &Scope) -> Section {
    let range = part.window(trace);
    let capacity = told.capacity(trace, part);
    let length_of = |column: usize| scheduling::begin(range, column + 1) - scheduling::begin(range, column);
    let used: Vec<u64> = told
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            // Of a thousand, so that columns of different lengths compare.
            let whole = length_of(at).saturating_mul(told.procs.len() as i64).max(1);
            let used: i64 = column.used.iter().sum();
            (used as f64 / whole as f64 * 1000.0).round() as u64
        })
        .collect();
    let most_used = used.iter().copied().max().unwrap_or(0);
    let mut charts = vec![over_time(
        format!(
            "Processors: {} of {} in use, on average",
            percent(told.used(), capacity),
            told.procs.len()
        ),
        &used,
        &format!("{:.1}% of them", most_used as f64 / 10.0),
        range,
    )];
    charts.extend(histogram("Run slices", &told.slices));
    let created: Vec<u64> = told.columns.iter().map(|column| column.created).collect();
    if told.created > 0 {
        let most = created.iter().copied().max().unwrap_or(0);
        let seconds = (range.1 - range.0).max(1) as f64 / 1e9;
        charts.push(over_time(
            format!(
                "Goroutines made: {}, {} in a second",
                count(told.created),
                count((told.created as f64 / seconds).round() as u64)
            ),
            &created,
            &format!("{} in {}", count(most), length(length_of(0))),
            range,
        ));
    }
    let tiny = told.tiny();
    let slices = told.slices.count();
    let share = percent(tiny.cast_signed(), slices.cast_signed());
    let verdict = if told.has_too_many_tiny() {
        Item {
            title: "Too many tiny run slices".to_owned(),
            numbers: format!("{share} of {} are shorter than {}", count(slices), length(TINY_SLICE)),
            texts: vec![format!(
                "To stop a goroutine and choose the next costs some hundreds of nanoseconds, and often the contents of caches: parallelism that comes in so small pieces is poor. \
                 Give each goroutine more to do, or do small pieces where they are met. Rule: more than {TOO_MANY_TINY_PERCENT}% of at least 1,000 slices are shorter than {}.",
                length(TINY_SLICE)
            )],
            leads: Vec::new(),
        }
    } else {
        let title = if slices < FEW_SLICES {
            "Too few run slices to tell whether they are too short"
        } else {
            "Run slices are not too short"
        };
        Item {
            title: title.to_owned(),
            numbers: format!("{share} of {} are shorter than {}", count(slices), length(TINY_SLICE)),
            ..Item::default()
        }
    };
    Section {
        heading: "Processors".to_owned(),
        notes: vec![format!(
            "Goroutines went on on another processor {} times in {} slices ({}).",
            count(told.migrations),
            count(slices),
            percent(told.migrations.cast_signed(), slices.cast_signed())
        )],
        charts,
        items: vec![verdict],
        columns: heads(["processor", "in use", "share"]),
        rows: procs(trace, told, range),
        ..Section::default()
    }
}

/// Each processor with its use over time.
fn procs(trace: &Trace, told: &Scheduling, (from, to): Window) -> Vec<AccountRow> {
    let rows = told.procs.iter().enumerate().take(MOST_ROWS).map(|(place, proc)| {
        let used: Vec<i64> = told.columns.iter().map(|column| column.used[place]).collect();
        let step = 100.0 / COLUMNS as f64;
        let longest = (to - from).max(1) as f64 / COLUMNS as f64;
        let points = used.iter().enumerate().map(|(at, &nanos)| {
            let y = 19.0 - 18.0 * (nanos as f64 / longest).min(1.0);
            format!("L{:.1} {y:.1}", (at as f64 + 0.5) * step)
        });
        let sum: i64 = used.iter().sum();
        AccountRow {
            lead: Lead {
                words: trace.places.procs.get(proc.row()).name(),
                ..Lead::default()
            },
            line: format!("M0 19{}L100 19", points.collect::<String>()),
            cells: vec![time(sum), [percent(sum, to - from), String::new()]],
        }
    });
    rows.collect()
}

fn latency(told: &Scheduling, range: Window) -> Section {
    let p99: Vec<u64> = told
        .columns
        .iter()
        .map(|column| column.latency.per_mille(990).unsigned_abs())
        .collect();
    let most = p99.iter().copied().max().unwrap_or(0).cast_signed();
    let mut charts: Vec<_> = histogram("Scheduler latency", &told.latency).into_iter().collect();
    if told.latency.count() > 0 {
        charts.push(over_time(
            "Scheduler latency over time: what 99% of them are not above".to_owned(),
            &p99,
            &length(most),
            range,
        ));
    }
    Section {
        heading: "Scheduler latency".to_owned(),
        notes: vec![format!(
            "From when a goroutine became runnable to when it ran: {}. {} still waited for a processor at the end.",
            sentence(&told.latency),
            count(told.still_waiting)
        )],
        charts,
        ..Section::default()
    }
}

fn functions(trace: &Trace, told: &Scheduling, scope: &TraceScope) -> Section {
    let mut rows: Vec<(String, &scheduling::Function)> = told
        .functions
        .iter()
        .filter(|function| function.latency.count() + function.slices.count() > 0)
        .map(|it| (function(trace, it.root), it))
        .collect();
    match scope.order {
        1 => rows.sort_by_key(|row| std::cmp::Reverse(row.1.latency.per_mille(500))),
        2 => rows.sort_by_key(|row| std::cmp::Reverse(row.1.latency.per_mille(990))),
        3 => rows.sort_by_key(|row| std::cmp::Reverse(row.1.latency.greatest())),
        4 => rows.sort_by_key(|row| std::cmp::Reverse(row.1.slices.count())),
        5 => rows.sort_by_key(|row| std::cmp::Reverse(row.1.slices.per_mille(500))),
        6 => rows.sort_by_key(|row| std::cmp::Reverse(row.1.migrations)),
        BY_NAME => rows.sort_by(|one, other| one.0.cmp(&other.0)),
        _ => {}
    }
    if scope.is_reversed {
        rows.reverse();
    }
    let heads = [
        (
            "function",
            "The function that goroutines begin with; the line is a histogram of their latency",
            BY_NAME,
        ),
        ("waited", "For a processor, all together", 0),
        ("median", "Latency that half of them are not above", 1),
        ("p99", "Latency that 99% of them are not above", 2),
        ("max", "The longest latency", 3),
        ("slices", "How often they ran", 4),
        ("median slice", "How long they ran at a time", 5),
        ("migrations", "How often they went on on another processor", 6),
    ];
    Section {
        heading: "By function".to_owned(),
        columns: heads.map(|(words, title, at)| ordered(words, title, at, scope)).into(),
        rows: rows
            .into_iter()
            .take(MOST_ROWS)
            .map(|(name, it)| AccountRow {
                lead: Lead {
                    words: name,
                    ..Lead::default()
                },
                line: steps(&it.latency, 100.0, 19.0),
                cells: vec![
                    time(it.latency.sum()),
                    time(it.latency.per_mille(500)),
                    time(it.latency.per_mille(990)),
                    time(it.latency.greatest()),
                    number(it.slices.count()),
                    time(it.slices.per_mille(500)),
                    number(it.migrations),
                ],
            })
            .collect(),
        ..Section::default()
    }
}

fn longest(trace: &Trace, told: &Scheduling) -> Section {
    let rows = told.longest.iter().map(|&(nanos, goroutine, start)| AccountRow {
        lead: Lead::to_range(
            names::of_goroutine(trace, goroutine).full().to_owned(),
            String::new(),
            [start, start + nanos],
        ),
        cells: vec![time(nanos), time(start)],
        ..AccountRow::default()
    });
    Section {
        heading: "The longest latencies".to_owned(),
        columns: heads(["goroutine", "waited", "from"]),
        rows: rows.collect(),
        ..Section::default()
    }
}
