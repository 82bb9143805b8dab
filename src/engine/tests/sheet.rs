//! Views that are lines: labels, traces, comments; held against pprof's answers.

use super::refine::{filter, report, shown};
use super::*;
use crate::model::symbol;
use crate::protocol::filter::{Filter, FilterKind, Refined};
use crate::protocol::sheet::{Act, LineKind, Sheet, SheetLine, SheetPage, SourceText};

const LABELS: &[u8] = include_bytes!("../../../tests/corpus/profiles/made.labels.pb.gz");
const COMMENTS: &[u8] = include_bytes!("../../../tests/corpus/profiles/made.comments.pb.gz");

impl Driver {
    fn sheet(&mut self, sheet: Sheet, from: u32, to: u32) -> SheetPage {
        self.ask(Request::WatchSheet(Some(sheet), from, to));
        self.told_sheet()
    }

    fn told_sheet(&self) -> SheetPage {
        let told = self.replies.iter().rev().find(|it| it.reply == Reply::Sheet);
        SheetPage::from_bytes(told.and_then(|it| it.bytes.as_deref()).expect("lines")).unwrap()
    }

    fn refine_as(&mut self, filters: &[Filter]) -> Refined {
        self.ask(Request::Refine(filters.to_vec()));
        self.last(|reply| match reply {
            Reply::Refined(refined) => Some((**refined).clone()),
            _ => None,
        })
    }
}

/// Lines as `value (share): text` below `key: Total value`, as pprof's `-tags` has them.
fn as_tags(lines: &[SheetLine]) -> Vec<String> {
    let with_text = lines.iter().filter(|line| !line.text.is_empty());
    let mut written: Vec<_> = with_text
        .map(|line| match line.kind {
            LineKind::Heading => format!("{}: Total {}", line.text, line.values[0].text),
            _ => format!("{} {}: {}", line.values[0].text, line.values[1].text, line.text),
        })
        .collect();
    written.sort();
    written
}

/// The same of a report.
fn tags(report: &str) -> Vec<String> {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines = report.lines().map(words).filter(|line| !line.is_empty());
    let mut written: Vec<_> = lines
        .map(|line| match line.split_once(" of ") {
            Some((total, _)) => total.to_owned(),
            None => line.replace("( ", "(").replace('(', "").replacen("):", ":", 1),
        })
        .collect();
    written.sort();
    written
}

#[test]
fn labels_weigh_what_pprof_says() {
    for (bytes, answer) in [
        (
            CPU,
            include_str!("../../../tests/corpus/profiles/shop.go1.27.cpu/tags.txt"),
        ),
        (
            LABELS,
            include_str!("../../../tests/corpus/profiles/made.labels/tags.txt"),
        ),
    ] {
        let mut driver = Driver::open(bytes);
        let page = driver.sheet(Sheet::Labels, 0, 1000);
        assert_eq!(page.line_count as usize, page.lines.len());
        assert_eq!(as_tags(&page.lines), tags(answer));
    }
}

#[test]
fn a_click_on_a_label_keeps_just_its_samples() {
    let mut driver = Driver::open(LABELS);
    let page = driver.sheet(Sheet::Labels, 0, 1000);
    for line in page.lines.iter().filter(|line| line.kind == LineKind::Plain) {
        let Some(Act::Filter(filter)) = line.click.clone() else {
            panic!("no click: {line:?}");
        };
        assert!(filter.is_exact && filter.kind == FilterKind::TagFocus);
        let [(_, Act::Filter(other))] = &line.acts[..] else {
            panic!("{line:?}");
        };
        let kept = driver.refine_as(std::slice::from_ref(&filter));
        assert_eq!(kept.error, None, "{filter:?}");
        assert_eq!(kept.filters[0].kept, line.values[0].text, "{filter:?}");
        let ignored = driver.refine_as(&[filter, other.clone()]);
        assert_eq!(ignored.error, None, "{other:?}");
        assert!(ignored.filters[1].percent.starts_with('0'), "{ignored:?}");
        driver.refine_as(&[]);
    }
}

#[test]
fn frames_of_labels_are_those_of_pprof() {
    let check = |kind, answer: &[u8]| {
        let mut driver = Driver::open(LABELS);
        let before = shown(&mut driver);
        let refined = driver.refine_as(&[filter(kind, "bytes")]);
        assert_eq!((refined.error, refined.filters.len()), (None, 1));
        assert_eq!(shown(&mut driver), report(answer));
        let focused = driver.refine_as(&[filter(FilterKind::Focus, "main"), filter(kind, "bytes")]);
        assert_eq!(focused.filters[0].filter.kind, kind, "frames of labels come first");
        let refused = driver.refine_as(&[filter(FilterKind::Focus, "main"), filter(kind, "nothing of it")]);
        assert!(refused.error.is_some());
        assert_eq!(refused.filters, focused.filters);
        driver.refine_as(&[]);
        assert_eq!(shown(&mut driver), before);
    };
    check(
        FilterKind::TagRoot,
        include_bytes!("../../../tests/corpus/refinements/034.top.gz"),
    );
    check(
        FilterKind::TagLeaf,
        include_bytes!("../../../tests/corpus/refinements/035.top.gz"),
    );
}

