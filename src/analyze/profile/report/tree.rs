//! `-tree` and `-peek`: entities, each between its callers and its callees.
//!
//! Source: `printTree` in pprof's `internal/report/report.go`.

use std::io::Write;

use crate::analyze::profile::graph::{Trimmed, trim_table};
use crate::analyze::profile::options::Options;
use crate::analyze::profile::report::ReportError;
use crate::analyze::profile::report::gofmt::append_right;
use crate::analyze::profile::report::legend::{Shown, profile_lines};
use crate::analyze::profile::report::subject::Subject;
use crate::analyze::profile::report::summed::Summed;
use crate::analyze::profile::report::values::Values;
use crate::analyze::profile::search::Pattern;
use crate::model::unit::percentage;

const SEPARATOR: &[u8] = b"----------------------------------------------------------+-------------\n";
const HEADING: &[u8] = b"      flat  flat%   sum%        cum   cum%   calls calls% + context \t \t \n";

/// Writes the report of the heaviest entities.
pub(super) fn write(subject: &Subject<'_>, out: &mut dyn Write) -> Result<(), ReportError> {
    let options = of_functions(subject.options);
    let text = print(subject, &options, None)?.unwrap_or_default();
    out.write_all(&text)?;
    Ok(())
}

/// Writes the report of the entities whose printed name the pattern matches, with all their callers and callees.
pub(super) fn write_matches(subject: &Subject<'_>, out: &mut dyn Write) -> Result<(), ReportError> {
    let pattern = Pattern::new(&subject.options.pattern, true, true).map_err(ReportError::InvalidPattern)?;
    let untrimmed = Options {
        node_count: 0,
        node_fraction: 0.0,
        edge_fraction: 0.0,
        ..of_functions(subject.options)
    };
    let text = print(subject, &untrimmed, Some(&pattern))?;
    out.write_all(&text.ok_or_else(|| ReportError::NoMatch(subject.options.pattern.clone()))?)?;
    Ok(())
}

/// These reports tell the calls of a function apart by nothing, whatever is asked for.
fn of_functions(options: &Options) -> Options {
    Options {
        is_call_tree: false,
        ..options.clone()
    }
}

/// The text; none when nothing matches the pattern.
fn print(subject: &Subject<'_>, options: &Options, pattern: Option<&Pattern>) -> Result<Option<Vec<u8>>, ReportError> {
    let summed = Summed::of(subject, options)?;
    let graph = trim_table(&summed.stacks(), &summed.functions, options)?;
    let nodes = graph.draft.listed();
    let mut values = Values::of(subject);
    if !nodes.is_empty() {
        values.settle_unit(nodes.iter().map(|node| (node.flat, node.cum)));
    }
    let mut text = Vec::new();
    let mut legend = if options.has_compact_legend {
        Vec::new()
    } else {
        profile_lines(subject, &values)
    };
    let shown = Shown {
        flats: nodes.iter().fold(0_i64, |sum, node| sum.wrapping_add(node.flat)),
        n_nodes: nodes.len(),
        n_candidates: graph.n_candidates,
        n_dropped: graph.n_light_nodes,
        n_dropped_edges: 0,
    };
    legend.extend(shown.lines(options, &values));
    for line in legend {
        text.extend_from_slice(&line);
        text.push(b'\n');
    }
    text.extend_from_slice(SEPARATOR);
    text.extend_from_slice(HEADING);
    let mut printer = Printer {
        graph: &graph,
        values: &values,
        flats: 0,
        text,
    };
    let n_printed = printer.append_nodes(pattern);
    if !nodes.is_empty() {
        printer.text.extend_from_slice(SEPARATOR);
    }
    Ok((pattern.is_none() || n_printed > 0).then_some(printer.text))
}

struct Printer<'a> {
    graph: &'a Trimmed,
    values: &'a Values,
    /// The flats printed so far.
    flats: i64,
    text: Vec<u8>,
}

impl Printer<'_> {
    /// Appends the nodes that match; how many.
    fn append_nodes(&mut self, pattern: Option<&Pattern>) -> usize {
        let draft = &self.graph.draft;
        let (into, from) = (draft.links_into(), draft.links_from());
        let mut n_printed = 0;
        for row in 0..draft.n_listed {
            if pattern.is_some_and(|pattern| !pattern.is_in(&String::from_utf8_lossy(&draft.names[row]))) {
                continue;
            }
            n_printed += 1;
            self.text.extend_from_slice(SEPARATOR);
            for &link in into.of(row) {
                self.append_link(link, draft.links[link as usize].from, row);
            }
            self.append_node(row);
            for &link in from.of(row) {
                self.append_link(link, draft.links[link as usize].to, row);
            }
        }
        n_printed
    }

    fn append_node(&mut self, row: usize) {
        let node = self.graph.draft.members[row];
        self.flats = self.flats.wrapping_add(node.flat);
        let text = &mut self.text;
        let mut value = Vec::new();
        self.values.append(&mut value, node.flat);
        append_right(text, &value, 10);
        for share in [node.flat, self.flats] {
            text.push(b' ');
            self.values.append_share(text, share);
        }
        text.push(b' ');
        value.clear();
        self.values.append(&mut value, node.cum);
        append_right(text, &value, 10);
        text.push(b' ');
        self.values.append_share(text, node.cum);
        text.extend_from_slice(b"                | ");
        text.extend_from_slice(&self.graph.draft.names[row]);
        text.push(b'\n');
    }

    /// Appends a caller or callee of a node, with its share of the node's cum.
    fn append_link(&mut self, link: u32, other: u32, row: usize) {
        let draft = &self.graph.draft;
        let link = draft.links[link as usize];
        let mut value = Vec::new();
        self.values.append(&mut value, link.weight);
        append_right(&mut self.text, &value, 50);
        let share = percentage(link.weight, draft.members[row].cum);
        self.text.extend_from_slice(format!(" {share} |   ").as_bytes());
        self.text.extend_from_slice(&draft.names[other as usize]);
        self.text
            .extend_from_slice(if link.is_inlined { b" (inline)\n" } else { b"\n" });
    }
}
