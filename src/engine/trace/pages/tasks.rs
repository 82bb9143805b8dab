//! What the program called tasks: their types, single ones, and what happened in one.

use crate::analyze::trace::distribution::Distribution;
use crate::analyze::trace::spells::Spells;
use crate::analyze::trace::tasks::{self, Parts, TaskEvent, TaskType};
use crate::engine::trace::pages::collector::cut;
use crate::engine::trace::pages::heads::heads;
use crate::engine::trace::pages::pieces::{self, SPREAD, goroutine, text, time};
use crate::engine::trace::pages::{MOST_ROWS, ask, field, groups, ordered};
use crate::engine::trace::times::{count, length};
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::annotation::{RegionEnd, Task, TaskRow};
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::range::RangeKind;
use crate::protocol::account::{Account, AccountRow, Lead, Section, Switch, TraceScope};

/// In the page's choice: a task by its row, and not a type by its place from 1 on.
const ONE: u32 = 1 << 31;

/// What the page is written from.
struct Writer<'a> {
    trace: &'a Trace,
    scope: &'a TraceScope,
    parts: Parts,
    marks: Spells,
}

/// The page, of a range of time.
pub(super) fn account(trace: &Trace, scope: &TraceScope, (from, to): (i64, i64)) -> Result<Account, OutOfMemory> {
    let writer = Writer {
        trace,
        scope,
        parts: Parts::of(trace)?,
        marks: Spells::of(trace, RangeKind::Mark)?,
    };
    // A task is of whoever began it.
    let began = |task: &Task| groups::has(trace, scope, task.start.map_or(GoRow::NONE, |start| start.1));
    let types = tasks::types(trace, from, to, began)?;
    let mut sections = vec![writer.types(&types)];
    let chosen = scope.choice & !ONE;
    if scope.choice & ONE != 0 && (chosen as usize) < trace.annotations.tasks.len() {
        sections.extend(writer.one(TaskRow(chosen))?);
    } else if let Some(of_type) = (chosen as usize).checked_sub(1).and_then(|at| types.get(at)) {
        sections.push(writer.tasks(
            &format!("“{}”", trace.strings.text(of_type.name)),
            &of_type.tasks,
            Some(&of_type.times),
        ));
    } else if !scope.find.is_empty() || types.len() == 1 {
        let all: Vec<TaskRow> = types.iter().flat_map(|of_type| of_type.tasks.iter().copied()).collect();
        sections.push(writer.tasks("of all types", &all, None));
    }
    Ok(Account { sections })
}

