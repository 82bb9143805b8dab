//! A trace in short, to be held against another: it outlives the trace and takes a few kilobytes.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analyze::trace::cycles;
use crate::analyze::trace::distribution::Distribution;
use crate::analyze::trace::findings::census::Census;
use crate::analyze::trace::tasks;
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::symbol;
use crate::model::trace::Trace;
use crate::model::trace::state::GoState;

/// A function that goroutines begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// The function, as it is read.
    pub name: String,
    /// How many goroutines began with it.
    pub count: u64,
    /// How long they ran, in nanoseconds.
    pub nanos: i64,
}

/// A trace in short; times are nanoseconds, of goroutines all together.
#[derive(Clone, Debug, Default)]
pub struct Digest {
    /// How long it is.
    pub duration: i64,
    /// Processors that there may be.
    pub procs: i64,
    /// Goroutines that were made in it.
    pub created: u64,
    /// Goroutines of which it tells.
    pub goroutines: u64,
    /// How long the program was at work on processors, in system calls that held them too.
    pub worked: i64,
    /// How long the collector's workers were.
    pub marked_by_workers: i64,
    /// How long goroutines could have run and did not.
    pub runnable: i64,
    /// How long they were in system calls.
    pub syscalls: i64,
    /// For how long the program's own goroutines ran each time.
    pub slices: Distribution,
    /// How long they waited for a processor each time.
    pub waits: Distribution,
    /// Collections, and how long they marked.
    pub collections: (u64, i64),
    /// Assists, and how long they took.
    pub assists: (u64, i64),
    /// How long the world was stopped each time, but to start or stop the trace.
    pub stops: Distribution,
    /// How long goroutines were blocked, by reason.
    pub blocked: Vec<(String, i64)>,
    /// Functions that goroutines begin with.
    pub functions: Vec<Ran>,
    /// Tasks by name: how long each took.
    pub tasks: Vec<(String, Distribution)>,
}

impl Digest {
    /// Sums a trace up.
    pub fn of(trace: &Trace) -> Result<Self, OutOfMemory> {
        let census = Census::of(trace)?;
        let text = |id: StringId| trace.strings.text(id).into_owned();
        let mut digest = Self {
            duration: trace.end,
            procs: census.load.procs,
            created: trace.goroutines.iter().filter(|goroutine| !goroutine.is_older).count() as u64,
            goroutines: trace.goroutines.len() as u64,
            worked: census.load.worked(),
            marked_by_workers: census.load.marked(),
            ..Self::default()
        };
        let all = trace
            .totals
            .of_group(&trace.goroutines, &trace.spans, trace.totals.all(), trace.end);
        for (what, _, nanos) in all.rows {
            let what = trace.whats.get(what);
            match what.state {
                GoState::Runnable => digest.runnable += nanos,
                GoState::Syscall => digest.syscalls += nanos,
                GoState::Waiting => digest.blocked.push((text(what.reason), nanos)),
                GoState::Running | GoState::Undetermined | GoState::NotExist => {}
            }
        }
        for cycle in cycles::cycles(trace)? {
            digest.collections = (digest.collections.0 + 1, digest.collections.1 + cycle.marked());
        }
        for helper in cycles::helpers(trace, 0, trace.end)? {
            digest.assists = (digest.assists.0 + helper.count, digest.assists.1 + helper.nanos);
        }
        for stop in cycles::stops(trace)? {
            let name = trace.strings.text(stop.name);
            if !name.contains("start trace") && !name.contains("stop trace") {
                digest.stops.add(stop.when[1] - stop.when[0])?;
            }
        }
        for kind in tasks::types(trace, 0, trace.end, |_| true)? {
            digest.tasks.push((text(kind.name), kind.times));
        }
        digest.functions = functions(trace, &census)?;
        digest.slices = census.slices;
        digest.waits = census.waits;
        Ok(digest)
    }
}

/// The functions that goroutines begin with, those that ran longest first.
fn functions(trace: &Trace, census: &Census) -> Result<Vec<Ran>, OutOfMemory> {
    let mut by_root: HashMap<StringId, (u64, i64), FixedState> = HashMap::default();
    for (goroutine, &nanos) in trace.goroutines.iter().zip(&census.exec) {
        let full = OutOfMemory { rows: by_root.len() };
        by_root.try_reserve(1).map_err(|_no_memory| full)?;
        let ran = by_root.entry(goroutine.root).or_default();
        *ran = (ran.0 + 1, ran.1 + nanos);
    }
    let named = by_root.into_iter().map(|(root, (count, nanos))| Ran {
        name: match &*trace.strings.text(root) {
            "" => "(unknown function)".to_owned(),
            name => symbol::readable(name).into_owned(),
        },
        count,
        nanos,
    });
    let mut functions: Vec<Ran> = named.collect();
    functions.sort_by(|one, other| other.nanos.cmp(&one.nanos).then_with(|| one.name.cmp(&other.name)));
    Ok(functions)
}
