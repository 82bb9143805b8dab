//! web-sys wrapped once: browser objects in → plain Rust values and callbacks out.
//!
//! Everything that listens is undone when its value is dropped. This room decides nothing about
//! what is shown and knows no Leptos: the page and the worker both stand on it.
//!
//! Read [`message`] first: it is how both sides of a port speak.

pub mod message;
