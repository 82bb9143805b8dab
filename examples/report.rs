//! Prints the text reports of `go tool pprof`, from the same analysis that the page shows.
//!
//!     report pprof [flags] FILE
//!     report flame [flags] FILE
//!
//! Flags are pprof's, of the reports `-top` (also `-text`), `-tree`, `-peek`, `-dot`, `-callgrind`, `-raw`, `-traces`, `-tags`
//! and `-comments`; others are refused. Frames of text profiles have the names of their comments, unless `-symbolize=none`.
//! `flame` prints the stacks of the flame graph on pprof's page as JSON, and has
//! the same flags but for the reports. Times are in the zone of `TZ`, or the machine's.
//! The status is 0, or 2 with one line of reason on standard error.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::process::ExitCode;

use goscope::analyze::profile::options::Zone;
use goscope::analyze::profile::report::{self, ReportError, flags, stacks};
use goscope::decode::{Decoder, finish};
use goscope::model::document::Document;
use goscope::model::profile::Profile;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let result = match words.next().as_deref() {
        Some("pprof") => pprof(words),
        Some("flame") => flame(words),
        Some(word) => Err(format!("unknown kind of report: {word}")),
        None => Err("missing kind of report: pprof or flame, [flags] FILE".to_owned()),
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
    let path = only(&request.files)?;
    let profile = open(path, request.options.without_symbols)?;
    request.options.zone = zone_at(profile.time_nanos);
    print(path, |out| {
        report::write(request.report, &profile, &request.options, out)
    })
}

fn flame(words: impl Iterator<Item = String>) -> Result<(), String> {
    let (options, files) = flags::parse_stacks(words).map_err(|error| error.to_string())?;
    let path = only(&files)?;
    let profile = open(path, options.without_symbols)?;
    print(path, |out| stacks::write(&profile, &options, out))
}

fn only(files: &[String]) -> Result<&str, String> {
    match files {
        [path] => Ok(path),
        [] => Err("missing file".to_owned()),
        files => Err(format!("unsupported number of files: {}", files.len())),
    }
}

fn open(path: &str, without_symbols: bool) -> Result<Profile, String> {
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    let decoder = if without_symbols {
        Decoder::without_comments(file)
    } else {
        Decoder::new(file)
    };
    let decoded = finish(decoder).map_err(|error| format!("{path}: {error}"))?;
    for warning in &decoded.warnings {
        eprintln!("report: {path}: warning: {warning}");
    }
    let Document::Profile(profile) = decoded.document;
    Ok(*profile)
}

fn print(path: &str, write: impl FnOnce(&mut dyn io::Write) -> Result<(), ReportError>) -> Result<(), String> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = write(&mut out);
    match written.and_then(|()| out.flush().map_err(ReportError::Write)) {
        // Whoever reads has seen enough.
        Err(ReportError::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| format!("{path}: {error}")),
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
