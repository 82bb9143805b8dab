//! Goroutines: a [`Dump`](crate::model::goroutines::Dump) and options in → groups, lists, trees and suspects out.
pub mod group;
pub mod json;
pub mod places;
pub mod profile;
