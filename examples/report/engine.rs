//! What the page's engine makes of files: pictures, and accounts as JSON.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use goscope::engine::{Engine, Outgoing};
use goscope::protocol::Pane;
use goscope::protocol::account::{Account, AccountQuestion, Lead, Section, Switch, account_from_bytes};
use goscope::protocol::export::{DRAWING, PICTURE};
use goscope::protocol::reply::Reply;
use goscope::protocol::request::{OpenFile, PaneSize, Request};
use serde_json::{Value, json};

/// How large pictures are, in CSS pixels.
const PICTURE_SIZE: PaneSize = PaneSize {
    width: 1200.0,
    height: 800.0,
    ratio: 1.0,
};
/// Work of a step, in bytes: nobody waits between two.
const BUDGET: u64 = 1 << 24;

/// Prints what the page paints of a file.
pub(crate) fn print_picture(pane: Pane, path: &str) -> Result<(), String> {
    let (file, input) = opened(path)?;
    let name = file.name.clone();
    let mut engine = Engine::new();
    engine.open(file, input);
    while engine.work(BUDGET) {}
    engine.handle(Request::Export(DRAWING.to_owned(), Vec::new()));
    engine.handle(Request::Resize(pane, PICTURE_SIZE));
    engine.handle(Request::Export(PICTURE.to_owned(), vec![name]));
    while engine.work(BUDGET) {}
    for Outgoing { reply, bytes } in engine.take_replies() {
        match (reply, bytes) {
            (Reply::Failed(failure), _) => return Err(format!("{path}: {} {}", failure.what, failure.place)),
            (Reply::Exported(_), Some(bytes)) => return io::stdout().write_all(&bytes).map_err(|it| it.to_string()),
            _ => {}
        }
    }
    Err(format!("{path}: no picture"))
}

/// A file as an engine takes it.
pub(crate) fn opened(path: &str) -> Result<(OpenFile, Box<dyn io::Read>), String> {
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    let named = OpenFile {
        name: Path::new(path)
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        size: file.metadata().map_or(0.0, |about| about.len() as f64),
    };
    Ok((named, Box::new(file)))
}

/// Reads what an engine has to open, asks, and prints the account.
pub(crate) fn print_account(mut engine: Engine, question: AccountQuestion) -> Result<(), String> {
    while engine.work(BUDGET) {}
    engine.handle(Request::Account(question));
    while engine.work(BUDGET) {}
    let mut told = None;
    for outgoing in engine.take_replies() {
        match outgoing.reply {
            Reply::Failed(failure) => return Err(format!("{} {}", failure.place, failure.what)),
            Reply::Account => told = outgoing.bytes,
            _ => {}
        }
    }
    let bytes = told.ok_or("nothing is told")?;
    let account = account_from_bytes(&bytes).map_err(|error| error.to_string())?;
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = writeln!(out, "{:#}", json_from_account(&account)).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| error.to_string()),
    }
}

/// What an account says; where it leads is left out.
fn json_from_account(account: &Account) -> Value {
    let words = |switches: &[Switch]| switches.iter().map(|switch| json!(switch.words)).collect::<Value>();
    let section = |section: &Section| {
        let leads = |leads: &[Lead]| {
            leads
                .iter()
                .map(|lead| json!([lead.words, lead.value]))
                .collect::<Value>()
        };
        let items = section.items.iter().map(|item| {
            json!({ "title": item.title, "numbers": item.numbers, "texts": item.texts, "leads": leads(&item.leads) })
        });
        let charts = section.charts.iter();
        let rows = section.rows.iter().map(|row| {
            let name = [row.lead.words.as_str(), &row.lead.value].join(" ");
            let (cells, exact): (Vec<_>, Vec<_>) = row.cells.iter().map(|[text, exact]| (text, exact)).unzip();
            json!({ "name": name.trim(), "cells": cells, "exact": exact })
        });
        json!({
            "heading": section.heading,
            "notes": section.notes,
            "charts": charts.map(|chart| json!({ "words": chart.words, "axes": chart.axes, "marks": chart.marks, "lines": chart.lines })).collect::<Value>(),
            "items": items.collect::<Value>(),
            "columns": words(&section.columns),
            "rows": rows.collect::<Value>(),
        })
    };
    account.sections.iter().map(section).collect()
}
