//! Bytes of an execution trace → its events, in an order in which they can have happened.
//!
//! The layers: [`version`] (the header), then [`v2`] (Go 1.22 and later) or [`v1`] (before); [`spec`] tells of every event as data. What comes
//! out is the same for all versions: [`event`]s, and [`tables`] that say what their numbers stand for, by one [`reader`].
//! [`assemble`] puts them together as a [`Trace`](crate::model::trace::Trace), [`decoder`] drives it all in steps.
//! [`text`] writes them as `go tool trace -d=parsed` does, and in [`raw`] form tests write what goes in.
//!
//! Must not know: what is shown of a trace, or kept.
//!
//! Invariants, each tested:
//! - a trace that Go's reader accepts gives the same events in the same order, at the same times;
//! - one that it refuses is refused for the same reason, after the same events;
//! - no input makes it panic, and none makes it allocate by an unchecked length.
//!
//! Source: `internal/trace`, Go 1.27. Read [`v2`] first.

mod assemble;
mod bytes;
pub mod decoder;
pub mod error;
pub mod event;
mod experiment;
mod ids;
pub mod problem;
pub mod raw;
pub mod reader;
pub mod spec;
pub mod survey;
pub mod tables;
pub mod text;
pub mod v1;
pub mod v2;
pub mod version;
