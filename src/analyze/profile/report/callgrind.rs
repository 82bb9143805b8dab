//! `-callgrind`: the call graph by address, for `KCachegrind`.
//!
//! Binaries, files and functions are numbered, and written out where they are met first. A position is
//! written as the distance to the one before where that is shorter.
//! Source: `printCallgrind` in pprof's `internal/report/report.go`.

use std::collections::BTreeMap;
use std::io::Write;

use crate::analyze::profile::calltree::NodeId;
use crate::analyze::profile::entity::{Entity, Granularity, Grouping};
use crate::analyze::profile::graph::{Trimmed, trim_table};
use crate::analyze::profile::options::Options;
use crate::analyze::profile::report::ReportError;
use crate::analyze::profile::report::subject::Subject;
use crate::analyze::profile::report::summed::Summed;
use crate::analyze::profile::report::values::Values;
use crate::analyze::profile::share::truncated;
use crate::model::id::StringId;
use crate::model::unit::scale;

/// Writes the report.
pub(super) fn write(subject: &Subject<'_>, out: &mut dyn Write) -> Result<(), ReportError> {
    let grouping = subject.options.grouping;
    let options = Options {
        grouping: Grouping {
            granularity: Granularity::Addresses,
            with_columns: grouping.with_columns || !grouping.without_inlined,
            with_binaries: true,
            ..grouping
        },
        node_count: 0,
        node_fraction: 0.0,
        edge_fraction: 0.0,
        ..subject.options.clone()
    };
    let summed = Summed::of(subject, &options)?;
    let graph = trim_table(&summed.stacks(), &summed.functions, &options)?;
    let nodes = graph.draft.listed();
    let mut values = Values::of(subject);
    if !nodes.is_empty() {
        values.settle_unit_of_integers(nodes.iter().map(|node| (node.flat, node.cum)));
    }
    let kind = subject.kind();
    let mut printer = Printer {
        summed: &summed,
        graph: &graph,
        values: &values,
        binaries: Numbers::default(),
        files: Numbers::default(),
        functions: Numbers::default(),
        callees: callee_names(&summed, &graph),
        text: Vec::new(),
    };
    let heading = [
        b"positions: instr line\nevents: ",
        &kind[..],
        b"(",
        &values.shown_unit,
        b")\n",
    ]
    .concat();
    out.write_all(&heading)?;
    let from = graph.draft.links_from();
    let mut last = None;
    for row in 0..graph.draft.n_listed {
        printer.text.clear();
        printer.append_node(row, from.of(row), last);
        last = Some(printer.entity(row));
        out.write_all(&printer.text)?;
    }
    Ok(())
}

/// What a function is told apart by from others of its name and file: the frame that calls it, and its binary.
type Function = (NodeId, StringId);

/// Names that are numbered from 1 on as they are met.
#[derive(Default)]
struct Numbers(BTreeMap<Vec<u8>, usize>);

impl Numbers {
    /// Appends a line with a name's number, and the name if it is new.
    fn append(&mut self, out: &mut Vec<u8>, title: &str, name: &[u8]) {
        out.extend_from_slice(title.as_bytes());
        if !name.is_empty() {
            let new = self.0.len() + 1;
            let number = *self.0.entry(name.to_vec()).or_insert(new);
            out.extend_from_slice(format!("({number})").as_bytes());
            if number == new {
                out.push(b' ');
                out.extend_from_slice(name);
            }
        }
        out.push(b'\n');
    }
}

