//! Goroutines in a part of a trace: what each did, and how that is distributed among those that begin with the same function.
//!
//! Columns are those of `go tool trace`, which do not overlap and add up to the life; and ranges of the runtime, which lie on top of them.
//!
//! Source: `cmd/trace/goroutines.go`, and `EventRangeBegin` and `EventRangeEnd` in `internal/trace/summary.go`, Go 1.27.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analyze::trace::distribution::Distribution;
use crate::analyze::trace::life::{Class, Life, Piece};
use crate::analyze::trace::scope::{Scope, Scoped, Window};
use crate::analyze::trace::stretches;
use crate::analyze::trace::syscalls::Syscalls;
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::range::{NO_TIME, Range, RangeKind, RangeLane, Scope as RangeScope};

/// What a column adds up, in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// The life of a goroutine.
    Total,
    /// It ran.
    Running,
    /// It waited for a processor.
    Runnable,
    /// It was in system calls, with a processor.
    Syscall,
    /// It was in system calls, without.
    SyscallBlocked,
    /// It was blocked, for a reason.
    Blocked(StringId),
    /// Of its life it is not known what it did.
    Unknown,
    /// The runtime did something of its own in it.
    Special(StringId),
}

impl Measure {
    /// Its name, as `go tool trace` has it.
    pub fn name(self, trace: &Trace) -> String {
        match self {
            Self::Total => "Total".to_owned(),
            Self::Running => "Execution time".to_owned(),
            Self::Runnable => "Sched wait time".to_owned(),
            Self::Syscall => "Syscall execution time".to_owned(),
            Self::SyscallBlocked => "Block time (syscall)".to_owned(),
            // go tool trace leaves the brackets empty.
            Self::Blocked(reason) => match &*trace.strings.text(reason) {
                "" => "Block time (no reason told)".to_owned(),
                reason => format!("Block time ({reason})"),
            },
            Self::Unknown => "Unknown time".to_owned(),
            Self::Special(name) => trace.strings.text(name).into_owned(),
        }
    }

    /// Its place among columns; those of one place are ordered by name.
    fn rank(self) -> u8 {
        match self {
            Self::Total => 0,
            Self::Running => 1,
            Self::Runnable => 2,
            Self::Blocked(_) => 3,
            Self::SyscallBlocked => 4,
            Self::Syscall => 5,
            Self::Unknown => 6,
            Self::Special(_) => 7,
        }
    }
}

/// A goroutine.
#[derive(Clone, Debug)]
pub struct Person {
    /// The goroutine.
    pub row: GoRow,
    /// When it began and ended.
    pub life: Life,
    /// What it did, in the order of [`Census::columns`].
    pub values: Vec<i64>,
}

/// Goroutines that begin with the same function.
#[derive(Clone, Debug, Default)]
pub struct Family {
    /// The function; the empty string where no stack told.
    pub root: StringId,
    /// How many there are.
    pub count: u64,
    /// How many were made in the window.
    pub created: u64,
    /// How many ended in it.
    pub ended: u64,
    /// What they did, in the order of [`Census::columns`]: of every goroutine one value, which may be 0.
    pub columns: Vec<Distribution>,
}

/// The goroutines of a part of a trace.
#[derive(Clone, Debug, Default)]
pub struct Census {
    /// What is told of each.
    pub columns: Vec<Measure>,
    /// Groups, the one that ran longest first.
    pub families: Vec<Family>,
    /// The goroutines of the group that was asked for, in the order in which the trace tells of them.
    pub persons: Vec<Person>,
}

/// What a goroutine did, by column, and how much of its time that is.
#[derive(Clone, Default)]
struct Spent {
    values: Vec<i64>,
    known: i64,
}

/// What is added up so far: columns are numbered as they are met.
struct Counting<'a> {
    trace: &'a Trace,
    /// Sweeps by the goroutine that ran from their beginning to their end: they belong to a processor.
    sweeps: Vec<(GoRow, Range)>,
    columns: Vec<Measure>,
    by_measure: HashMap<Measure, usize, FixedState>,
    families: Vec<Family>,
    by_root: HashMap<StringId, usize, FixedState>,
}