impl Writer<'_> {
    fn task(&self, row: TaskRow) -> Task {
        self.trace.annotations.tasks.get(row.row())
    }

    /// The page with another choice.
    fn choose(&self, words: String, choice: u32) -> Lead {
        let scope = TraceScope {
            choice,
            order: 0,
            is_reversed: false,
            ..self.scope.clone()
        };
        Lead {
            words,
            offer: ask(scope),
            ..Lead::default()
        }
    }

    fn to_task(&self, row: TaskRow, words: String) -> Lead {
        self.choose(words, ONE | row.0)
    }

    /// A task in words.
    fn name(&self, row: TaskRow) -> String {
        let task = self.task(row);
        format!("{} {}", pieces::named(self.trace, task.name), task.id)
    }

    fn types(&self, types: &[TaskType]) -> Section {
        let row = |(at, of_type): (usize, &TaskType)| {
            let complete = of_type.times.count();
            AccountRow {
                lead: self.choose(pieces::named(self.trace, of_type.name), at as u32 + 1),
                line: pieces::bars(&of_type.times),
                cells: [text(count(of_type.tasks.len() as u64)), text(count(complete))]
                    .into_iter()
                    .chain(pieces::spread(&of_type.times))
                    .collect(),
            }
        };
        let mut notes = Vec::new();
        if types.is_empty() {
            notes.push(if self.trace.annotations.tasks.is_empty() {
                "The program told of no tasks: trace.NewTask of runtime/trace begins one.".to_owned()
            } else {
                "None in this time, of these goroutines.".to_owned()
            });
        } else {
            notes.push("A type leads to its tasks. Times are of tasks whose beginning and end were seen; bars are five to a power of ten, from the shortest on.".to_owned());
        }
        notes.extend(cut(types.len()));
        let [total, mean, median, p90, p99, most] = SPREAD;
        Section {
            heading: match types.len() {
                0 => "No tasks".to_owned(),
                1 => "1 type of tasks".to_owned(),
                all => format!("{} types of tasks", count(all as u64)),
            },
            notes,
            field: (!types.is_empty()).then(|| {
                field(
                    "Look for tasks by what was logged in them",
                    &TraceScope {
                        choice: 0,
                        ..self.scope.clone()
                    },
                )
            }),
            columns: heads(["type", "count", "complete", total, mean, median, p90, p99, most]),
            rows: types.iter().enumerate().take(MOST_ROWS).map(row).collect(),
            ..Section::default()
        }
    }

    /// Whether a task's name, regions or logs have a text.
    fn has(&self, row: TaskRow, wanted: &str) -> bool {
        let has = |id| self.trace.strings.text(id).to_lowercase().contains(wanted);
        let annotations = &self.trace.annotations;
        has(self.task(row).name)
            || annotations
                .logs_in(row)
                .any(|log| has(log.category) || has(log.message))
            || annotations.regions_in(row).any(|region| has(region.name))
    }

    fn tasks(&self, of: &str, rows: &[TaskRow], times: Option<&Distribution>) -> Section {
        let trace = self.trace;
        let wanted = self.scope.find.to_lowercase();
        let mut rows: Vec<TaskRow> = rows
            .iter()
            .copied()
            .filter(|&row| wanted.is_empty() || self.has(row, &wanted))
            .collect();
        let bounds = |row: &TaskRow| <[i64; 2]>::from(tasks::span(trace, *row));
        let nanos = |row: &TaskRow| bounds(row)[1] - bounds(row)[0];
        let marked = |row: &TaskRow| {
            let [start, end] = bounds(row);
            self.marks.until(end) - self.marks.until(start)
        };
        match self.scope.order {
            1 => rows.sort_by_key(|row| bounds(row)[0]),
            3 => rows.sort_by_key(|row| std::cmp::Reverse(marked(row))),
            _ => rows.sort_by_key(|row| (std::cmp::Reverse(nanos(row)), *row)),
        }
        if self.scope.is_reversed {
            rows.reverse();
        }
        let row = |row: &TaskRow| {
            let task = self.task(*row);
            let annotations = &trace.annotations;
            let [start, end] = bounds(row);
            let state = if tasks::is_complete(&task) {
                ""
            } else {
                "not seen whole"
            };
            AccountRow {
                lead: self.to_task(*row, self.name(*row)),
                cells: vec![
                    time(start),
                    time(end - start),
                    time(marked(row)),
                    text(count(self.parts.of_task(*row).count() as u64)),
                    text(count(annotations.regions_in(*row).count() as u64)),
                    text(count(annotations.logs_in(*row).count() as u64)),
                    text(state),
                ],
                ..AccountRow::default()
            }
        };
        let mut charts = Vec::new();
        if let Some(times) = times.filter(|times| times.count() > 1) {
            charts.push(pieces::chart("How long they took", times));
        }
        let columns: Vec<Switch> = vec![
            ordered("task", "", 0, self.scope),
            ordered("begins", "", 1, self.scope),
            ordered("took", "The longest first", 2, self.scope),
            ordered("of it collecting", "While the collector marked", 3, self.scope),
        ];
        Section {
            heading: format!("{} tasks {of}", count(rows.len() as u64)),
            notes: cut(rows.len()).into_iter().collect(),
            charts,
            columns: columns
                .into_iter()
                .chain(heads(["parts", "regions", "logs", ""]))
                .collect(),
            rows: rows.iter().take(MOST_ROWS).map(row).collect(),
            ..Section::default()
        }
    }

    /// A single task: its parts, and what happened in it.
    fn one(&self, row: TaskRow) -> Result<[Section; 2], OutOfMemory> {
        let trace = self.trace;
        let task = self.task(row);
        let (start, end) = tasks::span(trace, row);
        let marked = self.marks.until(end) - self.marks.until(start);
        let mut about = pieces::fact(
            &self.name(row),
            format!(
                "{}, {} of it while the collector marked",
                length(end - start),
                length(marked)
            ),
        );
        about.leads.push(Lead::to_range(
            "See it in the timeline".to_owned(),
            length(start),
            [start, end],
        ));
        if let Some(parent) = task.parent.filter(|&parent| self.task(parent).start.is_some()) {
            about
                .leads
                .push(self.to_task(parent, format!("part of {}", self.name(parent))));
        }
        let tree = self.parts.tree(row, MOST_ROWS + 1);
        let part = |&(part, depth): &(TaskRow, usize)| {
            let (from, to) = tasks::span(trace, part);
            AccountRow {
                lead: self.to_task(part, format!("{}{}", "· ".repeat(depth.min(32)), self.name(part))),
                cells: vec![
                    time(from - start),
                    time(to - from),
                    time(self.marks.until(to) - self.marks.until(from)),
                ],
                ..AccountRow::default()
            }
        };
        let parts = Section {
            heading: format!("Task {} and its parts", self.name(row)),
            notes: cut(tree.len()).into_iter().collect(),
            items: vec![about],
            columns: heads(["task", "begins after", "took", "of it collecting"]),
            rows: tree.iter().take(MOST_ROWS).map(part).collect(),
            ..Section::default()
        };
        let events = tasks::events(trace, &self.parts, row)?;
        let mut last = start;
        let mut rows = Vec::new();
        for (at, who, event) in events.iter().take(MOST_ROWS) {
            rows.push(AccountRow {
                lead: pieces::moment(trace, *at),
                cells: vec![
                    time(*at - start),
                    time(*at - std::mem::replace(&mut last, *at)),
                    text(goroutine(trace, *who)),
                    text(self.event(event)),
                ],
                ..AccountRow::default()
            });
        }
        let happened = Section {
            heading: format!("What happened in it: {} events", count(events.len() as u64)),
            notes: cut(events.len()).into_iter().collect(),
            is_text: true,
            columns: heads([
                "when",
                "after its beginning",
                "after the one before",
                "goroutine",
                "what",
            ]),
            rows,
            ..Section::default()
        };
        Ok([parts, happened])
    }

    fn event(&self, event: &TaskEvent) -> String {
        let text = |id| self.trace.strings.text(id);
        match event {
            TaskEvent::Begin => "the task begins".to_owned(),
            TaskEvent::End => "the task ends".to_owned(),
            TaskEvent::PartBegin(part) => format!("its part {} begins", self.name(*part)),
            TaskEvent::PartEnd(part) => format!("its part {} ends", self.name(*part)),
            TaskEvent::RegionBegin(region) => format!("region “{}” begins", text(region.name)),
            TaskEvent::RegionEnd(region) if region.ended == RegionEnd::WithGoroutine => {
                format!("region “{}” ends with its goroutine", text(region.name))
            }
            TaskEvent::RegionEnd(region) => format!(
                "region “{}” ends after {}",
                text(region.name),
                length(region.end - region.start)
            ),
            TaskEvent::Log(log) => match &*text(log.category) {
                "" => format!("“{}”", text(log.message)),
                category => format!("{category}: “{}”", text(log.message)),
            },
        }
    }
}
