//! What the program logged, as a table that can be searched.

use crate::engine::trace::pages::heads;
use crate::engine::trace::pages::{MOST_ROWS, field, groups, ordered};
use crate::engine::trace::times::{count, length};
use crate::layout::timeline::names;
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::annotation::Log;
use crate::protocol::account::{Account, AccountRow, Lead, Section, TraceScope};

/// How much of the trace a log message's place in the timeline shows: a share of it.
const SHOWN: i64 = 1000;

/// A log message, written out.
struct Written {
    log: Log,
    message: String,
    category: String,
    task: String,
    goroutine: String,
}

impl Written {
    fn of(trace: &Trace, log: Log) -> Self {
        let tasks = &trace.annotations.tasks;
        let task = (log.task.row() < tasks.len()).then(|| tasks.get(log.task.row()));
        let text = |id| trace.strings.text(id).into_owned();
        Self {
            log,
            message: text(log.message),
            category: text(log.category),
            task: task.map_or(String::new(), |task| format!("{} {}", text(task.name), task.id.0)),
            goroutine: names::of_goroutine(trace, log.goroutine).full().to_owned(),
        }
    }

    fn has(&self, wanted: &str) -> bool {
        let texts = [&self.message, &self.category, &self.task, &self.goroutine];
        texts.iter().any(|text| text.to_lowercase().contains(wanted))
    }

    fn row(self, end: i64) -> AccountRow {
        let time = self.log.time;
        let around = (end / SHOWN / 2).max(1);
        AccountRow {
            lead: Lead::to_range(length(time), String::new(), [time - around, time + around]),
            cells: [self.category, self.message, self.task, self.goroutine]
                .map(|text| [text, String::new()])
                .into(),
            ..AccountRow::default()
        }
    }
}

/// The messages of a range of time that have what is looked for in their text, category, task or goroutine.
pub(super) fn account(trace: &Trace, scope: &TraceScope, (from, to): (i64, i64)) -> Result<Account, OutOfMemory> {
    let logs = &trace.annotations.logs;
    let wanted = scope.find.to_lowercase();
    let mut found = Vec::new();
    let is_meant = |log: &Log| (from..=to).contains(&log.time) && groups::has(trace, scope, log.goroutine);
    for log in logs.iter().filter(is_meant) {
        let written = Written::of(trace, log);
        if wanted.is_empty() || written.has(&wanted) {
            found
                .try_reserve(1)
                .map_err(|_full| OutOfMemory { rows: found.len() })?;
            found.push(written);
        }
    }
    match scope.order {
        1 => found.sort_by(|one, other| one.category.cmp(&other.category)),
        2 => found.sort_by(|one, other| one.message.cmp(&other.message)),
        3 => found.sort_by(|one, other| one.task.cmp(&other.task)),
        4 => found.sort_by(|one, other| one.goroutine.cmp(&other.goroutine)),
        _ => {}
    }
    if scope.is_reversed {
        found.reverse();
    }
    let mut notes = Vec::new();
    if logs.is_empty() {
        notes.push(
            "The program logged nothing: trace.Log and trace.Logf of runtime/trace write what stands here.".to_owned(),
        );
    }
    if found.len() > MOST_ROWS {
        notes.push(format!("The first {MOST_ROWS} of them."));
    }
    let heading = match (wanted.is_empty(), found.len()) {
        (true, 0) => "No log messages".to_owned(),
        (true, 1) => "1 log message".to_owned(),
        (true, all) => format!("{} log messages", count(all as u64)),
        (false, some) => format!("{} of {} log messages", count(some as u64), count(logs.len() as u64)),
    };
    found.truncate(MOST_ROWS);
    let columns = ["time", "category", "message", "task", "goroutine"].iter().zip(0..);
    Ok(Account {
        sections: vec![Section {
            heading,
            notes,
            field: (!logs.is_empty()).then(|| field("Look for", scope)),
            is_text: true,
            columns: columns
                .map(|(words, at)| ordered(words, heads::title(words), at, scope))
                .collect(),
            rows: found.into_iter().map(|written| written.row(trace.end)).collect(),
            ..Section::default()
        }],
    })
}
