//! What a painter paints on.

use crate::layout::space::{PaneSpace, Rect};
use crate::paint::theme::Color;

/// A canvas, or something that records what a canvas would be told.
///
/// Lengths are CSS pixels; the surface turns them into device pixels and keeps edges sharp.
pub trait Surface {
    /// Begins a frame: takes the pane's size and fills it.
    fn begin(&mut self, pane: PaneSpace, ground: Color);
    /// Fills rectangles with one colour.
    fn fill(&mut self, color: Color, rects: &[Rect]);
    /// Draws the outlines of rectangles, inside their edges, this many pixels thick.
    fn outline(&mut self, color: Color, thickness: f64, rects: &[Rect]);
    /// Writes a text in the label font: its left edge, and the middle of its line.
    fn text(&mut self, color: Color, x: f64, y: f64, text: &str);
    /// Width of a column of the label font.
    fn column_width(&mut self) -> f64;
}

/// One call on a surface.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    /// [`Surface::begin`]
    Begin(PaneSpace, Color),
    /// [`Surface::fill`]
    Fill(Color, Vec<Rect>),
    /// [`Surface::outline`]
    Outline(Color, f64, Vec<Rect>),
    /// [`Surface::text`]
    Text(Color, f64, f64, String),
}

/// A surface that keeps the calls of its last frame, for tests.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recorder {
    /// The calls since the frame began.
    pub calls: Vec<Call>,
}

impl Recorder {
    /// The texts written, in order.
    pub fn texts(&self) -> Vec<&str> {
        self.calls
            .iter()
            .filter_map(|call| {
                if let Call::Text(_, _, _, text) = call {
                    Some(text.as_str())
                } else {
                    None
                }
            })
            .collect()
    }
}

impl Surface for Recorder {
    fn begin(&mut self, pane: PaneSpace, ground: Color) {
        self.calls.clear();
        self.calls.push(Call::Begin(pane, ground));
    }

    fn fill(&mut self, color: Color, rects: &[Rect]) {
        self.calls.push(Call::Fill(color, rects.to_vec()));
    }

    fn outline(&mut self, color: Color, thickness: f64, rects: &[Rect]) {
        self.calls.push(Call::Outline(color, thickness, rects.to_vec()));
    }

    fn text(&mut self, color: Color, x: f64, y: f64, text: &str) {
        self.calls.push(Call::Text(color, x, y, text.to_owned()));
    }

    fn column_width(&mut self) -> f64 {
        7.0
    }
}