#[test]
fn every_sample_has_its_frames_below_it() {
    let mut driver = Driver::open(CPU);
    let page = driver.sheet(Sheet::Traces, 0, 50);
    assert_eq!(page.lines[0].kind, LineKind::Heading);
    assert!(page.lines[1].kind == LineKind::Plain && page.lines[1].click.is_some());
    let last = driver.sheet(Sheet::Traces, page.line_count - 1, page.line_count + 9);
    assert_eq!((last.from, last.lines.len()), (page.line_count - 1, 1));
    assert_eq!(last.lines[0].kind, LineKind::Plain, "a frame is last");
    // Lines follow the filters without being asked for.
    driver.refine_as(&[filter(FilterKind::Focus, "json")]);
    assert!(driver.told_sheet().line_count < page.line_count);
}

#[test]
fn comments_are_as_they_stand() {
    let page = Driver::open(COMMENTS).sheet(Sheet::Comments, 0, 10);
    let answer = include_str!("../../../tests/corpus/profiles/made.comments/comments.txt");
    let texts: Vec<_> = page.lines.into_iter().map(|line| line.text).collect();
    assert_eq!(texts, answer.lines().collect::<Vec<_>>());
}

/// For each function of a report of `go tool pprof -list` the lines that have a value: flat, cum and number.
fn listed(report: &str) -> Vec<(String, Vec<[String; 3]>)> {
    let mut routines = Vec::new();
    for line in report.lines() {
        if let Some((name, _)) = line
            .strip_prefix("ROUTINE ======================== ")
            .and_then(|it| it.split_once(" in "))
        {
            routines.push((symbol::readable(name).into_owned(), Vec::new()));
        } else if let Some((numbers, _)) = line.split_once(':')
            && let [flat, cum, number] = numbers.split_whitespace().collect::<Vec<_>>()[..]
            && let Some((_, lines)) = routines.last_mut()
            && (flat, cum) != (".", ".")
            && number.parse::<u32>().is_ok()
        {
            lines.push([flat, cum, number].map(|it| if it == "." { String::new() } else { it.to_owned() }));
        }
    }
    routines
}

fn with_values(page: &SheetPage) -> Vec<[String; 3]> {
    let lines = page.lines.iter().filter(|line| line.kind == LineKind::Code);
    let lines = lines.map(|line| [0, 1, 2].map(|at| line.values[at].text.clone()));
    lines
        .filter(|[flat, cum, _]| !flat.is_empty() || !cum.is_empty())
        .collect()
}

impl Driver {
    fn select_named(&mut self, name: &str) {
        let rows = self.rows(0, 100_000);
        let row = rows.iter().find(|row| format!("{}{}", row.path, row.name) == name);
        self.ask(Request::Select(Some(row.expect(name).function)));
    }
}

#[test]
fn lines_weigh_what_pprof_says() {
    let mut driver = Driver::open(CPU);
    assert_eq!(driver.sheet(Sheet::Source, 0, 1000).title, "No function is selected");
    let routines = listed(include_str!("../../../tests/corpus/listings/shop.go1.27.cpu.txt"));
    assert_eq!(routines.len(), 5);
    for (name, lines) in routines {
        driver.select_named(&name);
        assert_eq!(with_values(&driver.told_sheet()), lines, "{name}");
    }
}

#[test]
fn text_stands_beside_the_values_once_it_is_given() {
    let mut driver = Driver::open(CPU);
    driver.sheet(Sheet::Source, 0, 1000);
    driver.select_named("main.(*shop).search");
    let without = driver.told_sheet();
    assert_eq!(without.lines.len(), 4, "a file, two lines and what was inlined");
    let [wanted] = &without.wanted[..] else {
        panic!("{:?}", without.wanted);
    };
    assert_eq!(wanted.path, "example.com/web-shop/shop.go");
    assert!(wanted.candidates.contains(&"shop.go".to_owned()));
    let text = |text: &str| {
        Request::SourceText(Box::new(SourceText {
            path: wanted.path.clone(),
            found_as: "shop/shop.go".to_owned(),
            text: text.to_owned(),
        }))
    };
    driver.ask(text("package main\n"));
    let strange = driver.told_sheet();
    assert!(
        strange.lines[0].note.contains("does not fit: it has 1 lines"),
        "{:?}",
        strange.lines[0]
    );
    driver.ask(text(include_str!("../../../tests/programs/shop/shop.go")));
    let page = driver.told_sheet();
    assert_eq!(page.wanted, []);
    let code: Vec<_> = page.lines.iter().filter(|line| line.kind == LineKind::Code).collect();
    assert!(code[0].text.starts_with("func (s *shop) search("), "{:?}", code[0]);
    assert_eq!(code.last().unwrap().text, "}");
    assert_eq!(with_values(&page), with_values(&without));
}

#[test]
fn what_was_inlined_into_a_line_stands_below_it() {
    let mut driver = Driver::open(CPU);
    driver.sheet(Sheet::Source, 0, 1000);
    driver.select_named("example.com/web-shop/internal/cart.v2.Fraud");
    let page = driver.told_sheet();
    let inlined: Vec<_> = page
        .lines
        .iter()
        .filter(|line| line.note.starts_with("inlined"))
        .collect();
    assert!(!inlined.is_empty(), "{page:?}");
    assert!(inlined.iter().all(|line| line.level > 0 && line.click.is_some()));
}
