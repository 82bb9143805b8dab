//! `cargo xtask build`: the project → `dist/`, and its weight.

use super::Arguments;
use crate::{project, tools};
use anyhow::{Context as _, Result, bail};
use std::{fs, io};
use xtask::dist::size::{BUDGET, Weights};

/// Builds the page; fails above the budget.
pub(crate) fn run(args: &mut Arguments) -> Result<()> {
    args.end()?;
    page()
}

/// Builds the release page into `dist/` and prints what it weighs.
pub(crate) fn page() -> Result<()> {
    tools::rust::ensure_wasm_target()?;
    let trunk = tools::cargo::trunk()?;
    let bindgen = tools::cargo::wasm_bindgen()?;
    let optimised = tools::node::ensure_wasm_opt()?.is_some();
    // Trunk is told to stay offline, which cargo then does too: the crates are fetched before.
    project::run(project::command("cargo").args(["fetch", "--locked"]))?;
    project::run(
        project::command(&trunk)
            .args(["build", "--release"])
            .env("PATH", tools::path_with(&[&trunk, &bindgen]))
            .env("TRUNK_SKIP_VERSION_CHECK", "true")
            // Some environments set NO_COLOR=1, which Trunk reads as a truth value and refuses.
            .env_remove("NO_COLOR"),
    )?;

    remove_trunk_lock()?;

    let weights = Weights::of(&project::dist())?;
    println!("\n{weights}");
    let together = weights.first_visit_brotli();
    if !optimised {
        println!(
            "  built without wasm-opt (no node): larger and slower than it should be, so not judged against the budget"
        );
    } else if together > BUDGET {
        bail!(
            "the first visit weighs {together} bytes, {} above its budget",
            together - BUDGET
        );
    }
    println!("  the page is in {}", project::dist().display());
    Ok(())
}

/// Trunk leaves a lock file in the folder, which nobody should have to upload.
fn remove_trunk_lock() -> Result<()> {
    let lock = project::dist().join(".trunk-lock");
    match fs::remove_file(&lock) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", lock.display()))
        }
        _ => Ok(()),
    }
}
