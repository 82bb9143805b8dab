//! The built page from end to end, in real browsers: files are dropped, looked at, and read off the screen.
//!
//! `cargo xtask test --only e2e` runs this on the page that `cargo xtask build` made. [`browser`] is
//! how a browser is started and driven; [`twin`] is the same engine without one, to compare with;
//! [`answers`] are pprof's. Every other file is one theme.
#![cfg(not(target_arch = "wasm32"))]

mod answers;
mod browser;
mod corpus;
mod made;
mod trace_pages;
mod traces;
mod twin;

mod accessible;
mod again;
mod appearance;
mod beside;
mod compare;
mod contained;
mod documents;
mod export;
mod findings;
mod firefox;
mod flame;
mod goroutines;
mod graph;
mod installed;
mod keyboard;
mod large;
mod links;
mod list;
mod malformed;
mod nothing_leaves;
mod odd;
mod offline;
mod pages;
mod painted;
mod palette;
mod refine;
mod said;
mod screenshots;
mod search;
mod series;
mod sheets;
mod table;
mod texts;
mod timeline;
mod updates;
