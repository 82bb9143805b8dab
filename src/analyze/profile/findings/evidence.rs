//! What rules look at: what share of a profile passes through functions that they name, and who called these.

use std::cell::OnceCell;

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::entity::{Entities, EntityId};
use crate::analyze::profile::kind::Kind;
use crate::analyze::profile::weights::Weights;
use crate::model::column::OutOfMemory;
use crate::model::profile::Profile;
use crate::model::{symbol, unit};

/// Functions named as evidence.
pub(super) const MOST_PLACES: usize = 5;
/// Stands for no entity.
const NONE: u32 = u32::MAX;

/// First elements of the standard library's import paths (`go list std`, Go 1.27). A program's own package
/// that is called like one of them, with no dot in its module's path, is taken for one of these.
#[rustfmt::skip] // A list.
const STANDARD: &[&str] = &[
    "archive", "arena", "bufio", "bytes", "cmp", "compress", "container", "context", "crypto", "database", "debug", "embed",
    "encoding", "errors", "expvar", "flag", "fmt", "gcWriteBarrier", "go", "hash", "html", "image", "index", "internal", "io",
    "iter", "log", "maps", "math", "mime", "net", "os", "path", "plugin", "reflect", "regexp", "runtime", "simd", "slices", "sort",
    "strconv", "strings", "structs", "sync", "syscall", "testing", "text", "time", "unicode", "unique", "unsafe", "vendor",
    "weak", "_",
];

/// When something else was recorded that is open beside the profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The file's name.
    pub name: String,
    /// Its beginning, in nanoseconds since 1970 UTC.
    pub start_nanos: i64,
    /// How long it took, in nanoseconds.
    pub duration_nanos: i64,
}

impl Window {
    /// Whether both lasted at some moment.
    fn overlaps(&self, start_nanos: i64, duration_nanos: i64) -> bool {
        let end = |start: i64, duration: i64| start.saturating_add(duration);
        self.start_nanos < end(start_nanos, duration_nanos) && start_nanos < end(self.start_nanos, self.duration_nanos)
    }
}

/// A function with what is ascribed to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The function.
    pub function: EntityId,
    /// The value, in the unit of the sample type that the rule looked at.
    pub value: i64,
}

/// What passes through some functions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Through {
    /// The row of the sample type.
    pub sample_type: usize,
    /// The value of all samples through any of them, each once.
    pub value: i64,
    /// The whole profile.
    pub total: i64,
    /// The functions to blame, the heaviest first: the nearest callers outside of the standard library.
    pub places: Vec<Place>,
}

impl Through {
    /// The share in percent; of nothing nothing.
    pub(super) fn percent(&self) -> f64 {
        if self.total == 0 {
            0.0
        } else {
            self.value as f64 * 100.0 / self.total as f64
        }
    }
}

/// A profile as rules look at it: whole, whatever is filtered on a page.
pub struct Evidence<'a> {
    /// The profile.
    pub profile: &'a Profile,
    /// Its functions.
    pub entities: &'a Entities,
    /// Its stacks, merged by function.
    pub tree: &'a CallTree,
    /// What else is open.
    pub others: &'a [Window],
    is_own: Vec<bool>,
    /// Sums by sample type, made when they are asked for.
    weights: Vec<OnceCell<Weights>>,
}

impl<'a> Evidence<'a> {
    /// Everything that rules ask for.
    pub fn new(
        profile: &'a Profile,
        entities: &'a Entities,
        tree: &'a CallTree,
        others: &'a [Window],
    ) -> Result<Self, OutOfMemory> {
        let rows = entities.len();
        let mut is_own = Vec::new();
        is_own
            .try_reserve_exact(rows)
            .map_err(|_no_memory| OutOfMemory { rows })?;
        is_own.extend((0..rows).map(|row| is_own_name(&entities.label(EntityId::from(row)))));
        Ok(Self {
            profile,
            entities,
            tree,
            others,
            is_own,
            weights: profile.sample_types.iter().map(|_| OnceCell::new()).collect(),
        })
    }

    /// What kind of profile it is.
    pub(super) fn kind(&self) -> Kind {
        Kind::of(self.profile)
    }

    /// The row of a sample type.
    pub(super) fn sample_type(&self, name: &str) -> Option<usize> {
        let mut kinds = self.profile.sample_types.iter();
        kinds.position(|kind| self.profile.strings.bytes(kind.kind) == name.as_bytes())
    }

    /// A value of a sample type in words.
    pub fn label(&self, value: i64, sample_type: usize) -> String {
        let kind = self.profile.sample_types.get(sample_type);
        unit::label(value, kind.map_or(b"", |kind| self.profile.strings.bytes(kind.unit)))
    }

    /// A value and what share of the whole it is, in words.
    pub(super) fn told(&self, of: &Through) -> String {
        let Through { value, total, .. } = *of;
        let (value_words, total_words) = (self.label(value, of.sample_type), self.label(total, of.sample_type));
        format!("{value_words} of {total_words} ({})", percent(value, total))
    }

