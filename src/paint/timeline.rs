//! Paints a timeline: bars as pixels, then names, ruler and labels, then what is marked.

use crate::layout::space::{Point, Rect};
use crate::layout::text::columns;
use crate::layout::timeline::frame::{Part, STRIP};
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::picture::{Bar, Fill, Marks, TITLE_INSET, TimelinePicture};
use crate::layout::timeline::role::Role;
use crate::paint::raster::Raster;
use crate::paint::surface::{LABEL_SIZE, Stroke, Surface};
use crate::paint::theme::{Color, Theme};

/// Bars at least this wide, in device pixels, are parted from their right neighbour by a line of ground.
const PARTED: u32 = 4;
/// Height of a mark, in device pixels of a plain screen.
const MARK: u32 = 5;
/// Height of the line below what a search found.
const MATCH: u32 = 4;
/// How much of what is below is covered, of 255: where the collector marks, and where the world is stopped.
const MARK_WASH: u8 = 30;
const STOPPED_WASH: u8 = 64;
/// Letters of the ruler and of notes, in CSS pixels.
const SMALL: f64 = 11.0;

/// Makes the pixels of the lanes.
pub fn rasterize(picture: &TimelinePicture, theme: &Theme, raster: &mut Raster) {
    let lanes = picture.frame.lanes();
    let ratio = lanes.ratio.max(0.1);
    let side = |length: f64| (length * ratio).round().max(0.0) as u32;
    let (width, height) = (side(lanes.width), side(lanes.height));
    raster.begin(width, height, theme.ground);
    let pixel = (ratio.round() as u32).max(1);
    let all = (0, height.cast_signed());
    for tick in &picture.ticks {
        let x = side(tick.x);
        raster.fill(theme.grid, (x, x + pixel), all);
    }
    for row in &picture.rows {
        let (top, bottom) = row.bars;
        if matches!(row.lane, Lane::Section(_)) {
            raster.fill(theme.panel, (0, width), (top, bottom));
        } else {
            // A line at the foot of the lane, on which bars stand.
            raster.fill(theme.grid, (0, width), (bottom, bottom + pixel.cast_signed()));
        }
    }
    for bar in &picture.bars {
        fill(picture, bar, theme, pixel, raster);
    }
    for &(row, left, right) in &picture.matches {
        if let Some(row) = picture.rows.get(row as usize) {
            let foot = row.bars.1;
            raster.fill(theme.new, (left, right), (foot - (MATCH * pixel).cast_signed(), foot));
        }
    }
    let [marks, stops] = &picture.overlays;
    for (spans, role, opacity) in [(marks, Role::Mark, MARK_WASH), (stops, Role::Stopped, STOPPED_WASH)] {
        for &span in spans {
            raster.wash(theme.bar(role).0, opacity, span, all);
        }
    }
}

fn fill(picture: &TimelinePicture, bar: &Bar, theme: &Theme, pixel: u32, raster: &mut Raster) {
    let Some(row) = picture.rows.get(bar.row as usize) else {
        return;
    };
    let (top, bottom) = row.bars;
    let columns = (bar.left, bar.right);
    match bar.fill {
        Fill::Whole(role) => {
            let right = if bar.right - bar.left >= PARTED * pixel {
                bar.right - pixel
            } else {
                bar.right
            };
            raster.fill(theme.bar(role).0, (bar.left, right), (top, bottom));
        }
        Fill::Stack(heights) => {
            let mut foot = bottom;
            for (role, height) in Role::STATES.into_iter().zip(heights) {
                let head = foot - i32::from(height);
                if !picture.off.has(role) {
                    raster.fill(theme.bar(role).0, columns, (head, foot));
                }
                foot = head;
            }
        }
        Fill::Level(role, height) => {
            raster.fill(theme.bar(role).0, columns, (bottom - i32::from(height), bottom));
        }
        Fill::Line(role, height) => {
            let y = bottom - i32::from(height);
            raster.fill(theme.bar(role).0, columns, (y, y + pixel.cast_signed()));
        }
        Fill::Foot(role) => {
            let high = ((bottom - top) / 3).max(1);
            raster.fill(theme.bar(role).0, columns, (bottom - high, bottom));
        }
        Fill::Mark(role) => {
            raster.fill(theme.bar(role).0, columns, (top, top + (MARK * pixel).cast_signed()));
        }
    }
}

