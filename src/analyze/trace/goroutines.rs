//! Time by state and reason, of single goroutines and of those that begin with the same function.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analyze::trace::life::{Life, Piece, Times};
use crate::analyze::trace::stretches;
use crate::analyze::trace::syscalls::Syscalls;
use crate::model::bits::Bits;
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;

/// Most numbers to a goroutine for which there is a bit each.
const BITS_TO_ROW: usize = 64;

/// Most goroutines that are summed up together.
const FEW: usize = 1 << 18;

/// A goroutine as Go's tools sum it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The goroutine.
    pub row: GoRow,
    /// When it began and ended.
    pub life: Life,
    /// What it did in between.
    pub times: Times,
}

/// Goroutines that begin with the same function.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// The function; the empty string where no stack told.
    pub root: StringId,
    /// How many there are.
    pub count: u64,
    /// How many of them ended.
    pub ended: u64,
    /// What they did, all together.
    pub times: Times,
}

/// Sums up a goroutine; `pieces` is room to work in.
pub fn summary(
    trace: &Trace,
    syscalls: &Syscalls,
    row: GoRow,
    pieces: &mut Vec<Piece>,
) -> Result<Summary, OutOfMemory> {
    let life = Life::of(trace, syscalls, row, pieces)?;
    let mut times = Times::default();
    for piece in &*pieces {
        times.add(piece.class, piece.end - piece.start);
    }
    times.total = life.total(trace);
    Ok(Summary { row, life, times })
}

/// Sums up all goroutines, in the order in which the trace tells of them.
pub fn summaries(trace: &Trace, syscalls: &Syscalls) -> Result<Vec<Summary>, OutOfMemory> {
    let mut times: Vec<Times> = Vec::new();
    stretches::reserve_for_all(trace, &mut times)?;
    times.resize(trace.goroutines.len(), Times::default());
    let lives = Life::each(trace, syscalls, |row, piece| {
        times[row.row()].add(piece.class, piece.end - piece.start);
        Ok(())
    })?;
    let mut summaries = Vec::new();
    stretches::reserve_for_all(trace, &mut summaries)?;
    let rows = trace.goroutines.rows().zip(lives).zip(times);
    summaries.extend(rows.map(|((row, life), mut times)| {
        times.total = life.total(trace);
        Summary { row, life, times }
    }));
    Ok(summaries)
}

/// Sums up all goroutines, one after the other.
///
/// Many live shortly and close together in memory: they are gone over one by one. Few live long, spread over all of it, and are summed up
/// together, which takes a row for each.
pub fn each(
    trace: &Trace,
    syscalls: &Syscalls,
    mut f: impl FnMut(&Summary) -> Result<(), OutOfMemory>,
) -> Result<(), OutOfMemory> {
    if trace.goroutines.len() <= FEW {
        return summaries(trace, syscalls)?.iter().try_for_each(f);
    }
    let mut pieces = Vec::new();
    for row in trace.goroutines.rows() {
        f(&summary(trace, syscalls, row, &mut pieces)?)?;
    }
    Ok(())
}

/// The goroutines by their numbers: where several have the same, the last.
pub fn by_number(trace: &Trace) -> Result<Vec<GoRow>, OutOfMemory> {
    let mut rows = Vec::new();
    let count = trace.goroutines.len();
    rows.try_reserve_exact(count)
        .map_err(|_no_memory| OutOfMemory { rows: 0 })?;
    rows.extend(trace.goroutines.rows());
    let number = |row: &GoRow| trace.goroutines.get(*row).id;
    rows.sort_by_key(|row| (number(row), std::cmp::Reverse(*row)));
    rows.dedup_by_key(|row| number(row));
    Ok(rows)
}

/// The rows of goroutines that are the last with their number: as good as always all.
pub fn lasts(trace: &Trace) -> Result<Bits, OutOfMemory> {
    let mut lasts = Bits::new();
    let count = trace.goroutines.len();
    let number = |row: usize| usize::try_from(trace.goroutines.get(GoRow::from(row)).id.0).unwrap_or(usize::MAX);
    let most = (0..count).map(number).max().unwrap_or(0);
    // Numbers are given one after the other: a bit for each is less than to sort them.
    if most / BITS_TO_ROW > count {
        for row in by_number(trace)? {
            lasts.insert(row.row())?;
        }
        return Ok(lasts);
    }
    let mut met = Bits::new();
    for row in (0..count).rev() {
        if !met.has(number(row)) {
            met.insert(number(row))?;
            lasts.insert(row)?;
        }
    }
    Ok(lasts)
}

/// Adds up goroutines that begin with the same function.
#[derive(Debug, Default)]
pub struct Groups {
    rows: Vec<Group>,
    by_root: HashMap<StringId, usize, FixedState>,
}

impl Groups {
    /// Adds a goroutine; tells which group it is of, in the order in which they were first met.
    pub fn add(&mut self, trace: &Trace, summary: &Summary) -> Result<usize, OutOfMemory> {
        let full = OutOfMemory { rows: self.rows.len() };
        self.rows.try_reserve(1).map_err(|_no_memory| full)?;
        self.by_root.try_reserve(1).map_err(|_no_memory| full)?;
        let root = trace.goroutines.get(summary.row).root;
        let next = self.rows.len();
        let at = *self.by_root.entry(root).or_insert(next);
        if at == next {
            self.rows.push(Group {
                root,
                ..Group::default()
            });
        }
        let group = &mut self.rows[at];
        group.count += 1;
        group.ended += u64::from(summary.life.end.is_some());
        group.times.add_all(&summary.times);
        Ok(at)
    }

    /// The groups: the one that ran longest first, and by name where two ran as long.
    pub fn sorted(mut self, trace: &Trace) -> Vec<Group> {
        let name = |group: &Group| trace.strings.bytes(group.root);
        self.rows
            .sort_by(|a, b| (b.times.exec, name(a)).cmp(&(a.times.exec, name(b))));
        self.rows
    }
}
