//! The goroutines of an open dump: questions in → lists, groups, findings and the tree of creators out, written out.
//!
//! A question waits until [`Engine::work`](crate::engine::Engine::work) answers it, and only the newest is answered:
//! who types a filter asks with every letter. What does not depend on the question is found once.
//!
//! Must not know: how the page arranges what it is told.
//!
//! Read [`OpenDump::list`] first.

mod creators;
mod findings;
mod members;
mod words;

use crate::analyze::goroutines::creators::Creators;
use crate::analyze::goroutines::filter::Filter;
use crate::analyze::goroutines::group::{Alike, Group, Groups};
use crate::analyze::goroutines::places::Places;
use crate::analyze::profile::entity::Entities;
use crate::analyze::profile::search::Pattern;
use crate::engine::goroutines::words::{Words, waits};
use crate::engine::{Changed, Outgoing, Shown};
use crate::model::column::OutOfMemory;
use crate::model::goroutines::{Dump, Flags, GoroutineRow};
use crate::model::id::StringId;
use crate::model::sorting::sort_by_key;
use crate::model::unit;
use crate::protocol::Ticket;
use crate::protocol::goroutines::{
    Finding, GoroutineList, GoroutineQuestion, GroupDetails, GroupRow, MOST_GROUPS, bytes_from,
};
use crate::protocol::reply::Reply;

/// Most states that are offered to filter by; the runtime knows about fifty.
const MOST_STATES: usize = 100;
/// States that a group's row names.
const FEW_STATES: usize = 3;
/// Functions that a group's row names.
const FEW_FUNCTIONS: usize = 3;

/// A dump whose goroutines can be asked for.
pub(super) struct OpenDump {
    dump: Box<Dump>,
    asked: Option<(Ticket, GoroutineQuestion)>,
    known: Option<Known>,
}

/// What is found once, and the groups of the last answer.
struct Known {
    places: Places,
    states: Vec<(String, u32)>,
    findings: Vec<Finding>,
    /// Groups of all goroutines, where they differ from those of the last answer.
    all: Groups,
    kept: Groups,
}

impl Shown {
    /// Notes what somebody wants to know of the goroutines.
    pub(super) fn ask_goroutines(&mut self, ticket: Ticket, question: GoroutineQuestion) -> Changed {
        if let Some(open) = &mut self.dump {
            open.asked = Some((ticket, question));
        }
        Changed::Nothing
    }

    /// Answers the newest question; whether there was one.
    pub(super) fn tell_goroutines(&mut self, outbox: &mut Vec<Outgoing>) -> Result<bool, OutOfMemory> {
        let Some(open) = &mut self.dump else { return Ok(false) };
        let Some((ticket, question)) = open.asked.take() else {
            return Ok(false);
        };
        let list = open.list(&question, self.profile.names.entities())?;
        outbox.push(Outgoing {
            reply: Reply::Goroutines(ticket),
            // Writing plain values to memory cannot fail; were it to, there is nothing to send.
            bytes: bytes_from(&list).ok(),
        });
        Ok(true)
    }

    /// Tells all of the group that a goroutine is in.
    pub(super) fn tell_group(&mut self, row: u32, outbox: &mut Vec<Outgoing>) -> Result<Changed, OutOfMemory> {
        let Some(open) = &self.dump else {
            return Ok(Changed::Nothing);
        };
        if let Some(group) = open.group(GoroutineRow(row), self.profile.names.entities())? {
            outbox.push(Outgoing {
                reply: Reply::GoroutineGroup,
                bytes: bytes_from(&group).ok(),
            });
        }
        Ok(Changed::Nothing)
    }
}

impl OpenDump {
    /// Nothing is asked yet.
    pub(super) fn new(dump: Box<Dump>) -> Self {
        Self {
            dump,
            asked: None,
            known: None,
        }
    }

    fn list(&mut self, question: &GoroutineQuestion, entities: &Entities) -> Result<GoroutineList, OutOfMemory> {
        let dump = &*self.dump;
        let words = Words { dump, entities };
        let mut known = match self.known.take() {
            Some(known) => known,
            None => Known::of(words)?,
        };
        let kept = filter(question).kept(dump);
        let mut groups = Groups::of(dump, &known.places, Alike::Stack, |row| kept.has(row))?;
        if question.is_longest_first {
            sort_by_key(&mut groups.rows, |group| u32::MAX - group.wait_minutes.1);
        }
        let shown = &groups.rows[..groups.rows.len().min(MOST_GROUPS)];
        let creators = Creators::of(dump, &known.places, |row| kept.has(row))?;
        let (creators, more_creators) = creators::rows(words, &creators);
        let list = GoroutineList {
            summary: summary(question, kept.count(), dump.goroutines.len(), groups.rows.len()),
            states: known.states.clone(),
            groups: shown.iter().map(|group| group_row(words, &groups, group)).collect(),
            more_groups: (groups.rows.len() - shown.len()) as u32,
            findings: known.findings.clone(),
            creators,
            more_creators,
        };
        known.kept = groups;
        self.known = Some(known);
        Ok(list)
    }

