//! The parts of `cargo xtask` that tests use too: the finished folder and the server that shows it.
//!
//! Start with [`dist::finish`] (what Trunk left → a folder that any static host can serve) and
//! [`static_server::StaticServer`] (a folder → an address).

pub mod dist;
pub mod static_server;
