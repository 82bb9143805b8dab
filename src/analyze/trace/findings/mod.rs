//! Findings: a trace in → what of it deserves a look, by rules with evidence, and the rules that found nothing out.
//!
//! A file for each rule, as for profiles: its condition with the threshold, where that comes from, and what can be done. A rule measures, and says
//! what it measured whether or not that is enough; it leads to times at which it can be seen. What is counted for all of them is the [`census`].
//!
//! Must not know: how findings are shown.
//!
//! Invariants, each tested: for every rule there is a program whose trace triggers it, and one that does nearly the same whose trace
//! does not (`tests/programs/traced`); rules come in their order, whatever they find.
//!
//! Read [`latency`] first, a rule as most are; then [`census`].

mod assists;
pub mod census;
mod collector;
mod convoys;
mod idle;
pub mod json;
mod latency;
mod leaks;
mod pingpong;
mod samples;
mod serial;
mod short;
mod slices;
mod stops;
mod syscalls;

use crate::analyze::profile::findings::evidence::percent;
use crate::analyze::trace::findings::census::Census;
use crate::analyze::trace::findings::census::stays::Stay;
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::range::{NO_TIME, Range, RangeKind};
use crate::model::{symbol, unit};

/// Places told as evidence.
const MOST_PLACES: usize = 5;

/// A rule.
pub struct Rule {
    /// A word for it, for programs.
    pub word: &'static str,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// When it speaks: what is measured, and how much is enough.
    pub condition: fn() -> String,
    /// Where condition and threshold come from.
    pub source: &'static str,
    /// What can be done about it.
    pub advice: &'static str,
    /// Looks.
    look: fn(&Trace, &Census) -> Measured,
}

/// What a rule measured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// Whether that is enough to speak.
    pub is_found: bool,
    /// The numbers, in words.
    pub numbers: String,
    /// Where to look, the worst first.
    pub places: Vec<Place>,
}

/// Where to look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// What is there.
    pub words: String,
    /// How much of it.
    pub value: String,
    /// From when to when, in nanoseconds since the trace began.
    pub when: Option<[i64; 2]>,
    /// The goroutine that it is about.
    pub goroutine: Option<GoRow>,
}

/// All rules, in the order in which they are told.
pub const RULES: [Rule; 13] = [
    short::RULE,
    idle::RULE,
    slices::RULE,
    latency::RULE,
    serial::RULE,
    convoys::RULE,
    pingpong::RULE,
    leaks::RULE,
    syscalls::RULE,
    collector::RULE,
    assists::RULE,
    stops::RULE,
    samples::RULE,
];

/// What each rule says of a trace, in the order of [`RULES`].
pub fn look(trace: &Trace) -> Result<Vec<Measured>, OutOfMemory> {
    let census = Census::of(trace)?;
    let looked = RULES.iter().map(|rule| {
        let mut measured = (rule.look)(trace, &census);
        measured.places.truncate(MOST_PLACES);
        measured
    });
    Ok(looked.collect())
}

/// A length of time in words.
fn length(nanos: i64) -> String {
    unit::label(nanos, b"nanoseconds")
}

/// A number in words.
fn count(count: u64) -> String {
    unit::exact(count as i64, b"count")
}

/// A function's name, as it is read.
fn function(trace: &Trace, name: StringId) -> String {
    match &*trace.strings.text(name) {
        "" => "(unknown function)".to_owned(),
        name => symbol::readable(name).into_owned(),
    }
}

/// A goroutine in words: its number and its function.
fn goroutine(trace: &Trace, row: GoRow) -> String {
    let goroutine = trace.goroutines.get(row);
    format!("G{} {}", goroutine.id, function(trace, goroutine.root))
}

/// A stay of a goroutine as a place.
fn place(trace: &Trace, stay: &Stay) -> Place {
    Place {
        words: goroutine(trace, stay.goroutine),
        value: length(stay.nanos()),
        when: Some([stay.start, stay.end]),
        goroutine: Some(stay.goroutine),
    }
}

/// Ranges of a kind that have both ends, and when they were.
fn ranges(trace: &Trace, kind: RangeKind) -> impl Iterator<Item = (Range, [i64; 2])> + '_ {
    let of_kind = trace.ranges.iter().filter(move |range| range.kind == kind);
    of_kind
        .filter(|range| range.start != NO_TIME && range.end != NO_TIME)
        .map(|range| (range, [range.start, range.end]))
}

/// A share in words; of nothing nothing.
fn share(part: i64, whole: i64) -> String {
    percent(part, whole)
}
