//! Filters in the program: held against pprof's own answers, and against each other.

use flate2::read::GzDecoder;

use super::*;
use crate::model::symbol;
use crate::protocol::Twin;
use crate::protocol::details::Details;
use crate::protocol::filter::{Filter, FilterKind, Refined};
use crate::protocol::graph::GraphOptions;
use crate::protocol::place::Place;

const LABELS: &[u8] = include_bytes!("../../../tests/corpus/profiles/made.labels.pb.gz");
const INLINED: &[u8] = include_bytes!("../../../tests/corpus/profiles/made.inlined.pb.gz");

pub(super) fn filter(kind: FilterKind, what: &str) -> Filter {
    Filter {
        kind,
        what: what.to_owned(),
        is_exact: false,
    }
}

fn function(kind: FilterKind, what: &str) -> Filter {
    Filter {
        is_exact: true,
        ..filter(kind, what)
    }
}

impl Driver {
    fn refine(&mut self, filters: &[Filter]) -> Refined {
        self.ask(Request::Refine(filters.to_vec()));
        self.refined()
    }

    fn refined(&self) -> Refined {
        self.last(|reply| match reply {
            Reply::Refined(refined) => Some((**refined).clone()),
            _ => None,
        })
    }

    fn details(&self) -> Details {
        self.last(|reply| match reply {
            Reply::Details(details) => Some((**details).clone()),
            _ => None,
        })
    }

    fn mount_graph(&mut self) {
        let size = PaneSize {
            width: 800.0,
            height: 600.0,
            ratio: 1.0,
        };
        self.ask(Request::Mount(Pane::Graph, size));
    }
}

/// The rows of a report of pprof: flat, flat%, sum%, cum, cum% and name.
pub(super) fn report(packed: &[u8]) -> Vec<[String; 6]> {
    let mut text = String::new();
    GzDecoder::new(packed).read_to_string(&mut text).unwrap();
    let rows = text.lines().skip_while(|line| !line.trim_start().starts_with("flat "));
    let words = |line: &str| {
        let words: Vec<_> = line.split_whitespace().collect();
        let numbers = |at: usize| words[at].to_owned();
        let name = words[5..]
            .join(" ")
            .replace(" (inline)", "")
            .replace(" (partial-inline)", "");
        // The page writes import paths as they are in source.
        let name = symbol::readable(&name).into_owned();
        [numbers(0), numbers(1), numbers(2), numbers(3), numbers(4), name]
    };
    rows.skip(1).map(words).collect()
}

/// Rows of the table whose values are not zero, as a report has them.
pub(super) fn shown(driver: &mut Driver) -> Vec<[String; 6]> {
    let rows = driver.rows(0, 1000);
    rows.into_iter()
        .map(|row| {
            let name = format!("{}{}", row.path, row.name);
            [
                row.flat,
                row.flat_percent,
                row.sum_percent,
                row.cum,
                row.cum_percent,
                name,
            ]
        })
        .collect()
}

macro_rules! answer {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/corpus/refinements/", $name, ".top.gz"))
    };
}

#[track_caller]
fn check(bytes: &'static [u8], filters: &[Filter], answer: &[u8]) {
    let mut driver = Driver::open(bytes);
    let refined = driver.refine(filters);
    assert_eq!(refined.error, None);
    assert_eq!(refined.filters.len(), filters.len());
    assert_eq!(shown(&mut driver), report(answer), "{filters:?}");
}

#[test]
fn the_table_has_what_pprof_has() {
    use FilterKind::{Focus, Hide, Ignore, PruneFrom, Show, ShowFrom, TagFocus, TagIgnore};
    check(CPU, &[filter(Focus, "json")], answer!("001"));
    check(CPU, &[filter(Ignore, "runtime")], answer!("004"));
    check(CPU, &[filter(Hide, "runtime")], answer!("005"));
    check(CPU, &[filter(Show, "main|json")], answer!("007"));
    check(CPU, &[filter(ShowFrom, "http")], answer!("008"));
    check(CPU, &[filter(PruneFrom, "json|http")], answer!("011"));
    let three = [filter(Focus, "main"), filter(Ignore, "json"), filter(Hide, "runtime")];
    check(CPU, &three, answer!("017"));
    check(LABELS, &[filter(TagFocus, "1kb:")], answer!("026"));
    check(LABELS, &[filter(TagIgnore, "a")], answer!("030"));
    check(INLINED, &[filter(Hide, "[aeiou]$")], answer!("039"));
}

#[test]
fn all_is_back_when_filters_go() {
    let mut driver = Driver::open(CPU);
    let before = (shown(&mut driver), driver.recorder.calls.clone());
    driver.refine(&[filter(FilterKind::Hide, "runtime")]);
    assert_ne!(driver.recorder.calls, before.1);
    driver.refine(&[filter(FilterKind::Hide, "runtime"), filter(FilterKind::Focus, "json")]);
    driver.refine(&[filter(FilterKind::Focus, "json")]);
    assert_eq!(shown(&mut driver), report(answer!("001")));
    let refined = driver.refine(&[]);
    assert_eq!(refined, Refined::default());
    assert_eq!(shown(&mut driver), before.0);
    assert_eq!(driver.recorder.calls, before.1);
}

