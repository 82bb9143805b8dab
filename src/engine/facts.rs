//! What is said about a file, a frame and a function, in words and numbers that are ready to show.

use std::borrow::Cow;

use crate::analyze::profile::calltree::{CallTree, Inlined, NodeId};
use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::kind::Kind;
use crate::analyze::profile::search;
use crate::decode::Decoded;
#[cfg(feature = "texts")]
use crate::decode::trace::decoder::DecodedTrace;
use crate::engine::flame::branches::callees;
use crate::engine::profile::{OpenProfile, default_sample_type};
use crate::engine::{FlameState, Table};
use crate::layout::flame::Labels as _;
use crate::layout::text::NameVariants;
use crate::model::bits::Bits;
use crate::model::id::{StackId, StringId};
use crate::model::profile::Profile;
use crate::model::{calendar, symbol, unit};
use crate::protocol::reply::{FrameFacts, Opened, SampleType};
use crate::protocol::request::OpenFile;
use crate::protocol::rows::Inlining;

/// What is known of the file beside its contents.
#[derive(Clone)]
pub(super) struct FileFacts {
    file: OpenFile,
    format: String,
    warnings: Vec<String>,
    sha256: String,
    unpacked_bytes: u64,
}

impl FileFacts {
    /// The same of a trace.
    #[cfg(feature = "texts")]
    pub(super) fn of_trace(file: &OpenFile, decoded: &DecodedTrace) -> Self {
        Self {
            file: file.clone(),
            format: format!("execution trace{}", if decoded.is_gzip { ", gzip" } else { "" }),
            warnings: decoded.warnings.iter().map(ToString::to_string).collect(),
            sha256: hexadecimal(&decoded.sha256),
            unpacked_bytes: decoded.unpacked_bytes,
        }
    }

    pub(super) fn of(file: &OpenFile, decoded: &Decoded) -> Self {
        Self {
            file: file.clone(),
            format: decoded.format.to_string(),
            warnings: decoded.warnings.iter().map(ToString::to_string).collect(),
            sha256: hexadecimal(&decoded.sha256),
            unpacked_bytes: decoded.unpacked_bytes,
        }
    }

    /// The file's name.
    pub(super) fn name(&self) -> &str {
        &self.file.name
    }

    /// What it was recognised as.
    pub(super) fn format(&self) -> &str {
        &self.format
    }

    /// SHA-256 of its bytes, in hexadecimal.
    pub(super) fn sha256(&self) -> &str {
        &self.sha256
    }

    /// What was odd about it.
    pub(super) fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The file in a line: name, size, when it was taken and for how long.
    pub(super) fn sentence(&self, profile: &Profile) -> String {
        let mut words = vec![self.file.name.clone(), unit::label(self.file.size as i64, b"bytes")];
        if profile.time_nanos != 0 {
            words.push(utc(profile.time_nanos));
        }
        if profile.duration_nanos != 0 {
            words.push(unit::label(profile.duration_nanos, b"nanoseconds"));
        }
        words.join(" · ")
    }

    /// What to tell of the open document.
    pub(super) fn opened(self, open: &OpenProfile) -> Opened {
        let profile = &open.profile;
        let text = |id: StringId| profile.strings.text(id).into_owned();
        let doc_url = text(profile.doc_url);
        let is_address = doc_url.starts_with("http://") || doc_url.starts_with("https://");
        Opened {
            has_goroutines: false,
            is_trace: false,
            compares_traces: false,
            has_timeline: false,
            window: [profile.time_nanos, profile.duration_nanos],
            kind: Kind::of(profile).words().to_owned(),
            sample_types: sample_types(profile),
            default_sample_type: default_sample_type(profile) as u32,
            facts: self.facts(open),
            format: self.format,
            warnings: self.warnings,
            doc_url: is_address.then_some(doc_url),
            sha256: self.sha256,
            base_sha256: String::new(),
            is_delta: open.weights.has_negative(),
            is_empty: profile.samples.is_empty(),
        }
    }

