//! The finished folder: what Trunk left → what a static host serves.
//!
//! [`finish`] adds the files of `public/`, makes the worker's script ([`worker`]), names the programs by their content ([`names`]), gives the build
//! its id and writes the offline worker with the list of every file ([`precache`]). [`size`] weighs the
//! result. Nothing here knows how the files were compiled, or runs a program.

pub mod names;
pub mod precache;
pub mod size;
pub mod styles;
pub mod worker;

use anyhow::{Context as _, Result};
use names::without_comment_lines;
use std::fs;
use std::path::{Path, PathBuf};

/// Whether a file of the finished folder is fetched after the page stands: kept offline, but no part of a first visit's budget.
///
/// The example profiles are, the worker that reads texts, and what makes a page that holds itself.
pub fn is_later(name: &str) -> bool {
    ["examples/", "texts-", "contain-"]
        .iter()
        .any(|start| name.starts_with(start))
}

/// The glue of both workers, as Trunk leaves it.
const WORKER_GLUES: [&str; 2] = ["worker.js", "texts.js"];

/// Files of `public/` that are not copied as they are: for Trunk, for [`worker::script`], for [`precache::seal`].
const NOT_COPIED: [&str; 4] = ["boot.js", CONTAIN, "loader.js", "offline.js"];

/// What makes one file of the program and what is open; copied without its comments.
const CONTAIN: &str = "contain.js";

/// What a build is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be served to people: kept offline, under the build's id.
    Release,
    /// To be looked at while it changes: no offline worker, the id is `dev`.
    Development,
}

/// Turns `dist` (as Trunk left it, WebAssembly already optimised) into the finished folder; `root` is the project's.
pub fn finish(root: &Path, dist: &Path, purpose: Purpose) -> Result<()> {
    let public = root.join("public");
    for name in files(&public)? {
        if NOT_COPIED.contains(&name.as_str()) {
            continue;
        }
        copy(&public.join(&name), &dist.join(&name))?;
    }
    let contain = without_comment_lines(&read(&public.join(CONTAIN))?);
    fs::write(dist.join(CONTAIN), contain).with_context(|| format!("writing {CONTAIN}"))?;
    let loader = read(&public.join("loader.js"))?;
    for glue in WORKER_GLUES {
        let glue = dist.join(glue);
        let script = worker::script(&read(&glue)?, &loader)?;
        fs::write(&glue, script).with_context(|| format!("writing {}", glue.display()))?;
    }
    names::rename_by_content(dist)?;
    match purpose {
        Purpose::Release => precache::seal(dist, &read(&public.join("offline.js"))?).map(drop),
        Purpose::Development => precache::leave_open(dist),
    }
}

/// Makes `to` another build of `dist` for tests of an update: the same program, every hashed name changed.
///
/// `root` is the project's folder. Returns the other build's id.
pub fn other_build(root: &Path, dist: &Path, to: &Path) -> Result<String> {
    for name in files(dist)? {
        copy(&dist.join(&name), &to.join(&name))?;
        let path = to.join(&name);
        match path.extension().and_then(|e| e.to_str()) {
            Some("js") => append(&path, b"\n// another build\n")?,
            Some("css") => append(&path, b"\n/* another build */\n")?,
            // An empty custom section named "b": allowed anywhere, and without meaning.
            Some("wasm") => append(&path, &[0, 2, 1, b'b'])?,
            _ => {}
        }
    }
    fs::remove_file(to.join(precache::WORKER))?;
    let index = to.join("index.html");
    let html = read(&index)?;
    let old = precache::build_id(&html).context("index.html has no build id")?;
    fs::write(&index, html.replace(&old, precache::BUILD_MARK))?;
    names::rename_by_content(to)?;
    precache::seal(to, &read(&root.join("public/offline.js"))?)
}

/// Every file below `folder`, as sorted paths relative to it with `/` between the parts; hidden ones left out.
pub fn files(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(inner) = open.pop() {
        let path = folder.join(&inner);
        for entry in fs::read_dir(&path).with_context(|| format!("reading {}", path.display()))? {
            let entry = entry?;
            let name = entry.file_name();
            if name.to_string_lossy().starts_with('.') {
                continue;
            }
            let inner = inner.join(name);
            if entry.file_type()?.is_dir() {
                open.push(inner);
            } else {
                let parts: Vec<_> = inner.iter().map(|p| p.to_string_lossy()).collect();
                found.push(parts.join("/"));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::copy(from, to).with_context(|| format!("copying {} to {}", from.display(), to.display()))?;
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

fn append(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut content = fs::read(path)?;
    content.extend_from_slice(bytes);
    fs::write(path, content)?;
    Ok(())
}

#[cfg(test)]
mod tests;
