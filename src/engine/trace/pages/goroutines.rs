//! Goroutines by the function that they begin with, and those of one function one by one.

use crate::analyze::trace::census::{Census, Family, Measure, Person};
use crate::analyze::trace::distribution::Distribution;
use crate::analyze::trace::scope::{Scope, Who, Window};
use crate::engine::trace::pages::profiles;
use crate::engine::trace::pages::written::{
    DISTRIBUTED, distributed, function, histogram, number, percent, share, steps, time,
};
use crate::engine::trace::pages::{MOST_ROWS, ask, field, ordered};
use crate::engine::trace::times::{count, length};
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::protocol::account::{Account, AccountRow, Lead, Offer, Section, Switch, TraceScope};
use crate::protocol::trace::WishOf;

/// What the table of groups is ordered by, beside measures.
const BY_COUNT: u32 = 1000;
const BY_NAME: u32 = 1001;

/// Groups, or the group that is chosen: its function's row and one.
pub(super) fn account(
    trace: &Trace,
    known: &mut Option<(Window, u32, Census)>,
    scope: &TraceScope,
    range: Window,
) -> Result<Account, OutOfMemory> {
    let wanted = scope
        .choice
        .checked_sub(1)
        .filter(|&row| (row as usize) < trace.strings.len());
    let part = Scope {
        window: Some(range),
        who: Who::All,
    };
    let is_same = |known: &(Window, u32, Census)| (known.0, known.1) == (range, scope.choice);
    let census = match known.take().filter(is_same) {
        Some((_, _, census)) => census,
        None => Census::of(trace, &part, wanted.map(StringId))?,
    };
    let page = Page {
        trace,
        census: &census,
        scope,
        range,
    };
    let account = match wanted {
        Some(row) => page.group(StringId(row)),
        None => page.groups(),
    };
    *known = Some((range, scope.choice, census));
    Ok(account)
}

struct Page<'a> {
    trace: &'a Trace,
    census: &'a Census,
    scope: &'a TraceScope,
    range: Window,
}

