//! How fast frames are: the picture that is shown, zoomed and panned as fast as it can be painted.

use crate::browser::canvas::CanvasSurface;
use crate::engine::Engine;
use crate::model::sorting;
use crate::protocol::Pane;
use crate::protocol::request::{PointerEvent, Request};
use crate::worker::scope::now;

/// A page of wasm memory.
const PAGE_BYTES: usize = 1 << 16;
/// Most frames measured at once: a few seconds of work.
const MAX_FRAMES: u32 = 2000;
/// Frames of one round: a third each of zooming in, panning and zooming out.
const ROUND: u32 = 60;

/// Measures so many frames of a pane that is `width` wide and `height` high, and the memory, and says what was found.
pub(super) fn measure(
    engine: &mut Engine,
    surface: &mut CanvasSurface,
    pane: Pane,
    [width, height]: [f64; 2],
    frames: u32,
) -> String {
    let mut most_boxes = 0;
    let mut millis: Vec<f64> = (0..frames.min(MAX_FRAMES))
        .map(|frame| {
            let at = frame % ROUND;
            let third = ROUND / 3;
            // Each round looks at another part of the picture.
            let x = width * (f64::from(frame / ROUND) * 0.37 + 0.13).fract();
            let event = if at < third {
                PointerEvent::Zoom(x, height / 2.0, zoom(pane))
            } else if at < 2 * third {
                let is_down = at.is_multiple_of(2);
                PointerEvent::Scroll(width / 40.0, if is_down { 8.0 } else { -8.0 })
            } else {
                PointerEvent::Zoom(x, height / 2.0, 1.0 / zoom(pane))
            };
            let began = now();
            engine.handle(Request::Pointer(pane, event));
            let boxes = engine.paint(pane, began, surface);
            most_boxes = most_boxes.max(boxes);
            // A canvas whose pixels cannot be read has been painted all the same.
            drop(surface.force());
            now() - began
        })
        .collect();
    sorting::sort_by(&mut millis, f64::total_cmp);
    let at = |share: f64| {
        let last = millis.len().saturating_sub(1) as f64;
        millis.get((last * share).round() as usize).copied().unwrap_or(0.0)
    };
    // It never gets smaller, so this is the most it ever was.
    let memory_bytes = core::arch::wasm32::memory_size(0) * PAGE_BYTES;
    format!(
        "{} frames: median {:.1} ms, 95th percentile {:.1} ms, slowest {:.1} ms; {most_boxes} boxes in the fullest. \
         The file takes {} MB of memory.",
        millis.len(),
        at(0.5),
        at(0.95),
        at(1.0),
        memory_bytes / 1_000_000
    )
}

/// How much a step zooms: a timeline has more to zoom through.
fn zoom(pane: Pane) -> f64 {
    if pane == Pane::Timeline { 1.6 } else { 1.15 }
}
