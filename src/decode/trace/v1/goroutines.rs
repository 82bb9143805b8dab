//! What is known of each goroutine while events are put in order.

use crate::decode::trace::ids::Ids;
use crate::decode::trace::v1::lanes::NO_LANE;
use crate::model::column::{Column, OutOfMemory};

/// What a goroutine does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    /// It is not there, or no longer.
    #[default]
    Dead,
    Runnable,
    Running,
    Waiting,
}

/// A goroutine.
///
/// The same states are followed twice: as events are put in order, and as they then stand, with the ends of system calls at
/// their real times.
#[derive(Clone, Copy, Debug)]
pub(super) struct Goroutine {
    /// How often it was started, created and woken, as far as events are in order.
    pub(super) count: u64,
    /// When it last blocked in a system call, in ticks; 0 is never.
    pub(super) block_time: i64,
    /// The first of the lanes whose next event waits for it.
    pub(super) waiter: u32,
    /// Its state, as far as events are in order.
    pub(super) order: State,
    /// Its state, as far as events were told.
    pub(super) state: State,
    /// Whether an event was told of it.
    pub(super) is_known: bool,
    /// Whether it last blocked on the network.
    pub(super) waits_for_network: bool,
    /// Whether it is helping to mark.
    pub(super) assists: bool,
}

const UNKNOWN: Goroutine = Goroutine {
    count: 0,
    block_time: 0,
    waiter: NO_LANE,
    order: State::Dead,
    state: State::Dead,
    is_known: false,
    waits_for_network: false,
    assists: false,
};

/// All goroutines.
#[derive(Debug)]
pub(super) struct Goroutines {
    ids: Ids,
    rows: Column<Goroutine>,
}

impl Goroutines {
    /// Only goroutine 0, which stands for none and always runs.
    pub(super) fn new() -> Result<Self, OutOfMemory> {
        let mut this = Self {
            ids: Ids::default(),
            rows: Column::new(),
        };
        let nobody = this.row(0)?;
        let nobody = this.at(nobody);
        (nobody.state, nobody.is_known) = (State::Running, true);
        Ok(this)
    }

    /// The row of a goroutine.
    #[inline]
    pub(super) fn row(&mut self, id: u64) -> Result<usize, OutOfMemory> {
        match self.ids.get(id) {
            Some(row) => Ok(row as usize),
            None => self.add(id),
        }
    }

    #[cold]
    fn add(&mut self, id: u64) -> Result<usize, OutOfMemory> {
        let row = self.rows.len();
        self.rows.push(UNKNOWN)?;
        self.ids.insert(id, row as u32)?;
        Ok(row)
    }

    /// A goroutine, to be changed.
    #[inline]
    pub(super) fn of(&mut self, id: u64) -> Result<&mut Goroutine, OutOfMemory> {
        let row = self.row(id)?;
        Ok(self.rows.get_mut(row))
    }

    /// The same by its row.
    #[inline]
    pub(super) fn at(&mut self, row: usize) -> &mut Goroutine {
        self.rows.get_mut(row)
    }
}
