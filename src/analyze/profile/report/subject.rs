//! What a report is about: what filters left of a profile, and what 100 % is.

use std::fmt;

use crate::analyze::profile::number_units::NumberUnits;
use crate::analyze::profile::options::Options;
use crate::analyze::profile::refine::{Refined, Refinement, refine};
use crate::analyze::profile::report::{ReportError, check_divisor};
use crate::analyze::profile::select::sample_type;
use crate::analyze::profile::weights::{mean, total_of};
use crate::model::profile::Profile;

/// A profile, refined.
pub(super) struct Refining<'a> {
    profile: &'a Profile,
    options: &'a Options,
    sample_type: usize,
    refined: Refined,
}

impl<'a> Refining<'a> {
    /// Applies the filters, in pprof's order.
    pub(super) fn of(profile: &'a Profile, options: &'a Options) -> Result<Self, ReportError> {
        check_divisor(options)?;
        let sample_type = sample_type(profile, &options.sample_index)?;
        let refined = refine(profile, &options.filters.refinements(), sample_type, &options.unit)?;
        Ok(Self {
            profile,
            options,
            sample_type,
            refined,
        })
    }

    /// What is left.
    pub(super) fn subject(&self) -> Subject<'_> {
        let profile = self.refined.profile.as_ref().unwrap_or(self.profile);
        let whole = if self.options.is_relative {
            profile
        } else {
            self.profile
        };
        Subject {
            profile,
            options: self.options,
            sample_type: self.sample_type,
            total: total_of(whole, self.sample_type, self.options.is_mean),
            units: NumberUnits::of(self.profile),
        }
    }

    /// What a person should know of the filters.
    pub(super) fn notices(&self) -> Vec<Notice> {
        let mut options = self.options.filters.clone();
        let mut notices = Vec::new();
        let refinements = self.options.filters.refinements().0;
        for (refinement, outcome) in refinements.iter().zip(&self.refined.outcomes) {
            let filter = refinement.name();
            let expression = options.option(filter).cloned().unwrap_or_default();
            let is_range = match refinement {
                Refinement::TagFocus(labels) | Refinement::TagIgnore(labels) => labels.is_range(),
                _ => false,
            };
            if is_range {
                let expression = expression.clone();
                notices.push(Notice::Range { filter, expression });
            }
            if !outcome.has_match {
                notices.push(Notice::NoMatch { filter, expression });
            }
        }
        notices
    }
}

/// What a person should know of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// It found nothing.
    NoMatch {
        /// Its name, as pprof has it.
        filter: &'static str,
        /// What it looked for.
        expression: String,
    },
    /// It was read as a range of numbers.
    Range {
        /// Its name, as pprof has it.
        filter: &'static str,
        /// The range.
        expression: String,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMatch { filter, expression } => write!(f, "{filter} matched no samples: {expression}"),
            Self::Range { filter, expression } => {
                write!(f, "{filter} is a range of numbers and finds no words: {expression}")
            }
        }
    }
}

/// What a report is made of.
pub(super) struct Subject<'a> {
    /// What filters left.
    pub(super) profile: &'a Profile,
    pub(super) options: &'a Options,
    pub(super) sample_type: usize,
    /// What 100 % is, undivided: of all samples, also those that filters dropped, unless percentages are relative.
    pub(super) total: i64,
    /// The units of numeric labels, by all samples.
    pub(super) units: NumberUnits,
}

impl Subject<'_> {
    /// What a sample weighs; as a mean, what each of its events weighs.
    pub(super) fn value(&self, sample: usize) -> i64 {
        let values = &self.profile.samples.values;
        let value = values[self.sample_type].get(sample);
        if self.options.is_mean {
            mean(value, values[0].get(sample))
        } else {
            value
        }
    }

    /// The name of what is measured.
    pub(super) fn kind(&self) -> Vec<u8> {
        let kind = self
            .profile
            .strings
            .bytes(self.profile.sample_types[self.sample_type].kind);
        let mark = if self.options.is_mean { &b"mean_"[..] } else { b"" };
        [mark, kind].concat()
    }
}
