//! Regions by the lines that begin them, and what goroutines did in them.

use crate::analyze::trace::life::Times;
use crate::analyze::trace::regions::{self, RegionSite, RegionTimes};
use crate::engine::trace::OpenTrace;
use crate::engine::trace::pages::collector::cut;
use crate::engine::trace::pages::heads::{self, heads};
use crate::engine::trace::pages::pieces::{self, SPREAD, goroutine, text, time};
use crate::engine::trace::pages::{MOST_ROWS, ask, groups, ordered};
use crate::engine::trace::times::{count, length};
use crate::model::column::OutOfMemory;
use crate::model::symbol;
use crate::model::trace::Trace;
use crate::model::trace::annotation::RegionEnd;
use crate::model::trace::id::TaskId;
use crate::protocol::account::{Account, AccountRow, Lead, Section, Switch, TraceScope};

/// The page, of a range of time.
pub(super) fn account(
    open: &mut OpenTrace,
    scope: &TraceScope,
    (from, to): (i64, i64),
) -> Result<Account, OutOfMemory> {
    let all = match open.regions.take() {
        Some(all) => all,
        None => regions::all(&open.trace)?,
    };
    let is_meant = |region: &RegionTimes| groups::has(&open.trace, scope, region.region.goroutine);
    let sites = regions::sites(&open.trace, &all, from, to, is_meant);
    let account = sites.map(|sites| {
        let mut sections = vec![by_site(&open.trace, scope, &sites)];
        let chosen = match sites.len() {
            1 => Some(0),
            _ => (scope.choice as usize).checked_sub(1),
        };
        if let Some(site) = chosen.and_then(|at| sites.get(at)) {
            sections.push(single(&open.trace, scope, site, &all));
        }
        Account { sections }
    });
    open.regions = Some(all);
    account
}

/// Running, waiting for a processor, in system calls, blocked.
fn parts(times: &Times) -> [[String; 2]; 4] {
    let exact = times.block.len();
    let blocked = time(times.blocked());
    let blocked = match exact {
        0 => blocked,
        reasons => [blocked[0].clone(), format!("{}, for {reasons} reasons", blocked[1])],
    };
    [
        time(times.exec),
        time(times.sched),
        time(times.syscall + times.syscall_block),
        blocked,
    ]
}

const PARTS: [&str; 4] = ["running", "runnable", "in system calls", "blocked"];

fn by_site(trace: &Trace, scope: &TraceScope, sites: &[RegionSite]) -> Section {
    let place = |site: &RegionSite| match site.frame {
        None => ["not told".to_owned(), String::new()],
        Some(frame) => {
            let frame = trace.frames.get(frame.row());
            let function = trace.strings.text(frame.function);
            let file = trace.strings.text(frame.file);
            [
                symbol::readable(&function).into_owned(),
                format!("{file}:{}", frame.line),
            ]
        }
    };
    let row = |(at, site): (usize, &RegionSite)| AccountRow {
        lead: Lead {
            words: pieces::named(trace, site.name),
            offer: ask(TraceScope {
                choice: at as u32 + 1,
                order: 0,
                is_reversed: false,
                ..scope.clone()
            }),
            ..Lead::default()
        },
        line: pieces::bars(&site.lengths),
        cells: [place(site), text(count(site.rows.len() as u64))]
            .into_iter()
            .chain(pieces::spread(&site.lengths))
            .chain(parts(&site.times))
            .collect(),
    };
    let notes = match sites.len() {
        0 if !trace.annotations.regions.is_empty() => vec!["None in this time, of these goroutines.".to_owned()],
        0 => vec!["The program told of no regions: trace.WithRegion and trace.StartRegion of runtime/trace begin them.".to_owned()],
        all => std::iter::once("By name and by the line that begins them; a name leads to single ones. Bars are five to a power of ten, from the shortest on.".to_owned())
            .chain(cut(all))
            .collect(),
    };
    let [total, mean, median, p90, p99, most] = SPREAD;
    let [running, runnable, calls, blocked] = PARTS;
    Section {
        heading: match sites.len() {
            0 => "No regions".to_owned(),
            1 => "Regions of 1 kind".to_owned(),
            all => format!("Regions of {} kinds", count(all as u64)),
        },
        notes,
        columns: heads([
            "region", "begun in", "count", total, mean, median, p90, p99, most, running, runnable, calls, blocked,
        ]),
        rows: sites.iter().enumerate().take(MOST_ROWS).map(row).collect(),
        ..Section::default()
    }
}

fn single(trace: &Trace, scope: &TraceScope, site: &RegionSite, all: &[RegionTimes]) -> Section {
    let mut rows: Vec<&RegionTimes> = site.rows.iter().filter_map(|&row| all.get(row)).collect();
    let start = |row: &RegionTimes| regions::bounds(trace, &row.region)[0];
    match scope.order {
        0 => rows.sort_by_key(|row| (std::cmp::Reverse(row.times.total), start(row))),
        1 => rows.sort_by_key(|row| (row.region.goroutine, start(row))),
        2 => rows.sort_by_key(|row| (row.region.task, start(row))),
        3 => rows.sort_by_key(|row| start(row)),
        4 => rows.sort_by_key(|row| std::cmp::Reverse(row.times.exec)),
        5 => rows.sort_by_key(|row| std::cmp::Reverse(row.times.sched)),
        6 => rows.sort_by_key(|row| std::cmp::Reverse(row.times.syscall + row.times.syscall_block)),
        _ => rows.sort_by_key(|row| std::cmp::Reverse(row.times.blocked())),
    }
    if scope.is_reversed {
        rows.reverse();
    }
    let tasks = &trace.annotations.tasks;
    let row = |row: &&RegionTimes| {
        let bounds = regions::bounds(trace, &row.region);
        let task = (row.region.task.row() < tasks.len()).then(|| tasks.get(row.region.task.row()));
        let task = task.filter(|task| task.id != TaskId(0));
        let open = if row.region.ended == RegionEnd::Open {
            "did not end"
        } else {
            ""
        };
        let [running, runnable, calls, blocked] = parts(&row.times);
        AccountRow {
            lead: Lead::to_range(length(row.times.total), open.to_owned(), bounds),
            cells: vec![
                text(goroutine(trace, row.region.goroutine)),
                text(task.map_or(String::new(), |task| {
                    format!("{} {}", trace.strings.text(task.name), task.id)
                })),
                time(bounds[0]),
                running,
                runnable,
                calls,
                blocked,
            ],
            ..AccountRow::default()
        }
    };
    let mut charts = Vec::new();
    if site.lengths.count() > 1 {
        charts.push(pieces::chart("How long they took", &site.lengths));
    }
    let words = [
        "took",
        "goroutine",
        "task",
        "begins",
        PARTS[0],
        PARTS[1],
        PARTS[2],
        PARTS[3],
    ];
    let columns: Vec<Switch> = words
        .iter()
        .zip(0..)
        .map(|(words, at)| ordered(words, heads::title(words), at, scope))
        .collect();
    Section {
        heading: format!(
            "{} regions “{}”",
            count(rows.len() as u64),
            trace.strings.text(site.name)
        ),
        notes: cut(rows.len()).into_iter().collect(),
        charts,
        columns,
        rows: rows.iter().take(MOST_ROWS).map(row).collect(),
        ..Section::default()
    }
}