/// For each node its name as a callee: numbered where functions of one name and file are of several binaries, or in a
/// call tree below several frames.
fn callee_names(summed: &Summed<'_>, graph: &Trimmed) -> Vec<Vec<u8>> {
    let mut functions: BTreeMap<(StringId, StringId), BTreeMap<Function, usize>> = BTreeMap::new();
    let nodes = graph.draft.listed().iter();
    let nodes: Vec<(Entity, Function)> = nodes
        .map(|node| {
            let entity = summed.entities.get(node.entity);
            (entity, (summed.caller(node.frame), entity.binary))
        })
        .collect();
    for (entity, function) in &nodes {
        let known = functions.entry((entity.name, entity.file)).or_default();
        let next = known.len() + 1;
        known.entry(*function).or_insert(next);
    }
    let name = |(entity, function): &(Entity, Function)| {
        let mut name = summed.entities.strings.bytes(entity.name).to_vec();
        let known = &functions[&(entity.name, entity.file)];
        if known.len() > 1 {
            name.extend_from_slice(format!(" [{}/{}]", known[function], known.len()).as_bytes());
        }
        name
    };
    nodes.iter().map(name).collect()
}

struct Printer<'a> {
    summed: &'a Summed<'a>,
    graph: &'a Trimmed,
    values: &'a Values,
    binaries: Numbers,
    files: Numbers,
    functions: Numbers,
    callees: Vec<Vec<u8>>,
    text: Vec<u8>,
}

impl Printer<'_> {
    fn entity(&self, row: usize) -> Entity {
        self.summed.entities.get(self.graph.draft.members[row].entity)
    }

    /// Appends a node and its calls; `last` is the node before it.
    fn append_node(&mut self, row: usize, links: &[u32], last: Option<Entity>) {
        let entity = self.entity(row);
        let strings = &self.summed.entities.strings;
        let text = &mut self.text;
        let function = |entity: Entity| (entity.binary, entity.file, entity.name);
        if last.is_none_or(|last| function(last) != function(entity)) {
            text.push(b'\n');
            self.binaries.append(text, "ob=", strings.bytes(entity.binary));
            self.files.append(text, "fl=", strings.bytes(entity.file));
            self.functions.append(text, "fn=", strings.bytes(entity.name));
        }
        let flat = self.whole(self.graph.draft.members[row].flat);
        let place = format!("{} {} {flat}\n", position(last, entity.address), entity.line);
        self.text.extend_from_slice(place.as_bytes());
        for &link in links {
            let link = self.graph.draft.links[link as usize];
            let callee = self.entity(link.to as usize);
            // A callee that is not listed has no name.
            let name = self.callees.get(link.to as usize).map_or(&b""[..], Vec::as_slice);
            self.files.append(&mut self.text, "cfl=", strings.bytes(callee.file));
            self.functions.append(&mut self.text, "cfn=", name);
            let weight = self.whole(link.weight);
            let position = position(last, callee.address);
            let call = format!("calls=0 {position} {}\n* * {weight}\n", callee.line);
            self.text.extend_from_slice(call.as_bytes());
        }
    }

    /// A value in the report's unit, without decimals.
    fn whole(&self, value: i64) -> i64 {
        truncated(scale(value, &self.values.unit, &self.values.shown_unit).value)
    }
}

/// An address, or what it is more than that of the node before.
fn position(last: Option<Entity>, address: u64) -> String {
    let absolute = format!("{address:#x}");
    match last.map(|last| address.wrapping_sub(last.address) as i64) {
        None => absolute,
        Some(0) => "*".to_owned(),
        Some(distance) => {
            let relative = format!("{distance:+}");
            if relative.len() < absolute.len() {
                relative
            } else {
                absolute
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_written_the_shorter_way() {
        let last = |address| {
            Some(Entity {
                address,
                ..Entity::default()
            })
        };
        assert_eq!(position(None, 0x4010), "0x4010");
        assert_eq!(position(last(0x4010), 0x4010), "*");
        assert_eq!(position(last(0x4010), 0x4000), "-16");
        assert_eq!(position(last(0), 0x4000), "0x4000");
        assert_eq!(position(last(0x4000_0000), 0x4000_0010), "+16");
        assert_eq!(position(last(1 << 40), 0x40), "0x40");
    }
}
