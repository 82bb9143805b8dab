//! What frames and waits are called.

use crate::analyze::profile::entity::{Entities, EntityId};
use crate::model::goroutines::{Dump, DumpStackId, FrameId, FrameKind};
use crate::model::symbol;
use crate::protocol::goroutines::CallRow;

/// A dump, and the functions of the profile that was made of it.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) dump: &'a Dump,
    pub(super) entities: &'a Entities,
}

/// Packages whose innermost frames say how a goroutine waits, and not what for.
const WAITING: [&str; 5] = ["runtime", "sync", "time", "syscall", "internal"];

impl Words<'_> {
    /// A line of a stack.
    pub(super) fn call(self, id: FrameId) -> CallRow {
        let frame = self.dump.frames.get(id.row());
        let name = self.dump.strings.bytes(frame.function);
        let mut all = (0..self.entities.len()).map(EntityId::from);
        let entity = all.find(|&entity| self.entities.name(entity) == name);
        let file = self.dump.strings.text(frame.file);
        CallRow {
            function: entity.filter(|_| frame.kind != FrameKind::Elided).map(|it| it.0),
            name: symbol::readable(&self.dump.strings.text(frame.function)).into_owned(),
            place: match frame.line {
                0 => file.into_owned(),
                line => format!("{file}:{line}"),
            },
            is_inlined: frame.kind == FrameKind::Inlined,
        }
    }

    /// A function's name without the path to its package.
    pub(super) fn short_name(self, frame: FrameId) -> String {
        let frame = self.dump.frames.get(frame.row());
        let name = self.dump.strings.text(frame.function);
        let name = symbol::readable(&name);
        // Types in brackets have paths of their own.
        let head = name.find(['(', '[']).unwrap_or(name.len());
        let start = name[..head].rfind('/').map_or(0, |slash| slash + 1);
        name[start..].to_owned()
    }

    /// The functions that tell what a stack is about: its innermost from the first on that is not there to wait.
    pub(super) fn telling(self, stack: DumpStackId, most: usize) -> Vec<String> {
        let mut frames: Vec<FrameId> = self.dump.stacks.leaf_first(stack).collect();
        let is_telling = |frame: &FrameId| {
            let name = self.dump.strings.text(self.dump.frames.get(frame.row()).function);
            let package = symbol::package(&name);
            !WAITING.contains(&package.split('/').next().unwrap_or_default())
        };
        let start = frames.iter().position(is_telling).unwrap_or_default();
        frames.drain(..start);
        frames.truncate(most);
        frames.into_iter().map(|frame| self.short_name(frame)).collect()
    }

    /// The first of [`Words::telling`].
    pub(super) fn topic(self, stack: DumpStackId) -> String {
        self.telling(stack, 1).pop().unwrap_or_default()
    }
}

/// The shortest and the longest wait; nothing when that is less than a minute.
pub(super) fn waits((shortest, longest): (u32, u32)) -> String {
    if longest == 0 {
        String::new()
    } else if shortest == longest {
        format!("{longest} min")
    } else {
        format!("{shortest}–{longest} min")
    }
}
