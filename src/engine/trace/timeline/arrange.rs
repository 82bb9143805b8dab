//! Lanes pinned, hidden and sorted, and of goroutines only a family: what the panel offers of a selected lane.

use crate::analyze::trace::activity::Activity;
use crate::analyze::trace::family::family;
use crate::engine::trace::timeline::told::{Kept, Link, line};
use crate::engine::trace::timeline::{Ready, TimelineState};
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::lanes::arranged::Arranged;
use crate::layout::timeline::source::Source;
use crate::layout::timeline::ticks::Axis;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::protocol::timeline::Part;

/// More goroutines than this are not sorted by what they did, which would take too long.
const MOST_SORTED: usize = 100_000;

/// What can be done with lanes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Act {
    /// Put it on top, or away from there.
    Pin(Lane),
    /// Do not show it.
    Hide(Lane),
    /// Show only a goroutine and those so many wakings away.
    Family(GoRow, u8),
    /// Show all lanes in their places again.
    ShowAll,
    /// Sort the goroutines of each group.
    Sort(Order),
    /// Show goroutines below those that made them, or by the function that they begin with.
    Makers(bool),
    /// Show what a goroutine's stack was, below it, or no longer.
    Stack(GoRow, bool),
    /// Keep a part of time as a mark, or no longer.
    Keep((i64, i64)),
    /// Count times from something else.
    Axis(Axis),
}

/// An order of goroutines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    /// As the trace first tells of them.
    #[default]
    Told,
    /// By number.
    Number,
    /// By when they were made.
    Start,
    /// Longest running first.
    Running,
    /// Longest waiting first.
    Waiting,
    /// Longest single wait first.
    LongestWait,
}

impl Order {
    /// All of them, as they are numbered, and in words.
    pub(super) const ALL: [(Self, &str); 6] = [
        (Self::Told, "as the trace tells of them"),
        (Self::Number, "by number"),
        (Self::Start, "by start"),
        (Self::Running, "by running time"),
        (Self::Waiting, "by waiting time"),
        (Self::LongestWait, "by longest wait"),
    ];
}

impl TimelineState {
    /// Does it.
    pub(super) fn act(&mut self, trace: &Trace, act: Act) {
        match act {
            Act::Keep(range) => return self.keep(range),
            Act::Axis(axis) => return self.count_from(axis),
            _ => {}
        }
        let Some(ready) = &mut self.ready else { return };
        let mut arranged = ready.lanes.arranged().clone();
        match act {
            Act::Pin(lane) => {
                let before = arranged.pinned.len();
                arranged.pinned.retain(|&other| other != lane);
                if arranged.pinned.len() == before {
                    arranged.pinned.push(lane);
                }
            }
            Act::Hide(lane) => {
                arranged.hidden.insert(lane);
            }
            Act::Family(row, hops) => {
                self.family = Some((row, hops));
                // Without memory for it all are shown as before.
                arranged.family = family(trace, row, hops).unwrap_or_default();
            }
            Act::ShowAll => {
                self.family = None;
                arranged = Arranged::default();
            }
            Act::Sort(order) => {
                self.order = order;
                sort(trace, ready, order);
            }
            Act::Makers(are_shown) => {
                // Without memory for it they stand as before.
                let _done = ready.lanes.show_makers(trace, are_shown);
            }
            Act::Stack(row, is_shown) => {
                ready.open(trace, Lane::Stack(row, 0), is_shown);
            }
            Act::Keep(_) | Act::Axis(_) => {}
        }
        ready.lanes.arrange(arranged);
        self.kept = Kept::default();
        self.list.forget();
        self.is_stale = true;
        self.hold();
        self.reveal_lane(trace);
    }

    /// What can be done with a lane, as lines that lead to it.
    pub(super) fn acts(&self, ready: &Ready, lane: Lane, links: &mut Vec<Link>) -> Part {
        let arranged = ready.lanes.arranged();
        let mut lines = Vec::new();
        let mut offer = |words: String, act: Act| {
            let mut told = line("", words);
            told.link = Some(links.len() as u32);
            links.push(Link::Do(act));
            lines.push(told);
        };
        let pin = if arranged.pinned.contains(&lane) {
            "unpin it"
        } else {
            "pin it on top"
        };
        offer(pin.to_owned(), Act::Pin(lane));
        if Arranged::can_hide(lane) {
            offer("hide it".to_owned(), Act::Hide(lane));
        }
        if let Lane::Goroutine(row) | Lane::Region(row, _) | Lane::Stack(row, _) = lane {
            let is_shown = ready.sums.tracks.contains_key(&row);
            let words = if is_shown {
                "hide its stack"
            } else {
                "show its stack over time"
            };
            offer(words.to_owned(), Act::Stack(row, !is_shown));
            for (hops, words) in [
                (1, "show only it, those that woke it and those that it woke"),
                (2, "and those two wakings away"),
                (3, "and those three wakings away"),
            ] {
                offer(words.to_owned(), Act::Family(row, hops));
            }
        }
        if *arranged != Arranged::default() {
            offer("show all lanes again".to_owned(), Act::ShowAll);
        }
        if matches!(lane, Lane::Goroutine(_) | Lane::Group(_)) {
            let has_makers = ready.lanes.has_makers();
            let words = if has_makers {
                "group goroutines by their first function"
            } else {
                "group goroutines by who made them"
            };
            offer(words.to_owned(), Act::Makers(!has_makers));
        }
        if matches!(lane, Lane::Goroutine(_) | Lane::Group(_)) && !ready.lanes.has_makers() {
            for (order, words) in Order::ALL.into_iter().filter(|(order, _)| *order != self.order) {
                offer(format!("sort goroutines {words}"), Act::Sort(order));
            }
        }
        Part {
            heading: "Lane".to_owned(),
            lines,
        }
    }
}

/// Sorts the goroutines of each group; what takes long is left undone where there are very many.
pub(super) fn sort(trace: &Trace, ready: &mut Ready, order: Order) {
    let Ready { sums, lanes, .. } = ready;
    let goroutines = &trace.goroutines;
    let is_small = goroutines.len() <= MOST_SORTED;
    let spent = |row: GoRow, activity: Activity| {
        let lane = Lane::Goroutine(row);
        -Source { trace, sums, lane }.until(trace.end).0[activity as usize]
    };
    let longest = |row: GoRow| {
        let mut since: Option<i64> = None;
        let mut longest = 0;
        for change in trace.spans.of(row) {
            longest = longest.max(since.map_or(0, |since| change.time - since));
            since = (sums.activities.get(change.what) == Some(Activity::Waiting)).then_some(change.time);
        }
        -longest.max(since.map_or(0, |since| trace.end - since))
    };
    match order {
        Order::Number => lanes.sort(|row| goroutines.get(row).id),
        Order::Start => lanes.sort(|row| goroutines.get(row).creation),
        Order::Running if is_small => lanes.sort(|row| spent(row, Activity::Running)),
        Order::Waiting if is_small => lanes.sort(|row| spent(row, Activity::Waiting)),
        Order::LongestWait if is_small => lanes.sort(longest),
        _ => lanes.sort(|row| row.0),
    }
}
