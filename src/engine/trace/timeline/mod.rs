//! The timeline's state: what is in view, what is under the pointer, what is selected.
//!
//! Requests in → pictures, and words about them, out. Nothing is made before somebody wants to see it; then sums are added up in
//! steps. The pixels of the lanes are kept until the view changes, so that a moving pointer costs little.
//!
//! Must not know: how the page arranges what it is told.
//!
//! Read [`TimelineState`] first; [`requests`] changes it, [`told`] tells of it.

mod arrange;
mod beside;
mod drag;
mod draw;
mod flows;
mod glide;
mod list;
mod marked;
mod open;
mod place;
mod requests;
mod search;
mod told;
mod walk;

use crate::analyze::trace::stints::Stints;
use crate::analyze::trace::wakings::{Wakings, WakingsBuilder};
use crate::engine::Shown;
use crate::engine::glide::Glide;
use crate::engine::trace::OpenTrace;
use crate::engine::trace::timeline::arrange::Order;
pub(in crate::engine) use crate::engine::trace::timeline::beside::Beside;
use crate::engine::trace::timeline::drag::Drag;
use crate::engine::trace::timeline::draw::Drawn;
use crate::engine::trace::timeline::flows::Flow;
use crate::engine::trace::timeline::list::LaneList;
use crate::engine::trace::timeline::search::Search;
use crate::engine::trace::timeline::told::{Kept, Link};
use crate::layout::space::PaneSpace;
use crate::layout::timeline::frame::Frame;
use crate::layout::timeline::hit::{Hit, hit};
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::lanes::Lanes;
use crate::layout::timeline::role::Roles;
use crate::layout::timeline::shelf::Shelf;
use crate::layout::timeline::source::{Sums, SumsBuilder};
use crate::layout::timeline::ticks::Axis;
use crate::layout::timeline::view::TimeView;
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::protocol::request::Appearance;
use crate::protocol::timeline::DragMode;

/// Changes that are added up for a unit of work, which is about a byte of a file.
const CHANGES_TO_UNIT: u64 = 4;
/// Views that can be gone back to.
const MOST_PAST: usize = 100;

/// What was made of the timeline in a step of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Made {
    /// Nothing is due.
    Nothing,
    /// There is more to do.
    Part,
    /// It stands.
    All,
}

/// What is selected: a slice, or a column where there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Selected {
    lane: Lane,
    /// From when to when.
    span: (i64, i64),
}

/// What is needed for a picture.
struct Ready {
    sums: Sums,
    lanes: Lanes,
    /// Who woke whom: listed once there is a picture.
    wakings: Listed,
}

/// A list that is made in steps.
enum Listed {
    Part(WakingsBuilder),
    All(Wakings),
}

/// What the timeline shows and how it came there.
#[derive(Default)]
pub(in crate::engine) struct TimelineState {
    /// The pane, once it is mounted.
    pane: Option<PaneSpace>,
    frame: Frame,
    /// Whose it is; empty where there is only one.
    title: String,
    /// As far as the view reaches at least, in nanoseconds since the trace began: the end of a longer trace beside it.
    least_end: i64,
    building: Option<SumsBuilder>,
    ready: Option<Ready>,
    /// The part in view, of a pane of lanes alone.
    view: TimeView,
    /// The place that was asked for before there was a picture.
    wanted: Option<String>,
    /// Which range is to be shown once there is a picture.
    wanted_range: Option<[i64; 2]>,
    glide: Option<Glide<TimeView>>,
    is_motion_reduced: bool,
    past: Vec<TimeView>,
    pointer: Option<(f64, f64)>,
    mode: DragMode,
    drag: Option<Drag>,
    selected: Option<Selected>,
    /// The selected part of time.
    range: Option<(i64, i64)>,
    /// Parts of time that are kept as marks, in order.
    kept_ranges: Vec<(i64, i64)>,
    /// What times are counted from.
    axis: Axis,
    /// The part that is being drawn to be zoomed to.
    region: Option<(i64, i64)>,
    /// What was told last of the selection.
    kept: Kept,
    /// Who woke whom around it.
    flows: Vec<Flow>,
    /// Where lines of it lead.
    links: Vec<Link>,
    /// Whose family is shown, of how many wakings.
    family: Option<(GoRow, u8)>,
    /// How goroutines are sorted.
    order: Order,
    /// What is left out of the picture.
    off: Roles,
    /// What is looked for.
    search: Search,
    /// The same as a list.
    list: LaneList,
    shelf: Shelf,
    drawn: Option<Drawn>,
    /// Whether what was drawn is to be drawn anew.
    is_stale: bool,
}

