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
