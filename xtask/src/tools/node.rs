//! wasm-opt, which comes from npm and runs in node.
//!
//! The distributions' own is too old to read what wasm-bindgen writes.

use super::{folder, has_version, on_path, system};
use crate::project;
use anyhow::{Context as _, Result, bail};
use std::path::PathBuf;

/// The release of Binaryen: as npm numbers it, and as wasm-opt does.
const BINARYEN: &str = "132.0.0";
const WASM_OPT: &str = "132";

/// wasm-opt of our version, if it is installed.
pub(crate) fn find_wasm_opt() -> Option<PathBuf> {
    let own = own();
    if own.exists() && has_version(&own, WASM_OPT) {
        return Some(own);
    }
    on_path("wasm-opt").filter(|found| has_version(found, WASM_OPT))
}

/// wasm-opt of our version, installed if it must be; `None`, with a word about it, where there is no node.
pub(crate) fn ensure_wasm_opt() -> Result<Option<PathBuf>> {
    if let Some(found) = find_wasm_opt() {
        return Ok(Some(found));
    }
    if (on_path("node").is_none() || on_path("npm").is_none()) && system::can_install() {
        system::install(&["nodejs", "npm"])?;
    }
    let (Some(_), Some(npm)) = (on_path("node"), on_path("npm")) else {
        eprintln!("node and npm are not here: the page is built without wasm-opt (install nodejs and npm to have it)");
        return Ok(None);
    };
    eprintln!(
        "wasm-opt {WASM_OPT} is not here: npm installs it into {}",
        folder().display()
    );
    let to = folder().join("node");
    std::fs::create_dir_all(&to).with_context(|| format!("creating {}", to.display()))?;
    let mut npm = project::command(npm);
    npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"])
        .arg(&to)
        .arg(format!("binaryen@{BINARYEN}"));
    project::run(&mut npm)?;
    match find_wasm_opt() {
        Some(found) => Ok(Some(found)),
        None => bail!(
            "{} was installed but does not say it is version {WASM_OPT}",
            own().display()
        ),
    }
}

fn own() -> PathBuf {
    folder().join("node/node_modules/.bin/wasm-opt")
}
