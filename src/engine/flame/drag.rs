//! Dragging: the picture itself, or the minimap's window.

use crate::engine::flame::{FlameState, LEAST_SPAN, whole};
use crate::engine::profile::OpenProfile;
use crate::layout::space::WeightSpan;
use crate::protocol::Pane;

/// What a drag moves.
#[derive(Clone, Copy)]
pub(super) enum Drag {
    /// The picture follows the pointer, last seen here.
    Picture(f64, f64),
    /// The minimap's window follows the pointer, last seen at this weight.
    Window(f64),
    /// The minimap's window is drawn anew from this weight.
    Brush(f64),
}

impl FlameState {
    /// A button went down on a pane.
    pub(in crate::engine) fn press(&mut self, pane: Pane, x: f64, y: f64, profile: &OpenProfile) {
        self.settle();
        self.drag = Some(match pane {
            Pane::Flame => Drag::Picture(x, y),
            Pane::Minimap => {
                let weight = self.minimap_weight(x, profile);
                let is_inside = weight >= self.view.span.start && weight < self.view.span.end;
                let moves = is_inside && self.view.span != whole(profile);
                if moves {
                    Drag::Window(weight)
                } else {
                    Drag::Brush(weight)
                }
            }
            Pane::Graph | Pane::Timeline => return,
        });
    }

    /// The pointer moved with the button held.
    pub(in crate::engine) fn drag(&mut self, x: f64, y: f64, profile: &OpenProfile) {
        match self.drag {
            Some(Drag::Picture(last_x, last_y)) => {
                self.drag = Some(Drag::Picture(x, y));
                self.pan_by(last_x - x, last_y - y, profile);
            }
            Some(Drag::Window(last)) => {
                let weight = self.minimap_weight(x, profile);
                self.drag = Some(Drag::Window(weight));
                let span = self.view.span;
                let moved = WeightSpan {
                    start: span.start + weight - last,
                    end: span.end + weight - last,
                };
                self.view.span = moved.within(whole(profile).end);
            }
            Some(Drag::Brush(from)) => {
                let to = self.minimap_weight(x, profile);
                let span = WeightSpan {
                    start: from.min(to),
                    end: from.max(to),
                };
                if span.length() >= LEAST_SPAN {
                    self.view.span = span.within(whole(profile).end);
                }
            }
            None => {}
        }
    }

    /// The button was let go; whether a drag ended.
    pub(in crate::engine) fn release(&mut self) -> bool {
        self.region = None;
        self.drag.take().is_some()
    }

    fn minimap_weight(&self, x: f64, profile: &OpenProfile) -> f64 {
        let total = whole(profile).end;
        (x / self.minimap.width.max(1.0) * total).clamp(0.0, total)
    }
}
