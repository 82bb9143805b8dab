//! What screens are built of: signals in → elements out, and gestures back as requests.
//!
//! Arithmetic of positions stands apart from elements, in [`bytes`], [`gestures`], [`matching`], [`placement`] and
//! [`virtual_rows`], so that it can be tested. Read [`canvas_pane`] first: how a worker paints on the page.

pub mod bytes;
pub mod gestures;
pub mod matching;
pub mod placement;
pub mod virtual_rows;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod canvas_pane;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod chart;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod compare_bar;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod copyable;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod crumbs;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod details;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod dialog;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod drop_outline;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod each;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod edge_tooltip;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod filters;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod function_name;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod goroutine_group;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod icon;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod keep_question;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod list_button;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod menu;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod neighbours;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod palette;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod popup_button;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod sample_types;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod search_box;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod slice_facts;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod splitter;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod status_line;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod table;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod table_head;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod table_row;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod tabs;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod tip;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod tooltip;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod treegrid;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod treegrid_row;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod when;
