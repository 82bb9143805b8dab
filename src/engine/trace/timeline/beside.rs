//! Two timelines, one above the other, each from its own beginning and both on one scale.
//!
//! One of the two is asked: the one that was last clicked. All that timelines do, it does; the other follows its view,
//! its range and its pointer. What is under the pointer is told of whichever it is over.

use crate::engine::trace::OpenTrace;
use crate::engine::trace::timeline::TimelineState;
use crate::engine::trace::timeline::told::Kept;
use crate::engine::{Changed, Outgoing, Shown};
use crate::layout::space::PaneSpace;
use crate::layout::timeline::frame::{Frame, Part};
use crate::layout::timeline::view::TimeView;
use crate::model::trace::Trace;
use crate::paint::surface::Surface;
use crate::paint::theme::Theme;
use crate::protocol::request::PointerEvent;
use crate::protocol::timeline::TimelineStep;

/// The words that part what an address says of the upper timeline from what it says of the lower.
const AND_BELOW: &str = "~b~";

/// The timeline that is not asked, and where it stands.
pub(in crate::engine) struct Beside {
    other: OpenTrace,
    /// Whether the one that is asked stands below.
    is_below: bool,
}

impl Beside {
    /// Two traces with their names: the one that is asked first, above, and the other.
    pub(in crate::engine) fn new([upper, lower]: [(String, Box<Trace>); 2]) -> (OpenTrace, Self) {
        let end = upper.1.end.max(lower.1.end);
        let [upper, other] = [upper, lower].map(|(name, trace)| {
            let mut open = OpenTrace::new(trace, Some(&(String::new(), name)));
            open.timeline.title.clone_from(&open.name);
            open.timeline.least_end = end;
            open
        });
        let beside = Self { other, is_below: false };
        (upper, beside)
    }

    /// The one that is not asked.
    pub(super) fn other(&mut self) -> &mut OpenTrace {
        &mut self.other
    }

    /// Whether the one that is not asked can be shown.
    pub(super) fn is_ready(&self) -> bool {
        self.other.timeline.ready.is_some()
    }

    /// Whether the one that is not asked is not as it will be.
    pub(super) fn is_moving(&self) -> bool {
        self.other.timeline.is_moving()
    }

    /// Shows in the other what the one that is asked shows.
    fn follow(&mut self, asked: &TimelineState) {
        let other = &mut self.other.timeline;
        let is_elsewhere = (other.view.start, other.view.length) != (asked.view.start, asked.view.length);
        other.view.start = asked.view.start;
        other.view.length = asked.view.length;
        other.is_stale |= is_elsewhere || other.off != asked.off;
        other.off = asked.off;
        other.range = asked.range;
        other.region = asked.region;
        other.mode = asked.mode;
    }

    /// Puts the other where the one that is asked will be.
    fn arrive(&mut self, there: TimeView) {
        let other = &mut self.other.timeline;
        let glide = other.glide.as_mut().map(|glide| &mut glide.to);
        for view in glide.into_iter().chain([&mut other.view]) {
            (view.start, view.length) = (there.start, there.length);
        }
        other.is_stale = true;
    }

    /// The two from top to bottom.
    fn in_order<'a>(&'a mut self, asked: &'a mut OpenTrace) -> [&'a mut OpenTrace; 2] {
        if self.is_below {
            [&mut self.other, asked]
        } else {
            [asked, &mut self.other]
        }
    }
}

impl Shown {
    /// The timeline's pane has another size, or is gone.
    pub(in crate::engine) fn resize_timeline(&mut self, space: Option<PaneSpace>) {
        let Some(open) = &mut self.trace else { return };
        let Some(beside) = &mut self.beside else {
            open.resize_timeline(space.map(Frame::of));
            return;
        };
        let parts = space.map(|space| {
            let height = (space.height / 2.0).round();
            let upper = PaneSpace { height, ..space };
            let lower = PaneSpace {
                height: space.height - height,
                ..space
            };
            [Frame::of(upper), Frame::below(lower, height)]
        });
        for (at, side) in beside.in_order(open).into_iter().enumerate() {
            side.resize_timeline(parts.map(|parts| parts[at]));
        }
    }

    /// Paints what there is of it; nothing while it is being made.
    pub(in crate::engine) fn paint_timeline(
        &mut self,
        space: PaneSpace,
        now_millis: f64,
        column_width: f64,
        theme: &Theme,
        surface: &mut dyn Surface,
    ) -> Option<usize> {
        let open = self.trace.as_mut()?;
        open.timeline.advance(now_millis);
        let Some(beside) = &mut self.beside else {
            open.timeline.ready.as_ref()?;
            surface.begin(space, theme.ground);
            return open.paint_timeline(column_width, theme, surface);
        };
        beside.other.timeline.ready.as_ref().and(open.timeline.ready.as_ref())?;
        // It may have to be scrolled elsewhere than the one that it follows.
        beside.other.timeline.advance(now_millis);
        beside.follow(&open.timeline);
        surface.begin(space, theme.ground);
        let sides = beside.in_order(open).into_iter();
        sides
            .map(|side| side.paint_timeline(column_width, theme, surface))
            .sum()
    }

