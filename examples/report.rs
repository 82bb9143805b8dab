//! Prints the text reports of `go tool pprof`, from the same analysis that the page shows.
//!
//!     report pprof [flags] FILE...
//!     report flame [flags] FILE...
//!     report flame|graph -svg FILE
//!     report goroutines FILE
//!     report trace [-events] FILE
//!     report findings FILE
//!     report series FILE FILE FILE...
//!     report trace -pprof=net|sync|syscall|sched FILE
//!
//! Several files are merged; `-diff_base` and `-base` name files that are taken away from them. Flags are pprof's, of the reports `-top` (also `-text`), `-tree`, `-peek`, `-dot`, `-callgrind`, `-raw`, `-traces`, `-tags`
//! and `-comments`; others are refused. `flame` prints the stacks of the flame graph on pprof's page as JSON, and has
//! the same flags but for the reports, also by their names in the address of that page; with `-svg` it, or `graph`, prints the page's picture of
//! the whole file, 1200 by 800 pixels. Frames of text profiles have the names of their
//! comments, unless `-symbolize=none`. `goroutines` prints a goroutine dump as JSON:
//! totals, and groups of goroutines that are alike. `trace` prints what Go's reader and tools say of an execution trace as JSON; when nothing of
//! it can be read, that says why, and the status is 1. `trace -events` prints the ordered events of an execution trace as
//! `go tool trace -d=parsed` does, each as it is read, and `trace -pprof` writes the profile that `go tool trace -pprof` does. `findings` prints what
//! each rule of findings says of a profile, as JSON; `series` how functions change from snapshot to snapshot, in order of time, by the default sample type of
//! the last, and suspects of leaks. A filter that finds nothing is told on standard error. Times are in the zone
//! of `TZ`, or the machine's.
//! The status is 0, or 2 with one line of reason on standard error.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::process::ExitCode;

use goscope::analyze::goroutines;
use goscope::analyze::goroutines::json;
use goscope::analyze::json::JsonError;
use goscope::analyze::profile::calltree::CallTree;
use goscope::analyze::profile::combine;
use goscope::analyze::profile::entity::{Entities, Grouping};
use goscope::analyze::profile::findings::evidence::Evidence;
use goscope::analyze::profile::findings::json as findings_json;
use goscope::analyze::profile::options::{Options, Zone};
use goscope::analyze::profile::report::flags::Inputs;
use goscope::analyze::profile::report::{self, Notice, ReportError, flags, stacks};
use goscope::analyze::profile::select;
use goscope::analyze::profile::series::json as series_json;
use goscope::analyze::trace::json as trace_json;
use goscope::analyze::trace::profile::waits;
use goscope::analyze::trace::waits::Wait;
use goscope::decode::trace::decoder;
use goscope::decode::trace::error::TraceWarning;
use goscope::decode::trace::reader::Reader;
use goscope::decode::trace::text::{self, TextError};
use goscope::decode::{Decoder, finish};
use goscope::encode::pprof;
use goscope::engine::{Engine, Outgoing};
use goscope::model::column::OutOfMemory;
use goscope::model::document::Document;
use goscope::model::profile::Profile;
use goscope::protocol::Pane;
use goscope::protocol::export::{DRAWING, PICTURE};
use goscope::protocol::reply::Reply;
use goscope::protocol::request::{OpenFile, PaneSize, Request};

/// How large pictures are, in CSS pixels.
const PICTURE_SIZE: PaneSize = PaneSize {
    width: 1200.0,
    height: 800.0,
    ratio: 1.0,
};
/// Work of a step, in bytes: nobody waits between two.
const BUDGET: u64 = 1 << 24;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let result = match words.next().as_deref() {
        Some("pprof") => pprof(words),
        Some(word @ ("flame" | "graph")) => flame(word, words),
        Some("goroutines") => goroutines(words),
        Some("trace") => trace(words),
        Some("findings") => findings(words),
        Some("series") => series(words),
        Some(word) => Err(format!("unknown kind of report: {word}")),
        None => Err(
            "missing kind of report: pprof, flame, graph, goroutines, trace, findings or series, [flags] FILE"
                .to_owned(),
        ),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("report: {reason}");
            ExitCode::from(2)
        }
    }
}

fn pprof(words: impl Iterator<Item = String>) -> Result<(), String> {
    let mut request = flags::parse(words).map_err(|error| error.to_string())?;
    let profile = open(&request.inputs, &request.options, Dumps::Refused)?;
    request.options.zone = zone_at(profile.time_nanos);
    print(&request.inputs.files, |out| {
        report::write(request.report, &profile, &request.options, out)
    })
}

