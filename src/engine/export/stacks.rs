//! Folded stacks: a line for every stack, `main.main;main.work 12`, outermost first.

use std::io::{self, Write as _};

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::engine::profile::OpenProfile;

/// The stacks that are shown and what ends in them, in the unit of the sample type.
pub(super) fn folded(profile: &OpenProfile, out: &mut Vec<u8>) -> io::Result<()> {
    let mut stack = Vec::new();
    for run in profile.tree.runs() {
        let last = profile.tree.nodes().last(run);
        let own = profile.own(last);
        if own == 0 {
            continue;
        }
        stack.clear();
        let frames = profile.tree.towards_root(last).filter(|&node| node != CallTree::ROOT);
        stack.extend(frames.map(|node: NodeId| profile.names.full(profile.tree.entity(node))));
        for (place, name) in stack.iter().rev().enumerate() {
            if place > 0 {
                write!(out, ";")?;
            }
            // What parts frames and lines cannot stand in a name.
            out.write_all(name.replace(';', ":").replace(['\n', '\r'], " ").as_bytes())?;
        }
        writeln!(out, " {own}")?;
    }
    Ok(())
}
