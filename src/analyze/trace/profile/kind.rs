//! What a profile made of a trace can be about.

use crate::analyze::trace::waits::Wait;

/// What a profile is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileKind {
    /// One of the four that `go tool trace -pprof` gives. Without a part of the time they count as that does.
    Wait(Wait),
    /// Waiting for whatever reason, which is told in the label `reason`.
    Blocked,
    /// Waiting for one reason, in Go's words.
    Reason(String),
    /// Waiting for a processor, by where the waiting goroutine itself is: where it stopped, blocked, or begins.
    Ready,
    /// Helping the collector to mark, by where memory was allocated.
    Assist,
    /// Samples of the CPU profiler.
    Cpu,
    /// All of a goroutine's time, by what it did, which is told in the label `state`.
    Wall,
}

/// Go's word for a goroutine that sleeps.
const SLEEP: &str = "sleep";
/// What a name of a single reason begins with.
const REASON: &str = "reason:";

impl ProfileKind {
    /// Those that a reader is offered, in order.
    pub const OFFERED: [Self; 9] = [
        Self::Wait(Wait::Net),
        Self::Wait(Wait::Sync),
        Self::Wait(Wait::Syscall),
        Self::Wait(Wait::Sched),
        Self::Blocked,
        Self::Ready,
        Self::Assist,
        Self::Cpu,
        Self::Wall,
    ];

    /// A short name, for commands and files.
    pub fn name(&self) -> String {
        match self {
            Self::Wait(wait) => wait.name().to_owned(),
            Self::Blocked => "block".to_owned(),
            Self::Reason(reason) if reason == SLEEP => SLEEP.to_owned(),
            Self::Reason(reason) => format!("{REASON}{reason}"),
            Self::Ready => "ready".to_owned(),
            Self::Assist => "assist".to_owned(),
            Self::Cpu => "cpu".to_owned(),
            Self::Wall => "wall".to_owned(),
        }
    }

    /// The kind that a name stands for, if any does.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            SLEEP => return Some(Self::Reason(SLEEP.to_owned())),
            "block" => return Some(Self::Blocked),
            "ready" => return Some(Self::Ready),
            "assist" => return Some(Self::Assist),
            "cpu" => return Some(Self::Cpu),
            "wall" => return Some(Self::Wall),
            _ => {}
        }
        let reason = name.strip_prefix(REASON).map(|reason| Self::Reason(reason.to_owned()));
        reason.or_else(|| Wait::named(name).map(Self::Wait))
    }

    /// What it is about, in words.
    pub fn words(&self) -> String {
        match self {
            Self::Wait(Wait::Net) => "Waiting for the network".to_owned(),
            Self::Wait(Wait::Sync) => "Waiting for channels and locks".to_owned(),
            Self::Wait(Wait::Syscall) => "System calls".to_owned(),
            Self::Wait(Wait::Sched) => "Scheduler latency, by who made runnable".to_owned(),
            Self::Blocked => "Blocked, for every reason".to_owned(),
            Self::Reason(reason) => format!("Blocked: {reason}"),
            Self::Ready => "Scheduler latency, by who waited".to_owned(),
            Self::Assist => "Helping the collector".to_owned(),
            Self::Cpu => "CPU samples".to_owned(),
            Self::Wall => "All time, by state".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_found_by_their_names() {
        let reasons = ["sleep", "chan receive"].map(|reason| ProfileKind::Reason(reason.to_owned()));
        for kind in ProfileKind::OFFERED.into_iter().chain(reasons) {
            assert_eq!(ProfileKind::named(&kind.name()), Some(kind));
        }
        assert_eq!(ProfileKind::named("reason"), None);
    }
}
