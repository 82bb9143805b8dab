//! How fast frames are: the flame graph zoomed and panned as fast as it can be painted.

use crate::browser::canvas::CanvasSurface;
use crate::engine::Engine;
use crate::protocol::Pane;
use crate::protocol::reply::Measurement;
use crate::protocol::request::{PointerEvent, Request};
use crate::worker::scope::now;

/// A page of wasm memory.
const PAGE_BYTES: usize = 1 << 16;
/// Most frames measured at once: a few seconds of work.
const MAX_FRAMES: u32 = 2000;
/// Frames of one round: a third each of zooming in, panning and zooming out.
const ROUND: u32 = 60;

/// Measures so many frames and the memory. The view is as it was afterwards.
pub(super) fn measure(engine: &mut Engine, surface: &mut CanvasSurface, frames: u32) -> Measurement {
    let memory_bytes = (core::arch::wasm32::memory_size(0) * PAGE_BYTES) as f64;
    let Some(before) = engine.flame_view() else {
        return Measurement {
            memory_bytes,
            ..Measurement::default()
        };
    };
    let (width, height) = (before.pane.width, before.pane.height);
    let mut most_boxes = 0;
    let millis = (0..frames.min(MAX_FRAMES))
        .map(|frame| {
            let at = frame % ROUND;
            let third = ROUND / 3;
            // Each round looks at another part of the picture.
            let x = width * (f64::from(frame / ROUND) * 0.37 + 0.13).fract();
            let event = if at < third {
                PointerEvent::Zoom(x, height / 2.0, 1.15)
            } else if at < 2 * third {
                let is_down = at.is_multiple_of(2);
                PointerEvent::Scroll(width / 40.0, if is_down { 8.0 } else { -8.0 })
            } else {
                PointerEvent::Zoom(x, height / 2.0, 1.0 / 1.15)
            };
            let began = now();
            engine.handle(Request::Pointer(Pane::Flame, event));
            let boxes = engine.paint(Pane::Flame, began, surface);
            most_boxes = most_boxes.max(boxes);
            // A canvas whose pixels cannot be read has been painted all the same.
            drop(surface.force());
            now() - began
        })
        .collect();
    engine.set_flame_view(before);
    Measurement {
        millis,
        boxes: most_boxes as u32,
        memory_bytes,
    }
}
