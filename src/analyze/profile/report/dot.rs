//! `-dot`: the call graph in the language of Graphviz.
//!
//! Source: `ComposeDot` in pprof's `internal/graph/dotgraph.go`.

use std::io::Write;

use crate::analyze::profile::graph::look::{Ground, PLAIN_FILL, dot_color, font_size, layout_weight, pen_width};
use crate::analyze::profile::graph::{Nodelet, Nodelets, Trimmed, trim_picture};
use crate::analyze::profile::name;
use crate::analyze::profile::report::ReportError;
use crate::analyze::profile::report::legend::{Shown, profile_lines};
use crate::analyze::profile::report::subject::Subject;
use crate::analyze::profile::report::summed::Summed;
use crate::analyze::profile::report::values::Values;
use crate::model::profile::Profile;
use crate::model::unit::percentage;

/// Writes the report.
pub(super) fn write(subject: &Subject<'_>, out: &mut dyn Write) -> Result<(), ReportError> {
    let &Subject { profile, options, .. } = subject;
    let summed = Summed::of(subject, options)?;
    let graph = trim_picture(&summed.stacks(), &summed.functions, options)?;
    let nodes = graph.draft.listed();
    let mut values = Values::of(subject);
    if !nodes.is_empty() {
        values.settle_unit(nodes.iter().map(|node| (node.flat, node.cum)));
    }
    let title = match profile.mappings.first() {
        Some(main) if !profile.strings.bytes(main.filename).is_empty() => {
            name::base_name(profile.strings.bytes(main.filename))
        }
        _ => b"",
    };
    let shown = Shown {
        flats: nodes.iter().fold(0_i64, |sum, node| sum.wrapping_add(node.flat)),
        n_nodes: nodes.len(),
        n_candidates: graph.n_candidates,
        n_dropped: graph.n_light_nodes,
        n_dropped_edges: graph.n_counted_links,
    };
    let mut legend = profile_lines(subject, &values);
    legend.extend(shown.lines(options, &values));
    legend.push(b"\nSee https://git.io/JfYMW for how to read the graph".to_vec());
    let mut printer = Printer {
        profile,
        summed: &summed,
        graph: &graph,
        values: &values,
        text: Vec::new(),
    };
    printer.append_start(title, &legend);
    printer.append_graph();
    printer.append(&[b"}\n"]);
    out.write_all(&printer.text)?;
    Ok(())
}

struct Printer<'a> {
    profile: &'a Profile,
    summed: &'a Summed<'a>,
    graph: &'a Trimmed,
    values: &'a Values,
    text: Vec<u8>,
}

