//! What can be taken away of an open document, by words that page and worker share.

/// A kind of file, or of text to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Export {
    /// The word for it, which the files' names end with.
    pub word: &'static str,
    /// What it is, for people.
    pub words: &'static str,
}

/// What is copied instead of saved.
pub const COMMAND: &str = "sh";

/// Everything that can be taken away, in the order in which it is offered.
pub const EXPORTS: [Export; 8] = [
    Export {
        word: "pb.gz",
        words: "Profile, whole (.pb.gz)",
    },
    Export {
        word: "filtered.pb.gz",
        words: "Profile, as filtered (.pb.gz)",
    },
    Export {
        word: "folded",
        words: "Folded stacks",
    },
    Export {
        word: "dot",
        words: "Call graph for Graphviz (.dot)",
    },
    Export {
        word: "callgrind",
        words: "For KCachegrind",
    },
    Export {
        word: "csv",
        words: "Table, exact values (.csv)",
    },
    Export {
        word: "md",
        words: "Table as Markdown (.md)",
    },
    Export {
        word: COMMAND,
        words: "Copy go tool pprof commands",
    },
];
