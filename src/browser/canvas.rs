//! An `OffscreenCanvas` as the [`Surface`] that painters paint on.

use js_sys::{Array, Object};
use serde::Serialize;
use wasm_bindgen::{Clamped, JsCast as _, JsValue};
use web_sys::{ImageData, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

use crate::layout::space::{PaneSpace, Point, Rect};
use crate::paint::raster::Raster;
use crate::paint::surface::{LABEL_FAMILY, LABEL_SIZE, Stroke, Surface, dash};
use crate::paint::theme::Color;

/// No canvas side is longer: browsers refuse more than 32,767 pixels, and no screen has as many.
const MAX_SIDE: f64 = 16_384.0;

/// How a canvas is asked for its context: the `CanvasRenderingContext2DSettings` of the HTML standard.
#[derive(Serialize)]
struct ContextOptions {
    /// Everything is painted over in every frame: without an alpha channel the browser copies it as it is.
    alpha: bool,
}

/// A canvas that was handed over by the page.
pub struct CanvasSurface {
    canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2d,
    ratio: f64,
    column_width: Option<f64>,
    /// The size of the font that is set, in CSS pixels.
    font_size: f64,
}

impl CanvasSurface {
    /// Takes a canvas for painting.
    pub fn new(canvas: OffscreenCanvas) -> Result<Self, JsValue> {
        let options: Object = serde_wasm_bindgen::to_value(&ContextOptions { alpha: false })?.unchecked_into();
        let context = canvas
            .get_context_with_context_options("2d", &options)?
            .ok_or("missing canvas context: 2d")?
            .dyn_into()?;
        Ok(Self {
            canvas,
            context,
            ratio: 1.0,
            column_width: None,
            font_size: 0.0,
        })
    }

    /// Makes sure that everything painted so far is in the canvas's pixels, by reading one: for measuring.
    pub fn force(&self) -> Result<(), JsValue> {
        self.context.get_image_data(0.0, 0.0, 1.0, 1.0).map(drop)
    }

    fn set_color(&self, color: Color) {
        self.context.set_fill_style_str(&color.to_string());
    }

    fn set_stroke(&self, stroke: Stroke) {
        self.context.set_stroke_style_str(&stroke.color.to_string());
        let width = stroke.width * self.ratio;
        self.context.set_line_width(width);
        let dash = if stroke.is_dashed {
            dash(stroke.width)
                .into_iter()
                .map(|length| JsValue::from(length * self.ratio))
                .collect::<Array>()
        } else {
            Array::new()
        };
        // A line that cannot be broken is drawn whole.
        drop(self.context.set_line_dash(&dash));
    }

    fn set_font(&mut self, size: f64) {
        if self.font_size.to_bits() != size.to_bits() {
            self.font_size = size;
            self.context
                .set_font(&format!("{}px {LABEL_FAMILY}", size * self.ratio));
        }
    }

    /// Adds a rectangle with round corners to the path.
    fn round(&self, rect: Rect, radius: f64) {
        let ratio = self.ratio;
        let [left, top, right, bottom] = [rect.x, rect.y, rect.right(), rect.bottom()].map(|edge| edge * ratio);
        let radius = (radius * ratio)
            .min((right - left) / 2.0)
            .min((bottom - top) / 2.0)
            .max(0.0);
        let context = &self.context;
        context.move_to(left + radius, top);
        // A corner that cannot be drawn round leaves the box without it.
        for (x1, y1, x2, y2) in [
            (right, top, right, bottom),
            (right, bottom, left, bottom),
            (left, bottom, left, top),
            (left, top, right, top),
        ] {
            drop(context.arc_to(x1, y1, x2, y2, radius));
        }
        context.close_path();
    }

    /// The edges of a rectangle in whole device pixels, at least one pixel apart.
    fn device(&self, rect: Rect) -> [f64; 4] {
        let left = (rect.x * self.ratio).round();
        let top = (rect.y * self.ratio).round();
        let width = ((rect.right() * self.ratio).round() - left).max(1.0);
        let height = ((rect.bottom() * self.ratio).round() - top).max(1.0);
        [left, top, width, height]
    }
}

/// How wide a column of the label font is, in CSS pixels, measured on a canvas of its own.
pub fn column_width() -> Result<f64, JsValue> {
    let mut surface = CanvasSurface::new(OffscreenCanvas::new(1, 1)?)?;
    Ok(surface.column_width())
}

impl Surface for CanvasSurface {
    fn begin(&mut self, pane: PaneSpace, ground: Color) {
        self.ratio = if pane.ratio > 0.0 { pane.ratio } else { 1.0 };
        let side = |css: f64| (css * self.ratio).round().clamp(1.0, MAX_SIDE) as u32;
        let (width, height) = (side(pane.width), side(pane.height));
        // Setting a size clears the canvas and its context, even when it is the size it had.
        if self.canvas.width() != width || self.canvas.height() != height {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
        }
        // The ratio may be new.
        self.font_size = 0.0;
        self.set_font(LABEL_SIZE);
        self.context.set_text_baseline("middle");
        self.context.set_line_join("round");
        self.set_color(ground);
        self.context.fill_rect(0.0, 0.0, f64::from(width), f64::from(height));
    }

    fn fill(&mut self, color: Color, rects: &[Rect]) {
        self.set_color(color);
        for &rect in rects {
            let [left, top, width, height] = self.device(rect);
            self.context.fill_rect(left, top, width, height);
        }
    }

    fn outline(&mut self, color: Color, thickness: f64, rects: &[Rect]) {
        self.set_color(color);
        let thick = (thickness * self.ratio).round().max(1.0);
        for &rect in rects {
            let [left, top, width, height] = self.device(rect);
            let side = thick.min(width).min(height);
            self.context.fill_rect(left, top, width, side);
            self.context.fill_rect(left, top + height - side, width, side);
            self.context.fill_rect(left, top, side, height);
            self.context.fill_rect(left + width - side, top, side, height);
        }
    }

    fn text(&mut self, color: Color, x: f64, y: f64, text: &str) {
        self.text_sized(color, LABEL_SIZE, x, y, text);
    }

    fn text_sized(&mut self, color: Color, size: f64, x: f64, y: f64, text: &str) {
        self.set_font(size);
        self.set_color(color);
        // A text that cannot be drawn leaves its box without a label.
        drop(
            self.context
                .fill_text(text, (x * self.ratio).round(), (y * self.ratio).round()),
        );
    }

    fn column_width(&mut self) -> f64 {
        if let Some(width) = self.column_width {
            return width;
        }
        self.font_size = 0.0;
        self.context.set_font(&format!("{LABEL_SIZE}px {LABEL_FAMILY}"));
        let width = self
            .context
            .measure_text("0000000000")
            .map_or(LABEL_SIZE * 0.6, |text| text.width() / 10.0);
        self.column_width = Some(width);
        width
    }

    fn wash(&mut self, color: Color, opacity: f64, rects: &[Rect]) {
        self.context.set_global_alpha(opacity);
        self.fill(color, rects);
        self.context.set_global_alpha(1.0);
    }

    fn fill_rounded(&mut self, color: Color, radius: f64, rects: &[Rect]) {
        self.set_color(color);
        self.context.begin_path();
        for &rect in rects {
            self.round(rect, radius);
        }
        self.context.fill();
    }

    fn outline_rounded(&mut self, stroke: Stroke, radius: f64, rects: &[Rect]) {
        self.set_stroke(stroke);
        self.context.begin_path();
        for &rect in rects {
            self.round(rect, radius);
        }
        self.context.stroke();
    }

    fn curves(&mut self, stroke: Stroke, curves: &[Vec<Point>]) {
        self.set_stroke(stroke);
        let ratio = self.ratio;
        self.context.begin_path();
        for curve in curves {
            let Some((first, rest)) = curve.split_first() else {
                continue;
            };
            self.context.move_to(first.x * ratio, first.y * ratio);
            for points in rest.as_chunks::<3>().0 {
                let [one, two, end] = points.map(|point| (point.x * ratio, point.y * ratio));
                self.context.bezier_curve_to(one.0, one.1, two.0, two.1, end.0, end.1);
            }
        }
        self.context.stroke();
    }

    fn image(&mut self, x: f64, y: f64, raster: &Raster) {
        let pixels = Clamped(raster.pixels().as_flattened());
        // Pixels that cannot be put leave the ground.
        if let Ok(image) = ImageData::new_with_u8_clamped_array(pixels, raster.width()) {
            let put = self
                .context
                .put_image_data(&image, (x * self.ratio).round(), (y * self.ratio).round());
            debug_assert!(put.is_ok(), "pixels of our own can be put anywhere");
        }
    }

    fn triangles(&mut self, color: Color, triangles: &[[Point; 3]]) {
        self.set_color(color);
        let ratio = self.ratio;
        self.context.begin_path();
        for [one, two, three] in triangles {
            self.context.move_to(one.x * ratio, one.y * ratio);
            self.context.line_to(two.x * ratio, two.y * ratio);
            self.context.line_to(three.x * ratio, three.y * ratio);
            self.context.close_path();
        }
        self.context.fill();
    }
}
