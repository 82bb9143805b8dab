//! The collector: its cycles, when it stopped the world, who helped it, and how much of the processors it left to the program.

use crate::analyze::trace::cycles::{self, Cycle, Helper, Stop};
use crate::analyze::trace::distribution::Distribution;
use crate::engine::trace::pages::heads::heads;
use crate::engine::trace::pages::pieces::{self, SPREAD, goroutine, text, time};
use crate::engine::trace::pages::{MOST_ROWS, ask, groups, objects};
use crate::engine::trace::times::{count, length};
use crate::engine::trace::{OpenTrace, heap};
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::unit;
use crate::protocol::account::{Account, AccountRow, Lead, Section, Switch, TraceScope};

/// Stops told one by one.
const MOST_STOPS: usize = 10;

/// The page, of a range of time.
pub(super) fn account(
    open: &mut OpenTrace,
    scope: &TraceScope,
    (from, to): (i64, i64),
) -> Result<Account, OutOfMemory> {
    let trace = &open.trace;
    let mut all = cycles::cycles(trace)?;
    all.retain(|cycle| cycle.mark_end >= from && cycle.start <= to);
    let mut stops = cycles::stops(trace)?;
    stops.retain(|stop| stop.when[1] >= from && stop.when[0] <= to && groups::has(trace, scope, stop.goroutine));
    let mut helpers = cycles::helpers(trace, from, to)?;
    helpers.retain(|helper| groups::has(trace, scope, helper.goroutine));
    let mut sections = vec![
        collections(&all, to - from),
        stopped(trace, &stops)?,
        helped(trace, &helpers),
    ];
    let each = one_by_one(trace, &stops);
    sections.splice(1..1, objects::sections(trace, scope, (from, to))?);
    sections.push(open.utilization(scope, (from, to))?);
    sections.push(each);
    if let Some(all) = sections.first_mut() {
        all.charts.extend(heap::curve(&open.trace));
    }
    Ok(Account { sections })
}

fn collections(all: &[Cycle], nanos: i64) -> Section {
    let marked: i64 = all.iter().map(Cycle::marked).sum();
    let notes = match all.len() {
        0 => vec!["The collector did not mark in this time: the heap stayed below its goal.".to_owned()],
        _ => vec![format!(
            "Marking takes {} of {} in all, {} of it; a quarter of the processors does, and idle ones. Sweeping is told for all processors together.",
            length(marked),
            length(nanos),
            unit::percentage(marked, nanos).to_string().trim()
        )],
    };
    let bytes = |bytes: Option<u64>| match bytes {
        Some(bytes) => {
            let bytes = bytes.cast_signed();
            [unit::label(bytes, b"bytes"), unit::exact(bytes, b"bytes")]
        }
        None => text("?"),
    };
    let row = |cycle: &Cycle| AccountRow {
        lead: Lead::to_range(length(cycle.start), String::new(), [cycle.start, cycle.mark_end]),
        cells: vec![
            time(cycle.before),
            time(cycle.marked()),
            time(cycle.after),
            text(count(cycle.assists.0)),
            time(cycle.assists.1),
            time(cycle.sweeps),
            bytes(cycle.heap[0]),
            bytes(cycle.heap[1]),
            bytes(Some(cycle.swept[1])),
            bytes(cycle.goal),
        ],
        ..AccountRow::default()
    };
    Section {
        heading: match all.len() {
            0 => "No collections".to_owned(),
            1 => "1 collection".to_owned(),
            all => format!("{} collections", count(all as u64)),
        },
        notes: notes.into_iter().chain(cut(all.len())).collect(),
        columns: heads([
            "begins",
            "stop before",
            "marking",
            "stop after",
            "assists",
            "assisting",
            "sweeping",
            "heap before",
            "heap after",
            "reclaimed",
            "next goal",
        ]),
        rows: all.iter().take(MOST_ROWS).map(row).collect(),
        ..Section::default()
    }
}

/// What is not shown of a table of so many rows.
pub(super) fn cut(rows: usize) -> Option<String> {
    (rows > MOST_ROWS).then(|| format!("The first {MOST_ROWS} of {}.", count(rows as u64)))
}

