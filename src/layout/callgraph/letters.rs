//! What is written into boxes, and how large.
//!
//! Near full size a box holds what pprof writes into it. Further away the name alone stands there, in letters
//! that can still be read and in the longest form that fits, or beyond the box's sides where that
//! hides nothing and saves the end of the name. Further still, boxes are too small for letters: the names of the most telling functions lie over them, as those of towns on a map, as
//! many as leave each other room. Close up, letters stop growing and details take the room.

use crate::layout::callgraph::LEAST_LETTERS;
use crate::layout::callgraph::picture::{GraphPicture, Ground, Ink, Letters, Look, Looks, Shape, Sight, meets};
use crate::layout::callgraph::scene::{LINE, PADDING, Scene, SceneNode};
use crate::layout::space::{Point, Rect};
use crate::layout::text::columns;
use crate::model::sorting;

/// From this scale on a box holds all its lines.
const FULL: f64 = 0.95;
/// Letters grow no further than at this scale.
const LARGEST: f64 = 1.3;
/// A box narrower than so many columns has its name lie over it.
const LEAST_COLUMNS: usize = 5;
/// Columns of a name that lies over its box: fewer where there is no room for more.
const OVER_COLUMNS: [usize; 3] = [24, 15, 9];
/// Room around letters that lie over boxes.
const OVER_ROOM: f64 = 3.0;

/// What has been written so far.
pub(super) struct Writing {
    text: String,
    letters: Vec<Letters>,
    /// Where letters lie over boxes.
    taken: Vec<Rect>,
    column: f64,
}

impl Writing {
    pub(super) fn new(sight: &Sight<'_>) -> Self {
        let GraphPicture { text, letters, .. } = GraphPicture::default();
        Self {
            text,
            letters,
            taken: Vec::new(),
            column: sight.column,
        }
    }

    pub(super) fn done(self) -> (String, Vec<Letters>) {
        (self.text, self.letters)
    }

    /// How many columns of letters fit into a width.
    fn room(&self, width: f64, size: f64) -> usize {
        (width / (size * self.column).max(1e-3)).max(0.0) as usize
    }

    /// Writes a text around a middle; its width is known from its columns.
    pub(super) fn write(&mut self, text: &str, middle: Point, size: f64, ink: Ink, ground: Option<Ground>) {
        let start = self.text.len();
        self.text.push_str(text);
        self.letters.push(Letters {
            x: middle.x - self.width(text, size) / 2.0,
            y: middle.y,
            size,
            text: start..self.text.len(),
            ink,
            ground,
        });
    }

    fn width(&self, text: &str, size: f64) -> f64 {
        columns(text) as f64 * size * self.column
    }

    /// Whether letters that lie over boxes are in the way.
    pub(super) fn is_taken(&self, rect: Rect) -> bool {
        self.taken.iter().any(|&taken| meets(taken, rect))
    }

    /// The room that a text takes over boxes.
    fn over(&self, text: &str, middle: Point) -> Rect {
        let width = self.width(text, LEAST_LETTERS) + 2.0 * OVER_ROOM;
        let height = LEAST_LETTERS * LINE + 2.0;
        Rect {
            x: middle.x - width / 2.0,
            y: middle.y - height / 2.0,
            width,
            height,
        }
    }

    /// Writes over boxes, unless other such letters are in the way and `must` does not say that these matter more; whether it has.
    /// The letters lie on what `ground` makes of the room that they take.
    pub(super) fn write_over(
        &mut self,
        text: &str,
        middle: Point,
        ink: Ink,
        must: bool,
        ground: impl Fn(Rect) -> Ground,
    ) -> bool {
        let rect = self.over(text, middle);
        if !must && self.is_taken(rect) {
            return false;
        }
        self.taken.push(rect);
        self.write(text, middle, LEAST_LETTERS, ink, Some(ground(rect)));
        true
    }
}

/// How a box is written into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Full,
    Short,
    /// As short, but the name is not whole then.
    Cut,
    Over,
}

fn manner(node: &SceneNode, rect: Rect, sight: &Sight<'_>) -> Manner {
    let smallest = node.lines.iter().map(|line| line.letters).fold(f64::INFINITY, f64::min);
    if sight.camera.scale >= FULL || smallest * sight.camera.scale >= LEAST_LETTERS {
        return Manner::Full;
    }
    let fits = (rect.width - 4.0) / (LEAST_LETTERS * sight.column).max(1e-3);
    if fits >= LEAST_COLUMNS as f64 && rect.height >= LEAST_LETTERS * LINE {
        let is_whole = node.names.shortest_columns() <= fits as usize;
        if is_whole { Manner::Short } else { Manner::Cut }
    } else {
        Manner::Over
    }
}

fn ink(look: Look, ink: Ink) -> Ink {
    if look == Look::Faded { Ink::Faded } else { ink }
}

/// Writes what fits into each box in view.
pub(super) fn in_boxes(scene: &Scene, sight: &Sight<'_>, looks: &Looks, writing: &mut Writing) {
    let view = sight.camera.in_view();
    let mut cut = Vec::new();
    let mut rects = Vec::new();
    for (at, node) in scene.nodes.iter().enumerate() {
        if !meets(view, node.rect) {
            continue;
        }
        let rect = sight.camera.rect_in_pane(node.rect);
        rects.push(rect);
        match manner(node, rect, sight) {
            Manner::Full => full(node, rect, sight, looks.nodes[at], writing),
            Manner::Short => short(node, rect, looks.nodes[at], writing),
            Manner::Cut => cut.push((at, rect)),
            Manner::Over => {}
        }
    }
    for (at, rect) in cut {
        let (node, look) = (&scene.nodes[at], looks.nodes[at]);
        let is_function = at < scene.function_count;
        let is_whole = is_function && look != Look::Faded && whole(node, rect, look, &rects, writing);
        if !is_whole {
            short(node, rect, look, writing);
        }
    }
}

