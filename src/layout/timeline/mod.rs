//! A trace, and a part of its time → lanes of slices and columns, a ruler, and what is under a point.
//!
//! What is drawn is bounded by the pane: where changes are narrower than a pixel a column stands for them, and tells how
//! much of its time was spent on what: the true mixture, from sums up to its two edges.
//!
//! Must not know: colours, canvases, where a pointer event came from.
//!
//! Invariants, each tested: a lane's pieces come left to right and never overlap; what they say sums up to the time that
//! was truly spent, whatever the view.
//!
//! Read [`view`] and [`lane`] first, then [`source`] and [`pieces`]; [`lanes`] lists them, [`picture`] puts all together on a pane that is parted
//! by [`frame`] from pieces that it keeps on a [`shelf`], [`hit`] finds what is under a point.

pub mod frame;
pub mod heads;
pub mod hit;
pub mod instants;
pub mod lane;
pub mod lanes;
mod members;
pub mod names;
pub mod picture;
pub mod pieces;
pub mod role;
pub mod shelf;
pub mod source;
pub mod ticks;
pub mod view;
