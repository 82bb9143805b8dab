//! Traces written by hand: one for every rule.

use crate::decode::trace::raw;
use crate::decode::trace::reader::Reader;
use crate::decode::trace::spec::EventType;

/// The batches that every generation of 1.22 ends with: 64 ns a unit, two strings, a stack.
const END: &str = "EventBatch gen=1 m=18446744073709551615 time=0\nFrequency freq=15625000\n\
    EventBatch gen=1 m=18446744073709551615 time=0\nStrings\nString id=1\n\tdata=\"one\"\nString id=2\n\tdata=\"two\"\n\
    EventBatch gen=1 m=18446744073709551615 time=0\nStacks\nStack id=1 nframes=1\n\tpc=9 func=1 file=2 line=3\n";

/// A processor, and a goroutine on it.
const RUNNING: &str = "ProcStatus dt=1 p=0 pstatus=1\nGoStatus dt=1 g=1 m=0 gstatus=2\n";

/// What reading gives: the types of the events, and how it ends.
fn read(bytes: &[u8]) -> (Vec<EventType>, String) {
    let mut reader = match Reader::new(bytes) {
        Ok(reader) => reader,
        Err(error) => return (Vec::new(), error.to_string()),
    };
    let mut kinds = Vec::new();
    let mut last = i64::MIN;
    loop {
        match reader.next_event() {
            Ok(Some(event)) => {
                assert!(event.time > last, "{} after {last}", event.time);
                last = event.time;
                kinds.push(event.kind);
            }
            Ok(None) => return (kinds, String::new()),
            Err(error) => return (kinds, error.to_string()),
        }
    }
}

/// Checks what one thread's events give; before them stand [`RUNNING`]'s.
#[track_caller]
fn check(lines: &str, want: &str) {
    let text = format!("Trace Go1.22\nEventBatch gen=1 m=0 time=0\n{RUNNING}{lines}\n{END}");
    let (kinds, error) = read(&raw::bytes(&text).unwrap());
    let said = error.split(" · ").next().unwrap_or_default();
    assert_eq!(said, want, "after {kinds:?}");
    assert_eq!(
        error.is_empty(),
        error == said,
        "an error says where and what to do: {error}"
    );
}

/// Checks how a trace that is written whole ends.
#[track_caller]
fn check_whole(text: &str, want: &str) {
    let (_, error) = read(&raw::bytes(text).unwrap());
    assert_eq!(error.split(" · ").next(), Some(want), "{error}");
}

#[test]
fn what_a_goroutine_does() {
    check(
        "GoCreate dt=1 new_g=2 new_stack=1 stack=1\nGoBlock dt=1 reason_string=1 stack=1\nGoStart dt=1 g=2 g_seq=1",
        "",
    );
    check(
        "GoCreate dt=1 new_g=1 new_stack=0 stack=0",
        "repeated creation of goroutine 1",
    );
    check(
        "GoBlock dt=1 reason_string=0 stack=0\nGoDestroy dt=1",
        "missing goroutine: event GoDestroy",
    );
    check(
        "GoCreate dt=1 new_g=2 new_stack=0 stack=0\nGoStart dt=1 g=2 g_seq=1",
        "unexpected goroutine: event GoStart",
    );
    check(
        "GoStatus dt=1 g=1 m=0 gstatus=4",
        "inconsistent status of goroutine 1: Waiting after Running",
    );
    check("GoStatus dt=1 g=2 m=0 gstatus=5", "unknown status of goroutine 2: 5");
    check(
        "GoStatus dt=1 g=2 m=18446744073709551615 gstatus=3",
        "missing thread of goroutine 2: it is in a system call",
    );
    check(
        "GoStart dt=1 g=7 g_seq=1",
        "inconsistent events: none of the threads' next can come next, the earliest is GoStart in thread 0",
    );
}

#[test]
fn a_switch_is_three_events() {
    use EventType as E;
    let lines =
        "GoCreateBlocked dt=1 new_g=2 new_stack=1 stack=1\nGoSwitch dt=1 g=2 g_seq=1\nGoSwitchDestroy dt=1 g=1 g_seq=1";
    let text = format!("Trace Go1.23\nEventBatch gen=1 m=0 time=0\n{RUNNING}{lines}\n{END}");
    let (kinds, error) = read(&raw::bytes(&text).unwrap());
    // Goroutine 1 waited since the first switch; its count begins with its status.
    assert_eq!(error, "");
    let switches = [
        E::GoSwitch,
        E::GoBlock,
        E::GoStart,
        E::GoSwitchDestroy,
        E::GoDestroy,
        E::GoStart,
        E::Sync,
    ];
    assert_eq!(kinds[4..], switches);
}

#[test]
fn what_a_processor_does() {
    check("ProcStatus dt=1 p=1 pstatus=5", "unknown status of processor 1: 5");
    check(
        "ProcStatus dt=1 p=0 pstatus=2",
        "inconsistent status of processor 0: idle after running",
    );
    check("ProcStop dt=1\nProcStop dt=1", "unknown processor: -1 in ProcStop");
    check("GoSyscallBegin dt=1 p_seq=1 stack=1\nGoSyscallEnd dt=1", "");
    check(
        "GoSyscallBegin dt=1 p_seq=2 stack=0",
        "invalid sequence number of processor 0: 2 after 0 in GoSyscallBegin",
    );
    check("GoSyscallEnd dt=1", "unexpected GoSyscallEnd: goroutine 1 is Running");
    check(
        "GoSyscallBegin dt=1 p_seq=1 stack=0\nProcSteal dt=1 p=0 p_seq=2 m=0\nGoSyscallEndBlocked dt=1",
        "",
    );
    check(
        "GoSyscallBegin dt=1 p_seq=1 stack=0\nProcSteal dt=1 p=0 p_seq=2 m=8",
        "invalid ProcSteal of processor 0: unknown thread 8",
    );
    // A callback's thread takes its processor along.
    check("GoSyscallBegin dt=1 p_seq=1 stack=0\nGoDestroySyscall dt=1", "");
    check(
        "GoCreateSyscall dt=1 new_g=4",
        "unexpected goroutine: event GoCreateSyscall",
    );
}

