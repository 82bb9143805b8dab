//! System calls while they held a processor.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analyze::trace::distribution::Distribution;
use crate::analyze::trace::findings::census::Span;
use crate::analyze::trace::findings::census::stays::{Stay, Stays};
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::Trace;

/// A call this long, in nanoseconds, could have lost its processor: so often does the runtime look at the soonest.
pub const LONG_NANOS: i64 = 20_000;

/// System calls.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    /// For how long each held a processor.
    pub held: Distribution,
    /// How many held one so long that the runtime could have taken it.
    pub long: u64,
    /// How many lost it.
    pub lost: u64,
    /// Those that held one longest.
    pub longest: Stays,
    by_function: HashMap<StringId, i64, FixedState>,
}

impl Calls {
    pub(super) fn see(&mut self, trace: &Trace, span: &Span) -> Result<(), OutOfMemory> {
        if span.what.is_without_proc {
            self.lost += 1;
            return Ok(());
        }
        self.held.add(span.end - span.start)?;
        self.long += u64::from(span.end - span.start >= LONG_NANOS);
        self.longest.see(Stay::of(span));
        if let Some(function) = trace.leaf(span.stack) {
            let full = OutOfMemory {
                rows: self.by_function.len(),
            };
            self.by_function.try_reserve(1).map_err(|_no_memory| full)?;
            *self.by_function.entry(function).or_default() += span.end - span.start;
        }
        Ok(())
    }

    /// The functions that called, with how long they held processors, the longest first.
    pub fn functions(&self) -> Vec<(StringId, i64)> {
        let mut rows: Vec<_> = self
            .by_function
            .iter()
            .map(|(&function, &nanos)| (function, nanos))
            .collect();
        rows.sort_by_key(|&(function, nanos)| (std::cmp::Reverse(nanos), function));
        rows
    }
}
