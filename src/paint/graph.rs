//! Paints a call graph: lines behind boxes behind letters, then overview and legend in the corners.

use crate::layout::callgraph::LEAST_LETTERS;
use crate::layout::callgraph::legend::{Legend, SAMPLE, Sample};
use crate::layout::callgraph::minimap::Minimap;
use crate::layout::callgraph::picture::{GraphPicture, Ground, Ink, Letters, Look, Shape, Strand};
use crate::layout::groups::grouped;
use crate::layout::space::{PaneSpace, Point, Rect};
use crate::paint::surface::{Stroke, Surface};
use crate::paint::theme::{Color, Theme};

/// How round a box's corners are, and a tag's.
const ROUND: f64 = 3.0;
const TAG_ROUND: f64 = 8.0;
/// Shares are painted in so many steps either way, so that what looks alike is painted together.
const SHADES: f64 = 24.0;
/// Widths of lines are painted in steps of a quarter pixel.
const WIDTH_STEPS: f64 = 4.0;
/// How much the ground below letters that lie over boxes hides.
const GROUND_OPACITY: f64 = 0.85;
/// How much a region that is being drawn hides.
const REGION_OPACITY: f64 = 0.12;

/// Paints a whole frame.
pub fn paint(picture: &GraphPicture, pane: PaneSpace, theme: &Theme, surface: &mut dyn Surface) {
    surface.begin(pane, theme.ground);
    paint_strands(&picture.strands, theme, surface);
    paint_shapes(&picture.shapes, theme, surface);
    for letters in &picture.letters {
        paint_letters(letters, &picture.text, theme, surface);
    }
    if let Some(minimap) = &picture.minimap {
        paint_minimap(minimap, theme, surface);
    }
    paint_legend(&picture.legend, theme, surface);
    if let Some(region) = picture.region {
        surface.wash(theme.window, REGION_OPACITY, &[region]);
        surface.outline(theme.window, 1.0, &[region]);
    }
}

/// A share's step.
fn shade(share: f64) -> i32 {
    (share * SHADES).round() as i32
}

fn line_color(theme: &Theme, look: Look, shade: i32) -> Color {
    let own = theme.graph_line(f64::from(shade) / SHADES);
    match look {
        Look::Faded => theme.faded(own),
        Look::Plain => own,
        Look::Caller => theme.caller,
        Look::Callee => theme.callee,
        Look::Lit => theme.lit,
        Look::Selected => theme.selected,
    }
}

fn paint_strands(strands: &[Strand], theme: &Theme, surface: &mut dyn Surface) {
    let curves = strands.iter().map(|strand| {
        let width = (strand.width * WIDTH_STEPS).round() as u32;
        let key = (strand.look, shade(strand.share), width, strand.is_dashed);
        (key, strand.points.clone())
    });
    let heads = strands
        .iter()
        .filter_map(|strand| Some(((strand.look, shade(strand.share)), strand.head?)));
    let (groups, heads) = (grouped(curves.collect()), grouped(heads.collect()));
    for ((look, shade, width, is_dashed), curves) in &groups {
        let width = f64::from(*width) / WIDTH_STEPS;
        let stroke = Stroke {
            color: line_color(theme, *look, *shade),
            // What stands out can be followed by the eye.
            width: if *look >= Look::Caller { width.max(2.0) } else { width },
            is_dashed: *is_dashed,
        };
        surface.curves(stroke, curves);
    }
    for ((look, shade), triangles) in &heads {
        surface.triangles(line_color(theme, *look, *shade), triangles);
    }
}

