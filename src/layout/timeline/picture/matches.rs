//! What a search found, as lines at the foot of its lanes. Each pixel is searched at most once.

use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::picture::{Device, Scene};
use crate::layout::timeline::source::Match;

/// Where the matches of a lane are; those that touch are one.
pub(super) fn matches(scene: &Scene<'_>, device: &Device<'_>, row: u32, lane: Lane, found: &mut Vec<(u32, u32, u32)>) {
    let view = scene.view;
    let of = |other: Match| other.lane.cmp(&lane);
    let first = scene.found.partition_point(|&it| of(it).is_lt());
    let end = scene.found.partition_point(|&it| of(it).is_le());
    let all = scene.found.get(first..end).unwrap_or_default();
    // Of those that began before the view the last may reach into it, and the first, which may be a whole life.
    let mut at = all.partition_point(|it| it.span.0 < view.start);
    let before = [at.checked_sub(1), (at > 1).then_some(0)];
    let mut add = |(start, until): (i64, i64)| {
        if until < view.start || start >= view.end() {
            return;
        }
        let left = device.x(start).min(device.width.saturating_sub(1));
        let right = device.x(until).max(left + device.line());
        match found.last_mut() {
            Some((last, _, edge)) if *last == row && *edge >= left => *edge = right.max(*edge),
            _ => found.push((row, left, right)),
        }
    };
    for it in before.into_iter().flatten().rev().filter_map(|at| all.get(at)) {
        add(it.span);
    }
    while let Some(it) = all.get(at).filter(|it| it.span.0 < view.end()) {
        add(it.span);
        let pixel = it.span.0.saturating_add(view.nanos_to_pixel());
        at = (at + 1).max(all.partition_point(|it| it.span.0 < pixel));
    }
}
