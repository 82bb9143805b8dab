//! How goroutines came to run in a part of a trace: how long they waited for a processor, how long they then ran, where, and how
//! busy the processors were.
//!
//! | told | is |
//! |---|---|
//! | latency | from when a goroutine became runnable to when it ran, of what began to run in the part |
//! | run slice | from when it ran to when it did something else, of what stopped in the part; a system call ends a slice |
//! | use of a processor | how long goroutines ran on it, or were in system calls that kept it, whoever they are |
//! | migration | a slice on another processor than the goroutine's slice before |

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analyze::trace::distribution::Distribution;
use crate::analyze::trace::scope::{Scope, Scoped, Window};
use crate::analyze::trace::stints::{Bearer, Stints};
use crate::analyze::trace::stretches::{self, Stretch, Watch};
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::place::ProcRow;
use crate::model::trace::state::GoState;

/// Parts of equal length that curves over time have.
pub const COLUMNS: usize = 100;
/// A slice that is shorter than this, in nanoseconds, is tiny: stopping a goroutine and choosing the next costs some hundreds of them.
pub const TINY_SLICE: i64 = 10_000;
/// Fewer slices than this say nothing about their length.
pub const FEW_SLICES: u64 = 1_000;
/// When so many per cent of the slices are tiny, parallelism is poor.
pub const TOO_MANY_TINY_PERCENT: u64 = 50;

/// What happened in one of [`COLUMNS`] parts of the time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Latency of what began to run.
    pub latency: Distribution,
    /// Goroutines that were made.
    pub created: u64,
    /// How long each processor was in use, in the order of [`Scheduling::procs`].
    pub used: Vec<i64>,
}

/// Goroutines that begin with the same function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Function {
    /// The function; the empty string where no stack told.
    pub root: StringId,
    /// How long they waited for a processor.
    pub latency: Distribution,
    /// How long they ran at a time.
    pub slices: Distribution,
    /// How often they went on on another processor.
    pub migrations: u64,
}

/// How goroutines came to run.
#[derive(Clone, Debug, Default)]
pub struct Scheduling {
    /// How long goroutines waited for a processor.
    pub latency: Distribution,
    /// How long they ran at a time.
    pub slices: Distribution,
    /// Nanoseconds of slices that are tiny.
    pub tiny_nanos: i64,
    /// How often they went on on another processor.
    pub migrations: u64,
    /// Goroutines that were made.
    pub created: u64,
    /// Goroutines that still waited for a processor when the part ended.
    pub still_waiting: u64,
    /// The longest latencies: how long, who, and when it began, longest first.
    pub longest: Vec<(i64, GoRow, i64)>,
    /// By function, the one that waited longest first.
    pub functions: Vec<Function>,
    /// The program's processors, in the order of their numbers.
    pub procs: Vec<ProcRow>,
    /// Over time.
    pub columns: Vec<Column>,
}

/// The longest that are told one by one.
const MOST_LONGEST: usize = 20;

struct Counting<'a> {
    trace: &'a Trace,
    window: Window,
    told: Scheduling,
    by_root: HashMap<StringId, usize, FixedState>,
    /// For each row of processors its place among those that are told; none of what is no processor.
    place_of: Vec<Option<usize>>,
    persons: Vec<Person>,
}

/// What is known of a goroutine on the way.
#[derive(Clone, Copy)]
struct Person {
    /// The place of its function among those that are told.
    function: usize,
    /// Where it ran last.
    last_proc: Option<ProcRow>,
}

impl Scheduling {
    /// Counts.
    pub fn of(trace: &Trace, stints: &Stints, scope: &Scope) -> Result<Self, OutOfMemory> {
        let scoped = Scoped::new(trace, scope)?;
        let mut procs: Vec<_> = trace.places.real_procs().collect();
        procs.sort_by_key(|&(_, id)| id);
        let mut place_of = vec![None; trace.places.procs.len()];
        for (place, (row, _)) in procs.iter().enumerate() {
            place_of[row.row()] = Some(place);
        }
        let column = Column {
            used: vec![0; procs.len()],
            ..Column::default()
        };
        let mut counting = Counting {
            trace,
            window: scope.window(trace),
            told: Self {
                procs: procs.into_iter().map(|(row, _)| row).collect(),
                columns: vec![column; COLUMNS],
                ..Self::default()
            },
            by_root: HashMap::with_hasher(FixedState::with_seed(0)),
            place_of,
            persons: Vec::new(),
        };
        stretches::reserve_for_all(trace, &mut counting.persons)?;
        let nobody = Person {
            function: 0,
            last_proc: None,
        };
        counting.persons.resize(trace.goroutines.len(), nobody);
        stretches::each(trace, &scoped, &mut counting)?;
        let mut told = counting.told;
        let window = scope.window(trace);
        for (place, &proc) in told.procs.iter().enumerate() {
            let until = |column| stints.until(trace, Bearer::Proc(proc), begin(window, column)).total();
            let mut before = until(0);
            for column in 0..COLUMNS {
                let now = until(column + 1);
                told.columns[column].used[place] = now - before;
                before = now;
            }
        }
        told.functions.sort_by(|one, other| {
            let name = |function: &Function| trace.strings.bytes(function.root);
            let waited = |function: &Function| function.latency.sum();
            waited(other).cmp(&waited(one)).then_with(|| name(one).cmp(name(other)))
        });
        Ok(told)
    }

