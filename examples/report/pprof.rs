//! Reports of profiles, with pprof's flags.

use goscope::analyze::profile::combine;
use goscope::analyze::profile::options::{Options, Zone};
use goscope::analyze::profile::report::flags::Inputs;
use goscope::analyze::profile::report::{self, flags, stacks};
use goscope::model::profile::Profile;
use goscope::protocol::Pane;

use crate::files::{Comments, Dumps, open_file};
use crate::{engine, print};

pub(crate) fn pprof(words: impl Iterator<Item = String>) -> Result<(), String> {
    let mut request = flags::parse(words).map_err(|error| error.to_string())?;
    let profile = open(&request.inputs, &request.options, Dumps::Refused)?;
    request.options.zone = zone_at(profile.time_nanos);
    print(&request.inputs.files, |out| {
        report::write(request.report, &profile, &request.options, out)
    })
}

pub(crate) fn flame(word: &str, words: impl Iterator<Item = String>) -> Result<(), String> {
    let words: Vec<String> = words.collect();
    match (&words[..], word) {
        ([flag, path], "flame") if flag == "-svg" => return engine::print_picture(Pane::Flame, path),
        ([flag, path], _) if flag == "-svg" => return engine::print_picture(Pane::Graph, path),
        (_, "flame") => {}
        _ => return Err("missing file: report graph -svg FILE".to_owned()),
    }
    let words = words.into_iter();
    let (options, inputs) = flags::parse_stacks(words).map_err(|error| error.to_string())?;
    let profile = open(&inputs, &options, Dumps::Counted)?;
    print(&inputs.files, |out| stacks::write(&profile, &options, out))
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
