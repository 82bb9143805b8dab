//! Prints the text reports of `go tool pprof`, from the same analysis that the page shows.
//!
//!     report pprof [flags] FILE...
//!     report flame [flags] FILE...
//!     report flame|graph -svg FILE
//!     report goroutines FILE
//!     report trace [-events] FILE
//!     report findings FILE
//!     report series FILE FILE FILE...
//!     report trace -pprof=net|sync|syscall|sched|block|reason:REASON|sleep|ready|assist|cpu|wall [-from NS] [-to NS]
//!                  [-group FUNCTION | -task ID | -region NAME] FILE
//!     report trace -page=goroutines|scheduling|threads|range [-from NS] [-to NS] [-group FUNCTION | -task ID | -region NAME] FILE
//!     report trace -page=gc|tasks|regions|logs FILE
//!     report trace -compare NEW OLD
//!
//! Several files are merged; `-diff_base` and `-base` name files that are taken away from them. Flags are pprof's, of the reports `-top` (also `-text`), `-tree`, `-peek`, `-dot`, `-callgrind`, `-raw`, `-traces`, `-tags`
//! and `-comments`; others are refused. `flame` prints the stacks of the flame graph on pprof's page as JSON, and has
//! the same flags but for the reports, also by their names in the address of that page; with `-svg` it, or `graph`, prints the page's picture of
//! the whole file, 1200 by 800 pixels. Frames of text profiles have the names of their
//! comments, unless `-symbolize=none`. `goroutines` prints a goroutine dump as JSON:
//! totals, and groups of goroutines that are alike. `trace` prints what Go's reader and tools say of an execution trace as JSON; when nothing of
//! it can be read, that says why, and the status is 1. `trace -events` prints the ordered events of an execution trace as
//! `go tool trace -d=parsed` does, each as it is read, and `trace -pprof` writes the profile that `go tool trace -pprof` does, or one of other kinds, or of a part of the trace: times are nanoseconds since it
//! began. `trace -page` prints a page about it as JSON; goroutines of a function one by one; `trace -compare` how two differ. `findings` prints what
//! each rule of findings says of a profile or an execution trace, as JSON; `series` how functions change from snapshot to snapshot, in order of time, by the default sample type of
//! the last, and suspects of leaks. A filter that finds nothing is told on standard error. Times are in the zone
//! of `TZ`, or the machine's.
//! The status is 0, or 2 with one line of reason on standard error.

mod engine;
mod files;
mod pprof;
mod trace;

use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::process::ExitCode;

use goscope::analyze::goroutines::json;
use goscope::analyze::json::JsonError;
use goscope::analyze::profile::calltree::CallTree;
use goscope::analyze::profile::entity::{Entities, Grouping};
use goscope::analyze::profile::findings::evidence::Evidence;
use goscope::analyze::profile::findings::json as findings_json;
use goscope::analyze::profile::report::{Notice, ReportError};
use goscope::analyze::profile::select;
use goscope::analyze::profile::series::json as series_json;
use goscope::analyze::trace::findings::json as trace_findings;
use goscope::model::column::OutOfMemory;
use goscope::model::document::Document;
use goscope::model::profile::Profile;

use crate::files::{Comments, Dumps};

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let result = match words.next().as_deref() {
        Some("pprof") => pprof::pprof(words),
        Some(word @ ("flame" | "graph")) => pprof::flame(word, words),
        Some("goroutines") => goroutines(words),
        Some("trace") => trace::trace(words),
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

fn goroutines(words: impl Iterator<Item = String>) -> Result<(), String> {
    let files = [the_only(words)?];
    let [path] = &files;
    let Document::Goroutines(dump) = files::open_any(path, Comments::Heeded)? else {
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
    if trace::is_trace(&files[0]) {
        let trace = trace::read(&files[0])?;
        return print(&files, |out| {
            trace_findings::write(&trace, out).map_err(report_error)?;
            Ok(Vec::new())
        });
    }
    let profile = files::open_file(&files[0], Comments::Heeded, Dumps::Counted)?;
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
        profiles.push((path.as_str(), files::open_file(path, Comments::Heeded, Dumps::Counted)?));
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
