//! Who may hold a lock that others wait for.
//!
//! A dump does not say who holds a lock. What can be said is who looks as if: each suspect comes with its reason, and
//! no reason is a proof. So nothing here follows a chain of waits to a circle.

use crate::analyze::goroutines::arguments::{exact_first, exact_words, lines};
use crate::analyze::goroutines::blocked::{BlockedOn, Waits};
use crate::model::column::OutOfMemory;
use crate::model::goroutines::{Dump, FrameId, GoroutineRow};
use crate::model::id::StringId;
use crate::model::symbol::Symbol;

/// Values below this are numbers rather than addresses: no system maps the first page.
const FIRST_ADDRESS: u64 = 4096;

/// Why a goroutine may hold a lock; the strongest reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It waits for the lock, and further out in its own stack stands a function that takes this lock.
    WaitsInside,
    /// The lock's address is an exact argument of a call of it.
    HasAddress,
    /// A call of it has the same receiver as one that waits.
    SameReceiver,
    /// It is in a function in which others wait for the lock, and past that.
    SameFunction,
    /// It is in a method of the same type as one in which others wait for the lock.
    SameType,
}

/// A goroutine that may hold a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// The goroutine.
    pub goroutine: GoroutineRow,
    /// Why.
    pub reason: Reason,
    /// The call that the reason speaks of.
    pub frame: FrameId,
}

/// Suspects: strongest reason first, then in file order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suspects {
    /// The first of them.
    pub rows: Vec<Suspect>,
    /// How many there are in all.
    pub count: usize,
}

/// What the goroutines that wait for a lock were doing when they came to it.
#[derive(Debug, Default)]
struct Takers<'a> {
    functions: Vec<StringId>,
    types: Vec<(&'a str, &'a str)>,
    receivers: Vec<u64>,
}

/// Who may hold what these wait for; at most `limit` are told. Reads the arguments of every goroutine.
pub fn suspects(dump: &Dump, on: &BlockedOn, limit: usize) -> Result<Suspects, OutOfMemory> {
    let mut search = Search {
        dump,
        on,
        waits: Waits::of(dump),
        takers: Takers::default(),
        is_of_type: Vec::new(),
        text: Vec::new(),
    };
    search.know_takers()?;
    let mut rows = Vec::new();
    for goroutine in dump.goroutines.rows() {
        if let Some((reason, frame)) = search.reason(goroutine)? {
            rows.push(Suspect {
                goroutine,
                reason,
                frame,
            });
        }
    }
    rows.sort_by_key(|suspect| (suspect.reason, suspect.goroutine));
    let count = rows.len();
    rows.truncate(limit);
    Ok(Suspects { rows, count })
}

struct Search<'a> {
    dump: &'a Dump,
    on: &'a BlockedOn,
    waits: Waits<'a>,
    takers: Takers<'a>,
    /// By frame, whether its function is a method of a taker's type.
    is_of_type: Vec<bool>,
    text: Vec<u8>,
}

impl Search<'_> {
    fn know_takers(&mut self) -> Result<(), OutOfMemory> {
        for &waiter in &self.on.waiters {
            let inner = self.waits.wait(waiter)?.map_or(0, |wait| wait.inner_frames);
            self.dump.goroutines.read_arguments(waiter, &mut self.text)?;
            let stack = self.dump.goroutines.stack.get(waiter.row());
            let mut frames = self.dump.stacks.leaf_first(stack).zip(lines(&self.text)).skip(inner);
            let Some((frame, arguments)) = frames.next() else {
                continue;
            };
            let function = self.dump.frames.get(frame.row()).function;
            if !self.takers.functions.contains(&function) {
                self.takers.functions.push(function);
                self.takers.types.extend(type_of(self.dump, function));
            }
            let receiver = exact_first(arguments).filter(|&word| word >= FIRST_ADDRESS);
            self.takers.receivers.extend(receiver);
        }
        self.takers.receivers.sort_unstable();
        self.takers.receivers.dedup();
        let frames = self.dump.frames.iter();
        let is_of_type = frames.map(|frame| {
            let found = type_of(self.dump, frame.function);
            found.is_some_and(|it| self.takers.types.contains(&it))
        });
        self.is_of_type = is_of_type.collect();
        Ok(())
    }

    /// The strongest reason against a goroutine.
    fn reason(&mut self, goroutine: GoroutineRow) -> Result<Option<(Reason, FrameId)>, OutOfMemory> {
        let goroutines = &self.dump.goroutines;
        let frames = self.dump.stacks.leaf_first(goroutines.stack.get(goroutine.row()));
        if self.on.waiters.binary_search(&goroutine).is_ok() {
            let inner = self.waits.wait(goroutine)?.map_or(0, |wait| wait.inner_frames);
            let mut outer = frames.skip(inner + 1);
            let found = outer.find(|frame| self.is_taker(*frame));
            return Ok(found.map(|frame| (Reason::WaitsInside, frame)));
        }
        goroutines.read_arguments(goroutine, &mut self.text)?;
        let mut strongest: Option<(Reason, FrameId)> = None;
        for (frame, arguments) in frames.zip(lines(&self.text)) {
            let reason = if exact_words(arguments).any(|word| word == self.on.address) {
                Reason::HasAddress
            } else if exact_first(arguments).is_some_and(|word| self.takers.receivers.binary_search(&word).is_ok()) {
                Reason::SameReceiver
            } else if self.is_taker(frame) {
                Reason::SameFunction
            } else if self.is_of_type[frame.row()] {
                Reason::SameType
            } else {
                continue;
            };
            if strongest.is_none_or(|(known, _)| reason < known) {
                strongest = Some((reason, frame));
            }
        }
        Ok(strongest)
    }

    fn is_taker(&self, frame: FrameId) -> bool {
        let function = self.dump.frames.get(frame.row()).function;
        self.takers.functions.contains(&function)
    }
}

/// The type that a method belongs to: its import path and name.
fn type_of(dump: &Dump, function: StringId) -> Option<(&str, &str)> {
    let name = std::str::from_utf8(dump.strings.bytes(function)).ok()?;
    let symbol = Symbol::parse(name);
    symbol.receiver.map(|receiver| (symbol.import_path, receiver.name))
}
