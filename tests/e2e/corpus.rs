//! The profiles of `tests/corpus` and what pprof says of them.

use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use flate2::read::GzDecoder;

use crate::answers::Answer;
use crate::browser::root;

/// A profile by its name, such as `shop.go1.27.cpu`.
pub(crate) fn profile(name: &str) -> PathBuf {
    let example = name.strip_prefix("example.");
    match example {
        Some(example) => root().join(format!("public/examples/{example}.pb.gz")),
        None => folder().join(format!("{name}.pb.gz")),
    }
}

/// What pprof says of it, if that was kept and goscope is meant to say the same: `top`, `topcum`, `exact.0`.
pub(crate) fn answer(name: &str, report: &str) -> Result<Option<Answer>> {
    let commands = fs::read_to_string(folder().join("COMMANDS.tsv"))?;
    // A profile, its file, a report, pprof's flags, and why goscope is meant to differ.
    let is_asked = commands.lines().any(|line| {
        let cells: Vec<_> = line.split('\t').collect();
        cells[0] == name && cells[2] == report && cells.get(4).is_none_or(|why| why.is_empty())
    });
    if !is_asked {
        return Ok(None);
    }
    let path = folder().join(name).join(format!("{report}.txt"));
    let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
    // Names need not be text; the page shows what is none of it as U+FFFD.
    Answer::read(&String::from_utf8_lossy(&bytes))
        .with_context(|| path.display().to_string())
        .map(Some)
}

/// What pprof printed with filters or a base: the report of this number of `refinements.py`, which are all packed.
pub(crate) fn refined(number: &str) -> Result<Answer> {
    let path = root().join(format!("tests/corpus/refinements/{number}.top.gz"));
    let mut text = String::new();
    let packed = fs::File::open(&path).with_context(|| path.display().to_string())?;
    GzDecoder::new(packed).read_to_string(&mut text)?;
    Answer::read(&text).with_context(|| path.display().to_string())
}

/// The names of all profiles that begin so, sorted.
pub(crate) fn names(prefix: &str) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(name) = name.strip_suffix(".pb.gz").filter(|name| name.starts_with(prefix)) {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// A damaged file and what is expected of goscope.
pub(crate) struct Damaged {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its name.
    pub(crate) name: String,
    /// Whether it opens all the same.
    pub(crate) is_accepted: bool,
    /// A word that the message must have; empty for any.
    pub(crate) word: String,
}

/// Every damaged file, in the order of `EXPECT.tsv`.
pub(crate) fn damaged() -> Result<Vec<Damaged>> {
    let folder = root().join("tests/corpus/malformed");
    let table = fs::read_to_string(folder.join("EXPECT.tsv"))?;
    let rows = table.lines().skip(1).map(|line| {
        let cells: Vec<_> = line.split('\t').collect();
        Damaged {
            path: folder.join(cells[0]),
            name: cells[0].to_owned(),
            is_accepted: cells[2] == "accept",
            word: cells[3].to_owned(),
        }
    });
    Ok(rows.collect())
}

fn folder() -> PathBuf {
    root().join("tests/corpus/profiles")
}
