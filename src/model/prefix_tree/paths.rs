//! Many paths at once.

use crate::model::column::OutOfMemory;
use crate::model::id::Id;
use crate::model::prefix_tree::PrefixTreeBuilder;
use crate::model::prefix_tree::edges::Probe;

/// Walks that go side by side; more than processors have loads under way at once.
const SIDE_BY_SIDE: usize = 32;

/// A path to be pushed: the keys after those of the path before it, up to `end`, root first.
#[derive(Clone, Copy, Debug)]
pub struct Path<N> {
    /// Where it begins.
    pub below: Below<N>,
    /// The key after its last.
    pub end: usize,
}

/// The node that a path begins below.
#[derive(Clone, Copy, Debug)]
pub enum Below<N> {
    /// This one.
    Node(N),
    /// The one that this key of an earlier path has led to.
    Key(usize),
}

/// A walk: where it is, and which keys are left.
#[derive(Clone, Copy, Debug, Default)]
struct Walk {
    /// [`WAITING`] when it begins below a walk beside it.
    at: u32,
    next: usize,
    end: usize,
}

const WAITING: u32 = u32::MAX;

impl<N: Id, K: Id> PrefixTreeBuilder<N, K> {
    /// The nodes of many paths, made where they are new: `found` gets one for each key. The rows are
    /// those that [`push`](Self::push) would make for one key after the other.
    ///
    /// A walk waits for memory wherever it leaves a run, and each step waits for the one before. Walks
    /// of different paths do not depend on each other: side by side they wait together.
    pub fn push_paths(&mut self, keys: &[K], paths: &[Path<N>], found: &mut Vec<N>) -> Result<(), OutOfMemory> {
        let rows = self.key.len();
        found.clear();
        found
            .try_reserve(keys.len())
            .map_err(|_no_memory| OutOfMemory { rows })?;
        found.resize(keys.len(), self.root());
        let mut start = 0;
        for paths in paths.chunks(SIDE_BY_SIDE) {
            let first = start;
            let mut walks = [Walk::default(); SIDE_BY_SIDE];
            for (walk, path) in walks.iter_mut().zip(paths) {
                let at = match path.below {
                    Below::Node(node) => node.row() as u32,
                    Below::Key(key) if key < first => found[key].row() as u32,
                    Below::Key(_) => WAITING,
                };
                let (next, end) = (start, path.end);
                *walk = Walk { at, next, end };
                start = end;
            }
            let walks = &mut walks[..paths.len()];
            self.walk_known(keys, found, walks);
            // What one path adds the next may need: from here on it is one after the other.
            for (walk, path) in walks.iter_mut().zip(paths) {
                if let (WAITING, Below::Key(key)) = (walk.at, path.below) {
                    walk.at = found[key].row() as u32;
                }
                self.push_rest(keys, found, *walk)?;
            }
        }
        Ok(())
    }

    /// Moves each walk to the last node that there is.
    fn walk_known(&self, keys: &[K], found: &mut [N], walks: &mut [Walk]) {
        let mut active = [0; SIDE_BY_SIDE];
        let mut count = 0;
        for (n, walk) in walks.iter().enumerate() {
            active[count] = n;
            count += usize::from(walk.at != WAITING && walk.next < walk.end);
        }
        while count > 0 {
            // One load for all, then the next for all: no load waits for another walk's.
            let mut keys_after = [0; SIDE_BY_SIDE];
            for (key_after, &n) in keys_after.iter_mut().zip(&active[..count]) {
                *key_after = self.key_after(walks[n].at);
            }
            for (&key_after, &n) in keys_after.iter().zip(&active[..count]) {
                self.follow_run(keys, found, &mut walks[n], key_after);
            }
            let mut probes = [Probe::default(); SIDE_BY_SIDE];
            for (probe, &n) in probes.iter_mut().zip(&active[..count]) {
                let Walk { at, next, end } = walks[n];
                if next < end {
                    *probe = self.branches.probe(at, keys[next].row() as u32);
                }
            }
            let mut left = 0;
            for i in 0..count {
                let walk = &mut walks[active[i]];
                if walk.next == walk.end {
                    continue;
                }
                let key = keys[walk.next].row() as u32;
                if let Some(child) = self.branches.find_from(probes[i], walk.at, key) {
                    walk.at = child;
                    found[walk.next] = N::from_row(child as usize);
                    walk.next += 1;
                    active[left] = active[i];
                    left += usize::from(walk.next < walk.end);
                }
            }
            count = left;
        }
    }

    /// Moves a walk along the run that it is in.
    #[inline(always)]
    fn follow_run(&self, keys: &[K], found: &mut [N], walk: &mut Walk, mut key_after: u32) {
        while walk.next < walk.end && key_after == keys[walk.next].row() as u32 {
            let run = self.key.rest_of_chunk(walk.at as usize + 1);
            let (keys, found) = (&keys[walk.next..walk.end], &mut found[walk.next..walk.end]);
            let mut count = 0;
            for ((&key, wanted), found) in run.iter().zip(keys).zip(found) {
                if key != wanted.row() as u32 {
                    break;
                }
                count += 1;
                *found = N::from_row(walk.at as usize + count);
            }
            walk.at += count as u32;
            walk.next += count;
            // The run may go on in the next chunk.
            key_after = self.key_after(walk.at);
        }
    }

    /// Walks to the end of the path and makes what is not there.
    fn push_rest(&mut self, keys: &[K], found: &mut [N], walk: Walk) -> Result<(), OutOfMemory> {
        let Walk { mut at, next, end } = walk;
        for next in next..end {
            if let Some(child) = self.child(at, keys[next].row() as u32) {
                found[next] = N::from_row(child as usize);
                at = child;
            } else {
                // Below a new node everything is new: no look-ups.
                let base = self.key.len();
                self.append(at, &keys[next..end])?;
                for (n, found) in found[next..end].iter_mut().enumerate() {
                    *found = N::from_row(base + n);
                }
                return Ok(());
            }
        }
        Ok(())
    }
}
