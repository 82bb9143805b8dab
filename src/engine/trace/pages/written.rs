//! Numbers of pages, written out: cells, distributions, curves.

use std::fmt::Write as _;

use crate::analyze::trace::distribution::{Bucket, Distribution};
use crate::analyze::trace::scope::Window;
use crate::engine::trace::heap::marks;
use crate::engine::trace::times::{count, length};
use crate::model::trace::Trace;
use crate::model::{symbol, unit};
use crate::protocol::account::Chart;

/// What is told of a distribution, in the order of [`distributed`].
pub(super) const DISTRIBUTED: [(&str, &str); 7] = [
    ("all", "The sum"),
    ("min", "The least"),
    ("mean", "The sum through the number"),
    ("median", "The value that half of them are not above, to 1%"),
    ("p90", "The value that 90% of them are not above, to 1%"),
    ("p99", "The value that 99% of them are not above, to 1%"),
    ("max", "The greatest"),
];

/// A cell with a length of time.
pub(super) fn time(nanos: i64) -> [String; 2] {
    [length(nanos), unit::exact(nanos, b"nanoseconds")]
}

/// A cell with a length of time in a table of many columns; empty where there was none.
pub(super) fn some_time(nanos: i64) -> [String; 2] {
    if nanos == 0 {
        [String::new(), String::new()]
    } else {
        time(nanos)
    }
}

/// A cell with a number of things.
pub(super) fn number(number: u64) -> [String; 2] {
    [count(number), String::new()]
}

/// A cell with a share of a whole.
pub(super) fn share(part: i64, whole: i64) -> [String; 2] {
    [percent(part, whole), String::new()]
}

/// A share of a whole in per cent.
pub(super) fn percent(part: i64, whole: i64) -> String {
    format!("{:.1}%", part as f64 / whole.max(1) as f64 * 100.0)
}

/// A function's name as people write it.
pub(super) fn function(trace: &Trace, name: crate::model::id::StringId) -> String {
    match &*trace.strings.text(name) {
        "" => "(unknown function)".to_owned(),
        name => symbol::readable(name).into_owned(),
    }
}

/// The cells of a distribution.
pub(super) fn distributed(of: &Distribution) -> Vec<[String; 2]> {
    let values = [
        of.sum(),
        of.least(),
        of.mean(),
        of.per_mille(500),
        of.per_mille(900),
        of.per_mille(990),
        of.greatest(),
    ];
    values.map(time).into()
}

/// A distribution in a sentence.
pub(super) fn sentence(of: &Distribution) -> String {
    if of.count() == 0 {
        return "none".to_owned();
    }
    format!(
        "{} · median {} · p90 {} · p99 {} · max {}",
        count(of.count()),
        length(of.per_mille(500)),
        length(of.per_mille(900)),
        length(of.per_mille(990)),
        length(of.greatest())
    )
}

/// A histogram as a line in a box that is so wide and so high, y downwards: a step for each bucket.
pub(super) fn steps(of: &Distribution, width: f64, height: f64) -> String {
    let counts: Vec<u64> = shown(of).iter().map(|bucket| bucket.count).collect();
    outline(&counts, width, height)
}

/// The buckets of a histogram that are drawn: between nothing at all and the least that is something nothing is left free.
fn shown(of: &Distribution) -> Vec<Bucket> {
    let mut buckets: Vec<Bucket> = of.buckets().collect();
    if buckets.first().is_some_and(|first| first.from == 0) {
        let empty = buckets.iter().skip(1).take_while(|bucket| bucket.count == 0).count();
        buckets.drain(1..=empty);
    }
    buckets
}

/// Numbers as a line of steps in a box.
pub(super) fn outline(numbers: &[u64], width: f64, height: f64) -> String {
    let top = numbers.iter().copied().max().unwrap_or(0);
    if top == 0 {
        return String::new();
    }
    let step = width / numbers.len() as f64;
    let mut path = format!("M0 {height}");
    // Writing to a string cannot fail.
    for (at, &number) in numbers.iter().enumerate() {
        // What is there at all is seen.
        let least = if number > 0 { height / 50.0 } else { 0.0 };
        let y = height - (number as f64 / top as f64 * (height - 1.0)).max(least);
        let _written = write!(path, "V{y:.1}H{:.1}", (at + 1) as f64 * step);
    }
    let _written = write!(path, "V{height}");
    path
}

/// A histogram as a picture of its own.
pub(super) fn histogram(name: &str, of: &Distribution) -> Option<Chart> {
    let buckets = shown(of);
    let (first, last) = (buckets.first()?, buckets.last()?);
    let most = buckets.iter().map(|bucket| bucket.count).max()?;
    let from = match buckets.get(1) {
        Some(second) if first.from == 0 => format!("0, then {}", length(second.from)),
        _ => length(first.from),
    };
    Some(Chart {
        words: format!("{name}: {}", sentence(of)),
        axes: "how many, by length; five steps to a factor of ten".to_owned(),
        marks: [count(most), from, length(last.to)].into(),
        lines: vec![steps(of, 1000.0, 100.0)],
    })
}

/// Numbers over the time of a window as a picture.
pub(super) fn over_time(words: String, numbers: &[u64], top: &str, window: Window) -> Chart {
    Chart {
        words,
        axes: String::new(),
        marks: marks(top.to_owned(), window),
        lines: vec![outline(numbers, 1000.0, 100.0)],
    }
}
