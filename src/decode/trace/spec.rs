//! Every event of a v2 trace as data: number, name, arguments.
//!
//! Names and arguments are those of Go's text form. What an argument is, the end of its name says: `stack` is a
//! stack of the generation, `string` a string of it, anything else a number.
//!
//! Source: `internal/trace/tracev2/events.go`, Go 1.27.

/// Most arguments of a timed event, its time not counted.
pub const MAX_ARGS: usize = 4;

/// What an event type is made of.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The type's name, as Go writes it.
    pub name: &'static str,
    /// The names of its arguments; a timed event has its time before them.
    pub args: &'static [&'static str],
    /// Whether it stands among a thread's events, with a time, rather than giving the file its form.
    pub is_timed: bool,
    /// The arguments that are strings, as bits.
    pub strings: u8,
    /// The arguments that are stacks, as bits.
    pub stacks: u8,
}

impl Spec {
    const fn new(name: &'static str, is_timed: bool, args: &'static [&'static str]) -> Self {
        let (mut strings, mut stacks) = (0, 0);
        let mut at = 0;
        while at < args.len() {
            if ends_with(args[at], "string") {
                strings |= 1 << at;
            } else if ends_with(args[at], "stack") {
                stacks |= 1 << at;
            }
            at += 1;
        }
        Self {
            name,
            args,
            is_timed,
            strings,
            stacks,
        }
    }
}

const fn ends_with(text: &str, end: &str) -> bool {
    let (text, end) = (text.as_bytes(), end.as_bytes());
    if text.len() < end.len() {
        return false;
    }
    let start = text.len() - end.len();
    let mut at = 0;
    while at < end.len() {
        if text[start + at] != end[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether events of a group have a time.
const TIMED: bool = true;
const FRAMING: bool = false;

/// Stands in a table of counts for what has no time.
const UNTIMED: u8 = u8::MAX;

macro_rules! events {
    ($($(#[$doc:meta])* $number:literal $name:ident $timed:ident [$($arg:literal)*];)*) => {
        /// The type of an event.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum EventType {
            $($(#[$doc])* $name = $number,)*
        }

        /// Event types by number.
        const TYPES: [Option<EventType>; 256] = {
            let mut types = [None; 256];
            $(types[$number] = Some(EventType::$name);)*
            types
        };

        /// What each type is made of, by number; numbers without a type have no arguments and no name.
        static SPECS: [Spec; 256] = {
            let mut specs = [Spec::new("", FRAMING, &[]); 256];
            $(specs[$number] = Spec::new(stringify!($name), $timed, &[$($arg),*]);)*
            specs
        };

        /// How many arguments the timed events have, by number; [`UNTIMED`] of all else.
        static TIMED_ARGS: [u8; 256] = {
            let mut counts = [UNTIMED; 256];
            $(if $timed {
                counts[$number] = {
                    let names: &[&str] = &[$($arg),*];
                    names.len() as u8
                };
            })*
            counts
        };
    };
}

events! {
    /// A part of one thread's events.
    1 EventBatch FRAMING ["gen" "m" "time" "size"];
    /// Begins a part of the table of stacks.
    2 Stacks FRAMING [];
    /// A stack, with its frames from leaf to root.
    3 Stack FRAMING ["id" "nframes"];
    /// Begins a part of the table of strings.
    4 Strings FRAMING [];
    /// A string, with its bytes.
    5 String FRAMING ["id"];
    /// Begins a list of CPU samples.
    6 CPUSamples FRAMING [];
    /// A sample of the CPU profiler.
    7 CPUSample FRAMING ["time" "m" "p" "g" "stack"];
    /// Clock units in a second.
    8 Frequency FRAMING ["freq"];
    /// The value of GOMAXPROCS.
    9 ProcsChange TIMED ["procs_value" "stack"];
    /// The thread takes a processor.
    10 ProcStart TIMED ["p" "p_seq"];
    /// The thread lets its processor go.
    11 ProcStop TIMED [];
    /// The thread takes away the processor of a thread in a system call.
    12 ProcSteal TIMED ["p" "p_seq" "m"];
    /// What a processor does as its generation begins.
    13 ProcStatus TIMED ["p" "pstatus"];
    /// A new goroutine, runnable.
    14 GoCreate TIMED ["new_g" "new_stack" "stack"];
    /// A new goroutine in a system call: a thread of C called back.
    15 GoCreateSyscall TIMED ["new_g"];
    /// The goroutine runs.
    16 GoStart TIMED ["g" "g_seq"];
    /// The goroutine ends.
    17 GoDestroy TIMED [];
    /// The goroutine ends in a system call: a callback of C returned.
    18 GoDestroySyscall TIMED [];
    /// The goroutine yields and stays runnable.
    19 GoStop TIMED ["reason_string" "stack"];
    /// The goroutine waits.
    20 GoBlock TIMED ["reason_string" "stack"];
    /// A goroutine that waited becomes runnable.
    21 GoUnblock TIMED ["g" "g_seq" "stack"];
    /// A system call begins.
    22 GoSyscallBegin TIMED ["p_seq" "stack"];
    /// A system call ends, and the thread still has its processor.
    23 GoSyscallEnd TIMED [];
    /// A system call ends, and the processor was taken away.
    24 GoSyscallEndBlocked TIMED [];
    /// What a goroutine does as its generation begins.
    25 GoStatus TIMED ["g" "m" "gstatus"];
    /// The world is stopped.
    26 STWBegin TIMED ["kind_string" "stack"];
    /// The world goes on.
    27 STWEnd TIMED [];
    /// The collector is marking as the generation begins.
    28 GCActive TIMED ["gc_seq"];
    /// Concurrent marking begins.
    29 GCBegin TIMED ["gc_seq" "stack"];
    /// Concurrent marking ends.
    30 GCEnd TIMED ["gc_seq"];
    /// A processor is sweeping as the generation begins.
    31 GCSweepActive TIMED ["p"];
    /// The processor begins to sweep.
    32 GCSweepBegin TIMED ["stack"];
    /// The processor has swept.
    33 GCSweepEnd TIMED ["swept_value" "reclaimed_value"];
    /// A goroutine is helping to mark as the generation begins.
    34 GCMarkAssistActive TIMED ["g"];
    /// The goroutine begins to help marking.
    35 GCMarkAssistBegin TIMED ["stack"];
    /// The goroutine has helped.
    36 GCMarkAssistEnd TIMED [];
    /// Bytes of heap objects, live or not yet swept.
    37 HeapAlloc TIMED ["heapalloc_value"];
    /// Bytes at which the next collection is to end.
    38 HeapGoal TIMED ["heapgoal_value"];
    /// A label for the running goroutine.
    39 GoLabel TIMED ["label_string"];
    /// A task begins.
    40 UserTaskBegin TIMED ["task" "parent_task" "name_string" "stack"];
    /// A task ends.
    41 UserTaskEnd TIMED ["task" "stack"];
    /// A region begins.
    42 UserRegionBegin TIMED ["task" "name_string" "stack"];
    /// A region ends.
    43 UserRegionEnd TIMED ["task" "name_string" "stack"];
    /// A log message.
    44 UserLog TIMED ["task" "key_string" "value_string" "stack"];
    /// The goroutine waits and another, which waited, runs in its place.
    45 GoSwitch TIMED ["g" "g_seq"];
    /// The goroutine ends and another, which waited, runs in its place.
    46 GoSwitchDestroy TIMED ["g" "g_seq"];
    /// A new goroutine, waiting.
    47 GoCreateBlocked TIMED ["new_g" "new_stack" "stack"];
    /// [`GoStatus`](Self::GoStatus) with a stack.
    48 GoStatusStack TIMED ["g" "m" "gstatus" "stack"];
    /// A batch whose form an experiment defines.
    49 ExperimentalBatch FRAMING ["exp" "gen" "m" "time"];
    /// Begins a batch about clocks; among ordered events, the beginning or end of a generation.
    50 Sync FRAMING [];
    /// What several clocks said at one moment.
    51 ClockSnapshot TIMED ["mono" "sec" "nsec"];
    /// The end of a generation, a byte alone.
    52 EndOfGeneration FRAMING [];
    /// A span of the heap that was there.
    128 Span TIMED ["id" "npages_value" "kindclass"];
    /// A span of the heap is made.
    129 SpanAlloc TIMED ["id" "npages_value" "kindclass"];
    /// A span of the heap is given back.
    130 SpanFree TIMED ["id"];
    /// A heap object that was there.
    131 HeapObject TIMED ["id" "type"];
    /// A heap object is made.
    132 HeapObjectAlloc TIMED ["id" "type"];
    /// A heap object is freed.
    133 HeapObjectFree TIMED ["id"];
    /// A goroutine's stack that was there.
    134 GoroutineStack TIMED ["id" "order"];
    /// A goroutine's stack is made.
    135 GoroutineStackAlloc TIMED ["id" "order"];
    /// A goroutine's stack is freed.
    136 GoroutineStackFree TIMED ["id"];
}

impl EventType {
    /// The type with this number.
    #[inline]
    pub fn from_number(number: u8) -> Option<Self> {
        TYPES[usize::from(number)]
    }

    /// What it is made of.
    #[inline]
    pub fn spec(self) -> &'static Spec {
        &SPECS[self as usize]
    }

    /// How many arguments it has, if it has a time.
    #[inline]
    pub(super) fn timed_args(self) -> Option<usize> {
        let count = TIMED_ARGS[self as usize];
        (count != UNTIMED).then_some(usize::from(count).min(MAX_ARGS))
    }

    /// Its name, as Go writes it.
    pub fn name(self) -> &'static str {
        self.spec().name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_arguments_say_what_they_are() {
        let spec = EventType::UserLog.spec();
        assert_eq!((spec.name, spec.strings, spec.stacks), ("UserLog", 0b0110, 0b1000));
        assert_eq!(EventType::GoCreate.spec().stacks, 0b0110);
        assert_eq!(EventType::from_number(127), None);
        assert_eq!(EventType::from_number(136), Some(EventType::GoroutineStackFree));
        for number in 0..=u8::MAX {
            if let Some(event) = EventType::from_number(number) {
                assert_eq!(event as u8, number);
                assert!(!event.spec().is_timed || event.spec().args.len() <= MAX_ARGS);
            }
        }
    }
}
