//! System calls while they held a processor.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analyze::trace::findings::census::Span;
use crate::analyze::trace::findings::census::stays::{Stay, Stays};
use crate::analyze::trace::spread::Spread;
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::Trace;

/// System calls.
#[derive(Clone, Debug)]
pub struct Calls {
    /// For how long each held a processor.
    pub held: Spread,
    /// How many lost it.
    pub lost: u64,
    /// Those that held one longest.
    pub longest: Stays,
    by_function: HashMap<StringId, i64, FixedState>,
}

impl Calls {
    pub(super) fn new() -> Result<Self, OutOfMemory> {
        Ok(Self {
            held: Spread::new()?,
            lost: 0,
            longest: Stays::default(),
            by_function: HashMap::default(),
        })
    }

    pub(super) fn see(&mut self, trace: &Trace, span: &Span) -> Result<(), OutOfMemory> {
        if span.what.is_without_proc {
            self.lost += 1;
            return Ok(());
        }
        self.held.add(span.end - span.start);
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
