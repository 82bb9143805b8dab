//! The goroutines that a page is about: all of them, or those that begin with one function.

use crate::analyze::trace::scope::{Scope, Who, Window};
use crate::engine::trace::pages::ask;
use crate::engine::trace::pages::profiles::spent;
use crate::engine::trace::pages::written::function;
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::totals::GroupId;
use crate::protocol::account::{Section, Switch, TraceScope};
use crate::protocol::trace::WishOf;

/// Groups of goroutines that are offered.
const MOST_GROUPS: usize = 24;

/// The function whose goroutines a page is about; none where it is about all.
pub(super) fn chosen(trace: &Trace, scope: &TraceScope) -> Option<StringId> {
    let row = scope.group.checked_sub(1)?;
    ((row as usize) < trace.strings.len()).then_some(StringId(row))
}

/// The part of the trace that a page is about.
pub(super) fn part(trace: &Trace, scope: &TraceScope, range: Window) -> Scope {
    Scope {
        window: Some(range),
        who: chosen(trace, scope).map_or(Who::All, Who::Group),
    }
}

/// Whether a page is about a goroutine.
pub(super) fn has(trace: &Trace, scope: &TraceScope, goroutine: GoRow) -> bool {
    let is_of = |root| goroutine.is_some() && trace.goroutines.get(goroutine).root == root;
    chosen(trace, scope).is_none_or(is_of)
}

/// Whose profiles a page leads to.
pub(super) fn wish(trace: &Trace, scope: &TraceScope) -> WishOf {
    chosen(trace, scope).map_or(WishOf::All, |root| WishOf::Group(root.0))
}

/// What is chosen, and the way back to all.
pub(super) fn back(trace: &Trace, scope: &TraceScope) -> Vec<Switch> {
    let Some(root) = chosen(trace, scope) else {
        return Vec::new();
    };
    let all = TraceScope {
        group: 0,
        choice: 0,
        ..scope.clone()
    };
    vec![
        Switch {
            words: format!("only goroutines of {}", function(trace, root)),
            is_on: true,
            offer: ask(scope.clone()),
            ..Switch::default()
        },
        Switch {
            words: "all goroutines".to_owned(),
            offer: ask(all),
            ..Switch::default()
        },
    ]
}

/// Groups to choose from, those that did most in a range first.
pub(super) fn section(trace: &Trace, scope: &TraceScope, range: Window) -> Section {
    section_of(trace, range, "Only what they did.", scope.group, |group| TraceScope {
        group,
        choice: 0,
        ..scope.clone()
    })
}

/// The same where the page keeps the choice itself: which one it is, and what asks for another.
pub(super) fn section_of(
    trace: &Trace,
    range: Window,
    note: &str,
    chosen: u32,
    scope_of: impl Fn(u32) -> TraceScope,
) -> Section {
    let mut groups: Vec<(GroupId, StringId)> = trace.totals.groups().collect();
    groups.sort_by_cached_key(|&(group, _)| {
        let sums = spent(trace, group, range);
        std::cmp::Reverse(sums.iter().map(|row| row.1).sum::<i64>())
    });
    let choices = groups
        .iter()
        .take(MOST_GROUPS)
        .map(|&(_, root)| (function(trace, root), root.0 + 1));
    let choices = std::iter::once(("all goroutines".to_owned(), 0)).chain(choices);
    let choices = choices.map(|(words, group)| Switch {
        words,
        is_on: chosen == group,
        offer: ask(scope_of(group)),
        ..Switch::default()
    });
    Section {
        heading: "Of goroutines that begin with one function".to_owned(),
        is_folded: true,
        notes: vec![note.to_owned()],
        switches: choices.collect(),
        ..Section::default()
    }
}
