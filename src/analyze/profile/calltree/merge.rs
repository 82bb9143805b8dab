//! Merging the stacks of a profile into a call tree.

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::entity::{Entities, EntityId, Frame};
use crate::analyze::profile::refine::Rest;
use crate::model::bits::Bits;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{LocationId, StackId};
use crate::model::prefix_tree::{Below, Path, PrefixTreeBuilder, RunId};
use crate::model::profile::Profile;

/// Paths and frames that are merged together: enough that walks go side by side, few enough that the
/// lists they are in stay in the processor's cache.
const BATCH_PATHS: usize = 64;
const BATCH_FRAMES: usize = 1 << 12;

/// Merges stacks in steps, so that a worker can answer meanwhile.
///
/// It goes through the location tree run by run: each becomes a path of entities below the node of
/// its parent run, of which usually only the first nodes are there already.
#[derive(Debug)]
pub struct CallTreeBuilder {
    tree: PrefixTreeBuilder<NodeId, EntityId>,
    /// Nodes of which some call was inlined; and those of them of which some was not.
    inlined: Bits,
    partly: Bits,
    /// For each run of the location tree the node of its last location.
    node_of_run: Column<NodeId>,
    /// The runs of the location tree that are merged, if not all are.
    wanted: Option<Bits>,
    /// What filters left, if there are any; and the nodes of rows that stacks now end with although their runs do not.
    rest: Option<Rest>,
    node_of_row: hashbrown::HashMap<u32, NodeId, foldhash::fast::FixedState>,
    batch: Batch,
}

/// Runs that are merged together.
#[derive(Debug, Default)]
struct Batch {
    /// The entities of their frames, outermost first, and whether each was inlined.
    entities: Vec<EntityId>,
    is_inlined: Vec<bool>,
    paths: Vec<Path<NodeId>>,
    /// For each path the run whose last node it begins below.
    parents: Vec<RunId>,
    /// For each run where it ends.
    run_ends: Vec<Below<NodeId>>,
    /// Rows that stacks end with although their runs do not, and where.
    ends_within_runs: Vec<(u32, Below<NodeId>)>,
    /// The nodes of the frames.
    found: Vec<NodeId>,
}

impl CallTreeBuilder {
    /// A tree of the root alone.
    pub fn new() -> Result<Self, OutOfMemory> {
        Ok(Self {
            tree: PrefixTreeBuilder::new()?,
            inlined: Bits::new(),
            partly: Bits::new(),
            node_of_run: Column::new(),
            wanted: None,
            rest: None,
            node_of_row: hashbrown::HashMap::default(),
            batch: Batch::default(),
        })
    }

    /// A tree of the root alone, into which only the stacks of samples that have a value of a type are merged.
    pub fn of_sample_type(profile: &Profile, sample_type: usize) -> Result<Self, OutOfMemory> {
        let mut wanted = Bits::new();
        let values = profile.samples.values.get(sample_type);
        for (stack, value) in profile
            .samples
            .stack
            .iter()
            .zip(values.into_iter().flat_map(Column::iter))
        {
            if value != 0 {
                wanted.insert(profile.stacks.run_of(stack).row())?;
            }
        }
        for run in (1..profile.stacks.run_count()).rev() {
            if wanted.has(run) {
                wanted.insert(profile.stacks.run_parent(RunId::from(run)).row())?;
            }
        }
        Ok(Self {
            wanted: Some(wanted),
            ..Self::new()?
        })
    }

    /// A tree of the root alone, into which only what filters left is merged. The entities must be those that are
    /// left too ([`Entities::build_again`]). Samples that are gone end at the root and must not be weighed.
    pub fn of_rest(rest: Rest) -> Result<Self, OutOfMemory> {
        let mut wanted = Bits::new();
        for run in rest.runs() {
            wanted.insert(run)?;
        }
        Ok(Self {
            wanted: Some(wanted),
            rest: Some(rest),
            ..Self::new()?
        })
    }

    /// Merges stacks of about `budget` nodes more; whether any are left.
    pub fn step(&mut self, profile: &Profile, entities: &Entities, budget: usize) -> Result<bool, OutOfMemory> {
        let runs = profile.stacks.run_count();
        let mut merged = 0_usize;
        while merged < budget && self.node_of_run.len() < runs {
            self.gather(profile, entities)?;
            merged = merged.saturating_add(self.batch.entities.len());
            self.merge()?;
        }
        Ok(self.node_of_run.len() < runs)
    }

