//! What the collector takes: of the processors that run, and of what single goroutines, processors and threads do.
//!
//! Each pixel is searched at most once, however much was done in it.

use crate::analyze::trace::activity::Activity;
use crate::layout::timeline::lane::{Counter, Lane};
use crate::layout::timeline::picture::{Bar, Device, Fill, Row, Scene, heights, most_counted, source};
use crate::layout::timeline::role::Role;
use crate::layout::timeline::shelf::Shelf;
use crate::model::trace::range::RangeKind;

/// Deeds before a view that may reach into it: those of one lane hardly ever overlap.
const MOST_BEFORE: usize = 4;

/// Of the processors that run those at the foot that run the collector's workers.
pub(super) fn collectors(
    scene: &Scene<'_>,
    device: &Device<'_>,
    row: u32,
    shown: &Row,
    shelf: &mut Shelf,
    bars: &mut Vec<Bar>,
) {
    let Some(group) = scene.sums.collectors.filter(|_| !scene.off.has(Role::Mark)) else {
        return;
    };
    let height = (shown.bars.1 - shown.bars.0).max(0) as u16;
    let most = i64::from(most_counted(scene, Counter::Procs));
    for piece in shelf.pieces(&source(scene, Lane::Group(group)), scene.view) {
        let mut mix = piece.mix();
        for activity in Activity::ALL {
            if activity != Activity::Running {
                mix.0[activity as usize] = 0;
            }
        }
        let [level, ..] = heights(mix, (piece.end - piece.start).saturating_mul(most), height);
        let (left, right) = (device.x(piece.start), device.x(piece.end));
        if level > 0 && right > left {
            let fill = Fill::Level(Role::Mark, level);
            bars.push(Bar { row, left, right, fill });
        }
    }
}

/// What the runtime did meanwhile, as strips at the foot of the lane.
pub(super) fn deeds(scene: &Scene<'_>, device: &Device<'_>, row: u32, shown: &Row, bars: &mut Vec<Bar>) {
    let (view, all) = (scene.view, source(scene, shown.lane).deeds());
    let mut at = all.partition_point(|deed| deed.start < view.start);
    at = at.saturating_sub(MOST_BEFORE);
    let mut until = 0;
    while let Some(deed) = all.get(at).filter(|deed| deed.start < view.end()) {
        at += 1;
        let role = role(deed.kind);
        if deed.end <= view.start || scene.off.has(role) {
            continue;
        }
        let left = device.x(deed.start).max(until).min(device.width.saturating_sub(1));
        let right = device.x(deed.end).max(left + device.line());
        let fill = Fill::Foot(role);
        bars.push(Bar { row, left, right, fill });
        until = right;
        let pixel = view.time_from_x(f64::from(right) / device.ratio);
        at += all
            .get(at..)
            .unwrap_or_default()
            .partition_point(|deed| deed.end < pixel.min(view.end()));
    }
}

/// The colour of what the runtime did.
pub fn role(kind: RangeKind) -> Role {
    match kind {
        RangeKind::Sweep => Role::Sweep,
        RangeKind::Assist => Role::Assist,
        RangeKind::StopTheWorld => Role::Stopped,
        RangeKind::Mark => Role::Mark,
    }
}
