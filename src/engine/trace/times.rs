//! What goroutines did, in words.

use crate::analyze::trace::goroutines::{Group, Summary};
use crate::analyze::trace::life;
use crate::engine::trace::Known;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::is_system;
use crate::model::{symbol, unit};
use crate::protocol::trace::{GoroutineTimes, GroupTimes, Times};

/// Reasons that are told of one goroutine or group.
const MOST_REASONS: usize = 8;

/// A length of time, as pprof writes it.
pub(super) fn length(nanos: i64) -> String {
    unit::label(nanos, b"nanoseconds")
}

/// A count.
pub(super) fn count(count: u64) -> String {
    unit::exact(count as i64, b"count")
}

/// An amount of memory.
pub(super) fn bytes(bytes: u64) -> String {
    unit::label(i64::try_from(bytes).unwrap_or(i64::MAX), b"bytes")
}

/// A row of the overview.
pub(super) fn group(trace: &Trace, group: &Group) -> GroupTimes {
    let name = trace.strings.bytes(group.root);
    GroupTimes {
        name: match name {
            b"" => "(unknown function)".to_owned(),
            name => symbol::readable(&String::from_utf8_lossy(name)).into_owned(),
        },
        is_system: is_system(name),
        count: count(group.count),
        ended: count(group.ended),
        times: times(trace, &group.times),
    }
}

/// The goroutines of a group, the one that ran longest first.
pub(super) fn of_group(trace: &Trace, known: &Known, at: usize) -> Vec<GoroutineTimes> {
    let rows = known.longest.get(at).into_iter().flatten();
    rows.map(|summary| goroutine(trace, summary)).collect()
}

fn goroutine(trace: &Trace, summary: &Summary) -> GoroutineTimes {
    let row = trace.goroutines.get(summary.row);
    let from = if row.is_older {
        "before the trace".to_owned()
    } else {
        length(row.creation)
    };
    let to = summary.life.end.map_or("its end".to_owned(), length);
    GoroutineTimes {
        id: row.id.0,
        life: format!("{from} – {to}"),
        times: times(trace, &summary.times),
    }
}

fn times(trace: &Trace, times: &life::Times) -> Times {
    let syscall = times.syscall + times.syscall_block;
    let blocked = times.blocked();
    let parts = [times.exec, times.sched, syscall, blocked];
    let whole: i64 = parts.iter().sum();
    let mut reasons = times.block.clone();
    reasons.sort_by_key(|&(_, nanos)| std::cmp::Reverse(nanos));
    let reason = |&(reason, nanos): &(_, i64)| match &*trace.strings.text(reason) {
        "" => format!("unknown reason {}", length(nanos)),
        reason => format!("{reason} {}", length(nanos)),
    };
    Times {
        total: length(times.total),
        running: length(times.exec),
        runnable: length(times.sched),
        syscall: length(syscall),
        blocked: length(blocked),
        reasons: reasons.iter().take(MOST_REASONS).map(reason).collect(),
        shares: parts.map(|part| part as f64 / (whole.max(1)) as f64),
    }
}
