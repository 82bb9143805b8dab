//! Comparisons in the program: held against pprof's own answers with a base, and against each other.

use super::refine::{report, shown};
use super::*;
use crate::protocol::comparing::Comparing;
use crate::protocol::details::Details;
use crate::protocol::filter::{Filter, FilterKind};
use crate::protocol::place::Place;

const OLD: &[u8] = include_bytes!("../../../tests/corpus/profiles/leaky.go1.27.heap1.pb.gz");
const NEW: &[u8] = include_bytes!("../../../tests/corpus/profiles/leaky.go1.27.heap2.pb.gz");
const OLD_CPU: &[u8] = include_bytes!("../../../tests/corpus/profiles/shop.go1.21.cpu.pb.gz");
const MUTEX: &[u8] = include_bytes!("../../../tests/corpus/profiles/shop.go1.27.mutex.pb.gz");
const TRUNCATED: &[u8] = include_bytes!("../../../tests/corpus/profiles/shop.go1.26.cpu.pb.gz");

macro_rules! answer {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/corpus/refinements/", $name, ".top.gz"))
    };
}

impl Driver {
    pub(super) fn compare(new: &'static [u8], base: &'static [u8]) -> Self {
        let mut driver = Self::mounted();
        let input = |bytes: &'static [u8]| -> Box<dyn Read> { Box::new(Cursor::new(bytes)) };
        driver.engine.open_against(
            (named("new.pb.gz", new), input(new)),
            vec![(named("old.pb.gz", base), input(base))],
        );
        driver.settle();
        driver
    }

    fn toggle(&mut self, switch: Comparing) {
        let how = self.view().place.how.toggled(switch);
        self.ask(Request::Compare(how));
    }

    fn failed(&self) -> Failure {
        self.last(|reply| match reply {
            Reply::Failed(failure) => Some(failure.clone()),
            _ => None,
        })
    }

    /// The row of a function.
    fn row(&mut self, name: &str) -> TopRow {
        let rows = self.rows(0, 1000);
        rows.into_iter()
            .find(|row| format!("{}{}", row.path, row.name) == name)
            .unwrap()
    }
}

/// Rows that changed, without the signs and the running sums that pprof gets wrong where values have signs.
fn changes(rows: Vec<[String; 6]>) -> Vec<[String; 6]> {
    let mut rows: Vec<_> = rows
        .into_iter()
        .map(|row| row.map(|text| text.trim_start_matches('+').to_owned()))
        .map(|[flat, share, _, cum, cum_share, name]| {
            let bare = |share: String| share.trim_start_matches('-').to_owned();
            [flat, bare(share), String::new(), cum, bare(cum_share), name]
        })
        .collect();
    rows.retain(|row| (&*row[0], &*row[3]) != ("0", "0"));
    rows
}

#[track_caller]
fn check(driver: &mut Driver, answer: &[u8]) {
    let (seen, wanted) = (changes(shown(driver)), changes(report(answer)));
    let different = seen.iter().zip(&wanted).find(|(seen, wanted)| seen != wanted);
    assert!(seen == wanted, "{} of {} rows: {different:?}", seen.len(), wanted.len());
}

#[test]
fn the_table_has_what_pprof_has_with_a_base() {
    let mut driver = Driver::compare(NEW, OLD);
    check(&mut driver, answer!("067"));
    driver.toggle(Comparing::OF_CHANGE);
    check(&mut driver, answer!("068"));
    driver.toggle(Comparing::NORMALIZED);
    driver.ask(Request::ShowSampleType(0));
    check(&mut driver, answer!("070"));
    driver.toggle(Comparing::OF_CHANGE);
    driver.ask(Request::ShowSampleType(3));
    check(&mut driver, answer!("069"));
    check(&mut Driver::compare(CPU, OLD_CPU), answer!("074"));
}

