//! Goroutines: a [`Dump`](crate::model::goroutines::Dump) and options in → groups, lists, trees and suspects out.
//!
//! [`filter`] says which goroutines are looked at, and every other answer takes it as `is_kept`. [`group`] gathers those
//! with equal stacks, where [`places`] says what is equal; [`creators`] puts them under the statements that made them;
//! [`leaks`] and [`blocked`] name what is suspicious, and [`holders`] who may be in the way; [`profile`] makes an ordinary
//! profile of them, for the views that those have. [`json`] is the report.
//!
//! Must not know: how a dump was written, what a view looks like.
//!
//! Invariants: a goroutine is in one group; what is told without a word of doubt stands in the dump; no circle of waits
//! is ever claimed, since a dump does not say who holds a lock.
//!
//! Read [`group`] first.

mod arguments;
pub mod blocked;
pub mod creators;
pub mod filter;
pub mod group;
pub mod holders;
pub mod json;
pub mod leaks;
pub mod places;
pub mod profile;
pub mod state;
