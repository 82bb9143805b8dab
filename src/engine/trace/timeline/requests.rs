//! Requests about the timeline, one method for each kind.

use crate::engine::shown::tell;
use crate::engine::trace::OpenTrace;
use crate::engine::trace::timeline::{Selected, TimelineState};
use crate::engine::{Changed, Outgoing, Shown};
use crate::layout::timeline::frame::Part;
use crate::layout::timeline::hit::Hit;
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::pieces::Content;
use crate::layout::timeline::role::Role;
use crate::layout::timeline::view::TimeView;
use crate::model::trace::Trace;
use crate::protocol::reply::Reply;
use crate::protocol::request::PointerEvent;
use crate::protocol::timeline::{TimelineCommand, TimelineNews};

/// How much of the view what is zoomed to takes.
const FITTED: f64 = 0.9;

impl Shown {
    /// What the pointer does on the timeline.
    pub(in crate::engine) fn point_timeline(&mut self, event: PointerEvent, outbox: &mut Vec<Outgoing>) -> Changed {
        self.turn_to(event);
        if let Some(changed) = self.point_other(event, outbox) {
            return changed;
        }
        let Some(OpenTrace { trace, timeline, .. }) = &mut self.trace else {
            return Changed::Nothing;
        };
        if timeline.ready.is_none() {
            return Changed::Nothing;
        }
        match event {
            PointerEvent::Move(x, y) => {
                timeline.pointer = Some((x, y));
                timeline.tell_hover(trace, outbox);
                Changed::Timeline
            }
            PointerEvent::Leave => {
                timeline.pointer = None;
                timeline.tell_hover(trace, outbox);
                Changed::Timeline
            }
            PointerEvent::Press(x, y) => {
                timeline.press(trace, x, y);
                Changed::Nothing
            }
            PointerEvent::Drag(x, y) => {
                if timeline.drag(trace, x, y) {
                    Changed::TimelineView
                } else {
                    Changed::Nothing
                }
            }
            PointerEvent::Release => {
                if timeline.release(trace) {
                    Changed::TimelineView
                } else {
                    Changed::Nothing
                }
            }
            PointerEvent::Scroll(right, down) => {
                timeline.pan_by(trace, right, down);
                Changed::TimelineView
            }
            PointerEvent::Zoom(x, _, factor) => {
                timeline.zoom_by(trace, factor, x);
                Changed::TimelineView
            }
            PointerEvent::Click(x, y) => {
                timeline.click(trace, x, y);
                Changed::TimelineView
            }
            PointerEvent::DoubleClick(x, y) => {
                timeline.double_click(trace, x, y);
                Changed::TimelineView
            }
            // Regions are drawn by dragging here.
            PointerEvent::Region(..) | PointerEvent::ZoomToRegion(..) => Changed::Nothing,
        }
    }

    /// What a key, menu or control asks.
    pub(in crate::engine) fn command_timeline(&mut self, command: TimelineCommand) -> Changed {
        let Some(open) = &mut self.trace else {
            return Changed::Nothing;
        };
        let (trace, timeline) = (&open.trace, &mut open.timeline);
        if timeline.ready.is_none() {
            // From a page that is read people come here before there is a picture.
            if let TimelineCommand::GoTo(range) = command {
                timeline.wanted_range = Some(range);
            }
            return Changed::Nothing;
        }
        let pane = timeline.view.pane;
        match command {
            TimelineCommand::ZoomBy(factor) => {
                let middle = timeline.frame.head + pane.width / 2.0;
                let x = timeline.pointer.map_or(middle, |(x, _)| x.max(timeline.frame.head));
                timeline.zoom_by(trace, factor, x);
            }
            TimelineCommand::Reset => {
                let scroll = timeline.destination().scroll;
                let whole = TimeView::whole(pane, timeline.end(trace));
                timeline.go_to(TimeView { scroll, ..whole });
            }
            TimelineCommand::Back => {
                if !timeline.back() {
                    return Changed::Nothing;
                }
            }
            TimelineCommand::PanBy(right, down) => {
                timeline.pan_by(trace, right * pane.width, down * pane.height);
            }
            TimelineCommand::ZoomToSelection => timeline.zoom_to_selection(trace),
            TimelineCommand::Deselect => {
                if timeline.range.take().is_none() {
                    timeline.selected = None;
                }
            }
            TimelineCommand::DragMode(mode) => {
                timeline.mode = mode;
                return Changed::Nothing;
            }
            TimelineCommand::MarkSelection => timeline.mark(),
            TimelineCommand::Walk(step) => {
                let before = timeline.selected;
                timeline.walk(trace, step);
                if before.is_some() && before == timeline.selected {
                    self.walk_over(step);
                }
            }
            TimelineCommand::Follow(link) => open.wishes.extend(timeline.follow(trace, link)),
            TimelineCommand::GoTo(range) => timeline.show_range(trace, range),
            TimelineCommand::FoldAll(is_folded) => {
                timeline.fold_all(trace, is_folded);
                if let Some(beside) = &mut self.beside {
                    let other = beside.other();
                    other.timeline.fold_all(&other.trace, is_folded);
                }
            }
            TimelineCommand::NextMatch(is_backwards) => timeline.next_match(trace, is_backwards),
            TimelineCommand::Toggle(role) => {
                let role = Role::ALL.into_iter().find(|&it| it as u8 == role);
                timeline.off = role.map_or(timeline.off, |role| timeline.off.toggled(role));
                timeline.is_stale = true;
            }
        }
        Changed::TimelineView
    }
}