/// Paints a whole frame; the raster holds the lanes' pixels.
pub fn paint(picture: &TimelinePicture, marks: &Marks, raster: &Raster, theme: &Theme, surface: &mut dyn Surface) {
    surface.begin(picture.frame.pane, theme.ground);
    paint_part(picture, marks, raster, theme, surface);
}

/// Paints it on a canvas that was begun and may hold another.
pub fn paint_part(picture: &TimelinePicture, marks: &Marks, raster: &Raster, theme: &Theme, surface: &mut dyn Surface) {
    let frame = &picture.frame;
    let lanes = frame.rect(Part::Lanes);
    surface.image(lanes.x, lanes.y, raster);
    let foot = foot(picture);
    for label in picture.labels.iter().filter(|label| label.y <= foot) {
        let ink = label.role.map_or(theme.soft_ink, |role| theme.bar(role).1);
        surface.text(ink, label.x, label.y, &picture.text[label.text.clone()]);
    }
    paint_marks(picture, marks, theme, surface);
    paint_heads(picture, marks, theme, surface);
    paint_strip(picture, theme, surface);
    paint_ruler(picture, marks, theme, surface);
}

/// The lowest middle of a text: below a timeline there may be another, into which no letter should reach.
fn foot(picture: &TimelinePicture) -> f64 {
    if picture.title.is_empty() {
        f64::MAX
    } else {
        picture.frame.rect(Part::Lanes).bottom() - LABEL_SIZE / 2.0
    }
}

/// What is under the pointer and what is selected; cut to the lanes.
fn paint_marks(picture: &TimelinePicture, marks: &Marks, theme: &Theme, surface: &mut dyn Surface) {
    let lanes = picture.frame.rect(Part::Lanes);
    let between = |from: f64, to: f64| Rect {
        x: from.max(lanes.x),
        width: (to.min(lanes.right()) - from.max(lanes.x)).max(0.0),
        ..lanes
    };
    for &(from, to) in marks
        .kept
        .iter()
        .filter(|(from, to)| *to >= lanes.x && *from <= lanes.right())
    {
        let kept = between(from, to);
        surface.wash(theme.selected, 0.08, &[kept]);
        surface.outline(theme.selected, 1.0, &[kept]);
    }
    if let Some((from, to, _)) = &marks.range {
        let (before, after) = (between(lanes.x, *from), between(*to, lanes.right()));
        surface.wash(theme.ground, 0.55, &[before, after]);
        surface.outline(theme.selected, 1.0, &[between(*from, *to)]);
    }
    if let Some((from, to)) = marks.region {
        surface.outline(theme.window, 2.0, &[between(from, to)]);
    }
    paint_arrows(&marks.arrows, theme, surface);
    if let Some(x) = marks.cursor.filter(|&x| x >= lanes.x && x < lanes.right()) {
        let line = Rect { x, width: 0.0, ..lanes };
        surface.wash(theme.ink, 0.35, &[line]);
    }
    for (rect, color, thickness) in [(marks.lit, theme.lit, 1.0), (marks.selected, theme.selected, 2.0)] {
        if let Some(rect) = rect.and_then(|rect| cut(rect, lanes)) {
            surface.outline(color, thickness, &[rect]);
        }
    }
}

