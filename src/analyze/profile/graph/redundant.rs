//! Edges that a picture can do without.

use crate::analyze::profile::graph::draft::Draft;

/// Takes residual links away whose ends are connected by another way; how many.
///
/// From the least telling member to the first, and for each from the lightest link to it: up to the first that is not
/// residual, so that none goes that is heavier than one that stays.
/// Source: `RemoveRedundantEdges` in pprof's `internal/graph/graph.go`.
pub(super) fn drop_redundant_links(draft: &mut Draft) -> usize {
    let into = draft.links_into();
    let mut is_gone = vec![false; draft.links.len()];
    let mut search = Search {
        seen: vec![0; draft.members.len()],
        round: 0,
        queue: Vec::new(),
    };
    for member in (0..draft.n_listed).rev() {
        for &row in into.of(member).iter().rev() {
            if !draft.links[row as usize].is_residual {
                break;
            }
            let callers = |member: u32| {
                let rows = into.of(member as usize).iter();
                rows.filter(|&&other| other != row && !is_gone[other as usize])
                    .map(|&other| draft.links[other as usize].from)
            };
            let link = draft.links[row as usize];
            is_gone[row as usize] = search.leads(link.from, link.to, callers);
        }
    }
    let mut gone = is_gone.iter();
    let before = draft.links.len();
    draft.links.retain(|_| !gone.next().copied().unwrap_or(false));
    before - draft.links.len()
}

/// A search for a way between two members, against the links' direction.
struct Search {
    /// For each member the round it was last seen in.
    seen: Vec<u32>,
    round: u32,
    queue: Vec<u32>,
}

impl Search {
    fn leads<I: Iterator<Item = u32>>(&mut self, from: u32, to: u32, callers: impl Fn(u32) -> I) -> bool {
        self.round += 1;
        self.seen[to as usize] = self.round;
        self.queue.clear();
        self.queue.push(to);
        while let Some(member) = self.queue.pop() {
            for caller in callers(member) {
                if self.seen[caller as usize] == self.round {
                    continue;
                }
                if caller == from {
                    return true;
                }
                self.seen[caller as usize] = self.round;
                self.queue.push(caller);
            }
        }
        false
    }
}