impl Page<'_> {
    fn groups(&self) -> Account {
        let Self {
            trace, census, scope, ..
        } = *self;
        let find = scope.find.to_lowercase();
        let mut families: Vec<(String, &Family)> = census
            .families
            .iter()
            .map(|family| (function(trace, family.root), family))
            .filter(|(name, _)| name.to_lowercase().contains(&find))
            .collect();
        let column = scope.order as usize;
        match scope.order {
            // As they come: the one that ran longest first.
            0 => {}
            BY_NAME => families.sort_by(|one, other| one.0.cmp(&other.0)),
            BY_COUNT => families.sort_by_key(|row| std::cmp::Reverse(row.1.count)),
            _ => families.sort_by_key(|row| std::cmp::Reverse(row.1.columns.get(column - 1).map(Distribution::sum))),
        }
        if scope.is_reversed {
            families.reverse();
        }
        let goroutines: u64 = census.families.iter().map(|family| family.count).sum();
        let ran = census.running();
        let rows = families.iter().take(MOST_ROWS).map(|(name, family)| {
            let mut cells = vec![number(family.count), share(family.columns[1].sum(), ran)];
            cells.extend(family.columns.iter().map(|column| time(column.sum())));
            AccountRow {
                lead: Lead {
                    words: name.clone(),
                    offer: ask(TraceScope {
                        choice: family.root.0 + 1,
                        order: 0,
                        is_reversed: false,
                        find: String::new(),
                        ..scope.clone()
                    }),
                    ..Lead::default()
                },
                line: steps(&family.columns[1], 100.0, 19.0),
                cells,
            }
        });
        let mut columns = vec![
            ordered(
                "function",
                "The function that they begin with; the line is a histogram of how long each ran",
                BY_NAME,
                scope,
            ),
            ordered("number", "How many were there in this time", BY_COUNT, scope),
            ordered("share", "Of all the time that goroutines ran", 0, scope),
        ];
        columns.extend(self.heads());
        Account {
            sections: vec![Section {
                heading: format!(
                    "{} goroutines that begin with {} functions",
                    count(goroutines),
                    count(census.families.len() as u64)
                ),
                notes: vec![
                    "Time of all goroutines of a function together, as go tool trace counts it; from Execution time to Unknown time it adds up to Total. Behind them stands what the \
                     runtime did in their time. A function leads to its goroutines."
                        .to_owned(),
                ],
                field: Some(field("Look for a function", scope)),
                columns,
                rows: rows.collect(),
                ..Section::default()
            }],
        }
    }

    /// Heads of the columns of measures.
    fn heads(&self) -> impl Iterator<Item = Switch> + '_ {
        let measures = self.census.columns.iter().zip(1..);
        measures.map(|(measure, at)| ordered(&measure.name(self.trace), title(*measure), at, self.scope))
    }

    fn group(&self, root: StringId) -> Account {
        let Self {
            trace,
            census,
            scope,
            range,
        } = *self;
        let name = function(trace, root);
        let back = Switch {
            words: "all functions".to_owned(),
            offer: ask(TraceScope {
                choice: 0,
                order: 0,
                is_reversed: false,
                find: String::new(),
                ..scope.clone()
            }),
            ..Switch::default()
        };
        let Some(family) = census.families.iter().find(|family| family.root == root) else {
            return Account {
                sections: vec![Section {
                    heading: format!("No goroutine of {name} in this time"),
                    switches: vec![back],
                    ..Section::default()
                }],
            };
        };
        let ran = family.columns[1].sum();
        let words = |words: &str, title: &str| Switch {
            words: words.to_owned(),
            title: title.to_owned(),
            ..Switch::default()
        };
        let mut columns = vec![words(
            "per goroutine",
            "The line is a histogram, five steps to a factor of ten",
        )];
        columns.extend(DISTRIBUTED.map(|(name, title)| words(name, title)));
        let measured = census.columns.iter().zip(&family.columns);
        let measured = measured
            .filter(|(_, column)| column.sum() > 0)
            .map(|(measure, column)| AccountRow {
                lead: Lead {
                    words: measure.name(trace),
                    ..Lead::default()
                },
                line: steps(column, 100.0, 19.0),
                cells: distributed(column),
            });
        Account {
            sections: vec![
                Section {
                    heading: format!("{} goroutines that begin with {name}", count(family.count)),
                    notes: vec![format!(
                        "They ran for {}, {} of what all goroutines ran; {} were made in this time, {} ended.",
                        length(ran),
                        percent(ran, census.running()),
                        count(family.created),
                        count(family.ended)
                    )],
                    charts: histogram("Execution time", &family.columns[1]).into_iter().collect(),
                    switches: vec![back],
                    columns,
                    rows: measured.collect(),
                    ..Section::default()
                },
                profiles::section(trace, WishOf::Group(root.0), range),
                self.persons(),
            ],
        }
    }

    fn persons(&self) -> Section {
        let Self {
            trace, census, scope, ..
        } = *self;
        let number_of = |person: &Person| trace.goroutines.get(person.row).id.0;
        let mut persons: Vec<&Person> = census.persons.iter().collect();
        let find = scope.find.trim().trim_start_matches(['G', 'g']);
        persons.retain(|person| find.is_empty() || number_of(person).to_string() == find);
        match scope.order {
            0 => persons.sort_by_key(|person| std::cmp::Reverse(person.values[1])),
            BY_NAME => persons.sort_by_key(|person| number_of(person)),
            column => {
                let value = |person: &Person| person.values.get(column as usize - 1).copied();
                persons.sort_by_key(|person| std::cmp::Reverse(value(person)));
            }
        }
        if scope.is_reversed {
            persons.reverse();
        }
        let mut notes = Vec::new();
        if persons.len() > MOST_ROWS {
            notes.push(format!("The first {MOST_ROWS} of {}.", count(persons.len() as u64)));
        }
        // Columns that say nothing of any of them are left out.
        let is_told: Vec<bool> = (0..census.columns.len())
            .map(|at| census.persons.iter().any(|person| person.values[at] > 0))
            .collect();
        let rows = persons.iter().take(MOST_ROWS).map(|person| {
            let end = person.life.end.unwrap_or(trace.end);
            let values = person.values.iter().zip(&is_told).filter(|row| *row.1);
            let mut cells: Vec<_> = values.map(|(&nanos, _)| time(nanos)).collect();
            cells.push([length(person.life.creation), String::new()]);
            cells.push([person.life.end.map_or("alive".to_owned(), length), String::new()]);
            AccountRow {
                lead: Lead::to_range(
                    format!("G{}", number_of(person)),
                    String::new(),
                    [person.life.creation.max(0), end.max(person.life.creation + 1)],
                ),
                cells,
                ..AccountRow::default()
            }
        });
        let mut columns = vec![ordered(
            "goroutine",
            "Leads to its life in the timeline",
            BY_NAME,
            scope,
        )];
        columns.extend(self.heads().zip(&is_told).filter(|row| *row.1).map(|row| row.0));
        columns.extend(["from", "to"].map(|words| Switch {
            words: words.to_owned(),
            offer: Offer::default(),
            ..Switch::default()
        }));
        Section {
            heading: "One by one".to_owned(),
            notes,
            field: Some(field("Look for a goroutine's number", scope)),
            columns,
            rows: rows.collect(),
            ..Section::default()
        }
    }
}

/// What a column is, for the pointer.
fn title(measure: Measure) -> &'static str {
    match measure {
        Measure::Total => "From its beginning to its end, as far as it lies in this time",
        Measure::Running => "It ran",
        Measure::Runnable => "It could have run and no processor did",
        Measure::Syscall => "In system calls, with a processor",
        Measure::SyscallBlocked => "In system calls, after the processor was taken away",
        Measure::Blocked(_) => "It waited, for this reason",
        Measure::Unknown => "The trace does not tell what it did",
        Measure::Special(_) => "The runtime did this in its time; it is part of the time before",
    }
}
