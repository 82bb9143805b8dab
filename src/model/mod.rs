//! What a file said: plain columnar tables, ids and units.
//!
//! Rows go in by `push`, come out by id; nothing here parses, decides or paints.
//!
//! Must not know: formats, options, pixels, browsers.
//!
//! Invariants, each tested where it is kept:
//! - columns grow by chunks and refuse politely when memory is gone ([`mod@column`]);
//! - in a prefix tree a parent's row precedes its children's ([`prefix_tree`]);
//! - an id comes only from the table that issued it ([`id`]).
//!
//! Read [`profile`] first: everything else is what it is made of.

pub mod bits;
pub mod calendar;
pub mod column;
pub mod document;
pub mod goroutines;
pub mod id;
pub mod prefix_tree;
pub mod profile;
pub mod sorting;
pub mod strings;
pub mod symbol;
pub mod trace;
pub mod unit;
