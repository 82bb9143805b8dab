//! Options: what a report shows and how, in pprof's terms.
//!
//! Names and defaults are those of pprof's own options (`internal/driver/config.go`, Go 1.27).

use crate::analyze::profile::entity::Grouping;
use crate::analyze::profile::refine::Filters;

/// What a report shows and how.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of pprof, and none depends on another"
)]
pub struct Options {
    /// What is left out before anything is counted.
    pub filters: Filters,
    /// Whether 100 % is what filters left, and not the whole profile.
    pub is_relative: bool,
    /// Whether values are means: each sum divided by the sum of the first sample type, which counts events.
    pub is_mean: bool,
    /// What is counted as one.
    pub grouping: Grouping,
    /// What the table is ordered by.
    pub order: Order,
    /// What [`Report::Peek`](crate::analyze::profile::report::Report::Peek) looks for in printed names, a regular expression.
    pub pattern: String,
    /// The sample type's number or name; empty for the profile's default.
    pub sample_index: String,
    /// The unit values are written in; `minimum` for one that fits the whole report, `auto` for one that fits each value.
    pub unit: String,
    /// How many entities are shown at most; 0 for all.
    pub node_count: usize,
    /// Entities whose cum is below this share of the total are left out.
    pub node_fraction: f64,
    /// Calls that weigh less than this share of the total are left out.
    pub edge_fraction: f64,
    /// What values are divided by before they are written; not zero.
    pub divide_by: f64,
    /// Whether entities with a negative value are left out.
    pub drops_negative: bool,
    /// Whether a graph tells the calls of a function apart by the stacks that lead to them.
    pub is_call_tree: bool,
    /// Whether the lines about the profile above a table are left out.
    pub has_compact_legend: bool,
    /// Whether names that a text profile gives in comments are left out; whoever reads the file heeds it.
    pub without_symbols: bool,
    /// The zone times are written in.
    pub zone: Zone,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            filters: Filters::default(),
            is_relative: false,
            is_mean: false,
            grouping: Grouping::default(),
            order: Order::Flat,
            pattern: String::new(),
            sample_index: String::new(),
            unit: "minimum".to_owned(),
            node_count: 0,
            node_fraction: 0.005,
            edge_fraction: 0.001,
            divide_by: 1.0,
            drops_negative: false,
            is_call_tree: false,
            has_compact_legend: false,
            without_symbols: false,
            zone: Zone::default(),
        }
    }
}

/// What a table is ordered by, largest absolute value first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By what was spent in the entity itself.
    #[default]
    Flat,
    /// By what was spent while it was on the stack.
    Cum,
}

/// The time zone times are written in. Whoever asks for a report looks it up, since it depends
/// on the machine: what holds is the offset at the time the profile was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Seconds east of UTC.
    pub offset_seconds: i32,
    /// The abbreviation, such as `CEST`.
    pub name: String,
}

impl Default for Zone {
    fn default() -> Self {
        Self {
            offset_seconds: 0,
            name: "UTC".to_owned(),
        }
    }
}
