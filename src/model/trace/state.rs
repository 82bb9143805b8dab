//! What goroutines and processors can be doing.

/// What a goroutine is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum GoState {
    /// Not known yet, or a number that no Go version writes.
    #[default]
    Undetermined,
    /// It is not there: not yet, or no longer.
    NotExist,
    /// It could run and no processor does.
    Runnable,
    /// It runs.
    Running,
    /// It waits for something.
    Waiting,
    /// It is in a system call.
    Syscall,
}

impl GoState {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [
        Self::Undetermined,
        Self::NotExist,
        Self::Runnable,
        Self::Running,
        Self::Waiting,
        Self::Syscall,
    ];

    /// Its name, as Go writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Undetermined => "Undetermined",
            Self::NotExist => "NotExist",
            Self::Runnable => "Runnable",
            Self::Running => "Running",
            Self::Waiting => "Waiting",
            Self::Syscall => "Syscall",
        }
    }

    /// From a status of the wire, if there is such a status (`tracev2.GoStatus`, Go 1.27).
    pub fn from_wire(status: u64) -> Option<Self> {
        Some(match status {
            0 => Self::Undetermined,
            1 => Self::Runnable,
            2 => Self::Running,
            3 => Self::Syscall,
            4 => Self::Waiting,
            _ => return None,
        })
    }
}

/// What a processor is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ProcState {
    /// Not known yet, or a number that no Go version writes.
    Undetermined,
    /// It is not there yet.
    NotExist,
    /// A thread has it.
    Running,
    /// No thread has it.
    Idle,
}

impl ProcState {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Undetermined, Self::NotExist, Self::Running, Self::Idle];

    /// Its name, as Go writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Undetermined => "Undetermined",
            Self::NotExist => "NotExist",
            Self::Running => "Running",
            Self::Idle => "Idle",
        }
    }
}
