//! The call graph as a picture: a graph of calls in → boxes with letters, lines and labels for a camera out.
//!
//! [`scene`] measures what is written into each node and lays the graph out, once for a graph;
//! [`picture`] says for every frame what is seen of it, and how: letters that would be too small are replaced
//! by shorter and larger ones, details appear as one comes closer.
//!
//! Must not know: colours (a shape carries a share and a look), canvases, where a pointer event came from.
//!
//! Invariants, each tested: no letters are smaller than [`LEAST_LETTERS`]; what is out of view is not in
//! the picture; hitting the middle of a box finds it.
//!
//! Read [`scene`] first, then [`picture`] and [`letters`].

pub mod hit;
mod labels;
pub mod legend;
mod letters;
pub mod minimap;
pub mod picture;
pub mod scene;

/// Nothing is written smaller, in CSS pixels.
pub const LEAST_LETTERS: f64 = 11.0;
