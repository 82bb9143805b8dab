//! Exchanging an arc of the tree for a better one, until none is better.

use crate::layout::graph::simplex::{Arc, NONE, Simplex};

/// Of so many arcs with a negative cut value the most negative one leaves.
const CANDIDATES: usize = 30;

impl Simplex<'_> {
    pub(super) fn improve(&mut self, max_exchanges: usize) {
        let mut from = 0;
        for _ in 0..max_exchanges {
            let Some(slot) = self.leaving(from) else { break };
            from = slot;
            if !self.exchange(slot) {
                break;
            }
        }
    }

    /// The slot of an arc with a negative cut value, searched from one slot on and round.
    fn leaving(&self, from: usize) -> Option<usize> {
        let mut best: Option<(i32, usize)> = None;
        let mut found = 0;
        for slot in (from..self.tree.len()).chain(0..from) {
            let cut = self.cut[self.tree[slot] as usize];
            if cut < 0 {
                if best.is_none_or(|(least, _)| cut < least) {
                    best = Some((cut, slot));
                }
                found += 1;
                if found == CANDIDATES {
                    break;
                }
            }
        }
        best.map(|(_, slot)| slot)
    }

    /// Takes an arc out of the tree and another in; whether there was another.
    fn exchange(&mut self, slot: usize) -> bool {
        let leaving = self.tree[slot];
        let Arc { tail, head, .. } = self.arcs[leaving as usize];
        let below = if self.parent[tail as usize] == leaving {
            tail
        } else {
            head
        };
        let is_below_walked = self.size[below as usize] as usize * 2 <= self.places.len();
        let first = if is_below_walked {
            below
        } else {
            self.across(leaving, below)
        };
        let is_tail_half = first == tail;
        self.walk_half(first, leaving);
        let Some((entering, slack)) = self.entering(is_tail_half) else {
            return false;
        };
        let shift = if is_tail_half { -slack } else { slack };
        if shift != 0 {
            for &node in &self.walk {
                self.places[node as usize] += shift;
            }
        }
        let Arc { tail, head, .. } = self.arcs[entering as usize];
        let (walked, other) = if is_tail_half { (head, tail) } else { (tail, head) };
        let (inner, outer) = if is_below_walked {
            (walked, other)
        } else {
            (other, walked)
        };
        let meeting = self.meeting(tail, head);
        self.change_cuts(leaving, entering, meeting);
        self.hang_over(below, inner, outer, entering, meeting);
        self.swap(slot, leaving, entering);
        true
    }

    /// Walks the nodes on one side of a tree's arc, and marks them.
    fn walk_half(&mut self, first: u32, leaving: u32) {
        self.marked += 1;
        self.walk.clear();
        self.walk.push(first);
        self.mark[first as usize] = self.marked;
        let mut at = 0;
        while let Some(&node) = self.walk.get(at) {
            at += 1;
            for &arc in &self.tree_around[node as usize] {
                let other = self.across(arc, node);
                if arc != leaving && self.mark[other as usize] != self.marked {
                    self.mark[other as usize] = self.marked;
                    self.walk.push(other);
                }
            }
        }
    }

    /// The arc with the least slack that leads from the head's half to the tail's; the marked half is walked.
    fn entering(&self, is_tail_half: bool) -> Option<(u32, i32)> {
        let mut best: Option<(u32, i32)> = None;
        for &node in &self.walk {
            for &at in self.around.of_node(node) {
                let arc = &self.arcs[at as usize];
                let (inner, outer) = if is_tail_half {
                    (arc.head, arc.tail)
                } else {
                    (arc.tail, arc.head)
                };
                if inner == node && self.mark[outer as usize] != self.marked {
                    let slack = self.slack(at);
                    if best.is_none_or(|(_, least)| slack < least) {
                        best = Some((at, slack));
                        if slack == 0 {
                            return best;
                        }
                    }
                }
            }
        }
        best
    }

    /// The lowest node above both, found by climbing from both in turn.
    fn meeting(&mut self, first: u32, second: u32) -> u32 {
        self.marked += 1;
        let mut climbers = [first, second];
        self.mark[first as usize] = self.marked;
        self.mark[second as usize] = self.marked;
        let mut turn = 0;
        loop {
            let node = climbers[turn];
            let up = self.parent[node as usize];
            if up != NONE {
                let node = self.across(up, node);
                if self.mark[node as usize] == self.marked {
                    return node;
                }
                self.mark[node as usize] = self.marked;
                climbers[turn] = node;
            }
            turn = 1 - turn;
        }
    }

    /// Cut values change along the circle that the entering arc closes.
    fn change_cuts(&mut self, leaving: u32, entering: u32, meeting: u32) {
        let cut = self.cut[leaving as usize];
        let Arc { tail, head, .. } = self.arcs[entering as usize];
        for (start, is_from_tail) in [(tail, true), (head, false)] {
            let mut node = start;
            while node != meeting {
                let arc = self.parent[node as usize];
                let is_up = self.arcs[arc as usize].tail == node;
                self.cut[arc as usize] += if is_up == is_from_tail { cut } else { -cut };
                node = self.across(arc, node);
            }
        }
        self.cut[entering as usize] = -cut;
        self.cut[leaving as usize] = 0;
    }

    /// Hangs the half that was below the leaving arc under `outer`, by its node `inner`.
    fn hang_over(&mut self, below: u32, inner: u32, outer: u32, entering: u32, meeting: u32) {
        let moved = self.size[below as usize];
        let mut node = self.across(self.parent[below as usize], below);
        while node != meeting {
            self.size[node as usize] -= moved;
            node = self.across(self.parent[node as usize], node);
        }
        node = outer;
        while node != meeting {
            self.size[node as usize] += moved;
            node = self.across(self.parent[node as usize], node);
        }
        // From the inner node up to the half's old top, what was above comes to stand below.
        let mut arc = entering;
        let mut size_above = 0;
        node = inner;
        loop {
            let (up, size) = (self.parent[node as usize], self.size[node as usize]);
            self.parent[node as usize] = arc;
            self.size[node as usize] = moved - size_above;
            if node == below {
                break;
            }
            (arc, size_above) = (up, size);
            node = self.across(up, node);
        }
    }

    /// Puts the entering arc into the leaving one's slot.
    fn swap(&mut self, slot: usize, leaving: u32, entering: u32) {
        let Arc { tail, head, .. } = self.arcs[leaving as usize];
        for node in [tail, head] {
            self.tree_around[node as usize].retain(|&arc| arc != leaving);
        }
        self.tree[slot] = entering;
        let Arc { tail, head, .. } = self.arcs[entering as usize];
        for node in [tail, head] {
            self.tree_around[node as usize].push(entering);
        }
    }
}
