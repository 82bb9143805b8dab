//! The lines above a report that say what was profiled.

use std::io::Write as _;

use crate::analyze::profile::name::base_name;
use crate::analyze::profile::options::Options;
use crate::analyze::profile::report::moment::append_legend_time;
use crate::analyze::profile::report::subject::Subject;
use crate::analyze::profile::report::values::Values;
use crate::analyze::profile::share::{share as share_of, truncated};
use crate::model::profile::Profile;
use crate::model::unit::{label, percentage, scale};

/// Bytes of a filter that the legend repeats.
const LONGEST_FILTER: usize = 80;

/// Appends what is known of the profile, a line each, without the last line's end.
pub(super) fn append_profile(out: &mut Vec<u8>, subject: &Subject<'_>, values: &Values) {
    out.extend_from_slice(&profile_lines(subject, values).join(&b'\n'));
}

/// What is known of the profile.
///
/// Source: `ProfileLabels` in pprof's `internal/report/report.go`.
pub(super) fn profile_lines(subject: &Subject<'_>, values: &Values) -> Vec<Vec<u8>> {
    let (profile, zone) = (subject.profile, &subject.options.zone);
    let mut lines = Lines(Vec::new());
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
    lines.add_unless_empty(b"Type: ", &subject.kind());
    lines.add_unless_empty(b"Doc: ", strings.bytes(profile.doc_url));
    if profile.time_nanos != 0 {
        append_legend_time(lines.add(b"Time: ", b""), profile.time_nanos, zone);
    }
    if profile.duration_nanos != 0 {
        let out = lines.add(b"Duration: ", label(profile.duration_nanos, b"ns").as_bytes());
        out.extend_from_slice(b", Total samples = ");
        values.append(out, values.total);
        out.push(b' ');
        append_share_of_time(out, profile, values);
    }
    lines.0
}

/// What a report shows of all nodes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shown {
    /// What was spent in the nodes that are shown.
    pub(super) flats: i64,
    pub(super) n_nodes: usize,
    /// How many there would be without a limit on their number.
    pub(super) n_candidates: usize,
    /// How many nodes were left out because their cum is too small, and edges because of their weight.
    pub(super) n_dropped: usize,
    pub(super) n_dropped_edges: usize,
}

impl Shown {
    /// Which part of the whole is shown, and what is left out.
    ///
    /// Source: `reportLabels` in pprof's `internal/report/report.go`.
    pub(super) fn lines(&self, options: &Options, values: &Values) -> Vec<Vec<u8>> {
        let mut lines = Lines(Vec::new());
        lines.add_filters(options);
        let line = lines.add(b"Showing nodes accounting for ", b"");
        values.append(line, self.flats);
        let share = percentage(self.flats, values.total).to_string();
        line.extend_from_slice(format!(", {} of ", share.trim()).as_bytes());
        values.append(line, values.total);
        line.extend_from_slice(b" total");
        if values.total == 0 {
            return lines.0;
        }
        let dropped = [
            (self.n_dropped, "node", "cum", options.node_fraction),
            (self.n_dropped_edges, "edge", "freq", options.edge_fraction),
        ];
        for (count, what, measure, fraction) in dropped {
            if count > 0 {
                let plural = if count > 1 { "s" } else { "" };
                let text = format!("Dropped {count} {what}{plural} ({measure} <= ");
                let line = lines.add(b"", text.as_bytes());
                values.append(line, share_of(values.total, fraction));
                line.push(b')');
            }
        }
        if self.n_nodes > 0 && self.n_nodes < self.n_candidates {
            let text = format!("Showing top {} nodes out of {}", self.n_nodes, self.n_candidates);
            lines.add(b"", text.as_bytes());
        }
        lines.0
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

struct Lines(Vec<Vec<u8>>);

impl Lines {
    /// Adds a line, which can go on.
    fn add(&mut self, title: &[u8], text: &[u8]) -> &mut Vec<u8> {
        let row = self.0.len();
        self.0.push([title, text].concat());
        &mut self.0[row]
    }

    /// Adds the filters, each cut off where it is long.
    fn add_filters(&mut self, options: &Options) {
        for (place, (name, text)) in options.filters.legend().enumerate() {
            if place == 0 {
                self.add(b"Active filters:", b"");
            }
            let line = self.add(b"   ", format!("{name}={text}").as_bytes());
            if line.len() > 3 + LONGEST_FILTER {
                line.truncate(3 + LONGEST_FILTER);
                line.extend_from_slice("…".as_bytes());
            }
        }
    }

    fn add_unless_empty(&mut self, title: &[u8], text: &[u8]) {
        if !text.is_empty() {
            self.add(title, text);
        }
    }
}
