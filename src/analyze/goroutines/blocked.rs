//! Goroutines that wait for the same thing in memory: a lock, a wait group, a condition, a channel.
//!
//! The runtime prints what a goroutine waits for only as an argument of the function that it waits in, and often not
//! at all: frames of package runtime, which hold channels, show with `GOTRACEBACK=system` alone, and inlined calls have no
//! arguments. What is gathered here is what stands there exactly; the rest is counted.

use crate::analyze::goroutines::arguments::{exact_first, lines};
use crate::analyze::goroutines::state::WaitsFor;
use crate::model::column::OutOfMemory;
use crate::model::goroutines::{Dump, FrameId, GoroutineRow};

/// What something in memory is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A `sync.Mutex` or `sync.RWMutex`.
    Lock,
    /// A `sync.WaitGroup`.
    WaitGroup,
    /// A `sync.Cond`.
    Cond,
    /// A channel.
    Channel,
}

/// Something that goroutines wait for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockedOn {
    /// What it is.
    pub thing: Thing,
    /// Where it is in memory.
    pub address: u64,
    /// Who waits for it, in file order.
    pub waiters: Vec<GoroutineRow>,
    /// The longest of their waits, in minutes.
    pub longest_minutes: u32,
}

/// All that goroutines wait for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocked {
    /// What has an exact address: the most waited for first, then by address.
    pub on: Vec<BlockedOn>,
    /// How many goroutines wait for something of these kinds whose address the dump does not tell exactly.
    pub without_address: u32,
}

impl Blocked {
    /// Gathers the goroutines for which `is_kept` says true.
    pub fn of(dump: &Dump, mut is_kept: impl FnMut(GoroutineRow) -> bool) -> Result<Self, OutOfMemory> {
        let mut waits = Waits::of(dump);
        let mut found: Vec<(Thing, u64, GoroutineRow)> = Vec::new();
        let mut without_address = 0;
        for goroutine in dump.goroutines.rows().filter(|&goroutine| is_kept(goroutine)) {
            match waits.wait(goroutine)? {
                Some(Wait {
                    address: Some((thing, address)),
                    ..
                }) => found.push((thing, address, goroutine)),
                Some(_) => without_address += 1,
                None => {}
            }
        }
        found.sort_unstable();
        let mut on: Vec<BlockedOn> = Vec::new();
        for (thing, address, goroutine) in found {
            let minutes = dump.goroutines.wait_minutes.get(goroutine.row());
            match on.last_mut() {
                Some(last) if (last.thing, last.address) == (thing, address) => {
                    last.waiters.push(goroutine);
                    last.longest_minutes = last.longest_minutes.max(minutes);
                }
                _ => on.push(BlockedOn {
                    thing,
                    address,
                    waiters: vec![goroutine],
                    longest_minutes: minutes,
                }),
            }
        }
        on.sort_by_key(|on| (usize::MAX - on.waiters.len(), on.address));
        Ok(Self { on, without_address })
    }
}

/// How one goroutine waits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wait {
    /// For what, where that is told exactly.
    pub(super) address: Option<(Thing, u64)>,
    /// How many of its innermost frames belong to the waiting itself: the next is the program's.
    pub(super) inner_frames: usize,
}

/// Finds what goroutines wait for.
pub(super) struct Waits<'a> {
    dump: &'a Dump,
    /// By frame, what its function's first argument is.
    things: Vec<Option<Thing>>,
    /// By frame, whether it belongs to waiting: a function of package runtime or sync.
    is_inner: Vec<bool>,
    text: Vec<u8>,
}

impl<'a> Waits<'a> {
    pub(super) fn of(dump: &'a Dump) -> Self {
        let names = || dump.frames.iter().map(|frame| dump.strings.bytes(frame.function));
        Self {
            dump,
            things: names().map(thing).collect(),
            is_inner: names().map(is_inner).collect(),
            text: Vec::new(),
        }
    }

    /// How a goroutine waits; None when it waits for nothing of these kinds.
    pub(super) fn wait(&mut self, goroutine: GoroutineRow) -> Result<Option<Wait>, OutOfMemory> {
        let dump = self.dump;
        let goroutines = &dump.goroutines;
        let state = dump.strings.bytes(goroutines.state.get(goroutine.row()));
        let wanted: &[Thing] = match WaitsFor::of(state) {
            WaitsFor::Lock => &[Thing::Lock],
            WaitsFor::WaitGroup => &[Thing::WaitGroup],
            WaitsFor::Cond => &[Thing::Cond],
            WaitsFor::Semaphore => &[Thing::Lock, Thing::WaitGroup],
            WaitsFor::Send | WaitsFor::Receive => &[Thing::Channel],
            _ => return Ok(None),
        };
        goroutines.read_arguments(goroutine, &mut self.text)?;
        let frames = dump.stacks.leaf_first(goroutines.stack.get(goroutine.row()));
        let mut wait = Wait::default();
        for (FrameId(frame), arguments) in frames.zip(lines(&self.text)) {
            if !self.is_inner[frame as usize] {
                break;
            }
            wait.inner_frames += 1;
            let thing = self.things[frame as usize].filter(|thing| wanted.contains(thing));
            if let (Some(thing), None) = (thing, wait.address) {
                let address = exact_first(arguments).filter(|&address| address != 0);
                wait.address = address.map(|address| (thing, address));
            }
        }
        Ok(Some(wait))
    }
}

/// What the first argument of a function is, by its name. Since Go 1.24 mutexes are those of internal/sync.
fn thing(function: &[u8]) -> Option<Thing> {
    let function = function.strip_prefix(b"internal/").unwrap_or(function);
    match function {
        b"sync.(*Mutex).Lock" | b"sync.(*Mutex).lockSlow" | b"sync.(*RWMutex).Lock" | b"sync.(*RWMutex).RLock" => {
            Some(Thing::Lock)
        }
        b"sync.(*WaitGroup).Wait" => Some(Thing::WaitGroup),
        b"sync.(*Cond).Wait" => Some(Thing::Cond),
        b"runtime.chansend" | b"runtime.chansend1" | b"runtime.chanrecv" | b"runtime.chanrecv1"
        | b"runtime.chanrecv2" => Some(Thing::Channel),
        _ => None,
    }
}

fn is_inner(function: &[u8]) -> bool {
    [&b"runtime."[..], b"sync.", b"internal/sync."]
        .iter()
        .any(|package| function.starts_with(package))
}
