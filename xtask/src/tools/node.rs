//! What comes from npm: wasm-opt, which runs in node, and axe, which runs in the page under test.
//!
//! The distributions' own wasm-opt is too old to read what wasm-bindgen writes.

use super::{folder, has_version, on_path, system};
use crate::project;
use anyhow::{Context as _, Result, bail};
use std::path::{Path, PathBuf};

/// The release of Binaryen: as npm numbers it, and as wasm-opt does.
const BINARYEN: &str = "132.0.0";
const WASM_OPT: &str = "132";

/// The rules of accessibility that pages are held against.
const AXE: &str = "4.14.1";

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
    let Some(npm) = npm()? else {
        eprintln!("node and npm are not here: the page is built without wasm-opt (install nodejs and npm to have it)");
        return Ok(None);
    };
    eprintln!(
        "wasm-opt {WASM_OPT} is not here: npm installs it into {}",
        folder().display()
    );
    install(&npm, "node", &format!("binaryen@{BINARYEN}"))?;
    match find_wasm_opt() {
        Some(found) => Ok(Some(found)),
        None => bail!(
            "{} was installed but does not say it is version {WASM_OPT}",
            own().display()
        ),
    }
}

/// The script of axe of our version, installed if it must be.
pub(crate) fn ensure_axe() -> Result<PathBuf> {
    // In a folder of its own: npm takes away what it was not asked for in the same breath.
    let name = format!("axe-{AXE}");
    let script = folder().join(&name).join("node_modules/axe-core/axe.min.js");
    if script.is_file() {
        return Ok(script);
    }
    let npm = npm()?.context("please install nodejs and npm: the accessibility of the page is tested by axe-core")?;
    eprintln!(
        "axe-core {AXE} is not here: npm installs it into {}",
        folder().display()
    );
    install(&npm, &name, &format!("axe-core@{AXE}"))?;
    if !script.is_file() {
        bail!("axe-core was installed but has no {}", script.display());
    }
    Ok(script)
}

/// npm, if it can be had; it is of no use without node.
fn npm() -> Result<Option<PathBuf>> {
    let find = || on_path("npm").filter(|_| on_path("node").is_some());
    if find().is_none() && system::can_install() {
        system::install(&["nodejs", "npm"])?;
    }
    Ok(find())
}

/// Installs a package into a folder of ours.
fn install(npm: &Path, into: &str, package: &str) -> Result<()> {
    let to = folder().join(into);
    std::fs::create_dir_all(&to).with_context(|| format!("creating {}", to.display()))?;
    let mut npm = project::command(npm);
    npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"])
        .arg(&to)
        .arg(package);
    project::run(&mut npm)
}

fn own() -> PathBuf {
    folder().join("node/node_modules/.bin/wasm-opt")
}
