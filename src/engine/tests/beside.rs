//! Two traces compared: their timelines on one scale.

use super::*;
use crate::layout::space::Rect;
use crate::protocol::comparing::Comparing;
use crate::protocol::timeline::{TimelineCommand, TimelineNews, TimelineStep, TimelineView, view_from_bytes};

/// The first takes longer than the second.
const SLICES: &[u8] = include_bytes!("../../../tests/corpus/findings/slices.near.trace.gz");
const NEAR: &[u8] = include_bytes!("../../../tests/corpus/findings/slices.trace.gz");

const PANE: PaneSize = PaneSize {
    width: 800.0,
    height: 600.0,
    ratio: 1.0,
};

fn open() -> Driver {
    let mut driver = Driver::compare(SLICES, NEAR);
    driver.ask(Request::Mount(Pane::Timeline, PANE));
    driver
}

fn view(driver: &Driver) -> TimelineView {
    let mut news = driver.replies.iter().rev();
    let newest = news.find(|it| it.reply == Reply::Timeline(TimelineNews::View));
    view_from_bytes(newest.and_then(|it| it.bytes.as_deref()).unwrap()).unwrap()
}

impl Driver {
    fn point(&mut self, event: PointerEvent) {
        self.ask(Request::Pointer(Pane::Timeline, event));
    }

    /// Texts of a half of the pane, each with where it begins.
    fn half(&self, is_below: bool) -> Vec<(f64, String)> {
        let calls = self.timeline.calls.iter();
        let texts = calls.filter_map(|call| match call {
            Call::Text(_, x, y, text) | Call::TextSized(_, _, x, y, text) => Some((*x, *y, text.clone())),
            _ => None,
        });
        texts
            .filter(|(_, y, _)| (*y >= 300.0) == is_below)
            .map(|(x, _, text)| (x, text))
            .collect()
    }

    /// What stands on the ruler of a half.
    fn ruler(&self, is_below: bool) -> Vec<(f64, String)> {
        let top = if is_below { 300.0 } else { 0.0 };
        let calls = self.timeline.calls.iter();
        let ticks = calls.filter_map(|call| match call {
            Call::TextSized(_, _, x, y, text) if *x > 160.0 && (30.0..52.0).contains(&(y - top)) => {
                Some((*x, text.clone()))
            }
            _ => None,
        });
        ticks.collect()
    }

    fn has_text(&self, is_below: bool, wanted: &str) -> bool {
        self.half(is_below).iter().any(|(_, text)| text == wanted)
    }

