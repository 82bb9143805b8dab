//! The names of flags: those of reports, of choices, of switches, and of flags with a value.

use crate::analyze::profile::entity::Granularity;
use crate::analyze::profile::options::Order;
use crate::analyze::profile::report::Report;

pub(super) const REPORTS: [(&str, Report); 9] = [
    ("callgrind", Report::Callgrind),
    ("comments", Report::Comments),
    ("dot", Report::Dot),
    ("raw", Report::Raw),
    ("tags", Report::Tags),
    ("text", Report::Top),
    ("top", Report::Top),
    ("traces", Report::Traces),
    ("tree", Report::Tree),
];

pub(super) const GRANULARITIES: [(&str, Granularity); 5] = [
    ("addresses", Granularity::Addresses),
    ("filefunctions", Granularity::FileFunctions),
    ("files", Granularity::Files),
    ("functions", Granularity::Functions),
    ("lines", Granularity::Lines),
];

pub(super) const ORDERS: [(&str, Order); 2] = [("cum", Order::Cum), ("flat", Order::Flat)];

/// Switches from before `-sample_index`, and the sample types they choose.
pub(super) const OLD_SAMPLE_TYPES: [(&str, &str); 6] = [
    ("alloc_objects", "alloc_objects"),
    ("alloc_space", "alloc_space"),
    ("contentions", "contentions"),
    ("inuse_objects", "inuse_objects"),
    ("inuse_space", "inuse_space"),
    ("total_delay", "delay"),
];

/// Switches of their own.
pub(super) const SWITCHES: [&str; 10] = [
    "call_tree",
    "compact_labels",
    "drop_negative",
    "mean",
    "mean_delay",
    "noinlines",
    "normalize",
    "relative_percentages",
    "showcolumns",
    "trim",
];

/// The flags that have a value.
pub(super) const VALUED: [&str; 24] = [
    "base",
    "diff_base",
    "divide_by",
    "edgefraction",
    "focus",
    "granularity",
    "hide",
    "ignore",
    "nodecount",
    "nodefraction",
    "peek",
    "prune_from",
    "sample_index",
    "show",
    "show_from",
    "sort",
    "symbolize",
    "tagfocus",
    "taghide",
    "tagignore",
    "tagleaf",
    "tagroot",
    "tagshow",
    "unit",
];

/// Names of flags in the address of pprof's page.
pub(super) const IN_ADDRESS: [(&str, &str); 19] = [
    ("calltree", "call_tree"),
    ("compact", "compact_labels"),
    ("dropneg", "drop_negative"),
    ("ef", "edgefraction"),
    ("f", "focus"),
    ("g", "granularity"),
    ("h", "hide"),
    ("i", "ignore"),
    ("n", "nodecount"),
    ("nf", "nodefraction"),
    ("prunefrom", "prune_from"),
    ("rel", "relative_percentages"),
    ("s", "show"),
    ("sf", "show_from"),
    ("si", "sample_index"),
    ("tf", "tagfocus"),
    ("th", "taghide"),
    ("ti", "tagignore"),
    ("ts", "tagshow"),
];