fn paint_shapes(shapes: &[Shape], theme: &Theme, surface: &mut dyn Surface) {
    let keyed = shapes
        .iter()
        .map(|shape| ((shape.look, shape.is_tag, shade(shape.share)), shape.rect));
    let groups = grouped(keyed.collect());
    for ((look, is_tag, shade), rects) in &groups {
        let fill = if *is_tag {
            theme.tag
        } else {
            theme.graph_fill(f64::from(*shade) / SHADES)
        };
        let fill = if *look == Look::Faded { theme.faded(fill) } else { fill };
        let round = if *is_tag { TAG_ROUND } else { ROUND };
        surface.fill_rounded(fill, round, rects);
        let stroke = Stroke {
            color: line_color(theme, *look, *shade),
            width: match look {
                Look::Faded | Look::Plain => 1.0,
                Look::Caller | Look::Callee | Look::Lit => 2.0,
                Look::Selected => 3.0,
            },
            is_dashed: false,
        };
        surface.outline_rounded(stroke, round, rects);
    }
}

fn paint_letters(letters: &Letters, text: &str, theme: &Theme, surface: &mut dyn Surface) {
    match letters.ground {
        Some(Ground::Pane(ground)) => surface.wash(theme.ground, GROUND_OPACITY, &[ground]),
        Some(Ground::Named(shape)) => paint_shapes(&[shape], theme, surface),
        None => {}
    }
    let ink = match letters.ink {
        Ink::Strong => theme.ink,
        Ink::Soft => theme.soft_ink,
        Ink::Faded => theme.dimmed_ink,
    };
    surface.text_sized(ink, letters.size, letters.x, letters.y, &text[letters.text.clone()]);
}

/// The ground and edge of what lies over the picture.
fn paint_panel(frame: Rect, theme: &Theme, surface: &mut dyn Surface) {
    surface.fill_rounded(theme.panel, ROUND, &[frame]);
    let stroke = Stroke {
        color: theme.panel_edge,
        width: 1.0,
        is_dashed: false,
    };
    surface.outline_rounded(stroke, ROUND, &[frame]);
}

fn paint_minimap(minimap: &Minimap, theme: &Theme, surface: &mut dyn Surface) {
    paint_panel(minimap.frame, theme, surface);
    let groups = grouped(
        minimap
            .boxes
            .iter()
            .map(|&(rect, share)| (shade(share), rect))
            .collect(),
    );
    for (shade, rects) in &groups {
        surface.fill(line_color(theme, Look::Plain, *shade), rects);
    }
    surface.outline(theme.window, 2.0, &[minimap.window]);
}

fn paint_legend(legend: &Legend, theme: &Theme, surface: &mut dyn Surface) {
    paint_panel(legend.frame, theme, surface);
    let middle = |rect: &Rect| rect.y + rect.height / 2.0;
    surface.text_sized(
        theme.ink,
        LEAST_LETTERS,
        legend.head.x,
        middle(&legend.head),
        legend.title,
    );
    for (row, sample, text) in &legend.rows {
        paint_sample(*sample, row, theme, surface);
        surface.text_sized(theme.soft_ink, LEAST_LETTERS, row.x + SAMPLE, middle(row), text);
    }
}

