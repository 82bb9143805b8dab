//! Every event of a v1 trace as data: number, name, arguments, and the version that began to write them.
//!
//! Names are those of Go 1.21's `go tool trace -d`. Before its arguments an event has its time, and behind them,
//! where it has one, its stack. An argument that a version does not write yet is 0; it is always among the last.
//!
//! Source: `EventDescriptions` in `internal/trace/parser.go`, Go 1.21.

use crate::decode::trace::version::Version;

/// Most arguments of an event, its time and stack not counted.
pub(super) const MAX_ARGS: usize = 4;

/// An argument of an event.
#[derive(Clone, Copy, Debug)]
pub struct Arg {
    /// Its name in the text form.
    pub name: &'static str,
    /// The first version that writes it.
    pub since: u32,
}

/// What an event type is made of.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The type's name.
    pub name: &'static str,
    /// The first version that writes it.
    pub since: u32,
    /// Its arguments.
    pub args: &'static [Arg],
    /// Whether a stack stands behind them.
    pub has_stack: bool,
}

const STACK: bool = true;
const NONE: bool = false;

macro_rules! events {
    ($($(#[$doc:meta])* $number:literal $name:ident $since:literal $stack:ident [$($arg:literal $(@ $arg_since:literal)?)*];)*) => {
        /// The type of a v1 event.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Kind {
            $($(#[$doc])* $name = $number,)*
        }

        /// Types by number.
        const KINDS: [Option<Kind>; 64] = {
            let mut kinds = [None; 64];
            $(kinds[$number] = Some(Kind::$name);)*
            kinds
        };

        /// What each type is made of, by number.
        static SPECS: [Spec; 64] = {
            let mut specs = [Spec { name: "", since: u32::MAX, args: &[], has_stack: false }; 64];
            $(specs[$number] = Spec {
                name: stringify!($name),
                since: $since,
                args: &[$(Arg { name: $arg, since: [$($arg_since,)? $since][0] }),*],
                has_stack: $stack,
            };)*
            specs
        };
    };
}

events! {
    /// What follows was written on this processor, from this time on; 1.5 has a sequence number between the two.
    1 Batch 5 NONE ["p" "ticks"];
    /// Clock ticks in a second; 1.5 has a number behind it that nobody reads.
    2 Frequency 5 NONE ["freq"];
    /// A stack, with its frames from leaf to root.
    3 Stack 5 NONE ["id" "nframes"];
    /// The value of GOMAXPROCS; the first ends what is told of the time before the trace.
    4 Gomaxprocs 5 STACK ["procs"];
    /// A thread takes the processor.
    5 ProcStart 5 NONE ["thread"];
    /// The processor is let go.
    6 ProcStop 5 NONE [];
    /// A collection begins.
    7 GCStart 5 STACK ["seq" @ 7];
    /// A collection ends.
    8 GCDone 5 NONE [];
    /// The world is stopped; before 1.10 one processor scans.
    9 STWStart 5 NONE ["kindid" @ 10];
    /// The world goes on.
    10 STWDone 5 NONE [];
    /// The processor begins to sweep.
    11 GCSweepStart 5 STACK [];
    /// The processor has swept.
    12 GCSweepDone 5 NONE ["swept" @ 9 "reclaimed" @ 9];
    /// A new goroutine, runnable; 1.5 has the function's address where others have its stack.
    13 GoCreate 5 STACK ["g" "newstack"];
    /// The goroutine runs.
    14 GoStart 5 NONE ["g" "seq" @ 7];
    /// The goroutine ends.
    15 GoEnd 5 NONE [];
    /// The goroutine waits for ever.
    16 GoStop 5 STACK [];
    /// The goroutine yields.
    17 GoSched 5 STACK [];
    /// The goroutine is interrupted.
    18 GoPreempt 5 STACK [];
    /// The goroutine sleeps.
    19 GoSleep 5 STACK [];
    /// The goroutine waits.
    20 GoBlock 5 STACK [];
    /// A goroutine that waited becomes runnable.
    21 GoUnblock 5 STACK ["g" "seq" @ 7];
    /// The goroutine waits until it can send.
    22 GoBlockSend 5 STACK [];
    /// The goroutine waits until it can receive.
    23 GoBlockRecv 5 STACK [];
    /// The goroutine waits in a select.
    24 GoBlockSelect 5 STACK [];
    /// The goroutine waits for a lock.
    25 GoBlockSync 5 STACK [];
    /// The goroutine waits on a condition.
    26 GoBlockCond 5 STACK [];
    /// The goroutine waits for the network.
    27 GoBlockNet 5 STACK [];
    /// The goroutine enters a system call.
    28 GoSysCall 5 STACK [];
    /// A system call that blocked has ended, at a time of its own.
    29 GoSysExit 5 NONE ["g" "seq" "ts"];
    /// The processor is taken away from a goroutine in a system call.
    30 GoSysBlock 5 NONE [];
    /// The goroutine waited when the trace began.
    31 GoWaiting 5 NONE ["g"];
    /// The goroutine was in a system call when the trace began.
    32 GoInSyscall 5 NONE ["g"];
    /// Bytes of heap objects, live or not yet swept.
    33 HeapAlloc 5 NONE ["mem"];
    /// Bytes at which the next collection is to end.
    34 HeapGoal 5 NONE ["mem"];
    /// The goroutine runs timers; 1.5 has a number behind it that nobody reads.
    35 TimerGoroutine 5 NONE ["g"];
    /// The goroutine was woken in vain.
    36 FutileWakeup 5 NONE [];
    /// A string, with its bytes.
    37 String 7 NONE ["id"];
    /// [`GoStart`](Self::GoStart) on the processor that made it runnable.
    38 GoStartLocal 7 NONE ["g"];
    /// [`GoUnblock`](Self::GoUnblock) on the processor on which it waited.
    39 GoUnblockLocal 7 STACK ["g"];
    /// [`GoSysExit`](Self::GoSysExit) on the processor on which it blocked.
    40 GoSysExitLocal 7 NONE ["g" "ts"];
    /// [`GoStart`](Self::GoStart) with a label for the goroutine.
    41 GoStartLabel 8 NONE ["g" "seq" "labelid"];
    /// The goroutine waits for the collector.
    42 GoBlockGC 8 STACK [];
    /// The goroutine begins to help marking.
    43 GCMarkAssistStart 9 STACK [];
    /// The goroutine has helped.
    44 GCMarkAssistDone 9 NONE [];
    /// A task begins.
    45 UserTaskCreate 11 STACK ["taskid" "pid" "typeid"];
    /// A task ends.
    46 UserTaskEnd 11 STACK ["taskid"];
    /// A region begins (mode 0) or ends (mode 1).
    47 UserRegion 11 STACK ["taskid" "mode" "typeid"];
    /// A log message, with its bytes.
    48 UserLog 11 STACK ["id" "keyid"];
    /// A sample of the CPU profiler.
    49 CPUSample 19 STACK ["ts" "p" "g"];
}

impl Kind {
    /// The type with this number, if there is one.
    #[inline]
    pub fn from_number(number: u8) -> Option<Self> {
        KINDS[usize::from(number & 0x3f)]
    }

    /// Whether the goroutine that runs waits from then on, for whatever it is. `GoSysBlock` is none of these: its goroutine
    /// stays in its system call.
    #[inline]
    pub fn is_block(self) -> bool {
        matches!(
            self,
            Self::GoSleep
                | Self::GoBlock
                | Self::GoBlockSend
                | Self::GoBlockRecv
                | Self::GoBlockSelect
                | Self::GoBlockSync
                | Self::GoBlockCond
                | Self::GoBlockNet
                | Self::GoBlockGC
        )
    }

    /// What it is made of.
    #[inline]
    pub fn spec(self) -> &'static Spec {
        &SPECS[self as usize]
    }

    /// Its name, as Go 1.21 writes it.
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// Whether it gives the file its form, and has no time.
    pub(in crate::decode::trace) fn is_framing(self) -> bool {
        matches!(
            self,
            Self::Batch | Self::Frequency | Self::Stack | Self::TimerGoroutine | Self::String
        )
    }

    /// Whether a goroutine begins to run.
    pub(super) fn is_start(self) -> bool {
        matches!(self, Self::GoStart | Self::GoStartLocal | Self::GoStartLabel)
    }
}

/// How one version writes events.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// The types that it has, by number.
    pub(super) kinds: [Option<Kind>; 64],
    /// How many values each has: times, arguments and stack.
    pub(super) counts: [u8; 64],
    /// How many values stand before the arguments: the time, and in 1.5 a sequence number before it.
    pub(super) clocks: usize,
    /// The version.
    pub(super) version: Version,
}

impl Layout {
    /// That of a version.
    pub(super) fn of(version: Version) -> Self {
        let number = version.number();
        let is_first = number == 5;
        let clocks = 1 + usize::from(is_first);
        let mut layout = Self {
            kinds: [None; 64],
            counts: [0; 64],
            clocks,
            version,
        };
        for kind in KINDS.into_iter().flatten() {
            let spec = kind.spec();
            if spec.since > number {
                continue;
            }
            let args = spec.args.iter().filter(|arg| arg.since <= number).count();
            let before = match kind {
                Kind::Batch | Kind::Frequency | Kind::TimerGoroutine => usize::from(is_first),
                Kind::Stack | Kind::String => 0,
                _ => clocks,
            };
            layout.kinds[kind as usize] = Some(kind);
            layout.counts[kind as usize] = (before + args + usize::from(spec.has_stack)) as u8;
        }
        layout
    }

    /// Whether stacks are addresses alone and events have sequence numbers.
    pub(super) fn is_first(&self) -> bool {
        self.clocks == 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(version: u32, kind: Kind, want: Option<u8>) {
        let layout = Layout::of(Version::for_tests(version));
        let there = layout.kinds[kind as usize].map(|kind| layout.counts[kind as usize]);
        assert_eq!(there, want, "{} in 1.{version}", kind.name());
    }

    #[test]
    fn versions_add_arguments() {
        check(5, Kind::GoStart, Some(3));
        check(7, Kind::GoStart, Some(3));
        check(5, Kind::GoSysExit, Some(5));
        check(21, Kind::GoSysExit, Some(4));
        check(5, Kind::Batch, Some(3));
        check(7, Kind::Batch, Some(2));
        check(5, Kind::GoStartLocal, None);
        check(9, Kind::STWStart, Some(1));
        check(10, Kind::STWStart, Some(2));
        check(8, Kind::GCSweepDone, Some(1));
        check(11, Kind::UserLog, Some(4));
        check(11, Kind::CPUSample, None);
        check(19, Kind::CPUSample, Some(5));
    }

    #[test]
    fn every_event_fits() {
        for (number, kind) in KINDS.into_iter().enumerate() {
            let Some(kind) = kind else { continue };
            assert_eq!(kind as usize, number);
            let spec = kind.spec();
            assert!(
                spec.args.len() < MAX_ARGS,
                "{}: one more is for what the reader adds",
                spec.name
            );
            assert!(spec.args.is_sorted_by_key(|arg| arg.since), "{}", spec.name);
        }
    }
}
