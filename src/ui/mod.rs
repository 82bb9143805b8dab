//! The page: replies in → what a person sees; what a person does → requests out.
//!
//! This room cannot name a `Document`: it shows rows and pictures that workers made and computes
//! nothing but positions on the page. Effects exist only to reach what is outside of Leptos
//! (workers, storage, the clipboard); everything else is derived.
//!
//! - [`state`]: signals, in structs that are cheap to copy, one context each. Read `state/document.rs` first.
//! - [`commands`]: the one table of what can be done, from which keys, hints and help are made.
//! - [`views`]: a screen a file. [`parts`]: what screens are built of.

#![expect(
    clippy::large_types_passed_by_value,
    reason = "a document is a struct of handles: every closure and component needs its own copy"
)]

pub mod app;
pub mod commands;
pub mod keys;
pub mod parts;
pub mod perform;
pub mod state;
pub mod views;

use crate::browser::window;

/// Mounts the interface into the document's body, in place of what stood there while it loaded.
pub fn start() {
    leptos::mount::mount_to_body(app::App);
    window::remove_loading_screen();
    window::mark("goscope:ready");
}
