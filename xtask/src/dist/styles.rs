//! One style sheet out of `style/`: `tokens.css` first, then the others by name.
//!
//! A new sheet needs no mention anywhere. Trunk takes the result, makes it smaller and names it.

use super::files;
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::Path;

/// Where the sheet is left, relative to the project's folder; `index.html` links it.
pub const SHEET: &str = "target/goscope/style.css";

/// The sheet that defines what the others use.
const FIRST: &str = "tokens.css";

/// Gathers `style/` of the project at `root` into [`SHEET`].
pub fn gather(root: &Path) -> Result<()> {
    let folder = root.join("style");
    let mut names: Vec<String> = files(&folder)?
        .into_iter()
        .filter(|name| name.ends_with(".css"))
        .collect();
    ensure!(names.iter().any(|name| name == FIRST), "style/{FIRST} is missing");
    names.sort_by_key(|name| name != FIRST);
    let mut sheet = String::new();
    for name in names {
        sheet += &fs::read_to_string(folder.join(&name)).with_context(|| format!("reading style/{name}"))?;
        sheet.push('\n');
    }
    let to = root.join(SHEET);
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(&to, sheet).with_context(|| format!("writing {}", to.display()))
}
