//! Paints a flame graph: boxes grouped by colour, then labels, then outlines.

use std::collections::BTreeMap;

use crate::layout::flame::{FlamePicture, Outline, Role};
use crate::layout::space::{FlameView, PaneSpace, Rect};
use crate::paint::surface::Surface;
use crate::paint::theme::{Color, Theme};

/// Rows at least this high are parted by a line of ground.
const PARTED_ROW: f64 = 8.0;
/// Boxes at least this wide are parted from their right neighbour by a line of ground.
const PARTED_BOX: f64 = 3.0;

/// Paints a whole frame.
pub fn paint(picture: &FlamePicture, view: &FlameView, theme: &Theme, surface: &mut dyn Surface) {
    surface.begin(view.pane, theme.ground);
    fill_boxes(picture, view, theme, surface);
    let marked = mark_boxes(picture, view, theme, surface);
    for label in &picture.labels {
        let is_in =
            |rect: &Rect| rect.x <= label.x && label.x < rect.right() && rect.y <= label.y && label.y < rect.bottom();
        let ink = match theme.marked {
            Some((_, ink)) if marked.iter().any(is_in) => ink,
            _ if label.is_dimmed => theme.dimmed_ink,
            _ => theme.ink,
        };
        surface.text(ink, label.x, label.y, &picture.text[label.text.clone()]);
    }
    for (kind, color, thickness) in [
        (Outline::New, theme.new, 2.0),
        (Outline::Lit, theme.lit, 1.0),
        (Outline::Selected, theme.selected, 2.0),
        (Outline::Focus, theme.selected, 3.0),
    ] {
        let rects: Vec<_> = picture
            .outlines
            .iter()
            .filter(|(_, why)| *why == kind)
            .map(|&(rect, _)| rect)
            .collect();
        if !rects.is_empty() {
            surface.outline(color, thickness, &rects);
        }
    }
}

/// Fills the boxes of a selected function where the theme asks for it; the boxes filled.
fn mark_boxes(picture: &FlamePicture, view: &FlameView, theme: &Theme, surface: &mut dyn Surface) -> Vec<Rect> {
    let Some((color, _)) = theme.marked else {
        return Vec::new();
    };
    let pixel = 1.0 / view.pane.ratio.max(0.1);
    let marks = picture
        .outlines
        .iter()
        .filter(|(_, why)| matches!(why, Outline::Selected | Outline::Focus));
    let inner = marks.map(|&(rect, _)| Rect {
        x: rect.x + pixel,
        y: rect.y + pixel,
        width: (rect.width - pixel).max(pixel),
        height: (rect.height - pixel).max(pixel),
    });
    let marked: Vec<Rect> = inner.collect();
    if !marked.is_empty() {
        surface.fill(color, &marked);
    }
    marked
}

fn fill_boxes(picture: &FlamePicture, view: &FlameView, theme: &Theme, surface: &mut dyn Surface) {
    let pixel = 1.0 / view.pane.ratio.max(0.1);
    let row_gap = if view.row_height >= PARTED_ROW { pixel } else { 0.0 };
    let mut edged = Vec::new();
    let mut by_color: BTreeMap<Color, Vec<Rect>> = BTreeMap::new();
    let mut inlined = Vec::new();
    for shape in &picture.boxes {
        let mut rect = shape.rect;
        if theme.edge.is_some() && row_gap > 0.0 {
            // Neighbours share an edge.
            let edge = Rect {
                width: rect.width + pixel,
                height: rect.height + pixel,
                ..rect
            };
            edged.push(edge);
        }
        rect.height -= row_gap;
        if rect.width >= PARTED_BOX {
            rect.width -= pixel;
        }
        let color = if theme.edge.is_some() && row_gap == 0.0 {
            // Too low for edges: what there is shows as one shape.
            theme.role(Role::Run)
        } else if shape.is_dimmed {
            theme.dimmed()
        } else {
            theme.role(shape.role)
        };
        by_color.entry(color).or_default().push(rect);
        if shape.is_inlined && view.row_height >= PARTED_ROW && rect.width >= PARTED_BOX {
            let below_edge = if theme.edge.is_some() { 2.0 * pixel } else { 0.0 };
            inlined.push(Rect {
                y: rect.y + below_edge,
                height: 2.0,
                ..rect
            });
        }
    }
    for (color, rects) in &by_color {
        surface.fill(*color, rects);
    }
    if !inlined.is_empty() {
        surface.fill(theme.inlined_edge, &inlined);
    }
    if let Some(edge) = theme.edge.filter(|_| !edged.is_empty()) {
        surface.outline(edge, 1.0, &edged);
    }
}

/// Paints the strip that shows the whole picture and, as a window, the part in view.
pub fn paint_minimap(picture: &FlamePicture, view: &FlameView, window: Rect, theme: &Theme, surface: &mut dyn Surface) {
    surface.begin(view.pane, theme.ground);
    fill_boxes(picture, view, theme, surface);
    let PaneSpace { width, height, .. } = view.pane;
    // A wash over what is outside the window would need transparency: a bar at its foot says the same.
    let outside = [
        Rect {
            x: 0.0,
            y: height - 3.0,
            width: window.x,
            height: 3.0,
        },
        Rect {
            x: window.right(),
            y: height - 3.0,
            width: width - window.right(),
            height: 3.0,
        },
    ];
    surface.fill(theme.veil, &outside);
    surface.outline(theme.window, 2.0, &[window]);
}