fn flame(word: &str, words: impl Iterator<Item = String>) -> Result<(), String> {
    let words: Vec<String> = words.collect();
    match (&words[..], word) {
        ([flag, path], "flame") if flag == "-svg" => return picture(Pane::Flame, path),
        ([flag, path], _) if flag == "-svg" => return picture(Pane::Graph, path),
        (_, "flame") => {}
        _ => return Err("missing file: report graph -svg FILE".to_owned()),
    }
    let words = words.into_iter();
    let (options, inputs) = flags::parse_stacks(words).map_err(|error| error.to_string())?;
    let profile = open(&inputs, &options, Dumps::Counted)?;
    print(&inputs.files, |out| stacks::write(&profile, &options, out))
}

/// Prints what the page paints of a file.
fn picture(pane: Pane, path: &str) -> Result<(), String> {
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    let name = Path::new(path).file_name().unwrap_or_default().to_string_lossy();
    let size = file.metadata().map_err(|error| format!("{path}: {error}"))?.len() as f64;
    let mut engine = Engine::new();
    let named = OpenFile {
        name: name.to_string(),
        size,
    };
    engine.open(named, Box::new(file));
    while engine.work(BUDGET) {}
    engine.handle(Request::Export(DRAWING.to_owned(), Vec::new()));
    engine.handle(Request::Resize(pane, PICTURE_SIZE));
    engine.handle(Request::Export(PICTURE.to_owned(), vec![name.to_string()]));
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

fn goroutines(words: impl Iterator<Item = String>) -> Result<(), String> {
    let files = [the_only(words)?];
    let [path] = &files;
    let Document::Goroutines(dump) = open_any(path, Comments::Heeded)? else {
        return Err(format!("{path}: not a goroutine dump"));
    };
    let name = Path::new(path).file_name().unwrap_or_default().to_string_lossy();
    print(&files, |out| {
        json::write(&dump, &name, out).map_err(report_error)?;
        Ok(Vec::new())
    })
}

fn findings(words: impl Iterator<Item = String>) -> Result<(), String> {
    let files = [the_only(words)?];
    let profile = open_file(&files[0], Comments::Heeded, Dumps::Counted)?;
    let failed = |error: OutOfMemory| error.to_string();
    let grouping = Grouping {
        with_unsymbolized_addresses: true,
        ..Grouping::default()
    };
    let entities = Entities::build(&profile, grouping).map_err(failed)?;
    let tree = CallTree::build(&profile, &entities).map_err(failed)?;
    let evidence = Evidence::new(&profile, &entities, &tree, &[]).map_err(failed)?;
    print(&files, |out| {
        findings_json::write(&evidence, out).map_err(report_error)?;
        Ok(Vec::new())
    })
}

fn series(words: impl Iterator<Item = String>) -> Result<(), String> {
    let files: Vec<String> = words.collect();
    let mut profiles = Vec::new();
    for path in &files {
        profiles.push((path.as_str(), open_file(path, Comments::Heeded, Dumps::Counted)?));
    }
    let named: Vec<(&str, &Profile)> = profiles.iter().map(|(path, profile)| (*path, profile)).collect();
    let Some((_, last)) = named.last() else {
        return Err("missing file".to_owned());
    };
    let row = select::sample_type(last, "").map_err(|error| error.to_string())?;
    let sample_type = last.strings.text(last.sample_types[row].kind);
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    series_json::write(&named, &sample_type, &mut out).map_err(|error| error.to_string())?;
    out.flush().map_err(|error| error.to_string())
}

/// The one file that a report is about.
fn the_only(words: impl Iterator<Item = String>) -> Result<String, String> {
    let mut files: Vec<String> = words.collect();
    match files.len() {
        1 => Ok(files.remove(0)),
        0 => Err("missing file".to_owned()),
        count => Err(format!("unsupported number of files: {count}")),
    }
}

fn report_error(error: JsonError) -> ReportError {
    match error {
        JsonError::OutOfMemory(error) => ReportError::OutOfMemory(error),
        JsonError::Write(error) => ReportError::Write(error),
    }
}

/// What becomes of the comments that name frames of text profiles.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Comments {
    /// They are read.
    Heeded,
    /// They are passed over, as pprof does.
    Passed,
}

/// What becomes of goroutine dumps.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dumps {
    /// They are profiles of goroutines.
    Counted,
    /// They are refused, as pprof refuses them.
    Refused,
}