fn paint_sample(sample: Sample, row: &Rect, theme: &Theme, surface: &mut dyn Surface) {
    let y = row.y + row.height / 2.0;
    let tile = |left: f64, width: f64| Rect {
        x: row.x + left,
        y: y - 5.0,
        width,
        height: 10.0,
    };
    let line = |color: Color, width: f64, left: f64, right: f64, is_dashed: bool, surface: &mut dyn Surface| {
        let at = |part: f64| Point {
            x: row.x + left + (right - left) * part,
            y,
        };
        let stroke = Stroke {
            color,
            width,
            is_dashed,
        };
        surface.curves(stroke, &[vec![at(0.0), at(1.0 / 3.0), at(2.0 / 3.0), at(1.0)]]);
    };
    let plain = theme.graph_line(0.0);
    match sample {
        Sample::Letters => {
            surface.text_sized(theme.ink, LEAST_LETTERS, row.x, y, "a");
            surface.text_sized(theme.ink, 18.0, row.x + 12.0, y, "A");
        }
        Sample::Tints => {
            for (left, share) in [(0.0, 0.02), (14.0, 0.9)] {
                surface.fill_rounded(theme.graph_fill(share), ROUND, &[tile(left, 12.0)]);
                let stroke = Stroke {
                    color: theme.graph_line(share),
                    width: 1.0,
                    is_dashed: false,
                };
                surface.outline_rounded(stroke, ROUND, &[tile(left, 12.0)]);
            }
        }
        Sample::Widths => {
            line(plain, 1.0, 0.0, 12.0, false, surface);
            line(theme.graph_line(0.9), 5.0, 14.0, 26.0, false, surface);
        }
        Sample::Dashes => line(plain, 1.5, 0.0, 26.0, true, surface),
        Sample::Tag => {
            let stroke = Stroke {
                color: plain,
                width: 1.0,
                is_dashed: false,
            };
            surface.outline_rounded(stroke, TAG_ROUND, &[tile(0.0, 26.0)]);
        }
        Sample::Caller => line(theme.caller, 3.0, 0.0, 26.0, false, surface),
        Sample::Callee => line(theme.callee, 3.0, 0.0, 26.0, false, surface),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::callgraph::picture::GraphPicture;
    use crate::paint::surface::{Call, Recorder};

    fn pane() -> PaneSpace {
        PaneSpace {
            width: 300.0,
            height: 200.0,
            ratio: 1.0,
        }
    }

    fn shape(x: f64, share: f64, look: Look) -> Shape {
        let rect = Rect {
            x,
            y: 10.0,
            width: 40.0,
            height: 20.0,
        };
        Shape {
            rect,
            share,
            is_tag: false,
            look,
        }
    }

    fn painted(picture: &GraphPicture) -> Vec<Call> {
        let mut recorder = Recorder::default();
        paint(picture, pane(), &Theme::light(), &mut recorder);
        recorder.calls
    }

    #[test]
    fn boxes_that_look_alike_are_one_call() {
        let shapes = vec![
            shape(0.0, 0.5, Look::Plain),
            shape(50.0, 0.501, Look::Plain),
            shape(100.0, 0.5, Look::Selected),
        ];
        let calls = painted(&GraphPicture {
            shapes,
            ..GraphPicture::default()
        });
        let theme = Theme::light();
        let fills: Vec<usize> = calls
            .iter()
            .filter_map(|call| match call {
                Call::FillRounded(color, _, rects) if *color == theme.graph_fill(0.5) => Some(rects.len()),
                _ => None,
            })
            .collect();
        assert_eq!(fills, [2, 1]);
        let is_selected = |call: &Call| matches!(call, Call::OutlineRounded(stroke, _, rects) if stroke.color == theme.selected && rects.len() == 1);
        assert!(calls.iter().any(is_selected));
    }

    #[test]
    fn lines_lie_behind_boxes_and_dashes_stay_dashes() {
        let strand = |is_dashed, look| Strand {
            points: vec![Point::default(); 4],
            head: Some([Point::default(); 3]),
            width: 1.0,
            share: 0.1,
            is_dashed,
            look,
        };
        let calls = painted(&GraphPicture {
            strands: vec![
                strand(false, Look::Plain),
                strand(true, Look::Plain),
                strand(false, Look::Callee),
            ],
            shapes: vec![shape(0.0, 0.5, Look::Plain)],
            ..GraphPicture::default()
        });
        let place = |wanted: fn(&Call) -> bool| calls.iter().position(wanted).unwrap();
        let dashed = place(|call| matches!(call, Call::Curves(stroke, _) if stroke.is_dashed));
        assert!(dashed < place(|call| matches!(call, Call::FillRounded(..))));
        let callee = Theme::light().callee;
        let is_callee =
            |call: &Call| matches!(call, Call::Curves(stroke, _) if stroke.color == callee && stroke.width >= 2.0);
        assert!(calls.iter().any(is_callee));
        assert!(
            calls
                .iter()
                .any(|call| matches!(call, Call::Triangles(color, _) if *color == callee))
        );
    }
}
