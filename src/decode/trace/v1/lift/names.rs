//! The words for what v1 has types and numbers for: why goroutines wait, and why the world is stopped.
//!
//! Source: `addBuiltin` in `internal/trace/tracev1.go` and `STWReason` in `internal/trace/internal/tracev1/parser.go`, Go 1.27.

use crate::decode::trace::tables::Tables;
use crate::decode::trace::v1::spec::Kind;
use crate::decode::trace::version::Version;
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;

/// Why a goroutine waits or yields.
const REASONS: [(Kind, &str); 12] = [
    (Kind::GoStop, "forever"),
    (Kind::GoPreempt, "preempted"),
    (Kind::GoSched, "runtime.Gosched"),
    (Kind::GoSleep, "sleep"),
    (Kind::GoBlockSend, "chan send"),
    (Kind::GoBlockRecv, "chan receive"),
    (Kind::GoBlockNet, "network"),
    (Kind::GoBlockSync, "sync"),
    (Kind::GoBlockCond, "sync.(*Cond).Wait"),
    (Kind::GoBlockSelect, "select"),
    (Kind::GoBlock, ""),
    (Kind::GoBlockGC, "GC mark assist wait for work"),
];

/// Why the world is stopped, by the numbers of Go 1.21.
const STOPS: [&str; 17] = [
    "",
    "GC mark termination",
    "GC sweep termination",
    "write heap dump",
    "goroutine profile",
    "goroutine profile cleanup",
    // Go's runtime says "goroutines"; its reader of old traces does not.
    "all goroutine stack trace",
    "read mem stats",
    "AllThreadsSyscall",
    "GOMAXPROCS",
    "start trace",
    "stop trace",
    "CountPagesInUse (test)",
    "ReadMetricsSlow (test)",
    "ReadMemStatsSlow (test)",
    "PageCachePagesLeaked (test)",
    "ResetDebugLog (test)",
];

/// The words as strings of the trace.
#[derive(Debug)]
pub(super) struct Names {
    reasons: [StringId; 64],
    stops: [StringId; STOPS.len()],
    version: u32,
}

impl Names {
    /// Adds them to the strings.
    pub(super) fn new(version: Version, tables: &mut Tables) -> Result<Self, OutOfMemory> {
        let mut this = Self {
            reasons: [StringId(0); 64],
            stops: [StringId(0); STOPS.len()],
            version: version.number(),
        };
        for (kind, text) in REASONS {
            this.reasons[kind as usize] = tables.intern(text.as_bytes())?;
        }
        for (name, text) in this.stops.iter_mut().zip(STOPS) {
            *name = tables.intern(text.as_bytes())?;
        }
        Ok(this)
    }

    /// Why a goroutine waits or yields.
    #[inline]
    pub(super) fn reason(&self, kind: Kind) -> StringId {
        self.reasons[kind as usize]
    }

    /// Why the world is stopped. Before 1.21 there were two reasons; a number that is none has no word.
    pub(super) fn stop(&self, number: u64) -> StringId {
        let row = match number {
            0 | 1 if self.version < 21 => number + 1,
            _ if self.version < 21 => 0,
            number => number,
        };
        let name = usize::try_from(row).ok().and_then(|row| self.stops.get(row));
        name.copied().unwrap_or_default()
    }
}