impl Census {
    /// Counts; of the goroutines that begin with `wanted` each one is told.
    pub fn of(trace: &Trace, scope: &Scope, wanted: Option<StringId>) -> Result<Self, OutOfMemory> {
        let syscalls = Syscalls::of(trace)?;
        let scoped = Scoped::new(trace, scope)?;
        let mut counting = Counting {
            trace,
            sweeps: sweeps(trace)?,
            columns: Vec::new(),
            by_measure: HashMap::with_hasher(FixedState::with_seed(0)),
            families: Vec::new(),
            by_root: HashMap::with_hasher(FixedState::with_seed(0)),
        };
        for always in [Measure::Total, Measure::Running, Measure::Runnable] {
            counting.column(always)?;
        }
        let mut persons = Vec::new();
        // Of each goroutine which time counts, one after the other, and what it did then.
        let (mut windows, mut ends): (Vec<Window>, Vec<usize>) = (Vec::new(), Vec::new());
        let mut spent: Vec<Spent> = Vec::new();
        stretches::reserve_for_all(trace, &mut ends)?;
        stretches::reserve_for_all(trace, &mut spent)?;
        let mut of_one = Vec::new();
        for row in trace.goroutines.rows() {
            scoped.windows(row, &mut of_one)?;
            let creation = trace.goroutines.get(row).creation;
            if of_one.last().is_some_and(|last| creation < last.1) {
                let full = OutOfMemory { rows: windows.len() };
                windows.try_reserve(of_one.len()).map_err(|_no_memory| full)?;
                windows.extend_from_slice(&of_one);
            }
            ends.push(windows.len());
            spent.push(Spent::default());
        }
        let windows_of = |row: GoRow| {
            let start = row.row().checked_sub(1).map_or(0, |before| ends[before]);
            &windows[start..ends[row.row()]]
        };
        let lives = Life::each(trace, &syscalls, |row, piece| {
            let windows = windows_of(row);
            if windows.is_empty() {
                return Ok(());
            }
            counting.piece(piece, windows, &mut spent[row.row()])
        })?;
        for row in trace.goroutines.rows() {
            let (windows, life) = (windows_of(row), lives[row.row()]);
            if windows.is_empty() {
                continue;
            }
            let Spent { mut values, known } = std::mem::take(&mut spent[row.row()]);
            counting.rest(row, &life, windows, known, &mut values)?;
            if values[0] == 0 {
                continue;
            }
            counting.add(row, &life, windows, &values)?;
            if wanted == Some(trace.goroutines.get(row).root) {
                let full = OutOfMemory { rows: persons.len() };
                persons.try_reserve(1).map_err(|_no_memory| full)?;
                persons.push(Person {
                    row,
                    life,
                    values: values.clone(),
                });
            }
        }
        counting.finish(persons)
    }

    /// What all ran together, in nanoseconds.
    pub fn running(&self) -> i64 {
        let column = self.columns.iter().position(|&measure| measure == Measure::Running);
        let families = self.families.iter();
        families
            .map(|family| column.map_or(0, |column| family.columns[column].sum()))
            .sum()
    }

    /// The column of a measure, if it has one.
    pub fn column(&self, measure: Measure) -> Option<usize> {
        self.columns.iter().position(|&found| found == measure)
    }
}

