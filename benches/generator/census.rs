//! What a profile's stacks amount to, counted while they are written.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use super::Facts;
use super::graph::Graph;
use super::random::mixed;

/// Counts stacks and the nodes of their prefix trees, each known by a hash of 64 bits: among ten
/// million of them two share one with a chance of 1 : 400,000.
#[derive(Debug, Default)]
pub(super) struct Census {
    stacks: Hashes,
    location_nodes: Hashes,
    call_nodes: Hashes,
    frames: u64,
}

type Hashes = HashSet<u64, BuildHasherDefault<AsItIs>>;

impl Census {
    /// Counts a stack of locations, its root first.
    pub(super) fn add(&mut self, stack: &[u32], graph: &Graph) {
        let (mut locations, mut calls) = (1, 2);
        for &location in stack {
            locations = extended(locations, location);
            self.location_nodes.insert(locations);
            for line in graph.lines(&graph.locations[location as usize]).rev() {
                calls = extended(calls, line.function);
                self.call_nodes.insert(calls);
            }
        }
        self.stacks.insert(locations);
        self.frames += stack.len() as u64;
    }

    /// What was counted.
    pub(super) fn facts(&self) -> Facts {
        Facts {
            frames: self.frames,
            distinct_stacks: self.stacks.len() as u64,
            location_nodes: self.location_nodes.len() as u64,
            call_nodes: self.call_nodes.len() as u64,
            ..Facts::default()
        }
    }
}

/// The hash of a stack with one more frame.
fn extended(stack: u64, frame: u32) -> u64 {
    mixed(stack.wrapping_add(u64::from(frame)).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// A hash is its own hash.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0 << 8 | u64::from(byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}
