//! Painting: geometry in → calls on a [`surface::Surface`] out.
//!
//! A painter gets roles and finds their colours in [`theme`]; it cannot look anything up.
//!
//! Must not know: documents, browsers. The canvas of a browser is one `Surface`, a file of the picture another, the recorder
//! of the tests a third, and all see the same calls.
//!
//! Invariants: every colour stands in [`theme`]; boxes of one colour are painted by one call.
//!
//! Read [`surface`] first, then [`flame`], [`graph`] and [`timeline`], whose many bars go by way of a [`raster`].

pub mod flame;
pub mod graph;
pub mod raster;
pub mod surface;
#[cfg(feature = "texts")]
pub mod svg;
pub mod theme;
pub mod timeline;