/// Arrows from who woke to who was woken, the way bent so that it leaves and arrives sideways.
fn paint_arrows(arrows: &[[Point; 2]], theme: &Theme, surface: &mut dyn Surface) {
    if arrows.is_empty() {
        return;
    }
    let mut heads = Vec::with_capacity(arrows.len());
    let curves = arrows.iter().map(|&[from, to]| {
        heads.push([(-7.0, -3.5), (0.0, 0.0), (-7.0, 3.5)].map(|(right, down)| Point {
            x: to.x + right,
            y: to.y + down,
        }));
        let bend = ((to.x - from.x) / 2.0).clamp(12.0, 60.0);
        let sideways = |point: Point, right: f64| Point {
            x: point.x + right,
            ..point
        };
        vec![
            from,
            sideways(from, bend),
            sideways(to, -bend - 6.0),
            sideways(to, -6.0),
        ]
    });
    let curves: Vec<_> = curves.collect();
    let stroke = Stroke {
        color: theme.caller,
        width: 1.5,
        is_dashed: false,
    };
    surface.curves(stroke, &curves);
    surface.triangles(theme.caller, &heads);
}

/// The part of a rectangle that lies in another.
fn cut(rect: Rect, area: Rect) -> Option<Rect> {
    let (x, y) = (rect.x.max(area.x), rect.y.max(area.y));
    let (right, bottom) = (rect.right().min(area.right()), rect.bottom().min(area.bottom()));
    let part = Rect {
        x,
        y,
        width: right - x,
        height: bottom - y,
    };
    (right > x && bottom > y).then_some(part)
}

fn paint_heads(picture: &TimelinePicture, marks: &Marks, theme: &Theme, surface: &mut dyn Surface) {
    let area = picture.frame.rect(Part::Heads);
    surface.fill(theme.panel, &[area]);
    for (row, opacity) in [(marks.lit_row, 0.07), (marks.selected_row, 0.16)] {
        if let Some((y, height)) = row {
            let rect = Rect { y, height, ..area };
            surface.wash(theme.selected, opacity, cut(rect, area).as_slice());
        }
    }
    let mut triangles = Vec::new();
    let mut lines = Vec::new();
    for head in &picture.heads {
        let Some(row) = picture.rows.get(head.row as usize) else {
            continue;
        };
        let (top, height) = row.span;
        let middle = top + height / 2.0;
        if middle > foot(picture) {
            continue;
        }
        if let Some(is_open) = head.is_open {
            triangles.push(chevron(head.x - 9.0, middle, is_open));
        }
        if head.is_section {
            lines.push(Rect {
                x: 0.0,
                y: top,
                width: picture.frame.pane.width,
                height: 0.0,
            });
        }
        let ink = theme.ink;
        surface.text(ink, head.x, middle, &picture.text[head.name.clone()]);
        if let Some((x, note)) = &head.note {
            surface.text(theme.soft_ink, *x, middle, &picture.text[note.clone()]);
        }
    }
    surface.triangles(theme.soft_ink, &triangles);
    surface.fill(theme.grid, &lines);
    let edge = Rect {
        x: area.right() - 1.0,
        y: picture.frame.above,
        width: 0.0,
        height: picture.frame.pane.height,
    };
    surface.fill(theme.panel_edge, &[edge]);
}

/// A triangle that points to the right, or down where what is below is shown.
fn chevron(x: f64, y: f64, is_open: bool) -> [Point; 3] {
    let corners = if is_open {
        [(-4.0, -2.5), (4.0, -2.5), (0.0, 3.0)]
    } else {
        [(-2.5, -4.0), (3.0, 0.0), (-2.5, 4.0)]
    };
    corners.map(|(right, down)| Point {
        x: x + right,
        y: y + down,
    })
}

