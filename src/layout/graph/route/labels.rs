//! How far labels stand off their edges, so that these need not stand upright beside them.

use crate::layout::graph::cells::{Cells, Kind, LABEL_GAP};
use crate::layout::graph::route::{CLEARANCE, Places};
use crate::layout::graph::rows::Band;

/// A label stands no further off than this.
const MOST: f64 = 40.0;
/// Room that stays between what has moved and its neighbour.
const ROOM: f64 = 3.0;

/// How much a label may move to the right, and its edge slope to the left: half of the room beside them, since
/// the neighbour may want the other half.
fn half_rooms(cells: &Cells, x: &[f64], cell: u32) -> (f64, f64) {
    let line = &cells.lines[cells.line[cell as usize] as usize];
    let place = cells.place[cell as usize] as usize;
    let between = |left: u32, right: u32| {
        let (left, right) = (left as usize, right as usize);
        let left_of_right = if cells.kind[right] == Kind::Node {
            cells.left[right]
        } else {
            0.0
        };
        let room = x[right] - left_of_right - (x[left] + cells.right[left]);
        ((room - ROOM) / 2.0).clamp(0.0, MOST)
    };
    let at_left = place.checked_sub(1).map_or(MOST, |left| between(line[left], cell));
    let at_right = line.get(place + 1).map_or(MOST, |&right| between(cell, right));
    (at_left, at_right)
}

/// How far sideways the edge of a label may run within its band, from its middle.
pub(super) fn free(places: &Places<'_>, cell: u32) -> f64 {
    let (at_left, _) = half_rooms(places.cells, &places.x, cell);
    (at_left + CLEARANCE).min(places.shifts[cell as usize] + LABEL_GAP)
}

/// How far each label stands further off its edge than it must: as far as the edge runs sideways where that wants it.
pub(in crate::layout::graph) fn shifts(
    cells: &Cells,
    x: &[f64],
    bands: &[Band],
    ways: impl Fn(usize, &mut Vec<u32>),
) -> Vec<f64> {
    let mut shifts = vec![0.0; x.len()];
    let mut way = Vec::new();
    for (link, slot) in cells.label_slot.iter().enumerate() {
        let Some(slot) = *slot else { continue };
        ways(link, &mut way);
        let Some(at) = way.iter().position(|&cell| cell == slot) else {
            continue;
        };
        let middle = |cell: u32| bands[cells.line[cell as usize] as usize].middle();
        let (above, below) = (way[at - 1], way[at + 1]);
        let slope = (x[below as usize] - x[above as usize]) / (middle(below) - middle(above)).max(1.0);
        let reach = bands[cells.line[slot as usize] as usize].height() / 2.0;
        let (at_left, at_right) = half_rooms(cells, x, slot);
        let wanted = (slope.abs() * reach + CLEARANCE - LABEL_GAP).max(0.0);
        shifts[slot as usize] = wanted.min(at_right).min(at_left + CLEARANCE);
    }
    shifts
}