    /// The group of the last answer that a goroutine is in, or of all goroutines.
    fn group(&self, row: GoroutineRow, entities: &Entities) -> Result<Option<GroupDetails>, OutOfMemory> {
        let Some(known) = &self.known else { return Ok(None) };
        let words = Words {
            dump: &self.dump,
            entities,
        };
        for groups in [&known.kept, &known.all] {
            let Some(at) = groups.members.iter().position(|member| member == row) else {
                continue;
            };
            let group = groups.rows.iter().find(|group| group.members.contains(&at));
            return group.map(|group| members::details(words, groups, group)).transpose();
        }
        Ok(None)
    }
}

impl Known {
    fn of(words: Words<'_>) -> Result<Self, OutOfMemory> {
        let places = Places::of(words.dump)?;
        let all = Groups::of(words.dump, &places, Alike::Stack, |_| true)?;
        Ok(Self {
            states: states(words.dump),
            findings: findings::of(words, &all)?,
            places,
            all,
            kept: Groups::default(),
        })
    }
}

/// All states and how many goroutines are in each, the most frequent first.
fn states(dump: &Dump) -> Vec<(String, u32)> {
    let mut counts = vec![0_u32; dump.strings.len()];
    for state in dump.goroutines.state.iter() {
        counts[state.row()] += 1;
    }
    let rows = counts.into_iter().enumerate().filter(|&(_, count)| count > 0);
    let mut found: Vec<(usize, u32)> = rows.collect();
    sort_by_key(&mut found, |&(_, count)| u32::MAX - count);
    found.truncate(MOST_STATES);
    let named = found.into_iter();
    named
        .map(|(row, count)| (dump.strings.text(StringId::from(row)).into_owned(), count))
        .collect()
}

fn filter(question: &GoroutineQuestion) -> Filter {
    let pattern = |text: &str| (!text.is_empty()).then(|| Pattern::AnyCase(text.to_lowercase()));
    let state = Some(question.state.clone()).filter(|state| !state.is_empty());
    Filter {
        states: state.into_iter().collect(),
        function: pattern(&question.function),
        min_minutes: question.min_minutes,
        label: pattern(&question.label),
        creator: pattern(&question.creator),
        ..Filter::default()
    }
}

fn summary(question: &GoroutineQuestion, kept: usize, all: usize, groups: usize) -> String {
    let of = if question.is_filter() {
        format!("{} of ", number(kept))
    } else {
        String::new()
    };
    let groups = counted(groups, "group of equal stacks", "groups of equal stacks");
    format!("{of}{} in {groups}", counted(all, "goroutine", "goroutines"))
}

fn group_row(words: Words<'_>, groups: &Groups, group: &Group) -> GroupRow {
    let dump = words.dump;
    let goroutines = &dump.goroutines;
    let first = groups.members.get(group.members.start);
    let is_leaked = |row: GoroutineRow| goroutines.flags.get(row.row()).has(Flags::LEAKED);
    let creator = goroutines.creator(first);
    GroupRow {
        first: first.0,
        count: number(group.count()),
        states: states_of(dump, groups, group),
        wait: waits(group.wait_minutes),
        functions: words.telling(group.stack, FEW_FUNCTIONS),
        creator: creator.map(|frame| words.short_name(frame)).unwrap_or_default(),
        leaked: groups.members(group).filter(|&row| is_leaked(row)).count() as u32,
    }
}

/// The states of a group, with counts where there are several.
fn states_of(dump: &Dump, groups: &Groups, group: &Group) -> String {
    let states = groups.states(dump, group);
    let mut said: Vec<String> = Vec::new();
    for &(state, count) in states.iter().take(FEW_STATES) {
        let state = dump.strings.text(state);
        said.push(if states.len() == 1 {
            state.into_owned()
        } else {
            format!("{} {state}", number(count as usize))
        });
    }
    if states.len() > FEW_STATES {
        said.push(format!("{} more states", states.len() - FEW_STATES));
    }
    said.join(", ")
}

/// A number with its thousands apart.
fn number(count: usize) -> String {
    unit::exact(count as i64, b"count")
}

/// A number of things.
fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { several })
}
