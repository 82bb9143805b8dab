//! The profiles that can be made of a part of the trace, as leads that open them.

use crate::analyze::trace::profile::kind::ProfileKind;
use crate::analyze::trace::profile::scoped;
use crate::engine::trace::pages::groups::section_of;
use crate::engine::trace::pages::heads::heads;
use crate::engine::trace::pages::written::{function, percent, time};
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::trace::range::{NO_TIME, RangeKind, RangeLane};
use crate::model::trace::state::GoState;
use crate::model::trace::totals::GroupId;
use crate::model::trace::what::{What, WhatId};
use crate::protocol::account::{Account, AccountRow, Item, Lead, Section, Switch, TraceScope};
use crate::protocol::trace::{ProfileWish, WishOf};

/// Leads to the profiles of some goroutines in a range; those that would be empty in the whole trace are left out.
pub(in crate::engine::trace) fn leads(trace: &Trace, of: WishOf, range: Option<(i64, i64)>) -> Vec<Lead> {
    let kinds = ProfileKind::OFFERED
        .into_iter()
        .filter(|kind| scoped::has_any(trace, kind));
    kinds.map(|kind| lead(&kind, String::new(), of, range)).collect()
}

/// A part of a page with the profiles of some goroutines.
pub(super) fn section(trace: &Trace, of: WishOf, range: (i64, i64)) -> Section {
    Section {
        heading: "Open as a profile".to_owned(),
        is_folded: true,
        items: vec![Item {
            title: "Flame graphs and all views of profiles, of this".to_owned(),
            leads: leads(trace, of, part(trace, range)),
            ..Item::default()
        }],
        ..Section::default()
    }
}

fn lead(kind: &ProfileKind, value: String, of: WishOf, range: Option<(i64, i64)>) -> Lead {
    let wish = ProfileWish {
        kind: kind.name(),
        range: range.map(|(from, to)| [from, to]),
        of,
    };
    Lead::to_profile(kind.words(), value, &wish)
}

/// A range, unless it is everything.
fn part(trace: &Trace, range: (i64, i64)) -> Option<(i64, i64)> {
    (range != (0, trace.end)).then_some(range)
}

/// Every kind with its sum.
pub(super) fn account(trace: &Trace, scope: &TraceScope, range: (i64, i64)) -> Account {
    let chosen = trace.totals.groups().find(|(_, root)| root.0 + 1 == scope.choice);
    let page = Page {
        trace,
        range,
        chosen: chosen.map(|(_, root)| root),
        sums: spent(trace, chosen.map_or(trace.totals.all(), |(group, _)| group), range),
    };
    let kinds = ProfileKind::OFFERED.into_iter();
    let kinds = kinds.filter(|kind| scoped::has_any(trace, kind));
    Account {
        sections: vec![
            Section {
                heading: page.heading(),
                notes: vec![NOTE.to_owned()],
                columns: columns(),
                rows: kinds.map(|kind| page.row(&kind, page.sum(&kind))).collect(),
                ..Section::default()
            },
            Section {
                heading: "Blocked, by reason".to_owned(),
                columns: columns(),
                rows: page.reasons(),
                ..Section::default()
            },
            section_of(trace, range, "Only their time.", scope.choice, |choice| TraceScope {
                choice,
                ..scope.clone()
            }),
        ],
    }
}

/// What the page says of itself.
const NOTE: &str = "Each opens beside this file as a profile of its own, with all views, and can be taken away from there. The time is that of all \
                    goroutines together; its share is of all the time that they were there. Of the whole trace the four that go tool trace knows count as \
                    it does: only what ended, from a goroutine's first run on. Of a range all that lies in it counts.";

fn columns() -> Vec<Switch> {
    heads(["opens a profile", "time", "share"])
}

struct Page<'a> {
    trace: &'a Trace,
    range: (i64, i64),
    /// The function whose goroutines are meant; none of all.
    chosen: Option<StringId>,
    /// What they did in the range.
    sums: Vec<(WhatId, i64)>,
}

