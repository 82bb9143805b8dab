//! Paints a flame graph: boxes grouped by colour, then labels, then outlines.

use std::collections::BTreeMap;

use crate::layout::flame::{FlamePicture, Outline};
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
    for label in &picture.labels {
        let ink = if label.is_dimmed { theme.dimmed_ink } else { theme.ink };
        surface.text(ink, label.x, label.y, &picture.text[label.text.clone()]);
    }
    for (kind, color, thickness) in [
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

fn fill_boxes(picture: &FlamePicture, view: &FlameView, theme: &Theme, surface: &mut dyn Surface) {
    let pixel = 1.0 / view.pane.ratio.max(0.1);
    let row_gap = if view.row_height >= PARTED_ROW { pixel } else { 0.0 };
    let mut by_color: BTreeMap<Color, Vec<Rect>> = BTreeMap::new();
    let mut inlined = Vec::new();
    for shape in &picture.boxes {
        let mut rect = shape.rect;
        rect.height -= row_gap;
        if rect.width >= PARTED_BOX {
            rect.width -= pixel;
        }
        let color = if shape.is_dimmed {
            theme.dimmed()
        } else {
            theme.role(shape.role)
        };
        by_color.entry(color).or_default().push(rect);
        if shape.is_inlined && view.row_height >= PARTED_ROW && rect.width >= PARTED_BOX {
            inlined.push(Rect { height: 2.0, ..rect });
        }
    }
    for (color, rects) in &by_color {
        surface.fill(*color, rects);
    }
    if !inlined.is_empty() {
        surface.fill(theme.inlined_edge, &inlined);
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
    use crate::layout::flame::{FlameBox, FlameLabel, Role};
    use crate::layout::space::WeightSpan;
    use crate::paint::surface::{Call, Recorder};

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
