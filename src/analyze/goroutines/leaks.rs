//! Goroutines that look as if they will never end.
//!
//! What the runtime says itself comes first: it has proof. The rest are suspicions, each with its rule and numbers: a
//! pool of workers that waits for work looks the same as one that nobody will ever give any.

use crate::analyze::goroutines::group::{Group, Groups};
use crate::analyze::goroutines::state::WaitsFor;
use crate::model::goroutines::{Dump, Flags, NoteKind};
use crate::model::id::StringId;

/// From so many goroutines on, waits that differ say that they pile up.
pub const PILING_COUNT: usize = 10;
/// From so many goroutines on, a single stack is suspicious whatever its waits.
pub const MANY_COUNT: usize = 100;
/// From so many minutes on, waiting for a lock, a receiver or a wait group is suspicious.
pub const STUCK_MINUTES: u32 = 1;

/// Why a group is suspected; the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The runtime has found that nothing can wake so many of its goroutines (`(leaked)`, Go 1.26 and later).
    Proved(u32),
    /// So many wait for what never comes: a nil channel, or a select without cases; the main goroutine apart, which
    /// programs park like that.
    Never(u32),
    /// At least [`PILING_COUNT`] wait for another goroutine, and have done so for different times: more come than go.
    Piling,
    /// So many wait for a lock, a receiver or a wait group, and have for [`STUCK_MINUTES`] or more.
    Stuck(u32),
    /// At least [`MANY_COUNT`] wait for another goroutine.
    Many,
}

/// A group that looks like a leak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// Its row in [`Groups::rows`].
    pub group: usize,
    /// The surest reason.
    pub reason: Reason,
}

/// The groups that look like leaks, surest reason first, then the largest. Groups should be by stack.
pub fn suspects(dump: &Dump, groups: &Groups) -> Vec<Suspect> {
    let rows = groups.rows.iter().enumerate();
    let mut found: Vec<Suspect> = rows
        .filter_map(|(row, group)| reason(dump, groups, group).map(|reason| Suspect { group: row, reason }))
        .collect();
    // Groups come largest first, and the sort keeps that.
    found.sort_by_key(|suspect| match suspect.reason {
        Reason::Proved(_) => 0,
        Reason::Never(_) => 1,
        Reason::Piling => 2,
        Reason::Stuck(_) => 3,
        Reason::Many => 4,
    });
    found
}

fn reason(dump: &Dump, groups: &Groups, group: &Group) -> Option<Reason> {
    let goroutines = &dump.goroutines;
    let (mut proved, mut never, mut stuck, mut blocked) = (0, 0, 0, 0);
    let mut waits = (u32::MAX, 0);
    for goroutine in groups.members(group) {
        let row = goroutine.row();
        let minutes = goroutines.wait_minutes.get(row);
        let waits_for = WaitsFor::of(dump.strings.bytes(goroutines.state.get(row)));
        proved += u32::from(goroutines.flags.get(row).has(Flags::LEAKED));
        if !waits_for.is_blocked() {
            continue;
        }
        blocked += 1;
        waits = (waits.0.min(minutes), waits.1.max(minutes));
        never += u32::from(waits_for == WaitsFor::Nothing && goroutines.id.get(row) != 1);
        let is_for_one = matches!(
            waits_for,
            WaitsFor::Lock | WaitsFor::Semaphore | WaitsFor::Send | WaitsFor::WaitGroup
        );
        stuck += u32::from(is_for_one && minutes >= STUCK_MINUTES);
    }
    if proved > 0 {
        Some(Reason::Proved(proved))
    } else if never > 0 {
        Some(Reason::Never(never))
    } else if blocked >= PILING_COUNT && waits.0 < waits.1 {
        Some(Reason::Piling)
    } else if stuck > 0 {
        Some(Reason::Stuck(stuck))
    } else if blocked >= MANY_COUNT {
        Some(Reason::Many)
    } else {
        None
    }
}

/// What the runtime itself says of waiting without end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Its words where it gave up since nothing could go on: `all goroutines are asleep - deadlock!`, of the whole program
    /// or of a synctest bubble.
    pub deadlocks: Vec<StringId>,
    /// How many goroutines it marked as leaked.
    pub leaked: u32,
}

/// Reads the runtime's own marks.
pub fn marks(dump: &Dump) -> Marks {
    let is_deadlock = |text: StringId| {
        let words = dump.strings.bytes(text);
        [&b" - deadlock!"[..], b"panic: deadlock: "]
            .iter()
            .any(|mark| words.windows(mark.len()).any(|it| it == *mark))
    };
    let is_its = |kind| matches!(kind, NoteKind::FatalError | NoteKind::Panic);
    let notes = dump.notes.iter();
    Marks {
        deadlocks: notes
            .filter(|note| is_its(note.kind) && is_deadlock(note.text))
            .map(|note| note.text)
            .collect(),
        leaked: dump
            .goroutines
            .flags
            .iter()
            .map(|flags| u32::from(flags.has(Flags::LEAKED)))
            .sum(),
    }
}