    fn facts(&self, open: &OpenProfile) -> Vec<(String, String)> {
        let profile = &open.profile;
        let text = |id: StringId| profile.strings.text(id).into_owned();
        let count = |count: usize| unit::exact(count as i64, b"count");
        let mut facts = vec![("Name", self.file.name.clone()), ("Size", size(self.file.size as i64))];
        if self.unpacked_bytes != self.file.size as u64 {
            facts.push(("Unpacked", size(self.unpacked_bytes as i64)));
        }
        facts.push(("Samples", count(profile.samples.len())));
        facts.push(("Stacks", count(distinct_stacks(profile))));
        facts.push(("Functions", count(open.names.entities().len())));
        facts.push(("Frames in the picture", count(open.tree.len().saturating_sub(1))));
        facts.push(("Deepest stack", format!("{} frames", count(open.depth as usize))));
        if profile.time_nanos != 0 {
            facts.push(("Taken", utc(profile.time_nanos)));
        }
        if profile.duration_nanos != 0 {
            facts.push(("Duration", unit::label(profile.duration_nanos, b"nanoseconds")));
        }
        if profile.period != 0 {
            let period = unit::label(profile.period, profile.strings.bytes(profile.period_type.unit));
            facts.push(("Period", format!("{period} of {}", text(profile.period_type.kind))));
        }
        if let Some(binary) = profile.mappings.first() {
            facts.push(("Binary", text(binary.filename)));
            facts.push(("Build id", text(binary.build_id)));
        }
        for &comment in &profile.comments {
            facts.push(("Comment", text(comment)));
        }
        facts.retain(|(_, text)| !text.is_empty());
        facts.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

fn size(bytes: i64) -> String {
    let short = unit::label(bytes, b"bytes");
    let exact = unit::exact(bytes, b"bytes");
    if bytes < 1024 {
        exact
    } else {
        format!("{short} ({exact})")
    }
}

fn distinct_stacks(profile: &Profile) -> usize {
    let mut seen = Bits::new();
    let stacks = profile.samples.stack.iter();
    // Without memory for the set the count is too small, which is no reason to show nothing.
    let is_new = |stack: &StackId| !seen.has(stack.row()) && seen.insert(stack.row()).is_ok();
    stacks.filter(is_new).count()
}

fn sample_types(profile: &Profile) -> Vec<SampleType> {
    let text = |id: StringId| profile.strings.text(id).into_owned();
    let types = profile.sample_types.iter().zip(&profile.samples.values);
    types
        .map(|(kind, values)| {
            let total = values
                .iter()
                .fold(0_i64, |sum, value| sum.wrapping_add(value.wrapping_abs()));
            let unit = profile.strings.bytes(kind.unit);
            SampleType {
                name: text(kind.kind),
                unit: text(kind.unit),
                total: unit::label(total, unit),
            }
        })
        .collect()
}

/// A time in UTC, as `2006-01-02 15:04:05 UTC`.
pub(super) fn utc(nanos: i64) -> String {
    let secs = nanos.div_euclid(1_000_000_000);
    let (days, second) = (secs.div_euclid(86_400), secs.rem_euclid(86_400));
    let (year, month, day) = calendar::date(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

/// How often calls were inlined, for the page.
pub(super) fn inlining(inlined: Inlined) -> Inlining {
    match inlined {
        Inlined::Never => Inlining::Never,
        Inlined::Partly => Inlining::Partly,
        Inlined::Always => Inlining::Always,
    }
}

/// How long the bar behind a value is: its share of another, 0 to 1.
pub(super) fn bar(value: i64, of: i64) -> f32 {
    if of == 0 {
        0.0
    } else {
        (value as f64 / of as f64).abs().min(1.0) as f32
    }
}

/// A name's path to its package, and the rest: `net/` and `http.(*conn).serve`.
pub(super) fn split_name(names: &NameVariants) -> (&str, &str) {
    let full = names.full();
    let short = names.without_path();
    full.strip_suffix(short).map_or(("", full), |path| (path, short))
}

/// The source file of an entity: of the first function met with its name.
pub(super) fn file(profile: &OpenProfile, entity: EntityId) -> Cow<'_, str> {
    let functions = &profile.profile.functions;
    profile
        .names
        .entities()
        .function(entity)
        .map_or(Cow::Borrowed(""), |function| {
            profile.profile.strings.text(functions.filename.get(function.row()))
        })
}

/// File and line where a function begins.
fn place(profile: &OpenProfile, entity: EntityId) -> String {
    let file = file(profile, entity);
    let start = profile
        .names
        .entities()
        .function(entity)
        .map_or(0, |at| profile.profile.functions.start_line.get(at.row()));
    if file.is_empty() || start == 0 {
        file.into_owned()
    } else {
        format!("{file}:{start}")
    }
}

/// All that is known of a frame, or of the root.
pub(super) fn frame(profile: &mut OpenProfile, flame: &FlameState, table: &Table, node: NodeId) -> FrameFacts {
    let zoomed = profile.value(flame.zoomed());
    let rect = flame
        .rect_of(node, profile)
        .map(|rect| [rect.x, rect.y, rect.width, rect.height]);
    let among = among(profile, node).unwrap_or_default();
    let (own, total) = (profile.own(node), profile.value(node));
    let values = FrameFacts {
        frame: Some(node.0),
        among,
        is_inlined: node != CallTree::ROOT && profile.tree.inlined(node) == Inlined::Always,
        own: profile.label(own),
        own_exact: profile.exact(own),
        total: profile.label(total),
        total_exact: profile.exact(total),
        sides: profile.sides_of([total, own], |base| {
            [base.total(&profile.tree, node), profile.own_of(base, node)]
        }),
        percent_of_total: profile.share(total),
        percent_of_zoomed: share(total, zoomed),
        rect,
        ..FrameFacts::default()
    };
    if node == CallTree::ROOT {
        return FrameFacts {
            name: "all samples".to_owned(),
            function: u32::MAX,
            ..values
        };
    }
    named(profile, table, profile.tree.entity(node), values)
}

/// A frame's place among those with the same caller, in words; none for the root and for what no picture shows.
fn among(profile: &mut OpenProfile, node: NodeId) -> Option<String> {
    if node == CallTree::ROOT {
        return None;
    }
    let caller = profile.tree.parent(node);
    let siblings = callees(profile, caller);
    let rank = siblings.iter().position(|&sibling| sibling == node.0)? + 1;
    let count = siblings.len();
    let of = if caller == CallTree::ROOT {
        String::from("outermost frames")
    } else {
        let names = profile.names.names(profile.tree.entity(caller));
        format!("children of {}", names.map_or("", NameVariants::without_path))
    };
    Some(match count {
        1 => format!("only one of the {of}"),
        _ => format!("{} of {count} {of}", ordinal(rank)),
    })
}

/// A place in an order: `1st`, `2nd`, `11th`.
fn ordinal(rank: usize) -> String {
    let ending = match (rank % 10, rank % 100) {
        (1, tens) if tens != 11 => "st",
        (2, tens) if tens != 12 => "nd",
        (3, tens) if tens != 13 => "rd",
        _ => "th",
    };
    format!("{rank}{ending}")
}

/// All that is known of a function, without a frame of it.
pub(super) fn function(profile: &OpenProfile, table: &Table, entity: EntityId) -> FrameFacts {
    named(profile, table, entity, FrameFacts::default())
}

fn named(profile: &OpenProfile, table: &Table, entity: EntityId, values: FrameFacts) -> FrameFacts {
    let name = profile.names.full(entity).to_owned();
    let sums = table.functions();
    let label = |value: Option<i64>| value.map(|value| profile.label(value)).unwrap_or_default();
    FrameFacts {
        function: entity.0,
        package: symbol::unescape(symbol::package(&profile.names.entities().label(entity))).into_owned(),
        place: place(profile, entity),
        function_flat: label(sums.map(|sums| sums.flat(entity))),
        function_cum: label(sums.map(|sums| sums.cum(entity))),
        function_frames: sums.map_or(0, |sums| sums.nodes(entity)),
        name,
        ..values
    }
}

/// The same with what people copy of a selection.
pub(super) fn to_copy(profile: &OpenProfile, node: Option<NodeId>, facts: FrameFacts) -> FrameFacts {
    let mut stack = Vec::new();
    let mut at = node.unwrap_or(CallTree::ROOT);
    while at != CallTree::ROOT {
        stack.push(profile.names.full(profile.tree.entity(at)));
        at = profile.tree.parent(at);
    }
    stack.reverse();
    FrameFacts {
        stack: stack.join("\n"),
        regexp: search::exactly(&facts.name),
        ..facts
    }
}

/// A share as pprof writes it, without the padding of its columns, and with the sign that pprof loses.
pub(super) fn share(value: i64, total: i64) -> String {
    let percent = unit::percentage(value, total).to_string();
    let sign = if (value < 0) == (total < 0) || value == 0 {
        ""
    } else {
        "-"
    };
    format!("{sign}{}", percent.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_dates() {
        assert_eq!(utc(0), "1970-01-01 00:00:00 UTC");
        assert_eq!(utc(1_700_000_000 * 1_000_000_000), "2023-11-14 22:13:20 UTC");
        assert_eq!(utc(951_782_400 * 1_000_000_000), "2000-02-29 00:00:00 UTC");
        assert_eq!(utc(-1_000_000_000), "1969-12-31 23:59:59 UTC");
        assert_eq!(utc(i64::MAX), "2262-04-11 23:47:16 UTC");
    }

    #[test]
    fn shares_keep_their_sign() {
        assert_eq!(share(1, 8), "12.50%");
        assert_eq!(share(-1, 8), "-12.50%");
        assert_eq!(share(0, 8), "    0%".trim_start());
        assert_eq!(share(5, 0), "    0%".trim_start());
    }

    #[test]
    fn ranks_are_told_as_people_tell_them() {
        let told = [1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111].map(ordinal).join(" ");
        assert_eq!(told, "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 103rd 111th");
    }

    #[test]
    fn names_are_split_before_the_package() {
        let names = NameVariants::new(["net/http.(*conn).serve", "http.(*conn).serve", "serve"]);
        assert_eq!(split_name(&names), ("net/", "http.(*conn).serve"));
        let names = NameVariants::new(["main.main", "main"]);
        assert_eq!(split_name(&names), ("", "main.main"));
    }
}
