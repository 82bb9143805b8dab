//! The profile seen otherwise, beside the views: two pictures on panes of their own.

use serde::{Deserialize, Serialize};

/// How it is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Aside {
    /// The selected function between the flame graph of its callers and that of what it calls.
    Sandwich,
    /// Packages instead of functions: a treemap and a flame graph.
    Packages,
    /// Source files instead of functions, likewise.
    Files,
    /// A flame graph in which functions that call themselves stand once.
    Collapsed,
}

impl Aside {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Sandwich, Self::Packages, Self::Files, Self::Collapsed];

    /// The word for it, in links and for tests.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sandwich => "sandwich",
            Self::Packages => "packages",
            Self::Files => "files",
            Self::Collapsed => "collapsed",
        }
    }
}

/// What the pictures are of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsideFacts {
    /// What is seen, in a sentence.
    pub title: String,
    /// What the upper picture is; empty where there is none.
    pub above: String,
    /// What the lower picture is; empty where there is none.
    pub below: String,
}
