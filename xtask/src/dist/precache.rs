//! The offline worker: every file of the finished folder with its hash, written into the script `sw.js`.

use super::names::{hex, is_by_content, without_comment_lines};
use super::{files, is_later};
use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::Path;

/// The offline worker's file: the one script whose name must stay.
pub const WORKER: &str = "sw.js";

/// What stands for the build's id in `index.html` and in the offline worker's template.
pub const BUILD_MARK: &str = "@BUILD@";

/// What stands for the list in the offline worker's template.
const FILES_MARK: &str = "/*@FILES@*/";

/// Hexadecimal digits of a build's id.
const ID_DIGITS: usize = 16;

/// One file that the offline worker keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Address relative to the folder; the page itself is `./`, so that a host that redirects
    /// `index.html` does no harm.
    pub address: String,
    /// SHA-256 of the file's bytes, in base64, as the `integrity` of a request wants it.
    pub sha256: String,
    /// Whether the name holds a hash of the content.
    pub by_content: bool,
}

/// Gives the folder its id and writes `sw.js` from `template`; returns the id.
///
/// The id is a hash of every file (the page with the mark still in it) and of the template.
pub fn seal(dist: &Path, template: &str) -> Result<String> {
    ensure!(
        template.contains(FILES_MARK),
        "the offline worker's template has no {FILES_MARK}"
    );
    ensure!(
        template.contains(BUILD_MARK),
        "the offline worker's template has no {BUILD_MARK}"
    );
    let unsealed = list(dist)?;
    let mut all = Sha256::new();
    all.update(template);
    for kept in &unsealed {
        all.update(format!("{} {}\n", kept.address, kept.sha256));
    }
    let id = hex(&all.finalize())[..ID_DIGITS].to_owned();

    let index = dist.join("index.html");
    let html = fs::read_to_string(&index).with_context(|| format!("reading {}", index.display()))?;
    ensure!(
        html.matches(BUILD_MARK).count() == 1,
        "index.html must have {BUILD_MARK} once"
    );
    fs::write(&index, html.replace(BUILD_MARK, &id))?;

    let script = without_comment_lines(template);
    let script = script
        .replace(BUILD_MARK, &id)
        .replace(FILES_MARK, &javascript(&list(dist)?));
    fs::write(dist.join(WORKER), script)?;
    Ok(id)
}

/// Makes the folder a development build: no offline worker, and the page knows.
pub fn leave_open(dist: &Path) -> Result<()> {
    let index = dist.join("index.html");
    let html = fs::read_to_string(&index).with_context(|| format!("reading {}", index.display()))?;
    fs::write(&index, html.replace(BUILD_MARK, "dev"))?;
    Ok(())
}

/// The build's id in the text of a sealed `index.html`, however its attributes are quoted.
pub fn build_id(html: &str) -> Option<String> {
    let tag = html.split("<meta ").find(|tag| {
        let head = tag.split('>').next().unwrap_or(tag);
        head.contains("name=build") || head.contains("name=\"build\"")
    })?;
    let value = tag.split("content=").nth(1)?.trim_start_matches('"');
    let id: String = value.chars().take_while(char::is_ascii_alphanumeric).collect();
    (id.len() == ID_DIGITS).then_some(id)
}

/// Every file that is to work offline, what is fetched later last: all but the offline worker itself.
pub fn list(dist: &Path) -> Result<Vec<Kept>> {
    let mut names = files(dist)?;
    names.sort_by_key(|name| is_later(name));
    let kept = names.into_iter().filter(|name| name != WORKER).map(|name| {
        let bytes = fs::read(dist.join(&name)).with_context(|| format!("reading {name}"))?;
        let by_content = is_by_content(&name);
        let address = if name == "index.html" {
            "./".to_owned()
        } else {
            format!("./{name}")
        };
        Ok(Kept {
            address,
            sha256: STANDARD.encode(Sha256::digest(&bytes)),
            by_content,
        })
    });
    kept.collect()
}

/// The list as the inside of a JavaScript array. File names are ours: letters, digits, dots and dashes.
fn javascript(list: &[Kept]) -> String {
    let entries: Vec<String> = list
        .iter()
        .map(|k| format!("[{:?},{:?},{}]", k.address, k.sha256, u8::from(k.by_content)))
        .collect();
    entries.join(",\n")
}
