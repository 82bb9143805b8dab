//! The timeline as a list: sections, lanes, and below each lane what it shows of the time that is in view.
//!
//! Lanes keep their numbers; slices are numbered anew whenever another part of the trace is in view.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::analyze::trace::activity::Activity;
use crate::engine::trace::OpenTrace;
use crate::engine::trace::timeline::told::title;
use crate::engine::trace::timeline::walk::slice_at;
use crate::engine::trace::timeline::{Ready, Selected};
use crate::engine::trace::times::{bytes, length};
use crate::engine::treegrid::{Branches, Treegrid};
use crate::engine::twins::{step, tell};
use crate::engine::{Changed, Outgoing, Shown};
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::names;
use crate::layout::timeline::source::Source;
use crate::layout::timeline::view::TimeView;
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::unit;
use crate::protocol::Twin;
use crate::protocol::request::TwinCommand;
use crate::protocol::rows::TreeRow;

/// Slices of a lane, and goroutines of a group, that are listed.
const MOST_SLICES: usize = 100;
const MOST_LANES: usize = 1_000;
/// Tells the numbers of slices from those of lanes.
const SLICE: u32 = 1 << 31;

/// The list's state.
#[derive(Default)]
pub(super) struct LaneList {
    grid: Treegrid,
    items: Items,
    /// The part of the trace and the selection that it shows.
    shown: Option<(i64, i64)>,
    followed: Option<Selected>,
}

impl LaneList {
    /// What stands below what is another.
    pub(super) fn forget(&mut self) {
        self.shown = None;
    }
}

/// What the numbers of items stand for.
#[derive(Default)]
struct Items {
    lanes: Vec<Lane>,
    by_lane: BTreeMap<Lane, u32>,
    slices: Vec<(Lane, i64)>,
    by_slice: BTreeMap<(Lane, i64), u32>,
    below: BTreeMap<Option<u32>, Vec<u32>>,
}

/// What an item is.
#[derive(Clone, Copy)]
enum Item {
    Lane(Lane),
    Slice(Lane, i64),
}

impl Items {
    fn get(&self, item: u32) -> Option<Item> {
        if item & SLICE == 0 {
            return self.lanes.get(item as usize).copied().map(Item::Lane);
        }
        let slice = self.slices.get((item & !SLICE) as usize);
        slice.map(|&(lane, start)| Item::Slice(lane, start))
    }

    fn of_lane(&mut self, lane: Lane) -> u32 {
        let Self { lanes, by_lane, .. } = self;
        *by_lane.entry(lane).or_insert_with(|| {
            lanes.push(lane);
            lanes.len() as u32 - 1
        })
    }

    fn of_slice(&mut self, lane: Lane, start: i64) -> u32 {
        let Self { slices, by_slice, .. } = self;
        *by_slice.entry((lane, start)).or_insert_with(|| {
            slices.push((lane, start));
            SLICE | (slices.len() as u32 - 1)
        })
    }
}

/// The lanes of a trace as branches.
struct LaneBranches<'a> {
    trace: &'a Trace,
    ready: &'a Ready,
    view: TimeView,
    items: &'a mut Items,
}

