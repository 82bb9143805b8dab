//! Scheduling, threads and system calls of a part of a trace: what a plain count of all changes finds.

use goscope::analyze::trace::account::{Account, Books};
use goscope::analyze::trace::calls::Calls;
use goscope::analyze::trace::json::pages::{self, Page};
use goscope::analyze::trace::scheduling::{COLUMNS, Scheduling, begin};
use goscope::analyze::trace::scope::{Scope, Who, Window};
use goscope::decode::trace::decoder;
use goscope::layout::timeline::source::Sums;
use goscope::model::trace::Trace;
use goscope::model::trace::goroutine::GoRow;
use goscope::model::trace::state::GoState;
use goscope::model::trace::what::What;
use serde_json::Value;

use crate::parts::{walked, windows};
use crate::{traces, unpacked};

/// A stretch: what, from when to when, whether both ends were seen, and what came next.
struct Plain {
    what: What,
    start: i64,
    end: i64,
    is_whole: bool,
    next: Option<What>,
}

fn plain(trace: &Trace, goroutine: GoRow) -> Vec<Plain> {
    let is_older = trace.goroutines.get(goroutine).is_older;
    let changes: Vec<_> = trace.spans.of(goroutine).collect();
    let stretch = |(at, change): (usize, &goscope::model::trace::span::Change)| Plain {
        what: trace.whats.get(change.what),
        start: change.time,
        end: changes.get(at + 1).map_or(trace.end, |next| next.time),
        is_whole: (at > 0 || !is_older) && at + 1 < changes.len(),
        next: changes.get(at + 1).map(|next| trace.whats.get(next.what)),
    };
    changes.iter().enumerate().map(stretch).collect()
}

fn of_window(window: Window) -> Scope {
    Scope {
        window: Some(window),
        who: Who::All,
    }
}

#[test]
fn scheduling_is_what_a_plain_count_finds() {
    for path in traces() {
        let (trace, _) = decoder::decode(&unpacked(&path)[..]).unwrap();
        let sums = Sums::of(&trace).unwrap();
        for window in windows(&trace) {
            let told = Scheduling::of(&trace, &sums.stints, &of_window(window)).unwrap();
            let (mut latency, mut slices) = (Vec::new(), Vec::new());
            for stretch in trace.goroutines.rows().flat_map(|row| plain(&trace, row)) {
                let nanos = stretch.end - stretch.start;
                let is_in = stretch.is_whole && stretch.end > window.0;
                match stretch.what.state {
                    GoState::Running if is_in && stretch.end <= window.1 && stretch.start < window.1 => {
                        slices.push(nanos)
                    }
                    GoState::Runnable
                        if is_in && stretch.end < window.1 && stretch.next.unwrap().state == GoState::Running =>
                    {
                        latency.push(nanos);
                    }
                    _ => {}
                }
            }
            let place = format!("{} {window:?}", path.display());
            for (found, mut want) in [(&told.latency, latency), (&told.slices, slices)] {
                want.sort_unstable();
                assert_eq!(
                    (found.count(), found.sum()),
                    (want.len() as u64, want.iter().sum()),
                    "{place}"
                );
                assert_eq!(found.greatest(), want.last().copied().unwrap_or(0), "{place}");
                for share in [500, 900, 990] {
                    let rank = (want.len() * share).div_ceil(1000).max(1);
                    let exact = want.get(rank - 1).copied().unwrap_or(0);
                    let got = found.per_mille(share as u64);
                    assert!((got - exact).abs() <= exact / 128, "{place}: {got} for {exact}");
                }
            }
            assert_eq!(told.longest.first().map_or(0, |row| row.0), told.latency.greatest());
            let by_function: u64 = told.functions.iter().map(|function| function.latency.count()).sum();
            let over_time: u64 = told.columns.iter().map(|column| column.latency.count()).sum();
            assert_eq!(
                (by_function, over_time),
                (told.latency.count(), told.latency.count()),
                "{place}"
            );
            // What the timeline says of the processors.
            let books = Books {
                stints: &sums.stints,
                marks: &sums.marks,
                stops: &sums.stops,
                heap: &sums.heap,
            };
            let account = Account::of(&trace, books, window.0, window.1);
            assert_eq!(told.used(), account.procs.total(), "{place}: {:?}", account.procs);
            assert_eq!(told.created, account.created, "{place}");
            for (column, used) in told.columns.iter().map(|column| &column.used).enumerate() {
                let length = begin(window, column + 1) - begin(window, column);
                assert!(used.iter().all(|&nanos| nanos <= length), "{place}");
            }
            assert_eq!((begin(window, 0), begin(window, COLUMNS)), window);
        }
    }
}