impl Page<'_> {
    fn heading(&self) -> String {
        let of = if part(self.trace, self.range).is_some() {
            "the range that is selected in the timeline"
        } else {
            "the whole trace"
        };
        let who = self.chosen.map_or(String::new(), |root| {
            format!(", of goroutines that begin with {}", function(self.trace, root))
        });
        format!("Profiles of {of}{who}")
    }

    /// How long goroutines did what is so.
    fn spent(&self, is: impl Fn(What) -> bool) -> i64 {
        let rows = self.sums.iter().filter(|row| is(self.trace.whats.get(row.0)));
        rows.map(|row| row.1).sum()
    }

    /// The time that a profile adds up; of some it is not known before it is made.
    fn sum(&self, kind: &ProfileKind) -> Option<i64> {
        match kind {
            ProfileKind::Wait(wait) => Some(self.spent(|what| wait.is(self.trace, what))),
            ProfileKind::Blocked => Some(self.spent(|what| what.state == GoState::Waiting)),
            ProfileKind::Ready => Some(self.spent(|what| what.state == GoState::Runnable)),
            ProfileKind::Wall => Some(self.spent(|what| what.state != GoState::Undetermined)),
            ProfileKind::Assist if self.chosen.is_none() => Some(assists(self.trace, self.range)),
            ProfileKind::Assist | ProfileKind::Cpu | ProfileKind::Reason(_) => None,
        }
    }

    fn row(&self, kind: &ProfileKind, nanos: Option<i64>) -> AccountRow {
        let of = self.chosen.map_or(WishOf::All, |root| WishOf::Group(root.0));
        let nothing = [String::new(), String::new()];
        let alive = self.spent(|what| what.state != GoState::Undetermined);
        AccountRow {
            lead: lead(kind, String::new(), of, part(self.trace, self.range)),
            cells: match nanos {
                Some(nanos) => vec![time(nanos), [percent(nanos, alive), String::new()]],
                None => vec![nothing.clone(), nothing],
            },
            ..AccountRow::default()
        }
    }

    /// A profile for each reason to wait, the longest first.
    fn reasons(&self) -> Vec<AccountRow> {
        let mut reasons: Vec<(String, i64)> = Vec::new();
        for &(what, nanos) in &self.sums {
            let what = self.trace.whats.get(what);
            if what.state == GoState::Waiting {
                let reason = self.trace.strings.text(what.reason).into_owned();
                match reasons.iter_mut().find(|row| row.0 == reason) {
                    Some(row) => row.1 += nanos,
                    None => reasons.push((reason, nanos)),
                }
            }
        }
        reasons.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        let rows = reasons.into_iter();
        rows.map(|(reason, nanos)| self.row(&ProfileKind::Reason(reason), Some(nanos)))
            .collect()
    }
}

/// What a group did in a range.
pub(super) fn spent(trace: &Trace, group: GroupId, (from, to): (i64, i64)) -> Vec<(WhatId, i64)> {
    let until = |time| trace.totals.of_group(&trace.goroutines, &trace.spans, group, time).rows;
    let mut sums: Vec<_> = until(to).into_iter().map(|(what, _, nanos)| (what, nanos)).collect();
    for (what, _, nanos) in until(from) {
        match sums.iter_mut().find(|row| row.0 == what) {
            Some(row) => row.1 -= nanos,
            None => sums.push((what, -nanos)),
        }
    }
    sums.retain(|row| row.1 > 0);
    sums
}

/// How long goroutines helped the collector in a range.
fn assists(trace: &Trace, (from, to): (i64, i64)) -> i64 {
    let rows = trace.ranges.of(RangeLane::Kind(RangeKind::Assist));
    let inside = rows.map(|row| {
        let range = trace.ranges.get(row);
        let end = if range.end == NO_TIME { trace.end } else { range.end };
        (end.min(to) - range.start.max(from)).max(0)
    });
    inside.sum()
}
