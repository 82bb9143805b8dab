//! Pages about a trace: which page, and what of the trace → an account, written out.
//!
//! Must not know: how the page shows it, beyond its parts.
//!
//! Read [`OpenTrace::page`] first; each page has a file of its own.

mod collector;
mod findings;
mod goroutines;
mod groups;
mod heads;
mod logs;
mod objects;
mod pieces;
mod profiles;
mod regions;
mod scheduling;
mod tasks;
mod threads;
pub(super) mod utilization;
mod written;

use crate::analyze::trace::calls::Calls;
use crate::analyze::trace::census::Census;
use crate::analyze::trace::scheduling::Scheduling;
use crate::analyze::trace::scope::{Scope, Window};
use crate::analyze::trace::stints::Stints;
use crate::engine::trace::OpenTrace;
use crate::engine::trace::times::length;
use crate::model::column::OutOfMemory;
use crate::protocol::account::{Account, AccountQuestion, Field, Offer, Switch, TracePage, TraceScope};

/// Rows told of one table.
const MOST_ROWS: usize = 500;

/// What was counted last for each page, and of which part: another order of the same needs no new count.
#[derive(Default)]
pub(super) struct Counts {
    census: Option<(Window, u32, Census)>,
    scheduling: Option<(Scope, Scheduling)>,
    calls: Option<(Scope, Calls)>,
    /// Use of processors, while the timeline has none.
    stints: Option<Stints>,
}

impl OpenTrace {
    /// Tells a page.
    pub(in crate::engine) fn page(&mut self, scope: &TraceScope) -> Result<Account, OutOfMemory> {
        self.scopes.retain(|known| known.page != scope.page);
        self.scopes.push(scope.clone());
        let range = self.range(scope);
        let mut account = match scope.page {
            TracePage::Collector => collector::account(self, scope, range)?,
            TracePage::Tasks => tasks::account(&self.trace, scope, range)?,
            TracePage::Regions => regions::account(self, scope, range)?,
            TracePage::Logs => logs::account(&self.trace, scope, range)?,
            TracePage::Goroutines => goroutines::account(&self.trace, &mut self.counts.census, scope, range)?,
            TracePage::Scheduling => {
                let part = groups::part(&self.trace, scope, range);
                let told = self.scheduling(&part)?;
                let account = scheduling::account(&self.trace, &told, scope, &part);
                self.counts.scheduling = Some((part, told));
                account
            }
            TracePage::Threads => threads::account(&self.trace, &mut self.counts.calls, scope, range)?,
            TracePage::Profiles => profiles::account(&self.trace, scope, range),
        };
        let can_choose = !matches!(scope.page, TracePage::Goroutines | TracePage::Profiles);
        if can_choose {
            account.sections.push(groups::section(&self.trace, scope, range));
        }
        if let Some(first) = account.sections.first_mut() {
            first.switches.splice(0..0, self.range_switches(scope));
            if can_choose {
                first.switches.splice(0..0, groups::back(&self.trace, scope));
            }
        }
        Ok(account)
    }

    /// Tells a page as it was told last: somebody comes back to it.
    pub(in crate::engine) fn page_again(&mut self, page: TracePage) -> Result<Account, OutOfMemory> {
        let known = self.scopes.iter().find(|scope| scope.page == page).cloned();
        let first = || TraceScope {
            page,
            ..TraceScope::default()
        };
        self.page(&known.unwrap_or_else(first))
    }

    /// How goroutines came to run in a part.
    fn scheduling(&mut self, part: &Scope) -> Result<Scheduling, OutOfMemory> {
        let Counts { scheduling, stints, .. } = &mut self.counts;
        if let Some((_, told)) = scheduling.take().filter(|known| known.0 == *part) {
            return Ok(told);
        }
        if let Some(ready) = self.timeline.stints() {
            return Scheduling::of(&self.trace, ready, part);
        }
        let made = match stints.take() {
            Some(made) => made,
            None => Stints::of_procs(&self.trace)?,
        };
        Scheduling::of(&self.trace, stints.insert(made), part)
    }

    /// The time that a page is about, in nanoseconds since the trace began.
    fn range(&self, scope: &TraceScope) -> (i64, i64) {
        let selected = self.timeline.range().filter(|_| !scope.is_whole);
        selected.unwrap_or((0, self.trace.end))
    }

    /// A choice between the whole trace and the range that is selected in the timeline, where one is.
    fn range_switches(&self, scope: &TraceScope) -> Vec<Switch> {
        let Some((from, to)) = self.timeline.range() else {
            return Vec::new();
        };
        let words = format!("{} from {} on", length(to - from), length(from));
        [(false, words), (true, "the whole trace".to_owned())]
            .map(|(is_whole, words)| Switch {
                words,
                is_on: scope.is_whole == is_whole,
                offer: ask(TraceScope {
                    is_whole,
                    ..scope.clone()
                }),
                ..Switch::default()
            })
            .into()
    }
}

fn ask(scope: TraceScope) -> Offer {
    Offer::account(AccountQuestion::Trace(scope))
}

/// The field of a page that can be searched.
fn field(words: &str, scope: &TraceScope) -> Field {
    Field {
        words: words.to_owned(),
        text: scope.find.clone(),
        offer: ask(scope.clone()),
    }
}

/// The head of a column that a page can be ordered by; what is on already is turned around.
fn ordered(words: &str, title: &str, column: u32, scope: &TraceScope) -> Switch {
    let is_on = scope.order == column;
    Switch {
        words: words.to_owned(),
        title: title.to_owned(),
        is_on,
        offer: ask(TraceScope {
            order: column,
            is_reversed: is_on && !scope.is_reversed,
            ..scope.clone()
        }),
    }
}
