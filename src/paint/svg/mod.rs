//! A picture as a file: the calls of a frame in → the text of an SVG out.
//!
//! Panes stand one below the other, each in an `svg` of its own that cuts off what reaches over its edges. Rectangles of a
//! colour are one path, texts say how wide they are to be, so that a font with other columns makes no difference.
//!
//! Source: Scalable Vector Graphics 2; the characters that may stand in a text are those of XML 1.0, section 2.2.

mod png;

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::layout::space::{PaneSpace, Point, Rect};
use crate::layout::text::columns;
use crate::paint::raster::Raster;
use crate::paint::surface::{LABEL_FAMILY, LABEL_SIZE, Stroke, Surface, dash};
use crate::paint::theme::Color;

/// How far below the middle of a line its letters stand, as a share of their size: what canvases take for most monospaced fonts.
const BASELINE: f64 = 0.35;

/// A surface that writes what it is told.
#[derive(Clone, Debug)]
pub struct Svg {
    column_width: f64,
    body: String,
    pane: PaneSpace,
    /// The widest pane so far, and how high all are together, in CSS pixels.
    size: [f64; 2],
}

impl Svg {
    /// A surface without a pane yet, whose label font has columns of this width in CSS pixels.
    pub fn new(column_width: f64) -> Self {
        Self {
            column_width,
            body: String::new(),
            pane: PaneSpace::default(),
            size: [0.0; 2],
        }
    }

    /// The text of the file; the title is what it is a picture of.
    pub fn finish(mut self, title: &str) -> String {
        self.close();
        let [width, height] = self.size.map(rounded);
        let family = LABEL_FAMILY.replace('\'', "");
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"{family}\" font-size=\"{LABEL_SIZE}\" xml:space=\"preserve\">\n<title>{}</title>\n{}</svg>\n",
            escaped(title),
            self.body
        )
    }

    /// Ends the pane that was begun, if one was.
    fn close(&mut self) {
        if !self.body.is_empty() {
            self.body.push_str("</svg>\n");
        }
    }

    /// Adds an element; what is written cannot fail, since it goes into a text.
    fn put(&mut self, args: std::fmt::Arguments<'_>) {
        let written = self.body.write_fmt(args);
        debug_assert!(written.is_ok(), "a text takes everything");
    }

    fn path(&mut self, attributes: std::fmt::Arguments<'_>, steps: &str) {
        if !steps.is_empty() {
            self.put(format_args!("<path {attributes} d=\"{steps}\"/>\n"));
        }
    }
}

impl Surface for Svg {
    fn begin(&mut self, pane: PaneSpace, ground: Color) {
        self.close();
        let top = rounded(self.size[1]);
        let [width, height] = [pane.width, pane.height].map(rounded);
        self.put(format_args!(
            "<svg y=\"{top}\" width=\"{width}\" height=\"{height}\">\n<path fill=\"{ground}\" d=\"M0 0h{width}v{height}h-{width}z\"/>\n"
        ));
        self.pane = pane;
        self.size = [self.size[0].max(pane.width), self.size[1] + pane.height];
    }

    fn fill(&mut self, color: Color, rects: &[Rect]) {
        let steps: String = rects.iter().map(|&rect| sharp(rect)).collect();
        self.path(format_args!("fill=\"{color}\" shape-rendering=\"crispEdges\""), &steps);
    }

    fn outline(&mut self, color: Color, thickness: f64, rects: &[Rect]) {
        let inner = |rect: &Rect| {
            let side = thickness.min(rect.width).min(rect.height);
            sharp(Rect {
                x: rect.x + side / 2.0,
                y: rect.y + side / 2.0,
                width: rect.width - side,
                height: rect.height - side,
            })
        };
        let steps: String = rects.iter().map(inner).collect();
        let width = rounded(thickness);
        self.path(
            format_args!("fill=\"none\" stroke=\"{color}\" stroke-width=\"{width}\" shape-rendering=\"crispEdges\""),
            &steps,
        );
    }

    fn text(&mut self, color: Color, x: f64, y: f64, text: &str) {
        self.text_sized(color, LABEL_SIZE, x, y, text);
    }

    fn column_width(&mut self) -> f64 {
        self.column_width
    }

    fn wash(&mut self, color: Color, opacity: f64, rects: &[Rect]) {
        let steps: String = rects.iter().map(|&rect| sharp(rect)).collect();
        let opacity = rounded(opacity);
        self.path(
            format_args!("fill=\"{color}\" fill-opacity=\"{opacity}\" shape-rendering=\"crispEdges\""),
            &steps,
        );
    }

