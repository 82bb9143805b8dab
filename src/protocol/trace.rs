//! An execution trace: what the page asks of it beside its profile, and the answers, written out.

use serde::{Deserialize, Serialize};

use crate::protocol::account::Chart;

/// Most groups of goroutines in an overview.
pub const MOST_GROUPS: usize = 300;
/// Most goroutines told of one group.
pub const MOST_GOROUTINES: usize = 200;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TraceQuestion {
    /// All of a [`TraceOverview`].
    Overview,
    /// The goroutines of a group: its number in the overview. The answer is a list of [`GoroutineTimes`].
    Group(u32),
}

/// A trace at a glance.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TraceOverview {
    /// Facts under headings, each a name and a text.
    pub facts: Vec<(String, Vec<(String, String)>)>,
    /// The heap over time, if the trace tells of it.
    pub heap: Option<Chart>,
    /// Goroutines that begin with the same function; the group that ran longest first.
    pub groups: Vec<GroupTimes>,
    /// How many more groups there are.
    pub more_groups: u32,
}

/// Goroutines that begin with the same function.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupTimes {
    /// The function.
    pub name: String,
    /// Whether it is the runtime's own.
    pub is_system: bool,
    /// How many there are.
    pub count: String,
    /// How many of them ended.
    pub ended: String,
    /// What they did, all together.
    pub times: Times,
}

/// A goroutine of a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GoroutineTimes {
    /// Its number in the program.
    pub id: i64,
    /// From when to when it lived, since the trace began.
    pub life: String,
    /// What it did.
    pub times: Times,
}

/// Time by what was done, written out, as `go tool trace` counts it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Times {
    /// All of it.
    pub total: String,
    /// Running.
    pub running: String,
    /// Waiting for a processor.
    pub runnable: String,
    /// In system calls, with a processor and without.
    pub syscall: String,
    /// Blocked.
    pub blocked: String,
    /// The reasons for it, longest first: what and how long.
    pub reasons: Vec<String>,
    /// Shares of the whole, from 0 to 1: running, runnable, in system calls, blocked.
    pub shares: [f64; 4],
}

/// An overview, from the bytes that travel beside its message.
pub fn overview_from_bytes(bytes: &[u8]) -> Result<TraceOverview, postcard::Error> {
    postcard::from_bytes(bytes)
}

/// The goroutines of a group, from bytes.
pub fn goroutines_from_bytes(bytes: &[u8]) -> Result<Vec<GoroutineTimes>, postcard::Error> {
    postcard::from_bytes(bytes)
}

/// A profile to be made of a trace. Only workers write and read it: it travels as bytes that the page does not look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileWish {
    /// What it is about: `sync`, `block`, `reason:chan receive` …
    pub kind: String,
    /// The part of the time, in nanoseconds since the trace began; none is the whole.
    pub range: Option<[i64; 2]>,
    /// Whose time.
    pub of: WishOf,
}

/// Whose time a profile adds up; rows are those of the open trace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum WishOf {
    /// That of all goroutines.
    #[default]
    All,
    /// Of those that begin with a function: the row of its name.
    Group(u32),
    /// Of one.
    Goroutine(u32),
    /// Of those that worked for a task, while they did.
    Task(u32),
    /// In regions: the row of their name, and that of the frame that began them where only those are meant.
    Regions(u32, Option<u32>),
}

impl ProfileWish {
    /// It as bytes. Writing plain values to memory cannot fail; were it to, nothing would be wished.
    pub fn bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// The wish that [`bytes`](Self::bytes) wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, postcard::Error> {
        postcard::from_bytes(bytes)
    }
}
