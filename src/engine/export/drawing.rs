//! Pictures: the panes of an engine that has no canvases → an SVG.
//!
//! The page says that it wants a picture, how its panes look and how large they are, asks for the place that is shown, and then for the picture.

use crate::engine::export::file_name;
use crate::engine::{Engine, Outgoing, State};
use crate::paint::svg::Svg;
use crate::protocol::Pane;
use crate::protocol::export::PICTURE;
use crate::protocol::reply::Reply;
use crate::protocol::request::Appearance;

/// A column of the label font where nobody has measured one: six tenths of its size, as in most monospaced fonts.
const USUAL_COLUMN: f64 = 7.2;
/// Every frame is a second later than the one before: no glide takes so long.
const FRAME_MILLIS: f64 = 1000.0;
/// A large timeline is fine after some frames; none takes so many.
const MOST_FRAMES: f64 = 1000.0;

impl Engine {
    /// Tells how wide a column of the label font is, in CSS pixels: what is drawn for a file then has the texts of a canvas.
    pub fn measured(&mut self, column_width: f64) {
        self.column_width = column_width;
    }

    /// Begins to draw for a file: what is mounted or resized from now on is part of the picture.
    pub(in crate::engine) fn begin_drawing(&mut self) {
        self.is_drawing = true;
        for pane in Pane::ALL {
            self.forget_pane(pane);
        }
        if self.column_width <= 0.0 {
            self.column_width = USUAL_COLUMN;
        }
    }

    /// Draws the picture that was asked for, if one was; whether it did.
    pub(in crate::engine) fn draw(&mut self) -> bool {
        let State::Open(shown) = &mut self.state else {
            return false;
        };
        let Some((word, files)) = shown.export.take_if(|(word, _)| word == PICTURE) else {
            return false;
        };
        // Nothing glides in a file.
        self.dress(Appearance {
            is_motion_reduced: true,
            ..self.appearance
        });
        let mut surface = Svg::new(self.column_width);
        for pane in Pane::ALL {
            if self.panes.has(pane) {
                surface = self.at_rest(pane, &surface);
            }
        }
        let bytes = Some(surface.finish(&files.join(", ")).into_bytes());
        let reply = Reply::Exported(file_name(&files, &word));
        self.outbox.push(Outgoing { reply, bytes });
        true
    }

    /// The surface with a pane more, as it is when it moves no more and has no rough parts left.
    fn at_rest(&mut self, pane: Pane, before: &Svg) -> Svg {
        let mut now_millis = 0.0;
        loop {
            let mut surface = before.clone();
            self.paint(pane, now_millis, &mut surface);
            now_millis += FRAME_MILLIS;
            if !self.to_paint.has(pane) || now_millis > MOST_FRAMES * FRAME_MILLIS {
                return surface;
            }
        }
    }
}
