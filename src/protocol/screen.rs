//! What of a document is shown.

use serde::{Deserialize, Serialize};

use crate::protocol::account::TracePage;
use crate::protocol::aside::Aside;
use crate::protocol::sheet::Sheet;

/// What of a document is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Screen {
    /// The flame graph, with the table beside it where there is room.
    #[default]
    Flame,
    /// The call graph.
    Graph,
    /// The table alone.
    Top,
    /// Callers and callees of the selected function.
    Peek,
    /// The goroutines of a dump; other files have none.
    Goroutines,
    /// A trace at a glance; other files have none.
    Overview,
    /// What every goroutine, processor and thread of a trace did when; other files have none.
    Timeline,
    /// A view that is lines of text.
    Sheet(Sheet),
    /// The profile seen otherwise.
    Aside(Aside),
    /// What deserves a look in a profile.
    Findings,
    /// Functions by snapshots; only of a series.
    Series,
    /// What is told of a trace; other files have none.
    Trace(TracePage),
}

impl Screen {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 18] = [
        Self::Flame,
        Self::Graph,
        Self::Top,
        Self::Peek,
        Self::Goroutines,
        Self::Overview,
        Self::Timeline,
        Self::Sheet(Sheet::Labels),
        Self::Sheet(Sheet::Source),
        Self::Sheet(Sheet::Traces),
        Self::Sheet(Sheet::Comments),
        Self::Aside(Aside::Sandwich),
        Self::Aside(Aside::Packages),
        Self::Aside(Aside::Files),
        Self::Aside(Aside::Collapsed),
        Self::Findings,
        Self::Series,
        Self::Trace(TracePage::Logs),
    ];

    /// Whether only the worker with the feature `texts` makes it.
    pub const fn needs_texts(self) -> bool {
        matches!(self, Self::Sheet(_) | Self::Aside(_))
    }

    /// Whether it is read and not drawn.
    pub const fn is_account(self) -> bool {
        matches!(self, Self::Findings | Self::Series | Self::Trace(_))
    }

    /// The word for it, in links and for tests.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Flame => "flame",
            Self::Graph => "graph",
            Self::Top => "top",
            Self::Peek => "peek",
            Self::Goroutines => "goroutines",
            Self::Overview => "overview",
            Self::Timeline => "timeline",
            Self::Sheet(sheet) => sheet.word(),
            Self::Aside(aside) => aside.word(),
            Self::Findings => "findings",
            Self::Series => "series",
            Self::Trace(page) => page.word(),
        }
    }
}
