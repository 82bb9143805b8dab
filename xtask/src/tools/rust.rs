//! The WebAssembly target of the pinned toolchain.

use crate::project;
use anyhow::{Context as _, Result, bail};
use std::path::Path;

/// The target of page and worker.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Installs what rust-toolchain.toml names if the target is missing.
pub(crate) fn ensure_wasm_target() -> Result<()> {
    if has_target() {
        return Ok(());
    }
    eprintln!("the Rust target {TARGET} is missing: rustup installs what rust-toolchain.toml names");
    project::run(project::command("rustup").args(["toolchain", "install"]))
        .with_context(|| format!("the Rust target {TARGET} is missing and rustup cannot install it"))?;
    if !has_target() {
        bail!("the Rust target {TARGET} is still missing: is `cargo` the one of rustup?");
    }
    Ok(())
}

fn has_target() -> bool {
    let asked = project::output(project::command("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    asked.is_some_and(|folder| Path::new(folder.trim()).is_dir())
}