#[test]
fn threads_and_calls_are_what_a_plain_count_finds() {
    for path in traces() {
        let (trace, _) = decoder::decode(&unpacked(&path)[..]).unwrap();
        for window in windows(&trace) {
            let told = Calls::of(&trace, &of_window(window)).unwrap();
            let place = format!("{} {window:?}", path.display());
            let all = trace.goroutines.rows().flat_map(|row| walked(&trace, row, window));
            let (mut in_syscalls, mut without) = (0, 0);
            for (what, nanos) in all.filter(|(what, _)| what.state == GoState::Syscall) {
                in_syscalls += nanos;
                without += if what.is_without_proc { nanos } else { 0 };
            }
            assert_eq!(told.without, without, "{place}");
            let on_threads: i64 = told.threads.iter().map(|thread| thread.in_syscalls).sum();
            assert!(on_threads <= in_syscalls, "{place}");
            for thread in &told.threads {
                let ran: i64 = thread.functions.iter().map(|row| row.1).sum();
                assert_eq!(ran, thread.running, "{place}");
                assert!(thread.running + thread.in_syscalls <= window.1 - window.0, "{place}");
            }
            let by_site: i64 = told.sites.iter().map(|site| site.without).sum();
            let calls: u64 = told.sites.iter().map(|site| site.lengths.count()).sum();
            assert_eq!((by_site, calls), (without, told.lengths.count()), "{place}");
            // Calls that ended, by walking: spans with and without a processor are one call.
            let mut lengths = Vec::new();
            for row in trace.goroutines.rows() {
                let mut since = None;
                for stretch in plain(&trace, row) {
                    if stretch.what.state != GoState::Syscall {
                        continue;
                    }
                    let older = trace.goroutines.get(row);
                    let first = stretch.start == trace.spans.of(row).next().unwrap().time;
                    let start = if first && older.is_older {
                        older.creation
                    } else {
                        stretch.start
                    };
                    let start = *since.get_or_insert(start);
                    if stretch.next.is_some_and(|next| next.state != GoState::Syscall) {
                        if stretch.end > window.0 && stretch.end <= window.1 && stretch.start < window.1 {
                            lengths.push((start, stretch.end));
                        }
                        since = None;
                    }
                }
            }
            assert_eq!(told.lengths.count(), lengths.len() as u64, "{place}");
        }
    }
}

#[test]
fn pages_are_json_with_the_same_numbers() {
    for path in traces() {
        let (trace, _) = decoder::decode(&unpacked(&path)[..]).unwrap();
        let root = trace.goroutines.iter().map(|goroutine| goroutine.root).next();
        let json = |page: &str| -> Value {
            let mut out = Vec::new();
            let page = Page::named(page).unwrap();
            pages::write(&trace, page, &Scope::ALL, root, &mut out).unwrap();
            serde_json::from_slice(&out).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&out)))
        };
        let goroutines = json("goroutines");
        let counts = goroutines["groups"].as_array().unwrap().iter();
        let counted: i64 = counts.map(|group| group["count"].as_i64().unwrap()).sum();
        assert!(counted > 0 && counted <= trace.goroutines.len() as i64);
        assert!(!goroutines["goroutines"].as_array().unwrap().is_empty());
        let scheduling = json("scheduling");
        let told = Scheduling::of(&trace, &Sums::of(&trace).unwrap().stints, &Scope::ALL).unwrap();
        assert_eq!(scheduling["latency"]["sum"], told.latency.sum());
        assert_eq!(scheduling["columns"].as_array().unwrap().len(), COLUMNS);
        let threads = json("threads");
        assert_eq!(threads["threads"].as_array().unwrap().len(), trace.places.threads.len());
        let range = json("range");
        assert_eq!(range["to"], trace.end);
    }
    assert_eq!(Page::named("no such page"), None);
}
