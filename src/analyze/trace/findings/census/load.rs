//! How many processors were at work, and how many goroutines waited for one, in equal slots of the trace.

use crate::analyze::trace::findings::census::{Span, filled};
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;

/// Slots that a trace is cut into.
const SLOTS: i64 = 4096;

/// Nanoseconds of goroutines, slot by slot.
#[derive(Clone, Debug, Default)]
struct Slots {
    /// At the edges of what was added.
    parts: Vec<i64>,
    /// How many more, or fewer, go on through a slot than through the one before.
    steps: Vec<i64>,
}

impl Slots {
    fn new() -> Result<Self, OutOfMemory> {
        Ok(Self {
            parts: filled(SLOTS as usize + 1, 0)?,
            steps: filled(SLOTS as usize + 1, 0)?,
        })
    }

    #[inline]
    fn add(&mut self, width: i64, start: i64, end: i64) {
        let (start, end) = (start.clamp(0, width * SLOTS), end.clamp(0, width * SLOTS));
        let (first, last) = ((start / width) as usize, (end / width) as usize);
        if first == last {
            self.parts[first] += end - start;
            return;
        }
        self.parts[first] += (first as i64 + 1) * width - start;
        self.parts[last] += end - last as i64 * width;
        self.steps[first + 1] += 1;
        self.steps[last] -= 1;
    }

    fn add_up(&mut self, width: i64) {
        let mut through = 0;
        for (part, step) in self.parts.iter_mut().zip(&self.steps) {
            through += step;
            *part += through * width;
        }
    }
}

/// Who ran and who waited when.
#[derive(Clone, Debug)]
pub struct Load {
    /// How long a slot is, in nanoseconds.
    pub width: i64,
    running: Slots,
    /// The collector's workers run.
    marking: Slots,
    runnable: Slots,
    /// How many of the program's own slices begin in a slot.
    begun: Vec<u64>,
    /// Processors that there may be.
    pub procs: i64,
}

impl Load {
    pub(super) fn new(trace: &Trace) -> Result<Self, OutOfMemory> {
        let most = trace.gomaxprocs.rows().map(|(_, count)| count).max();
        let seen = trace.places.real_procs().count() as i64;
        Ok(Self {
            width: (trace.end / SLOTS + 1).max(1),
            running: Slots::new()?,
            marking: Slots::new()?,
            runnable: Slots::new()?,
            begun: filled(SLOTS as usize + 1, 0)?,
            // An absurd number is none.
            procs: most
                .and_then(|most| i64::try_from(most).ok())
                .filter(|most| *most <= 1 << 16)
                .unwrap_or(seen),
        })
    }

    #[inline]
    pub(super) fn run(&mut self, span: &Span, is_own: bool, is_worker: bool) {
        let slots = if is_worker {
            &mut self.marking
        } else {
            &mut self.running
        };
        slots.add(self.width, span.start, span.end);
        if is_own {
            self.begun[(span.start.max(0) / self.width).min(SLOTS) as usize] += 1;
        }
    }

    #[inline]
    pub(super) fn wait(&mut self, span: &Span) {
        self.runnable.add(self.width, span.start, span.end);
    }

    #[inline]
    pub(super) fn call(&mut self, span: &Span) {
        if !span.what.is_without_proc {
            self.running.add(self.width, span.start, span.end);
        }
    }

    pub(super) fn add_up(&mut self) {
        for slots in [&mut self.running, &mut self.marking, &mut self.runnable] {
            slots.add_up(self.width);
        }
    }

    /// Nanoseconds in which the program ran on any processor, to within a slot.
    pub fn working(&self) -> i64 {
        self.running.parts.iter().map(|&nanos| nanos.min(self.width)).sum()
    }

    /// Nanoseconds that it ran on all of them together.
    pub fn worked(&self) -> i64 {
        self.running.parts.iter().sum()
    }

    /// Nanoseconds that the collector's workers ran.
    pub fn marked(&self) -> i64 {
        self.marking.parts.iter().sum()
    }

    /// Nanoseconds that processors had nothing to do while goroutines waited for one, to within a slot.
    pub fn wasted(&self) -> i64 {
        let slots = self
            .running
            .parts
            .iter()
            .zip(&self.marking.parts)
            .zip(&self.runnable.parts);
        let wasted = slots.map(|((ran, marked), waited)| (self.procs * self.width - ran - marked).clamp(0, *waited));
        wasted.sum()
    }

    /// The longest stretches in which the program ran on about one processor, as times since the trace began, the longest first.
    pub fn lonely(&self, most: usize) -> Vec<[i64; 2]> {
        let mut found: Vec<[i64; 2]> = Vec::new();
        let is_lonely = |nanos: i64| nanos > self.width / 2 && nanos < self.width * 3 / 2;
        let mut since = None;
        for (at, &nanos) in self.running.parts.iter().chain([&0]).enumerate() {
            match (since, is_lonely(nanos)) {
                (None, true) => since = Some(at),
                (Some(start), false) => {
                    found.push([start as i64 * self.width, at as i64 * self.width]);
                    since = None;
                }
                _ => {}
            }
        }
        found.sort_by_key(|[start, end]| (start - end, *start));
        found.truncate(most);
        found
    }

    /// The part of the trace, of a 64th of it, in which most slices of the program begin, and how many.
    pub fn busiest(&self) -> ([i64; 2], u64) {
        const PART: usize = SLOTS as usize / 64;
        let counts = self.begun.chunks(PART).map(|part| part.iter().sum::<u64>());
        let (at, count) = counts
            .enumerate()
            .fold((0, 0), |best, it| if it.1 > best.1 { it } else { best });
        let part = PART as i64 * self.width;
        ([at as i64 * part, (at as i64 + 1) * part], count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_hold_what_was_added() {
        let mut slots = Slots::new().unwrap();
        let spans = [(3, 7), (0, 100), (95, 105), (42, 42), (999, 1_500)];
        for (start, end) in spans {
            slots.add(10, start, end);
        }
        slots.add_up(10);
        for (at, &got) in slots.parts.iter().enumerate() {
            let (from, to) = (at as i64 * 10, at as i64 * 10 + 10);
            let within = spans.iter().map(|&(start, end)| (end.min(to) - start.max(from)).max(0));
            assert_eq!(got, within.sum::<i64>(), "{at}");
        }
    }
}
