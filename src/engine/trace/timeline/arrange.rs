//! Lanes pinned, hidden and sorted, and of goroutines only a family: what the panel offers of a selected lane.

use crate::analyze::trace::activity::Activity;
use crate::analyze::trace::family::family;
use crate::engine::trace::timeline::told::{Kept, Link, line};
use crate::engine::trace::timeline::{Ready, TimelineState};
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::lanes::arranged::Arranged;
use crate::layout::timeline::source::Source;
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
        if let Lane::Goroutine(row) | Lane::Region(row, _) = lane {
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
    let Ready { sums, lanes } = ready;
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
    let nests = &sums.nests;
    match order {
        Order::Number => lanes.sort(nests, |row| goroutines.get(row).id),
        Order::Start => lanes.sort(nests, |row| goroutines.get(row).creation),
        Order::Running if is_small => lanes.sort(nests, |row| spent(row, Activity::Running)),
        Order::Waiting if is_small => lanes.sort(nests, |row| spent(row, Activity::Waiting)),
        Order::LongestWait if is_small => lanes.sort(nests, longest),
        _ => lanes.sort(nests, |row| row.0),
    }
}
