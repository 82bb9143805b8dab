//! A treemap: weights → rectangles that fill a pane, each as large as its weight and as square as may be.
//!
//! Source: Bruls, Huizing and van Wijk, "Squarified Treemaps" (2000).

use crate::analyze::profile::calltree::CallTree;
use crate::analyze::profile::entity::EntityId;
use crate::layout::flame::{FlameBox, FlamePicture, Labels, MIN_BOX, Outline, Role, label};
use crate::layout::space::Rect;

/// An entity and where it stands.
pub type Cell = (EntityId, Rect);

/// Boxes, labels and outlines of cells, those too small to see left out.
pub fn picture(cells: &[Cell], labels: &dyn Labels, lit: Option<EntityId>, column_width: f64) -> FlamePicture {
    let mut picture = FlamePicture::default();
    for &(entity, rect) in cells {
        if rect.width < MIN_BOX || rect.height < MIN_BOX {
            continue;
        }
        picture.boxes.push(FlameBox {
            rect,
            node: CallTree::ROOT,
            role: Role::Function(labels.hue(entity), false),
            ..FlameBox::default()
        });
        if let Some(names) = labels.names(entity).filter(|_| rect.height >= LOWEST_LABELLED) {
            label(&mut picture, column_width, rect, names, false);
        }
        if lit == Some(entity) {
            picture.outlines.push((rect, Outline::Selected));
        }
    }
    picture
}

/// Lowest cell that gets a label, in CSS pixels.
const LOWEST_LABELLED: f64 = 14.0;

/// Rectangles for weights, which come largest first; those that are not positive get none.
pub fn squarified(weights: &[f64], area: Rect) -> Vec<Rect> {
    let total: f64 = weights.iter().filter(|&&weight| weight > 0.0).sum();
    let mut rects = Vec::new();
    if total <= 0.0 || area.width <= 0.0 || area.height <= 0.0 {
        return rects;
    }
    let scale = area.width * area.height / total;
    let sizes: Vec<f64> = weights
        .iter()
        .take_while(|&&weight| weight > 0.0)
        .map(|weight| weight * scale)
        .collect();
    let mut rest = area;
    let mut from = 0;
    while from < sizes.len() {
        let side = rest.width.min(rest.height);
        // A row takes another as long as that makes none of it longer than it is.
        let mut to = from + 1;
        while to < sizes.len() && worst(&sizes[from..=to], side) <= worst(&sizes[from..to], side) {
            to += 1;
        }
        rest = lay(&sizes[from..to], rest, &mut rects);
        from = to;
    }
    rects
}

/// How much longer than wide the worst of a row is along a side.
fn worst(row: &[f64], side: f64) -> f64 {
    let sum: f64 = row.iter().sum();
    let thickness = sum / side.max(f64::MIN_POSITIVE);
    let longer = |size: &f64| {
        let length = size / thickness.max(f64::MIN_POSITIVE);
        (length / thickness).max(thickness / length)
    };
    row.iter().map(longer).fold(0.0, f64::max)
}

/// Lays a row along the shorter side; what is left of the area.
fn lay(row: &[f64], area: Rect, rects: &mut Vec<Rect>) -> Rect {
    let sum: f64 = row.iter().sum();
    let is_column = area.width >= area.height;
    let side = if is_column { area.height } else { area.width };
    let thickness = sum / side.max(f64::MIN_POSITIVE);
    let mut at = 0.0;
    for size in row {
        let length = size / thickness.max(f64::MIN_POSITIVE);
        rects.push(if is_column {
            Rect {
                x: area.x,
                y: area.y + at,
                width: thickness,
                height: length,
            }
        } else {
            Rect {
                x: area.x + at,
                y: area.y,
                width: length,
                height: thickness,
            }
        });
        at += length;
    }
    if is_column {
        Rect {
            x: area.x + thickness,
            width: (area.width - thickness).max(0.0),
            ..area
        }
    } else {
        Rect {
            y: area.y + thickness,
            height: (area.height - thickness).max(0.0),
            ..area
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Rect = Rect {
        x: 10.0,
        y: 20.0,
        width: 600.0,
        height: 400.0,
    };

    #[test]
    fn the_example_of_the_paper() {
        let area = Rect {
            x: 0.0,
            y: 0.0,
            width: 6.0,
            height: 4.0,
        };
        let rects = squarified(&[6.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0], area);
        assert!(
            (rects[0].width - 3.0).abs() < 1e-9 && (rects[0].height - 2.0).abs() < 1e-9,
            "{rects:?}"
        );
        assert!((rects[1].y - 2.0).abs() < 1e-9 && rects[1].x == 0.0, "{rects:?}");
        assert!((rects[2].x - 3.0).abs() < 1e-9, "{rects:?}");
    }

    #[test]
    fn all_of_the_area_is_shared_out_by_weight() {
        let weights: Vec<f64> = (1..=60).rev().map(f64::from).collect();
        let rects = squarified(&weights, AREA);
        assert_eq!(rects.len(), weights.len());
        let total: f64 = weights.iter().sum();
        for (rect, weight) in rects.iter().zip(&weights) {
            let share = rect.width * rect.height / (AREA.width * AREA.height);
            assert!((share - weight / total).abs() < 1e-9);
            assert!(
                rect.x >= AREA.x - 1e-6 && rect.right() <= AREA.right() + 1e-6,
                "{rect:?}"
            );
            assert!(
                rect.y >= AREA.y - 1e-6 && rect.bottom() <= AREA.bottom() + 1e-6,
                "{rect:?}"
            );
        }
        let overlap = |a: &Rect, b: &Rect| {
            a.x + 1e-6 < b.right() && b.x + 1e-6 < a.right() && a.y + 1e-6 < b.bottom() && b.y + 1e-6 < a.bottom()
        };
        for (at, a) in rects.iter().enumerate() {
            assert!(rects[at + 1..].iter().all(|b| !overlap(a, b)), "{a:?}");
        }
    }

    #[test]
    fn what_weighs_nothing_is_not_there() {
        assert_eq!(squarified(&[2.0, 0.0, -1.0], AREA).len(), 1);
        assert!(squarified(&[], AREA).is_empty() && squarified(&[1.0], Rect::default()).is_empty());
    }
}
