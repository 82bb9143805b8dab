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
