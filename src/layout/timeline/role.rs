//! What a bar stands for; the painter makes a colour of it.

use crate::analyze::trace::activity::Activity;
use crate::layout::timeline::lane::Lane;

/// What a bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Go code runs.
    Running,
    /// A goroutine could run and no processor does.
    Runnable,
    /// A system call goes on.
    Syscall,
    /// A goroutine waits.
    Waiting,
    /// The collector marks.
    Mark,
    /// The world is stopped.
    Stopped,
    /// Bytes of the heap.
    Heap,
    /// Bytes at which the next collection is to end.
    Goal,
    /// A task of the program.
    Task,
    /// A region of the program.
    Region,
    /// A log message.
    Log,
    /// A CPU sample.
    Sample,
    /// A function on a stack.
    Frame,
    /// A goroutine helps the collector to mark.
    Assist,
    /// A processor sweeps for the collector.
    Sweep,
}

impl Role {
    /// What a goroutine does, in the order of [`Activity::ALL`].
    pub const STATES: [Self; Activity::ALL.len()] = [Self::Running, Self::Runnable, Self::Syscall, Self::Waiting];

    /// All of them, as a legend tells them.
    pub const ALL: [Self; 15] = [
        Self::Running,
        Self::Runnable,
        Self::Syscall,
        Self::Waiting,
        Self::Mark,
        Self::Stopped,
        Self::Heap,
        Self::Goal,
        Self::Task,
        Self::Region,
        Self::Log,
        Self::Sample,
        Self::Frame,
        Self::Assist,
        Self::Sweep,
    ];

    /// That of an activity.
    pub fn of(activity: Activity) -> Self {
        Self::STATES[activity as usize]
    }

    /// That of what is done in a lane.
    pub fn in_lane(lane: Lane, activity: Activity) -> Self {
        match lane {
            Lane::Mark => Self::Mark,
            Lane::Stopped | Lane::StoppedFor(_) => Self::Stopped,
            Lane::Task(_) => Self::Task,
            Lane::Region(..) => Self::Region,
            Lane::Stack(..) => Self::Frame,
            Lane::Logs => Self::Log,
            Lane::Samples => Self::Sample,
            _ => Self::of(activity),
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Runnable => "runnable",
            Self::Syscall => "system call",
            Self::Waiting => "waiting",
            Self::Mark => "GC marks",
            Self::Stopped => "world stopped",
            Self::Heap => "heap",
            Self::Goal => "goal",
            Self::Task => "task",
            Self::Region => "region",
            Self::Log => "log",
            Self::Sample => "CPU sample",
            Self::Frame => "stack",
            Self::Assist => "mark assist",
            Self::Sweep => "sweep",
        }
    }
}

/// Some roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles(pub u16);

impl Roles {
    /// Whether a role is among them.
    pub fn has(self, role: Role) -> bool {
        self.0 & 1 << role as u16 != 0
    }

    /// With a role, or without it if it is among them.
    pub fn toggled(self, role: Role) -> Self {
        Self(self.0 ^ 1 << role as u16)
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_come_and_go() {
        let some = Roles::default().toggled(Role::Goal).toggled(Role::Sample);
        let there: Vec<_> = Role::ALL.into_iter().filter(|&role| some.has(role)).collect();
        assert_eq!(there, [Role::Goal, Role::Sample]);
        assert!(some.toggled(Role::Sample).toggled(Role::Goal).is_empty());
        assert!(Role::ALL.iter().enumerate().all(|(at, &role)| role as usize == at));
    }
}
