//! What the tags of samples weigh in each node.

use crate::analyze::profile::calltree::NodeId;
use crate::analyze::profile::graph::draft::{Grouped, Member};
use crate::analyze::profile::graph::look::MOST_TAGS;
use crate::analyze::profile::graph::pairs::Pairs;
use crate::analyze::profile::graph::tags::Tags;
use crate::analyze::profile::graph::walk::{Met, NONE, OpenRuns, Stacks, Step, Visit, member_of, walk};
use crate::analyze::profile::weights::mean;
use crate::model::column::OutOfMemory;
use crate::model::prefix_tree::RunId;

/// What a tag weighs in a member.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) member: u32,
    pub(super) tag: u32,
    pub(super) flat: i64,
    pub(super) cum: i64,
    /// How many events they are of, by the first sample type.
    flat_events: i64,
    cum_events: i64,
    /// The first sample with it, which says what number stands for a size.
    pub(super) first_sample: u32,
}

/// What the tags weigh in each member.
#[derive(Debug)]
pub(in crate::analyze::profile) struct TagSums {
    pub(super) tags: Tags,
    cells: Vec<Cell>,
    /// The cells of each member.
    by_member: Grouped,
    /// For each node the member it was when tags were summed.
    member_of_row: Vec<u32>,
}

impl TagSums {
    /// Sums up the tags of members, and forgets those that weigh less than the cutoff there.
    pub(super) fn of(
        stacks: &Stacks<'_>,
        tags: Tags,
        members: &[Member],
        is_call_tree: bool,
        cutoff: i64,
    ) -> Result<Self, OutOfMemory> {
        let samples = Grouped::by(stacks.tree.nodes().run_count(), || {
            stacks.tree.run_of_samples().iter().map(|run| run.0)
        });
        let mut sums = Sums {
            stacks,
            pairs: Pairs::new(members.len(), tags.list.len())?,
            tags: &tags,
            samples: &samples,
            cells: Vec::new(),
            of_sample: Vec::new(),
        };
        if is_call_tree {
            sums.add_frames(members)?;
        } else {
            let entities: Vec<_> = members.iter().map(|member| member.entity).collect();
            let member_of = member_of(stacks.entities, &entities)?;
            let mut visit = OnTheWay {
                sums: &mut sums,
                open: OpenRuns::default(),
                met: vec![Met::default(); members.len()],
                members: Vec::new(),
                ends: Vec::new(),
            };
            walk(stacks, &member_of, &mut visit)?;
        }
        let mut cells = sums.cells;
        cells.retain(|cell| cell.flat.wrapping_abs() >= cutoff || cell.cum.wrapping_abs() >= cutoff);
        Ok(Self {
            by_member: Grouped::by(members.len(), || cells.iter().map(|cell| cell.member)),
            member_of_row: (0..members.len() as u32).collect(),
            cells,
            tags,
        })
    }

    /// Divides all by how many events they are of.
    pub(super) fn divide(&mut self) {
        for cell in &mut self.cells {
            cell.flat = mean(cell.flat, cell.flat_events);
            cell.cum = mean(cell.cum, cell.cum_events);
        }
    }

    /// Follows nodes to other rows; `order` has the old row of each.
    pub(super) fn reorder(&mut self, order: &[u32]) {
        self.member_of_row = order.iter().map(|&old| self.member_of_row[old as usize]).collect();
    }

    /// The cells of a node.
    pub(super) fn cells(&self, row: usize) -> impl Iterator<Item = Cell> + '_ {
        let cells = self.by_member.of(self.member_of_row[row] as usize);
        cells.iter().map(|&cell| self.cells[cell as usize])
    }

    /// How many tags of a node have something of its own, at most [`MOST_TAGS`].
    pub(super) fn n_with_flat(&self, row: usize) -> usize {
        let with_flat = self.cells(row).filter(|cell| cell.flat != 0);
        with_flat.take(MOST_TAGS).count()
    }
}

/// Sums that grow.
struct Sums<'a> {
    stacks: &'a Stacks<'a>,
    tags: &'a Tags,
    pairs: Pairs,
    samples: &'a Grouped,
    cells: Vec<Cell>,
    of_sample: Vec<u32>,
}