    /// Turns to the timeline that is clicked.
    pub(super) fn turn_to(&mut self, event: PointerEvent) {
        if let PointerEvent::Press(_, y) | PointerEvent::Click(_, y) | PointerEvent::DoubleClick(_, y) = event
            && let Some(beside) = &self.beside
            && beside.other.timeline.has(y)
        {
            self.turn();
        }
    }

    /// Asks the other timeline from now on.
    fn turn(&mut self) {
        let (Some(open), Some(beside)) = (&mut self.trace, &mut self.beside) else {
            return;
        };
        open.timeline.settle();
        beside.follow(&open.timeline);
        std::mem::swap(open, &mut beside.other);
        beside.is_below = !beside.is_below;
        let (now, before) = (&mut open.timeline, &mut beside.other.timeline);
        now.past = std::mem::take(&mut before.past);
        now.kept = Kept::default();
        now.list.forget();
        // Something is selected in one of them at most.
        before.selected = None;
        before.flows.clear();
        before.links.clear();
    }

    /// What the pointer does over the other timeline, if it is there and means what is under it.
    pub(super) fn point_other(&mut self, event: PointerEvent, outbox: &mut Vec<Outgoing>) -> Option<Changed> {
        let (Some(open), Some(beside)) = (&mut self.trace, &mut self.beside) else {
            return None;
        };
        let (asked, other) = (&mut open.timeline, &mut beside.other.timeline);
        match event {
            PointerEvent::Move(x, y) => {
                // Both show the time under the pointer.
                let is_over_other = other.has(y);
                let (over, along) = if is_over_other { (other, asked) } else { (asked, other) };
                over.pointer = Some((x, y));
                along.pointer = Some((x, along.middle_of_ruler()));
                if !is_over_other {
                    return None;
                }
                over.tell_hover(&beside.other.trace, outbox);
                Some(Changed::Timeline)
            }
            PointerEvent::Leave => {
                other.pointer = None;
                None
            }
            PointerEvent::Scroll(right, down)
                if other.pointer.is_some_and(|(_, y)| !other.is_ruler(y) && other.has(y)) =>
            {
                asked.pan_by(&open.trace, right, 0.0);
                other.view.scroll += down;
                other.hold();
                other.is_stale = true;
                Some(Changed::TimelineView)
            }
            _ => None,
        }
    }

    /// Goes on in the other timeline where this one has no lane further up or down.
    pub(super) fn walk_over(&mut self, step: TimelineStep) {
        let is_on_the_way = match (&self.beside, step) {
            (Some(beside), TimelineStep::Above) => beside.is_below,
            (Some(beside), TimelineStep::Below) => !beside.is_below,
            _ => false,
        };
        if !is_on_the_way {
            return;
        }
        self.turn();
        if let Some(open) = &mut self.trace {
            open.timeline.walk(&open.trace, step);
        }
    }

    /// Where the timeline is, or both; nothing while they are as at first.
    pub(in crate::engine) fn where_the_timeline_is(&mut self) -> Option<String> {
        let open = self.trace.as_ref()?;
        let asked = open.where_it_is();
        let Some(beside) = &mut self.beside else {
            return Some(asked);
        };
        beside.follow(&open.timeline);
        beside.arrive(open.timeline.destination());
        let other = beside.other.where_it_is();
        let (upper, lower) = if beside.is_below {
            (other, asked)
        } else {
            (asked, other)
        };
        let is_plain = upper.is_empty() && lower.is_empty();
        Some(if is_plain {
            String::new()
        } else {
            format!("{upper}{AND_BELOW}{lower}")
        })
    }

    /// Goes where it was, or both were; what is wrong with the words, if something is.
    pub(in crate::engine) fn go_back_in_timeline(&mut self, words: &str) -> Option<String> {
        let open = self.trace.as_mut()?;
        let Some(beside) = &mut self.beside else {
            return open.go_back_to(words);
        };
        let (upper, lower) = words.split_once(AND_BELOW).unwrap_or((words, ""));
        let [upper_side, lower_side] = beside.in_order(open);
        let wrong = [upper_side.go_back_to(upper), lower_side.go_back_to(lower)];
        // The lower one is asked where something is selected in it.
        if lower.contains("~s.") != beside.is_below {
            self.turn_after_link();
        }
        wrong.into_iter().flatten().next()
    }

    /// Turns without forgetting what a link selected.
    fn turn_after_link(&mut self) {
        let (Some(open), Some(beside)) = (&mut self.trace, &mut self.beside) else {
            return;
        };
        std::mem::swap(open, &mut beside.other);
        beside.is_below = !beside.is_below;
        open.timeline.kept = Kept::default();
        open.timeline.list.forget();
    }
}

impl TimelineState {
    /// Whether a height of the canvas is within it.
    fn has(&self, y: f64) -> bool {
        (self.frame.above..self.frame.above + self.frame.pane.height).contains(&y)
    }

    fn is_ruler(&self, y: f64) -> bool {
        let ruler = self.frame.rect(Part::Ruler);
        (ruler.y..ruler.bottom()).contains(&y)
    }

    fn middle_of_ruler(&self) -> f64 {
        let ruler = self.frame.rect(Part::Ruler);
        ruler.y + ruler.height / 2.0
    }
}