/// The profile that a report is about: files merged, and compared with others merged.
fn open(inputs: &Inputs, options: &Options, dumps: Dumps) -> Result<Profile, String> {
    let comments = if options.without_symbols {
        Comments::Passed
    } else {
        Comments::Heeded
    };
    let new = merged(&inputs.files, comments, dumps)?;
    if inputs.bases.is_empty() {
        return Ok(new);
    }
    let base = merged(&inputs.bases, comments, dumps)?;
    combine::compare(&new, &base, inputs.comparison).map_err(|error| error.to_string())
}

fn merged(paths: &[String], comments: Comments, dumps: Dumps) -> Result<Profile, String> {
    let mut profiles = Vec::new();
    for path in paths {
        match open_file(path, comments, dumps) {
            Ok(profile) => profiles.push(profile),
            // Of several files those that can be read are, as in pprof.
            Err(reason) if paths.len() > 1 => eprintln!("report: warning: left out {reason}"),
            Err(reason) => return Err(reason),
        }
    }
    if paths.len() == 1
        && let Some(profile) = profiles.pop()
    {
        return Ok(profile);
    }
    if paths.is_empty() {
        return Err("missing file".to_owned());
    }
    let profiles: Vec<&Profile> = profiles.iter().collect();
    combine::merge(&profiles).map_err(|error| error.to_string())
}

fn open_file(path: &str, comments: Comments, dumps: Dumps) -> Result<Profile, String> {
    match (open_any(path, comments)?, dumps) {
        (Document::Profile(profile), _) => Ok(*profile),
        (Document::Goroutines(dump), Dumps::Counted) => {
            goroutines::profile::profile(&dump, |_| true).map_err(|error| format!("{path}: {error}"))
        }
        (Document::Goroutines(_), Dumps::Refused) => {
            Err(format!("{path}: a goroutine dump: ask for report goroutines"))
        }
    }
}

fn open_any(path: &str, comments: Comments) -> Result<Document, String> {
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    let decoder = if comments == Comments::Passed {
        Decoder::without_comments(file)
    } else {
        Decoder::new(file)
    };
    let decoded = finish(decoder).map_err(|error| format!("{path}: {error}"))?;
    for warning in &decoded.warnings {
        eprintln!("report: {path}: warning: {warning}");
    }
    Ok(decoded.document)
}

fn trace(words: impl Iterator<Item = String>) -> Result<(), String> {
    let words: Vec<String> = words.collect();
    match &words[..] {
        [flag, path] if flag == "-events" => trace_events(path),
        [path] if !path.starts_with('-') => trace_summary(path),
        [flag, path] if let Some(name) = flag.strip_prefix("-pprof=") => trace_profile(name, path),
        [] | [_] => Err("missing file: report trace [-events | -pprof=TYPE] FILE".to_owned()),
        words => Err(format!("unknown arguments: {}", words.join(" "))),
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

fn trace_profile(name: &str, path: &str) -> Result<(), String> {
    let wait = Wait::named(name).ok_or_else(|| format!("unknown type of profile: {name}"))?;
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    let (trace, warnings) = decoder::decode(file).map_err(|error| format!("{path}: {error}"))?;
    for warning in &warnings {
        eprintln!("report: {path}: warning: {warning}");
    }
    let profile = waits::profile(&trace, wait).map_err(|error| format!("{path}: {error}"))?;
    match pprof::write(&profile, io::stdout().lock()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| error.to_string()),
    }
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

fn print(
    files: &[String],
    write: impl FnOnce(&mut dyn io::Write) -> Result<Vec<Notice>, ReportError>,
) -> Result<(), String> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = write(&mut out).map(|notices| {
        for notice in notices {
            eprintln!("report: {notice}");
        }
    });
    match written.and_then(|()| out.flush().map_err(ReportError::Write)) {
        // Whoever reads has seen enough.
        Err(ReportError::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| format!("{}: {error}", files.join(", "))),
    }
}

/// What holds in the zone of `TZ`, or of the machine, at a time.
fn zone_at(nanos_since_1970: i64) -> Zone {
    let Ok(timestamp) = jiff::Timestamp::from_nanosecond(i128::from(nanos_since_1970)) else {
        return Zone::default();
    };
    let here = jiff::tz::TimeZone::system();
    let info = here.to_offset_info(timestamp);
    Zone {
        offset_seconds: info.offset().seconds(),
        name: info.abbreviation().to_owned(),
    }
}
