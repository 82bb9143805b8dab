//! Names that hold a hash of the content, so that a name never means two things.
//!
//! A file may name only files above it in [`NAMED`]; renaming in that order gives each one the hash of its
//! final bytes, references included. Trunk's own hashes are replaced: they are of the bytes before `wasm-opt`,
//! and a worker's files get none.

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::Path;

/// Stem and ending of each file that is named by content, each after those that it names.
const NAMED: [(&str, &str); 9] = [
    ("style", ".css"),
    ("app", "_bg.wasm"),
    ("worker", "_bg.wasm"),
    ("texts", "_bg.wasm"),
    ("app", ".js"),
    ("worker", ".js"),
    ("texts", ".js"),
    ("contain", ".js"),
    ("boot", ".js"),
];

/// Hexadecimal digits of SHA-256 in a name.
const DIGITS: usize = 16;

/// Renames the programs and styles of `dist` by their content and rewrites the references between them.
pub fn rename_by_content(dist: &Path) -> Result<()> {
    let mut renamed: Vec<(String, String)> = Vec::new();
    for (stem, ending) in NAMED {
        let old = find(dist, stem, ending)?;
        let path = dist.join(&old);
        let mut bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        if ending == ".js" {
            let text = String::from_utf8(bytes).with_context(|| format!("{old} is not text"))?;
            bytes = with_new_names(text, &renamed).into_bytes();
        }
        let new = format!("{stem}-{}{ending}", &hex(&Sha256::digest(&bytes))[..DIGITS]);
        fs::remove_file(&path)?;
        fs::write(dist.join(&new), bytes)?;
        renamed.push((old, new));
    }
    let index = dist.join("index.html");
    let html = fs::read_to_string(&index).with_context(|| format!("reading {}", index.display()))?;
    let html = with_new_names(html, &renamed);
    for (_, new) in &renamed {
        if !html.contains(&format!("./{new}")) {
            bail!("index.html does not name {new}");
        }
    }
    fs::write(&index, html)?;
    Ok(())
}

/// Whether the last part of `path` is a name given by [`rename_by_content`].
pub fn is_by_content(path: &str) -> bool {
    NAMED.iter().any(|(stem, ending)| {
        let hash = path
            .strip_prefix(*stem)
            .and_then(|p| p.strip_suffix(*ending))
            .and_then(|p| p.strip_prefix('-'));
        hash.is_some_and(|hash| hash.len() == DIGITS && is_hash(hash))
    })
}

/// Our scripts keep their comments on lines of their own: the copy that is served leaves those lines out.
pub fn without_comment_lines(script: &str) -> String {
    let lines = script
        .lines()
        .filter(|line| !line.trim_start().starts_with("//") && !line.trim().is_empty());
    lines.fold(String::new(), |text, line| text + line + "\n")
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// The one file of `dist` called `stem`, perhaps a dash and a hash, and `ending`.
pub fn find(dist: &Path, stem: &str, ending: &str) -> Result<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dist).with_context(|| format!("reading {}", dist.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(middle) = name.strip_prefix(stem).and_then(|n| n.strip_suffix(ending))
            && (middle.is_empty() || middle.strip_prefix('-').is_some_and(is_hash))
        {
            found.push(name);
        }
    }
    match <[String; 1]>::try_from(found) {
        Ok([name]) => Ok(name),
        Err(found) => bail!(
            "expected one {stem}-HASH{ending} in {}, found {found:?}",
            dist.display()
        ),
    }
}

fn is_hash(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// References are always written `./name`, which keeps `app.js` apart from `wasm-app.js`.
fn with_new_names(text: String, renamed: &[(String, String)]) -> String {
    renamed.iter().fold(text, |text, (old, new)| {
        text.replace(&format!("./{old}"), &format!("./{new}"))
    })
}
