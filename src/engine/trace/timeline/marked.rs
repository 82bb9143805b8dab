//! Marks that are kept, and what times are counted from.

use crate::engine::trace::timeline::arrange::Act;
use crate::engine::trace::timeline::told::{Kept, Link, line};
use crate::engine::trace::timeline::{Selected, TimelineState};
use crate::engine::trace::times::length;
use crate::layout::timeline::ticks::Axis;
use crate::model::trace::Trace;
use crate::protocol::timeline::Part;

/// Marks that are kept at once: more make an address too long.
pub(super) const MOST_MARKS: usize = 16;
/// Nanoseconds of a day.
const DAY: i64 = 86_400_000_000_000;

/// Times of the day, if the trace tells when it began.
pub(super) fn day(trace: &Trace) -> Option<Axis> {
    trace.began_at().map(|began| Axis::Day(began.rem_euclid(DAY)))
}

impl TimelineState {
    /// Makes the selected slice's time the range; where that is the range already, or nothing is selected, keeps the range as a mark.
    pub(super) fn mark(&mut self) {
        match (self.selected, self.range) {
            (Some(Selected { span, .. }), range) if range != Some(span) => self.range = Some(span),
            (_, Some(range)) => self.keep(range),
            _ => {}
        }
    }

    /// Keeps a part of time as a mark, or no longer if it is one.
    pub(super) fn keep(&mut self, range: (i64, i64)) {
        match self.kept_ranges.binary_search(&range) {
            Ok(at) => {
                self.kept_ranges.remove(at);
            }
            Err(at) if self.kept_ranges.len() < MOST_MARKS => self.kept_ranges.insert(at, range),
            Err(_) => {}
        }
        self.kept = Kept::default();
    }

    /// Counts times from something else.
    pub(super) fn count_from(&mut self, axis: Axis) {
        self.axis = axis;
        self.is_stale = true;
        self.kept = Kept::default();
    }

    /// What can be done with a part of time, and the marks that there are.
    pub(super) fn offers(&self, trace: &Trace, span: (i64, i64), links: &mut Vec<Link>) -> Vec<Part> {
        let mut lead = |name: &str, text: String, link: Link| {
            let mut told = line(name, text);
            told.link = Some(links.len() as u32);
            links.push(link);
            told
        };
        let mut lines = Vec::new();
        if self.range == Some(span) {
            let is_kept = self.kept_ranges.binary_search(&span).is_ok();
            let words = if is_kept {
                "forget this mark"
            } else {
                "keep it as a mark"
            };
            lines.push(lead("", words.to_owned(), Link::Do(Act::Keep(span))));
        }
        let axes = [
            (Some(Axis::From(span.0)), "count time from its beginning"),
            (Some(Axis::Start), "count time from the trace's beginning"),
            (day(trace), "show the time of day, in UTC"),
        ];
        for (axis, words) in axes {
            if let Some(axis) = axis.filter(|&axis| axis != self.axis) {
                lines.push(lead("", words.to_owned(), Link::Do(Act::Axis(axis))));
            }
        }
        let mut parts = vec![Part {
            heading: "Time".to_owned(),
            lines,
        }];
        let mut before: Option<i64> = None;
        let marks = self.kept_ranges.iter().map(|&(from, to)| {
            // From one mark's beginning to the next one's.
            let since = before.map(|before| format!(", {} after the one before", length(from - before)));
            before = Some(from);
            let text = format!("{}{}", length(to - from), since.unwrap_or_default());
            lead(&length(from), text, Link::Range(from, to))
        });
        let lines: Vec<_> = marks.collect();
        if !lines.is_empty() {
            parts.push(Part {
                heading: "Marks".to_owned(),
                lines,
            });
        }
        parts
    }
}
