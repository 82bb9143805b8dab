//! The program that is walked: who calls whom, from where.
//!
//! Functions are numbered from the entry points down, and mostly call functions a little further
//! down. Three of four do one thing most of the time, as wrappers and handlers do, and seldom
//! anything else; the fourth chooses, its first callee most often. The last functions call back up, and a few
//! call themselves. Each call site is a location, and so is each place where time is spent; into one
//! location of eight, small functions are inlined.

use super::names::Names;
use super::random::Random;

/// Entry points: `main.main` and what goroutines begin with.
const ENTRIES: u32 = 24;
/// One function of so many is small and met only where it is inlined.
const INLINED_SHARE: u32 = 20;
/// How far below its caller a callee is, at most, as a part of all functions.
const REACH: u32 = 20;

/// A function.
#[derive(Clone, Debug)]
pub(super) struct Function {
    /// Its name, as Go's symbol table has it.
    pub(super) name: String,
    /// Its source file.
    pub(super) file: String,
    /// The line it begins at.
    pub(super) start_line: u32,
}

/// A place in the code: a call site or a place where time is spent.
#[derive(Clone, Debug)]
pub(super) struct Location {
    first_line: u32,
    end_line: u32,
}

/// A line of a location.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Its function's number.
    pub(super) function: u32,
    /// Its number in the file.
    pub(super) line: u32,
}

/// How a function chooses among its callees.
#[derive(Clone, Debug, Default)]
struct Calls {
    callees: Vec<u32>,
    /// Whether it does one thing most of the time.
    is_straight: bool,
    /// The locations of its call sites, then of its leaves.
    first_location: u32,
}

/// Places in a function where time is spent.
const LEAVES: u64 = 2;

/// The whole program.
#[derive(Debug)]
pub(super) struct Graph {
    /// All functions; those from `calls.len()` on are only ever inlined.
    pub(super) functions: Vec<Function>,
    /// All locations, in the order of the functions they are in.
    pub(super) locations: Vec<Location>,
    lines: Vec<Line>,
    calls: Vec<Calls>,
    /// For each function one that calls it, above it; an entry point has itself.
    caller: Vec<u32>,
}

impl Graph {
    /// A program of so many functions.
    pub(super) fn new(functions: u32, random: &mut Random) -> Self {
        let mut names = Names::new();
        let called = functions - functions / INLINED_SHARE;
        let mut graph = Self {
            functions: (0..functions).map(|row| names.function(row == 0, random)).collect(),
            locations: Vec::new(),
            lines: Vec::new(),
            calls: Vec::new(),
            caller: (0..called).collect(),
        };
        graph.calls = (0..called).map(|row| calls(row, called, random)).collect();
        graph.find_callers(random);
        graph.place(random);
        graph
    }

    /// Sees to it that every function is called by one above it.
    fn find_callers(&mut self, random: &mut Random) {
        let called = self.calls.len() as u32;
        for row in 0..called {
            for &callee in &self.calls[row as usize].callees {
                if callee > row && self.caller[callee as usize] == callee {
                    self.caller[callee as usize] = row;
                }
            }
        }
        for row in ENTRIES..called {
            if self.caller[row as usize] == row {
                let caller = row - 1 - random.below(u64::from(row.min(called / REACH))) as u32;
                self.calls[caller as usize].callees.push(row);
                self.caller[row as usize] = caller;
            }
        }
    }

    /// Gives every call site and leaf a location.
    fn place(&mut self, random: &mut Random) {
        let mut next_inlined = self.calls.len() as u32;
        for row in 0..self.calls.len() as u32 {
            self.calls[row as usize].first_location = self.locations.len() as u32;
            let start_line = self.functions[row as usize].start_line;
            for place in 0..self.calls[row as usize].callees.len() as u32 + LEAVES as u32 {
                let first_line = self.lines.len() as u32;
                if random.once_in(8) {
                    for _ in 0..=random.skewed(3) {
                        // Each in turn, until all have been met.
                        let function = if (next_inlined as usize) < self.functions.len() {
                            next_inlined += 1;
                            next_inlined - 1
                        } else {
                            let inlined = self.functions.len() - self.calls.len();
                            self.calls.len() as u32 + random.below(inlined as u64) as u32
                        };
                        let line = self.functions[function as usize].start_line + random.below(6) as u32;
                        self.lines.push(Line { function, line });
                    }
                }
                let line = start_line + 1 + place * 3 + random.below(3) as u32;
                self.lines.push(Line { function: row, line });
                self.locations.push(Location {
                    first_line,
                    end_line: self.lines.len() as u32,
                });
            }
        }
    }

    /// The lines of a location, innermost first.
    pub(super) fn lines(&self, location: &Location) -> impl DoubleEndedIterator<Item = Line> + '_ {
        let lines = &self.lines[location.first_line as usize..location.end_line as usize];
        lines.iter().copied()
    }

    /// Walks from an entry point, by way of the function that is aimed at, until the stack is `depth` deep.
    pub(super) fn walk(&self, aim: Option<u32>, depth: usize, random: &mut Random, stack: &mut Vec<u32>) {
        stack.clear();
        let aim = aim.filter(|&aim| (aim as usize) < self.calls.len());
        let mut at = match aim {
            Some(aim) => self.walk_to(aim, stack),
            None => random.skewed(u64::from(ENTRIES)) as u32,
        };
        while stack.len() + 1 < depth {
            let calls = &self.calls[at as usize];
            let slot = calls.choose(random);
            let Some(&callee) = calls.callees.get(slot) else { break };
            stack.push(calls.first_location + slot as u32);
            at = callee;
        }
        let calls = &self.calls[at as usize];
        let leaf = calls.callees.len() as u64 + random.skewed(LEAVES);
        stack.push(calls.first_location + leaf as u32);
    }

    /// The call sites from an entry point to a function.
    fn walk_to(&self, aim: u32, stack: &mut Vec<u32>) -> u32 {
        let mut at = aim;
        while self.caller[at as usize] != at {
            let caller = self.caller[at as usize];
            let calls = &self.calls[caller as usize];
            let slot = calls.callees.iter().position(|&callee| callee == at).unwrap_or(0);
            stack.push(calls.first_location + slot as u32);
            at = caller;
        }
        stack.reverse();
        aim
    }
}

impl Calls {
    fn choose(&self, random: &mut Random) -> usize {
        let others = self.callees.len() as u64;
        if self.is_straight && others > 1 {
            if random.once_in(48) {
                1 + random.skewed(others - 1) as usize
            } else {
                0
            }
        } else {
            random.skewed(others.max(1)) as usize
        }
    }
}

/// Whom a function calls.
fn calls(row: u32, called: u32, random: &mut Random) -> Calls {
    let is_straight = !random.once_in(4);
    let count = if is_straight {
        1 + random.below(3) / 2
    } else {
        2 + random.skewed(6)
    };
    let reach = u64::from(called / REACH).max(2);
    let callees = (0..count).map(|n| {
        if n > 0 && random.once_in(64) {
            return row; // It calls itself.
        }
        let callee = u64::from(row) + 1 + random.below(reach);
        if callee < u64::from(called) {
            callee as u32
        } else {
            // The last ones call back up, somewhere in the lower half.
            (u64::from(called) / 2 + random.below(u64::from(called) / 2)) as u32
        }
    });
    let mut calls = Calls {
        callees: callees.collect(),
        is_straight,
        first_location: 0,
    };
    let mut seen = std::collections::BTreeSet::new();
    calls.callees.retain(|&callee| seen.insert(callee));
    calls
}
