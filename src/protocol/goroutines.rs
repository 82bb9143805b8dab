//! The goroutines of a dump: what the page asks of them, and the answers, written out.
//!
//! Answers travel in postcard form beside their message: a list is some hundred groups, and a group some hundred goroutines.

use serde::{Deserialize, Serialize};

/// Most groups in an answer.
pub const MOST_GROUPS: usize = 300;
/// Most goroutines told of one group.
pub const MOST_GOROUTINES: usize = 200;

/// Which goroutines are asked for; what is empty or 0 holds of all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoroutineQuestion {
    /// A function of the stack has this text in its name.
    pub function: String,
    /// The state, in the runtime's words.
    pub state: String,
    /// Whole minutes that they have waited at least.
    pub min_minutes: u32,
    /// A label, written `key=value`, has this text in it.
    pub label: String,
    /// The function that made them has this text in its name.
    pub creator: String,
    /// Order by the longest wait instead of by count.
    pub is_longest_first: bool,
}

impl GoroutineQuestion {
    /// Whether it leaves any goroutine out.
    pub fn is_filter(&self) -> bool {
        let every = Self {
            is_longest_first: self.is_longest_first,
            ..Self::default()
        };
        *self != every
    }
}

/// The answer to a [`GoroutineQuestion`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GoroutineList {
    /// How many goroutines and groups there are: `12 of 1,204 goroutines in 3 groups`.
    pub summary: String,
    /// All states of the dump and how many goroutines are in each, the most frequent first.
    pub states: Vec<(String, u32)>,
    /// The groups of equal stacks, the first [`MOST_GROUPS`] of them.
    pub groups: Vec<GroupRow>,
    /// Groups beside these.
    pub more_groups: u32,
    /// What deserves a look in the whole dump, whatever is asked for; the surest first.
    pub findings: Vec<Finding>,
    /// Who made the goroutines that are asked for: a tree, row by row.
    pub creators: Vec<CreatorRow>,
    /// Rows of the tree beside these.
    pub more_creators: u32,
}

/// Goroutines with one stack.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupRow {
    /// The row of its first goroutine, for [`Request::GoroutineGroup`](crate::protocol::request::Request::GoroutineGroup).
    pub first: u32,
    /// How many goroutines it has.
    pub count: String,
    /// What they do, the most frequent first, with counts where they differ.
    pub states: String,
    /// How long they have waited: `3–17 min`; empty when less than a minute.
    pub wait: String,
    /// The functions that tell what it is about: the innermost that are not the runtime's.
    pub functions: Vec<String>,
    /// The function that made them, or empty.
    pub creator: String,
    /// How many of them the runtime marked as leaked.
    pub leaked: u32,
}

/// Something in a dump that deserves a look.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What, in a few words.
    pub title: String,
    /// Why, with the numbers.
    pub reason: String,
    /// Whether the runtime says so itself: what it says is no suspicion.
    pub is_certain: bool,
    /// The goroutines it is about, each by a row of its group, and in words.
    pub leads: Vec<(u32, String)>,
}

/// A `go` statement, below those that led to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreatorRow {
    /// How deep it stands; 1 for the outermost.
    pub level: u32,
    /// Where the statement stands; of goroutines that nothing is known to have made, words that say so.
    pub call: CallRow,
    /// How many goroutines it made itself.
    pub own: u32,
    /// The same, with those that these made, and so on.
    pub total: u32,
}

/// A call of a stack, or a `go` statement.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CallRow {
    /// The function, for [`Request::Select`](crate::protocol::request::Request::Select); none when it is in no stack.
    pub function: Option<u32>,
    /// The function's name.
    pub name: String,
    /// File and line, or empty.
    pub place: String,
    /// Whether the call was inlined.
    pub is_inlined: bool,
}

/// All of a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupDetails {
    /// The row of its first goroutine.
    pub first: u32,
    /// How many goroutines there are, in what states, for how long.
    pub title: String,
    /// The stack, innermost first.
    pub calls: Vec<CallRow>,
    /// The `go` statement that made them.
    pub creator: Option<CallRow>,
    /// Its goroutines in file order, the first [`MOST_GOROUTINES`].
    pub goroutines: Vec<GoroutineFacts>,
    /// Goroutines beside these.
    pub more: u32,
}

/// One goroutine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GoroutineFacts {
    /// Its number, state, wait, marks and bubble, as the runtime writes them: `7 [chan send, 3 minutes]`.
    pub head: String,
    /// The number of the goroutine that made it; 0 when unknown.
    pub created_in: u64,
    /// Its labels, `key=value`.
    pub labels: Vec<String>,
    /// The calls that have arguments, with them, innermost first. A value with a question mark may be out of date.
    pub arguments: Vec<String>,
}

/// An answer as bytes, to travel beside its message.
pub fn bytes_from<T: Serialize>(answer: &T) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_allocvec(answer)
}

/// The list that [`bytes_from`] wrote.
pub fn list_from_bytes(bytes: &[u8]) -> Result<GoroutineList, postcard::Error> {
    postcard::from_bytes(bytes)
}

/// The group that [`bytes_from`] wrote.
pub fn group_from_bytes(bytes: &[u8]) -> Result<GroupDetails, postcard::Error> {
    postcard::from_bytes(bytes)
}
