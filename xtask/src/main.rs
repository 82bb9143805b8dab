//! `cargo xtask`: what cargo alone cannot say.
fn main() {}