impl Shown {
    /// Colours or motion are other ones.
    pub(in crate::engine) fn dress_timeline(&mut self, appearance: Appearance) {
        let other = self.beside.as_mut().map(Beside::other);
        for open in self.trace.iter_mut().chain(other) {
            open.timeline.is_motion_reduced = appearance.is_motion_reduced;
            open.timeline.is_stale = true;
        }
    }

    /// Adds up a part of what a picture needs, if one is due.
    pub(in crate::engine) fn make_timeline(&mut self, budget: u64) -> Result<Made, OutOfMemory> {
        let Some(open) = &mut self.trace else {
            return Ok(Made::Nothing);
        };
        match (open.make_timeline(budget)?, &mut self.beside) {
            (Made::Nothing, Some(beside)) => beside.other().make_timeline(budget),
            // Both are shown, or none.
            (Made::All, Some(beside)) if !beside.is_ready() => Ok(Made::Part),
            (made, _) => Ok(made),
        }
    }
}

impl OpenTrace {
    /// Its part of the pane is another, or gone.
    fn resize_timeline(&mut self, frame: Option<Frame>) {
        let Self { trace, timeline, .. } = self;
        timeline.pane = frame.map(|frame| frame.pane);
        if let Some(frame) = frame {
            timeline.frame = frame;
            timeline.settle();
            if timeline.view.length == 0 {
                timeline.view = TimeView::whole(frame.lanes(), timeline.end(trace));
            }
            timeline.view.pane = frame.lanes();
            timeline.hold();
        }
        timeline.is_stale = true;
    }

    fn make_timeline(&mut self, budget: u64) -> Result<Made, OutOfMemory> {
        let Self { trace, timeline, .. } = self;
        if timeline.pane.is_none() {
            return Ok(Made::Nothing);
        }
        let changes = usize::try_from(budget / CHANGES_TO_UNIT).unwrap_or(usize::MAX).max(1);
        if timeline.ready.is_some() {
            return timeline.list_wakings(trace, changes);
        }
        let mut building = match timeline.building.take() {
            Some(building) => building,
            None => SumsBuilder::new(trace)?,
        };
        if building.step(trace, changes)? {
            timeline.building = Some(building);
            return Ok(Made::Part);
        }
        let sums = building.finish(trace)?;
        let lanes = Lanes::of(trace, &sums)?;
        timeline.ready = Some(Ready {
            sums,
            lanes,
            wakings: Listed::Part(WakingsBuilder::default()),
        });
        timeline.is_stale = true;
        if let Some(wanted) = timeline.wanted.take() {
            timeline.go_back_to(trace, &wanted);
        }
        if let Some(range) = timeline.wanted_range.take() {
            timeline.show_range(trace, range);
        }
        Ok(Made::All)
    }
}

impl OpenTrace {
    /// What of the timeline is shown, where it is.
    pub(in crate::engine) fn timeline_view(&self) -> Option<TimeView> {
        let is_shown = self.timeline.pane.is_some_and(|pane| pane.width > 0.0) && self.timeline.ready.is_some();
        is_shown.then_some(self.timeline.view)
    }

