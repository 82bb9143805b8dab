//! Prints the text reports of `go tool pprof`, from the same analysis that the page shows.
//!
//!     report pprof [flags] FILE
//!
//! Flags are pprof's, of the reports `-top` (also `-text`), `-raw`, `-traces`, `-tags` and
//! `-comments`; others are refused. Times are in the zone of `TZ`, or the machine's.
//! The status is 0, or 2 with one line of reason on standard error.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::process::ExitCode;

use goscope::analyze::profile::options::Zone;
use goscope::analyze::profile::report::{self, ReportError, flags};
use goscope::decode::decode;
use goscope::model::document::Document;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let result = match words.next().as_deref() {
        Some("pprof") => pprof(words),
        Some(word) => Err(format!("unknown kind of report: {word}")),
        None => Err("missing kind of report: pprof [flags] FILE".to_owned()),
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
    let path = match &request.files[..] {
        [path] => path,
        [] => return Err("missing file".to_owned()),
        files => return Err(format!("unsupported number of files: {}", files.len())),
    };
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    let decoded = decode(file).map_err(|error| format!("{path}: {error}"))?;
    for warning in &decoded.warnings {
        eprintln!("report: {path}: warning: {warning}");
    }
    let Document::Profile(profile) = decoded.document;
    request.options.zone = zone_at(profile.time_nanos);
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = report::write(request.report, &profile, &request.options, &mut out);
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