#[test]
fn ranges_and_the_collector() {
    check("STWBegin dt=1 kind_string=1 stack=1\nSTWEnd dt=1", "");
    check("STWEnd dt=1", "unexpected STWEnd: the range has not begun");
    check(
        "GCMarkAssistBegin dt=1 stack=0\nGCMarkAssistBegin dt=1 stack=0",
        "repeated GCMarkAssistBegin: the range has begun",
    );
    check(
        "GCSweepBegin dt=1 stack=0\nGCSweepEnd dt=1 swept_value=1 reclaimed_value=1",
        "",
    );
    check("GCSweepActive dt=1 p=3", "unknown processor: 3 in GCSweepActive");
    check(
        "GCMarkAssistActive dt=1 g=3",
        "unknown goroutine: 3 in GCMarkAssistActive",
    );
    check("GCBegin dt=1 gc_seq=7 stack=0\nGCEnd dt=1 gc_seq=8", "");
    check(
        "GCBegin dt=1 gc_seq=7 stack=0\nGCBegin dt=1 gc_seq=8 stack=0",
        "unexpected GCBegin: the collector's phase is another",
    );
    check(
        "GCActive dt=1 gc_seq=7\nGCActive dt=1 gc_seq=8",
        "unexpected GCActive: the collector's phase is another",
    );
}

#[test]
fn tasks_and_regions() {
    check(
        "UserTaskBegin dt=1 task=3 parent_task=0 name_string=1 stack=1\nUserTaskEnd dt=1 task=3 stack=1",
        "",
    );
    check(
        "UserTaskBegin dt=1 task=3 parent_task=0 name_string=1 stack=0\nUserTaskBegin dt=1 task=3 parent_task=0 name_string=1 stack=0",
        "repeated task id: 3",
    );
    check(
        "UserTaskBegin dt=1 task=3 parent_task=0 name_string=9 stack=0",
        "unknown string id in UserTaskBegin: 9",
    );
    check("UserRegionEnd dt=1 task=0 name_string=1 stack=0", "");
    check(
        "UserRegionBegin dt=1 task=0 name_string=1 stack=0\nUserRegionEnd dt=1 task=0 name_string=2 stack=0",
        "invalid region end in goroutine 1: not the innermost region's",
    );
}

#[test]
fn numbers_that_stand_for_nothing() {
    check("GoLabel dt=1 label_string=3", "unknown string id in GoLabel: 3");
    check("GoBlock dt=1 reason_string=1 stack=5", "unknown stack id in GoBlock: 5");
    check(
        "ClockSnapshot dt=1 mono=1 sec=1 nsec=1",
        "unexpected event among those of a thread: ClockSnapshot",
    );
    check(
        "Frequency freq=1",
        "unexpected event among those of a thread: Frequency",
    );
}

#[test]
fn how_a_file_can_be_made_of_batches() {
    let sync = "EventBatch gen=1 m=18446744073709551615 time=0\nSync\nFrequency freq=15625000\n";
    let clocks = format!("{sync}ClockSnapshot dt=1 mono=1 sec=1 nsec=1\n");
    let batch = "EventBatch gen=1 m=0 time=0\nProcStatus dt=1 p=0 pstatus=1\n";
    check_whole(&format!("Trace Go1.26\n{clocks}{batch}EndOfGeneration\n"), "");
    check_whole(
        &format!("Trace Go1.26\n{clocks}{batch}"),
        "unexpected end of file: in a generation",
    );
    check_whole(
        &format!("Trace Go1.26\n{clocks}EventBatch gen=2 m=0 time=0\n"),
        "missing end of generation 1: followed by a batch of generation 2",
    );
    check_whole(&format!("Trace Go1.25\n{sync}{batch}"), "missing clock snapshot");
    check_whole(
        &format!("Trace Go1.25\n{clocks}{batch}EndOfGeneration\n"),
        "invalid generation: 0",
    );
    check_whole(&format!("Trace Go1.25\n{clocks}{clocks}"), "repeated clock frequency");
    check_whole(&format!("Trace Go1.22\n{batch}"), "missing clock frequency");
    check_whole(
        &format!("Trace Go1.22\n{END}EventBatch gen=3 m=0 time=0\n"),
        "generations out of order: 3 after 1",
    );
    check_whole(
        &format!("Trace Go1.22\n{END}EventBatch gen=1 m=0 time=0 size=65537\n"),
        "batch too long: 65537 bytes, the limit is 65536",
    );
    check_whole(
        &format!("Trace Go1.22\n{END}EventBatch gen=1 m=0 time=0 size=3\n"),
        "unexpected end of file: in batch",
    );
    check_whole(
        &format!("Trace Go1.22\n{END}Stack id=2 nframes=1\n"),
        "unexpected end of batch: in stack table",
    );
}