    /// Shows a part of it at once.
    pub(in crate::engine) fn set_timeline_view(&mut self, view: TimeView) {
        self.timeline.glide = None;
        self.timeline.view = view;
        self.timeline.hold();
        self.timeline.is_stale = true;
    }
}

impl Ready {
    /// Who woke whom, once that is listed.
    fn wakings(&self) -> Option<&Wakings> {
        match &self.wakings {
            Listed::All(wakings) => Some(wakings),
            Listed::Part(_) => None,
        }
    }
}

impl TimelineState {
    /// Lists a part of who woke whom, if that is not done.
    fn list_wakings(&mut self, trace: &Trace, changes: usize) -> Result<Made, OutOfMemory> {
        let Some(ready) = &mut self.ready else {
            return Ok(Made::Nothing);
        };
        let Listed::Part(builder) = &mut ready.wakings else {
            return Ok(Made::Nothing);
        };
        if builder.step(trace, changes)? {
            return Ok(Made::Part);
        }
        ready.wakings = Listed::All(std::mem::take(builder).finish(trace)?);
        // What is selected may have woken somebody.
        self.kept = Kept::default();
        Ok(Made::All)
    }

    /// The selected range of time, in nanoseconds since the trace began.
    pub(super) fn range(&self) -> Option<(i64, i64)> {
        self.range
    }

    /// What was done on processors and threads, if that was added up.
    pub(super) fn stints(&self) -> Option<&Stints> {
        self.ready.as_ref().map(|ready| &ready.sums.stints)
    }

    /// As far as the view reaches.
    fn end(&self, trace: &Trace) -> i64 {
        trace.end.max(self.least_end)
    }

    /// Keeps what is scrolled within the lanes.
    fn hold(&mut self) {
        let height = self.ready.as_ref().map_or(f64::MAX, |ready| ready.lanes.height());
        self.view = self.view.scrolled(0.0, height);
    }

    /// What is at a point of the pane.
    fn hit(&self, trace: &Trace, x: f64, y: f64) -> Option<Hit> {
        let Ready { sums, lanes, .. } = self.ready.as_ref()?;
        hit(
            trace,
            sums,
            lanes,
            &self.view,
            x - self.frame.head,
            y - self.frame.top(),
        )
    }

    /// The lane at a height of the pane.
    fn row_at(&self, y: f64) -> Option<(usize, Lane)> {
        let lanes = &self.ready.as_ref()?.lanes;
        let row = lanes.row_from_y(&self.view, y - self.frame.top())?;
        Some((row, lanes.at(row)?))
    }

    /// The time at a place of the pane, within the trace.
    fn time_at(&self, trace: &Trace, x: f64) -> i64 {
        self.view.time_from_x(x - self.frame.head).clamp(0, self.end(trace))
    }

    /// Zooms by a factor around a place of the pane.
    fn zoom_by(&mut self, trace: &Trace, factor: f64, x: f64) {
        self.settle();
        self.view = self.view.zoomed(1.0 / factor, x - self.frame.head, self.end(trace));
        self.is_stale = true;
    }

    /// Moves the view by pixels.
    fn pan_by(&mut self, trace: &Trace, right: f64, down: f64) {
        self.settle();
        self.view = self.view.panned(right, self.end(trace));
        self.view.scroll += down;
        self.hold();
        self.is_stale = true;
    }

    /// Glides to a view, which can be gone back from.
    fn go_to(&mut self, view: TimeView) {
        let here = self.destination();
        if here == view {
            return;
        }
        if self.past.len() == MOST_PAST {
            self.past.remove(0);
        }
        self.past.push(here);
        self.glide_to(view);
    }

    /// Goes to the view before the last; whether there was one.
    fn back(&mut self) -> bool {
        let Some(view) = self.past.pop() else { return false };
        self.glide_to(TimeView {
            pane: self.view.pane,
            ..view
        });
        true
    }
}
