//! The lines above a report that say what was profiled.

use std::io::Write as _;

use crate::analyze::profile::name::base_name;
use crate::analyze::profile::options::Zone;
use crate::analyze::profile::report::moment::append_legend_time;
use crate::analyze::profile::report::values::Values;
use crate::analyze::profile::share::truncated;
use crate::model::profile::Profile;
use crate::model::unit::{label, percentage, scale};

/// Appends what is known of the profile, a line each, without the last line's end.
///
/// Source: `ProfileLabels` in pprof's `internal/report/report.go`.
pub(super) fn append_profile(out: &mut Vec<u8>, profile: &Profile, sample_type: usize, values: &Values, zone: &Zone) {
    let mut lines = Lines { out, is_first: true };
    let strings = &profile.strings;
    if let Some(main) = profile.mappings.first() {
        let binary = strings.bytes(main.filename);
        if !binary.is_empty() {
            lines.add(b"File: ", base_name(binary));
        }
        lines.add_unless_empty(b"Build ID: ", strings.bytes(main.build_id));
    }
    for &comment in &profile.comments {
        let comment = strings.bytes(comment);
        // The others are for programs.
        if !comment.starts_with(b"#") {
            lines.add(b"", comment);
        }
    }
    lines.add_unless_empty(b"Type: ", strings.bytes(profile.sample_types[sample_type].kind));
    lines.add_unless_empty(b"Doc: ", strings.bytes(profile.doc_url));
    if profile.time_nanos != 0 {
        lines.add(b"Time: ", b"");
        append_legend_time(lines.out, profile.time_nanos, zone);
    }
    if profile.duration_nanos != 0 {
        lines.add(b"Duration: ", label(profile.duration_nanos, b"ns").as_bytes());
        out.extend_from_slice(b", Total samples = ");
        values.append(out, values.total);
        out.push(b' ');
        append_share_of_time(out, profile, values);
    }
}

/// Appends which part of the duration the samples account for, when they measure time.
fn append_share_of_time(out: &mut Vec<u8>, profile: &Profile, values: &Values) {
    let total = scale(values.total, &values.unit, b"nanoseconds");
    if total.unit == b"ns" && total.value != 0.0 {
        let nanos = truncated(total.value);
        // Writing into a vector does not fail.
        let _ = write!(out, "({})", percentage(nanos, profile.duration_nanos));
    }
}

struct Lines<'a> {
    out: &'a mut Vec<u8>,
    is_first: bool,
}

impl Lines<'_> {
    fn add(&mut self, title: &[u8], text: &[u8]) {
        if !self.is_first {
            self.out.push(b'\n');
        }
        self.is_first = false;
        self.out.extend_from_slice(title);
        self.out.extend_from_slice(text);
    }

    fn add_unless_empty(&mut self, title: &[u8], text: &[u8]) {
        if !text.is_empty() {
            self.add(title, text);
        }
    }
}