impl TimelineState {
    fn click(&mut self, trace: &Trace, x: f64, y: f64) {
        match self.frame.part_at(x, y) {
            Part::Corner => {}
            Part::Ruler => self.range = None,
            Part::Strip => {
                let middle = self.strip_time(trace, x);
                let view = self.destination();
                let start = middle.saturating_sub(view.length / 2);
                self.go_to(TimeView { start, ..view }.within(self.end(trace)));
            }
            Part::Heads => {
                if let Some((_, lane)) = self.row_at(y) {
                    self.toggle(trace, lane);
                }
            }
            Part::Lanes => match self.hit_or_section(trace, x, y) {
                Ok(hit) => {
                    self.selected = (!hit.lane.is_number()).then_some(Selected {
                        lane: hit.lane,
                        span: hit.span,
                    });
                    self.range = None;
                }
                Err(Some(section)) => self.toggle(trace, section),
                Err(None) => {
                    self.selected = None;
                    self.range = None;
                }
            },
        }
    }

    fn double_click(&mut self, trace: &Trace, x: f64, y: f64) {
        match self.frame.part_at(x, y) {
            Part::Strip | Part::Ruler | Part::Corner => {
                let scroll = self.destination().scroll;
                let whole = TimeView::whole(self.view.pane, self.end(trace));
                self.go_to(TimeView { scroll, ..whole });
            }
            Part::Heads => {}
            Part::Lanes => {
                if let Ok(hit) = self.hit_or_section(trace, x, y) {
                    let (from, to) = match hit.content {
                        Content::Slice(_) => hit.span,
                        // A column is about a pixel: some of them.
                        Content::Column(_) => {
                            let around = self.view.length / 20;
                            (hit.time.saturating_sub(around), hit.time.saturating_add(around))
                        }
                    };
                    self.fit(trace, from, to);
                }
            }
        }
    }

    /// What is at a point, or the section whose head is.
    fn hit_or_section(&self, trace: &Trace, x: f64, y: f64) -> Result<Hit, Option<Lane>> {
        match self.row_at(y) {
            Some((_, lane @ Lane::Section(_))) => Err(Some(lane)),
            _ => self.hit(trace, x, y).ok_or(None),
        }
    }

    /// Selects a range and shows it.
    pub(super) fn show_range(&mut self, trace: &Trace, [from, to]: [i64; 2]) {
        let (from, to) = (from.clamp(0, self.end(trace)), to.clamp(0, self.end(trace)));
        if from <= to {
            self.range = Some((from, to));
            self.fit(trace, from, to);
        }
    }

    /// Shows a part of time with a little around it.
    pub(super) fn fit(&mut self, trace: &Trace, from: i64, to: i64) {
        let around = ((to - from) as f64 * (1.0 / FITTED - 1.0) / 2.0).ceil() as i64;
        let view = self.destination();
        self.go_to(view.between(from.saturating_sub(around), to.saturating_add(around), self.end(trace)));
    }

    /// Brings what is selected to the middle; when it is there, shows nothing else.
    fn zoom_to_selection(&mut self, trace: &Trace) {
        let Some((from, to)) = self.range.or(self.selected.map(|selected| selected.span)) else {
            return;
        };
        let view = self.destination();
        let middle = from + (to - from) / 2;
        let start = middle.saturating_sub(view.length / 2);
        let centred = TimeView { start, ..view }.within(self.end(trace));
        let is_there = (centred.start - view.start).abs() <= view.nanos_to_pixel() * 2;
        if is_there || to - from > view.length {
            self.fit(trace, from, to);
        } else {
            self.go_to(centred);
        }
        if self.range.is_none() {
            self.reveal_lane(trace);
        }
    }

    pub(super) fn tell_hover(&mut self, trace: &Trace, outbox: &mut Vec<Outgoing>) {
        let told = self.told_of_pointer(trace);
        // Of several movements between two looks into the box only the last is news.
        outbox.retain(|outgoing| outgoing.reply != Reply::Timeline(TimelineNews::Hover));
        tell_with(outbox, TimelineNews::Hover, &told);
    }
}

/// Says something with its bytes. Writing plain values to memory cannot fail; were it to, there is nothing to send.
pub(super) fn tell_with<T: serde::Serialize>(outbox: &mut Vec<Outgoing>, news: TimelineNews, what: &T) {
    tell(outbox, Reply::Timeline(news));
    if let Some(last) = outbox.last_mut() {
        last.bytes = postcard::to_allocvec(what).ok();
    }
}