    /// How long the processors could have been used, in nanoseconds: all that there were, all the time.
    pub fn capacity(&self, trace: &Trace, scope: &Scope) -> i64 {
        scope.length(trace).saturating_mul(self.procs.len() as i64)
    }

    /// How long they were.
    pub fn used(&self) -> i64 {
        self.columns.iter().flat_map(|column| &column.used).sum()
    }

    /// How many slices are tiny.
    pub fn tiny(&self) -> u64 {
        self.slices.below(TINY_SLICE)
    }

    /// Whether so many slices are tiny that parallelism costs more than it gives.
    pub fn has_too_many_tiny(&self) -> bool {
        self.slices.count() >= FEW_SLICES && self.tiny() * 100 > self.slices.count() * TOO_MANY_TINY_PERCENT
    }
}

impl Watch for Counting<'_> {
    fn begin(&mut self, goroutine: GoRow, window: Window) -> Result<(), OutOfMemory> {
        let row = self.trace.goroutines.get(goroutine);
        self.persons[goroutine.row()] = Person {
            function: self.function(row.root)?,
            last_proc: None,
        };
        if !row.is_older && (window.0..window.1).contains(&row.creation) {
            self.told.created += 1;
            let column = self.column(row.creation);
            self.told.columns[column].created += 1;
        }
        Ok(())
    }

    fn see(&mut self, goroutine: GoRow, window: Window, stretch: &Stretch) -> Result<(), OutOfMemory> {
        let trace = self.trace;
        let Person { function, last_proc } = self.persons[goroutine.row()];
        match stretch.what.state {
            GoState::Running => {
                let place = stretch.change.by.place().map(|place| trace.places.get(place).proc);
                let place = place.filter(|proc| proc.is_some());
                let proc = place.filter(|proc| self.place_of.get(proc.row()).is_some_and(Option::is_some));
                let has_ended = stretch.next.is_some() && stretch.end <= window.1;
                if has_ended && stretch.has_begun {
                    let nanos = stretch.nanos();
                    self.told.slices.add(nanos)?;
                    self.told.functions[function].slices.add(nanos)?;
                    if nanos < TINY_SLICE {
                        self.told.tiny_nanos += nanos;
                    }
                }
                if stretch.start >= window.0 && proc.is_some() && last_proc.is_some() && proc != last_proc {
                    self.told.migrations += 1;
                    self.told.functions[function].migrations += 1;
                }
                self.persons[goroutine.row()].last_proc = proc.or(last_proc);
            }
            GoState::Runnable => match stretch.next {
                Some(next) if next.time < window.1 => {
                    let runs = trace.whats.get(next.what).state == GoState::Running;
                    if runs && stretch.has_begun {
                        self.add_latency(function, goroutine, stretch.start, stretch.end)?;
                    }
                }
                _ => self.told.still_waiting += 1,
            },
            GoState::Syscall | GoState::Waiting | GoState::NotExist | GoState::Undetermined => {}
        }
        Ok(())
    }

    fn end(&mut self, _goroutine: GoRow, _window: Window) -> Result<(), OutOfMemory> {
        Ok(())
    }
}

impl Counting<'_> {
    fn add_latency(&mut self, function: usize, goroutine: GoRow, start: i64, end: i64) -> Result<(), OutOfMemory> {
        let nanos = end - start;
        let column = self.column(end);
        let told = &mut self.told;
        told.latency.add(nanos)?;
        told.functions[function].latency.add(nanos)?;
        told.columns[column].latency.add(nanos)?;
        // Of those that are equally long, the one of the first goroutine: in whatever order they come.
        let rank = |&(nanos, goroutine, start): &(i64, GoRow, i64)| (std::cmp::Reverse(nanos), goroutine, start);
        let row = (nanos, goroutine, start);
        let is_long = told.longest.last().is_none_or(|last| rank(&row) < rank(last));
        if is_long || told.longest.len() < MOST_LONGEST {
            let at = told.longest.partition_point(|other| rank(other) < rank(&row));
            told.longest.insert(at, row);
            told.longest.truncate(MOST_LONGEST);
        }
        Ok(())
    }

    /// When a column begins.
    fn column_begin(&self, column: usize) -> i64 {
        begin(self.window, column)
    }

    fn column(&self, time: i64) -> usize {
        let (from, to) = self.window;
        // Near enough; what is next to an edge is put right below.
        let share = (time - from) as f64 * COLUMNS as f64 / (to - from).max(1) as f64;
        let mut column = (share.max(0.0) as usize).min(COLUMNS - 1);
        // What lies on an edge belongs to what begins there.
        while column + 1 < COLUMNS && self.column_begin(column + 1) <= time {
            column += 1;
        }
        while column > 0 && self.column_begin(column) > time {
            column -= 1;
        }
        column
    }

    fn function(&mut self, root: StringId) -> Result<usize, OutOfMemory> {
        let next = self.told.functions.len();
        let full = OutOfMemory { rows: next };
        self.by_root.try_reserve(1).map_err(|_no_memory| full)?;
        self.told.functions.try_reserve(1).map_err(|_no_memory| full)?;
        let at = *self.by_root.entry(root).or_insert(next);
        if at == next {
            self.told.functions.push(Function {
                root,
                ..Function::default()
            });
        }
        Ok(at)
    }
}

/// When a column of a window begins, in nanoseconds since the trace did.
pub fn begin((from, to): Window, column: usize) -> i64 {
    from + (i128::from(to - from) * column as i128 / COLUMNS as i128) as i64
}
