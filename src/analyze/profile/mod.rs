//! Profiles: a [`Profile`](crate::model::profile::Profile) and options in → reports, trees and tables out.
//!
//! The way of a sample: its locations become frames of entities ([`entity`]: functions, lines,
//! files, as asked), the stacks of entities become one merged tree ([`calltree`]), a sample type
//! gives every node of it a weight ([`weights`]), and the views read the weighted tree
//! ([`flame`], [`functions`], [`search`]).
//!
//! Must not know: how a file was written, what a view looks like.
//!
//! Invariants: a node's weight is the sum over the samples below it; the root's is the whole profile.
//!
//! Sources: `internal/graph/graph.go` and `internal/report` of google/pprof as vendored in Go 1.27.

pub mod calltree;
pub mod combine;
pub mod entity;
pub mod findings;
pub mod flame;
pub mod functions;
pub mod graph;
pub mod kind;
pub mod label_keys;
pub mod labels;
pub mod lens;
#[cfg(test)]
pub(crate) mod letters;
pub mod listing;
mod name;
mod number_units;
pub mod options;
pub mod refine;
pub mod report;
pub mod search;
pub mod select;
pub mod series;
mod share;
pub mod weights;
