//! Answers: a `Document` and options in → tables and trees of answers out.
//!
//! Pure and deterministic: same bytes, same options, same answer, byte for byte.
//!
//! Must not know: formats of files, pixels, colours, browsers, clocks.
//!
//! Read [`profile`] first.

pub mod goroutines;
pub mod json;
pub mod profile;
pub mod trace;
