//! The whole program less the browser: files and requests in, replies and recorded frames out.

mod account;
mod aside;
mod beside;
mod collector;
mod compare;
mod export;
mod goroutines;
mod graph;
mod held;
mod pages;
mod refine;
mod said;
mod sheet;
mod timeline;
mod trace;
mod traces;

use std::io::Cursor;

use super::*;
use crate::paint::surface::{Call, Recorder};
use crate::protocol::reply::{Found, FrameFacts, Opened, TwinHeader, View};
use crate::protocol::request::{FlameCommand, PaneSize, PointerEvent, SearchFor, Step, TopColumn};
use crate::protocol::rows::{TopRow, TreeRow, rows_from_bytes, tree_rows_from_bytes};

const CPU: &[u8] = include_bytes!("../../tests/corpus/profiles/shop.go1.27.cpu.pb.gz");
const HEAP: &[u8] = include_bytes!("../../tests/corpus/profiles/shop.go1.27.heap.pb.gz");

const DUMP: &[u8] = include_bytes!("../../tests/corpus/dumps/stuck.go1.27.stacks.txt.gz");

/// A file of these bytes.
fn named(name: &str, bytes: &[u8]) -> OpenFile {
    OpenFile {
        name: name.to_owned(),
        size: bytes.len() as f64,
    }
}

struct Driver {
    engine: Engine,
    replies: Vec<Outgoing>,
    recorder: Recorder,
    /// The last frame of the call graph.
    graph: Recorder,
    timeline: Recorder,
    now_millis: f64,
    ticket: u32,
}

impl Driver {
    fn open(bytes: &'static [u8]) -> Self {
        let mut driver = Self::mounted();
        driver
            .engine
            .open(named("profile.pb.gz", bytes), Box::new(Cursor::new(bytes)));
        driver.settle();
        driver
    }

    /// With a pane for the flame graph and no file yet.
    fn mounted() -> Self {
        let mut driver = Self {
            engine: Engine::new(),
            replies: Vec::new(),
            recorder: Recorder::default(),
            graph: Recorder::default(),
            timeline: Recorder::default(),
            now_millis: 0.0,
            ticket: 0,
        };
        driver.ask(Request::Mount(
            Pane::Flame,
            PaneSize {
                width: 1000.0,
                height: 600.0,
                ratio: 1.0,
            },
        ));
        driver
    }

    fn ask(&mut self, request: Request) {
        self.engine.handle(request);
        self.settle();
    }

    /// Works and paints until nothing is left to do.
    fn settle(&mut self) {
        loop {
            let has_more = self.engine.work(10_000);
            self.replies.extend(self.engine.take_replies());
            let due = self.engine.needs_paint();
            for &pane in &due {
                self.now_millis += 10.0;
                let mut recorder = Recorder::default();
                self.engine.paint(pane, self.now_millis, &mut recorder);
                match pane {
                    Pane::Flame => self.recorder = recorder,
                    Pane::Graph => self.graph = recorder,
                    Pane::Timeline => self.timeline = recorder,
                    Pane::Minimap | Pane::Above | Pane::Below => {}
                }
            }
            self.replies.extend(self.engine.take_replies());
            if !has_more && due.is_empty() {
                break;
            }
        }
    }

    /// The newest answer that `pick` takes.
    fn last<T>(&self, pick: impl Fn(&Reply) -> Option<T>) -> T {
        self.replies
            .iter()
            .rev()
            .find_map(|outgoing| pick(&outgoing.reply))
            .expect("an answer")
    }

    fn opened(&self) -> Opened {
        self.last(|reply| {
            if let Reply::Opened(opened) = reply {
                Some((**opened).clone())
            } else {
                None
            }
        })
    }

    fn view(&self) -> View {
        self.last(|reply| {
            if let Reply::View(view) = reply {
                Some((**view).clone())
            } else {
                None
            }
        })
    }

    fn found(&self) -> Found {
        self.last(|reply| {
            if let Reply::Found(_, found) = reply {
                Some(found.clone())
            } else {
                None
            }
        })
    }

    fn hovered(&self) -> Option<FrameFacts> {
        self.last(|reply| {
            if let Reply::Hover(facts) = reply {
                Some(facts.as_deref().cloned())
            } else {
                None
            }
        })
    }

