//! The timeline: gestures and commands in, what is told and recorded frames out.

mod depth;
mod lanes;

use super::*;
use crate::protocol::timeline::{
    DragMode, Line, TimelineCommand, TimelineNews, TimelineStep, TimelineView, Told, hover_from_bytes, view_from_bytes,
};

const TRACE: &[u8] = include_bytes!("../../../tests/corpus/traces/timeline.go1.27.trace.gz");

const PANE: PaneSize = PaneSize {
    width: 800.0,
    height: 600.0,
    ratio: 1.0,
};

fn open_in(pane: PaneSize) -> Driver {
    let mut driver = Driver::open(TRACE);
    driver.ask(Request::Mount(Pane::Timeline, pane));
    driver
}

fn open() -> Driver {
    open_in(PANE)
}

impl Driver {
    fn point_timeline(&mut self, event: PointerEvent) {
        self.ask(Request::Pointer(Pane::Timeline, event));
    }

    fn command_timeline(&mut self, command: TimelineCommand) {
        self.ask(Request::Timeline(command));
    }

    fn bytes_of_timeline(&self, news: TimelineNews) -> &[u8] {
        let newest = self.replies.iter().rev().find(|it| it.reply == Reply::Timeline(news));
        newest.and_then(|it| it.bytes.as_deref()).expect("news of the timeline")
    }

    pub(super) fn timeline_view(&self) -> TimelineView {
        view_from_bytes(self.bytes_of_timeline(TimelineNews::View)).unwrap()
    }

    fn told(&self) -> Told {
        self.timeline_view().told.expect("something is selected")
    }

    fn hovered_slice(&self) -> Option<Told> {
        hover_from_bytes(self.bytes_of_timeline(TimelineNews::Hover)).unwrap()
    }

    /// Where the name of a lane stands, from the top.
    fn y_of(&self, name: &str) -> f64 {
        let found = self.timeline.calls.iter().find_map(|call| match call {
            Call::Text(_, x, y, text) if *x < 100.0 && text == name => Some(*y),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("no {name} among {:?}", self.timeline.texts()))
    }

    fn drag(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.point_timeline(PointerEvent::Press(from.0, from.1));
        self.point_timeline(PointerEvent::Drag(to.0, to.1));
        self.point_timeline(PointerEvent::Release);
    }
}

fn line<'a>(told: &'a Told, name: &str) -> &'a Line {
    let mut lines = told.parts.iter().flat_map(|part| &part.lines);
    lines
        .find(|line| line.name == name)
        .unwrap_or_else(|| panic!("no {name} in {told:?}"))
}

/// What a frame is, each run of pixels of one colour in the lines in which something is other than in the line above.
fn drawn(calls: &[Call]) -> String {
    let mut text = String::new();
    for call in calls {
        let line = match call {
            Call::Text(_, x, y, letters) | Call::TextSized(_, _, x, y, letters) => {
                format!("text {x:.1} {y:.1} {letters}")
            }
            Call::Image(x, y, raster) => {
                let mut lines = vec![format!("image {x:.0} {y:.0} {}×{}", raster.width(), raster.height())];
                let mut above: &[[u8; 4]] = &[];
                for (at, pixels) in raster.pixels().chunks(raster.width() as usize).enumerate() {
                    if pixels != above {
                        let runs = pixels.chunk_by(|one, other| one == other);
                        let runs: Vec<_> = runs
                            .map(|run| format!("{}×{:02x}{:02x}{:02x}", run.len(), run[0][0], run[0][1], run[0][2]))
                            .collect();
                        lines.push(format!("{at}: {}", runs.join(" ")));
                    }
                    above = pixels;
                }
                lines.join("\n")
            }
            Call::Curves(_, curves) => {
                let ends = curves.iter().map(|curve| (curve[0], curve[3]));
                let ends: Vec<_> = ends
                    .map(|(from, to)| format!("{:.1} {:.1} to {:.1} {:.1}", from.x, from.y, to.x, to.y))
                    .collect();
                format!("curves {}", ends.join(", "))
            }
            Call::Triangles(_, triangles) => format!("triangles {}", triangles.len()),
            Call::Fill(_, rects) => format!("fill {}", rects.len()),
            Call::Wash(_, opacity, rects) => format!("wash {opacity} {}", rects.len()),
            Call::Outline(_, _, rects) => {
                let rects: Vec<_> = rects
                    .iter()
                    .map(|rect| format!("{:.1} {:.1} {:.1} {:.1}", rect.x, rect.y, rect.width, rect.height))
                    .collect();
                format!("outline {}", rects.join(", "))
            }
            _ => continue,
        };
        text.push_str(&line);
        text.push('\n');
    }
    text
}

