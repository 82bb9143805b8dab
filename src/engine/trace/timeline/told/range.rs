//! A selected part of time: what was done in it.

use crate::analyze::trace::account::{Account, Books};
use crate::analyze::trace::activity::{Activity, Mix};
use crate::analyze::trace::profile::kind::ProfileKind;
use crate::analyze::trace::profile::scoped;
use crate::analyze::trace::stretches;
use crate::engine::trace::timeline::TimelineState;
use crate::engine::trace::timeline::told::{Link, line, shares, title};
use crate::engine::trace::times::{count, length};
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::names;
use crate::layout::timeline::source::Source;
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::{GoRow, is_system};
use crate::model::trace::range::{NO_TIME, RangeKind, RangeLane};
use crate::model::trace::state::GoState;
use crate::model::unit;
use crate::protocol::timeline::{Line, Part, Told};
use crate::protocol::trace::ProfileWish;
use crate::protocol::trace::WishOf;

/// Reasons that are told.
const MOST_REASONS: usize = 12;

/// Longest waits, tasks and stopped worlds that are told.
const MOST_LONGEST: usize = 6;
/// Of a range with about so many changes or more the longest waits are not looked for: that takes too long for a panel.
const MANY_CHANGES: usize = 2_000_000;

impl TimelineState {
    pub(super) fn told_of_range(&mut self, trace: &Trace, (from, to): (i64, i64)) -> Option<Told> {
        let mut links = Vec::new();
        let sums = &self.ready.as_ref()?.sums;
        let books = Books {
            stints: &sums.stints,
            marks: &sums.marks,
            stops: &sums.stops,
            heap: &sums.heap,
        };
        let account = Account::of(trace, books, from, to);
        let mut states = Mix::default();
        for &(what, nanos) in &account.whats {
            states.add(sums.activities.get(what), nanos);
        }
        let part = |heading: &str, lines: Vec<Line>| Part {
            heading: heading.to_owned(),
            lines,
        };
        let mut parts = vec![
            part("Processors", procs(&account)),
            part("Goroutines by state", shares(states, states.total())),
        ];
        if let Some((name, lines)) = self.of_lane(trace, (from, to)) {
            parts.insert(0, part(&name, lines));
        }
        let reasons: Vec<Line> = account
            .whats
            .iter()
            .filter_map(|&(what, nanos)| {
                let activity = sums.activities.get(what)?;
                let reason = trace.strings.text(trace.whats.get(what).reason);
                let is_told = matches!(activity, Activity::Waiting | Activity::Runnable) && !reason.is_empty();
                is_told.then(|| line(&format!("{}: {reason}", activity.name()), length(nanos)))
            })
            .take(MOST_REASONS)
            .collect();
        if !reasons.is_empty() {
            parts.push(part("By reason", reasons));
        }
        let percent = |nanos: i64| {
            format!(
                "{} · {:.1}%",
                length(nanos),
                nanos as f64 / account.length.max(1) as f64 * 100.0
            )
        };
        let mut lines = vec![
            line("marking", percent(account.marks)),
            line("world stopped", percent(account.stops)),
        ];
        lines.extend(workers(trace, &account, (from, to)));
        lines.extend(stops(trace, (from, to), &mut links));
        parts.push(part("Collector", lines));
        for (heading, lines) in [
            ("Longest waits", waits(trace, (from, to), &mut links)),
            ("Tasks", tasks(trace, (from, to), &mut links)),
        ] {
            if !lines.is_empty() {
                parts.push(part(heading, lines));
            }
        }
        let mut lines = vec![
            line("goroutines at first", count(account.present.unsigned_abs())),
            line(
                "at last",
                count((account.present + account.created.cast_signed() - account.ended.cast_signed()).unsigned_abs()),
            ),
            line("made", count(account.created)),
            line("ended", count(account.ended)),
        ];
        if let Some([first, last, most]) = account.heap {
            let bytes = |bytes: u64| unit::label(i64::try_from(bytes).unwrap_or(i64::MAX), b"bytes");
            let change = i64::try_from(last).unwrap_or(i64::MAX) - i64::try_from(first).unwrap_or(i64::MAX);
            let change = unit::label(change, b"bytes");
            let sign = if last > first { "+" } else { "" };
            lines.push(line(
                "heap",
                format!("{} → {} ({sign}{change})", bytes(first), bytes(last)),
            ));
            lines.push(line("heap at most", bytes(most)));
        }
        parts.push(part("Counts", lines));
        parts.push(part("Open as a profile", profiles(trace, (from, to), &mut links)));
        self.links = links;
        Some(Told {
            title: length(to - from),
            place: format!("from {} to {}", length(from), length(to)),
            parts,
            rect: [0.0; 4],
        })
    }
}

impl TimelineState {
    /// What was done in the selected lane alone, if one is selected that says so.
    fn of_lane(&self, trace: &Trace, (from, to): (i64, i64)) -> Option<(String, Vec<Line>)> {
        let (ready, lane) = (self.ready.as_ref()?, self.selected?.lane);
        if !matches!(lane, Lane::Proc(_) | Lane::Thread(_) | Lane::Goroutine(_)) {
            return None;
        }
        let source = Source {
            trace,
            sums: &ready.sums,
            lane,
        };
        let lines = shares(source.until(to).since(source.until(from)), to - from);
        (!lines.is_empty()).then(|| (title(trace, ready, lane), lines))
    }
}

/// How much of the processors was used.
fn procs(account: &Account) -> Vec<Line> {
    let mut lines = shares(account.procs, account.capacity);
    let idle = account.capacity - account.procs.total();
    let share = idle as f64 / account.capacity.max(1) as f64;
    lines.push(line("idle", format!("{} · {:.1}%", length(idle), share * 100.0)));
    lines
}

