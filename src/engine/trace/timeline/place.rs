//! Where the timeline is, as words for an address, and the way back.
//!
//! `START~LENGTH~SCROLL`, then, each where there is one, `r.FROM.TO` for a range, `s.LANE.TIME` for a selection and `o.LANE.LANE`
//! for what is folded otherwise than at first. Times are nanoseconds; a lane is a letter and the number of its row, which the same
//! bytes always give.

use std::fmt::Write as _;

use crate::engine::trace::OpenTrace;
use crate::engine::trace::timeline::walk::slice_at;
use crate::engine::trace::timeline::{Selected, TimelineState};
use crate::layout::timeline::source::{Lane, Section};
use crate::layout::timeline::view::TimeView;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
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
        let first = TimeView::whole(view.pane, trace.end);
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
        let Some(ready) = &mut self.ready else { return false };
        let mut view = TimeView::whole(self.view.pane, trace.end);
        let (mut range, mut selected) = (None, None);
        let mut folds = Vec::new();
        let mut fits = true;
        let mut numbers = Vec::new();
        for word in words.split('~').filter(|word| !word.is_empty()) {
            let mut parts = word.split('.');
            match parts.next() {
                Some("r") => {
                    let (from, to) = (number(parts.next()), number(parts.next()));
                    range = from.zip(to).filter(|(from, to)| from < to && *to <= trace.end);
                    fits &= range.is_some();
                }
                Some("s") => {
                    let lane = parts.next().and_then(|word| lane(trace, word));
                    selected = lane.zip(number(parts.next()));
                    fits &= selected.is_some();
                }
                Some("o") => {
                    let lanes: Vec<_> = parts.map(|word| lane(trace, word)).collect();
                    fits &= lanes.iter().all(Option::is_some);
                    folds.extend(lanes.into_iter().flatten());
                }
                _ => {
                    let value = number(Some(word));
                    fits &= value.is_some();
                    numbers.extend(value);
                }
            }
        }
        if let [start, length, scroll] = numbers[..] {
            let asked = TimeView { start, length, ..view };
            view = asked.within(trace.end);
            view.scroll = scroll as f64;
        }
        let before: Vec<_> = ready.lanes.changed().collect();
        for lane in before.into_iter().chain(folds) {
            let is_open = ready.lanes.is_open(lane).unwrap_or_default();
            ready.lanes.open(lane, !is_open);
        }
        self.range = range;
        self.selected = selected.and_then(|(lane, time)| {
            let found = slice_at(trace, ready, lane, time);
            found.or(matches!(lane, Lane::Group(_)).then_some(Selected {
                lane,
                span: (time, time + 1),
            }))
        });
        self.glide_to(view);
        fits
    }
}

fn number(word: Option<&str>) -> Option<i64> {
    word?.parse().ok().filter(|&number: &i64| number >= 0)
}

/// A lane in a letter and a number.
fn word(lane: Lane) -> String {
    match lane {
        Lane::Section(section) => format!("h{}", section as u8),
        Lane::Crowd => "c".to_owned(),
        Lane::Heap => "b".to_owned(),
        Lane::Mark => "k".to_owned(),
        Lane::Stopped => "w".to_owned(),
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
        'h' => match row()? {
            0 => Lane::Section(Section::Procs),
            1 => Lane::Section(Section::Threads),
            2 => Lane::Section(Section::Goroutines),
            _ => return None,
        },
        'c' => Lane::Crowd,
        'b' => Lane::Heap,
        'k' => Lane::Mark,
        'w' => Lane::Stopped,
        'p' => Lane::Proc(ProcRow(below(trace.places.procs.len())?)),
        'm' => Lane::Thread(ThreadRow(below(trace.places.threads.len())?)),
        'f' => Lane::Group(GroupId(below(trace.totals.all().row())?)),
        'g' => Lane::Goroutine(GoRow(below(trace.goroutines.len())?)),
        _ => return None,
    })
}