fn paint_strip(picture: &TimelinePicture, theme: &Theme, surface: &mut dyn Surface) {
    let (strip, corner) = (picture.frame.rect(Part::Strip), picture.frame.rect(Part::Corner));
    // Lanes that are scrolled under the ruler end here.
    let above = Rect {
        x: 0.0,
        width: picture.frame.pane.width,
        ..corner
    };
    surface.fill(theme.panel, &[above]);
    surface.fill(theme.bar(Role::Running).0, &picture.strip);
    let window = picture.window;
    let outside = [
        Rect {
            width: window.x - strip.x,
            ..strip
        },
        Rect {
            x: window.right(),
            width: strip.right() - window.right(),
            ..strip
        },
    ];
    if outside.iter().any(|rect| rect.width >= 1.0) {
        let outside: Vec<Rect> = outside.into_iter().filter(|rect| rect.width >= 0.5).collect();
        surface.wash(theme.veil, 0.75, &outside);
        surface.outline(theme.window, 1.0, &[window]);
    }
    surface.text_sized(theme.soft_ink, SMALL, TITLE_INSET, strip.y + STRIP / 2.0, "Whole trace");
    let line = Rect {
        y: strip.y + STRIP,
        height: 0.0,
        ..above
    };
    surface.fill(theme.grid, &[line]);
}

fn paint_ruler(picture: &TimelinePicture, marks: &Marks, theme: &Theme, surface: &mut dyn Surface) {
    let ruler = picture.frame.rect(Part::Ruler);
    let middle = ruler.y + ruler.height / 2.0;
    let column = surface.column_width() * SMALL / 12.0;
    let mut lines = vec![Rect {
        x: 0.0,
        y: ruler.bottom() - 1.0,
        width: picture.frame.pane.width,
        height: 0.0,
    }];
    for tick in &picture.ticks {
        let x = ruler.x + tick.x;
        let width = columns(&tick.label) as f64 * column;
        lines.push(Rect {
            x,
            y: ruler.y + 4.0,
            width: 0.0,
            height: ruler.height - 5.0,
        });
        if x + 4.0 + width <= ruler.right() {
            surface.text_sized(theme.soft_ink, SMALL, x + 4.0, middle, &tick.label);
        }
    }
    surface.fill(theme.panel_edge, &lines);
    if !picture.title.is_empty() {
        surface.text(theme.ink, TITLE_INSET, middle, &picture.title);
    }
    // A bar at the foot for each mark that is kept, wide enough to be seen.
    let kept = marks.kept.iter().filter_map(|&(from, to)| {
        let (from, to) = (from.max(ruler.x), to.max(from + 3.0).min(ruler.right()));
        (to > from).then_some(Rect {
            x: from,
            y: ruler.bottom() - 5.0,
            width: to - from,
            height: 4.0,
        })
    });
    let kept: Vec<Rect> = kept.collect();
    if !kept.is_empty() {
        surface.fill(theme.selected, &kept);
    }
    if let Some((from, to, label)) = &marks.range {
        let (from, to) = (from.max(ruler.x), to.min(ruler.right()));
        if to > from {
            let bar = Rect {
                x: from,
                y: ruler.y + 1.0,
                width: to - from,
                height: ruler.height - 2.0,
            };
            surface.fill(theme.ground, &[bar]);
            surface.outline(theme.selected, 1.0, &[bar]);
            tag(theme.ink, from, to, middle, column, label, surface);
        }
    }
    if let Some(x) = marks.cursor.filter(|&x| x >= ruler.x) {
        let width = columns(&marks.cursor_label) as f64 * column + 8.0;
        let x = (x - width / 2.0).clamp(ruler.x, (ruler.right() - width).max(ruler.x));
        let rect = Rect {
            x,
            y: ruler.y + 2.0,
            width,
            height: ruler.height - 4.0,
        };
        surface.fill(theme.ink, &[rect]);
        surface.text_sized(theme.ground, SMALL, x + 4.0, middle, &marks.cursor_label);
    }
}

/// Writes a text in the middle of what it is of, if it fits.
fn tag(ink: Color, from: f64, to: f64, y: f64, column: f64, text: &str, surface: &mut dyn Surface) {
    let width = columns(text) as f64 * column;
    if width + 8.0 <= to - from {
        surface.text_sized(ink, SMALL, f64::midpoint(from, to) - width / 2.0, y, text);
    }
}
