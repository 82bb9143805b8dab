//! Combining: several profiles in → one, in which equal stacks with equal labels are one sample.
//!
//! Merging adds values; comparing takes those of a base away. What comes out is a profile like any other, compact
//! and with ids of its own, so that reports and views need not know.
//!
//! First the sample types are brought together (`types`), then the tables (`tables`), then the samples
//! (`samples`).
//!
//! Must not know: files, where profiles come from.
//!
//! Invariants: merging a profile with itself doubles its values; comparing it with itself leaves nothing, or with marks a sum of 0
//! everywhere. No sample has only zeros. Order: that of the profiles, then of their samples.
//!
//! Sources: `profile/merge.go`, `ScaleProfiles` in `internal/measurement/measurement.go` and `fetchProfiles` in
//! `internal/driver/fetch.go` of google/pprof as vendored in Go 1.27.
//!
//! Read [`merge`] first.

use std::fmt;

use crate::model::bits::Bits;
use crate::model::column::OutOfMemory;
use crate::model::profile::Profile;

mod samples;
mod tables;
mod types;

use samples::Merging;
use types::Types;

/// How a profile is compared with a base.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Whether the base's samples are marked, so that they stay apart from the others and 100 % is the base
    /// (`-diff_base`); if not, equal samples cancel each other out and 100 % is what is left (`-base`).
    pub is_marked: bool,
    /// Whether the new profile is first scaled to the base's sum, type by type.
    pub is_normalized: bool,
}

/// Why profiles cannot be combined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CombineError {
    /// There are none.
    NoProfiles,
    /// No sample type is in all of them; with those of the first and of the one that ends it.
    NoCommonType {
        /// The sample types of the first.
        first: Vec<String>,
        /// The sample types of the other.
        other: Vec<String>,
    },
    /// Two units of one measure cannot be converted into each other.
    Units {
        /// What is measured: a sample type, or the period.
        kind: String,
        /// One unit.
        unit: String,
        /// The other.
        other: String,
    },
    /// Samples were taken by different events.
    Periods {
        /// What the period of the first counts.
        first: String,
        /// What the period of the other counts.
        other: String,
    },
    /// Memory for the tables could not be had.
    OutOfMemory(OutOfMemory),
}

impl fmt::Display for CombineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoProfiles => f.write_str("missing profiles: nothing to combine"),
            Self::NoCommonType { first, other } => write!(
                f,
                "incompatible sample types: {} and {} have none in common",
                first.join(", "),
                other.join(", ")
            ),
            Self::Units { kind, unit, other } => write!(f, "incompatible units of {kind}: {unit} and {other}"),
            Self::Periods { first, other } => write!(f, "incompatible period types: {first} and {other}"),
            Self::OutOfMemory(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CombineError {}

impl From<OutOfMemory> for CombineError {
    fn from(error: OutOfMemory) -> Self {
        Self::OutOfMemory(error)
    }
}

/// Adds profiles up; one alone is compacted.
pub fn merge(profiles: &[&Profile]) -> Result<Profile, CombineError> {
    let types = Types::common(profiles)?;
    let mut merging = Merging::new(&types)?;
    for (place, profile) in profiles.iter().enumerate() {
        let scaled = |sample_type: usize, value: i64| types.scaled(place, sample_type, value);
        merging.add(profile, types.rows(place), scaled, false)?;
    }
    finish(merging, profiles, &types)
}

/// Takes a base away from a profile.
pub fn compare(new: &Profile, base: &Profile, comparison: Comparison) -> Result<Profile, CombineError> {
    let profiles = [new, base];
    let types = Types::common(&profiles)?;
    let mut ratios = vec![1.0; types.len()];
    if comparison.is_normalized {
        for (sample_type, ratio) in ratios.iter_mut().enumerate() {
            let [new, base] = [0, 1].map(|place| types.sum(profiles[place], place, sample_type));
            *ratio = if new == 0 { 0.0 } else { base as f64 / new as f64 };
        }
    }
    let mut merging = Merging::new(&types)?;
    let normalized =
        |sample_type: usize, value: i64| types::multiplied(types.scaled(0, sample_type, value), ratios[sample_type]);
    merging.add(new, types.rows(0), normalized, false)?;
    let negated = |sample_type: usize, value: i64| types.scaled(1, sample_type, value).wrapping_neg();
    merging.add(base, types.rows(1), negated, comparison.is_marked)?;
    finish(merging, &profiles, &types)
}

/// The samples of the base in a marked comparison; they are the negative side.
pub fn base_samples(profile: &Profile) -> Result<Bits, OutOfMemory> {
    let mut found = Bits::new();
    let marks = [tables::MARK_OF_BASE.0, tables::MARK_OF_BASE.1].map(|text| profile.strings.find(text));
    if let [Some(key), Some(text)] = marks {
        for sample in 0..profile.samples.len() {
            let mut labels = profile.samples.labels(sample);
            if labels.any(|label| label.is_text && (label.key, label.text) == (key, text)) {
                found.insert(sample)?;
            }
        }
    }
    Ok(found)
}

/// The merged profile. Where samples cancelled each other out, what only they needed goes too.
fn finish(merging: Merging, profiles: &[&Profile], types: &Types) -> Result<Profile, CombineError> {
    let (mut profile, has_zeros) = merging.finish()?;
    types.write_header(&mut profile, profiles)?;
    if !has_zeros {
        return Ok(profile);
    }
    let types = Types::common(&[&profile])?;
    let mut again = Merging::new(&types)?;
    again.add(&profile, types.rows(0), |_, value| value, false)?;
    let (mut compact, _) = again.finish()?;
    types.write_header(&mut compact, &[&profile])?;
    Ok(compact)
}

#[cfg(test)]
mod tests;