#[test]
fn the_timeline_is_made_when_its_pane_is_mounted() {
    let mut driver = Driver::open(TRACE);
    assert_eq!(driver.timeline.calls, []);
    driver.ask(Request::Mount(Pane::Timeline, PANE));
    let view = driver.timeline_view();
    assert!(view.is_ready && view.is_whole && view.told.is_none(), "{view:?}");
    assert!(view.summary.starts_with("all of "), "{}", view.summary);
    for name in [
        "Heap",
        "Garbage collection",
        "Processors",
        "Threads",
        "Goroutines",
        "P0",
    ] {
        driver.y_of(name);
    }
    // In steps, and the same whatever they are.
    let mut slow = Driver::open(TRACE);
    slow.engine.handle(Request::Mount(Pane::Timeline, PANE));
    let steps = (0..100_000).take_while(|_| slow.engine.work(1)).count();
    assert!(steps > 5, "{steps}");
    slow.settle();
    assert_eq!(slow.timeline, driver.timeline);
}

#[test]
fn a_small_timeline_is_drawn_as_recorded() {
    let mut driver = open_in(PaneSize {
        width: 200.0,
        height: 560.0,
        ratio: 1.0,
    });
    driver.point_timeline(PointerEvent::Zoom(150.0, 100.0, 40.0));
    let middle = driver.y_of("P3");
    driver.point_timeline(PointerEvent::Click(150.0, middle));
    // On to a slice with an arrow.
    for _ in 0..100 {
        if driver
            .timeline
            .calls
            .iter()
            .any(|call| matches!(call, Call::Curves(..)))
        {
            break;
        }
        driver.command_timeline(TimelineCommand::Walk(TimelineStep::Previous));
    }
    driver.point_timeline(PointerEvent::Move(130.0, middle));
    assert_eq!(drawn(&driver.timeline.calls), include_str!("timeline/small.txt"));
}

#[test]
fn zooming_keeps_the_time_under_the_pointer_and_the_way_back_leads_there() {
    let mut driver = open();
    assert_eq!(driver.view().place.timeline, "");
    driver.point_timeline(PointerEvent::Move(500.0, 300.0));
    let cursor = |driver: &Driver| driver.timeline.texts().last().map(|text| (*text).to_owned());
    let before = cursor(&driver);
    driver.point_timeline(PointerEvent::Zoom(500.0, 300.0, 1.15));
    let after = cursor(&driver);
    assert_eq!(after.as_ref().map(|it| &it[..3]), before.as_ref().map(|it| &it[..3]));
    for _ in 0..20 {
        driver.point_timeline(PointerEvent::Zoom(500.0, 300.0, 1.3));
    }
    driver.point_timeline(PointerEvent::Scroll(30.0, 40.0));
    driver.drag((300.0, 40.0), (420.0, 40.0));
    driver.command_timeline(TimelineCommand::FoldAll(false));
    let there = driver.view().place;
    assert!(
        there.timeline.contains("~r.") && there.timeline.contains("~o."),
        "{}",
        there.timeline
    );
    driver.point_timeline(PointerEvent::Leave);

    // In a document of its own, before there is a timeline and after.
    let mut other = Driver::open(TRACE);
    other.ask(Request::Restore(Box::new(there.clone())));
    assert_eq!(other.view().place.timeline, there.timeline);
    other.ask(Request::Mount(Pane::Timeline, PANE));
    assert_eq!(other.view().place.timeline, there.timeline);
    assert_eq!(other.timeline, driver.timeline);
    other.command_timeline(TimelineCommand::Reset);
    other.command_timeline(TimelineCommand::Deselect);
    other.ask(Request::Restore(Box::new(there.clone())));
    assert_eq!(other.timeline, driver.timeline);
    other.ask(Request::Restore(Box::default()));
    assert_eq!(other.view().place.timeline, "");
    // What leads nowhere is told.
    let strange = crate::protocol::place::Place {
        timeline: "12~x~s.q9.5".to_owned(),
        ..there
    };
    other.ask(Request::Restore(Box::new(strange)));
    let said = other.last(|reply| match reply {
        Reply::Said(words) => Some(words.clone()),
        _ => None,
    });
    assert!(said.contains("12~x~s.q9.5"), "{said}");
}

