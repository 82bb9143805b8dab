//! Parts that several pages are made of.

use std::fmt::Write as _;

use crate::analyze::trace::distribution::Distribution;
use crate::engine::trace::times::{count, length};
use crate::layout::timeline::names;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::protocol::account::Item;

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
    let buckets: Vec<_> = of.buckets().collect();
    let most = buckets.iter().map(|bucket| bucket.count).max().unwrap_or(0).max(1);
    let width = 100.0 / buckets.len().max(1) as f64;
    let mut path = String::new();
    for (at, bucket) in buckets.iter().enumerate() {
        // What is there at all can be seen.
        let height = if bucket.count == 0 {
            0.0
        } else {
            1.0 + 18.0 * bucket.count as f64 / most as f64
        };
        let (left, right) = (at as f64 * width, (at as f64 + 1.0) * width);
        // Writing to a string cannot fail.
        let _written = if at == 0 {
            write!(path, "M{left:.1} {:.1}H{right:.1}", 20.0 - height)
        } else {
            write!(path, "V{:.1}H{right:.1}", 20.0 - height)
        };
    }
    path
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
