//! Processors and threads by their numbers.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::decode::trace::assemble::Assembler;
use crate::decode::trace::assemble::procs::Proc;
use crate::decode::trace::event::Context;
use crate::model::column::OutOfMemory;
use crate::model::trace::id::{ProcId, ThreadId};
use crate::model::trace::place::{Place, PlaceId, ProcRow, ThreadRow};

/// How many pairs are found without a hash table.
const RECENT: usize = 64;

/// Processors, threads and pairs by their numbers.
#[derive(Debug, Default)]
pub(super) struct PlaceIds {
    procs: HashMap<i64, ProcRow, FixedState>,
    threads: HashMap<i64, ThreadRow, FixedState>,
    places: HashMap<(i64, i64), PlaceId, FixedState>,
    recent: Vec<(i64, i64, PlaceId)>,
}

impl Assembler {
    /// Where an event is.
    #[inline]
    pub(super) fn place(&mut self, context: Context) -> Result<PlaceId, OutOfMemory> {
        let (proc, thread) = (context.proc.0, context.thread.0);
        // Threads' numbers follow one another, and few threads have a processor.
        let slot = (thread.wrapping_mul(7).wrapping_add(proc) as usize) % RECENT;
        match self.places.recent.get(slot) {
            Some(&(found_proc, found_thread, place)) if (found_proc, found_thread) == (proc, thread) => Ok(place),
            _ => self.find_place(context, slot),
        }
    }

    #[cold]
    fn find_place(&mut self, context: Context, slot: usize) -> Result<PlaceId, OutOfMemory> {
        let key = (context.proc.0, context.thread.0);
        let found = self.places.places.get(&key).copied();
        let place = match found {
            Some(place) => place,
            None => self.add_place(context)?,
        };
        if self.places.recent.is_empty() {
            let nowhere = (i64::MIN, i64::MIN, PlaceId(0));
            self.places.recent.resize(RECENT, nowhere);
        }
        self.places.recent[slot] = (key.0, key.1, place);
        Ok(place)
    }

    fn add_place(&mut self, context: Context) -> Result<PlaceId, OutOfMemory> {
        let place = Place {
            proc: self.proc_row(context.proc)?,
            thread: self.thread_row(context.thread)?,
        };
        let rows = self.trace.places.places.len();
        let full = OutOfMemory { rows };
        self.places.places.try_reserve(1).map_err(|_no_memory| full)?;
        self.trace.places.places.push(place)?;
        let id = PlaceId::from(rows);
        self.places.places.insert((context.proc.0, context.thread.0), id);
        Ok(id)
    }

    /// The row of a processor.
    pub(super) fn proc_row(&mut self, proc: ProcId) -> Result<ProcRow, OutOfMemory> {
        if !proc.is_some() {
            return Ok(ProcRow::NONE);
        }
        if let Some(&row) = self.places.procs.get(&proc.0) {
            return Ok(row);
        }
        let rows = self.trace.places.procs.len();
        let full = OutOfMemory { rows };
        self.places.procs.try_reserve(1).map_err(|_no_memory| full)?;
        self.procs.try_reserve(1).map_err(|_no_memory| full)?;
        self.trace.places.procs.push(proc)?;
        self.places.procs.insert(proc.0, ProcRow::from(rows));
        self.procs.push(Proc::default());
        Ok(ProcRow::from(rows))
    }

    /// The row of a thread.
    pub(super) fn thread_row(&mut self, thread: ThreadId) -> Result<ThreadRow, OutOfMemory> {
        if !thread.is_some() {
            return Ok(ThreadRow::NONE);
        }
        if let Some(&row) = self.places.threads.get(&thread.0) {
            return Ok(row);
        }
        let rows = self.trace.places.threads.len();
        let full = OutOfMemory { rows };
        self.places.threads.try_reserve(1).map_err(|_no_memory| full)?;
        self.trace.places.threads.push(thread)?;
        self.places.threads.insert(thread.0, ThreadRow::from(rows));
        Ok(ThreadRow::from(rows))
    }
}
