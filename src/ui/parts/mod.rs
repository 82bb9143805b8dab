//! What screens are built of: signals in → elements out, and gestures back as requests.
//!
//! Arithmetic of positions stands apart from elements, in [`gestures`] and [`virtual_rows`], so that
//! it can be tested. Read [`canvas_pane`] first: how a worker paints on the page.

pub mod canvas_pane;
pub mod copyable;
pub mod crumbs;
pub mod details;
pub mod dialog;
pub mod drop_outline;
pub mod gestures;
pub mod icon;
pub mod sample_types;
pub mod search_box;
pub mod splitter;
pub mod status_line;
pub mod table;
pub mod table_head;
pub mod table_row;
pub mod tabs;
pub mod tooltip;
pub mod virtual_rows;