fn stopped(trace: &Trace, stops: &[Stop]) -> Result<Section, OutOfMemory> {
    // Kinds are few.
    let mut kinds: Vec<(StringId, Distribution)> = Vec::new();
    let mut all = Distribution::default();
    for stop in stops {
        let nanos = stop.when[1] - stop.when[0];
        all.add(nanos)?;
        let at = kinds.iter().position(|row| row.0 == stop.name).unwrap_or(kinds.len());
        if at == kinds.len() {
            kinds.push((stop.name, Distribution::default()));
        }
        kinds[at].1.add(nanos)?;
    }
    kinds.sort_by_key(|row| (std::cmp::Reverse(row.1.sum()), row.0));
    let row = |words: String, of: &Distribution| AccountRow {
        lead: Lead {
            words,
            ..Lead::default()
        },
        line: pieces::bars(of),
        cells: std::iter::once(text(count(of.count())))
            .chain(pieces::spread(of))
            .collect(),
    };
    let mut rows: Vec<AccountRow> = kinds.iter().map(|(name, of)| row(kind(trace, *name), of)).collect();
    if rows.len() > 1 {
        rows.push(row("all".to_owned(), &all));
    }
    let mut longest: Vec<&Stop> = stops.iter().collect();
    longest.sort_by_key(|stop| (stop.when[0] - stop.when[1], stop.when[0]));
    let lead = |stop: &&Stop| {
        let who = goroutine(trace, stop.goroutine);
        let words = format!("{} at {} {who}", kind(trace, stop.name), length(stop.when[0]));
        Lead::to_range(words.trim().to_owned(), length(stop.when[1] - stop.when[0]), stop.when)
    };
    let mut items = Vec::new();
    if let Some(first) = longest.first() {
        let mut item = pieces::fact("The longest", length(first.when[1] - first.when[0]));
        item.leads = longest.iter().take(MOST_STOPS).map(lead).collect();
        items.push(item);
    }
    let [total, mean, median, p90, p99, most] = SPREAD;
    Ok(Section {
        heading: match stops.len() {
            0 => "The world was not stopped".to_owned(),
            1 => "World stopped once".to_owned(),
            stops => format!("World stopped {} times", count(stops as u64)),
        },
        items,
        columns: heads(["why", "count", total, mean, median, p90, p99, most]),
        rows,
        ..Section::default()
    })
}

/// All stops, in order of time.
fn one_by_one(trace: &Trace, stops: &[Stop]) -> Section {
    let row = |stop: &Stop| AccountRow {
        lead: Lead::to_range(length(stop.when[0]), String::new(), stop.when),
        cells: vec![
            text(kind(trace, stop.name)),
            time(stop.when[1] - stop.when[0]),
            text(goroutine(trace, stop.goroutine)),
        ],
        ..AccountRow::default()
    };
    Section {
        heading: "Stops one by one".to_owned(),
        is_folded: true,
        notes: cut(stops.len()).into_iter().collect(),
        is_text: true,
        columns: heads(["begins", "why", "took", "stopped by"]),
        rows: stops.iter().take(MOST_ROWS).map(row).collect(),
        ..Section::default()
    }
}

/// Why the world was stopped: what Go's words for it have in brackets.
fn kind(trace: &Trace, name: StringId) -> String {
    let name = trace.strings.text(name).into_owned();
    let inner = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    inner.map_or(name.clone(), str::to_owned)
}

fn helped(trace: &Trace, helpers: &[Helper]) -> Section {
    let row = |helper: &Helper| AccountRow {
        lead: Lead::to_range(goroutine(trace, helper.goroutine), String::new(), helper.longest),
        cells: vec![
            text(count(helper.count)),
            time(helper.nanos),
            time(helper.ran),
            time(helper.longest[1] - helper.longest[0]),
        ],
        ..AccountRow::default()
    };
    Section {
        heading: match helpers.len() {
            1 => "Assists: 1 goroutine".to_owned(),
            all => format!("Assists: {} goroutines", count(all as u64)),
        },
        is_folded: helpers.is_empty(),
        notes: match helpers.len() {
            0 => vec!["No goroutine had to help the collector.".to_owned()],
            rows => cut(rows).into_iter().collect(),
        },
        columns: heads([
            "goroutine",
            "assists",
            "helping and waiting",
            "of it running",
            "longest",
        ]),
        rows: helpers.iter().take(MOST_ROWS).map(row).collect(),
        ..Section::default()
    }
}

/// A switch that turns a bit of the page's choice.
pub(super) fn bit(words: &str, title: &str, bit: u32, is_on: bool, scope: &TraceScope) -> Switch {
    Switch {
        words: words.to_owned(),
        title: title.to_owned(),
        is_on,
        offer: ask(TraceScope {
            choice: scope.choice ^ bit,
            ..scope.clone()
        }),
    }
}
