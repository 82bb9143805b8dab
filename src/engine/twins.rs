//! Requests to the lists of pictures, and what is told of them.
//!
//! A list follows the selection while somebody looks at it, and catches up when somebody looks again.

use std::ops::Range;

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::entity::EntityId;
use crate::engine::flame::branches::FlameBranches;
use crate::engine::treegrid::{Branches as _, Treegrid};
use crate::engine::{Changed, Outgoing, Shown};
use crate::model::column::OutOfMemory;
use crate::protocol::Twin;
use crate::protocol::reply::{Reply, TwinHeader};
use crate::protocol::request::TwinCommand;
use crate::protocol::rows::bytes_from_tree_rows;

/// The lists of a document's pictures.
#[derive(Default)]
pub(super) struct Twins {
    frames: Treegrid,
    /// The selection that the list of frames shows.
    followed: (Option<EntityId>, Option<NodeId>),
}

impl Twins {
    /// The search is another: rows are dimmed that were not, or no longer.
    pub(super) fn researched(&mut self) {
        self.frames.reword();
    }
}

impl Shown {
    fn frames(&mut self) -> (&mut Treegrid, FlameBranches<'_>) {
        let branches = FlameBranches {
            profile: &mut self.profile,
            matches: self.flame.matches(),
        };
        (&mut self.twins.frames, branches)
    }

    /// Notes which rows somebody looks at.
    pub(super) fn watch_twin(&mut self, twin: Twin, rows: Range<u32>) -> Changed {
        match twin {
            Twin::Flame => self.twins.frames.watch(rows),
        }
        Changed::Nothing
    }

    /// The order and the values of the rows are others.
    pub(super) fn reweigh_twins(&mut self) -> Result<(), OutOfMemory> {
        // What had no value before may have a row now.
        self.twins.followed = Default::default();
        let (frames, mut branches) = self.frames();
        if frames.is_empty() {
            return Ok(());
        }
        frames.refill(&mut branches)
    }

    pub(super) fn twin_command(
        &mut self,
        twin: Twin,
        command: TwinCommand,
        outbox: &mut Vec<Outgoing>,
    ) -> Result<Changed, OutOfMemory> {
        match twin {
            Twin::Flame => self.frames_command(command, outbox),
        }
    }

    fn frames_command(&mut self, command: TwinCommand, outbox: &mut Vec<Outgoing>) -> Result<Changed, OutOfMemory> {
        let node_count = self.profile.tree.len();
        let (frames, mut branches) = self.frames();
        let is_frame = |item: &u32| NodeId(*item) != CallTree::ROOT && NodeId(*item).row() < node_count;
        let next = match command {
            TwinCommand::Select(item) => Some(item).filter(is_frame),
            TwinCommand::Toggle(item) => {
                if !frames.fold(item) {
                    frames.unfold(item, &mut branches)?;
                }
                Some(item).filter(is_frame)
            }
            TwinCommand::Move(rows) => frames.at_distance(i64::from(rows)),
            TwinCommand::Right => match frames.selected() {
                Some((item, _)) if frames.unfold(item, &mut branches)? => None,
                Some((_, child)) => child,
                None => None,
            },
            TwinCommand::Left => match frames.selected() {
                Some((item, _)) if frames.fold(item) => None,
                Some((item, _)) => branches.above(item),
                None => None,
            },
            TwinCommand::UnfoldSiblings => {
                if let Some((item, _)) = frames.selected() {
                    frames.unfold_siblings(item, &mut branches)?;
                }
                None
            }
        };
        let Some(node) = next.map(NodeId) else {
            return Ok(Changed::Nothing);
        };
        self.flame.reveal(node, &mut self.profile);
        Ok(self.select_node(Some(node), outbox))
    }

    /// Tells the rows that somebody looks at, if anything about them is new.
    pub(super) fn tell_twins(&mut self, outbox: &mut Vec<Outgoing>) -> Result<(), OutOfMemory> {
        if !self.twins.frames.is_watched() {
            return Ok(());
        }
        let (frames, mut branches) = self.frames();
        if frames.is_empty() {
            frames.refill(&mut branches)?;
        }
        let selection = (self.flame.selected, self.flame.selected_node);
        if self.twins.followed != selection {
            self.twins.followed = selection;
            // Of a function as a whole, the frame that stands out in the picture.
            let (entity, node) = selection;
            let node = node.or_else(|| self.profile.widest(entity?));
            let (frames, mut branches) = self.frames();
            frames.select(node.map(|node| node.0), &mut branches)?;
        }
        let (frames, mut branches) = self.frames();
        if let Some(news) = frames.take_news(&mut branches) {
            let header = TwinHeader {
                from: news.from,
                row_count: news.row_count,
                selected_row: news.selected_row,
            };
            outbox.push(Outgoing {
                reply: Reply::TwinRows(Twin::Flame, header),
                // Writing plain values to memory cannot fail; were it to, there is nothing to send.
                bytes: bytes_from_tree_rows(&news.rows).ok(),
            });
        }
        Ok(())
    }
}
