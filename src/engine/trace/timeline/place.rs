//! Where the timeline is, as words for an address, and the way back.
//!
//! `START~LENGTH~SCROLL`, then, each where there is one, `r.FROM.TO` for a range, `s.LANE.TIME` for a selection and `o.LANE.LANE`
//! for what is folded otherwise than at first, `p.LANE` and `d.LANE` for what is pinned and hidden, `f.LANE.HOPS` for a family,
//! `k.ORDER` for the order of goroutines, `n.FROM.TO.FROM.TO` for marks, `a.TIME` for what times are counted from and `a.d` for the time of day, `q` where they stand below those that made them, `x.ROLES` for what is left out. Times are nanoseconds; a lane is a letter and the number of its row, which the same
//! bytes always give.

mod asked;

use std::fmt::Write as _;

use crate::analyze::trace::family::family;
use crate::engine::trace::OpenTrace;
use crate::engine::trace::timeline::arrange::{Order, sort};
use crate::engine::trace::timeline::place::asked::Asked;
use crate::engine::trace::timeline::told::Kept;
use crate::engine::trace::timeline::walk::slice_at;
use crate::engine::trace::timeline::{Selected, TimelineState};
use crate::layout::timeline::lane::{Counter, Lane, Section};
use crate::layout::timeline::ticks::Axis;
use crate::layout::timeline::view::TimeView;
use crate::model::trace::Trace;
use crate::model::trace::annotation::TaskRow;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::memory::Kind;
use crate::model::trace::place::{ProcRow, ThreadRow};
use crate::model::trace::totals::GroupId;

/// Lanes that are told to be folded otherwise: more make an address too long.
const MOST_FOLDS: usize = 40;

impl OpenTrace {
    /// Where the timeline is; nothing while it is as it was at first.
    pub(in crate::engine) fn where_it_is(&self) -> String {
        let Self { trace, timeline, .. } = self;
        let Some(ready) = &timeline.ready else {
            return timeline.wanted.clone().unwrap_or_default();
        };
        let view = timeline.destination();
        let first = TimeView::whole(view.pane, timeline.end(trace));
        let mut words = String::new();
        if view != first {
            // Writing to a string cannot fail, here and below.
            let _written = write!(words, "{}~{}~{:.0}", view.start, view.length, view.scroll);
        }
        if let Some((from, to)) = timeline.range {
            let _written = write!(words, "~r.{from}.{to}");
        }
        if let Some(selected) = timeline.selected {
            let _written = write!(words, "~s.{}.{}", word(selected.lane), selected.span.0);
        }
        let folds: Vec<_> = ready.lanes.changed().take(MOST_FOLDS).map(word).collect();
        if !folds.is_empty() {
            let _written = write!(words, "~o.{}", folds.join("."));
        }
        let arranged = ready.lanes.arranged();
        for (letter, lanes) in [
            ('p', arranged.pinned.clone()),
            ('d', arranged.hidden.iter().copied().collect()),
        ] {
            let lanes: Vec<_> = lanes.into_iter().take(MOST_FOLDS).map(word).collect();
            if !lanes.is_empty() {
                let _written = write!(words, "~{letter}.{}", lanes.join("."));
            }
        }
        if let Some((row, hops)) = timeline.family {
            let _written = write!(words, "~f.{}.{hops}", word(Lane::Goroutine(row)));
        }
        if ready.lanes.has_makers() {
            words.push_str("~q");
        }
        let marks = timeline.kept_ranges.iter().map(|(from, to)| format!(".{from}.{to}"));
        let marks: String = marks.collect();
        if !marks.is_empty() {
            let _written = write!(words, "~n{marks}");
        }
        match timeline.axis {
            Axis::Start => {}
            Axis::From(time) => {
                let _written = write!(words, "~a.{time}");
            }
            Axis::Day(_) => words.push_str("~a.d"),
        }
        if timeline.order != Order::default() {
            let _written = write!(words, "~k.{}", timeline.order as u8);
        }
        if !timeline.off.is_empty() {
            let _written = write!(words, "~x.{}", timeline.off.0);
        }
        words
    }

    /// Goes where it was; what is wrong with the words, if something is.
    pub(in crate::engine) fn go_back_to(&mut self, words: &str) -> Option<String> {
        let Self { trace, timeline, .. } = self;
        if timeline.ready.is_none() {
            timeline.wanted = Some(words.to_owned());
            return None;
        }
        let fits = timeline.go_back_to(trace, words);
        (!fits).then(|| format!("no part of a timeline {words:?}"))
    }
}

