//! What a goroutine can be doing, each combination of a state and a reason once.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::state::GoState;

/// A row of [`Whats`].
///
/// Sixteen bits, since every row of every goroutine has one: a program has some dozens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WhatId(pub u16);

impl WhatId {
    /// Nothing: the goroutine is not there.
    pub const NOT_THERE: Self = Self(0);

    /// The row that this id names.
    #[inline]
    pub fn row(self) -> usize {
        usize::from(self.0)
    }
}

/// What a goroutine is doing, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct What {
    /// Its state.
    pub state: GoState,
    /// Why: Go's words for what it waits for, or for why it stopped; the empty string where no reason was told.
    pub reason: StringId,
    /// Whether it is in a system call and its processor was taken away.
    pub is_without_proc: bool,
}

/// All that goroutines of a trace were doing. Row 0 is [`WhatId::NOT_THERE`].
#[derive(Debug)]
pub struct Whats {
    rows: Vec<What>,
    by_content: HashMap<What, WhatId, FixedState>,
}

impl Default for Whats {
    fn default() -> Self {
        let not_there = What {
            state: GoState::NotExist,
            reason: StringId(0),
            is_without_proc: false,
        };
        let mut by_content = HashMap::with_hasher(FixedState::with_seed(0));
        by_content.insert(not_there, WhatId::NOT_THERE);
        Self {
            rows: vec![not_there],
            by_content,
        }
    }
}

impl Whats {
    /// The id of a combination, adding it when it is new. When all ids are given away, those of a state lose their
    /// reasons: no program has so many.
    pub fn intern(&mut self, what: What) -> Result<WhatId, OutOfMemory> {
        if let Some(&id) = self.by_content.get(&what) {
            return Ok(id);
        }
        // A few ids are left for each state without a reason.
        let limit = if what.reason == StringId(0) { 0 } else { 16 };
        let Some(id) = u16::try_from(self.rows.len()).ok().filter(|id| *id < u16::MAX - limit) else {
            return self.intern(What {
                reason: StringId(0),
                ..what
            });
        };
        let full = OutOfMemory { rows: self.rows.len() };
        self.rows.try_reserve(1).map_err(|_no_memory| full)?;
        self.by_content.try_reserve(1).map_err(|_no_memory| full)?;
        self.rows.push(what);
        self.by_content.insert(what, WhatId(id));
        Ok(WhatId(id))
    }

    /// A combination.
    #[inline]
    pub fn get(&self, id: WhatId) -> What {
        self.rows[id.row()]
    }

    /// All of them, in the order of their ids.
    pub fn rows(&self) -> &[What] {
        &self.rows
    }

    /// How many there are; [`WhatId::NOT_THERE`] always is.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing was ever done.
    pub fn is_empty(&self) -> bool {
        self.rows.len() <= 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_whats_share_an_id_and_ids_do_not_run_out() {
        let mut whats = Whats::default();
        let waiting = |reason| What {
            state: GoState::Waiting,
            reason: StringId(reason),
            is_without_proc: false,
        };
        let first = whats.intern(waiting(7)).unwrap();
        assert_eq!(whats.intern(waiting(7)), Ok(first));
        assert_eq!(whats.get(first), waiting(7));
        for reason in 1..70_000 {
            whats.intern(waiting(reason)).unwrap();
        }
        assert!(whats.len() < 1 << 16);
        let last = whats.intern(waiting(1 << 30)).unwrap();
        assert_eq!(whats.get(last), waiting(0));
    }
}
