//! Geometry: answers and a viewport in → rectangles, labels and their roles out.
//!
//! A shape carries a role, never a colour; a point is turned back into the thing under it by
//! reading the same layout backwards ([`hit`]).
//!
//! Must not know: colours, canvases, browsers, where a pointer event came from.
//!
//! Invariants, each tested: what is drawn is bounded by the pane's pixels, not by the document;
//! boxes of a row come left to right and never overlap; hitting the middle of a box finds it.
//!
//! Lengths are CSS pixels as `f64` unless the name says device pixels.
//!
//! Read [`space`] first, then [`flame`].

pub mod callgraph;
pub mod camera;
pub mod flame;
pub mod graph;
pub mod groups;
pub mod hit;
pub mod space;
pub mod text;
pub mod timeline;
