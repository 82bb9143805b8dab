//! Search: which functions match, and what share of the profile passes through them.

use regex::bytes::{Regex, RegexBuilder};

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::entity::{Entities, EntityId};
use crate::analyze::profile::weights::Weights;

/// Memory that a pattern's program may take, in bytes: a search box needs little, and a hostile pattern gets no more.
const PROGRAM_BYTES: usize = 4 << 20;

/// What to look for.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// A pattern from what was typed: plain text, or a regular expression; the error says why it is none.
    pub fn new(text: &str, is_regex: bool, is_case_sensitive: bool) -> Result<Self, String> {
        let source = if is_regex { text.to_owned() } else { regex::escape(text) };
        RegexBuilder::new(&source)
            .case_insensitive(!is_case_sensitive)
            .size_limit(PROGRAM_BYTES)
            .build()
            .map(Self)
            .map_err(|error| reason(&error))
    }

    /// Whether the pattern is found anywhere in these bytes.
    pub fn is_in(&self, text: &[u8]) -> bool {
        self.0.is_match(text)
    }
}

/// The last line of the parser's message says what is wrong; the lines before it draw where, in a monospaced font.
fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}

/// The functions that match.
#[derive(Debug, Default)]
pub struct Matches {
    is_match: Vec<bool>,
    count: u32,
}

impl Matches {
    /// Tests every entity's name, or what stands for it.
    pub fn find(entities: &Entities, pattern: &Pattern) -> Self {
        let is_match: Vec<bool> = (0..entities.len())
            .map(|row| pattern.is_in(entities.label(EntityId::from(row)).as_bytes()))
            .collect();
        let count = is_match.iter().filter(|&&matches| matches).count() as u32;
        Self { is_match, count }
    }

    /// Whether an entity matches.
    #[inline]
    pub fn has(&self, entity: EntityId) -> bool {
        self.is_match.get(entity.row()).copied().unwrap_or(false)
    }

    /// How many entities match.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The value of all samples with a match in their stack, each counted once: the sum of the
    /// widths of the matching nodes that are below no other match. As widths, so that increases
    /// and decreases of a delta profile do not hide each other.
    pub fn value(&self, tree: &CallTree, weights: &Weights) -> i64 {
        let nodes = tree.nodes();
        // For each run whether there is a match on the way to its end.
        let mut has_match = vec![false; nodes.run_count()];
        let mut sum = 0_i64;
        for run in tree.runs() {
            let mut rows = nodes.run_rows(run).skip_while(|&row| row == CallTree::ROOT.row());
            if has_match[nodes.run_parent(run).row()] {
                has_match[run.row()] = true;
            } else if rows.any(|row| self.has(tree.entity(NodeId::from(row)))) {
                has_match[run.row()] = true;
                sum = sum.saturating_add(weights.run_width(run));
            }
        }
        sum
    }
}
/// A regular expression that finds this name and no other, as `go tool pprof` takes it.
pub fn exactly(name: &str) -> String {
    format!("^{}$", regex::escape(name))
}
