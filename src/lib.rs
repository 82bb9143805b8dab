//! Reads Go profiles and execution traces in the browser.
//!
//! A byte's way through the rooms, in reading order:
//!
//! ```text
//! bytes ──decode──▶ model ──analyze──▶ answers ──layout──▶ geometry ──paint──▶ canvas
//!                     └──────── engine: one per open document, in a worker ────────┘
//!                                ▲ protocol (Request / Reply) ▼
//!                                    ui (Leptos, the page)
//! ```
//!
//! Imports go one way; `ARCHITECTURE.md` has the table and `tests/architecture.rs` checks it.

pub mod analyze;
pub mod decode;
pub mod encode;
pub mod engine;
pub mod layout;
pub mod model;
pub mod paint;
pub mod protocol;

#[cfg(target_arch = "wasm32")]
pub mod browser;
// Natively for tests alone: its arithmetic needs no browser.
#[cfg(any(test, all(target_arch = "wasm32", feature = "page")))]
pub mod ui;
#[cfg(target_arch = "wasm32")]
pub mod worker;