impl LaneBranches<'_> {
    fn source(&self, lane: Lane) -> Source<'_> {
        Source {
            trace: self.trace,
            sums: &self.ready.sums,
            lane,
        }
    }

    /// What a lane shows of what is in view, the first of it.
    fn slices(&self, lane: Lane) -> Vec<i64> {
        let source = self.source(lane);
        let mut slices = Vec::new();
        let end = self.view.end().min(self.trace.end);
        let mut time = self.view.start;
        // Between two slices there is one stretch without any.
        for _ in 0..2 * MOST_SLICES {
            let Some(slice) = source.at(time).filter(|_| time < end) else {
                break;
            };
            if slice.activity.is_some() {
                slices.push(slice.start);
            }
            time = slice.end.max(time + 1);
        }
        slices.truncate(MOST_SLICES);
        slices
    }

    fn find_below(&mut self, item: Option<u32>) -> Vec<u32> {
        let lanes: Vec<Lane> = match item.map(|item| self.items.get(item)) {
            None => self.ready.lanes.outermost().collect(),
            Some(Some(Item::Lane(lane))) => self.ready.lanes.below(lane).take(MOST_LANES).collect(),
            Some(_) => return Vec::new(),
        };
        let mut below: Vec<u32> = lanes.into_iter().map(|lane| self.items.of_lane(lane)).collect();
        let of = item.and_then(|item| self.items.get(item));
        if let Some(Item::Lane(lane)) = of
            && !matches!(lane, Lane::Task(_))
        {
            let slices = self.slices(lane);
            below.extend(slices.into_iter().map(|start| self.items.of_slice(lane, start)));
        }
        below
    }

    /// Numbers all that a lane stands below.
    fn number(&mut self, lane: Lane) -> u32 {
        let mut above = self.ready.lanes.above(self.trace, lane);
        while let Some(lane) = above {
            self.items.of_lane(lane);
            above = self.ready.lanes.above(self.trace, lane);
        }
        self.items.of_lane(lane)
    }

    /// The item of what is selected.
    fn item_of(&mut self, selected: Selected) -> u32 {
        let lane = self.number(selected.lane);
        let slice = slice_at(self.trace, self.ready, selected.lane, selected.span.0);
        match slice.filter(|slice| slice.span == selected.span && !matches!(selected.lane, Lane::Task(_))) {
            Some(slice) => self.items.of_slice(slice.lane, slice.span.0),
            None => lane,
        }
    }

    fn row_of_lane(&self, lane: Lane) -> TreeRow {
        let source = self.source(lane);
        let (from, to) = (self.view.start, self.view.end().min(self.trace.end));
        let nanos = (to - from).max(1);
        let mix = source.until(to).since(source.until(from));
        let spent = match lane {
            Lane::Count(counter) => counter.of(mix).total(),
            // Of who waits nobody asks how long.
            _ => mix.total() - mix.0[Activity::Waiting as usize],
        };
        let share = spent as f64 / nanos as f64;
        let (total, percent) = match lane {
            Lane::Section(section) => (
                unit::exact(self.ready.lanes.size_of_section(section) as i64, b"count"),
                String::new(),
            ),
            Lane::Count(_) => (format!("{share:.2}"), String::new()),
            Lane::Heap => {
                let bytes = self.trace.heap.at(to).and_then(|bytes| i64::try_from(bytes).ok());
                (
                    bytes.map_or_else(String::new, |bytes| unit::label(bytes, b"bytes")),
                    String::new(),
                )
            }
            Lane::Memory(kind) => {
                let held = self.trace.memory.as_ref().map(|memory| memory.of(kind).at(to).bytes);
                (held.map_or_else(String::new, bytes), String::new())
            }
            Lane::Logs | Lane::Samples => {
                let count = source
                    .instants()
                    .map(|instants| instants.before(to) - instants.before(from));
                (unit::exact(count.unwrap_or(0) as i64, b"count"), String::new())
            }
            _ => (length(spent), format!("{:.1}%", share * 100.0)),
        };
        TreeRow {
            name: title(self.trace, self.ready, lane),
            total_exact: total.clone(),
            total,
            percent,
            bar: if lane.is_number() { 0.0 } else { share.min(1.0) as f32 },
            ..TreeRow::default()
        }
    }

    fn row_of_slice(&self, lane: Lane, start: i64) -> TreeRow {
        let Some(slice) = self.source(lane).at(start) else {
            return TreeRow::default();
        };
        let name = match (lane, slice.activity) {
            (Lane::Logs, _) => {
                let at = self
                    .source(lane)
                    .instants()
                    .map_or(0, |instants| instants.before(start));
                names::of_log(self.trace, at)
            }
            (Lane::Samples, _) => {
                let at = self
                    .source(lane)
                    .instants()
                    .map_or(0, |instants| instants.before(start));
                let leaf = self.trace.leaf(self.trace.samples.get(at).stack);
                leaf.map_or_else(String::new, |leaf| self.trace.strings.text(leaf).into_owned())
            }
            _ => names::of_slice(self.trace, lane, &slice).full().to_owned(),
        };
        let end = slice.end.min(self.trace.end);
        let share = (end - start) as f64 / self.view.length.max(1) as f64;
        TreeRow {
            name,
            total: length(end - start),
            total_exact: unit::exact(end - start, b"nanoseconds"),
            percent: format!("{:.1}%", share * 100.0),
            bar: share.min(1.0) as f32,
            own: length(start),
            own_exact: unit::exact(start, b"nanoseconds"),
            ..TreeRow::default()
        }
    }
}

