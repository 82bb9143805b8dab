//! Parts that several pages are made of.

use std::fmt::Write as _;

use crate::analyze::trace::distribution::Distribution;
use crate::engine::trace::times::{count, length};
use crate::layout::timeline::names;
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::protocol::account::{Chart, Item, Lead};

/// A cell that says all.
pub(super) fn text(text: impl Into<String>) -> [String; 2] {
    [text.into(), String::new()]
}

/// A cell with a length of time, and the exact nanoseconds.
pub(super) fn time(nanos: i64) -> [String; 2] {
    [length(nanos), format!("{} ns", count(nanos.unsigned_abs()))]
}

/// Cells that tell how times are distributed: all together, the mean, half, nine tenths, nearly all, the longest.
pub(super) fn spread(of: &Distribution) -> [[String; 2]; 6] {
    [
        of.sum(),
        of.mean(),
        of.per_mille(500),
        of.per_mille(900),
        of.per_mille(990),
        of.greatest(),
    ]
    .map(time)
}

/// What these cells are called.
pub(super) const SPREAD: [&str; 6] = ["total", "mean", "median", "p90", "p99", "longest"];

/// A histogram as bars in a box that is 100 wide and 20 high, from the shortest bucket with any to the longest.
pub(super) fn bars(of: &Distribution) -> String {
    stairs(of, 100.0, 20.0)
}

/// The same, large, with words.
pub(super) fn chart(words: &str, of: &Distribution) -> Chart {
    let buckets: Vec<_> = of.buckets().collect();
    let (first, last) = (
        buckets.first().map_or(0, |it| it.from),
        buckets.last().map_or(0, |it| it.to),
    );
    let most = buckets.iter().map(|bucket| bucket.count).max().unwrap_or(0);
    Chart {
        words: format!(
            "{words}: half up to {}, 99 % up to {}",
            length(of.per_mille(500)),
            length(of.per_mille(990))
        ),
        axes: "how many, by length; five steps to a factor of ten".to_owned(),
        marks: [count(most), length(first), length(last)].into(),
        lines: vec![stairs(of, 1000.0, 100.0)],
    }
}

fn stairs(of: &Distribution, wide: f64, high: f64) -> String {
    let buckets: Vec<_> = of.buckets().collect();
    let most = buckets.iter().map(|bucket| bucket.count).max().unwrap_or(0).max(1);
    let width = wide / buckets.len().max(1) as f64;
    let mut path = String::new();
    for (at, bucket) in buckets.iter().enumerate() {
        // What is there at all can be seen.
        let part = if bucket.count == 0 {
            0.0
        } else {
            0.05 + 0.9 * bucket.count as f64 / most as f64
        };
        let (left, right, y) = (at as f64 * width, (at as f64 + 1.0) * width, high * (1.0 - part));
        let start = if at == 0 {
            format!("M{left:.1} {high}")
        } else {
            String::new()
        };
        // Writing to a string cannot fail.
        let _written = write!(path, "{start}V{y:.1}H{right:.1}");
    }
    if !path.is_empty() {
        let _written = write!(path, "V{high}");
    }
    path
}

/// A time in the timeline, with a little around it.
pub(super) fn moment(trace: &Trace, time: i64) -> Lead {
    let around = (trace.end / 2000).max(1);
    Lead::to_range(length(time), String::new(), [time - around, time + around])
}

/// What the program calls something; that it has no name, where it has none.
pub(super) fn named(trace: &Trace, name: StringId) -> String {
    match &*trace.strings.text(name) {
        "" => "(no name)".to_owned(),
        name if name.trim().is_empty() => format!("“{name}”"),
        name => name.to_owned(),
    }
}

/// A goroutine in words.
pub(super) fn goroutine(trace: &Trace, row: GoRow) -> String {
    if row.is_some() {
        names::of_goroutine(trace, row).full().to_owned()
    } else {
        String::new()
    }
}

/// A thing that is only numbers.
pub(super) fn fact(title: &str, numbers: String) -> Item {
    Item {
        title: title.to_owned(),
        numbers,
        ..Item::default()
    }
}