impl Printer<'_> {
    fn append(&mut self, parts: &[&[u8]]) {
        for part in parts {
            self.text.extend_from_slice(part);
        }
    }

    /// Appends the graph's name and its legend.
    fn append_start(&mut self, title: &[u8], legend: &[Vec<u8>]) {
        let name = if title.is_empty() { b"unnamed" } else { title };
        let fill = hexadecimal(PLAIN_FILL);
        self.append(&[b"digraph \"", name, b"\" {\nnode [style=filled fillcolor=\""]);
        self.append(&[fill.as_bytes(), b"\"]\n"]);
        let lines: Vec<Vec<u8>> = legend.iter().map(|line| escaped(line)).collect();
        self.append(&[b"subgraph cluster_L { \"", &lines[0], b"\" [shape=box fontsize=16"]);
        self.append(&[b" label=\"", &lines.join(b"\\l".as_slice()), b"\\l\""]);
        if !title.is_empty() {
            self.append(&[b" tooltip=\"", title, b"\""]);
        }
        self.append(&[b"] }\n"]);
    }

    fn append_graph(&mut self) {
        let draft = &self.graph.draft;
        let from = draft.links_from();
        let sizes = draft.listed().iter().map(|node| node.flat.wrapping_abs());
        let largest_flat = sizes.max().unwrap_or(0);
        let mut has_nodelets = Vec::new();
        for row in 0..draft.n_listed {
            self.append_node(row, largest_flat);
            let nodelets = self.graph.tags.as_ref().map_or(Nodelets::default(), |tags| {
                Nodelets::of(self.profile, tags, row, !from.of(row).is_empty())
            });
            self.append_nodelets(row, &nodelets);
            has_nodelets.push(!nodelets.is_empty());
        }
        for row in 0..draft.links.len() {
            let caller = draft.links[row].from as usize;
            if let Some(&has_nodelets) = has_nodelets.get(caller) {
                self.append_link(row, has_nodelets);
            }
        }
    }

    fn append_node(&mut self, row: usize, largest_flat: i64) {
        let node = self.graph.draft.members[row];
        let total = self.values.total;
        let id = row + 1;
        let mut label = Vec::new();
        for line in name::lines(&self.summed.entities, node.entity) {
            let text = if line.is_function {
                escaped(&line.text)
            } else {
                line.text
            };
            label.extend_from_slice(&text);
            label.extend_from_slice(b"\\n");
        }
        let mut shown = self.value(node.flat);
        let share = |value| format!(" ({})", percentage(value, total).to_string().trim());
        if node.flat == 0 {
            label.push(b'0');
        } else {
            label.extend_from_slice(&shown);
            label.extend_from_slice(share(node.flat).as_bytes());
        }
        if node.cum != node.flat {
            shown = self.value(node.cum);
            label.extend_from_slice(if node.flat == 0 { b" of " } else { b"\\nof " });
            label.extend_from_slice(&shown);
            label.extend_from_slice(share(node.cum).as_bytes());
        }
        self.append(&[format!("N{id} [label=\"").as_bytes(), &label]);
        let size = font_size(node.flat, largest_flat);
        self.append(&[format!("\" id=\"node{id}\" fontsize={size} shape=box tooltip=\"").as_bytes()]);
        let name = escaped(&self.graph.draft.names[row]);
        let line = color(node.cum, total, Ground::Line);
        let fill = color(node.cum, total, Ground::Fill);
        self.append(&[&name, b" (", &shown, b")\""]);
        self.append(&[format!(" color=\"{line}\" fillcolor=\"{fill}\"]\n").as_bytes()]);
    }

    fn append_nodelets(&mut self, row: usize, nodelets: &Nodelets) {
        let source = format!("N{}", row + 1);
        for (place, words) in nodelets.words.iter().enumerate() {
            let id = format!("{source}_{place}");
            self.append_nodelet(&source, &id, words);
            self.append_sizes(&id, &words.sizes);
        }
        self.append_sizes(&source, &nodelets.sizes);
    }

    fn append_sizes(&mut self, source: &str, sizes: &[Nodelet]) {
        for (place, size) in sizes.iter().enumerate() {
            self.append_nodelet(source, &format!("N{source}_{place}"), size);
        }
    }

    fn append_nodelet(&mut self, source: &str, id: &str, nodelet: &Nodelet) {
        let weight = self.value(nodelet.weight);
        self.append(&[
            id.as_bytes(),
            b" [label = \"",
            &nodelet.text,
            b"\" id=\"",
            id.as_bytes(),
        ]);
        self.append(&[b"\" fontsize=8 shape=box3d tooltip=\"", &weight, b"\"]\n"]);
        self.append(&[source.as_bytes(), b" -> ", id.as_bytes(), b" [label=\" ", &weight]);
        self.append(&[
            b"\" weight=100 tooltip=\"",
            &weight,
            b"\" labeltooltip=\"",
            &weight,
            b"\"",
        ]);
        self.append(&[if nodelet.is_partial {
            b" style=\"dotted\"]\n"
        } else {
            b"]\n"
        }]);
    }

    fn append_link(&mut self, row: usize, has_nodelets: bool) {
        let draft = &self.graph.draft;
        let (link, total) = (draft.links[row], self.values.total);
        // A callee that is not listed has no number: pprof writes 0.
        let id = |member: u32| {
            if (member as usize) < draft.n_listed {
                member + 1
            } else {
                0
            }
        };
        let weight = self.value(link.weight);
        let ends = format!("N{} -> N{} [label=\" ", id(link.from), id(link.to));
        self.append(&[ends.as_bytes(), &weight]);
        self.append(&[if link.is_inlined { b"\\n (inline)\"" } else { b"\"" }]);
        if total != 0 {
            for (name, value) in [
                ("weight", layout_weight(link.weight, total)),
                ("penwidth", pen_width(link.weight, total)),
            ] {
                if value > 1 {
                    self.append(&[format!(" {name}={value}").as_bytes()]);
                }
            }
            let color = color(link.weight, total, Ground::Line);
            self.append(&[format!(" color=\"{color}\"").as_bytes()]);
        }
        let arrow: &[u8] = if link.is_residual { b" ... " } else { b" -> " };
        let ends = [link.from, link.to].map(|member| escaped(&draft.names[member as usize]));
        let tooltip = [b"\"", &ends[0][..], arrow, &ends[1], b" (", &weight, b")\""].concat();
        self.append(&[b" tooltip=", &tooltip, b" labeltooltip=", &tooltip]);
        if link.is_residual {
            self.append(&[b" style=\"dotted\""]);
        }
        // Room for the tags.
        self.append(&[if has_nodelets { b" minlen=2]\n" } else { b"]\n" }]);
    }

    fn value(&self, value: i64) -> Vec<u8> {
        let mut text = Vec::new();
        self.values.append(&mut text, value);
        text
    }
}

fn color(value: i64, total: i64, ground: Ground) -> String {
    let share = value as f64 / total.wrapping_abs() as f64;
    hexadecimal(dot_color(share, ground))
}

fn hexadecimal([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// A text as it stands between quotes; line ends become Graphviz's for lines that begin at the left.
fn escaped(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for &byte in text {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'"' => out.extend_from_slice(b"\\\""),
            b'\n' => out.extend_from_slice(b"\\l"),
            byte => out.push(byte),
        }
    }
    out
}
