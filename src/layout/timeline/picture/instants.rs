//! What lasts no time: log messages and CPU samples, as lanes of their own and as marks on others.
//!
//! Each pixel is searched at most once, however much happened in it.

use crate::layout::text::NameVariants;
use crate::layout::timeline::instants::Instants;
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::names;
use crate::layout::timeline::picture::{
    Bar, Device, Fill, LABEL_INSET, Label, MIN_LABELLED, Row, Scene, TimelinePicture, source,
};
use crate::layout::timeline::role::Role;

/// So many at one place fill a lane.
const FULL: usize = 16;

/// A lane of instants: one is half as high as the lane, many at one place are higher; what is said where there is room.
pub(super) fn instants(scene: &Scene<'_>, device: &Device<'_>, row: u32, shown: &Row, picture: &mut TimelinePicture) {
    let source = source(scene, shown.lane);
    let Some(instants) = source.instants() else { return };
    let role = if shown.lane == Lane::Logs {
        Role::Log
    } else {
        Role::Sample
    };
    if scene.off.has(role) {
        return;
    }
    let height = (shown.bars.1 - shown.bars.0).max(0) as u16;
    let mut seen: Vec<(u32, usize, usize)> = Vec::new();
    each_pixel(scene, device, instants, |x, from, to| seen.push((x, from, to)));
    for (at, &(left, from, to)) in seen.iter().enumerate() {
        // Twice as many are a quarter of the rest higher.
        let many = ((to - from).min(FULL) as f64).log2() / (FULL as f64).log2();
        let level = (f64::from(height) * (1.0 + many) / 2.0).round() as u16;
        let fill = Fill::Level(role, level);
        let right = left + device.line();
        picture.bars.push(Bar { row, left, right, fill });
        let x = f64::from(right) / device.ratio;
        let next = seen.get(at + 1).map_or(device.width, |next| next.0);
        let room = f64::from(next) / device.ratio - x;
        if role == Role::Log && room >= MIN_LABELLED && scene.column_width > 0.0 {
            let text = names::of_log(scene.trace, instants.row(from));
            let names = NameVariants::new([text.as_str()]);
            let columns = ((room - 2.0 * LABEL_INSET) / scene.column_width) as usize;
            if let Some(text) = names.fit(columns, &mut picture.text) {
                picture.labels.push(Label {
                    x: scene.frame.head + x + LABEL_INSET,
                    y: shown.span.0 + shown.span.1 / 2.0,
                    text,
                    role: None,
                });
            }
        }
    }
}

/// CPU samples on the lane of what they were taken of.
pub(super) fn marks(scene: &Scene<'_>, device: &Device<'_>, row: u32, shown: &Row, bars: &mut Vec<Bar>) {
    let source = source(scene, shown.lane);
    let Some(marks) = source.marks().filter(|_| !scene.off.has(Role::Sample)) else {
        return;
    };
    each_pixel(scene, device, marks, |left, _, _| {
        let (right, fill) = (left + device.line(), Fill::Mark(Role::Sample));
        bars.push(Bar { row, left, right, fill });
    });
}

/// Goes over the pixels in which something happened: which, and the first and the end of what did.
fn each_pixel(scene: &Scene<'_>, device: &Device<'_>, instants: Instants<'_>, mut f: impl FnMut(u32, usize, usize)) {
    let view = scene.view;
    let pixel = view.nanos_to_pixel() * i64::from(device.line());
    let mut at = instants.before(view.start);
    while at < instants.len() {
        let time = instants.time(at);
        if time >= view.end() {
            break;
        }
        let x = device.x(time);
        let end = instants.before(time.saturating_add(pixel)).max(at + 1);
        f(x, at, end);
        at = end;
    }
}