    /// Where the name of a lane stands in a half.
    fn y_in(&self, is_below: bool, name: &str) -> f64 {
        let mut calls = self.timeline.calls.iter();
        let found = calls.find_map(|call| match call {
            Call::Text(_, x, y, text) if *x < 100.0 && text == name && (*y >= 300.0) == is_below => Some(*y),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("no {name} in {:?}", self.half(is_below)))
    }

    fn timeline_words(&self) -> String {
        self.view().place.timeline
    }
}

#[test]
fn both_timelines_stand_above_each_other_with_their_names() {
    let driver = open();
    assert!(driver.opened().has_timeline && driver.opened().compares_traces && !driver.opened().is_trace);
    for (is_below, name) in [(false, "new.pb"), (true, "old.pb")] {
        for text in [name, "Whole trace", "Heap and goal", "Processors", "P0"] {
            assert!(
                driver.has_text(is_below, text),
                "no {text}: {:?}",
                driver.half(is_below)
            );
        }
    }
    let begins = driver.timeline.calls.iter();
    assert_eq!(begins.filter(|call| matches!(call, Call::Begin(..))).count(), 1);
    // Both from their own beginning, as long as the longer one.
    assert!(driver.ruler(false).len() > 2);
    assert_eq!(driver.ruler(false), driver.ruler(true));
    assert!(view(&driver).is_ready && view(&driver).is_whole);
    assert_eq!(driver.timeline_words(), "");
    // Compared otherwise, they are the same.
    let mut driver = driver;
    driver.ask(Request::Compare(Comparing::SWAPPED));
    assert!(driver.opened().has_timeline);
}

#[test]
fn both_are_zoomed_and_moved_together() {
    let mut driver = open();
    let whole = driver.ruler(false);
    // The wheel over either of them.
    for y in [150.0, 450.0] {
        driver.point(PointerEvent::Move(400.0, y));
        driver.point(PointerEvent::Leave);
        driver.point(PointerEvent::Zoom(400.0, y, 4.0));
        assert_ne!(driver.ruler(false), whole);
        assert_eq!(driver.ruler(false), driver.ruler(true));
    }
    let before = driver.ruler(true);
    driver.ask(Request::Timeline(TimelineCommand::PanBy(0.3, 0.0)));
    assert_ne!(driver.ruler(true), before);
    assert_eq!(driver.ruler(false), driver.ruler(true));
    driver.ask(Request::Timeline(TimelineCommand::Reset));
    assert_eq!((driver.ruler(false), driver.ruler(true)), (whole.clone(), whole));
    // Lanes are scrolled where the pointer is.
    driver.point(PointerEvent::Move(400.0, 450.0));
    driver.point(PointerEvent::Scroll(0.0, 40.0));
    driver.point(PointerEvent::Leave);
    assert_ne!(driver.half(true).len(), 0);
    assert!(driver.y_in(false, "Heap and goal") < driver.y_in(true, "Heap and goal") - 300.0 + 40.1);
    assert!((driver.y_in(true, "Heap and goal") - 300.0 - driver.y_in(false, "Heap and goal") + 40.0).abs() < 0.1);
}

#[test]
fn a_range_is_marked_in_both_and_told_of_the_one_that_was_clicked() {
    let mut driver = open();
    driver.point(PointerEvent::Press(300.0, 340.0));
    driver.point(PointerEvent::Drag(360.0, 340.0));
    driver.point(PointerEvent::Release);
    let told = view(&driver).told.unwrap();
    assert!(told.place.starts_with("old.pb · "), "{told:?}");
    assert!(view(&driver).summary.starts_with("old.pb: all of "));
    let marked = |driver: &Driver| {
        let calls = driver.timeline.calls.iter();
        let outlines = calls.filter_map(|call| match call {
            Call::Outline(_, _, rects) => Some(rects.clone()),
            _ => None,
        });
        let rects: Vec<Rect> = outlines.flatten().collect();
        let ranges = rects
            .iter()
            .filter(|rect| (rect.x - 300.0).abs() < 1.5 && rect.height > 200.0);
        ranges.count()
    };
    assert_eq!(marked(&driver), 2);
    // A click on a lane of the upper one.
    let y = driver.y_in(false, "P0");
    driver.point(PointerEvent::Click(400.0, y));
    let told = view(&driver).told.unwrap();
    assert!(told.place.starts_with("new.pb · "), "{told:?}");
    assert_eq!(marked(&driver), 0);
    // What is under the pointer is told whichever it is over, and nothing else changes.
    let y = driver.y_in(true, "P0");
    driver.point(PointerEvent::Move(400.0, y));
    assert_eq!(view(&driver).told, Some(told));
}

#[test]
fn the_address_leads_back_to_both() {
    let mut driver = open();
    driver.point(PointerEvent::Press(300.0, 40.0));
    driver.point(PointerEvent::Drag(330.0, 40.0));
    driver.point(PointerEvent::Release);
    driver.ask(Request::Timeline(TimelineCommand::ZoomToSelection));
    let y = driver.y_in(true, "Processors");
    driver.point(PointerEvent::Click(20.0, y));
    let words = driver.timeline_words();
    assert!(words.contains("~r.") && words.contains("~b~"), "{words}");
    let there = driver.view().place;
    let mut other = open();
    other.ask(Request::Restore(Box::new(there.clone())));
    assert_eq!(other.view().place.timeline, there.timeline);
    assert_eq!(other.half(false), driver.half(false));
    assert_eq!(other.half(true), driver.half(true));
    // Before there is a picture it is kept.
    let mut early = Driver::compare(SLICES, NEAR);
    early.ask(Request::Restore(Box::new(there.clone())));
    early.ask(Request::Mount(Pane::Timeline, PANE));
    assert_eq!(early.half(true), driver.half(true));
    // A selection in the lower one.
    driver.ask(Request::Timeline(TimelineCommand::Reset));
    let y = driver.y_in(true, "add.func1");
    for x in (200..780).step_by(20) {
        driver.point(PointerEvent::Click(f64::from(x), y));
        if view(&driver).told.is_some() {
            break;
        }
    }
    let there = driver.view().place;
    other.ask(Request::Restore(Box::new(there.clone())));
    assert_eq!(other.view().place.timeline, there.timeline);
    let told = view(&driver).told.unwrap();
    assert!(told.place.starts_with("old.pb · "), "{told:?}");
    assert_eq!(view(&other).told.map(|told| told.title), Some(told.title));
}

#[test]
fn keys_walk_from_the_last_lane_of_one_to_the_other() {
    let mut driver = open();
    let mut places = Vec::new();
    for _ in 0..200 {
        driver.ask(Request::Timeline(TimelineCommand::Walk(TimelineStep::Below)));
        places.push(view(&driver).told.map(|told| told.place).unwrap_or_default());
    }
    assert!(places[0].starts_with("new.pb"), "{:?}", places[0]);
    assert!(
        places.iter().any(|place| place.starts_with("old.pb")),
        "{:?}",
        places.last()
    );
    driver.ask(Request::Timeline(TimelineCommand::FoldAll(true)));
    assert!(!driver.has_text(false, "P0") && !driver.has_text(true, "P0"));
}

#[test]
fn two_traces_that_are_too_large_together_have_no_timeline() {
    use crate::engine::large::{MOST_MEMORY, fits_beside};
    assert!(fits_beside(200 << 20, 1000, MOST_MEMORY));
    assert!(!fits_beside(1 << 30, 1000, MOST_MEMORY) && !fits_beside(10, 2 << 30, MOST_MEMORY));
    assert!(!Driver::compare(CPU, CPU).opened().has_timeline);
}