impl Branches for LaneBranches<'_> {
    fn below(&mut self, item: Option<u32>) -> &[u32] {
        if !self.items.below.contains_key(&item) {
            let below = self.find_below(item);
            self.items.below.insert(item, below);
        }
        self.items.below.get(&item).map_or(&[], Vec::as_slice)
    }

    fn above(&self, item: u32) -> Option<u32> {
        let above = match self.items.get(item)? {
            Item::Slice(lane, _) => lane,
            Item::Lane(lane) => self.ready.lanes.above(self.trace, lane)?,
        };
        self.items.by_lane.get(&above).copied()
    }

    fn row(&mut self, item: u32) -> TreeRow {
        let row = match self.items.get(item) {
            Some(Item::Lane(lane)) => self.row_of_lane(lane),
            Some(Item::Slice(lane, start)) => self.row_of_slice(lane, start),
            None => TreeRow::default(),
        };
        // It is no function.
        TreeRow {
            function: u32::MAX,
            ..row
        }
    }
}

impl Shown {
    /// Notes which rows of the timeline's list somebody looks at.
    pub(in crate::engine) fn watch_lanes(&mut self, rows: Range<u32>) {
        if let Some(beside) = &mut self.beside {
            beside.other().timeline.list.grid.watch(rows.clone());
        }
        if let Some(open) = &mut self.trace {
            open.timeline.list.grid.watch(rows);
        }
    }

    /// What a key asks of the timeline's list.
    pub(in crate::engine) fn lanes_command(&mut self, command: TwinCommand) -> Result<Changed, OutOfMemory> {
        let Some(OpenTrace { trace, timeline, .. }) = &mut self.trace else {
            return Ok(Changed::Nothing);
        };
        let view = timeline.destination();
        let (Some(ready), list) = (&timeline.ready, &mut timeline.list) else {
            return Ok(Changed::Nothing);
        };
        let LaneList {
            grid, items, followed, ..
        } = list;
        let (lanes, slices) = (items.lanes.len() as u32, items.slices.len() as u32);
        let is_item = |item: u32| item < lanes || item & SLICE != 0 && item & !SLICE < slices;
        let mut branches = LaneBranches {
            trace,
            ready,
            view,
            items,
        };
        let Some(item) = step(grid, &mut branches, command, is_item)? else {
            return Ok(Changed::Nothing);
        };
        grid.select(Some(item), &mut branches)?;
        let selected = match branches.items.get(item) {
            Some(Item::Slice(lane, start)) => slice_at(trace, ready, lane, start),
            Some(Item::Lane(lane @ Lane::Task(_))) => {
                let start = branches.source(lane).at(0).map_or(0, |slice| {
                    if slice.activity.is_some() {
                        slice.start
                    } else {
                        slice.end
                    }
                });
                slice_at(trace, ready, lane, start)
            }
            Some(Item::Lane(lane)) if !lane.is_number() => Some(Selected {
                lane,
                span: (view.start, view.end().min(trace.end)),
            }),
            _ => None,
        };
        *followed = selected;
        timeline.selected = selected;
        timeline.range = None;
        if selected.is_some() {
            timeline.reveal_lane(trace);
        }
        Ok(Changed::TimelineView)
    }

    /// Tells the rows of the timeline's list, if anything about them is new.
    pub(in crate::engine) fn tell_lanes(&mut self, outbox: &mut Vec<Outgoing>) -> Result<(), OutOfMemory> {
        let Some(OpenTrace { trace, timeline, .. }) = &mut self.trace else {
            return Ok(());
        };
        let view = timeline.destination();
        let selected = timeline.selected;
        let (Some(ready), list) = (&timeline.ready, &mut timeline.list) else {
            return Ok(());
        };
        if !list.grid.is_watched() {
            return Ok(());
        }
        let part = Some((view.start, view.length));
        let is_other = list.shown != part;
        if is_other {
            list.shown = part;
            list.items.slices.clear();
            list.items.by_slice.clear();
            list.items.below.clear();
        }
        let LaneList {
            grid, items, followed, ..
        } = list;
        let mut branches = LaneBranches {
            trace,
            ready,
            view,
            items,
        };
        if is_other {
            grid.refill(&mut branches)?;
        }
        if is_other || *followed != selected {
            *followed = selected;
            let item = selected.map(|selected| branches.item_of(selected));
            grid.select(item, &mut branches)?;
        }
        tell(Twin::Lanes, grid, &mut branches, outbox);
        Ok(())
    }
}