    /// Gathers the next runs.
    fn gather(&mut self, profile: &Profile, entities: &Entities) -> Result<(), OutOfMemory> {
        let (stacks, batch) = (&profile.stacks, &mut self.batch);
        let first = self.node_of_run.len();
        batch.clear();
        for run in first..stacks.run_count() {
            if batch.paths.len() >= BATCH_PATHS || batch.entities.len() >= BATCH_FRAMES {
                break;
            }
            let parent = stacks.run_parent(RunId::from(run));
            // A run that goes on where the one before it ended belongs to the same path.
            let is_wanted = self.wanted.as_ref().is_none_or(|wanted| wanted.has(run));
            if run == first || parent.row() + 1 != run || !is_wanted {
                batch.begin_path(parent);
            }
            // Where a run ends that has no frames: the root's, those that are not wanted, and where all is hidden.
            let above = match parent.row().checked_sub(first) {
                _ if !is_wanted || run == 0 => Below::Node(CallTree::ROOT),
                None => Below::Node(self.node_of_run.get(parent.row())),
                Some(parent) => batch.run_ends[parent],
            };
            let frames = batch.entities.len();
            if is_wanted {
                let mut rows = stacks.run_rows(RunId::from(run));
                if let Some(rest) = &self.rest {
                    rows = rest.rows(run, rows);
                }
                for row in rows.skip_while(|&row| row == 0) {
                    let location = stacks.key(StackId::from(row));
                    if self.rest.as_ref().is_none_or(|rest| !rest.hides(location)) {
                        batch.add(entities, location)?;
                    }
                    if self.rest.as_ref().is_some_and(|rest| rest.has_end(row)) {
                        let end = batch.end_since(frames, above);
                        batch.ends_within_runs.push((row as u32, end));
                    }
                }
            }
            let end = batch.end_since(frames, above);
            batch.end_run(end);
        }
        // One look-up after the other: none waits for another. The root's own run is below nothing.
        let paths = batch.paths.iter_mut().zip(&batch.parents);
        for (path, &parent) in paths.skip(usize::from(first == 0)) {
            let node = |run: RunId| Below::Node(self.node_of_run.get(run.row()));
            path.below = match parent.row().checked_sub(first) {
                None => node(parent),
                Some(run) => batch.run_ends[run],
            };
        }
        Ok(())
    }

    /// Merges the gathered runs.
    fn merge(&mut self) -> Result<(), OutOfMemory> {
        let batch = &mut self.batch;
        let mut known = self.tree.len();
        self.tree.push_paths(&batch.entities, &batch.paths, &mut batch.found)?;
        for (node, &is_inlined) in batch.found.iter().zip(&batch.is_inlined) {
            let row = node.row();
            let is_new = row == known;
            known += usize::from(is_new);
            // Most nodes are new and not inlined: there is nothing to note of them.
            if is_inlined && is_new {
                self.inlined.insert(row)?;
            } else if !is_new && is_inlined != self.inlined.has(row) {
                self.inlined.insert(row)?;
                self.partly.insert(row)?;
            }
        }
        let node = |end: &Below<NodeId>| match *end {
            Below::Node(node) => node,
            Below::Key(key) => batch.found[key],
        };
        for (row, end) in &batch.ends_within_runs {
            let rows = self.node_of_row.len();
            let full = |_no_memory| OutOfMemory { rows };
            self.node_of_row.try_reserve(1).map_err(full)?;
            self.node_of_row.insert(*row, node(end));
        }
        for end in &batch.run_ends {
            self.node_of_run.push(node(end))?;
        }
        Ok(())
    }

    /// The merged tree, for the samples of the profile.
    pub fn finish(mut self, profile: &Profile) -> Result<CallTree, OutOfMemory> {
        let mut node_of_sample = Column::new();
        for (sample, stack) in profile.samples.stack.iter().enumerate() {
            // Decoders end a run of the location tree wherever a sample ends.
            let run = profile.stacks.run_of(stack);
            let mut node = self.node_of_run.get(run.row());
            if let Some(rest) = &self.rest {
                if !rest.kept().has(sample) {
                    node = CallTree::ROOT;
                } else if let Some(end) = rest.end(run.row(), stack) {
                    node = self.node_of_row.get(&end).copied().unwrap_or(CallTree::ROOT);
                }
            }
            self.tree.cut_after(node)?;
            node_of_sample.push(node)?;
        }
        drop(self.node_of_run);
        let tree = self.tree.finish()?;
        let mut run_of_sample = Column::new();
        for node in node_of_sample.iter() {
            run_of_sample.push(tree.run_of(node))?;
        }
        Ok(CallTree {
            tree,
            inlined: self.inlined,
            partly: self.partly,
            run_of_sample,
        })
    }
}

impl Batch {
    fn clear(&mut self) {
        self.entities.clear();
        self.is_inlined.clear();
        self.paths.clear();
        self.parents.clear();
        self.run_ends.clear();
        self.ends_within_runs.clear();
    }

    /// Begins a path below the last node of a run.
    fn begin_path(&mut self, parent: RunId) {
        let (below, end) = (Below::Node(CallTree::ROOT), self.entities.len());
        self.paths.push(Path { below, end });
        self.parents.push(parent);
    }

    /// Adds the frames of a location.
    #[inline(always)]
    fn add(&mut self, entities: &Entities, location: LocationId) -> Result<(), OutOfMemory> {
        if let Some(frame) = entities.only_frame(location) {
            return self.add_frame(frame);
        }
        entities.frames(location).try_for_each(|frame| self.add_frame(frame))
    }

    #[inline(always)]
    fn add_frame(&mut self, frame: Frame) -> Result<(), OutOfMemory> {
        let rows = self.entities.len();
        if rows == self.entities.capacity() || rows == self.is_inlined.capacity() {
            let full = |_no_memory| OutOfMemory { rows };
            self.entities.try_reserve(BATCH_FRAMES).map_err(full)?;
            self.is_inlined.try_reserve(BATCH_FRAMES).map_err(full)?;
        }
        self.entities.push(frame.entity);
        self.is_inlined.push(frame.is_inlined);
        Ok(())
    }

    /// Where the frames end that were added since there were so many; where there are none, above.
    fn end_since(&self, frames: usize, above: Below<NodeId>) -> Below<NodeId> {
        let last = self.entities.len().checked_sub(1).filter(|&last| last >= frames);
        last.map_or(above, Below::Key)
    }

    /// Says that the frames of a run are all there, and where it ends.
    fn end_run(&mut self, end: Below<NodeId>) {
        self.run_ends.push(end);
        if let Some(path) = self.paths.last_mut() {
            path.end = self.entities.len();
        }
    }
}