    /// The sum of a sample type.
    pub(super) fn total(&self, sample_type: usize) -> i64 {
        let values = self.profile.samples.values.get(sample_type);
        values.map_or(0, |values| values.iter().fold(0, i64::wrapping_add))
    }

    fn weights(&self, sample_type: usize) -> Result<Option<&Weights>, OutOfMemory> {
        let Some(slot) = self.weights.get(sample_type) else {
            return Ok(None);
        };
        if slot.get().is_none() {
            // Set just before: another value cannot be there.
            drop(slot.set(Weights::sum(self.profile, self.tree, sample_type)?));
        }
        Ok(slot.get())
    }

    /// What passes through the functions that a rule means, and who called the outermost of them.
    pub(super) fn through(&self, sample_type: usize, is_meant: impl Fn(&str) -> bool) -> Result<Through, OutOfMemory> {
        let Some(weights) = self.weights(sample_type)? else {
            return Ok(Through::default());
        };
        let rows = self.entities.len();
        let all = || (0..rows).map(EntityId::from);
        let is_meant: Vec<bool> = all().map(|entity| is_meant(&self.entities.label(entity))).collect();
        let nodes = self.tree.nodes();
        let mut blamed = filled(rows, 0_i64)?;
        // For each run whether its end is below a function that is meant, and the nearest own one above that.
        let mut ends = filled(nodes.run_count(), (false, NONE))?;
        let mut value = 0_i64;
        for run in self.tree.runs() {
            let (mut is_below, mut own) = ends[nodes.run_parent(run).row()];
            let total = weights.run_total(run);
            for row in nodes.run_rows(run) {
                if is_below || row == CallTree::ROOT.row() {
                    continue;
                }
                let entity = self.tree.entity(NodeId::from(row));
                if is_meant[entity.row()] {
                    is_below = true;
                    value = value.wrapping_add(total);
                    let to_blame = if own == NONE { entity.0 } else { own };
                    let sum = &mut blamed[to_blame as usize];
                    *sum = sum.wrapping_add(total);
                } else if self.is_own[entity.row()] {
                    own = entity.0;
                }
            }
            ends[run.row()] = (is_below, own);
        }
        let mut places: Vec<Place> = all()
            .zip(&blamed)
            .filter(|&(_, &value)| value > 0)
            .map(|(function, &value)| Place { function, value })
            .collect();
        places.sort_by_key(|place| std::cmp::Reverse(place.value));
        places.truncate(MOST_PLACES);
        Ok(Through {
            sample_type,
            value,
            total: self.total(sample_type),
            places,
        })
    }

    /// The function to blame for what a node of the tree is: itself, or the nearest caller outside of the standard library.
    pub(super) fn to_blame(&self, node: NodeId) -> EntityId {
        let mut entities = self.tree.towards_root(node).map(|node| self.tree.entity(node));
        let own = entities.find(|entity| self.is_own[entity.row()]);
        own.unwrap_or_else(|| self.tree.entity(node))
    }

    /// Open files that were recorded at the same time.
    pub(super) fn at_the_same_time(&self) -> impl Iterator<Item = &Window> {
        let Profile {
            time_nanos,
            duration_nanos,
            ..
        } = *self.profile;
        let has_time = time_nanos != 0 && duration_nanos > 0;
        let others = self.others.iter().filter(move |_| has_time);
        others.filter(move |other| other.overlaps(time_nanos, duration_nanos))
    }
}

/// A share in words, as pprof writes it.
pub fn percent(value: i64, total: i64) -> String {
    unit::percentage(value, total).to_string().trim().to_owned()
}

/// Whether a function is of a program and not of the standard library.
fn is_own_name(name: &str) -> bool {
    let package = symbol::package(name);
    let first = package.split('/').next().unwrap_or_default();
    !package.is_empty() && !STANDARD.contains(&first)
}

/// So many times a value, if there is memory for them.
pub(super) fn filled<T: Clone>(rows: usize, value: T) -> Result<Vec<T>, OutOfMemory> {
    let mut filled = Vec::new();
    filled
        .try_reserve_exact(rows)
        .map_err(|_no_memory| OutOfMemory { rows })?;
    filled.resize(rows, value);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_of_the_standard_library_is_own() {
        for own in [
            "main.main",
            "example.com/shop/cart.(*Cart).Add",
            "golang.org/x/net/http2.(*Framer).Write",
        ] {
            assert!(is_own_name(own), "{own}");
        }
        for other in [
            "runtime.mallocgc",
            "encoding/json/v2.Unmarshal",
            "gcWriteBarrier",
            "vendor/golang.org/x/net/idna.f",
            "memeqbody",
        ] {
            assert!(!is_own_name(other), "{other}");
        }
    }

    #[test]
    fn windows_overlap_where_both_last() {
        let window = Window {
            name: String::new(),
            start_nanos: 100,
            duration_nanos: 50,
        };
        for (start, duration, overlaps) in [
            (0, 100, false),
            (0, 101, true),
            (149, 1, true),
            (150, 9, false),
            (i64::MAX, 9, false),
        ] {
            assert_eq!(window.overlaps(start, duration), overlaps, "{start} {duration}");
        }
    }
}
