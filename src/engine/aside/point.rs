//! What the pointer does on the pictures beside the views.

use crate::analyze::profile::calltree::CallTree;
use crate::engine::aside::{Flame, Picture};
use crate::engine::names::named;
use crate::engine::shown::tell;
use crate::engine::table::Table;
use crate::engine::{Changed, Outgoing, Shown, facts};
use crate::layout::hit::Hit;
use crate::protocol::Pane;
use crate::protocol::reply::{FrameFacts, Reply};
use crate::protocol::request::PointerEvent;

impl Shown {
    /// Does what the pointer asks of a picture. A frame is marked by a click; a double click selects its function in all
    /// views, which turns the sandwich to it, or zooms where frames are no functions.
    pub(in crate::engine) fn point_aside(
        &mut self,
        pane: Pane,
        event: PointerEvent,
        outbox: &mut Vec<Outgoing>,
    ) -> Changed {
        let Some(picture) = self.asides.picture(pane) else {
            return Changed::Nothing;
        };
        let flame = match picture {
            Picture::Flame(flame) => flame,
            Picture::Treemap(treemap) => {
                let (PointerEvent::Move(x, y) | PointerEvent::Click(x, y)) = event else {
                    if event == PointerEvent::Leave {
                        treemap.lit = None;
                        tell(outbox, Reply::Hover(None));
                    }
                    return Changed::Picture;
                };
                let (lit, facts) = treemap.at(x, y).unzip();
                tell(outbox, Reply::Hover(facts.map(Box::new)));
                let is_other = treemap.lit != lit;
                treemap.lit = lit;
                return if is_other { Changed::Picture } else { Changed::Nothing };
            }
        };
        if let PointerEvent::DoubleClick(x, y) = event
            && let Some(Hit::Frame(node, ..)) = flame.state.hit(x, y, &mut flame.profile)
            && node != CallTree::ROOT
        {
            let name = flame.profile.names.full(flame.profile.tree.entity(node)).to_owned();
            if let Some(entity) = named(self.profile.names.entities(), &name) {
                return self.select_function(Some(entity.0), outbox);
            }
        }
        match self.asides.picture(pane) {
            Some(Picture::Flame(flame)) => flame.point(event, outbox),
            _ => Changed::Nothing,
        }
    }
}

impl Flame {
    fn point(&mut self, event: PointerEvent, outbox: &mut Vec<Outgoing>) -> Changed {
        let Self { profile, state } = self;
        match event {
            PointerEvent::Move(x, y) => {
                let facts = match state.hit(x, y, profile) {
                    Some(Hit::Frame(node, ..)) => {
                        state.lit = (node != CallTree::ROOT).then_some(profile.tree.entity(node));
                        let facts = facts::frame(profile, state, &Table::default(), node);
                        Some(FrameFacts {
                            function: u32::MAX,
                            ..facts
                        })
                    }
                    Some(Hit::Run(_)) | None => {
                        state.lit = None;
                        None
                    }
                };
                tell(outbox, Reply::Hover(facts.map(Box::new)));
            }
            PointerEvent::Leave => {
                state.lit = None;
                tell(outbox, Reply::Hover(None));
            }
            PointerEvent::Click(x, y) => {
                let node = match state.hit(x, y, profile) {
                    Some(Hit::Frame(node, ..)) => Some(node).filter(|&node| node != CallTree::ROOT),
                    Some(Hit::Run(_)) | None => None,
                };
                state.selected = node.map(|node| profile.tree.entity(node));
                state.selected_node = node;
            }
            PointerEvent::DoubleClick(x, y) => {
                if let Some(Hit::Frame(node, ..) | Hit::Run(node)) = state.hit(x, y, profile) {
                    state.zoom_to(node, profile);
                }
            }
            PointerEvent::Scroll(x, y) => state.pan_by(x, y, profile),
            PointerEvent::Zoom(x, _, factor) => state.zoom_by(factor, x, profile),
            PointerEvent::Press(x, y) => state.press(Pane::Flame, x, y, profile),
            PointerEvent::Drag(x, y) => state.drag(x, y, profile),
            PointerEvent::Region(from, to) => state.region = Some([from[0], to[0]]),
            PointerEvent::ZoomToRegion(from, to) => state.zoom_to_region(from[0], to[0], profile),
            PointerEvent::Release => drop(state.release()),
        }
        Changed::Picture
    }
}