#[test]
fn both_sides_are_told_everywhere() {
    let mut driver = Driver::compare(NEW, OLD);
    let view = driver.view();
    assert_eq!(view.sides[5], "", "{:?}", view.sides);
    let opened = driver.opened();
    assert_eq!(opened.kind, "heap profiles compared");
    assert!(opened.facts[0].1.starts_with("new.pb.gz · ") && opened.facts[1].1.starts_with("old.pb.gz · "));
    assert_ne!(opened.sha256, opened.base_sha256);
    // Each side's total is what its own file says it is.
    let total = |bytes| Driver::open(bytes).view().total;
    let sides = [
        "old old.pb.gz".to_owned(),
        total(OLD),
        "new new.pb.gz".to_owned(),
        total(NEW),
    ];
    assert_eq!(view.sides[..4], sides);
    assert_eq!(view.total, total(OLD));
    assert!(
        view.sides[4].starts_with(&format!("{} · +", view.in_view)),
        "{:?}",
        view.sides
    );
    assert!(view.in_view.starts_with('+'), "{}", view.in_view);

    let row = driver.row("main.main");
    assert_eq!(row.sides.len(), 5);
    driver.ask(Request::Select(Some(row.function)));
    let details: Details = driver.last(|reply| match reply {
        Reply::Details(details) => Some((**details).clone()),
        _ => None,
    });
    assert_eq!((details.sides.len(), details.cum.starts_with('+')), (4, true));
    let cum_of = |bytes| Driver::open(bytes).row("main.main").cum;
    let (old, new) = (cum_of(OLD), cum_of(NEW));
    assert!(
        new.starts_with(&details.sides[3]) || details.sides[3].len() > 2,
        "{old} {new} {:?}",
        details.sides
    );
    let marks: std::collections::BTreeSet<_> = driver
        .rows(0, 1000)
        .into_iter()
        .map(|row| row.sides[4].clone())
        .collect();
    assert!(marks.contains("new") && marks.contains(""), "{marks:?}");
    assert!(
        driver
            .recorder
            .texts()
            .iter()
            .any(|label| label.starts_with("change: +")),
        "{:?}",
        driver.recorder.texts()
    );
}

#[test]
fn swapped_sides_change_the_other_way() {
    let mut driver = Driver::compare(NEW, OLD);
    let before = (driver.view(), driver.opened(), driver.row("main.main"));
    driver.toggle(Comparing::SWAPPED);
    let (view, opened) = (driver.view(), driver.opened());
    assert_eq!(
        [&view.sides[1], &view.sides[3]],
        [&before.0.sides[3], &before.0.sides[1]]
    );
    assert_eq!([&*view.sides[0], &*view.sides[2]], ["old new.pb.gz", "new old.pb.gz"]);
    assert_eq!(view.in_view, before.0.in_view.replace('+', "-"));
    assert_eq!(opened.facts[0].1.split(' ').next(), Some("old.pb.gz"));
    // A link names the files as they were named.
    assert_eq!(
        (&opened.sha256, &opened.base_sha256),
        (&before.1.sha256, &before.1.base_sha256)
    );
    let row = driver.row("main.main");
    assert_eq!(row.cum, before.2.cum.replace('+', "-"));
    let marks: std::collections::BTreeSet<_> = driver
        .rows(0, 1000)
        .into_iter()
        .map(|row| row.sides[4].clone())
        .collect();
    assert!(marks.contains("gone"), "{marks:?}");
    driver.toggle(Comparing::SWAPPED);
    assert_eq!(
        (driver.view().sides, driver.row("main.main")),
        (before.0.sides, before.2)
    );
}

#[test]
fn nothing_changes_against_itself() {
    let mut driver = Driver::compare(NEW, NEW);
    let view = driver.view();
    assert_eq!(view.in_view, "0");
    assert!(view.sides[5].starts_with("Nothing changed"));
    let rows = driver.rows(0, 1000);
    assert!(
        !rows.is_empty()
            && rows
                .iter()
                .all(|row| row.flat == "0" && row.cum == "0" && row.sides[4].is_empty())
    );
    check(&mut driver, answer!("073"));
    // Drawn as wide as the new file, everything is there, and of one colour.
    driver.toggle(Comparing::NEW_WIDTHS);
    assert_eq!(driver.view().sides[5], "");
    assert!(driver.recorder.texts().iter().any(|label| label.contains("main.main")));
}

