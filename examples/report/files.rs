//! Files in, profiles and dumps out, read as a report asks for it.

use std::fs::File;

use goscope::analyze::goroutines;
use goscope::decode::{Decoder, finish};
use goscope::model::document::Document;
use goscope::model::profile::Profile;

/// What becomes of the comments that name frames of text profiles.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comments {
    /// They are read.
    Heeded,
    /// They are passed over, as pprof does.
    Passed,
}

/// What becomes of goroutine dumps.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dumps {
    /// They are profiles of goroutines.
    Counted,
    /// They are refused, as pprof refuses them.
    Refused,
}

pub(crate) fn open_file(path: &str, comments: Comments, dumps: Dumps) -> Result<Profile, String> {
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

pub(crate) fn open_any(path: &str, comments: Comments) -> Result<Document, String> {
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
