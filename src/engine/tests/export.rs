//! What is taken away, and what it says when it is read again.

use super::refine::shown;
use super::*;
use crate::protocol::aside::Aside;
use crate::protocol::comparing::Comparing;
use crate::protocol::export::DRAWING;
use crate::protocol::filter::{Filter, FilterKind};

const OLD: &[u8] = include_bytes!("../../../tests/corpus/profiles/leaky.go1.27.heap1.pb.gz");
const NEW: &[u8] = include_bytes!("../../../tests/corpus/profiles/leaky.go1.27.heap2.pb.gz");

fn focused(what: &str) -> Request {
    Request::Refine(vec![Filter {
        kind: FilterKind::Focus,
        what: what.to_owned(),
        is_exact: false,
    }])
}

impl Driver {
    fn export(&mut self, word: &str) -> Vec<u8> {
        self.ask(Request::Export(
            word.to_owned(),
            vec!["cpu.pb.gz".to_owned(), "it's old.pb.gz".to_owned()],
        ));
        let found = self.replies.iter().rev().find_map(|outgoing| match &outgoing.reply {
            Reply::Exported(name) if name.ends_with(word) || name.is_empty() && word == "sh" => outgoing.bytes.clone(),
            _ => None,
        });
        found.expect("something to take away")
    }

    fn text(&mut self, word: &str) -> String {
        String::from_utf8(self.export(word)).unwrap()
    }

    /// A driver with the file that another one gave away.
    fn reopened(bytes: Vec<u8>) -> Self {
        Self::open(Box::leak(bytes.into_boxed_slice()))
    }
}

#[test]
fn a_profile_is_read_back_whole_or_filtered() {
    let mut driver = Driver::open(CPU);
    let whole = shown(&mut driver);
    assert_eq!(shown(&mut Driver::reopened(driver.export("pb.gz"))), whole);
    driver.ask(focused("json"));
    let values = |rows: Vec<[String; 6]>| -> Vec<[String; 3]> {
        // Shares are of what is left.
        rows.into_iter()
            .map(|[flat, _, _, cum, _, name]| [flat, cum, name])
            .collect()
    };
    let filtered = values(shown(&mut driver));
    let mut again = Driver::reopened(driver.export("filtered.pb.gz"));
    assert_eq!(values(shown(&mut again)), filtered);
    assert_eq!(again.view().total, driver.view().in_view);
    assert_eq!(shown(&mut Driver::reopened(driver.export("pb.gz"))), whole);
}

#[test]
fn folded_stacks_add_up_to_what_is_shown() {
    let mut driver = Driver::open(CPU);
    driver.ask(Request::ShowSampleType(0));
    let folded = driver.export("folded");
    let total: i64 = String::from_utf8_lossy(&folded)
        .lines()
        .map(|line| line.rsplit_once(' ').unwrap().1.parse::<i64>().unwrap())
        .sum();
    assert_eq!(total.to_string(), driver.view().total);
    let mut again = Driver::reopened(folded);
    assert_eq!(again.view().total, driver.view().total);
    let functions = |driver: &mut Driver| -> Vec<[String; 2]> {
        let rows = driver.rows(0, 1000).into_iter();
        // What parts frames cannot stand in a name.
        rows.map(|row| [row.flat, format!("{}{}", row.path, row.name).replace(';', ":")])
            .collect()
    };
    assert_eq!(functions(&mut again), functions(&mut driver));
}

#[test]
fn graphs_are_those_of_the_reports() {
    let mut driver = Driver::open(CPU);
    assert!(driver.text("dot").starts_with("digraph"));
    let name = driver.last(|reply| match reply {
        Reply::Exported(name) => Some(name.clone()),
        _ => None,
    });
    assert_eq!(name, "cpu-vs-it's old.dot");
    assert!(driver.text("callgrind").contains("events: cpu"));
    let mut compared = Driver::compare(NEW, OLD);
    assert!(compared.text("dot").contains("main.main"));
}

#[test]
fn tables_have_the_rows_that_are_shown() {
    let mut driver = Driver::open(CPU);
    driver.ask(Request::Search(
        1,
        SearchFor {
            pattern: "main.".to_owned(),
            ..SearchFor::default()
        },
    ));
    driver.ask(Request::Sort(TopColumn::Cum, true));
    let rows = driver.rows(0, 1000);
    let csv = driver.text("csv");
    assert_eq!(csv.lines().count(), rows.len() + 1);
    assert_eq!(
        csv.lines().next(),
        Some("function,file,flat (nanoseconds),cum (nanoseconds)")
    );
    let first = csv.lines().nth(1).unwrap();
    assert!(
        first.starts_with("main.request,example.com/web-shop/shop.go,0,7"),
        "{first}"
    );
    let markdown = driver.text("md");
    assert!(markdown.starts_with("|flat|flat%|sum%|cum|cum%|function|\n|--:|--:|--:|--:|--:|---|\n|"));
    assert!(markdown.contains("|`main.request`|\n"));
    let mut compared = Driver::compare(NEW, OLD);
    assert!(
        compared
            .text("csv")
            .starts_with("function,file,old flat (bytes),new flat (bytes),flat change (bytes),")
    );
    let row = compared.text("md").lines().nth(2).unwrap().to_owned();
    assert_eq!(row.matches('|').count(), 10, "{row}");
}

