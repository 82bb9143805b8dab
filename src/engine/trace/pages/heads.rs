//! Heads of tables, each with what its column says.

use crate::protocol::account::Switch;

/// Heads of columns, which order nothing.
pub(in crate::engine) fn heads<const N: usize>(words: [&str; N]) -> Vec<Switch> {
    let head = |words: &str| Switch {
        words: words.to_owned(),
        title: title(words).to_owned(),
        ..Switch::default()
    };
    words.map(head).into()
}

/// What a column says, for the pointer; nothing where its name says all.
pub(super) fn title(words: &str) -> &'static str {
    match words {
        "1 in 20" | "1 in 100" | "1 in 1000" => "What so many windows of this length have at most",
        "after its beginning" => "How long after the task began",
        "after the one before" => "How long after the event above",
        "assists" => "How often goroutines had to help the collector before they could allocate",
        "assisting" => "How long they did, all together",
        "begins" => "When, from the beginning of the trace on; leads into the timeline",
        "begins after" => "How long after the task it is part of",
        "begun in" => "The function that begins it; file and line are below the pointer",
        "blocked" => "Waited for something else than a processor",
        "call" => "What was called",
        "calls" => "System calls that were made on it",
        "complete" => "Those whose beginning and end were seen",
        "count" | "number" => "How many",
        "from" => "From the beginning of the trace on, or the function that made the calls",
        "heap after" => "The heap when marking ended",
        "heap before" => "The heap when marking began",
        "helping and waiting" => "From the beginning of each assist to its end",
        "in system calls" => "With a processor and without",
        "in use" => "Goroutines ran on it, or were in system calls that kept it",
        "least" => "The least share of the processors that the program had in a window of this length",
        "longest" | "max" => "The greatest of them",
        "lost the processor" => "The processor was taken away for other goroutines",
        "marking" => "From the beginning of marking to its end",
        "mean" => "The sum through the number",
        "median" => "Half of them are not above, to 1%",
        "next goal" => "The size at which the next collection is to end",
        "of it collecting" => "The collector marked meanwhile",
        "of it running" => "A processor worked for it",
        "p90" => "90% of them are not above, to 1%",
        "p99" => "99% of them are not above, to 1%",
        "ran goroutines" => "How long goroutines ran on it",
        "reclaimed" => "What sweeping gave back",
        "runnable" => "Could have run, and no processor did",
        "running" => "Ran on a processor",
        "share" => "Of the time",
        "slices" => "How often a goroutine began to run on it",
        "stop after" => "How long the world was stopped after marking",
        "stop before" => "How long the world was stopped before marking",
        "sweeping" => "How long processors swept, all together",
        "time" | "total" => "All together",
        "took" => "From its beginning to its end",
        "waited" => "For a processor",
        "what ran most" => "The functions that goroutines began with which ran longest on it",
        "why" => "Why the world was stopped",
        "window" => "How long it is",
        "without it" => "How long they had no processor",
        _ => "",
    }
}