/// How much of the processors the collector's workers took.
fn workers(trace: &Trace, account: &Account, (from, to): (i64, i64)) -> Option<Line> {
    let group = trace.mark_workers()?;
    let until = |time: i64| {
        let sums = trace.totals.of_group(&trace.goroutines, &trace.spans, group, time);
        let ran = sums.rows.into_iter();
        let ran = ran.filter(|row| trace.whats.get(row.0).state == GoState::Running);
        ran.map(|row| row.2).sum::<i64>()
    };
    let nanos = until(to) - until(from);
    let share = nanos as f64 / account.capacity.max(1) as f64;
    let text = format!("{} · {:.1}% of processors", length(nanos), share * 100.0);
    (nanos > 0).then(|| line("its workers ran", text))
}

/// A line that leads to a goroutine at a time.
fn place(mut line: Line, goroutine: GoRow, time: i64, links: &mut Vec<Link>) -> Line {
    line.link = Some(links.len() as u32);
    links.push(Link::Place(Lane::Goroutine(goroutine), time));
    line
}

/// Where the program's own goroutines waited longest, and for what.
fn waits(trace: &Trace, (from, to): (i64, i64), links: &mut Vec<Link>) -> Vec<Line> {
    let spans = &trace.spans;
    let pages = spans.page_at(to).unwrap_or(0) - spans.page_at(from).unwrap_or(0) + 1;
    if pages.saturating_mul(spans.len() / spans.pages().max(1)) > MANY_CHANGES {
        return Vec::new();
    }
    // How long, who, since when, and what for.
    let mut longest: Vec<(i64, GoRow, i64, StringId)> = Vec::new();
    for goroutine in trace.goroutines.rows().filter(|&row| !is_system(trace.root(row))) {
        for stretch in stretches::of(trace, goroutine, (from, to)) {
            if stretch.what.state != GoState::Waiting {
                continue;
            }
            let nanos = stretch.within((from, to));
            if longest.len() < MOST_LONGEST || longest.last().is_some_and(|last| nanos > last.0) {
                let at = longest.partition_point(|row| row.0 >= nanos);
                longest.insert(at, (nanos, goroutine, stretch.start.max(from), stretch.what.reason));
                longest.truncate(MOST_LONGEST);
            }
        }
    }
    let lines = longest.into_iter().map(|(nanos, goroutine, time, reason)| {
        let name = names::of_goroutine(trace, goroutine).full().to_owned();
        let text = format!("{} · {}", length(nanos), trace.strings.text(reason));
        place(line(&name, text), goroutine, time, links)
    });
    lines.collect()
}

/// Tasks that went on, the longest in the range first.
fn tasks(trace: &Trace, (from, to): (i64, i64), links: &mut Vec<Link>) -> Vec<Line> {
    let mut active: Vec<(i64, usize)> = Vec::new();
    for (row, task) in trace.annotations.tasks.iter().enumerate() {
        let start = task.start.map_or(0, |start| start.0);
        let end = task.end.map_or(trace.end, |end| end.0);
        let is_named = task.start.is_some() || task.end.is_some();
        if is_named && end.min(to) > start.max(from) {
            active.push((end.min(to) - start.max(from), row));
        }
    }
    if active.is_empty() {
        return Vec::new();
    }
    active.sort_by_key(|&(nanos, row)| (std::cmp::Reverse(nanos), row));
    let mut lines = vec![line("in all", count(active.len() as u64))];
    for &(nanos, row) in active.iter().take(MOST_LONGEST) {
        let task = trace.annotations.tasks.get(row);
        let name = format!("{} {}", trace.strings.text(task.name), task.id.0);
        let told = line(&name, length(nanos));
        let begun = task.start.filter(|start| start.1.is_some());
        lines.push(match begun {
            Some((time, goroutine)) => place(told, goroutine, time, links),
            None => told,
        });
    }
    lines
}

/// The longest stops of the world.
fn stops(trace: &Trace, (from, to): (i64, i64), links: &mut Vec<Link>) -> Vec<Line> {
    let mut stops = Vec::new();
    for row in trace.ranges.of(RangeLane::Kind(RangeKind::StopTheWorld)) {
        let range = trace.ranges.get(row);
        let end = if range.end == NO_TIME { trace.end } else { range.end };
        let nanos = end.min(to) - range.start.max(from);
        if nanos > 0 {
            stops.push((nanos, row));
        }
    }
    stops.sort_by_key(|&(nanos, row)| (std::cmp::Reverse(nanos), row));
    let mut lines = Vec::new();
    if stops.len() > 1 {
        lines.push(line("stops", count(stops.len() as u64)));
    }
    for &(nanos, row) in stops.iter().take(MOST_LONGEST) {
        let mut told = line(&trace.strings.text(trace.ranges.get(row).name), length(nanos));
        told.link = Some(links.len() as u32);
        links.push(Link::Place(Lane::Stopped, trace.ranges.get(row).start.max(0)));
        lines.push(told);
    }
    lines
}

/// Lines that open profiles of the range.
fn profiles(trace: &Trace, (from, to): (i64, i64), links: &mut Vec<Link>) -> Vec<Line> {
    let kinds = ProfileKind::OFFERED
        .into_iter()
        .filter(|kind| scoped::has_any(trace, kind));
    let lines = kinds.map(|kind| {
        let mut told = line("", kind.words());
        told.link = Some(links.len() as u32);
        links.push(Link::Profile(ProfileWish {
            kind: kind.name(),
            range: Some([from, to]),
            of: WishOf::All,
        }));
        told
    });
    lines.collect()
}
