//! What Trunk calls around a build: the style sheet before it, the finished folder after it.

use super::Arguments;
use crate::{project, tools};
use anyhow::{Context as _, Result};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use xtask::dist::{self, Purpose, styles};

/// The workers' modules are optimised for speed; the page's for its size when packed, which folding functions together does not make less.
const WASM_OPT: [(&str, &[&str]); 3] = [
    ("app", &["-O2", "--optimize-level=0", "--shrink-level=2"]),
    ("worker", &["-O3"]),
    ("texts", &["-O3"]),
];
/// Instances of one function stand beside each other: so they pack to two hundredths less.
const ORDER: [&str; 3] = ["--reorder-functions-by-name", "--strip-debug", "--strip-producers"];

/// Gathers the style sheets into the one that `index.html` links.
pub(crate) fn styles(args: &mut Arguments) -> Result<()> {
    args.end()?;
    styles::gather(project::root())
}

/// Finishes the folder that Trunk is about to put in place of `dist/`.
pub(crate) fn run(args: &mut Arguments) -> Result<()> {
    args.end()?;
    let staging = env::var_os("TRUNK_STAGING_DIR").context("`finish` is called by Trunk (see Trunk.toml)")?;
    let staging = PathBuf::from(staging);
    let release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    if release {
        optimise(&staging)?;
    }
    dist::finish(
        project::root(),
        &staging,
        if release {
            Purpose::Release
        } else {
            Purpose::Development
        },
    )
}

/// Runs wasm-opt over all modules, if there is one: `cargo xtask build` sees to that.
fn optimise(staging: &Path) -> Result<()> {
    let Some(wasm_opt) = tools::node::find_wasm_opt() else {
        eprintln!("  wasm-opt is not installed (`cargo xtask build` installs it): the modules stay as they are");
        return Ok(());
    };
    for (stem, levels) in WASM_OPT {
        let module = staging.join(dist::names::find(staging, stem, "_bg.wasm")?);
        let to = module.with_extension("optimised");
        project::run(
            project::command(&wasm_opt)
                .args(levels)
                .args(ORDER)
                .arg(&module)
                .arg("--output")
                .arg(&to),
        )?;
        fs::rename(&to, &module)?;
    }
    Ok(())
}
