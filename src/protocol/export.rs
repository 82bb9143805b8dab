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

/// The picture that is shown, as a file that stays sharp at any size.
pub const PICTURE: &str = "svg";

/// What a worker is told before it is told of the panes of a picture: it has no canvases, and draws for a file.
pub const DRAWING: &str = "drawing";

/// One file with the program and what is open in it, which the page makes.
pub const PAGE: &str = "html";

/// Everything that can be taken away, in the order in which it is offered.
pub const EXPORTS: [Export; 11] = [
    Export {
        word: PICTURE,
        words: "Picture, sharp at any size (.svg)",
    },
    Export {
        word: PAGE,
        words: "Page that holds this file (.html)",
    },
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
        word: "json",
        words: "Table, exact values (.json)",
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
