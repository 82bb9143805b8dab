//! Merging the stacks of a profile into a call tree.

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::entity::{Entities, EntityId};
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
    inlined: Bits,
    called: Bits,
    /// For each run of the location tree the node of its last location.
    node_of_run: Column<NodeId>,
    batch: Batch,
}

/// Runs that are merged together.
#[derive(Debug, Default)]
struct Batch {
    /// The entities of their frames, outermost first, and whether each was inlined.
    entities: Vec<EntityId>,
    is_inlined: Vec<bool>,
    paths: Vec<Path<NodeId>>,
    /// For each run how many frames it and those before it have.
    run_ends: Vec<usize>,
    /// The nodes of the frames.
    found: Vec<NodeId>,
}

impl CallTreeBuilder {
    /// A tree of the root alone.
    pub fn new() -> Result<Self, OutOfMemory> {
        Ok(Self {
            tree: PrefixTreeBuilder::new()?,
            inlined: Bits::new(),
            called: Bits::new(),
            node_of_run: Column::new(),
            batch: Batch::default(),
        })
    }

    /// Merges about `budget` more stacks; whether any are left.
    pub fn step(&mut self, profile: &Profile, entities: &Entities, budget: usize) -> Result<bool, OutOfMemory> {
        let stacks = &profile.stacks;
        let mut merged = 0_usize;
        while merged < budget && self.node_of_run.len() < stacks.run_count() {
            self.gather(profile, entities)?;
            merged = merged.saturating_add(self.batch.entities.len());
            self.merge()?;
        }
        Ok(self.node_of_run.len() < stacks.run_count())
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
            let parent = stacks.run_parent(RunId::from(run)).row();
            // A run that goes on where the one before it ended belongs to the same path.
            if run == first || parent + 1 != run {
                let below = if run == 0 {
                    Below::Node(CallTree::ROOT)
                } else if let Some(run) = parent.checked_sub(first) {
                    batch.below(run)
                } else {
                    Below::Node(self.node_of_run.get(parent))
                };
                let end = batch.entities.len();
                batch.paths.push(Path { below, end });
            }
            for row in stacks.run_rows(RunId::from(run)) {
                if row > 0 {
                    batch.add(entities, stacks.key(StackId::from(row)))?;
                }
            }
            batch.end_run();
        }
        Ok(())
    }

    /// Merges the gathered runs.
    fn merge(&mut self) -> Result<(), OutOfMemory> {
        let batch = &mut self.batch;
        self.tree.push_paths(&batch.entities, &batch.paths, &mut batch.found)?;
        for (node, &is_inlined) in batch.found.iter().zip(&batch.is_inlined) {
            let set = if is_inlined {
                &mut self.inlined
            } else {
                &mut self.called
            };
            set.insert(node.row())?;
        }
        for &end in &batch.run_ends {
            // Every location has a frame: only the root's run can have none.
            let node = end.checked_sub(1).map_or(CallTree::ROOT, |last| batch.found[last]);
            self.node_of_run.push(node)?;
        }
        Ok(())
    }

    /// The merged tree, for the samples of the profile.
    pub fn finish(mut self, profile: &Profile) -> Result<CallTree, OutOfMemory> {
        let (stacks, node_of_run) = (&profile.stacks, &self.node_of_run);
        // Decoders end a run of the location tree wherever a sample ends.
        let nodes = || {
            let stack_of_samples = profile.samples.stack.iter();
            stack_of_samples.map(|stack| node_of_run.get(stacks.run_of(stack).row()))
        };
        for node in nodes() {
            self.tree.cut_after(node)?;
        }
        let tree = self.tree.finish()?;
        let mut run_of_sample = Column::new();
        for node in nodes() {
            run_of_sample.push(tree.run_of(node))?;
        }
        Ok(CallTree {
            tree,
            inlined: self.inlined,
            called: self.called,
            run_of_sample,
        })
    }
}

impl Batch {
    fn clear(&mut self) {
        self.entities.clear();
        self.is_inlined.clear();
        self.paths.clear();
        self.run_ends.clear();
    }

    /// Where a path begins that goes on from a run of this batch.
    fn below(&self, run: usize) -> Below<NodeId> {
        // The root's run may be without a frame.
        self.run_ends[run]
            .checked_sub(1)
            .map_or(Below::Node(CallTree::ROOT), Below::Key)
    }

    /// Adds the frames of a location.
    #[inline]
    fn add(&mut self, entities: &Entities, location: LocationId) -> Result<(), OutOfMemory> {
        let rows = self.entities.len();
        let full = |_no_memory| OutOfMemory { rows };
        let frames = entities.frames(location);
        let count = frames.size_hint().0;
        self.entities.try_reserve(count).map_err(full)?;
        self.is_inlined.try_reserve(count).map_err(full)?;
        for frame in frames {
            self.entities.push(frame.entity);
            self.is_inlined.push(frame.is_inlined);
        }
        Ok(())
    }

    /// Says that the frames of a run are all there.
    fn end_run(&mut self) {
        let end = self.entities.len();
        self.run_ends.push(end);
        if let Some(path) = self.paths.last_mut() {
            path.end = end;
        }
    }
}
