//! The page: protocol rows in → DOM out. It sends requests, shows replies and never computes.

/// Mounts the interface into the document's body.
pub fn start() {}