/// Paints the outline of a region that is being drawn.
pub fn paint_region(region: Rect, theme: &Theme, surface: &mut dyn Surface) {
    surface.outline(theme.window, 2.0, &[region]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::flame::{FlameBox, FlameLabel};
    use crate::layout::space::WeightSpan;
    use crate::paint::surface::{Call, Recorder};
    use crate::paint::theme::SystemPalette;

    fn view() -> FlameView {
        FlameView {
            pane: PaneSpace {
                width: 100.0,
                height: 40.0,
                ratio: 1.0,
            },
            span: WeightSpan { start: 0.0, end: 100.0 },
            scroll: 0.0,
            row_height: 20.0,
            is_root_below: false,
        }
    }

    fn shape(x: f64, y: f64, width: f64, role: Role) -> FlameBox {
        let rect = Rect {
            x,
            y,
            width,
            height: 20.0,
        };
        FlameBox {
            rect,
            role,
            ..FlameBox::default()
        }
    }

    #[test]
    fn boxes_of_a_colour_are_one_call_and_labels_come_after() {
        let theme = Theme::light();
        let role = Role::Function(3, false);
        let picture = FlamePicture {
            boxes: vec![
                shape(0.0, 0.0, 100.0, Role::Root),
                shape(0.0, 20.0, 50.0, role),
                shape(50.0, 20.0, 2.0, role),
            ],
            labels: vec![FlameLabel {
                x: 4.0,
                y: 30.0,
                text: 0..4,
                is_dimmed: false,
            }],
            text: "main".to_owned(),
            outlines: vec![(
                Rect {
                    x: 0.0,
                    y: 20.0,
                    width: 50.0,
                    height: 20.0,
                },
                Outline::Lit,
            )],
        };
        let mut recorder = Recorder::default();
        paint(&picture, &view(), &theme, &mut recorder);
        let fills: Vec<_> = recorder
            .calls
            .iter()
            .filter_map(|call| {
                if let Call::Fill(color, rects) = call {
                    Some((*color, rects.len()))
                } else {
                    None
                }
            })
            .collect();
        assert_eq!(fills.len(), 2);
        assert!(fills.contains(&(theme.role(role), 2)));
        assert_eq!(recorder.texts(), ["main"]);
        assert!(matches!(recorder.calls.last(), Some(Call::Outline(color, _, _)) if *color == theme.lit));
    }

    #[test]
    fn a_system_s_own_colours_outline_boxes_and_fill_the_selected() {
        let system = SystemPalette {
            text: Color::from_number(0xff_ff_ff),
            highlight: Color::from_number(0x1a_eb_ff),
            ..SystemPalette::default()
        };
        let mut picture = FlamePicture {
            boxes: vec![
                shape(0.0, 0.0, 60.0, Role::Function(1, true)),
                shape(60.0, 0.0, 40.0, Role::Root),
            ],
            labels: [4.0, 64.0]
                .map(|x| FlameLabel {
                    x,
                    y: 10.0,
                    text: 0..4,
                    is_dimmed: false,
                })
                .to_vec(),
            text: "main".to_owned(),
            ..FlamePicture::default()
        };
        picture.outlines.push((picture.boxes[1].rect, Outline::Selected));
        let mut recorder = Recorder::default();
        paint(&picture, &view(), &Theme::system(system), &mut recorder);
        let outlined = recorder.calls.iter().find_map(|call| match call {
            Call::Outline(color, thickness, rects) if *color == system.text => Some((*thickness, rects.len())),
            _ => None,
        });
        assert_eq!(outlined, Some((1.0, 2)));
        let marked = Call::Fill(
            system.highlight,
            vec![Rect {
                x: 61.0,
                y: 1.0,
                width: 39.0,
                height: 19.0,
            }],
        );
        assert!(recorder.calls.contains(&marked), "{recorder:?}");
        let inks: Vec<_> = recorder
            .calls
            .iter()
            .filter_map(|call| match call {
                Call::Text(ink, ..) => Some(*ink),
                _ => None,
            })
            .collect();
        assert_eq!(inks, [system.text, system.highlight_text]);
    }

    #[test]
    fn neighbours_are_parted_by_one_device_pixel_and_slivers_are_not() {
        let picture = FlamePicture {
            boxes: vec![shape(0.0, 0.0, 50.0, Role::Root), shape(50.0, 0.0, 2.0, Role::Root)],
            ..FlamePicture::default()
        };
        let mut recorder = Recorder::default();
        let mut view = view();
        view.pane.ratio = 2.0;
        paint(&picture, &view, &Theme::dark(), &mut recorder);
        let Some(Call::Fill(_, rects)) = recorder.calls.get(1) else {
            panic!("no boxes: {recorder:?}")
        };
        assert_eq!((rects[0].width, rects[0].height), (49.5, 19.5));
        assert_eq!(rects[1].width, 2.0);
    }
}
