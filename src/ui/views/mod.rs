//! The screens, a file each: what a document has said → what a person sees of it.
//!
//! Read [`document`] first: the frame of one open file, in which the others stand.

pub mod about;
pub mod account;
pub mod aside;
pub mod choices;
pub mod document;
pub mod document_header;
pub mod failure;
pub mod flame;
pub mod goroutines;
pub mod graph;
pub mod help;
pub mod loading;
pub mod overview;
pub mod peek;
pub mod settings;
pub mod sheet;
pub mod start;
pub mod timeline;
pub mod unsupported;
