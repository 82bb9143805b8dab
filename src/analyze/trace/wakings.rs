//! Whom each goroutine woke or made, and when.
//!
//! A waking is told where the woken goroutine is: row by row of its own. Here the rows are listed by who did the waking, so that
//! those of a slice are found by a search. They are listed a page at a time, three bytes each.

use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::place::Runs;

/// A goroutine was made runnable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waking {
    /// When, in nanoseconds since the trace began.
    pub time: i64,
    /// Which.
    pub woken: GoRow,
}

/// All wakings by who did them.
#[derive(Debug, Default)]
pub struct Wakings(Runs);

/// Lists wakings, some pages at a time.
#[derive(Debug, Default)]
pub struct WakingsBuilder {
    listed: Runs,
    page: usize,
    /// Room to work in: who, when in the page, and which row of it.
    rows: Vec<(u32, u32, u32)>,
}

impl Wakings {
    /// Lists all.
    pub fn of(trace: &Trace) -> Result<Self, OutOfMemory> {
        let mut builder = WakingsBuilder::default();
        while builder.step(trace, usize::MAX)? {}
        builder.finish(trace)
    }

    /// The wakings that a goroutine did from one time up to, not including, another, in order of time.
    pub fn between<'a>(
        &'a self,
        trace: &'a Trace,
        waker: GoRow,
        from: i64,
        to: i64,
    ) -> impl Iterator<Item = Waking> + 'a {
        let lanes = self.0.lanes();
        let places = lanes.places(waker.0);
        let before = self.0.find_run(&trace.spans, waker.0, from.saturating_sub(1));
        let (first, run) = before.map_or((places.start, 0), |(place, run)| (place, run + 1));
        let rows = (first..places.end).flat_map(move |place| {
            let segment = lanes.at(place);
            let page = lanes.page(segment);
            let runs = lanes.rows(segment);
            let start = if place == first {
                run.max(runs.start)
            } else {
                runs.start
            };
            (start..runs.end.max(start)).map(move |run| (page, self.0.span(page, run)))
        });
        let wakings = rows.map(|(page, row)| {
            let of = trace.spans.lanes();
            Waking {
                time: trace.spans.base(page) + i64::from(trace.spans.time_in_page(row)),
                woken: GoRow(of.lane(of.of_row(row))),
            }
        });
        wakings.take_while(move |waking| waking.time < to)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nobody woke anybody.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl WakingsBuilder {
    /// Lists those of the next pages, of about so many changes; whether there is more to do.
    pub fn step(&mut self, trace: &Trace, changes: usize) -> Result<bool, OutOfMemory> {
        let spans = &trace.spans;
        let mut done = 0;
        while self.page < spans.pages() && done < changes {
            let segments = spans.lanes().of_page(self.page);
            let rows_of = |segment: usize| spans.lanes().rows(segment.into());
            let first = segments.clone().next().map_or(0, |segment| rows_of(segment).start);
            let end = segments.last().map_or(first, |segment| rows_of(segment).end);
            self.listed.push_page(first)?;
            self.rows.clear();
            for row in first..end {
                if let Some(waker) = spans.change(self.page, row).by.goroutine() {
                    let full = OutOfMemory { rows: self.rows.len() };
                    self.rows.try_reserve(1).map_err(|_no_memory| full)?;
                    let place = (row - first) as u32;
                    self.rows.push((waker.0, spans.time_in_page(row), place));
                }
            }
            self.rows.sort_unstable();
            let mut of_one: Vec<u32> = Vec::new();
            for wakings in self.rows.chunk_by(|one, other| one.0 == other.0) {
                if let Some(&(waker, ..)) = wakings.first() {
                    of_one.clear();
                    of_one.extend(wakings.iter().map(|waking| waking.2));
                    self.listed.push_segment(waker, &of_one)?;
                }
            }
            self.page += 1;
            done += end - first;
        }
        Ok(self.page < spans.pages())
    }

    /// What was listed.
    pub fn finish(mut self, trace: &Trace) -> Result<Wakings, OutOfMemory> {
        self.listed.finish(trace.goroutines.len())?;
        Ok(Wakings(self.listed))
    }
}