impl Sums<'_> {
    /// Adds the samples that end with a run; `leaf` is the member at its end, or [`NONE`].
    fn add_run(&mut self, run: RunId, members: &[u32], leaf: u32) -> Result<(), OutOfMemory> {
        if members.is_empty() {
            return Ok(());
        }
        let columns = &self.stacks.profile.samples.values;
        let values = &columns[self.stacks.sample_type];
        let samples = self.samples;
        for &sample in samples.of(run.row()) {
            let weight = values.get(sample as usize);
            let events = columns[0].get(sample as usize);
            let is_weighed = weight != 0 || self.stacks.events.is_some() && events != 0;
            if !is_weighed || !self.stacks.keeps(sample as usize) {
                continue;
            }
            let mut tags = std::mem::take(&mut self.of_sample);
            self.tags.of_sample(self.stacks.profile, sample as usize, &mut tags);
            for &tag in &tags {
                for &member in members {
                    let cell = self.cell(member, tag)?;
                    cell.cum = cell.cum.wrapping_add(weight);
                    cell.cum_events = cell.cum_events.wrapping_add(events);
                    cell.first_sample = cell.first_sample.min(sample);
                }
                if leaf != NONE {
                    let cell = self.cell(leaf, tag)?;
                    cell.flat = cell.flat.wrapping_add(weight);
                    cell.flat_events = cell.flat_events.wrapping_add(events);
                }
            }
            self.of_sample = tags;
        }
        Ok(())
    }

    fn cell(&mut self, member: u32, tag: u32) -> Result<&mut Cell, OutOfMemory> {
        let new = self.cells.len();
        let row = self.pairs.row(member, tag, new)?;
        if row == new {
            self.cells
                .try_reserve(1)
                .map_err(|_no_memory| OutOfMemory { rows: new })?;
            self.cells.push(Cell {
                member,
                tag,
                flat: 0,
                cum: 0,
                flat_events: 0,
                cum_events: 0,
                first_sample: u32::MAX,
            });
        }
        Ok(&mut self.cells[row])
    }

    /// Sums up members that stand for frames: those of the runs that lead to a sample's.
    fn add_frames(&mut self, members: &[Member]) -> Result<(), OutOfMemory> {
        let nodes = self.stacks.tree.nodes();
        let of_run = Grouped::by(nodes.run_count(), || {
            members.iter().map(|member| nodes.run_of(member.frame).0)
        });
        let mut on_the_way = Vec::new();
        for run in self.stacks.tree.runs() {
            if self.samples.of(run.row()).is_empty() {
                continue;
            }
            on_the_way.clear();
            let mut at = run;
            loop {
                on_the_way.extend_from_slice(of_run.of(at.row()));
                if at.row() == 0 {
                    break;
                }
                at = nodes.run_parent(at);
            }
            let last: NodeId = nodes.last(run);
            let leaf = of_run.of(run.row()).iter();
            let leaf = leaf.copied().find(|&member| members[member as usize].frame == last);
            self.add_run(run, &on_the_way, leaf.unwrap_or(NONE))?;
        }
        Ok(())
    }
}

/// A walk that knows which members are on the way.
struct OnTheWay<'a, 'b> {
    sums: &'a mut Sums<'b>,
    open: OpenRuns,
    met: Vec<Met>,
    /// The members on the way, each once; and for each open run how many there are with its own.
    members: Vec<u32>,
    ends: Vec<usize>,
}

impl Visit for OnTheWay<'_, '_> {
    fn enter(&mut self, run: RunId, depth: usize) {
        self.open.open(run, depth);
        self.ends.truncate(depth);
        self.members.truncate(self.ends.last().copied().unwrap_or(0));
    }

    fn step(&mut self, step: Step) -> Result<(), OutOfMemory> {
        if !self.open.meet(&mut self.met[step.member as usize]) {
            self.members.push(step.member);
        }
        Ok(())
    }

    fn end(&mut self, run: RunId, last: u32) -> Result<(), OutOfMemory> {
        self.ends.push(self.members.len());
        self.sums.add_run(run, &self.members, last)
    }
}
