//! What an execution trace said: goroutines, processors and threads over time.
//!
//! Must not know: the wire format, the order in which events were found.
//!
//! Read [`id`] first: it holds the program's own numbers, which all else is about.

pub mod clock;
pub mod id;
pub mod stack;
pub mod state;
