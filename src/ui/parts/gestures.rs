//! Mouse, trackpad and fingers → what they mean on a picture.
//!
//! The grammar: the wheel scrolls rows, with Ctrl or Cmd (and a pinch, which arrives as such) it
//! zooms, sideways or with Shift it pans; a drag pans once it has left its place by
//! [`DRAG_THRESHOLD`]; a click selects, two of them zoom; one finger pans, two pinch.
//! Arithmetic only: positions are CSS pixels from the pane's top left corner, times are milliseconds.

use crate::protocol::decimal::within;
use crate::protocol::request::PointerEvent;

/// A press that moves less than this is a click.
const DRAG_THRESHOLD: f64 = 5.0;

/// Two clicks within this time, and within [`DRAG_THRESHOLD`] of each other for a mouse, are a double click.
const DOUBLE_MILLIS: f64 = 400.0;

/// Fingers are less exact than a mouse.
const DOUBLE_DISTANCE: f64 = 24.0;

/// A wheel that began to scroll goes on scrolling until it has been still this long, and likewise
/// for zooming: so the last turns of a trackpad do not become a zoom when Ctrl is pressed.
const WHEEL_STILL_MILLIS: f64 = 60.0;

/// The most one turn of the wheel zooms.
const WHEEL_ZOOM: f64 = 1.2;

/// What a wheel turn is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WheelMode {
    Scroll,
    Zoom,
}

/// A turn of the wheel, as the browser tells it.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "two keys that are held and two ways to go, each on its own"
)]
pub struct Turn {
    /// Where.
    pub at: [f64; 2],
    /// How far, right and down, in units of `mode`.
    pub delta: [f64; 2],
    /// 0: pixels, 1: lines, 2: pages.
    pub mode: u32,
    /// Ctrl or Cmd is held, or it is a pinch.
    pub is_zoom: bool,
    /// Shift is held.
    pub is_sideways: bool,
    /// When.
    pub time: f64,
    /// The height of the pane, for turns in pages.
    pub page: f64,
    /// Whether there is something to scroll to, up or down.
    pub can_scroll: bool,
    /// Whether there is something to pan to, left or right.
    pub can_pan: bool,
}

/// A button or finger that is down.
#[derive(Clone, Copy, Debug)]
struct Held {
    id: i32,
    at: [f64; 2],
}

/// What is going on with the pointers of one pane.
#[derive(Clone, Debug, Default)]
pub struct Gestures {
    held: Vec<Held>,
    /// Where the press began that may yet be a click.
    press: Option<[f64; 2]>,
    is_dragging: bool,
    /// Where a region began that is being drawn.
    region: Option<[f64; 2]>,
    /// The last click's place and time.
    click: Option<([f64; 2], f64)>,
    wheel: Option<(WheelMode, f64)>,
}

impl Gestures {
    /// Whether a button or finger is down.
    pub fn is_held(&self) -> bool {
        !self.held.is_empty()
    }

    /// A button or finger went down.
    pub fn down(&mut self, id: i32, at: [f64; 2]) -> Vec<PointerEvent> {
        self.held.retain(|held| held.id != id);
        self.held.push(Held { id, at });
        if self.held.len() == 1 {
            self.press = Some(at);
            self.is_dragging = false;
            return vec![PointerEvent::Press(at[0], at[1])];
        }
        // A second finger: what was a drag or a tap becomes a pinch.
        self.press = None;
        self.region = None;
        let was_dragging = std::mem::take(&mut self.is_dragging);
        if was_dragging || self.held.len() == 2 {
            vec![PointerEvent::Release]
        } else {
            Vec::new()
        }
    }

    /// What moves from here on draws a region.
    pub fn begin_region(&mut self) {
        self.region = self.press;
    }

