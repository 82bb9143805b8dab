//! What is done, in the four kinds that a picture tells apart.

use crate::model::trace::Trace;
use crate::model::trace::state::GoState;
use crate::model::trace::what::WhatId;

/// What a goroutine does, or what is done on a processor or a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Activity {
    /// Go code runs.
    Running,
    /// It could run and no processor does.
    Runnable,
    /// A system call goes on.
    Syscall,
    /// It waits for something.
    Waiting,
}

impl Activity {
    /// All of them, in the order in which pictures show them.
    pub const ALL: [Self; 4] = [Self::Running, Self::Runnable, Self::Syscall, Self::Waiting];

    /// That of a state; none of a goroutine that is not there, or of which nothing is known.
    #[inline]
    pub fn of(state: GoState) -> Option<Self> {
        match state {
            GoState::Running => Some(Self::Running),
            GoState::Runnable => Some(Self::Runnable),
            GoState::Syscall => Some(Self::Syscall),
            GoState::Waiting => Some(Self::Waiting),
            GoState::Undetermined | GoState::NotExist => None,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Runnable => "runnable",
            Self::Syscall => "in a system call",
            Self::Waiting => "waiting",
        }
    }
}

/// Nanoseconds of each activity, in the order of [`Activity::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mix(pub [i64; Activity::ALL.len()]);

impl Mix {
    /// Adds time.
    #[inline]
    pub fn add(&mut self, activity: Option<Activity>, nanos: i64) {
        if let Some(activity) = activity {
            self.0[activity as usize] += nanos;
        }
    }

    /// What came on top of an earlier sum.
    pub fn since(self, earlier: Self) -> Self {
        let mut mix = self;
        for (nanos, before) in mix.0.iter_mut().zip(earlier.0) {
            *nanos -= before;
        }
        mix
    }

    /// All of it together.
    pub fn total(self) -> i64 {
        self.0.iter().sum()
    }
}

/// The activity of each row of [`Whats`](crate::model::trace::what::Whats).
#[derive(Clone, Debug, Default)]
pub struct Activities(Vec<Option<Activity>>);

impl Activities {
    /// Those of a trace.
    pub fn of(trace: &Trace) -> Self {
        let rows = trace.whats.rows().iter();
        Self(rows.map(|what| Activity::of(what.state)).collect())
    }

    /// One.
    #[inline]
    pub fn get(&self, what: WhatId) -> Option<Activity> {
        self.0.get(what.row()).copied().flatten()
    }
}
