//! What `go tool pprof -top` printed, read back into rows.

use anyhow::{Context as _, Result, bail};

/// A report.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// Its rows, in order.
    pub(crate) rows: Vec<Line>,
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
        lines
            .find(|line| line.split_whitespace().eq(["flat", "flat%", "sum%", "cum", "cum%"]))
            .context("no header line")?;
        let rows = lines.map(line).collect::<Result<_>>()?;
        Ok(Self { rows })
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