#[test]
fn a_function_is_meant_by_its_name_alone() {
    let mut driver = Driver::open(CPU);
    let all = shown(&mut driver);
    let cum = |rows: &[[String; 6]], name: &str| rows.iter().find(|row| row[5] == name).map(|row| row[3].clone());
    let refined = driver.refine(&[function(FilterKind::Focus, "main.request")]);
    // Only what has the function in its stack is left: as much as its cum says.
    let wanted = cum(&all, "main.request");
    assert_eq!(Some(&refined.filters[0].kept), wanted.as_ref());
    assert_eq!(cum(&shown(&mut driver), "main.request"), wanted);
    let refined = driver.refine(&[function(FilterKind::Hide, "main.request")]);
    assert_eq!((refined.error, refined.filters[0].percent.as_str()), (None, "100%"));
    assert_eq!(cum(&shown(&mut driver), "main.request"), None);
    let refined = driver.refine(&[function(FilterKind::Focus, "main.reques")]);
    assert_eq!(refined.error.as_deref(), Some("no function \"main.reques\""));
    assert_eq!(refined.filters[0].filter.kind, FilterKind::Hide);
}

#[test]
fn what_is_wrong_or_matches_nothing_changes_nothing() {
    let mut driver = Driver::open(CPU);
    let good = filter(FilterKind::Focus, "json");
    driver.refine(std::slice::from_ref(&good));
    let picture = driver.recorder.calls.clone();
    let error = |driver: &mut Driver, wrong: Filter| {
        let refined = driver.refine(&[good.clone(), wrong]);
        assert_eq!(refined.filters.len(), 1);
        refined.error.unwrap()
    };
    let wrong = error(&mut driver, filter(FilterKind::Hide, "a("));
    assert!(wrong.starts_with("invalid hide: a(: "), "{wrong}");
    let vain = error(&mut driver, filter(FilterKind::Focus, "no.such"));
    assert_eq!(vain, "focus no.such matches nothing");
    let range = error(&mut driver, filter(FilterKind::TagFocus, "shard=4"));
    assert!(range.contains("a range finds numbers"), "{range}");
    assert_eq!(driver.recorder.calls, picture);
    assert_eq!(driver.view().place.filters, [good]);
}

#[test]
fn every_view_follows() {
    let mut driver = Driver::open(CPU);
    driver.mount_graph();
    driver.ask(Request::WatchTwin(Twin::Flame, 0, 50));
    let request = driver.rows(0, 1000).into_iter().find(|row| row.name == "main.request");
    driver.ask(Request::Select(request.map(|row| row.function)));
    let (graph, list, details) = (driver.graph.calls.clone(), driver.list(), driver.details());
    for filters in [
        vec![filter(FilterKind::Focus, "json")],
        vec![filter(FilterKind::Focus, "json"), filter(FilterKind::Hide, "runtime")],
    ] {
        driver.refine(&filters);
        assert_ne!(driver.graph.calls, graph);
        assert_ne!(driver.list(), list);
        assert_ne!(driver.details().cum, details.cum);
        let kept = driver.refined().filters[0].kept.clone();
        assert_eq!(driver.view().in_view, kept);
    }
    // Another sample type keeps the filters and weighs what they keep.
    driver.ask(Request::ShowSampleType(0));
    let refined = driver.refined();
    assert_eq!((refined.filters.len(), refined.filters[0].kept.as_str()), (2, "17"));
    assert_eq!(driver.view().in_view, "17");
}

#[test]
fn zooms_into_frames_that_are_gone_are_forgotten() {
    let mut driver = Driver::open(CPU);
    let options = GraphOptions {
        is_call_tree: true,
        ..GraphOptions::default()
    };
    driver.ask(Request::GraphOptions(options));
    driver.mount_graph();
    let (x, y) = driver.label_at("main.request");
    driver.ask(Request::Pointer(Pane::Flame, PointerEvent::Click(x, y)));
    driver.ask(Request::Pointer(Pane::Flame, PointerEvent::DoubleClick(x, y)));
    driver.refine(&[filter(FilterKind::Focus, "main.request")]);
    assert!(driver.view().is_zoomed, "the frames are the same");
    driver.refine(&[filter(FilterKind::Show, "json")]);
    let view = driver.view();
    assert!(!view.is_zoomed);
    let selected = view.place.selected.unwrap();
    assert_eq!((selected.function.as_str(), selected.frame), ("main.request", None));
}

#[test]
fn a_place_leads_back_to_its_filters() {
    let mut driver = Driver::open(CPU);
    let whole = driver.view().place;
    driver.refine(&[
        filter(FilterKind::Hide, "^runtime"),
        function(FilterKind::Focus, "main.request"),
    ]);
    let (x, y) = driver.label_at("main.request");
    driver.ask(Request::Pointer(Pane::Flame, PointerEvent::DoubleClick(x, y)));
    let (place, picture) = (driver.view().place, driver.recorder.calls.clone());
    driver.ask(Request::Restore(Box::new(whole.clone())));
    assert_eq!((driver.view().place, driver.refined()), (whole, Refined::default()));
    let mut other = Driver::open(CPU);
    for driver in [&mut driver, &mut other] {
        driver.ask(Request::Restore(Box::new(place.clone())));
        assert_eq!(driver.view().place, place);
        assert_eq!(driver.recorder.calls, picture);
        assert_eq!(driver.refined().filters.len(), 2);
    }
    let strange = Place {
        filters: vec![function(FilterKind::Focus, "no.such")],
        ..Place::default()
    };
    other.ask(Request::Restore(Box::new(strange)));
    let said = other.last(|reply| match reply {
        Reply::Said(words) => Some(words.clone()),
        _ => None,
    });
    assert!(said.contains("no function \"no.such\""), "{said}");
}
