//! The numbers by which a traced program calls its things.
//!
//! Unlike row ids these are the program's, any 64 bits, and none of them indexes anything.

use std::fmt;

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl $name {
            /// Stands for the lack of one: the wire has 2^64−1.
            pub const NONE: Self = Self(-1);

            /// Whether there is one.
            #[inline]
            pub fn is_some(self) -> bool {
                self != Self::NONE
            }

            /// From a number of the wire, where [`NONE`](Self::NONE) has all bits set.
            #[inline]
            pub fn from_wire(value: u64) -> Self {
                Self(value.cast_signed())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

names! {
    /// A goroutine: `goid` of the runtime's `g`.
    GoId
    /// A processor: `id` of the runtime's `p`.
    ProcId
    /// A thread: the operating system's number of the runtime's `m`; systems give it again after a thread has ended.
    ThreadId
    /// A task of `runtime/trace`; 0 is the background task, which nobody began.
    TaskId
}

/// What no processor does stands on processors of its own in traces before Go 1.22.
///
/// Source: `TimerP` and the following in `internal/trace/internal/tracev1/parser.go`, Go 1.27.
impl ProcId {
    /// Timers that wake goroutines.
    pub const TIMERS: Self = Self(1_000_001);
    /// The network that wakes goroutines.
    pub const NETWORK: Self = Self(1_000_002);
    /// Ends of system calls.
    pub const SYSCALLS: Self = Self(1_000_003);
    /// The collector.
    pub const COLLECTOR: Self = Self(1_000_004);

    /// Whether it is a processor of the program.
    pub fn is_real(self) -> bool {
        !(Self::TIMERS.0..=Self::COLLECTOR.0).contains(&self.0)
    }

    /// As Go names it, `P3`, or what it stands for.
    pub fn name(self) -> String {
        match self {
            Self::TIMERS => "timers".to_owned(),
            Self::NETWORK => "network".to_owned(),
            Self::SYSCALLS => "system calls".to_owned(),
            Self::COLLECTOR => "collector".to_owned(),
            Self(number) => format!("P{number}"),
        }
    }
}
