//! Requests to the lists of pictures, and what is told of them.
//!
//! A list follows the selection while somebody looks at it, and catches up when somebody looks again.

use std::ops::Range;

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::search::Matches;
use crate::engine::facts;
use crate::engine::flame::branches::FlameBranches;
use crate::engine::profile::OpenProfile;
use crate::engine::treegrid::{Branches, Treegrid};
use crate::engine::{Changed, Outgoing, Shown};
use crate::model::column::OutOfMemory;
use crate::protocol::Twin;
use crate::protocol::reply::{Reply, TwinHeader};
use crate::protocol::request::TwinCommand;
use crate::protocol::rows::{TreeRow, bytes_from_tree_rows};

/// What is selected: a function, and its frame when one is meant.
type Selection = (Option<EntityId>, Option<NodeId>);

/// The lists of a document's pictures.
#[derive(Default)]
pub(super) struct Twins {
    frames: Treegrid,
    /// The selection that the list of frames shows.
    followed: Selection,
    nodes: Treegrid,
    /// The selection that the list of the call graph's nodes shows.
    followed_in_graph: Selection,
    /// The graph that it was made of.
    graph: u32,
}

impl Twins {
    /// The search is another: rows are dimmed that were not, or no longer.
    pub(super) fn researched(&mut self) {
        self.frames.reword();
        self.nodes.reword();
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
            Twin::Graph => self.twins.nodes.watch(rows),
            #[cfg(feature = "texts")]
            Twin::Lanes => self.watch_lanes(rows),
            #[cfg(not(feature = "texts"))]
            Twin::Lanes => {}
        }
        Changed::Nothing
    }

    /// The frames are others: none of those before is there.
    pub(super) fn restart_frames(&mut self) {
        self.twins.frames.restart();
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
            Twin::Graph => self.nodes_command(command, outbox),
            #[cfg(feature = "texts")]
            Twin::Lanes => self.lanes_command(command),
            #[cfg(not(feature = "texts"))]
            Twin::Lanes => Ok(Changed::Nothing),
        }
    }

    fn frames_command(&mut self, command: TwinCommand, outbox: &mut Vec<Outgoing>) -> Result<Changed, OutOfMemory> {
        let node_count = self.profile.tree.len();
        let (frames, mut branches) = self.frames();
        let is_frame = |item: u32| NodeId(item) != CallTree::ROOT && NodeId(item).row() < node_count;
        let next = step(frames, &mut branches, command, is_frame)?;
        let Some(node) = next.map(NodeId) else {
            return Ok(Changed::Nothing);
        };
        self.flame.reveal(node, &mut self.profile);
        Ok(self.select_node(Some(node), outbox))
    }

    fn nodes_command(&mut self, command: TwinCommand, outbox: &mut Vec<Outgoing>) -> Result<Changed, OutOfMemory> {
        let (profile, matches) = (&self.profile, self.flame.matches());
        let mut branches = self.graph.branches(profile, matches);
        let has = |item: u32| self.graph.branches(profile, matches).owner(item).is_some();
        let next = step(&mut self.twins.nodes, &mut branches, command, has)?;
        let Some(item) = next else {
            return Ok(Changed::Nothing);
        };
        let is_chosen = matches!(command, TwinCommand::Select(_));
        // To choose a call is to go to its other end; to come by shows it in the picture.
        let node = if is_chosen {
            branches.target(item)
        } else {
            branches.owner(item)
        };
        if !is_chosen {
            self.twins.nodes.select(Some(item), &mut branches)?;
        }
        self.graph.light_item(item);
        let Some(node) = node else {
            return Ok(Changed::Nothing);
        };
        self.graph.reveal(node);
        let changed = self.select_graph_node(Some(node), outbox);
        if !is_chosen {
            self.twins.followed_in_graph = (self.flame.selected, self.flame.selected_node);
        }
        Ok(changed)
    }

    /// Tells the rows that somebody looks at, if anything about them is new.
    pub(super) fn tell_twins(&mut self, outbox: &mut Vec<Outgoing>) -> Result<(), OutOfMemory> {
        #[cfg(feature = "texts")]
        self.tell_lanes(outbox)?;
        self.tell_frames(outbox)?;
        self.tell_nodes(outbox)
    }

    fn tell_frames(&mut self, outbox: &mut Vec<Outgoing>) -> Result<(), OutOfMemory> {
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
        tell(Twin::Flame, frames, &mut branches, outbox);
        Ok(())
    }

    fn tell_nodes(&mut self, outbox: &mut Vec<Outgoing>) -> Result<(), OutOfMemory> {
        if !self.twins.nodes.is_watched() {
            return Ok(());
        }
        let selection = (self.flame.selected, self.flame.selected_node);
        let selected = self.graph.selected(&self.flame);
        let Self {
            profile,
            flame,
            graph,
            twins,
            ..
        } = self;
        let mut branches = graph.branches(profile, flame.matches());
        let is_other = std::mem::replace(&mut twins.graph, graph.number()) != graph.number();
        if is_other {
            // Items are numbered anew.
            twins.nodes.restart();
        }
        if twins.nodes.is_empty() {
            twins.nodes.refill(&mut branches)?;
        }
        let has_moved = std::mem::replace(&mut twins.followed_in_graph, selection) != selection;
        if is_other || has_moved {
            twins.nodes.select(selected, &mut branches)?;
        }
        tell(Twin::Graph, &mut twins.nodes, &mut branches, outbox);
        Ok(())
    }
}

