//! What kind of profile the sample types make it.

use crate::model::profile::Profile;

/// Kinds of profiles that Go writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Time on processors.
    Cpu,
    /// Memory that was allocated, and what of it is in use.
    Heap,
    /// Waits for locks, channels and the like: a block profile, or a mutex profile.
    Contention,
    /// Goroutines.
    Goroutines,
    /// Goroutines that nothing can wake (Go 1.26 and later).
    LeakedGoroutines,
    /// What made threads.
    Threads,
    /// Anything else.
    Other,
}

impl Kind {
    /// The kind of a profile.
    pub fn of(profile: &Profile) -> Self {
        let has = |name: &[u8]| {
            let mut kinds = profile.sample_types.iter();
            kinds.any(|kind| profile.strings.bytes(kind.kind) == name)
        };
        if has(b"cpu") {
            Self::Cpu
        } else if has(b"inuse_space") || has(b"alloc_space") {
            Self::Heap
        } else if has(b"contentions") {
            Self::Contention
        } else if has(b"goroutine") {
            Self::Goroutines
        } else if has(b"goroutineleak") {
            Self::LeakedGoroutines
        } else if has(b"threadcreate") {
            Self::Threads
        } else {
            Self::Other
        }
    }

    /// The kind in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Cpu => "CPU profile",
            Self::Heap => "heap profile",
            Self::Contention => "contention profile",
            Self::Goroutines => "goroutine profile",
            Self::LeakedGoroutines => "goroutine leak profile",
            Self::Threads => "thread creation profile",
            Self::Other => "profile",
        }
    }
}
