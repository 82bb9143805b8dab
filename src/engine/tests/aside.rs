//! The profile seen otherwise: the sandwich, packages, files, without recursion.

use super::refine::filter;
use super::*;
use crate::protocol::aside::{Aside, AsideFacts};
use crate::protocol::filter::FilterKind;

const PACKED: PaneSize = PaneSize {
    width: 1000.0,
    height: 400.0,
    ratio: 1.0,
};

impl Driver {
    fn look(&mut self, aside: Aside) -> AsideFacts {
        self.ask(Request::Mount(Pane::Above, PACKED));
        self.ask(Request::Mount(Pane::Below, PACKED));
        self.ask(Request::Aside(Some(aside)));
        self.last(|reply| match reply {
            Reply::Aside(facts) => Some((**facts).clone()),
            _ => None,
        })
    }

    /// What is told of the middle of a pane's row.
    fn point_at(&mut self, pane: Pane, x: f64, y: f64) -> FrameFacts {
        self.ask(Request::Pointer(pane, PointerEvent::Move(x, y)));
        self.last(|reply| match reply {
            Reply::Hover(facts) => Some(facts.clone()),
            _ => None,
        })
        .map_or_else(FrameFacts::default, |facts| *facts)
    }

    fn function(&mut self, name: &str) -> TopRow {
        let rows = self.rows(0, 100_000);
        let found = rows.into_iter().find(|row| format!("{}{}", row.path, row.name) == name);
        found.expect(name)
    }
}

#[test]
fn the_sandwich_turns_to_what_is_selected() {
    let mut driver = Driver::open(CPU);
    assert!(driver.look(Aside::Sandwich).above.is_empty(), "nothing is selected");
    let search = driver.function("main.(*shop).search");
    driver.ask(Request::Select(Some(search.function)));
    let facts = driver.last(|reply| match reply {
        Reply::Aside(facts) => Some((**facts).clone()),
        _ => None,
    });
    assert_eq!(facts.title, "main.(*shop).search");
    // Below, the root stands on top, and under it the function.
    let below = driver.point_at(Pane::Below, 500.0, 30.0);
    assert_eq!(
        (below.name.as_str(), &below.total),
        ("main.(*shop).search", &search.cum)
    );
    assert_eq!(below.percent_of_total, search.cum_percent);
    // Above, callers grow upwards.
    let above = driver.point_at(Pane::Above, 500.0, 370.0);
    assert_eq!(
        (above.name.as_str(), &above.total),
        ("main.(*shop).search", &search.cum)
    );
    let caller = driver.point_at(Pane::Above, 500.0, 350.0);
    assert_eq!(
        (caller.name.as_str(), &caller.total),
        ("net/http.HandlerFunc.ServeHTTP", &search.cum)
    );
    // A double click leads to another function.
    driver.ask(Request::Pointer(Pane::Above, PointerEvent::DoubleClick(500.0, 350.0)));
    let facts = driver.last(|reply| match reply {
        Reply::Aside(facts) => Some((**facts).clone()),
        _ => None,
    });
    assert_eq!(facts.title, "net/http.HandlerFunc.ServeHTTP");
}

#[test]
fn packages_fill_the_pane_by_what_they_took_themselves() {
    let mut driver = Driver::open(CPU);
    driver.look(Aside::Packages);
    let largest = driver.point_at(Pane::Above, 3.0, 3.0);
    assert_eq!(largest.name, "runtime");
    let runtime = driver.rows(0, 100_000);
    let runtime = runtime
        .iter()
        .filter(|row| row.path.is_empty() && row.name.starts_with("runtime."));
    let flat: i64 = runtime
        .map(|row| row.flat.trim_end_matches("ms").parse::<i64>().unwrap_or(0))
        .sum();
    assert_eq!(largest.own, format!("{flat}ms"));
    assert_eq!(driver.point_at(Pane::Below, 500.0, 30.0).percent_of_total, "78.49%");
    // Filters hold here too.
    driver.ask(Request::Refine(vec![filter(FilterKind::Ignore, "^runtime")]));
    assert_ne!(driver.point_at(Pane::Above, 3.0, 3.0).name, "runtime");
}

#[test]
fn recursion_is_taken_out_and_comes_back() {
    let mut driver = Driver::open(CPU);
    driver.look(Aside::Collapsed);
    assert!(driver.point_at(Pane::Below, 500.0, 50.0).frame.is_some());
    driver.ask(Request::Aside(None));
    assert_eq!(
        driver.point_at(Pane::Below, 500.0, 50.0),
        driver.point_at(Pane::Below, 1.0, 50.0)
    );
}
