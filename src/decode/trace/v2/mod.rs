//! Traces of Go 1.22 and later: bytes → events in an order in which they can have happened.
//!
//! | layer | gives |
//! |---|---|
//! | [`batch`] | envelopes, unread |
//! | [`generation`] | the envelopes of about a second, and its [`tables`](mod@tables), [`clock`] and [`samples`] |
//! | [`cursor`] | the events of one thread |
//! | [`frontier`] | the threads' next events, the earliest first |
//! | [`order`] | whether an event can come next, and what it means |
//! | [`reader`] | all of it put together |
//!
//! Must not know: what is shown of a trace, or kept.
//!
//! Invariants, each tested: times strictly increase; no more than one generation is in memory; every error has an
//! offset. Read [`reader`] first.

mod batch;
mod clock;
mod cursor;
pub mod extents;
mod frontier;
mod generation;
pub mod order;
pub mod reader;
mod samples;
mod tables;

#[cfg(test)]
mod tests;