/// Does what a command asks of a list; the item that it leads to, if it leads to another.
pub(super) fn step(
    list: &mut Treegrid,
    branches: &mut dyn Branches,
    command: TwinCommand,
    is_item: impl Fn(u32) -> bool,
) -> Result<Option<u32>, OutOfMemory> {
    Ok(match command {
        TwinCommand::Select(item) => Some(item).filter(|&item| is_item(item)),
        TwinCommand::Toggle(item) => {
            if !list.fold(item) {
                list.unfold(item, branches)?;
            }
            Some(item).filter(|&item| is_item(item))
        }
        TwinCommand::Move(rows) => list.at_distance(i64::from(rows)),
        TwinCommand::Right => match list.selected() {
            Some((item, _)) if list.unfold(item, branches)? => None,
            Some((_, child)) => child,
            None => None,
        },
        TwinCommand::Left => match list.selected() {
            Some((item, _)) if list.fold(item) => None,
            Some((item, _)) => branches.above(item),
            None => None,
        },
        TwinCommand::UnfoldSiblings => {
            if let Some((item, _)) = list.selected() {
                list.unfold_siblings(item, branches)?;
            }
            None
        }
    })
}

/// Tells the rows of a list that somebody looks at, if there is news.
pub(super) fn tell(twin: Twin, list: &mut Treegrid, branches: &mut dyn Branches, outbox: &mut Vec<Outgoing>) {
    let Some(news) = list.take_news(branches) else { return };
    let header = TwinHeader {
        from: news.from,
        row_count: news.row_count,
        selected_row: news.selected_row,
    };
    outbox.push(Outgoing {
        reply: Reply::TwinRows(twin, header),
        // Writing plain values to memory cannot fail; were it to, there is nothing to send.
        bytes: bytes_from_tree_rows(&news.rows).ok(),
    });
}

/// What a row says of a function: its name, and a value as a share of the whole. What the function itself took,
/// its relation and inlining stand to be filled in.
pub(super) fn row_of(
    profile: &OpenProfile,
    matches: Option<&Matches>,
    entity: EntityId,
    total: i64,
    whole: i64,
) -> TreeRow {
    let (path, name) = profile.names.split(entity);
    TreeRow {
        function: entity.0,
        path: path.to_owned(),
        name: name.to_owned(),
        total: profile.label(total),
        total_exact: profile.exact(total),
        percent: profile.signed(total, facts::share(total, whole)),
        bar: facts::bar(total, whole),
        is_dimmed: matches.is_some_and(|matches| !matches.has(entity)),
        ..TreeRow::default()
    }
}