    fn selected(&self) -> Option<FrameFacts> {
        self.last(|reply| {
            if let Reply::Selected(facts) = reply {
                Some(facts.as_deref().cloned())
            } else {
                None
            }
        })
    }

    fn rows(&mut self, from: u32, to: u32) -> Vec<TopRow> {
        self.ticket += 1;
        self.ask(Request::Rows(self.ticket, from, to));
        let ticket = self.ticket;
        let answer = self.replies.iter().rev().find_map(|outgoing| match &outgoing.reply {
            Reply::Rows(header) if header.ticket == ticket => outgoing.bytes.clone(),
            _ => None,
        });
        rows_from_bytes(&answer.expect("rows")).unwrap()
    }

    /// The rows of the flame graph's list as they were last told, and the selected one's number.
    fn list(&self) -> (TwinHeader, Vec<TreeRow>) {
        let newest = self.replies.iter().rev().find_map(|outgoing| match &outgoing.reply {
            Reply::TwinRows(_, header) => Some((*header, outgoing.bytes.clone()?)),
            _ => None,
        });
        let (header, bytes) = newest.expect("rows of the list");
        (header, tree_rows_from_bytes(&bytes).unwrap())
    }

    /// The selected row of a picture's list.
    fn selected_row(&self) -> TreeRow {
        let (header, rows) = self.list();
        let at = header.selected_row.expect("a selected row") - header.from;
        rows[at as usize].clone()
    }

