//! Tables of views that are read → CSV and JSON, with exact numbers.
//!
//! What a cell shows is rounded; its exact value is a whole number with a unit, which goes to the head of the column.

use crate::analyze::json::append_text;
use crate::engine::export::table::quoted;
use crate::protocol::account::{Account, Section};

/// One table below the other: its heading, its head, its rows, and an empty line.
pub(super) fn csv(account: &Account) -> Vec<u8> {
    let mut out = String::new();
    for section in told(account) {
        let mut line = |fields: &[String]| {
            let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
            out.push_str(&fields.join(","));
            out.push('\n');
        };
        line(std::slice::from_ref(&section.heading));
        for item in &section.items {
            line(&[item.title.clone(), item.numbers.clone()]);
            for lead in &item.leads {
                line(&[String::new(), lead.words.clone(), lead.value.clone()]);
            }
        }
        if !section.rows.is_empty() {
            line(&heads(section));
            for row in rows(section) {
                line(&row.into_iter().map(|value| value.0).collect::<Vec<_>>());
            }
        }
        out.push('\n');
    }
    out.into_bytes()
}

/// A list of tables, each with its columns and the rows as lists of numbers and texts.
pub(super) fn json(account: &Account) -> Vec<u8> {
    let mut out = Vec::new();
    let list = |out: &mut Vec<u8>, values: Vec<(String, bool)>| {
        for (at, (value, is_number)) in values.into_iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            if is_number {
                out.extend_from_slice(value.as_bytes());
            } else {
                append_text(out, value.as_bytes());
            }
        }
    };
    out.push(b'[');
    for (at, section) in told(account).enumerate() {
        out.extend_from_slice(if at == 0 { b"\n{" } else { b",\n{" });
        out.extend_from_slice(b"\"heading\":");
        append_text(&mut out, section.heading.as_bytes());
        out.extend_from_slice(b",\"items\":[");
        for (at, item) in section.items.iter().enumerate() {
            out.extend_from_slice(if at == 0 { b"[" } else { b",[" });
            list(
                &mut out,
                [&item.title, &item.numbers].map(|text| (text.clone(), false)).into(),
            );
            out.push(b']');
        }
        out.extend_from_slice(b"],\"columns\":[");
        list(&mut out, heads(section).into_iter().map(|head| (head, false)).collect());
        out.extend_from_slice(b"],\"rows\":[");
        for (at, row) in rows(section).enumerate() {
            out.extend_from_slice(if at == 0 { b"\n[" } else { b",\n[" });
            list(&mut out, row);
            out.push(b']');
        }
        out.extend_from_slice(b"]}");
    }
    out.extend_from_slice(b"]\n");
    out
}

/// Parts that have something to take away.
fn told(account: &Account) -> impl Iterator<Item = &Section> {
    let sections = account.sections.iter();
    sections.filter(|section| !section.rows.is_empty() || section.items.iter().any(|item| !item.numbers.is_empty()))
}

/// The names of columns, each with the unit of its numbers.
fn heads(section: &Section) -> Vec<String> {
    let unit = |column: usize| {
        let cells = section.rows.iter().filter_map(|row| row.cells.get(column));
        let mut units = cells.filter_map(|cell| number(&cell[1])).map(|(_, unit)| unit);
        units.find(|unit| !unit.is_empty())
    };
    let columns = section.columns.iter().enumerate();
    let heads = columns.map(|(at, head)| match at.checked_sub(1).and_then(unit) {
        Some(unit) => format!("{} ({unit})", head.words),
        None => head.words.clone(),
    });
    heads.collect()
}

/// The values of each row, and whether each is a number.
fn rows(section: &Section) -> impl Iterator<Item = Vec<(String, bool)>> {
    section.rows.iter().map(|row| {
        let name = format!("{} {}", row.lead.words, row.lead.value);
        let cells = row.cells.iter().map(|[text, exact]| {
            let told = number(exact).or_else(|| number(text).filter(|(_, unit)| unit.is_empty()));
            told.map_or((text.clone(), false), |(number, _)| (number, true))
        });
        std::iter::once((name.trim().to_owned(), false)).chain(cells).collect()
    })
}

/// A whole number that is written out, and its unit.
fn number(text: &str) -> Option<(String, &str)> {
    let (digits, unit) = text.split_once(' ').unwrap_or((text, ""));
    let is_number = digits
        .trim_start_matches('-')
        .starts_with(|letter: char| letter.is_ascii_digit())
        && digits
            .trim_start_matches('-')
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b',');
    let unit = match unit {
        "nanosecond" | "nanoseconds" => "ns",
        "byte" => "bytes",
        unit => unit,
    };
    (is_number && !unit.contains(' ')).then(|| (digits.replace(',', ""), unit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::account::{AccountRow, Lead, Switch};

    #[test]
    fn exact_values_are_numbers_and_units_stand_in_the_head() {
        let head = |words: &str| Switch {
            words: words.to_owned(),
            ..Switch::default()
        };
        let cell = |text: &str, exact: &str| [text.to_owned(), exact.to_owned()];
        let account = Account {
            sections: vec![
                Section {
                    heading: "Two, of \"them\"".to_owned(),
                    columns: ["name", "time", "count", "share"].map(head).into(),
                    rows: vec![AccountRow {
                        lead: Lead {
                            words: "main.add".to_owned(),
                            ..Lead::default()
                        },
                        cells: vec![cell("1.5us", "1,500 nanoseconds"), cell("1,234", ""), cell("3.1%", "")],
                        ..AccountRow::default()
                    }],
                    ..Section::default()
                },
                Section::default(),
            ],
        };
        assert_eq!(
            String::from_utf8(csv(&account)).unwrap(),
            "\"Two, of \"\"them\"\"\"\nname,time (ns),count,share\nmain.add,1500,1234,3.1%\n\n"
        );
        assert_eq!(
            String::from_utf8(json(&account)).unwrap(),
            "[\n{\"heading\":\"Two, of \\\"them\\\"\",\"items\":[],\"columns\":[\"name\",\"time (ns)\",\"count\",\"share\"],\
             \"rows\":[\n[\"main.add\",1500,1234,\"3.1%\"]]}]\n"
        );
    }
}
