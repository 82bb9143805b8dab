//! An `OffscreenCanvas` as the [`Surface`] that painters paint on.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{OffscreenCanvas, OffscreenCanvasRenderingContext2d};

use crate::layout::space::{PaneSpace, Rect};
use crate::paint::surface::Surface;
use crate::paint::theme::Color;

/// The label font's size, in CSS pixels.
const FONT_PX: f64 = 12.0;
/// The system's monospaced fonts: nothing to download, and every column equally wide.
const FONT_FAMILY: &str = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
/// No canvas side is longer: browsers refuse more than 32,767 pixels, and no screen has as many.
const MAX_SIDE: f64 = 16_384.0;

/// A canvas that was handed over by the page.
pub struct CanvasSurface {
    canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2d,
    ratio: f64,
    column_width: Option<f64>,
}

impl CanvasSurface {
    /// Takes a canvas for painting.
    pub fn new(canvas: OffscreenCanvas) -> Result<Self, JsValue> {
        let options = Object::new();
        // Everything is painted over in every frame: without an alpha channel the browser copies it as it is.
        Reflect::set(&options, &"alpha".into(), &false.into())?;
        let context = canvas
            .get_context_with_context_options("2d", &options)?
            .ok_or("missing canvas context: 2d")?
            .dyn_into()?;
        Ok(Self {
            canvas,
            context,
            ratio: 1.0,
            column_width: None,
        })
    }

    /// Makes sure that everything painted so far is in the canvas's pixels, by reading one: for measuring.
    pub fn force(&self) -> Result<(), JsValue> {
        self.context.get_image_data(0.0, 0.0, 1.0, 1.0).map(drop)
    }

    fn set_color(&self, color: Color) {
        let Color { red, green, blue } = color;
        self.context
            .set_fill_style_str(&format!("#{red:02x}{green:02x}{blue:02x}"));
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
        self.context
            .set_font(&format!("{}px {FONT_FAMILY}", FONT_PX * self.ratio));
        self.context.set_text_baseline("middle");
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
        self.context.set_font(&format!("{FONT_PX}px {FONT_FAMILY}"));
        let width = self
            .context
            .measure_text("0000000000")
            .map_or(FONT_PX * 0.6, |text| text.width() / 10.0);
        self.column_width = Some(width);
        width
    }
}