#[test]
fn commands_say_the_view() {
    let mut driver = Driver::open(CPU);
    driver.ask(focused("json|http"));
    driver.ask(Request::Sort(TopColumn::Cum, true));
    let commands = driver.text("sh");
    let first = "go tool pprof -top -nodecount=0 -nodefraction=0 -cum -symbolize=none -sample_index=cpu '-focus=json|http' cpu.pb.gz";
    assert_eq!(commands.lines().next(), Some(first));
    assert_eq!(commands.lines().count(), 2);
    let mut compared = Driver::compare(NEW, OLD);
    compared.ask(Request::Compare(Comparing::NORMALIZED));
    let row = compared.rows(0, 1)[0].function;
    compared.ask(Request::Select(Some(row)));
    let commands = compared.text("sh");
    assert!(
        commands.contains(r"'-diff_base=it'\''s old.pb.gz' -normalize cpu.pb.gz"),
        "{commands}"
    );
    assert!(commands.lines().nth(2).unwrap().contains("-peek=^"), "{commands}");
    // What nobody knows is said.
    compared.ask(Request::Export("exe".to_owned(), Vec::new()));
    let said = compared.last(|reply| match reply {
        Reply::Said(words) => Some(words.clone()),
        _ => None,
    });
    assert_eq!(said, "Not taken away: unknown kind: exe.");
}

/// What stands in the texts of an SVG, in order, but for its title.
fn texts_of(svg: &str) -> Vec<String> {
    let text = |piece: &str| {
        let (text, _) = piece.split_once('>').unwrap().1.split_once("</text>").unwrap();
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    };
    svg.split("<text ").skip(1).map(text).collect()
}

/// The picture that an engine without canvases draws at a place.
fn drawn(mut driver: Driver, panes: &[(Pane, PaneSize)], requests: Vec<Request>) -> String {
    driver.engine.measured(7.0);
    driver.ask(Request::Export(DRAWING.to_owned(), Vec::new()));
    for &(pane, size) in panes {
        driver.ask(Request::Resize(pane, size));
    }
    for request in requests {
        driver.ask(request);
    }
    driver.text("svg")
}

const SIZE: PaneSize = PaneSize {
    width: 1000.0,
    height: 600.0,
    ratio: 1.0,
};

#[test]
fn pictures_have_the_texts_of_their_canvases() {
    let mut seen = Driver::open(CPU);
    seen.ask(Request::Mount(Pane::Graph, SIZE));
    seen.ask(focused("json"));
    let row = seen.rows(0, 1)[0].function;
    seen.ask(Request::Select(Some(row)));
    seen.ask(Request::Flame(FlameCommand::ZoomToSelection));
    for _ in 0..50 {
        seen.now_millis += 100.0;
        seen.ask(Request::Light(None));
    }
    let place = seen.view().place;
    let flame = drawn(
        Driver::open(CPU),
        &[(Pane::Flame, SIZE)],
        vec![Request::Restore(Box::new(place.clone()))],
    );
    assert!(seen.recorder.texts().len() > 10);
    assert_eq!(texts_of(&flame), seen.recorder.texts());
    let mut driver = Driver::open(CPU);
    driver.ask(Request::Restore(Box::new(place)));
    let graph = drawn(driver, &[(Pane::Graph, SIZE)], Vec::new());
    assert!(seen.graph.texts().len() > 10, "{:?}", seen.graph.texts());
    assert_eq!(texts_of(&graph), seen.graph.texts());
    assert!(graph.contains("<title>cpu.pb.gz, it's old.pb.gz</title>"));
}

#[test]
fn other_views_are_drawn_too() {
    let panes = [(Pane::Above, SIZE), (Pane::Below, SIZE)];
    let packages = drawn(Driver::open(CPU), &panes, vec![Request::Aside(Some(Aside::Packages))]);
    assert_eq!(packages.matches("<svg ").count(), 3);
    assert!(
        texts_of(&packages).iter().any(|text| text.starts_with("encoding/json")),
        "{packages}"
    );
    let bytes = include_bytes!("../../../tests/corpus/traces/timeline.go1.27.trace.gz");
    let timeline = drawn(Driver::open(bytes), &[(Pane::Timeline, SIZE)], Vec::new());
    let mut seen = Driver::open(bytes);
    seen.ask(Request::Mount(Pane::Timeline, SIZE));
    assert_eq!(texts_of(&timeline), seen.timeline.texts());
    assert!(timeline.contains("<image x="));
}
