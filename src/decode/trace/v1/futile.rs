//! Goroutines that were woken in vain, before Go 1.11.
//!
//! One that waits for a lock can be woken, find that another has it, and wait again; Go marked this, and its tools leave out
//! what happened in between. What was in vain is only known when the goroutine waits again, so this is found in a first pass.
//!
//! Source: `removeFutile` in `internal/trace/parser.go`, Go 1.21.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::decode::trace::v1::cursor::RawEvent;
use crate::decode::trace::v1::spec::Kind;
use crate::model::column::OutOfMemory;

/// A goroutine since it was woken.
#[derive(Debug, Default)]
struct Waking {
    is_futile: bool,
    /// The places of the events since then.
    places: Vec<u64>,
}

/// Finds what was in vain.
#[derive(Debug)]
pub(super) struct Search {
    place: u64,
    awake: HashMap<u64, Waking, FixedState>,
    /// The places of the events that are left out.
    found: Vec<u64>,
}

impl Search {
    /// Before the first event.
    pub(super) fn new() -> Self {
        Self {
            place: 0,
            awake: HashMap::with_hasher(FixedState::with_seed(0)),
            found: Vec::new(),
        }
    }

    /// Takes the next event.
    pub(super) fn add(&mut self, event: &RawEvent) -> Result<(), OutOfMemory> {
        let place = self.place;
        self.place += 1;
        let full = OutOfMemory { rows: self.found.len() };
        match event.kind {
            Kind::GoUnblock | Kind::GoStart | Kind::GoPreempt | Kind::FutileWakeup => {
                let is_woken = event.kind == Kind::GoUnblock;
                let id = if is_woken { event.args[0] } else { event.goroutine };
                self.awake.try_reserve(1).map_err(|_no_memory| full)?;
                let waking = self.awake.entry(id).or_default();
                if is_woken {
                    // As in Go: whether it is futile, the one before keeps.
                    waking.places.clear();
                }
                waking.places.try_reserve(1).map_err(|_no_memory| full)?;
                waking.places.push(place);
                waking.is_futile |= event.kind == Kind::FutileWakeup;
            }
            Kind::GoBlock
            | Kind::GoBlockSend
            | Kind::GoBlockRecv
            | Kind::GoBlockSelect
            | Kind::GoBlockSync
            | Kind::GoBlockCond => {
                if let Some(waking) = self.awake.remove(&event.goroutine).filter(|waking| waking.is_futile) {
                    self.found
                        .try_reserve(waking.places.len() + 1)
                        .map_err(|_no_memory| full)?;
                    self.found.extend(waking.places);
                    self.found.push(place);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The places of the events that are left out, in order.
    pub(super) fn finish(mut self) -> Vec<u64> {
        self.found.sort_unstable();
        self.found.dedup();
        self.found
    }
}