    fn fill_rounded(&mut self, color: Color, radius: f64, rects: &[Rect]) {
        let steps: String = rects.iter().map(|&rect| round(rect, radius)).collect();
        self.path(format_args!("fill=\"{color}\""), &steps);
    }

    fn outline_rounded(&mut self, stroke: Stroke, radius: f64, rects: &[Rect]) {
        let steps: String = rects.iter().map(|&rect| round(rect, radius)).collect();
        self.path(format_args!("fill=\"none\" {}", line(stroke)), &steps);
    }

    fn curves(&mut self, stroke: Stroke, curves: &[Vec<Point>]) {
        let mut steps = String::new();
        for (first, rest) in curves.iter().filter_map(|curve| curve.split_first()) {
            steps.extend(["M", &at(*first)]);
            for points in rest.as_chunks::<3>().0 {
                let [one, two, end] = points.map(at);
                steps.extend(["C", &one, " ", &two, " ", &end]);
            }
        }
        self.path(format_args!("fill=\"none\" {}", line(stroke)), &steps);
    }

    fn triangles(&mut self, color: Color, triangles: &[[Point; 3]]) {
        let triangle = |points: &[Point; 3]| {
            let [one, two, three] = points.map(at);
            format!("M{one}L{two} {three}z")
        };
        let steps: String = triangles.iter().map(triangle).collect();
        self.path(format_args!("fill=\"{color}\""), &steps);
    }

    fn image(&mut self, x: f64, y: f64, raster: &Raster) {
        let ratio = if self.pane.ratio > 0.0 { self.pane.ratio } else { 1.0 };
        let side = |pixels: u32| rounded(f64::from(pixels) / ratio);
        let pixels = STANDARD.encode(png::png(raster));
        self.put(format_args!(
            "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{pixels}\"/>\n",
            rounded(x),
            rounded(y),
            side(raster.width()),
            side(raster.height()),
        ));
    }

    fn text_sized(&mut self, color: Color, size: f64, x: f64, y: f64, text: &str) {
        let length = rounded(columns(text) as f64 * self.column_width * size / LABEL_SIZE);
        if text.is_empty() || length <= 0.0 {
            return;
        }
        let [x, y] = [x, y + size * BASELINE].map(rounded);
        let text = escaped(text);
        if size.to_bits() == LABEL_SIZE.to_bits() {
            self.put(format_args!(
                "<text x=\"{x}\" y=\"{y}\" fill=\"{color}\" textLength=\"{length}\">{text}</text>\n"
            ));
        } else {
            let size = rounded(size);
            self.put(format_args!(
                "<text x=\"{x}\" y=\"{y}\" fill=\"{color}\" font-size=\"{size}\" textLength=\"{length}\">{text}</text>\n"
            ));
        }
    }
}

/// Hundredths of a pixel are enough; what is no number is where everything begins.
fn rounded(number: f64) -> f64 {
    let number = (number * 100.0).round() / 100.0;
    // Adding nothing turns the zero that has a sign into the one that has none.
    if number.is_finite() { number + 0.0 } else { 0.0 }
}

fn at(point: Point) -> String {
    format!("{} {}", rounded(point.x), rounded(point.y))
}

fn sharp(rect: Rect) -> String {
    let [x, y, width, height] = [rect.x, rect.y, rect.width.max(0.0), rect.height.max(0.0)].map(rounded);
    format!("M{x} {y}h{width}v{height}h-{width}z")
}

fn round(rect: Rect, radius: f64) -> String {
    let corner = radius.min(rect.width / 2.0).min(rect.height / 2.0).max(0.0);
    let [across, down] = [rect.width - 2.0 * corner, rect.height - 2.0 * corner].map(rounded);
    let [x, y, corner] = [rect.x + corner, rect.y, corner].map(rounded);
    let turn = format!("a{corner} {corner} 0 0 1");
    format!(
        "M{x} {y}h{across}{turn} {corner} {corner}v{down}{turn} -{corner} {corner}h-{across}{turn} -{corner} -{corner}v-{down}{turn} {corner} -{corner}z"
    )
}

fn line(stroke: Stroke) -> String {
    let dashes = if stroke.is_dashed {
        let [drawn, gap] = dash(stroke.width).map(rounded);
        format!(" stroke-dasharray=\"{drawn} {gap}\"")
    } else {
        String::new()
    };
    let (color, width) = (stroke.color, rounded(stroke.width));
    format!("stroke=\"{color}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"{dashes}")
}

/// A text as it stands between tags; what XML does not know is shown as missing.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                out.push('\u{fffd}');
            }
            '\t' | '\n' | '\r' => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests;
