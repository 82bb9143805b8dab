//! What the runtime's words for a goroutine's state mean.
//!
//! Source: `waitReasonStrings` in `runtime/runtime2.go` and `gStatusStrings` in `runtime/traceback.go`, Go 1.21 to 1.27;
//! before Go 1.18 locks and wait groups are `semacquire`.

/// What a goroutine waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitsFor {
    /// Somebody to send.
    Receive,
    /// Somebody to receive.
    Send,
    /// One of several channels.
    Select,
    /// What never comes: a nil channel, or a select without cases.
    Nothing,
    /// A lock.
    Lock,
    /// A wait group.
    WaitGroup,
    /// A condition.
    Cond,
    /// A lock or a wait group, in the words of old versions.
    Semaphore,
    /// The network or a file.
    Io,
    /// A timer.
    Timer,
    /// The operating system.
    Syscall,
    /// Nothing that another goroutine could bring: it runs, could run, or serves the runtime.
    Other,
}

impl WaitsFor {
    /// Reads a state.
    pub fn of(state: &[u8]) -> Self {
        // Since Go 1.25 what only others of a synctest bubble can end is marked; `(scan)` is the collector's.
        let state = [&b" (scan)"[..], b" (durable)"]
            .iter()
            .fold(state, |state, mark| state.strip_suffix(*mark).unwrap_or(state));
        match state {
            b"chan receive" => Self::Receive,
            b"chan send" => Self::Send,
            b"select" => Self::Select,
            b"chan receive (nil chan)" | b"chan send (nil chan)" | b"select (no cases)" => Self::Nothing,
            b"sync.Mutex.Lock" | b"sync.RWMutex.Lock" | b"sync.RWMutex.RLock" => Self::Lock,
            b"sync.WaitGroup.Wait" => Self::WaitGroup,
            b"sync.Cond.Wait" => Self::Cond,
            b"semacquire" => Self::Semaphore,
            b"IO wait" => Self::Io,
            b"sleep" => Self::Timer,
            b"syscall" => Self::Syscall,
            _ => Self::Other,
        }
    }

    /// Whether only another goroutine can end it.
    pub fn is_blocked(self) -> bool {
        !matches!(self, Self::Io | Self::Timer | Self::Syscall | Self::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_of_every_version() {
        for (state, wanted) in [
            ("chan receive", WaitsFor::Receive),
            ("chan receive (durable)", WaitsFor::Receive),
            ("chan send (scan)", WaitsFor::Send),
            ("select (no cases)", WaitsFor::Nothing),
            ("semacquire", WaitsFor::Semaphore),
            ("sync.RWMutex.RLock", WaitsFor::Lock),
            ("GC worker (idle)", WaitsFor::Other),
            ("", WaitsFor::Other),
        ] {
            assert_eq!(WaitsFor::of(state.as_bytes()), wanted, "{state}");
        }
        assert!(WaitsFor::Nothing.is_blocked() && !WaitsFor::Io.is_blocked());
    }
}
