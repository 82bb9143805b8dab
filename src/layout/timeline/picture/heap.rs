//! Bytes over time: the heap's and its goal, and those of a kind of memory.

use crate::analyze::trace::peaks::Peaks;
use crate::layout::timeline::picture::{Bar, Device, Fill, Row, Scene};
use crate::layout::timeline::role::Role;
use crate::layout::timeline::source::Sums;
use crate::model::trace::memory::Kind;
use crate::model::trace::series::Series;

/// The heap's bytes as an area, its goal as a line.
pub(super) fn heap(scene: &Scene<'_>, device: &Device<'_>, row: u32, shown: &Row, bars: &mut Vec<Bar>) {
    let (trace, sums) = (scene.trace, scene.sums);
    let lane = Bytes {
        scene,
        device,
        row,
        shown,
        top: heap_top(sums),
    };
    lane.bars((&trace.heap, &sums.heap), Role::Heap, bars);
    lane.bars((&trace.heap_goal, &sums.goals), Role::Goal, bars);
}

/// The bytes of a kind of memory as an area.
pub(super) fn held(scene: &Scene<'_>, device: &Device<'_>, (row, shown): (u32, &Row), kind: Kind, bars: &mut Vec<Bar>) {
    let (Some(memory), Some(peaks)) = (&scene.trace.memory, scene.sums.held.get(kind as usize)) else {
        return;
    };
    let lane = Bytes {
        scene,
        device,
        row,
        shown,
        top: held_top(scene.sums, kind),
    };
    lane.bars((&memory.of(kind).bytes, peaks), Role::Heap, bars);
}

/// A lane that shows bytes.
struct Bytes<'a> {
    scene: &'a Scene<'a>,
    device: &'a Device<'a>,
    row: u32,
    shown: &'a Row,
    /// The bytes at its top.
    top: u64,
}

impl Bytes<'_> {
    fn bars(&self, (series, peaks): (&Series, &Peaks), role: Role, bars: &mut Vec<Bar>) {
        let (trace, view) = (self.scene.trace, self.scene.view);
        if self.scene.off.has(role) {
            return;
        }
        let height = (self.shown.bars.1 - self.shown.bars.0).max(0) as u16;
        let level = |bytes: u64| ((bytes as f64 / self.top as f64 * f64::from(height)).round() as u16).min(height);
        let column = view.nanos_to_pixel();
        let until = view.end().min(trace.end);
        let first = bars.len();
        let mut time = view.start / column * column;
        while time < until {
            let end = (time + column).min(trace.end.max(time + 1));
            // What is told from before on counts too, unless it changes at once.
            let before = series.next_row(time).saturating_sub(1);
            let most = peaks.most(before, series.next_row(end - 1));
            let is_told = series.next_row(end - 1) > 0;
            let bar = Bar {
                row: self.row,
                left: self.device.x(time),
                right: self.device.x(end),
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
        bars.retain(|bar| !matches!(bar.fill, Fill::Level(_, 0)));
    }
}

/// The bytes at the top of the heap's lane.
pub fn heap_top(sums: &Sums) -> u64 {
    sums.heap.top().max(sums.goals.top()).max(1)
}

/// The bytes at the top of the lane of a kind of memory.
pub fn held_top(sums: &Sums, kind: Kind) -> u64 {
    sums.held.get(kind as usize).map_or(0, Peaks::top).max(1)
}
