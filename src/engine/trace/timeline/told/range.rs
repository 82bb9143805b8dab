//! A selected part of time: what was done in it.

use crate::analyze::trace::account::{Account, Books};
use crate::analyze::trace::activity::{Activity, Mix};
use crate::engine::trace::timeline::TimelineState;
use crate::engine::trace::timeline::told::{line, shares};
use crate::engine::trace::times::{count, length};
use crate::model::trace::Trace;
use crate::model::unit;
use crate::protocol::timeline::{Line, Part, Told};

/// Reasons that are told.
const MOST_REASONS: usize = 12;

impl TimelineState {
    pub(super) fn told_of_range(&self, trace: &Trace, (from, to): (i64, i64)) -> Option<Told> {
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
        parts.push(part(
            "Collector",
            vec![
                line("marking", percent(account.marks)),
                line("world stopped", percent(account.stops)),
            ],
        ));
        let mut lines = vec![
            line("goroutines at first", count(account.present.unsigned_abs())),
            line("made", count(account.created)),
            line("ended", count(account.ended)),
        ];
        if let Some([first, last, most]) = account.heap {
            let bytes = |bytes: u64| unit::label(i64::try_from(bytes).unwrap_or(i64::MAX), b"bytes");
            lines.push(line("heap", format!("{} → {}", bytes(first), bytes(last))));
            lines.push(line("heap at most", bytes(most)));
        }
        parts.push(part("Counts", lines));
        Some(Told {
            title: length(to - from),
            place: format!("from {} to {}", length(from), length(to)),
            parts,
            rect: [0.0; 4],
        })
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
