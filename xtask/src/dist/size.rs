//! What a first visit downloads, compressed as a good host would: brotli at its strongest.

use super::{files, is_later};
use anyhow::{Context as _, Result};
use std::fmt::{self, Display, Formatter};
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// What page, worker, styles and icons may weigh together, in bytes after brotli.
pub const BUDGET: usize = 600_000;

/// Brotli's quality (its strongest) and the logarithm of its window in bytes (4 MiB, the most that browsers take).
const QUALITY: u32 = 11;
const WINDOW_LOG: u32 = 22;

/// One file of the finished folder.
#[derive(Debug)]
pub struct Weight {
    /// Path relative to the folder.
    pub name: String,
    /// Bytes on disk.
    pub raw: usize,
    /// Bytes after brotli.
    pub brotli: usize,
}

/// Every file of the finished folder, weighed.
#[derive(Debug)]
pub struct Weights {
    /// What every first visit downloads.
    pub first_visit: Vec<Weight>,
    /// The worker that reads texts, and the example profiles: kept offline in the background, no part of the budget.
    pub later: Vec<Weight>,
}

impl Weights {
    /// Weighs every file of `dist`.
    pub fn of(dist: &Path) -> Result<Self> {
        let mut weights = Self {
            first_visit: Vec::new(),
            later: Vec::new(),
        };
        for name in files(dist)? {
            let bytes = fs::read(dist.join(&name)).with_context(|| format!("reading {name}"))?;
            let part = if is_later(&name) {
                &mut weights.later
            } else {
                &mut weights.first_visit
            };
            part.push(Weight {
                name,
                raw: bytes.len(),
                brotli: brotli_len(&bytes)?,
            });
        }
        weights.first_visit.sort_by_key(|w| std::cmp::Reverse(w.brotli));
        Ok(weights)
    }

    /// Bytes of a first visit, after brotli.
    pub fn first_visit_brotli(&self) -> usize {
        self.first_visit.iter().map(|w| w.brotli).sum()
    }
}

impl Display for Weights {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let row = |f: &mut Formatter<'_>, name: &str, raw: usize, brotli: usize| {
            writeln!(f, "  {name:<36}{:>12}{:>12}", grouped(raw), grouped(brotli))
        };
        writeln!(f, "  {:<36}{:>12}{:>12}", "first visit", "bytes", "brotli")?;
        for w in &self.first_visit {
            row(f, &w.name, w.raw, w.brotli)?;
        }
        row(
            f,
            "together",
            self.first_visit.iter().map(|w| w.raw).sum(),
            self.first_visit_brotli(),
        )?;
        row(f, "budget", 0, BUDGET)?;
        if !self.later.is_empty() {
            writeln!(f, "  fetched after the page stands, outside the budget")?;
        }
        for w in &self.later {
            row(f, &w.name, w.raw, w.brotli)?;
        }
        Ok(())
    }
}

/// Digits in groups of three; nothing for zero.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if n == 0 { String::new() } else { text }
}

fn brotli_len(bytes: &[u8]) -> Result<usize> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, QUALITY, WINDOW_LOG);
    writer.write_all(bytes)?;
    Ok(writer.into_inner().len())
}
