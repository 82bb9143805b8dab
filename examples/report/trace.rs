//! Reports of execution traces.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};

use goscope::analyze::json::JsonError;
use goscope::analyze::trace::json as trace_json;
use goscope::analyze::trace::json::pages::{self, Page};
use goscope::analyze::trace::profile::kind::ProfileKind;
use goscope::analyze::trace::profile::scoped;
use goscope::analyze::trace::scope::{Scope, Who};
use goscope::decode::trace::decoder;
use goscope::decode::trace::error::TraceWarning;
use goscope::decode::trace::reader::Reader;
use goscope::decode::trace::text::{self, TextError};
use goscope::encode::pprof;
use goscope::engine::Engine;
use goscope::model::column::OutOfMemory;
use goscope::model::trace::Trace;
use goscope::model::trace::annotation::TaskRow;
use goscope::protocol::account::{AccountQuestion, SeriesOrder, TracePage};

use crate::engine::{opened, print_account};

pub(crate) fn trace(words: impl Iterator<Item = String>) -> Result<(), String> {
    let words: Vec<String> = words.collect();
    match &words[..] {
        [flag, path] if flag == "-events" => trace_events(path),
        [path] if !path.starts_with('-') => trace_summary(path),
        [flag, path] if let Some(page) = told_page(flag) => {
            let (file, input) = opened(path)?;
            let mut engine = Engine::new();
            engine.open(file, input);
            print_account(engine, AccountQuestion::TraceAgain(page))
        }
        [flag, new, old] if flag == "-compare" => {
            let (new, input) = opened(new)?;
            let mut engine = Engine::new();
            engine.open_against((new, input), vec![opened(old)?]);
            print_account(engine, AccountQuestion::Series(false, SeriesOrder::Growth))
        }
        [] => Err("missing file: report trace [-events | -pprof=KIND [-from NS] [-to NS]] FILE".to_owned()),
        [flags @ .., path] => trace_part(flags, path),
    }
}

fn trace_summary(path: &str) -> Result<(), String> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    let written = match decoder::decode(file) {
        Ok((trace, warnings)) => {
            let is_whole = !warnings
                .iter()
                .any(|warning| matches!(warning, TraceWarning::Damage { .. }));
            let warnings: Vec<_> = warnings.iter().map(ToString::to_string).collect();
            trace_json::write(&trace, is_whole, &warnings, &mut out)
        }
        Err(error) => {
            let written = trace_json::write_error(&error.to_string(), &mut out);
            let written = written.and_then(|()| out.flush());
            eprintln!("report: {path}: {error}");
            written.map_err(|error| error.to_string())?;
            std::process::exit(1);
        }
    };
    match written.and_then(|()| out.flush().map_err(JsonError::Write)) {
        Err(JsonError::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| format!("{path}: {error}")),
    }
}

/// A profile of a trace, or of a part of it.
fn trace_part(words: &[String], path: &str) -> Result<(), String> {
    let (mut kind, mut page) = (None, None);
    let (mut from, mut to) = (None, None);
    let (mut group, mut task, mut region) = (None, None, None);
    let number = |text: &str| {
        text.parse::<i64>()
            .map_err(|error| format!("invalid number: {text}: {error}"))
    };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if let Some(name) = word.strip_prefix("-pprof=") {
            kind = Some(ProfileKind::named(name).ok_or_else(|| format!("unknown type of profile: {name}"))?);
            continue;
        }
        if let Some(name) = word.strip_prefix("-page=") {
            page = Some(Page::named(name).ok_or_else(|| format!("unknown page: {name}"))?);
            continue;
        }
        let mut value = || words.next().ok_or_else(|| format!("missing value: {word}"));
        match word.as_str() {
            "-from" => from = Some(number(value()?)?),
            "-to" => to = Some(number(value()?)?),
            "-group" => group = Some(value()?),
            "-task" => task = Some(number(value()?)?),
            "-region" => region = Some(value()?),
            _ => return Err(format!("unknown argument: {word}")),
        }
    }
    let trace = read(path)?;
    let named = |name: &str| {
        trace
            .strings
            .find(name.as_bytes())
            .ok_or_else(|| format!("unknown name: {name}"))
    };
    let who = match (group, task, region) {
        (None, None, None) => Who::All,
        (Some(name), None, None) => Who::Group(named(name)?),
        (None, Some(id), None) => {
            let mut tasks = trace.annotations.tasks.iter();
            let row = tasks.position(|task| task.id.0 == id);
            Who::Task(row.map(TaskRow::from).ok_or_else(|| format!("unknown task: {id}"))?)
        }
        (None, None, Some(name)) => Who::Regions(named(name)?, None),
        _ => return Err("unsupported: more than one of -group, -task, -region".to_owned()),
    };
    let window =
        (from.is_some() || to.is_some()).then(|| (from.unwrap_or(0).max(0), to.unwrap_or(trace.end).min(trace.end)));
    if let Some((from, to)) = window.filter(|(from, to)| from >= to) {
        return Err(format!("invalid part of the time: from {from} to {to}"));
    }
    let failed = |error: OutOfMemory| format!("{path}: {error}");
    if let Some(page) = page {
        // A group of goroutines is told one by one, among the others.
        let (who, wanted) = match who {
            Who::Group(root) if page == Page::Goroutines => (Who::All, Some(root)),
            who => (who, None),
        };
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        let written = pages::write(&trace, page, &Scope { window, who }, wanted, &mut out);
        written.map_err(|error| format!("{path}: {error}"))?;
        return out.flush().map_err(|error| error.to_string());
    }
    let Some(kind) = kind else {
        return Err("missing kind: -pprof=KIND, or -page=PAGE".to_owned());
    };
    let profile = scoped::profile(&trace, &kind, &Scope { window, who }).map_err(failed)?;
    match pprof::write(&profile, io::stdout().lock()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| error.to_string()),
    }
}

/// An execution trace, as far as it can be read.
pub(crate) fn read(path: &str) -> Result<Box<Trace>, String> {
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    let (trace, warnings) = decoder::decode(file).map_err(|error| format!("{path}: {error}"))?;
    for warning in &warnings {
        eprintln!("report: {path}: warning: {warning}");
    }
    Ok(trace)
}

/// Whether a file is an execution trace: then at least its header can be read.
pub(crate) fn is_trace(path: &str) -> bool {
    File::open(path).is_ok_and(|file| Reader::new(file).is_ok())
}

/// The page that a flag asks for, if it is one that is printed as it is shown.
fn told_page(flag: &str) -> Option<TracePage> {
    let told = [
        TracePage::Collector,
        TracePage::Tasks,
        TracePage::Regions,
        TracePage::Logs,
    ];
    let word = flag.strip_prefix("-page=")?;
    told.into_iter().find(|page| page.word() == word)
}

fn trace_events(path: &str) -> Result<(), String> {
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    let mut reader = Reader::new(file).map_err(|error| format!("{path}: {error}"))?;
    for warning in reader.warnings() {
        eprintln!("report: {path}: warning: {warning}");
    }
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = text::write(&mut reader, &mut out);
    // What could be read is printed, whatever comes behind it.
    match (written, out.flush()) {
        (Err(TextError::Trace(error)), Ok(())) => Err(format!("{path}: {error}")),
        (Ok(()), Ok(())) => Ok(()),
        (Err(TextError::Write(error)), _) | (_, Err(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        (Err(TextError::Write(error)), _) | (_, Err(error)) => Err(error.to_string()),
    }
}