/// Writes a name whole, beyond the sides of its box, where that hides no other box; whether it has.
fn whole(node: &SceneNode, rect: Rect, look: Look, rects: &[Rect], writing: &mut Writing) -> bool {
    let mut name = String::new();
    for columns in OVER_COLUMNS {
        name.clear();
        if columns < node.names.shortest_columns() || node.names.fit(columns, &mut name).is_none() {
            continue;
        }
        let over = writing.over(&name, middle_of(rect));
        let is_free = rects.iter().all(|&other| other == rect || !meets(other, over));
        if is_free && writing.write_over(&name, middle_of(rect), Ink::Strong, false, named(node, look)) {
            return true;
        }
    }
    false
}

pub(super) fn middle_of(rect: Rect) -> Point {
    Point {
        x: rect.x + rect.width / 2.0,
        y: rect.y + rect.height / 2.0,
    }
}

/// The colours of a box below its name.
fn named(node: &SceneNode, look: Look) -> impl Fn(Rect) -> Ground {
    let share = node.share;
    move |rect| {
        Ground::Named(Shape {
            rect,
            share,
            is_tag: false,
            look,
        })
    }
}

fn full(node: &SceneNode, rect: Rect, sight: &Sight<'_>, look: Look, writing: &mut Writing) {
    let grown = sight.camera.scale.min(LARGEST);
    let size = |letters: f64| (letters * grown).max(LEAST_LETTERS);
    let height: f64 = node.lines.iter().map(|line| size(line.letters) * LINE).sum();
    let detail_height = LEAST_LETTERS * LINE;
    let spare = rect.height - height - 2.0 * PADDING.y;
    let details = ((spare / detail_height).max(0.0) as usize).min(node.details.len());
    let x = rect.x + rect.width / 2.0;
    let mut y = rect.y + (rect.height - height - details as f64 * detail_height) / 2.0;
    for line in &node.lines {
        let size = size(line.letters);
        let middle = Point {
            x,
            y: y + size * LINE / 2.0,
        };
        let kind = if line.is_name { Ink::Strong } else { Ink::Soft };
        writing.write(&line.text, middle, size, ink(look, kind), None);
        y += size * LINE;
    }
    let room = writing.room(rect.width - 2.0 * PADDING.x, LEAST_LETTERS);
    for detail in &node.details[..details] {
        let middle = Point {
            x,
            y: y + detail_height / 2.0,
        };
        writing.write(
            &shortened(detail, room),
            middle,
            LEAST_LETTERS,
            ink(look, Ink::Soft),
            None,
        );
        y += detail_height;
    }
}

/// A text that fits into this many columns: its end, which tells more of a path than its beginning.
fn shortened(text: &str, room: usize) -> String {
    let mut left = columns(text);
    if left <= room {
        return text.to_owned();
    }
    let mut letters = text.chars();
    while left + 1 > room {
        let Some(letter) = letters.next() else { break };
        left -= columns(letter.encode_utf8(&mut [0; 4]));
    }
    format!("…{}", letters.as_str())
}

fn short(node: &SceneNode, rect: Rect, look: Look, writing: &mut Writing) {
    let line = LEAST_LETTERS * LINE;
    let room = writing.room(rect.width - 4.0, LEAST_LETTERS);
    let mut name = String::new();
    if node.names.fit(room, &mut name).is_none() {
        return;
    }
    let has_share = rect.height >= 2.0 * line && columns(&node.share_text) <= room;
    let middle = middle_of(rect);
    let up = if has_share { line / 2.0 } else { 0.0 };
    let at = |y: f64| Point { x: middle.x, y };
    writing.taken.push(rect);
    writing.write(&name, at(middle.y - up), LEAST_LETTERS, ink(look, Ink::Strong), None);
    if has_share {
        writing.write(
            &node.share_text,
            at(middle.y + up),
            LEAST_LETTERS,
            ink(look, Ink::Soft),
            None,
        );
    }
}

/// Writes names over the boxes that are too small for them: first of what stands out, then of the most telling.
pub(super) fn over_boxes(scene: &Scene, sight: &Sight<'_>, looks: &Looks, writing: &mut Writing) {
    let view = sight.camera.in_view();
    let functions = scene.nodes[..scene.function_count].iter().enumerate();
    let mut small: Vec<(usize, &SceneNode, Rect)> = functions
        .filter(|(_, node)| meets(view, node.rect))
        .map(|(at, node)| (at, node, sight.camera.rect_in_pane(node.rect)))
        .filter(|(_, node, rect)| manner(node, *rect, sight) == Manner::Over)
        .collect();
    sorting::sort_by_key(&mut small, |(at, ..)| std::cmp::Reverse(looks.nodes[*at]));
    for (at, node, rect) in small {
        let look = looks.nodes[at];
        if look == Look::Faded {
            continue;
        }
        let (middle, ground) = (middle_of(rect), named(node, look));
        for columns in OVER_COLUMNS {
            let mut name = String::new();
            let fits = node.names.fit(columns, &mut name).is_some();
            if fits && writing.write_over(&name, middle, Ink::Strong, look >= Look::Lit, &ground) {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_path_stays() {
        assert_eq!(shortened("net/http.(*conn).serve", 30), "net/http.(*conn).serve");
        assert_eq!(shortened("net/http.(*conn).serve", 10), "…nn).serve");
        assert_eq!(shortened("日本語", 5), "…本語");
        assert_eq!(shortened("abc", 0), "…");
    }
}
