//! Reports: a profile and options in → the text that `go tool pprof` prints, byte for byte.
//!
//! Each file is one report; [`values`] writes numbers, `legend` the lines above a table, `gofmt`
//! and `moment` lay text out as Go does. What cannot be shown otherwise than pprof does, but is
//! wrong there, is listed in `docs/pprof-differences.md`.
//!
//! Must not know: how a profile was read, what a view looks like, the clock and the time zone
//! of the machine.
//!
//! Text goes out as bytes: names need not be UTF-8. Nothing here depends on the order of a hash
//! table. Sources: `internal/report/report.go` and `profile/profile.go` of google/pprof as
//! vendored in Go 1.27.
//!
//! Read [`top`] first.

use std::fmt;
use std::io;

use crate::analyze::profile::options::Options;
use crate::analyze::profile::refine::RefineError;
use crate::analyze::profile::report::subject::Refining;
use crate::analyze::profile::select::SelectError;
use crate::model::column::OutOfMemory;
use crate::model::profile::Profile;

mod callgrind;
mod dot;
pub mod flags;
mod gofmt;
mod inline;
mod legend;
mod moment;
mod raw;
mod sample_labels;
pub mod stacks;
mod subject;
mod summed;
mod tags;
pub mod top;
mod traces;
mod tree;
pub mod values;

pub use subject::Notice;

/// A text report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// The call graph by address, for `KCachegrind`.
    Callgrind,
    /// The profile's comments, a line each.
    Comments,
    /// The call graph, for Graphviz to draw.
    Dot,
    /// Callers and callees of the entities that [`Options::pattern`] matches.
    Peek,
    /// Everything the profile holds: samples, locations, mappings.
    Raw,
    /// The values of each label, with their weight.
    Tags,
    /// The entities, heaviest first.
    Top,
    /// Every sample with its labels and stack.
    Traces,
    /// The entities with their callers and callees.
    Tree,
}

/// Why a report could not be written.
#[derive(Debug)]
pub enum ReportError {
    /// No sample type answers to [`Options::sample_index`].
    Select(SelectError),
    /// [`Options::filters`] cannot be applied.
    Refine(RefineError),
    /// [`Options::pattern`] is no regular expression; with the reason.
    InvalidPattern(String),
    /// [`Options::pattern`] matches nothing that could be shown.
    NoMatch(String),
    /// Values cannot be divided by [`Options::divide_by`].
    InvalidDivisor(f64),
    /// Memory for the report's tables could not be had.
    OutOfMemory(OutOfMemory),
    /// The text could not be handed on.
    Write(io::Error),
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Select(error) => error.fmt(f),
            Self::Refine(error) => error.fmt(f),
            Self::InvalidPattern(reason) => write!(f, "invalid pattern: {reason}"),
            Self::NoMatch(pattern) => write!(f, "no matches for pattern: {pattern}"),
            Self::InvalidDivisor(divisor) => write!(f, "invalid divisor: {divisor}"),
            Self::OutOfMemory(error) => error.fmt(f),
            Self::Write(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReportError {}

impl From<SelectError> for ReportError {
    fn from(error: SelectError) -> Self {
        Self::Select(error)
    }
}

impl From<RefineError> for ReportError {
    fn from(error: RefineError) -> Self {
        Self::Refine(error)
    }
}

impl From<OutOfMemory> for ReportError {
    fn from(error: OutOfMemory) -> Self {
        Self::OutOfMemory(error)
    }
}

impl From<io::Error> for ReportError {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

/// Writes a report, and says which filters found nothing. `out` is written to in small pieces and should be buffered.
pub fn write(
    report: Report,
    profile: &Profile,
    options: &Options,
    out: &mut dyn io::Write,
) -> Result<Vec<Notice>, ReportError> {
    // Options are looked at whatever the report, so that a mistaken one is never passed over.
    let refining = Refining::of(profile, options)?;
    let subject = refining.subject();
    match report {
        Report::Callgrind => callgrind::write(&subject, out)?,
        Report::Comments => comments(profile, out)?,
        Report::Dot => dot::write(&subject, out)?,
        Report::Peek => tree::write_matches(&subject, out)?,
        Report::Raw => raw::write(subject.profile, options, out)?,
        Report::Tags => tags::write(&subject, out)?,
        Report::Top => top::write(&subject, out)?,
        Report::Traces => traces::write(&subject, out)?,
        Report::Tree => tree::write(&subject, out)?,
    }
    Ok(refining.notices())
}

/// Whether values can be divided as asked.
fn check_divisor(options: &Options) -> Result<(), ReportError> {
    if options.divide_by == 0.0 || options.divide_by.is_nan() {
        return Err(ReportError::InvalidDivisor(options.divide_by));
    }
    Ok(())
}

fn comments(profile: &Profile, out: &mut dyn io::Write) -> io::Result<()> {
    for &comment in &profile.comments {
        out.write_all(profile.strings.bytes(comment))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
