//! A profile of what made threads.

use crate::analyze::profile::findings::evidence::Evidence;
use crate::analyze::profile::findings::{Measured, Rule};
use crate::analyze::profile::kind::Kind;
use crate::model::column::OutOfMemory;
use crate::model::unit;

pub(super) const RULE: Rule = Rule {
    word: "threads",
    title: "Stacks of this profile say nothing",
    about: "thread creation profiles",
    condition: || {
        "Any thread creation profile: it has been broken since 2013, and all of its stacks are empty or of the runtime."
            .to_owned()
    },
    source: "golang issue 6104.",
    advice: "The count of threads is right. What made them is told by an execution trace, or by goroutines in system calls.",
    look,
};

#[expect(clippy::unnecessary_wraps, reason = "all rules look alike")]
fn look(evidence: &Evidence<'_>) -> Result<Option<Measured>, OutOfMemory> {
    if evidence.kind() != Kind::Threads {
        return Ok(None);
    }
    let sample_type = evidence.sample_type("threadcreate").unwrap_or(0);
    let threads = evidence.total(sample_type);
    Ok(Some(Measured {
        is_found: true,
        numbers: format!("{} threads", unit::exact(threads, b"count")),
        sample_type,
        ..Measured::default()
    }))
}
