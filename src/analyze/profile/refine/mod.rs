//! Refining: a profile and an ordered list of filters in → which samples stay, and what of their stacks.
//!
//! The way of a filter: its pattern is matched once with every function, file, binary or label value
//! (`pattern`, `label_filter`); stacks are judged once for every run of the prefix tree, by row numbers
//! (`judge`); samples only look their run and their labels up. Where only samples go, [`Judged::kept`] is all
//! that a view needs: sums over the trees that stand already. Where frames go too, `build` makes a profile of what
//! is left, with the ids of the one it was made from.
//!
//! Must not know: reports, views, how a list is shown or edited.
//!
//! Invariants: a filter sees what those before it left. Functions, locations, strings and mappings keep their ids; what is
//! added stands after them. No sample is cloned to be judged.
//!
//! Sources: `internal/driver/driver_focus.go`, `internal/driver/tagroot.go`, `profile/filter.go` and
//! `profile/prune.go` of google/pprof as vendored in Go 1.27.
//!
//! Read [`Refinement`] first, then [`judge`](judge()), then [`refine`].

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::analyze::profile::entity::{Entities, EntityId};
use crate::model::column::OutOfMemory;
use crate::model::id::{FunctionId, LocationId, StringId};
use crate::model::profile::Profile;

mod build;
mod judge;
mod label_filter;
mod label_frames;
mod literal;
mod pattern;
mod pprof;
mod range;
mod rest;
mod samples;

pub use judge::{Judged, judge};
pub use pprof::Filters;
pub use rest::Rest;
pub use samples::SampleIndex;

/// Which frames a filter is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pattern {
    /// Those whose function, file or binary has a name that this regular expression finds.
    Regexp(String),
    /// Those of these functions, and those without a symbol at these locations: what a click means.
    Frames {
        /// Functions, by id.
        functions: Vec<FunctionId>,
        /// Locations without a function.
        locations: Vec<LocationId>,
    },
}

impl Pattern {
    /// The frames of an entity, under the grouping that made it; by line it is the line's function.
    pub fn of_entity(profile: &Profile, entities: &Entities, wanted: EntityId) -> Self {
        let (mut functions, mut locations) = (Vec::new(), Vec::new());
        for row in 0..profile.locations.len() {
            let location = LocationId::from(row);
            let lines = profile.locations.line_rows(location);
            if lines.is_empty() {
                let mut frames = entities.frames(location);
                locations.extend(frames.any(|frame| frame.entity == wanted).then_some(location));
                continue;
            }
            // Frames come outermost first, lines innermost first; without inlined calls there are fewer frames.
            let with_line = entities.frames(location).zip(lines.rev());
            let found = with_line.filter(|(frame, _)| frame.entity == wanted);
            functions.extend(found.map(|(_, line)| profile.locations.lines.get(line).function));
        }
        functions.sort_unstable();
        functions.dedup();
        Self::Frames { functions, locations }
    }
}

/// Which samples a filter is about, by their labels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LabelFilter {
    /// As pprof writes it: `[key=]` and either a range of numbers (`64`, `1kb:`, `:2ms`, `1kb:4kb`) or regular
    /// expressions with commas between. A range finds numbers only, so that `shard=4` never finds the word `4`.
    Expression(String),
    /// Those with one of these words under the key.
    Words {
        /// The key.
        key: StringId,
        /// The words.
        values: Vec<StringId>,
    },
    /// Those with a number within bounds under the key, in the number's own unit.
    Numbers {
        /// The key.
        key: StringId,
        /// The least number.
        from: Option<i64>,
        /// The largest number.
        to: Option<i64>,
    },
    /// Those without the key.
    Without {
        /// The key.
        key: StringId,
    },
}

impl LabelFilter {
    /// Whether it was written as a range of numbers, which finds no words: worth telling, since `shard=4` is one too.
    pub fn is_range(&self) -> bool {
        match self {
            Self::Expression(text) => {
                let value = text.split_once('=').map_or(&text[..], |(_, value)| value);
                matches!(range::Range::of(value), Ok(Some(_)))
            }
            Self::Numbers { .. } => true,
            Self::Words { .. } | Self::Without { .. } => false,
        }
    }
}

