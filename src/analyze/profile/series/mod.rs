//! Series: profiles of one program, one after the other → every function's value in each of them, and how it changes.
//!
//! Snapshots are told apart by when they were taken. Functions are the same where they have the same name. What grows steadily in the
//! heap is suspected to leak ([`suspects`]); what makes snapshots hard to compare is said ([`odd`]).
//!
//! Must not know: how a series is shown.
//!
//! Invariants, each tested: the order in which profiles are given does not matter where all say when they were taken; a function that is in no
//! snapshot but one is zero in the others.
//!
//! Read [`Series::of`] first.

pub mod json;
pub mod odd;
pub mod suspects;
pub mod trend;

use crate::analyze::profile::calltree::CallTree;
use crate::analyze::profile::entity::{Entities, EntityId, Granularity, Grouping};
use crate::analyze::profile::flame::Children;
use crate::analyze::profile::functions::Functions;
use crate::analyze::profile::series::trend::Trend;
use crate::analyze::profile::weights::Weights;
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::profile::Profile;
use crate::model::strings::Strings;

/// Nanoseconds of a second.
const SECOND: f64 = 1e9;

/// What a function is in a series: its name.
const GROUPING: Grouping = Grouping {
    granularity: Granularity::Functions,
    without_inlined: false,
    with_columns: false,
    with_unsymbolized_addresses: true,
    with_binaries: false,
};

/// Functions by snapshots, of one sample type.
#[derive(Debug, Default)]
pub struct Series {
    names: Strings,
    /// When each was taken: seconds since the first; or its number, where not all say when, or all say the same.
    pub at: Vec<f64>,
    /// Whether [`at`](Self::at) are seconds.
    pub has_times: bool,
    /// The whole of each.
    pub totals: Vec<i64>,
    /// For each snapshot flat and cum of the functions, by the rows of their names; those after the last are zero.
    sums: Vec<Vec<[i64; 2]>>,
}

/// A function of a [`Series`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionRow(StringId);

/// The order in which profiles were taken, as rows of what is given: those that do not say when come last, as they are given.
pub fn order(profiles: &[&Profile]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..profiles.len()).collect();
    order.sort_by_key(|&row| match profiles[row].time_nanos {
        0 => i64::MAX,
        nanos => nanos,
    });
    order
}

impl Series {
    /// Sums a sample type of profiles that are in [`order`], by its name. A profile without it has nothing of it.
    pub fn of(profiles: &[&Profile], sample_type: &[u8]) -> Result<Self, OutOfMemory> {
        let mut series = Self::default();
        series.set_times(profiles);
        for profile in profiles {
            series.add(profile, sample_type)?;
        }
        Ok(series)
    }

    fn set_times(&mut self, profiles: &[&Profile]) {
        let first = profiles.first().map_or(0, |profile| profile.time_nanos);
        let last = profiles.last().map_or(0, |profile| profile.time_nanos);
        self.has_times = first != last && profiles.iter().all(|profile| profile.time_nanos != 0);
        let at = profiles.iter().enumerate().map(|(number, profile)| {
            if self.has_times {
                profile.time_nanos.saturating_sub(first) as f64 / SECOND
            } else {
                number as f64
            }
        });
        self.at = at.collect();
    }

    fn add(&mut self, profile: &Profile, sample_type: &[u8]) -> Result<(), OutOfMemory> {
        let mut sums: Vec<[i64; 2]> = Vec::new();
        let mut kinds = profile.sample_types.iter();
        let row = kinds.position(|kind| profile.strings.bytes(kind.kind) == sample_type);
        let mut total = 0;
        if let Some(row) = row {
            let entities = Entities::build(profile, GROUPING)?;
            let tree = CallTree::build(profile, &entities)?;
            let weights = Weights::sum(profile, &tree, row)?;
            let functions = Functions::sum(&tree, &Children::of(&tree)?, &weights, entities.len())?;
            total = weights.total(&tree, CallTree::ROOT);
            for entity in (0..entities.len()).map(EntityId::from) {
                let [flat, cum] = [functions.flat(entity), functions.cum(entity)];
                if flat == 0 && cum == 0 {
                    continue;
                }
                let name = self.names.intern(entities.label(entity).as_bytes())?.row();
                if sums.len() <= name {
                    let more = name + 1 - sums.len();
                    let rows = sums.len();
                    sums.try_reserve(more).map_err(|_no_memory| OutOfMemory { rows })?;
                    sums.resize(name + 1, [0; 2]);
                }
                // Functions of one name in several files are one.
                let [flats, cums] = &mut sums[name];
                *flats = flats.wrapping_add(flat);
                *cums = cums.wrapping_add(cum);
            }
        }
        self.sums.push(sums);
        self.totals.push(total);
        Ok(())
    }

    /// Every function that has a value in some snapshot, in order of first appearance.
    pub fn functions(&self) -> impl Iterator<Item = FunctionRow> + use<> {
        // Row 0 is the empty name, which no function has.
        (1..self.names.len()).map(|row| FunctionRow(StringId::from(row)))
    }

    /// A function's name.
    pub fn name(&self, function: FunctionRow) -> String {
        self.names.text(function.0).into_owned()
    }

    /// The function of a name.
    pub fn named(&self, name: &str) -> Option<FunctionRow> {
        self.functions()
            .find(|function| self.names.bytes(function.0) == name.as_bytes())
    }

    /// A function's value in each snapshot: in itself, or with what it called.
    pub fn values(&self, function: FunctionRow, is_cum: bool) -> Vec<i64> {
        let of = |sums: &Vec<[i64; 2]>| sums.get(function.0.row()).map_or(0, |sums| sums[usize::from(is_cum)]);
        self.sums.iter().map(of).collect()
    }

    /// How values change from snapshot to snapshot.
    pub fn trend(&self, values: &[i64]) -> Trend {
        Trend::of(values, &self.at)
    }
}
