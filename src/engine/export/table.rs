//! The table as text: exact numbers for programs, formatted ones for people.

use std::io::{self, Write as _};

use crate::analyze::json::append_text;
use crate::engine::{Shown, facts};
use crate::protocol::rows::TopRow;

/// Most rows of a table for people; programs get all.
const MOST_ROWS: u32 = 200;

/// All rows that are shown, in their order, with whole numbers in the unit of the sample type.
pub(super) fn csv(shown: &Shown, out: &mut Vec<u8>) -> io::Result<()> {
    let profile = &shown.profile;
    let unit = String::from_utf8_lossy(profile.unit()).into_owned();
    let is_compared = profile.compared.is_some();
    write!(out, "function,file")?;
    let columns: &[&str] = if is_compared {
        &[
            "old flat",
            "new flat",
            "flat change",
            "old cum",
            "new cum",
            "cum change",
        ]
    } else {
        &["flat", "cum"]
    };
    for column in columns {
        write!(out, ",{}", quoted(&format!("{column} ({unit})")))?;
    }
    writeln!(out)?;
    for (entity, [flat, cum]) in shown.table.in_order() {
        write!(
            out,
            "{},{}",
            quoted(profile.names.full(entity)),
            quoted(&facts::file(profile, entity))
        )?;
        if is_compared {
            let [old_flat, old_cum] = shown.table.base_of(entity);
            for (old, change) in [(old_flat, flat), (old_cum, cum)] {
                write!(out, ",{old},{},{change}", old.wrapping_add(change))?;
            }
        } else {
            write!(out, ",{flat},{cum}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// The same as a list of objects.
pub(super) fn json(shown: &Shown, out: &mut Vec<u8>) -> io::Result<()> {
    let profile = &shown.profile;
    write!(out, "[")?;
    for (at, (entity, [flat, cum])) in shown.table.in_order().enumerate() {
        write!(out, "{}\n{{\"function\":", if at == 0 { "" } else { "," })?;
        append_text(out, profile.names.full(entity).as_bytes());
        write!(out, ",\"file\":")?;
        append_text(out, facts::file(profile, entity).as_bytes());
        write!(out, ",\"flat\":{flat},\"cum\":{cum},\"unit\":")?;
        append_text(out, profile.unit());
        write!(out, "}}")?;
    }
    writeln!(out, "]")
}

/// A field of CSV (RFC 4180).
pub(super) fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// The first rows as a table in Markdown.
pub(super) fn markdown(shown: &Shown, out: &mut Vec<u8>) -> io::Result<()> {
    let is_compared = shown.profile.compared.is_some();
    let (heads, numbers): (&str, usize) = if is_compared {
        ("old flat|new flat|change|%|old cum|new cum|change|%", 8)
    } else {
        ("flat|flat%|sum%|cum|cum%", 5)
    };
    write!(out, "|{heads}|function|\n|{}---|\n", "--:|".repeat(numbers))?;
    let rows = shown.table.rows(&shown.profile, 0..MOST_ROWS);
    for TopRow {
        flat,
        flat_percent,
        sum_percent,
        cum,
        cum_percent,
        path,
        name,
        sides,
        ..
    } in &rows
    {
        let values = match &sides[..] {
            [old_flat, new_flat, old_cum, new_cum, _] => {
                vec![
                    old_flat,
                    new_flat,
                    flat,
                    flat_percent,
                    old_cum,
                    new_cum,
                    cum,
                    cum_percent,
                ]
            }
            _ => vec![flat, flat_percent, sum_percent, cum, cum_percent],
        };
        for value in values {
            write!(out, "|{value}")?;
        }
        writeln!(
            out,
            "|`{}`|",
            format!("{path}{name}").replace('|', "\\|").replace('`', "'")
        )?;
    }
    let left = shown.table.row_count().unwrap_or(0).saturating_sub(rows.len() as u32);
    if left > 0 {
        write!(out, "\nand {left} more\n")?;
    }
    Ok(())
}
