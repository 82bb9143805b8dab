//! Who made runnable what is selected, and whom it woke or made itself.

use crate::analyze::trace::activity::Activity;
use crate::engine::trace::timeline::Ready;
use crate::engine::trace::timeline::told::line;
use crate::engine::trace::timeline::told::slice::{Facts, told_frames};
use crate::engine::trace::timeline::walk::{made_runnable, woken_by};
use crate::engine::trace::times::length;
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::names;
use crate::model::trace::Trace;
use crate::model::trace::place::Place;
use crate::protocol::timeline::{Line, Part};

/// Wakings that are told.
const MOST_WOKEN: usize = 16;

impl Facts {
    /// Who or what made it runnable, and how long before.
    pub(super) fn woken(&self, trace: &Trace, lead: &mut dyn FnMut(Line, Lane, i64) -> Line) -> Option<Part> {
        let goroutine = self.goroutine.filter(|_| self.has_waker())?;
        let from = self.span.0;
        let mut lines = Vec::new();
        let (time, stack) = if let Some((time, waker)) = woken_by(trace, goroutine, from) {
            let name = names::of_goroutine(trace, waker).full().to_owned();
            lines.push(lead(line("", name), Lane::Goroutine(waker), time));
            (time, trace.spans.at(goroutine, time).map(|change| change.stack))
        } else {
            let (time, by, place) = self.woken_by_runtime(trace)?;
            lines.push(line("", by));
            if place.proc.row() < trace.places.procs.len() {
                let name = trace.places.procs.get(place.proc.row()).name();
                lines.push(lead(line("on", name), Lane::Proc(place.proc), time));
            }
            (time, None)
        };
        if from > time {
            lines.push(line("before", length(from - time)));
        }
        lines.extend(stack.map(|stack| told_frames(trace, stack)).unwrap_or_default());
        Some(Part {
            heading: "Made runnable by".to_owned(),
            lines,
        })
    }

    /// When and by what of the runtime it was made runnable, where no goroutine did that, and where.
    fn woken_by_runtime(&self, trace: &Trace) -> Option<(i64, String, Place)> {
        let goroutine = self.goroutine.filter(|_| self.has_waker())?;
        let woken = made_runnable(trace, goroutine, self.span.0)?;
        let place = woken
            .by
            .place()
            .filter(|place| place.row() < trace.places.places.len())?;
        let before = trace.spans.at(goroutine, woken.time - 1)?;
        let reason = trace.strings.text(trace.whats.get(before.what).reason);
        let by = match reason.as_ref() {
            "network" | "IO wait" => "the network poller",
            "sleep" => "a timer",
            _ => "the runtime",
        };
        Some((woken.time, by.to_owned(), trace.places.get(place)))
    }

    /// Whom it made or woke while it ran.
    pub(super) fn wakings(
        &self,
        trace: &Trace,
        ready: &Ready,
        lead: &mut dyn FnMut(Line, Lane, i64) -> Line,
    ) -> Option<Part> {
        let goroutine = self.goroutine.filter(|_| self.activity == Some(Activity::Running))?;
        let (from, to) = self.span;
        let mut wakings = ready.wakings()?.between(trace, goroutine, from, to).peekable();
        wakings.peek()?;
        let mut lines: Vec<Line> = wakings
            .by_ref()
            .take(MOST_WOKEN)
            .map(|waking| {
                let name = names::of_goroutine(trace, waking.woken).full().to_owned();
                let after = line(&format!("after {}", length(waking.time - from)), name);
                lead(after, Lane::Goroutine(waking.woken), waking.time)
            })
            .collect();
        if wakings.next().is_some() {
            lines.push(line("", "and more".to_owned()));
        }
        Some(Part {
            heading: "Woke or made".to_owned(),
            lines,
        })
    }
}