#[test]
fn widths_are_the_change_or_the_new_file() {
    let mut driver = Driver::compare(NEW, OLD);
    let change = driver.recorder.calls.clone();
    driver.toggle(Comparing::NEW_WIDTHS);
    let view = driver.view();
    assert!(!view.is_zoomed && view.sides[4].starts_with(&view.in_view), "{view:?}");
    assert!(driver.recorder.calls != change, "the same picture");
    let mut alone = Driver::open(NEW);
    let place = |driver: &mut Driver| {
        let (x, y) = driver.label_at("main.main");
        driver.ask(Request::Pointer(Pane::Flame, PointerEvent::Move(x, y)));
        driver.hovered().unwrap().rect.unwrap()
    };
    let [seen, wanted] = [place(&mut driver), place(&mut alone)];
    assert!((seen[2] - wanted[2]).abs() < 1e-6, "{seen:?} {wanted:?}");
    let facts = driver.hovered().unwrap();
    assert_eq!(facts.sides.len(), 4);
    driver.ask(Request::Pointer(Pane::Flame, PointerEvent::Leave));
    driver.toggle(Comparing::NEW_WIDTHS);
    assert!(driver.recorder.calls == change, "another picture");
}

#[test]
fn a_place_leads_back_to_a_comparison() {
    let mut driver = Driver::compare(NEW, OLD);
    let whole = driver.view().place;
    driver.toggle(Comparing::SWAPPED);
    driver.toggle(Comparing::NEW_WIDTHS);
    driver.ask(Request::Refine(vec![Filter {
        kind: FilterKind::Focus,
        what: "main".to_owned(),
        is_exact: false,
    }]));
    let row = driver.row("main.main").function;
    driver.ask(Request::Select(Some(row)));
    driver.ask(Request::ShowSampleType(1));
    let (place, picture) = (driver.view().place, driver.recorder.calls.clone());
    assert_eq!(place.how.words(), "swap.new");
    driver.ask(Request::Restore(Box::new(whole.clone())));
    assert_eq!(driver.view().place, whole);
    let mut other = Driver::compare(NEW, OLD);
    for driver in [&mut driver, &mut other] {
        driver.ask(Request::Restore(Box::new(place.clone())));
        assert_eq!(driver.view().place, place);
        assert!(driver.recorder.calls == picture, "another picture");
    }
    // Scaled, the filters and what is selected stay.
    other.toggle(Comparing::NORMALIZED);
    let kept = other.view().place;
    assert_eq!((kept.filters, kept.sample_type), (place.filters, place.sample_type));
    assert_eq!(
        kept.selected.map(|it| it.function),
        place.selected.map(|it| it.function)
    );
    // A file alone compares nothing.
    let mut alone = Driver::open(NEW);
    alone.ask(Request::Compare(Comparing::SWAPPED));
    assert_eq!(
        alone.view().place,
        Place {
            how: Comparing::default(),
            ..alone.view().place
        }
    );
}

#[test]
fn signs_order_what_grew_before_what_shrank() {
    let mut driver = Driver::compare(CPU, OLD_CPU);
    driver.ask(Request::Sort(TopColumn::FlatGrowth, true));
    let rows = driver.rows(0, 1000);
    let sign = |row: &TopRow| match row.flat.chars().next() {
        Some('+') => 2,
        Some('-') => 0,
        _ => 1,
    };
    assert!(
        rows.is_sorted_by_key(|row| -sign(row)),
        "{:?}",
        rows.iter().map(sign).collect::<Vec<_>>()
    );
    driver.ask(Request::Sort(TopColumn::CumGrowth, false));
    assert!(driver.rows(0, 1)[0].cum.starts_with('-'));
}

#[test]
fn what_cannot_be_compared_is_told() {
    let failure = Driver::compare(CPU, NEW).failed();
    assert!(
        failure
            .what
            .starts_with("These two cannot be compared: incompatible sample types"),
        "{failure:?}"
    );
    assert_eq!(failure.place, "new.pb.gz against old.pb.gz");
    let failure = Driver::compare(NEW, b"GIF89a").failed();
    assert!(
        failure.what.contains("not a profile") && failure.place.starts_with("old.pb.gz, "),
        "{failure:?}"
    );
    let failure = Driver::compare(&TRUNCATED[..2000], NEW).failed();
    assert!(failure.place.starts_with("new.pb.gz, "), "{failure:?}");
    let mut driver = Driver::compare(MUTEX, MUTEX);
    assert!(driver.opened().warnings.is_empty() && driver.view().sides[5].starts_with("Nothing changed"));
    let odd = Driver::compare(CPU, TRUNCATED).opened().warnings;
    assert!(odd.iter().any(|odd| odd.contains("different times")), "{odd:?}");
    driver.ask(Request::Compare(Comparing::NORMALIZED));
    assert_eq!(driver.view().place.how, Comparing::NORMALIZED);
}