    /// A pointer moved, with or without a button.
    pub fn moved(&mut self, id: i32, at: [f64; 2]) -> Vec<PointerEvent> {
        let Some(index) = self.held.iter().position(|held| held.id == id) else {
            return if self.held.is_empty() {
                vec![PointerEvent::Move(at[0], at[1])]
            } else {
                Vec::new()
            };
        };
        if let [_, _, ..] = self.held[..] {
            return self.pinched(index, at);
        }
        self.held[index].at = at;
        if let Some(press) = self.press {
            if distance(press, at) < DRAG_THRESHOLD {
                return Vec::new();
            }
            self.press = None;
            self.is_dragging = true;
        }
        if let Some(from) = self.region {
            return vec![PointerEvent::Region(from, at)];
        }
        vec![PointerEvent::Drag(at[0], at[1])]
    }

    /// A button or finger went up.
    pub fn up(&mut self, id: i32, at: [f64; 2], time: f64, is_touch: bool) -> Vec<PointerEvent> {
        if !self.held.iter().any(|held| held.id == id) {
            return Vec::new();
        }
        self.held.retain(|held| held.id != id);
        match self.held[..] {
            [] => {}
            [left] => {
                // One finger stays after a pinch: it drags on from where it is.
                self.is_dragging = true;
                return vec![PointerEvent::Press(left.at[0], left.at[1])];
            }
            _ => return Vec::new(),
        }
        self.is_dragging = false;
        let region = self.region.take().filter(|_| self.press.is_none());
        let mut events = match region {
            Some(from) => vec![PointerEvent::ZoomToRegion(from, at)],
            None => vec![PointerEvent::Release],
        };
        if self.press.take().is_some() {
            events.push(self.clicked(at, time, is_touch));
        }
        events
    }

    /// The browser took the pointer away.
    pub fn cancel(&mut self, id: i32) -> Vec<PointerEvent> {
        let was_held = self.held.iter().any(|held| held.id == id);
        self.held.retain(|held| held.id != id);
        self.press = None;
        self.region = None;
        self.is_dragging = false;
        if was_held {
            vec![PointerEvent::Release]
        } else {
            Vec::new()
        }
    }

    /// The wheel turned. Nothing is answered where the turn is not ours but the page's.
    pub fn turned(&mut self, turn: Turn) -> Option<PointerEvent> {
        let mode = match self.wheel {
            Some((mode, last)) if turn.time - last < WHEEL_STILL_MILLIS => mode,
            _ if turn.is_zoom => WheelMode::Zoom,
            _ => WheelMode::Scroll,
        };
        self.wheel = Some((mode, turn.time));
        let unit = match turn.mode {
            0 => 1.0,
            1 => 16.0,
            _ => turn.page,
        };
        let [mut right, mut down] = turn.delta.map(|delta| delta * unit);
        let [x, y] = turn.at;
        if mode == WheelMode::Zoom {
            let factor = within((-down * 0.01).exp(), 1.0 / WHEEL_ZOOM, WHEEL_ZOOM);
            return Some(PointerEvent::Zoom(x, y, factor));
        }
        // Some browsers turn the axes over themselves when Shift is held.
        if turn.is_sideways && right == 0.0 {
            (right, down) = (down, 0.0);
        }
        let right = if turn.can_pan { right } else { 0.0 };
        let down = if turn.can_scroll { down } else { 0.0 };
        (right != 0.0 || down != 0.0).then_some(PointerEvent::Scroll(right, down))
    }

    fn pinched(&mut self, index: usize, at: [f64; 2]) -> Vec<PointerEvent> {
        let (before, middle_before) = self.spread();
        self.held[index].at = at;
        let (after, middle) = self.spread();
        let [x, y] = middle;
        let mut events = vec![PointerEvent::Scroll(middle_before[0] - x, middle_before[1] - y)];
        if before > 0.0 && after > 0.0 {
            events.push(PointerEvent::Zoom(x, y, after / before));
        }
        events
    }

    /// The distance of the first two fingers and the point between them.
    fn spread(&self) -> (f64, [f64; 2]) {
        let (a, b) = (self.held[0].at, self.held[1].at);
        (distance(a, b), [f64::midpoint(a[0], b[0]), f64::midpoint(a[1], b[1])])
    }

