//! The page: replies in → what a person sees; what a person does → requests out.
//!
//! This room cannot name a `Document`: it shows rows and pictures that workers made and computes
//! nothing but positions on the page. Effects exist only to reach what is outside of Leptos
//! (workers, storage, the clipboard); everything else is derived.
//!
//! - [`state`]: signals, in structs that are cheap to copy, one context each. Read `state/document.rs` first.
//! - [`commands`]: the one table of what can be done, from which keys, hints and help are made.
//! - [`views`]: a screen a file. [`parts`]: what screens are built of.

#![cfg_attr(
    target_arch = "wasm32",
    expect(
        clippy::large_types_passed_by_value,
        reason = "a document is a struct of handles: every closure and component needs its own copy"
    )
)]

pub mod commands;
pub mod parts;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod app;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod keys;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod panels;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod perform;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod reactive;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod start;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod state;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod views;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub use start::start;
