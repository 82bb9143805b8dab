//! web-sys wrapped once: browser objects in → plain Rust values and callbacks out.
//!
//! What listens here ends when its value is dropped. This room decides nothing about what is shown
//! and knows no Leptos: the page and the worker both stand on it.
//!
//! Read [`message`] and [`port`] first: how the page speaks with its workers.

pub mod again;
pub mod boot;
pub mod canvas;
pub mod clipboard;
pub mod files;
pub mod folders;
pub mod handles;
pub mod history;
pub mod install;
pub mod kept;
pub mod listen;
pub mod media;
pub mod message;
pub mod port;
pub mod program;
pub mod resize;
pub mod save;
pub mod slices;
pub mod source_folders;
pub mod storage;
pub mod system_colors;
pub mod window;
