//! How fast frames are: the picture that is shown, zoomed and panned as fast as it can be painted.

use crate::browser::canvas::CanvasSurface;
use crate::engine::Engine;
use crate::protocol::Pane;
use crate::protocol::decimal::fixed;
use crate::protocol::request::{PointerEvent, Request};
use crate::worker::scope::now;

/// A page of wasm memory.
const PAGE_BYTES: usize = 1 << 16;
/// Most frames measured at once: a few seconds of work.
const MAX_FRAMES: u32 = 2000;
/// Frames are told apart by tenths of milliseconds up to this many; slower ones count as so slow.
const MOST_TENTHS: usize = 100_000;
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
    let frames = frames.min(MAX_FRAMES);
    // How many frames took so many tenths of a millisecond.
    let mut counts = vec![0; MOST_TENTHS + 1];
    for frame in 0..frames {
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
        let tenths = (now() - began) * 10.0;
        counts[(tenths.round() as usize).min(MOST_TENTHS)] += 1;
    }
    // The time within which such a share of the frames was painted.
    let within = |share: f64| {
        let wanted = (f64::from(frames) * share).ceil() as u32;
        let mut frames = 0;
        let tenths = counts.iter().position(|count| {
            frames += count;
            frames >= wanted
        });
        fixed(tenths.unwrap_or(0) as f64 / 10.0, 1)
    };
    // It never gets smaller, so this is the most it ever was.
    let memory_bytes = core::arch::wasm32::memory_size(0) * PAGE_BYTES;
    format!(
        "{frames} frames: median {} ms, 95th percentile {} ms, slowest {} ms; {most_boxes} boxes in the fullest. \
         The file takes {} MB of memory.",
        within(0.5),
        within(0.95),
        within(1.0),
        memory_bytes / 1_000_000
    )
}

/// How much a step zooms: a timeline has more to zoom through.
fn zoom(pane: Pane) -> f64 {
    if pane == Pane::Timeline { 1.6 } else { 1.15 }
}
