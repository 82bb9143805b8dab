//! Filters: what of a profile is looked at, as the page asks for it and the worker tells of it.

use serde::{Deserialize, Serialize};

/// What a filter does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FilterKind {
    /// Keeps samples with such a frame.
    Focus,
    /// Drops samples with such a frame.
    Ignore,
    /// Takes such frames out of all stacks.
    Hide,
    /// Takes all other frames out.
    Show,
    /// Begins stacks at the outermost such frame.
    ShowFrom,
    /// Ends stacks at the innermost such frame.
    PruneFrom,
    /// Keeps samples with such labels.
    TagFocus,
    /// Drops samples with such labels.
    TagIgnore,
    /// Takes all labels away but those with such a key.
    TagShow,
    /// Takes labels with such a key away.
    TagHide,
    /// Puts a frame for each of these keys at the root of all stacks, before any other filter.
    TagRoot,
    /// Puts a frame for each of these keys at the leaf of all stacks, likewise.
    TagLeaf,
}

impl FilterKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 12] = [
        Self::Focus,
        Self::Ignore,
        Self::Hide,
        Self::Show,
        Self::ShowFrom,
        Self::PruneFrom,
        Self::TagFocus,
        Self::TagIgnore,
        Self::TagShow,
        Self::TagHide,
        Self::TagRoot,
        Self::TagLeaf,
    ];

    /// Its name in pprof, and in links.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Focus => "focus",
            Self::Ignore => "ignore",
            Self::Hide => "hide",
            Self::Show => "show",
            Self::ShowFrom => "show_from",
            Self::PruneFrom => "prune_from",
            Self::TagFocus => "tagfocus",
            Self::TagIgnore => "tagignore",
            Self::TagShow => "tagshow",
            Self::TagHide => "taghide",
            Self::TagRoot => "tagroot",
            Self::TagLeaf => "tagleaf",
        }
    }

    /// The kind with this name.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether it is about labels and not about frames.
    pub const fn is_of_labels(self) -> bool {
        matches!(self, Self::TagFocus | Self::TagIgnore | Self::TagShow | Self::TagHide) || self.adds_frames()
    }

    /// Whether it makes frames of labels, by keys with commas between. Only the worker with the feature `texts` does.
    pub const fn adds_frames(self) -> bool {
        matches!(self, Self::TagRoot | Self::TagLeaf)
    }
}

/// A filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// What it does.
    pub kind: FilterKind,
    /// An expression as pprof has it; or a function's whole name; or a label, `key=value`, or the key alone for samples
    /// without it.
    pub what: String,
    /// Whether it is about the function of just this name, or just this label; else what it is about is an expression.
    pub is_exact: bool,
}

impl Filter {
    /// Whether only the worker with the feature `texts` knows such filters.
    pub const fn needs_texts(&self) -> bool {
        self.kind.adds_frames() || self.is_exact && self.kind.is_of_labels()
    }
}

/// The filters in effect, after every change of them or of what they keep.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refined {
    /// In the order in which they are applied.
    pub filters: Vec<FilterFacts>,
    /// Why the filters last asked for are not in effect; those before them stay.
    pub error: Option<String>,
}

/// A filter and what it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterFacts {
    /// The filter.
    pub filter: Filter,
    /// What is left after it, formatted.
    pub kept: String,
    /// The same as a share of the whole profile.
    pub percent: String,
    /// Whether something was left that it is about.
    pub has_match: bool,
}