    fn clicked(&mut self, at: [f64; 2], time: f64, is_touch: bool) -> PointerEvent {
        let reach = if is_touch { DOUBLE_DISTANCE } else { DRAG_THRESHOLD };
        let is_second = self
            .click
            .take()
            .is_some_and(|(first, when)| time - when < DOUBLE_MILLIS && distance(first, at) < reach);
        if is_second {
            return PointerEvent::DoubleClick(at[0], at[1]);
        }
        self.click = Some((at, time));
        PointerEvent::Click(at[0], at[1])
    }
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_that_stays_is_a_click_and_two_are_a_double_click() {
        let mut gestures = Gestures::default();
        gestures.down(1, [10.0, 10.0]);
        assert_eq!(gestures.moved(1, [13.0, 10.0]).len(), 0);
        let up = gestures.up(1, [13.0, 10.0], 100.0, false);
        assert_eq!(up, [PointerEvent::Release, PointerEvent::Click(13.0, 10.0)]);
        gestures.down(1, [13.0, 10.0]);
        let up = gestures.up(1, [13.0, 10.0], 300.0, false);
        assert_eq!(up[1], PointerEvent::DoubleClick(13.0, 10.0));
        gestures.down(1, [13.0, 10.0]);
        let up = gestures.up(1, [13.0, 10.0], 350.0, false);
        assert_eq!(up[1], PointerEvent::Click(13.0, 10.0), "a third click begins anew");
    }

    #[test]
    fn a_press_that_moves_is_a_drag() {
        let mut gestures = Gestures::default();
        assert_eq!(gestures.down(1, [10.0, 10.0]), [PointerEvent::Press(10.0, 10.0)]);
        assert_eq!(gestures.moved(1, [20.0, 10.0]), [PointerEvent::Drag(20.0, 10.0)]);
        assert_eq!(gestures.moved(1, [11.0, 10.0]), [PointerEvent::Drag(11.0, 10.0)]);
        assert_eq!(gestures.up(1, [11.0, 10.0], 0.0, false), [PointerEvent::Release]);
    }

    #[test]
    fn two_fingers_pinch_and_the_last_one_drags_on() {
        let mut gestures = Gestures::default();
        gestures.down(1, [0.0, 0.0]);
        assert_eq!(gestures.down(2, [100.0, 0.0]), [PointerEvent::Release]);
        let events = gestures.moved(2, [200.0, 0.0]);
        assert_eq!(
            events,
            [PointerEvent::Scroll(-50.0, 0.0), PointerEvent::Zoom(100.0, 0.0, 2.0)]
        );
        assert_eq!(gestures.up(1, [0.0, 0.0], 0.0, true), [PointerEvent::Press(200.0, 0.0)]);
        assert_eq!(gestures.moved(2, [210.0, 0.0]), [PointerEvent::Drag(210.0, 0.0)]);
        assert_eq!(gestures.up(2, [210.0, 0.0], 0.0, true), [PointerEvent::Release]);
    }

    #[test]
    fn the_wheel_is_the_pages_where_there_is_nothing_to_scroll() {
        let mut gestures = Gestures::default();
        let turn = Turn {
            delta: [0.0, 3.0],
            mode: 1,
            ..Turn::default()
        };
        assert_eq!(gestures.turned(turn), None);
        let can = Turn {
            can_scroll: true,
            ..turn
        };
        assert_eq!(gestures.turned(can), Some(PointerEvent::Scroll(0.0, 48.0)));
        let sideways = Turn {
            is_sideways: true,
            can_pan: true,
            ..can
        };
        assert_eq!(gestures.turned(sideways), Some(PointerEvent::Scroll(48.0, 0.0)));
    }

    #[test]
    fn a_scroll_stays_a_scroll_until_the_wheel_is_still() {
        let mut gestures = Gestures::default();
        let turn = |time, is_zoom| Turn {
            delta: [0.0, -100.0],
            can_scroll: true,
            time,
            is_zoom,
            ..Turn::default()
        };
        assert!(matches!(
            gestures.turned(turn(0.0, false)),
            Some(PointerEvent::Scroll(..))
        ));
        assert!(matches!(
            gestures.turned(turn(20.0, true)),
            Some(PointerEvent::Scroll(..))
        ));
        assert_eq!(
            gestures.turned(turn(200.0, true)),
            Some(PointerEvent::Zoom(0.0, 0.0, 1.2))
        );
    }
}