/// A filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refinement {
    /// Keeps samples with such a frame.
    Focus(Pattern),
    /// Drops samples with such a frame.
    Ignore(Pattern),
    /// Takes such frames out of all stacks; samples of which nothing is left go.
    Hide(Pattern),
    /// Takes all other frames out; samples of which nothing is left go.
    Show(Pattern),
    /// Begins stacks at the outermost such frame; samples without one go.
    ShowFrom(Pattern),
    /// Ends stacks at the innermost such frame, which stays. Of a function's name only what
    /// [`simplified`](crate::model::symbol::simplified) leaves is looked at, of files and binaries nothing.
    PruneFrom(Pattern),
    /// Keeps samples with such labels.
    TagFocus(LabelFilter),
    /// Drops samples with such labels.
    TagIgnore(LabelFilter),
    /// Takes all labels away but those whose key this regular expression finds.
    TagShow(String),
    /// Takes the labels away whose key this regular expression finds.
    TagHide(String),
    /// Puts a frame for each of these keys at the root, the first outermost, named by the sample's values.
    TagRoot(Vec<String>),
    /// Puts a frame for each of these keys at the leaf, the last innermost, named by the sample's values.
    TagLeaf(Vec<String>),
}

impl Refinement {
    /// Its name, as pprof has it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Focus(_) => "focus",
            Self::Ignore(_) => "ignore",
            Self::Hide(_) => "hide",
            Self::Show(_) => "show",
            Self::ShowFrom(_) => "show_from",
            Self::PruneFrom(_) => "prune_from",
            Self::TagFocus(_) => "tagfocus",
            Self::TagIgnore(_) => "tagignore",
            Self::TagShow(_) => "tagshow",
            Self::TagHide(_) => "taghide",
            Self::TagRoot(_) => "tagroot",
            Self::TagLeaf(_) => "tagleaf",
        }
    }

    /// Whether it changes stacks or labels; if not, it only keeps or drops samples.
    pub fn changes_samples(&self) -> bool {
        !matches!(
            self,
            Self::Focus(_) | Self::Ignore(_) | Self::TagFocus(_) | Self::TagIgnore(_)
        )
    }
}

/// Filters in the order in which they are applied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refinements(pub Vec<Refinement>);

/// What a filter did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Whether any sample that was left had what it looks for.
    pub has_match: bool,
    /// What the samples weigh that are left after it: the sum of the absolute values of the sample type.
    pub kept: i64,
    /// How many samples are left after it.
    pub samples: usize,
}

/// Why filters cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefineError {
    /// An expression is wrong.
    Expression {
        /// The place of the filter in the list.
        place: usize,
        /// Its name.
        filter: &'static str,
        /// The expression.
        expression: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Memory for the answers could not be had.
    OutOfMemory(OutOfMemory),
}

impl fmt::Display for RefineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expression {
                filter,
                expression,
                reason,
                ..
            } => write!(f, "invalid {filter}: {expression}: {reason}"),
            Self::OutOfMemory(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RefineError {}

impl From<OutOfMemory> for RefineError {
    fn from(error: OutOfMemory) -> Self {
        Self::OutOfMemory(error)
    }
}

/// What is left of a profile.
#[derive(Debug)]
pub struct Refined {
    /// The samples that are left, with what is left of their stacks and labels. Everything else is as it was, with the same ids;
    /// none where no filter was given.
    pub profile: Option<Profile>,
    /// For each filter what it did.
    pub outcomes: Vec<Outcome>,
}

/// Applies filters one after the other. `sample_type` is what outcomes are weighed by, `unit` what numbers are
/// written in that become frames.
pub fn refine(
    profile: &Profile,
    refinements: &Refinements,
    sample_type: usize,
    unit: &str,
) -> Result<Refined, RefineError> {
    let mut refined = Refined {
        profile: None,
        outcomes: Vec::new(),
    };
    let mut rest = &refinements.0[..];
    while let Some(first) = rest.first() {
        let profile = refined.profile.as_ref().unwrap_or(profile);
        let index = SampleIndex::of(profile)?;
        let at = refined.outcomes.len();
        let next = if let Refinement::TagRoot(keys) | Refinement::TagLeaf(keys) = first {
            let is_root = matches!(first, Refinement::TagRoot(_));
            rest = &rest[1..];
            let (next, has_match) = label_frames::add(profile, &index, keys, is_root, unit)?;
            let mut outcome = index.outcome(profile, sample_type, |_, _| true);
            outcome.has_match = has_match;
            refined.outcomes.push(outcome);
            next
        } else {
            let is_of_labels = |filter: &Refinement| matches!(filter, Refinement::TagRoot(_) | Refinement::TagLeaf(_));
            let (now, later) = rest.split_at(rest.iter().position(is_of_labels).unwrap_or(rest.len()));
            rest = later;
            let judged = judge::judge_from(profile, &index, now, sample_type, at)?;
            let next = build::build(profile, &judged)?;
            refined.outcomes.extend(judged.into_outcomes());
            next
        };
        refined.profile = Some(next);
    }
    Ok(refined)
}

#[cfg(test)]
mod tests;