    /// The rectangle and text of the label that contains `text`.
    fn label_at(&self, text: &str) -> (f64, f64) {
        let found = self.recorder.calls.iter().find_map(|call| match call {
            Call::Text(_, x, y, label) if label.ends_with(text) => Some((*x, *y)),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("no label {text}: {:?}", self.recorder.texts()))
    }
}

/// The whole name of a list's row.
fn full_name(row: &TreeRow) -> String {
    format!("{}{}", row.path, row.name)
}

#[test]
fn a_file_becomes_a_picture_and_a_table() {
    let mut driver = Driver::open(CPU);
    let opened = driver.opened();
    assert_eq!((opened.kind.as_str(), opened.default_sample_type), ("CPU profile", 1));
    assert_eq!(opened.sample_types[1].unit, "nanoseconds");
    assert!(driver.replies.contains(&Outgoing {
        reply: Reply::Painted(Pane::Flame),
        bytes: None
    }));
    assert!(driver.recorder.texts().len() > 10, "{:?}", driver.recorder.texts());
    let rows = driver.rows(0, 10);
    assert_eq!(rows.len(), 10);
    let view = driver.view();
    assert!(view.row_count > 10 && view.row_count <= view.function_count);
    assert_eq!(view.percent, "100%");
}

#[test]
fn a_double_click_zooms_and_back_undoes_it() {
    let mut driver = Driver::open(CPU);
    let whole = driver.recorder.texts().len();
    let (x, y) = driver.label_at("main.request");
    driver.ask(Request::Pointer(Pane::Flame, PointerEvent::DoubleClick(x, y)));
    let view = driver.view();
    assert!(view.is_zoomed);
    assert_eq!(view.crumbs.last().unwrap().label, "main.request");
    driver.ask(Request::Flame(FlameCommand::Back));
    let view = driver.view();
    assert!(!view.is_zoomed && view.crumbs.len() == 1);
    assert_eq!(driver.recorder.texts().len(), whole);
}

#[test]
fn wheel_zoom_keeps_what_is_under_the_pointer() {
    let mut driver = Driver::open(CPU);
    let (x, y) = driver.label_at("main.request");
    driver.ask(Request::Pointer(Pane::Flame, PointerEvent::Move(x, y)));
    let before = driver.hovered().unwrap();
    for _ in 0..20 {
        driver.ask(Request::Pointer(Pane::Flame, PointerEvent::Zoom(x, y, 1.2)));
    }
    driver.ask(Request::Pointer(Pane::Flame, PointerEvent::Move(x, y)));
    let after = driver.hovered().unwrap();
    assert_eq!((before.name, before.total), (after.name, after.total));
    let view = driver.view();
    assert!(view.is_zoomed);
    assert_ne!(
        (view.in_view, view.percent.as_str()),
        (view.total, "100%"),
        "the total in view is of what is in view"
    );
    for _ in 0..40 {
        driver.ask(Request::Pointer(Pane::Flame, PointerEvent::Zoom(x, y, 0.8)));
    }
    assert!(!driver.view().is_zoomed);
}

#[test]
fn a_search_counts_each_sample_once_and_narrows_the_table() {
    let mut driver = Driver::open(CPU);
    driver.ask(Request::Search(
        1,
        SearchFor {
            pattern: "RUNTIME.".to_owned(),
            ..SearchFor::default()
        },
    ));
    let found = driver.found();
    assert!(found.functions > 5 && found.functions < found.of);
    assert!(!found.percent.contains("100"), "{found:?}");
    assert_eq!(driver.view().row_count.min(found.functions), driver.view().row_count);
    assert!(
        driver
            .rows(0, 5)
            .iter()
            .all(|row| row.name.to_lowercase().contains("runtime."))
    );
    let wrong = SearchFor {
        pattern: "run(".to_owned(),
        is_regex: true,
        ..SearchFor::default()
    };
    driver.ask(Request::Search(2, wrong));
    assert!(driver.found().error.is_some());
    assert!(
        driver.view().row_count < driver.view().function_count,
        "the last good search stays"
    );
    driver.ask(Request::Search(
        3,
        SearchFor {
            pattern: "main.request".to_owned(),
            ..SearchFor::default()
        },
    ));
    driver.ask(Request::NextMatch(false));
    assert!(driver.selected().unwrap().name.contains("main.request"));
    driver.ask(Request::Search(4, SearchFor::default()));
    let rows = driver.rows(0, 1000).len() as u32;
    assert_eq!(rows, driver.view().row_count);
}

#[test]
fn a_match_outside_the_zoomed_frame_leads_out_of_it() {
    let mut driver = Driver::open(CPU);
    let (x, y) = driver.label_at("main.request");
    driver.ask(Request::Pointer(Pane::Flame, PointerEvent::DoubleClick(x, y)));
    assert_eq!(driver.view().crumbs.len(), 2);
    let wanted = SearchFor {
        pattern: "gcBgMarkWorker".to_owned(),
        ..SearchFor::default()
    };
    driver.ask(Request::Search(1, wanted));
    driver.ask(Request::NextMatch(false));
    assert!(driver.selected().unwrap().name.contains("gcBgMarkWorker"));
    assert_eq!(driver.view().crumbs.len(), 1);
}

#[test]
fn selection_is_shared_and_walks_the_picture() {
    let mut driver = Driver::open(CPU);
    let (x, y) = driver.label_at("main.request");
    driver.ask(Request::Pointer(Pane::Flame, PointerEvent::Click(x, y)));
    let selected = driver.selected().unwrap();
    assert_eq!(selected.name, "main.request");
    assert!(driver.view().selected_row.is_some());
    driver.ask(Request::Flame(FlameCommand::Walk(Step::Callee)));
    let callee = driver.selected().unwrap();
    assert_ne!(callee.name, selected.name);
    driver.ask(Request::Flame(FlameCommand::Walk(Step::Caller)));
    assert_eq!(driver.selected().unwrap().name, "main.request");
    driver.ask(Request::Flame(FlameCommand::Deselect));
    assert_eq!(driver.selected(), None);
    driver.ask(Request::Select(Some(selected.function)));
    assert_ne!(driver.selected().unwrap().function_cum, "");
}

#[test]
fn another_sample_type_keeps_zoom_and_selection() {
    let mut driver = Driver::open(HEAP);
    let (x, y) = driver.label_at("main.request");
    driver.ask(Request::Pointer(Pane::Flame, PointerEvent::Click(x, y)));
    driver.ask(Request::Pointer(Pane::Flame, PointerEvent::DoubleClick(x, y)));
    let before = driver.view();
    let before_rows = driver.rows(0, 1);
    driver.ask(Request::ShowSampleType(0));
    let after = driver.view();
    assert_eq!((after.sample_type, before.sample_type), (0, 3));
    assert_eq!(after.crumbs, before.crumbs);
    assert_ne!(after.total, before.total);
    assert_ne!(driver.rows(0, 1)[0].flat, before_rows[0].flat);
    assert_eq!(driver.selected().unwrap().name, "main.request");
}

#[test]
fn the_table_is_ordered_as_asked() {
    let mut driver = Driver::open(CPU);
    driver.ask(Request::Sort(TopColumn::Name, false));
    let names: Vec<_> = driver
        .rows(0, 1000)
        .into_iter()
        .map(|row| row.path + row.name.as_str())
        .collect();
    assert!(names.is_sorted(), "{names:?}");
    driver.ask(Request::Sort(TopColumn::Cum, true));
    let bars: Vec<_> = driver.rows(0, 1000).into_iter().map(|row| -row.cum_bar).collect();
    assert!(bars.is_sorted());
    driver.ask(Request::Sort(TopColumn::File, false));
    let files: Vec<_> = driver.rows(0, 1000).into_iter().map(|row| row.file).collect();
    assert!(files.is_sorted());
}

#[test]
fn only_the_newest_wish_for_rows_is_answered() {
    let mut driver = Driver::open(CPU);
    driver.engine.handle(Request::Rows(1, 0, 5));
    driver.engine.handle(Request::Rows(2, 5, 10));
    driver.settle();
    let tickets: Vec<_> = driver
        .replies
        .iter()
        .filter_map(|outgoing| {
            if let Reply::Rows(header) = &outgoing.reply {
                Some(header.ticket)
            } else {
                None
            }
        })
        .collect();
    assert_eq!(tickets, [2]);
}

#[test]
fn what_is_no_profile_fails_in_words() {
    let driver = Driver::open(b"<!DOCTYPE html><title>502</title>");
    let failure = driver.last(|reply| {
        if let Reply::Failed(failure) = reply {
            Some(failure.clone())
        } else {
            None
        }
    });
    assert!(failure.what.contains("HTML"), "{failure:?}");
    assert!(!failure.advice.is_empty(), "{failure:?}");
}

#[test]
fn the_same_requests_give_the_same_frames() {
    let run = || {
        let mut driver = Driver::open(CPU);
        driver.ask(Request::Pointer(Pane::Flame, PointerEvent::Zoom(300.0, 50.0, 3.0)));
        driver.ask(Request::Pointer(Pane::Flame, PointerEvent::Scroll(40.0, 20.0)));
        (driver.recorder, driver.replies)
    };
    assert_eq!(run(), run());
}

#[test]
fn the_minimap_moves_and_draws_its_window() {
    let mut driver = Driver::open(CPU);
    driver.ask(Request::Mount(
        Pane::Minimap,
        PaneSize {
            width: 1000.0,
            height: 40.0,
            ratio: 1.0,
        },
    ));
    driver.ask(Request::Pointer(Pane::Minimap, PointerEvent::Press(100.0, 5.0)));
    driver.ask(Request::Pointer(Pane::Minimap, PointerEvent::Drag(300.0, 5.0)));
    driver.ask(Request::Pointer(Pane::Minimap, PointerEvent::Release));
    let drawn = driver.engine.flame_view().unwrap().span;
    assert!(driver.view().is_zoomed);
    driver.ask(Request::Pointer(Pane::Minimap, PointerEvent::Press(200.0, 5.0)));
    driver.ask(Request::Pointer(Pane::Minimap, PointerEvent::Drag(250.0, 5.0)));
    let moved = driver.engine.flame_view().unwrap().span;
    assert!((moved.length() - drawn.length()).abs() < 1.0 && moved.start > drawn.start);
}

#[test]
fn rows_given_to_the_overview_are_not_those_zoomed_to() {
    let mut driver = Driver::open(include_bytes!("../../tests/corpus/profiles/made.deep-10000.pb.gz"));
    driver.ask(Request::Search(
        1,
        SearchFor {
            pattern: "main.leaf".to_owned(),
            ..SearchFor::default()
        },
    ));
    driver.ask(Request::NextMatch(false));
    driver.ask(Request::Flame(FlameCommand::ZoomToSelection));
    assert!(driver.recorder.texts().contains(&"main.leaf"));
    driver.ask(Request::Resize(
        Pane::Flame,
        PaneSize {
            width: 1000.0,
            height: 540.0,
            ratio: 1.0,
        },
    ));
    let (_, y) = driver.label_at("main.leaf");
    assert!((0.0..540.0).contains(&y), "{y}");
}

mod lists;

#[test]
fn a_goroutine_dump_opens_as_a_profile_of_goroutines() {
    let driver = Driver::open(DUMP);
    let opened = driver.opened();
    assert_eq!(opened.format, "goroutine dump, gzip");
    let types: Vec<_> = opened.sample_types.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(types, ["goroutine", "wait"]);
    assert!(opened.warnings.is_empty(), "{:?}", opened.warnings);
    assert!(!opened.is_empty);
}
