//! The whole trace in a strip, and which part of it is in view.

use crate::analyze::trace::activity::Activity;
use crate::layout::space::{PaneSpace, Rect};
use crate::layout::timeline::frame::{Part, STRIP};
use crate::layout::timeline::lane::{Counter, Lane};
use crate::layout::timeline::picture::{Scene, source};
use crate::layout::timeline::pieces::column_nanos;
use crate::layout::timeline::shelf::Shelf;
use crate::layout::timeline::view::TimeView;

/// Columns are as wide as this, in CSS pixels.
const STRIP_COLUMN: f64 = 2.0;

/// What ran, over the whole trace: full where all processors that there ever were did.
pub(super) fn strip(scene: &Scene<'_>, shelf: &mut Shelf) -> Vec<Rect> {
    let area = scene.frame.rect(Part::Strip);
    let whole = TimeView::whole(
        PaneSpace {
            width: (area.width / STRIP_COLUMN).floor(),
            height: area.height,
            ratio: 1.0,
        },
        scene.end,
    );
    let source = source(scene, Lane::Count(Counter::Busy));
    let column = column_nanos(&source, &whole);
    let procs = scene.trace.places.real_procs().count().max(1) as f64;
    let height = STRIP - 6.0;
    let scale = area.width / whole.length as f64;
    let mut strip: Vec<Rect> = Vec::new();
    for piece in shelf.whole(&source, &whole) {
        let ran = piece.mix().0[Activity::Running as usize];
        let share = (ran as f64 / column as f64 / procs).min(1.0);
        if ran > 0 {
            let left = area.x + piece.start as f64 * scale;
            let right = (area.x + piece.end as f64 * scale).min(area.right());
            let high = (share * height).max(1.0);
            strip.push(Rect {
                x: left,
                y: area.y + STRIP - 2.0 - high,
                width: right - left,
                height: high,
            });
        }
    }
    strip
}

/// The part of the strip that is in view.
pub(super) fn window(scene: &Scene<'_>) -> Rect {
    let area = scene.frame.rect(Part::Strip);
    let scale = area.width / scene.end.max(1) as f64;
    let left = area.x + scene.view.start as f64 * scale;
    let right = area.x + scene.view.end() as f64 * scale;
    let width = (right.min(area.right()) - left).max(2.0);
    Rect {
        x: left.min(area.right() - width),
        width,
        ..area
    }
}
