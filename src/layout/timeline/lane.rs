//! What lanes there can be.

use crate::analyze::trace::activity::{Activity, Mix};
use crate::model::trace::annotation::TaskRow;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::memory::Kind;
use crate::model::trace::place::{ProcRow, ThreadRow};
use crate::model::trace::totals::GroupId;

/// Lanes that are folded together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// All processors.
    Procs,
    /// All threads.
    Threads,
    /// All goroutines, by the function that they begin with.
    Goroutines,
    /// The program's own tasks, each above its parts.
    Tasks,
    /// More numbers.
    Counters,
    /// Lanes that somebody wants to see on top.
    Pinned,
    /// A goroutine and those that it woke or that woke it, and no others.
    Family,
}

impl Section {
    /// All of them, as they are numbered.
    pub const ALL: [Self; 7] = [
        Self::Procs,
        Self::Threads,
        Self::Goroutines,
        Self::Tasks,
        Self::Counters,
        Self::Pinned,
        Self::Family,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Procs => "Processors",
            Self::Threads => "Threads",
            Self::Goroutines => "Goroutines",
            Self::Tasks => "Tasks",
            Self::Counters => "More numbers",
            Self::Pinned => "Pinned",
            Self::Family => "Family",
        }
    }
}

/// What a lane counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counter {
    /// Goroutines that do not wait.
    Busy,
    /// All goroutines, by state.
    States,
    /// Processors that run goroutines.
    Procs,
    /// Threads that are truly in system calls.
    Syscalls,
}

impl Counter {
    /// All of them, as they are numbered.
    pub const ALL: [Self; 4] = [Self::Busy, Self::States, Self::Procs, Self::Syscalls];

    /// Whether it counts who does something.
    pub fn counts(self, activity: Activity) -> bool {
        match self {
            Self::Busy => activity != Activity::Waiting,
            Self::States => true,
            Self::Procs => activity == Activity::Running,
            Self::Syscalls => activity == Activity::Syscall,
        }
    }

    /// Of what all goroutines do, what counts.
    pub fn of(self, mix: Mix) -> Mix {
        let mut counted = mix;
        for activity in Activity::ALL {
            if !self.counts(activity) {
                counted.0[activity as usize] = 0;
            }
        }
        counted
    }
}

/// What a lane is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// The head of a section.
    Section(Section),
    /// How many goroutines do what.
    Count(Counter),
    /// Bytes of a kind of memory.
    Memory(Kind),
    /// The bytes of the heap, and its goal.
    Heap,
    /// The collector marks.
    Mark,
    /// The world is stopped.
    Stopped,
    /// The world is stopped for one reason: a row of [`Stops`](crate::analyze::trace::spells::Stops).
    StoppedFor(u8),
    /// Log messages.
    Logs,
    /// CPU samples.
    Samples,
    /// A task of the program.
    Task(TaskRow),
    /// A processor.
    Proc(ProcRow),
    /// A thread.
    Thread(ThreadRow),
    /// All goroutines that begin with a function.
    Group(GroupId),
    /// A goroutine.
    Goroutine(GoRow),
    /// The regions of a goroutine at a level, the outermost as 0.
    Region(GoRow, u8),
    /// A level of a goroutine's stack, the outermost as 0.
    Stack(GoRow, u8),
}

impl Lane {
    /// Whether it shows numbers or instants, and nothing that lasts.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Section(_) | Self::Count(_) | Self::Memory(_) | Self::Heap)
    }
}
