//! The heap's bytes and its goal.

use crate::layout::timeline::picture::{Bar, Device, Fill, Row, Scene};
use crate::layout::timeline::role::Role;
use crate::layout::timeline::source::Sums;

/// The heap's bytes as an area, its goal as a line.
pub(super) fn heap(scene: &Scene<'_>, device: &Device<'_>, row: u32, shown: &Row, bars: &mut Vec<Bar>) {
    let height = (shown.bars.1 - shown.bars.0).max(0) as u16;
    let (trace, sums, view) = (scene.trace, scene.sums, scene.view);
    let top = heap_top(sums) as f64;
    let level = |bytes: u64| ((bytes as f64 / top * f64::from(height)).round() as u16).min(height);
    let column = view.nanos_to_pixel();
    let until = view.end().min(trace.end);
    let series = [
        (&trace.heap, &sums.heap, Role::Heap),
        (&trace.heap_goal, &sums.goals, Role::Goal),
    ];
    for (series, peaks, role) in series.into_iter().filter(|it| !scene.off.has(it.2)) {
        let first = bars.len();
        let mut time = view.start / column * column;
        while time < until {
            let end = (time + column).min(trace.end.max(time + 1));
            // What is told from before on counts too, unless it changes at once.
            let before = series.next_row(time).saturating_sub(1);
            let most = peaks.most(before, series.next_row(end - 1));
            let is_told = series.next_row(end - 1) > 0;
            let bar = Bar {
                row,
                left: device.x(time),
                right: device.x(end),
                fill: match most.filter(|&bytes| is_told && bytes > 0).map(level) {
                    Some(level) if role == Role::Heap => Fill::Level(role, level.max(1)),
                    Some(level) => Fill::Line(role, level),
                    None => Fill::Level(role, 0),
                },
            };
            time += column;
            let last = bars.get_mut(first..).and_then(|bars| bars.last_mut());
            match last {
                Some(last) if last.fill == bar.fill && last.right == bar.left => last.right = bar.right,
                _ if bar.right > bar.left => bars.push(bar),
                _ => {}
            }
        }
    }
    bars.retain(|bar| !matches!(bar.fill, Fill::Level(_, 0)));
}

/// The bytes at the top of the heap's lane.
pub fn heap_top(sums: &Sums) -> u64 {
    sums.heap.top().max(sums.goals.top()).max(1)
}
