//! Traces of Go 1.5 to 1.21: bytes → events in an order in which they can have happened, the same events as of later versions.
//!
//! | layer | gives |
//! |---|---|
//! | [`spec`] | every event as data, and how each version writes it |
//! | [`load`] | the whole file: events by processor in [`lanes`], unread, with [`symbols`], [`samples`] and [`exits`] |
//! | [`cursor`] | the events of one processor |
//! | [`order`], [`merge`] | whether an event can come next; the events of all processors merged, by a [`heap`] |
//! | [`settle`] | the same with the ends of system calls where they really were |
//! | [`check`] | whether that makes sense; before Go 1.11 without what was in vain ([`futile`]) |
//! | [`lift`] | the events of all versions |
//! | [`reader`] | all of it put together |
//!
//! A trace is one generation, and the names for its events' numbers stand at its end: it is read whole before the first event
//! is told. So it is kept as the file has it, some four bytes an event, and given back as it is told.
//!
//! Must not know: what is shown of a trace, or kept.
//!
//! Invariants, each tested: times strictly increase; nothing is told of a trace that [`Reader::verify`](reader::Reader::verify)
//! refuses; every error has an offset. Read [`reader`] first.

mod check;
mod cursor;
mod exits;
mod futile;
mod goroutines;
mod heap;
mod lanes;
mod lift;
mod load;
mod merge;
mod order;
pub mod problem;
pub mod reader;
mod samples;
mod settle;
pub mod spec;
mod symbols;

use crate::decode::trace::problem::Problem;

#[cfg(test)]
mod tests;

/// What is wrong, and where, in bytes of the unpacked file.
type Fault = (Problem, u64);
