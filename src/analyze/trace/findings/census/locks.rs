//! Waits for locks, by the function that wants one.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analyze::trace::findings::census::Span;
use crate::analyze::trace::findings::census::stays::Stay;
use crate::model::column::OutOfMemory;
use crate::model::id::{StackId, StringId};
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;

/// Frames, from the leaf, among which a lock is looked for: the standard library's own are few.
const MOST_FRAMES: usize = 8;
/// What takes a lock (`sync/mutex.go`, `sync/rwmutex.go`).
const LOCKS: [&[u8]; 3] = [b"sync.(*Mutex).Lock", b"sync.(*RWMutex).Lock", b"sync.(*RWMutex).RLock"];

/// Waits of one function.
#[derive(Clone, Copy, Debug)]
pub struct LockSite {
    /// The function that wants the lock.
    pub function: StringId,
    /// How often goroutines waited.
    pub count: u64,
    /// How long, all together, in nanoseconds.
    pub nanos: i64,
    /// How many goroutines did.
    pub goroutines: u64,
    last: GoRow,
    /// The longest wait.
    pub longest: Stay,
}

/// Waits for locks.
#[derive(Clone, Debug, Default)]
pub struct Locks {
    sites: HashMap<StringId, LockSite, FixedState>,
    /// For every stack with which a wait began, the function that wants a lock, if one does.
    known: HashMap<StackId, Option<StringId>, FixedState>,
}

impl Locks {
    pub(super) fn see(&mut self, trace: &Trace, span: &Span) -> Result<(), OutOfMemory> {
        if trace.strings.bytes(span.what.reason) != b"sync" {
            return Ok(());
        }
        let full = OutOfMemory { rows: self.known.len() };
        self.known.try_reserve(1).map_err(|_no_memory| full)?;
        let wanted = *self
            .known
            .entry(span.stack)
            .or_insert_with(|| wanting(trace, span.stack));
        let Some(function) = wanted else { return Ok(()) };
        self.sites.try_reserve(1).map_err(|_no_memory| full)?;
        let stay = Stay::of(span);
        let site = self.sites.entry(function).or_insert(LockSite {
            function,
            count: 0,
            nanos: 0,
            goroutines: 0,
            last: GoRow::NONE,
            longest: stay,
        });
        site.count += 1;
        site.nanos += stay.nanos();
        // Goroutines come one after the other.
        site.goroutines += u64::from(site.last != span.goroutine);
        site.last = span.goroutine;
        if stay.nanos() > site.longest.nanos() {
            site.longest = stay;
        }
        Ok(())
    }

    /// The functions, the one whose goroutines waited longest first.
    pub fn sites(&self) -> Vec<LockSite> {
        let mut sites: Vec<_> = self.sites.values().copied().collect();
        sites.sort_by_key(|site| (std::cmp::Reverse(site.nanos), site.function));
        sites
    }
}

/// The function that wants a lock, where a stack says so.
fn wanting(trace: &Trace, stack: StackId) -> Option<StringId> {
    let functions = trace.stacks.leaf_first(stack).take(MOST_FRAMES);
    let mut functions = functions.map(|frame| trace.frames.get(frame.row()).function);
    let is_lock = |function: &StringId| LOCKS.contains(&trace.strings.bytes(*function));
    functions.find(is_lock)?;
    functions.find(|function| !trace.strings.bytes(*function).starts_with(b"sync."))
}