impl TimelineState {
    /// Goes where the words say; whether all of them could be followed.
    pub(super) fn go_back_to(&mut self, trace: &Trace, words: &str) -> bool {
        let end = self.end(trace);
        let Some(ready) = &mut self.ready else { return false };
        let mut asked = Asked::read(trace, end, words);
        let mut view = TimeView::whole(self.view.pane, end);
        if let [start, length, scroll] = asked.numbers[..] {
            let part = TimeView { start, length, ..view };
            view = part.within(end);
            view.scroll = scroll as f64;
        }
        let before: Vec<_> = ready.lanes.changed().collect();
        for lane in before {
            let is_open = ready.lanes.is_open(lane).unwrap_or_default();
            ready.open(trace, lane, !is_open);
        }
        if ready.lanes.has_makers() != asked.has_makers {
            asked.fits &= ready.lanes.show_makers(trace, asked.has_makers).is_ok();
            self.list.forget();
            self.kept = Kept::default();
        }
        for lane in asked.folds {
            let is_open = ready.lanes.is_open(lane).unwrap_or_default();
            ready.open(trace, lane, !is_open);
        }
        if let Some((row, hops)) = asked.relatives {
            asked.arranged.family = family(trace, row, hops).unwrap_or_default();
        }
        if asked.order != self.order {
            sort(trace, ready, asked.order);
        }
        if *ready.lanes.arranged() != asked.arranged || asked.order != self.order {
            ready.lanes.arrange(asked.arranged);
            self.list.forget();
            self.kept = Kept::default();
        }
        (self.family, self.order) = (asked.relatives, asked.order);
        self.range = asked.range;
        if self.kept_ranges != asked.marks || self.axis != asked.axis {
            self.kept = Kept::default();
        }
        (self.kept_ranges, self.axis) = (asked.marks, asked.axis);
        self.off = asked.off;
        self.is_stale = true;
        self.selected = asked.selected.and_then(|(lane, time)| {
            let found = slice_at(trace, ready, lane, time);
            found.or(matches!(lane, Lane::Group(_)).then_some(Selected {
                lane,
                span: (time, time + 1),
            }))
        });
        self.glide_to(view);
        asked.fits
    }
}

/// A lane in a letter and a number.
fn word(lane: Lane) -> String {
    match lane {
        Lane::Section(section) => format!("h{}", section as u8),
        Lane::Count(counter) => format!("c{}", counter as u8),
        Lane::Heap => "b".to_owned(),
        Lane::Memory(kind) => format!("o{}", kind as u8),
        Lane::Mark => "k".to_owned(),
        Lane::Stopped => "w".to_owned(),
        Lane::Logs => "l".to_owned(),
        Lane::Samples => "u".to_owned(),
        Lane::Task(row) => format!("t{}", row.0),
        Lane::StoppedFor(row) => format!("v{row}"),
        Lane::Region(row, level) => format!("r{}_{level}", row.0),
        Lane::Stack(row, level) => format!("y{}_{level}", row.0),
        Lane::Proc(row) => format!("p{}", row.0),
        Lane::Thread(row) => format!("m{}", row.0),
        Lane::Group(group) => format!("f{}", group.0),
        Lane::Goroutine(row) => format!("g{}", row.0),
    }
}

/// The lane of a word, if the trace has it.
fn lane(trace: &Trace, word: &str) -> Option<Lane> {
    let mut letters = word.chars();
    let letter = letters.next()?;
    let rest = letters.as_str();
    let row = || rest.parse::<u32>().ok();
    let below = |count: usize| row().filter(|&row| (row as usize) < count);
    Some(match letter {
        'h' => Lane::Section(*Section::ALL.get(row()? as usize)?),
        'c' => Lane::Count(*Counter::ALL.get(row()? as usize)?),
        'b' => Lane::Heap,
        'o' if trace.memory.is_some() => Lane::Memory(*Kind::ALL.get(row()? as usize)?),
        'k' => Lane::Mark,
        'w' => Lane::Stopped,
        'l' => Lane::Logs,
        'u' => Lane::Samples,
        't' => Lane::Task(TaskRow(below(trace.annotations.tasks.len())?)),
        'v' => Lane::StoppedFor(rest.parse().ok()?),
        'r' | 'y' => {
            let (row, level) = rest.split_once('_')?;
            let row = row
                .parse()
                .ok()
                .filter(|&row: &u32| (row as usize) < trace.goroutines.len())?;
            let (row, level) = (GoRow(row), level.parse().ok()?);
            if letter == 'r' {
                Lane::Region(row, level)
            } else {
                Lane::Stack(row, level)
            }
        }
        'p' => Lane::Proc(ProcRow(below(trace.places.procs.len())?)),
        'm' => Lane::Thread(ThreadRow(below(trace.places.threads.len())?)),
        'f' => Lane::Group(GroupId(below(trace.totals.all().row())?)),
        'g' => Lane::Goroutine(GoRow(below(trace.goroutines.len())?)),
        _ => return None,
    })
}