impl Counting<'_> {
    fn column(&mut self, measure: Measure) -> Result<usize, OutOfMemory> {
        let next = self.columns.len();
        let full = |_no_memory| OutOfMemory { rows: next };
        self.by_measure.try_reserve(1).map_err(full)?;
        let at = *self.by_measure.entry(measure).or_insert(next);
        if at == next {
            self.columns.push(measure);
        }
        Ok(at)
    }

    /// Adds a piece of a goroutine's life, as far as it lies in windows.
    fn piece(&mut self, piece: Piece, windows: &[Window], spent: &mut Spent) -> Result<(), OutOfMemory> {
        let (from, to) = (windows[0].0, windows[windows.len() - 1].1);
        if piece.end <= from || piece.start >= to {
            return Ok(());
        }
        let nanos = inside(windows, piece.start, piece.end);
        let measure = match piece.class {
            Class::Running => Measure::Running,
            Class::Waiting => Measure::Runnable,
            Class::Blocked(reason) => Measure::Blocked(reason),
            Class::Syscall => Measure::Syscall,
            Class::SyscallBlocked => Measure::SyscallBlocked,
        };
        spent.known += nanos;
        self.add_value(&mut spent.values, measure, nanos)
    }

    /// Adds what else is told of a goroutine.
    fn rest(
        &mut self,
        row: GoRow,
        life: &Life,
        windows: &[Window],
        known: i64,
        values: &mut Vec<i64>,
    ) -> Result<(), OutOfMemory> {
        let end = life.first_end.unwrap_or(self.trace.end);
        let total = inside(windows, life.creation, end);
        self.add_value(values, Measure::Total, total)?;
        if total > known {
            self.add_value(values, Measure::Unknown, total - known)?;
        }
        for range in self.trace.ranges.of(RangeLane::Goroutine(row)) {
            let range = self.trace.ranges.get(range);
            if range.end != NO_TIME {
                self.add_value(
                    values,
                    Measure::Special(range.name),
                    inside(windows, range.start.max(0), range.end),
                )?;
            }
        }
        let first = self.sweeps.partition_point(|sweep| sweep.0 < row);
        for at in first..self.sweeps.len() {
            let (goroutine, range) = self.sweeps[at];
            if goroutine != row {
                break;
            }
            self.add_value(
                values,
                Measure::Special(range.name),
                inside(windows, range.start, range.end),
            )?;
        }
        Ok(())
    }

    fn add_value(&mut self, values: &mut Vec<i64>, measure: Measure, nanos: i64) -> Result<(), OutOfMemory> {
        let column = self.column(measure)?;
        if column >= values.len() {
            let full = OutOfMemory { rows: values.len() };
            values
                .try_reserve(column + 1 - values.len())
                .map_err(|_no_memory| full)?;
            values.resize(column + 1, 0);
        }
        values[column] += nanos;
        Ok(())
    }

    fn add(&mut self, row: GoRow, life: &Life, windows: &[Window], values: &[i64]) -> Result<(), OutOfMemory> {
        let goroutine = self.trace.goroutines.get(row);
        let family = self.family(goroutine.root)?;
        let is_in = |time: i64| windows.iter().any(|&(from, to)| (from..to).contains(&time));
        let family = &mut self.families[family];
        family.created += u64::from(!goroutine.is_older && is_in(life.creation));
        family.ended += u64::from(
            life.end
                .is_some_and(|end| is_in(end) || end == windows[windows.len() - 1].1),
        );
        for (column, &value) in values.iter().enumerate() {
            let full = OutOfMemory { rows: column };
            family.columns.try_reserve(1).map_err(|_no_memory| full)?;
            if column == family.columns.len() {
                // It is new: who came before has none of it.
                family.columns.push(zeros(family.count)?);
            }
            family.columns[column].add(value)?;
        }
        for column in values.len()..family.columns.len() {
            family.columns[column].add(0)?;
        }
        family.count += 1;
        Ok(())
    }

    fn family(&mut self, root: StringId) -> Result<usize, OutOfMemory> {
        let next = self.families.len();
        let full = OutOfMemory { rows: next };
        self.by_root.try_reserve(1).map_err(|_no_memory| full)?;
        self.families.try_reserve(1).map_err(|_no_memory| full)?;
        let at = *self.by_root.entry(root).or_insert(next);
        if at == next {
            self.families.push(Family {
                root,
                ..Family::default()
            });
        }
        Ok(at)
    }

    fn finish(self, mut persons: Vec<Person>) -> Result<Census, OutOfMemory> {
        let Self {
            trace,
            columns,
            mut families,
            ..
        } = self;
        let mut order: Vec<usize> = (0..columns.len()).collect();
        order.sort_by_cached_key(|&at| (columns[at].rank(), columns[at].name(trace)));
        for family in &mut families {
            let mut sorted = Vec::new();
            sorted
                .try_reserve_exact(order.len())
                .map_err(|_no_memory| OutOfMemory { rows: 0 })?;
            for &at in &order {
                sorted.push(match family.columns.get_mut(at) {
                    Some(column) => std::mem::take(column),
                    None => zeros(family.count)?,
                });
            }
            family.columns = sorted;
        }
        for person in &mut persons {
            person.values = order
                .iter()
                .map(|&at| person.values.get(at).copied().unwrap_or(0))
                .collect();
        }
        let columns: Vec<Measure> = order.iter().map(|&at| columns[at]).collect();
        let ran = |family: &Family| family.columns[1].sum();
        families.sort_by(|one, other| {
            let name = |family: &Family| trace.strings.bytes(family.root);
            ran(other).cmp(&ran(one)).then_with(|| name(one).cmp(name(other)))
        });
        Ok(Census {
            columns,
            families,
            persons,
        })
    }
}

/// Sweeps whose goroutine was still on their processor when they ended, by goroutine.
fn sweeps(trace: &Trace) -> Result<Vec<(GoRow, Range)>, OutOfMemory> {
    let mut found: Vec<(GoRow, Range)> = Vec::new();
    for row in trace.ranges.of(RangeLane::Kind(RangeKind::Sweep)) {
        let range = trace.ranges.get(row);
        let RangeScope::Proc(proc) = range.scope else { continue };
        if range.start == NO_TIME || range.end == NO_TIME || !range.goroutine.is_some() {
            continue;
        }
        let last = trace.spans.at(range.goroutine, range.end);
        let place = last
            .and_then(|change| change.by.place())
            .map(|place| trace.places.get(place));
        if place.is_some_and(|place| place.proc == proc) {
            let full = OutOfMemory { rows: found.len() };
            found.try_reserve(1).map_err(|_no_memory| full)?;
            found.push((range.goroutine, range));
        }
    }
    found.sort_by_key(|row| row.0);
    Ok(found)
}

fn zeros(count: u64) -> Result<Distribution, OutOfMemory> {
    let mut zeros = Distribution::default();
    zeros.add_many(0, count)?;
    Ok(zeros)
}

/// How much of a stretch lies in windows.
fn inside(windows: &[Window], start: i64, end: i64) -> i64 {
    let parts = windows.iter().map(|&(from, to)| end.min(to) - start.max(from));
    parts.filter(|&nanos| nanos > 0).sum()
}
