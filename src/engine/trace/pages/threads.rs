//! Threads, system calls, and processors that were taken away from them.

use crate::analyze::trace::calls::{Call, Calls, Site, Thread};
use crate::analyze::trace::scope::{Scope, Window};
use crate::engine::trace::pages::heads::heads;
use crate::engine::trace::pages::written::{function, histogram, number, share, steps, time};
use crate::engine::trace::pages::{MOST_ROWS, groups, profiles};
use crate::engine::trace::times::{count, length};
use crate::layout::timeline::names;
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::place::ThreadRow;
use crate::protocol::account::{Account, AccountRow, Lead, Section, TraceScope};

/// Functions told of one thread.
const MOST_FUNCTIONS: usize = 3;

/// The page.
pub(super) fn account(
    trace: &Trace,
    known: &mut Option<(Scope, Calls)>,
    scope: &TraceScope,
    range: Window,
) -> Result<Account, OutOfMemory> {
    let part = groups::part(trace, scope, range);
    let calls = match known.take().filter(|known| known.0 == part) {
        Some((_, calls)) => calls,
        None => Calls::of(trace, &part)?,
    };
    let account = Account {
        sections: vec![
            syscalls(trace, &calls),
            longest(trace, &calls),
            threads(trace, &calls, range),
            profiles::section(trace, groups::wish(trace, scope), range),
        ],
    };
    *known = Some((part, calls));
    Ok(account)
}

fn syscalls(trace: &Trace, calls: &Calls) -> Section {
    let row = |site: &Site| AccountRow {
        lead: Lead {
            words: function(trace, site.function),
            ..Lead::default()
        },
        line: steps(&site.lengths, 100.0, 19.0),
        cells: vec![
            number(site.lengths.count()),
            time(site.lengths.sum()),
            time(site.lengths.per_mille(500)),
            time(site.lengths.per_mille(990)),
            time(site.lengths.greatest()),
            number(site.stolen),
            time(site.without),
        ],
    };
    let mut notes = vec![format!(
        "{} of them lost their processor: it was taken away for other goroutines, and they were without for {} altogether.",
        count(calls.stolen),
        length(calls.without)
    )];
    if calls.sites.is_empty() {
        notes = vec!["No system call was made in this time.".to_owned()];
    }
    Section {
        heading: format!("{} system calls", count(calls.lengths.count())),
        notes,
        charts: histogram("System calls", &calls.lengths).into_iter().collect(),
        columns: heads([
            "from",
            "number",
            "time",
            "median",
            "p99",
            "max",
            "lost the processor",
            "without it",
        ]),
        rows: calls.sites.iter().take(MOST_ROWS).map(row).collect(),
        ..Section::default()
    }
}

fn longest(trace: &Trace, calls: &Calls) -> Section {
    let row = |call: &Call| {
        let place = trace.stacks.leaf_first(call.stack).next();
        let place = place.map_or(String::new(), |frame| {
            function(trace, trace.frames.get(frame.row()).function)
        });
        AccountRow {
            lead: Lead::to_range(
                names::of_goroutine(trace, call.goroutine).full().to_owned(),
                String::new(),
                [call.start.max(0), call.end.max(call.start + 1)],
            ),
            cells: vec![
                time(call.end - call.start),
                time(call.start),
                [thread_name(trace, call.thread), String::new()],
                [place, String::new()],
                [
                    call.stolen
                        .map_or(String::new(), |time| format!("after {}", length(time - call.start))),
                    String::new(),
                ],
            ],
            ..AccountRow::default()
        }
    };
    Section {
        heading: "The longest system calls".to_owned(),
        columns: heads(["goroutine", "took", "from", "thread", "call", "lost the processor"]),
        rows: calls.longest.iter().map(row).collect(),
        ..Section::default()
    }
}

fn thread_name(trace: &Trace, thread: ThreadRow) -> String {
    if thread.row() < trace.places.threads.len() {
        format!("M{}", trace.places.threads.get(thread.row()).0)
    } else {
        String::new()
    }
}

fn threads(trace: &Trace, calls: &Calls, (from, to): Window) -> Section {
    let mut rows: Vec<(usize, &Thread)> = calls.threads.iter().enumerate().collect();
    rows.retain(|(_, thread)| thread.running + thread.in_syscalls > 0);
    rows.sort_by_key(|row| std::cmp::Reverse(row.1.running + row.1.in_syscalls));
    let row = |&(at, thread): &(usize, &Thread)| {
        let functions = thread.functions.iter().take(MOST_FUNCTIONS).filter(|row| row.1 > 0);
        let ran: Vec<String> = functions
            .map(|&(root, nanos)| format!("{} {}", function(trace, root), length(nanos)))
            .collect();
        AccountRow {
            lead: Lead {
                words: thread_name(trace, ThreadRow::from(at)),
                ..Lead::default()
            },
            cells: vec![
                time(thread.running),
                share(thread.running, to - from),
                number(thread.slices),
                time(thread.in_syscalls),
                number(thread.calls),
                number(thread.stolen),
                [ran.join(", "), String::new()],
            ],
            ..AccountRow::default()
        }
    };
    Section {
        heading: format!("{} threads", count(rows.len() as u64)),
        columns: heads([
            "thread",
            "ran goroutines",
            "share",
            "slices",
            "in system calls",
            "calls",
            "lost the processor",
            "what ran most",
        ]),
        rows: rows.iter().take(MOST_ROWS).map(row).collect(),
        ..Section::default()
    }
}