#[test]
fn a_slice_is_selected_told_and_left_for_its_neighbours() {
    let mut driver = open();
    let y = driver.y_of("P0");
    driver.point_timeline(PointerEvent::Click(450.0, y));
    for _ in 0..30 {
        driver.command_timeline(TimelineCommand::ZoomToSelection);
    }
    // Whatever the click found, a step to the side finds a slice.
    driver.command_timeline(TimelineCommand::Walk(TimelineStep::Next));
    let told = driver.told();
    assert!(told.place.starts_with('G'), "{told:?}");
    let link = line(&told, "goroutine").link.expect("a link");
    driver.command_timeline(TimelineCommand::Follow(link));
    let there = driver.told();
    assert_eq!((&there.title, &there.place), (&told.title, &told.place));
    assert_eq!(line(&there, "from").text, line(&told, "from").text);
    driver.command_timeline(TimelineCommand::Walk(TimelineStep::Previous));
    assert_eq!(line(&driver.told(), "to").text, line(&there, "from").text);
    driver.command_timeline(TimelineCommand::Walk(TimelineStep::Next));
    assert_eq!(driver.told(), there);
    driver.command_timeline(TimelineCommand::MarkSelection);
    assert_eq!(driver.told().title, line(&there, "duration").text);
    driver.command_timeline(TimelineCommand::Deselect);
    assert_eq!(driver.told(), there);
    driver.command_timeline(TimelineCommand::Deselect);
    assert_eq!(driver.timeline_view().told, None);
}

#[test]
fn a_range_is_added_up() {
    let mut driver = open();
    driver.drag((0.0, 40.0), (800.0, 40.0));
    assert_eq!(driver.timeline_view().told, None, "names are no part of the ruler");
    driver.drag((160.0, 40.0), (800.0, 40.0));
    let told = driver.told();
    assert_eq!(format!("all of {}", told.title), driver.timeline_view().summary);
    let procs: f64 = told.parts[0]
        .lines
        .iter()
        .map(|line| {
            line.text
                .rsplit(' ')
                .next()
                .unwrap()
                .trim_end_matches('%')
                .parse::<f64>()
                .unwrap()
        })
        .sum();
    assert!((procs - 100.0).abs() < 0.3, "{told:?}");
    // The same over the lanes; Shift moves instead.
    let y = driver.y_of("P0");
    driver.drag((300.0, y), (500.0, y));
    assert_ne!(driver.told().title, told.title);
    driver.point_timeline(PointerEvent::Zoom(500.0, y, 4.0));
    let range = driver.told();
    driver.command_timeline(TimelineCommand::DragMode(DragMode::Pan));
    let place = driver.view().place.timeline;
    driver.drag((300.0, y), (320.0, y));
    assert_ne!(driver.view().place.timeline, place);
    assert_eq!(driver.told(), range);
    driver.command_timeline(TimelineCommand::DragMode(DragMode::Zoom));
    driver.drag((300.0, y), (320.0, y));
    assert_eq!(driver.told(), range);
    driver.command_timeline(TimelineCommand::Back);
}

#[test]
fn what_is_under_the_pointer_is_told() {
    let mut driver = open();
    driver.point_timeline(PointerEvent::Move(450.0, 60.0));
    let told = driver.hovered_slice().expect("a column of the crowd");
    assert_eq!(told.title, "Goroutines");
    let y = driver.y_of("main.main");
    for x in (170..800).step_by(10) {
        driver.point_timeline(PointerEvent::Move(f64::from(x), y));
        if let Some(told) = driver.hovered_slice() {
            assert!(told.rect[1] <= y && y < told.rect[1] + told.rect[3], "{told:?}");
        }
    }
    driver.point_timeline(PointerEvent::Move(50.0, y));
    assert_eq!(driver.hovered_slice(), None);
}

#[test]
fn sections_and_groups_fold() {
    let mut driver = open();
    let y = driver.y_of("Threads");
    let before = driver.timeline.texts().len();
    driver.point_timeline(PointerEvent::Click(40.0, y));
    let unfolded = driver
        .timeline
        .texts()
        .iter()
        .filter(|text| text.starts_with('M'))
        .count();
    assert!(unfolded > 0);
    driver.point_timeline(PointerEvent::Click(400.0, y));
    assert_eq!(driver.timeline.texts().len(), before);
    driver.command_timeline(TimelineCommand::FoldAll(true));
    assert!(!driver.timeline.texts().contains(&"P0"));
}
