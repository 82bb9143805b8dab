//! What `go tool pprof -top` printed, read back into rows.

use anyhow::{Context as _, Result, bail};

/// A report.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// Its rows, in order.
    pub(crate) rows: Vec<Line>,
    /// Whether functions were left out: then units and badges are chosen by what is left.
    pub(crate) is_trimmed: bool,
}

/// A row of it, every text as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// flat, flat%, sum%, cum, cum%.
    pub(crate) values: [String; 5],
    /// The function, without what follows it in brackets.
    pub(crate) name: String,
    /// `inline`, `inline, partly` or nothing: the page's words for what follows it.
    pub(crate) badge: String,
}

impl Answer {
    /// Reads a report with its header.
    pub(crate) fn read(text: &str) -> Result<Self> {
        let mut lines = text.lines();
        let is_trimmed = lines
            .clone()
            .any(|line| line.starts_with("Dropped ") || line.starts_with("Showing top "));
        lines
            .find(|line| line.split_whitespace().eq(["flat", "flat%", "sum%", "cum", "cum%"]))
            .context("no header line")?;
        let mut rows: Vec<Line> = Vec::new();
        for text in lines {
            match (line(text), rows.last_mut()) {
                (Ok(line), _) => rows.push(line),
                // A name may have lines of its own.
                (Err(_), Some(last)) => last.name = format!("{}\n{text}", last.name),
                (Err(error), None) => return Err(error),
            }
        }
        Ok(Self { rows, is_trimmed })
    }
}

fn line(line: &str) -> Result<Line> {
    let mut rest = line;
    let mut values: [String; 5] = Default::default();
    for value in &mut values {
        rest = rest.trim_start();
        let end = rest.find(' ').with_context(|| format!("short line: {line}"))?;
        rest[..end].clone_into(value);
        rest = &rest[end..];
    }
    let Some(name) = rest.strip_prefix("  ") else {
        bail!("no name: {line}");
    };
    let (name, badge) = match name {
        name if name.ends_with(" (partial-inline)") => (&name[..name.len() - 17], "inline, partly"),
        name if name.ends_with(" (inline)") => (&name[..name.len() - 9], "inline"),
        name => (name, ""),
    };
    Ok(Line {
        values,
        name: name.to_owned(),
        badge: badge.to_owned(),
    })
}

/// The whole number that a text begins with, thousands apart or not: `1,234 bytes` and `1234B`.
///
/// As a double: pprof prints through one, so that its digits past the fifteenth are not the value's.
pub(crate) fn whole_number(text: &str) -> Option<f64> {
    let text = text.trim().replace(',', "");
    let end = text
        .char_indices()
        .find(|&(at, letter)| !(letter.is_ascii_digit() || at == 0 && letter == '-'))
        .map_or(text.len(), |(at, _)| at);
    text[..end].parse().ok()
}
