//! What deserves a look in a dump: the runtime's own marks, suspects of leaks, and waits for one thing in memory.
//!
//! Each finding says on what grounds; what the runtime did not say itself is called a suspicion, and no circle of waits
//! is claimed.

use crate::analyze::goroutines::blocked::{Blocked, BlockedOn, Thing};
use crate::analyze::goroutines::group::Groups;
use crate::analyze::goroutines::holders::{self, Suspect};
use crate::analyze::goroutines::leaks::{self, MANY_COUNT, PILING_COUNT, Reason, STUCK_MINUTES};
use crate::engine::goroutines::words::{Words, waits};
use crate::engine::goroutines::{counted, number};
use crate::model::column::OutOfMemory;
use crate::protocol::goroutines::Finding;

/// Groups told of as suspects of leaks.
const MOST_LEAKS: usize = 20;
/// Things told of that goroutines wait for: for each lock the arguments of all goroutines are read.
const MOST_THINGS: usize = 6;
/// Suspects told of for each lock.
const MOST_HOLDERS: usize = 5;
/// Deadlocks told of: a file of tests may have many.
const MOST_DEADLOCKS: usize = 5;

/// Everything worth a look, the surest first.
pub(super) fn of(words: Words<'_>, groups: &Groups) -> Result<Vec<Finding>, OutOfMemory> {
    let dump = words.dump;
    let deadlocks = leaks::marks(dump).deadlocks.into_iter().take(MOST_DEADLOCKS);
    let mut found: Vec<Finding> = deadlocks
        .map(|text| Finding {
            title: dump.strings.text(text).into_owned(),
            reason: "The runtime itself gave up here: none of the goroutines it speaks of could go on.".to_owned(),
            is_certain: true,
            leads: Vec::new(),
        })
        .collect();
    let suspects = leaks::suspects(dump, groups);
    found.extend(suspects.iter().take(MOST_LEAKS).map(|it| leak(words, groups, it)));
    let blocked = Blocked::of(dump, |_| true)?;
    let shared = |on: &&BlockedOn| on.waiters.len() > 1 || on.longest_minutes >= STUCK_MINUTES;
    for on in blocked.on.iter().filter(shared).take(MOST_THINGS) {
        found.push(waited_for(words, on)?);
    }
    if blocked.without_address > 0 && !blocked.on.is_empty() {
        let count = blocked.without_address as usize;
        found.push(Finding {
            title: format!("{} for something whose address is not told", wait(count)),
            reason: "A lock, wait group, condition or channel that is no exact argument in the dump: any of them may \
                     wait for the same."
                .to_owned(),
            ..Finding::default()
        });
    }
    Ok(found)
}

fn wait(count: usize) -> String {
    format!("{} {}", number(count), if count == 1 { "waits" } else { "wait" })
}

fn leak(words: Words<'_>, groups: &Groups, suspect: &leaks::Suspect) -> Finding {
    let group = &groups.rows[suspect.group];
    let range = waits(group.wait_minutes);
    let (title, reason) = match suspect.reason {
        Reason::Proved(count) => (
            format!("{} leaked", counted(count as usize, "goroutine", "goroutines")),
            "Marked by the runtime: the garbage collector found that nothing can wake them.".to_owned(),
        ),
        Reason::Never(count) => (
            format!("{} for what never comes", wait(count as usize)),
            "They use a nil channel, or a select without cases: nothing can wake them.".to_owned(),
        ),
        Reason::Piling => (
            format!("{} pile up", number(group.count())),
            format!(
                "Suspected: at least {PILING_COUNT} wait for another goroutine, and have for different times ({range}): more \
                 come than go. A pool of workers looks the same."
            ),
        ),
        Reason::Stuck(count) => (
            format!("{} long", wait(count as usize)),
            format!(
                "Suspected: for a lock, a receiver or a wait group, for {STUCK_MINUTES} minute or more ({range} in the group)."
            ),
        ),
        Reason::Many => (
            format!("{} in one place", wait(group.count())),
            format!("Suspected: {MANY_COUNT} or more wait for another goroutine. A pool of workers looks the same."),
        ),
    };
    Finding {
        title,
        reason,
        is_certain: matches!(suspect.reason, Reason::Proved(_)),
        leads: vec![(groups.members.get(group.members.start).0, words.topic(group.stack))],
    }
}

fn waited_for(words: Words<'_>, on: &BlockedOn) -> Result<Finding, OutOfMemory> {
    let dump = words.dump;
    let thing = match on.thing {
        Thing::Lock => "lock",
        Thing::WaitGroup => "wait group",
        Thing::Cond => "condition",
        Thing::Channel => "channel",
    };
    let mut reason = match on.longest_minutes {
        0 => String::from("Each for less than a minute."),
        minutes => format!("The longest for {minutes} min."),
    };
    let mut leads = Vec::new();
    // One for each stack is enough to see where they wait.
    let mut stacks = Vec::new();
    for waiter in &on.waiters {
        let stack = dump.goroutines.stack.get(waiter.row());
        if stacks.len() < MOST_HOLDERS && !stacks.contains(&stack) {
            stacks.push(stack);
            leads.push((waiter.0, format!("waits: {}", words.topic(stack))));
        }
    }
    if on.thing == Thing::Lock {
        let suspects = holders::suspects(dump, on, MOST_HOLDERS)?;
        let more = suspects.count - suspects.rows.len();
        let who = match (suspects.count, more) {
            (0, _) => "Nothing in the dump looks like its holder.".to_owned(),
            (_, 0) => "The dump does not say who holds it; these may, for the reason given.".to_owned(),
            _ => format!(
                "The dump does not say who holds it; these may, and {} more.",
                number(more)
            ),
        };
        reason = format!("{reason} {who}");
        leads.extend(suspects.rows.iter().map(|it| (it.goroutine.0, holder(words, it))));
    }
    Ok(Finding {
        title: format!("{} for the {thing} at {:#x}", wait(on.waiters.len()), on.address),
        reason,
        is_certain: false,
        leads,
    })
}

fn holder(words: Words<'_>, suspect: &Suspect) -> String {
    let function = words.short_name(suspect.frame);
    let why = match suspect.reason {
        holders::Reason::WaitsInside => format!("waits for it inside of {function}, which takes it too"),
        holders::Reason::HasAddress => format!("has its address as an argument of {function}"),
        holders::Reason::SameReceiver => format!("is in {function} of the same receiver"),
        holders::Reason::SameFunction => format!("is past the lock in {function}"),
        holders::Reason::SameType => format!("is in {function} of the same type"),
    };
    let id = words.dump.goroutines.id.get(suspect.goroutine.row());
    format!("may hold it: goroutine {id} {why}")
}
