//! What is laid over all lanes: where the collector marks, and where the world is stopped.

use crate::analyze::trace::activity::Activity;
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::picture::{Device, Scene, source};
use crate::layout::timeline::pieces::Content;
use crate::layout::timeline::role::Role;
use crate::layout::timeline::shelf::Shelf;

/// Where something goes on, for what is laid over all lanes.
pub(super) fn overlay(scene: &Scene<'_>, device: &Device<'_>, lane: Lane, shelf: &mut Shelf) -> Vec<(u32, u32)> {
    if scene.off.has(Role::in_lane(lane, Activity::Running)) {
        return Vec::new();
    }
    let source = source(scene, lane);
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for &piece in shelf.pieces(&source, scene.view) {
        let is_on = match piece.content {
            Content::Slice(slice) => slice.activity.is_some(),
            // Less than half of a column's time is no stripe over everything.
            Content::Column(mix) => mix.total() * 2 >= piece.end - piece.start,
        };
        let (left, right) = (device.x(piece.start), device.x(piece.end));
        match spans.last_mut() {
            _ if !is_on || right <= left => {}
            Some(last) if last.1 == left => last.1 = right,
            _ => spans.push((left, right)),
        }
    }
    spans
}
