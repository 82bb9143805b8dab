//! What the page knows: signals in structs that are cheap to copy, each a context of its own.
//!
//! Replies and a person's settings come in; components read signals. Nothing here touches the
//! document's elements. Read [`document`] first: it is one open file and its worker.

pub mod document;
pub mod documents;
pub mod filters;
pub mod goroutines;
pub mod kept;
pub mod page;
pub mod replies;
pub mod search;
pub mod settings;
pub mod sources;
pub mod table;
pub mod trace;
pub mod trail;
pub mod twin;
