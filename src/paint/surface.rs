//! What a painter paints on.

use crate::layout::space::{PaneSpace, Point, Rect};
use crate::paint::raster::Raster;
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
    /// Lays a colour over rectangles so that what is below shines through; 0 leaves it as it is, 1 hides it.
    fn wash(&mut self, color: Color, opacity: f64, rects: &[Rect]);
    /// Fills rectangles with round corners.
    fn fill_rounded(&mut self, color: Color, radius: f64, rects: &[Rect]);
    /// Draws the outlines of rectangles with round corners, on their edges.
    fn outline_rounded(&mut self, stroke: Stroke, radius: f64, rects: &[Rect]);
    /// Draws curves: each is a first point, then three control points for every cubic Bézier.
    fn curves(&mut self, stroke: Stroke, curves: &[Vec<Point>]);
    /// Fills triangles.
    fn triangles(&mut self, color: Color, triangles: &[[Point; 3]]);
    /// Puts pixels there: left and top edge. Where they are many, this is quicker than to fill each rectangle.
    fn image(&mut self, x: f64, y: f64, raster: &Raster);
    /// Writes a text in the label font at this size, in CSS pixels; the label font's own is [`LABEL_SIZE`].
    fn text_sized(&mut self, color: Color, size: f64, x: f64, y: f64, text: &str);
}

/// The label font's size, in CSS pixels. A column is wider in proportion to the size.
pub const LABEL_SIZE: f64 = 12.0;

/// The label font: the system's monospaced one, so there is nothing to download, and every column is equally wide.
pub const LABEL_FAMILY: &str = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";

/// A dash and the gap after it, for each pixel of the line's width.
const DASH: [f64; 2] = [3.0, 2.5];
/// The lines that are thinner have the dashes of one so wide.
const LEAST_DASHED: f64 = 1.5;

/// The length of a dash, and of the gap after it, in a line of this width.
pub fn dash(width: f64) -> [f64; 2] {
    DASH.map(|length| length * width.max(LEAST_DASHED))
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub color: Color,
    /// How wide it is.
    pub width: f64,
    /// Whether it is broken into dashes.
    pub is_dashed: bool,
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
    /// [`Surface::wash`]
    Wash(Color, f64, Vec<Rect>),
    /// [`Surface::fill_rounded`]
    FillRounded(Color, f64, Vec<Rect>),
    /// [`Surface::outline_rounded`]
    OutlineRounded(Stroke, f64, Vec<Rect>),
    /// [`Surface::curves`]
    Curves(Stroke, Vec<Vec<Point>>),
    /// [`Surface::triangles`]
    Triangles(Color, Vec<[Point; 3]>),
    /// [`Surface::image`]
    Image(f64, f64, Raster),
    /// [`Surface::text_sized`]
    TextSized(Color, f64, f64, f64, String),
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
            .filter_map(|call| match call {
                Call::Text(_, _, _, text) | Call::TextSized(_, _, _, _, text) => Some(text.as_str()),
                _ => None,
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

    fn wash(&mut self, color: Color, opacity: f64, rects: &[Rect]) {
        self.calls.push(Call::Wash(color, opacity, rects.to_vec()));
    }

    fn fill_rounded(&mut self, color: Color, radius: f64, rects: &[Rect]) {
        self.calls.push(Call::FillRounded(color, radius, rects.to_vec()));
    }

    fn outline_rounded(&mut self, stroke: Stroke, radius: f64, rects: &[Rect]) {
        self.calls.push(Call::OutlineRounded(stroke, radius, rects.to_vec()));
    }

    fn curves(&mut self, stroke: Stroke, curves: &[Vec<Point>]) {
        self.calls.push(Call::Curves(stroke, curves.to_vec()));
    }

    fn triangles(&mut self, color: Color, triangles: &[[Point; 3]]) {
        self.calls.push(Call::Triangles(color, triangles.to_vec()));
    }

    fn image(&mut self, x: f64, y: f64, raster: &Raster) {
        self.calls.push(Call::Image(x, y, raster.clone()));
    }

    fn text_sized(&mut self, color: Color, size: f64, x: f64, y: f64, text: &str) {
        self.calls.push(Call::TextSized(color, size, x, y, text.to_owned()));
    }
}
