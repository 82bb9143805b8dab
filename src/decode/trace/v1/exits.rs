//! When system calls really ended.
//!
//! The end of a system call that blocked is told when its goroutine has a processor again, with the time at which it
//! really was. It is put in order where it is told, for only there the counts of its goroutine fit; then it moves to
//! its real time. So that this needs no sorting of all events, the times are collected while the file is read.
//!
//! Source: `parseEventBatches` in `internal/trace/internal/tracev1/parser.go`, Go 1.27, the last part; `order1005` in
//! `internal/trace/order.go`, Go 1.21.

use crate::decode::trace::v1::cursor::RawEvent;
use crate::decode::trace::v1::spec::Kind;
use crate::model::column::{Column, OutOfMemory};

/// The end of a system call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exit {
    /// When it was, in ticks.
    pub(super) time: i64,
    /// When it was told; in 1.5 its real sequence number.
    pub(super) told: i64,
    pub(super) goroutine: u64,
    pub(super) offset: u64,
}

impl Exit {
    /// As an event at its real time.
    pub(super) fn event(&self) -> RawEvent {
        RawEvent {
            goroutine: self.goroutine,
            sequence: self.told,
            args: [self.goroutine, 0, 0, 0],
            ..RawEvent::new(Kind::GoSysExit, self.time, self.offset)
        }
    }
}

/// All ends that move; in 1.5 all ends.
#[derive(Debug, Default)]
pub(super) struct Exits {
    rows: Column<Exit>,
    order: Vec<u32>,
}

impl Exits {
    /// Adds one.
    pub(super) fn add(&mut self, exit: Exit) -> Result<(), OutOfMemory> {
        let full = OutOfMemory { rows: self.rows.len() };
        self.order.try_reserve(1).map_err(|_no_memory| full)?;
        self.order.push(self.rows.len() as u32);
        self.rows.push(exit)
    }

    /// Puts them in the order in which they happened.
    pub(super) fn sort(&mut self, is_first: bool) {
        let rows = &self.rows;
        self.order.sort_by_key(|&row| {
            let exit = rows.get(row as usize);
            if is_first {
                (exit.told, 0)
            } else {
                (exit.time, exit.told)
            }
        });
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// The end at a place of the order.
    #[inline]
    pub(super) fn get(&self, place: usize) -> Option<Exit> {
        self.order.get(place).map(|&row| self.rows.get(row as usize))
    }
}
