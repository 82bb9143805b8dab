//! Findings: a profile in → what of it deserves a look, by rules with evidence, and the rules that found nothing out.
//!
//! A file for each rule: what it is about, its condition with the threshold, where that comes from, and what can be done.
//! A rule measures, and says what it measured whether or not that is enough. It speaks of the whole profile: shares are of all
//! samples. What of it is Go's is told by names of functions of the runtime and the standard library; of a profile of
//! another language most rules stay silent.
//!
//! Must not know: how findings are shown.
//!
//! Invariants, each tested: for every rule there is a program whose profile triggers it, and one that does nearly the same whose profile
//! does not (`tests/programs/findings`); rules come in their order, whatever they find.
//!
//! Read [`allocation`] first, a rule as most are; then [`evidence`].

mod allocation;
mod collector;
mod contention;
mod conversions;
mod encoding;
pub mod evidence;
mod goroutines;
pub mod json;
mod locks;
mod maps;
mod profilers;
mod short;
mod syscalls;
mod threads;
mod timers;

use crate::analyze::profile::findings::evidence::{Evidence, Place};
use crate::model::column::OutOfMemory;

/// A rule.
pub struct Rule {
    /// A word for it, for programs.
    pub word: &'static str,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// Of which profiles it speaks.
    pub about: &'static str,
    /// When it speaks: what is measured, and how much is enough.
    pub condition: fn() -> String,
    /// Where condition and threshold come from.
    pub source: &'static str,
    /// What can be done about it.
    pub advice: &'static str,
    /// Looks; nothing where the rule is not about this kind of profile.
    look: fn(&Evidence<'_>) -> Result<Option<Measured>, OutOfMemory>,
}

/// What a rule measured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// Whether that is enough to speak.
    pub is_found: bool,
    /// The numbers, in words.
    pub numbers: String,
    /// The row of the sample type that values are of.
    pub sample_type: usize,
    /// The functions to look at, the heaviest first.
    pub places: Vec<Place>,
    /// What the values of places are shares of.
    pub total: i64,
}

/// All rules, in the order in which they are told.
pub const RULES: [Rule; 13] = [
    short::RULE,
    profilers::RULE,
    threads::RULE,
    allocation::RULE,
    collector::RULE,
    contention::RULE,
    locks::RULE,
    goroutines::RULE,
    syscalls::RULE,
    encoding::RULE,
    conversions::RULE,
    maps::RULE,
    timers::RULE,
];

/// What each rule says of a profile, in the order of [`RULES`]; nothing where it is not about this kind.
pub fn look(evidence: &Evidence<'_>) -> Result<Vec<Option<Measured>>, OutOfMemory> {
    RULES.iter().map(|rule| (rule.look)(evidence)).collect()
}

impl Measured {
    /// What passes through functions, which is enough from some percent on.
    fn share(evidence: &Evidence<'_>, through: evidence::Through, least_percent: f64) -> Self {
        Self {
            is_found: through.percent() >= least_percent,
            numbers: evidence.told(&through),
            sample_type: through.sample_type,
            places: through.places,
            total: through.total,
        }
    }
}
