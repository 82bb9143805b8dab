//! Traces written by hand: one for every rule.

use crate::decode::trace::event::{Change, Event};
use crate::decode::trace::raw;
use crate::decode::trace::reader::Reader;
use crate::decode::trace::spec::EventType;
use crate::decode::trace::text;
use crate::model::trace::id::{GoId, ThreadId};
use crate::model::trace::state::GoState;

/// A processor runs goroutine 1; ticks are nanoseconds.
const RUNNING: &str = "Batch p=0 ticks=1000\nProcStart dt=1 thread=7\nGoCreate dt=1 g=1 newstack=1 stack=0\n\
    GoStart dt=1 g=1 seq=1\nGomaxprocs dt=1 procs=4 stack=0\n";

/// What stands at the end of every trace.
const END: &str = "Batch p=18446744073709551615 ticks=9000\nFrequency freq=1000000000\n\
    Stack id=1 nframes=1\n\tpc=9 func=1 file=2 line=3\nString id=1\n\tdata=\"one\"\nString id=2\n\tdata=\"two\"\n";

/// What reading gives: the events, and how it ends.
fn read(bytes: &[u8]) -> (Vec<Event>, String) {
    let mut reader = match Reader::new(bytes) {
        Ok(reader) => reader,
        Err(error) => return (Vec::new(), error.to_string()),
    };
    let mut events: Vec<Event> = Vec::new();
    loop {
        match reader.next_event() {
            Ok(Some(event)) => {
                let last = events.last().map_or(i64::MIN, |last| last.time);
                assert!(event.time > last, "{} after {last}", event.time);
                events.push(event);
            }
            Ok(None) => return (events, String::new()),
            Err(error) => return (events, error.to_string()),
        }
    }
}

/// What is printed, and how it ends.
fn printed(bytes: &[u8]) -> (String, String) {
    let mut out = Vec::new();
    let error = match Reader::new(bytes).map(|mut reader| text::write(&mut reader, &mut out)) {
        Ok(Ok(())) => String::new(),
        Ok(Err(text::TextError::Trace(error))) | Err(error) => error.to_string(),
        Ok(Err(text::TextError::Write(error))) => error.to_string(),
    };
    (String::from_utf8(out).unwrap(), error)
}

/// Checks how a trace that is written whole ends: alike when its events are taken one by one and when it is
/// printed, and in that case before anything is.
#[track_caller]
fn check_whole(text: &str, want: &str) {
    let bytes = raw::bytes(text).unwrap();
    let (_, error) = read(&bytes);
    assert_eq!(error.split(" · ").next(), Some(want), "{error}");
    assert_eq!(
        error.is_empty(),
        !error.contains(" · byte "),
        "an error says where: {error}"
    );
    let (out, same) = printed(&bytes);
    assert_eq!(error, same);
    assert!(
        error.is_empty() != out.is_empty(),
        "nothing is printed of what is refused"
    );
}

/// The same of what a processor that runs goroutine 1 does.
#[track_caller]
fn check(lines: &str, want: &str) {
    check_whole(&format!("Trace Go1.21\n{RUNNING}{lines}\n{END}"), want);
}

/// Checks which events come of what a processor does, without the `Sync`s and those of [`RUNNING`].
#[track_caller]
fn check_events(lines: &str, want: &[EventType]) -> Vec<Event> {
    let bytes = raw::bytes(&format!("Trace Go1.21\n{RUNNING}{lines}\n{END}")).unwrap();
    let (events, error) = read(&bytes);
    assert_eq!(error, "");
    // Sync, ProcStatus, GoStatus.
    let events = events[3..events.len() - 1].to_vec();
    let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, want);
    events
}

#[test]
fn what_was_there_before_the_trace() {
    let text = "Trace Go1.21\nBatch p=0 ticks=1000\nGoCreate dt=1 g=5 newstack=1 stack=0\nGoCreate dt=1 g=6 newstack=1 stack=0\n\
        GoWaiting dt=1 g=6\nGoCreate dt=1 g=7 newstack=1 stack=0\nGoInSyscall dt=1 g=7\nGoCreate dt=1 g=8 newstack=1 stack=0\n\
        ProcStart dt=1 thread=3\nGoStart dt=1 g=8 seq=1\nGoCreate dt=1 g=9 newstack=1 stack=0\nGomaxprocs dt=1 procs=2 stack=0\n\
        ProcStop dt=1\n";
    // Goroutine 8 runs, so its processor cannot stop.
    check_whole(
        &format!("{text}{END}"),
        "unexpected ProcStop: processor 0 runs goroutine 8",
    );
    let text = text.replace("ProcStop dt=1\n", "");
    let (events, error) = read(&raw::bytes(&format!("{text}{END}")).unwrap());
    assert_eq!(error, "");
    let states: Vec<_> = events
        .iter()
        .filter_map(|event| match event.change {
            Change::Go(id, GoState::Undetermined, state) => Some((id.0, state)),
            _ => None,
        })
        .collect();
    let want = [
        (6, GoState::Waiting),
        (7, GoState::Syscall),
        (8, GoState::Running),
        (5, GoState::Runnable),
        (9, GoState::Runnable),
    ];
    assert_eq!(states, want);
    assert_eq!((events[0].time, events[0].kind), (-1, EventType::Sync));
    let (first, last) = (&events[1], &events[events.len() - 1]);
    // The first merged event is at 0, and is not told; times then increase.
    assert_eq!((first.time, last.kind, last.args[0]), (2, EventType::Sync, 2));
}

#[test]
fn what_a_goroutine_does() {
    use EventType as E;
    let lines = "GoCreate dt=1 g=2 newstack=1 stack=1\nGoBlockRecv dt=1 stack=1\nGoStartLabel dt=1 g=2 seq=1 labelid=2\n\
        GoUnblockLocal dt=1 g=1 stack=1\nGoSched dt=1 stack=1\nGoStartLocal dt=1 g=1\nGoEnd dt=1\n";
    let want = [
        E::GoCreate,
        E::GoBlock,
        E::GoStart,
        E::GoLabel,
        E::GoUnblock,
        E::GoStop,
        E::GoStart,
        E::GoDestroy,
    ];
    let events = check_events(lines, &want);
    assert_eq!(
        events[7].change,
        Change::Go(GoId(1), GoState::Running, GoState::NotExist)
    );
    assert_eq!(events[0].context.thread, ThreadId(7));
    check("GoEnd dt=1\nGoEnd dt=1", "missing goroutine: GoEnd");
}

#[test]
fn what_a_goroutine_cannot_do() {
    let waits = "inconsistent events: none of the processors' next can come next, the earliest is ";
    check("GoStart dt=1 g=9 seq=1", &format!("{waits}GoStart on processor 0"));
    check(
        "GoCreate dt=1 g=1 newstack=0 stack=0",
        &format!("{waits}GoCreate on processor 0"),
    );
    check(
        "GoUnblock dt=1 g=1 seq=2 stack=0",
        &format!("{waits}GoUnblock on processor 0"),
    );
    check("GCDone dt=1", "unexpected GCDone: it has not begun");
    check("GCStart dt=1 seq=0 stack=0\nGCDone dt=1", "");
    check(
        "GCStart dt=1 seq=0 stack=0\nGCStart dt=1 seq=1 stack=0",
        "repeated GCStart: it has begun",
    );
    check("GCStart dt=1 seq=1 stack=0", &format!("{waits}GCStart on processor 0"));
    check("STWStart dt=1 kindid=99\nSTWDone dt=1", "");
    check("STWDone dt=1", "unexpected STWDone: it has not begun");
    check(
        "GCSweepDone dt=1 swept=1 reclaimed=1",
        "unexpected GCSweepDone: it has not begun",
    );
    check("GCMarkAssistDone dt=1\nGCMarkAssistStart dt=1 stack=0", "");
    check(
        "GCMarkAssistStart dt=1 stack=0\nGCMarkAssistStart dt=1 stack=0",
        "repeated GCMarkAssistStart: it has begun",
    );
    check("ProcStart dt=1 thread=1", "repeated ProcStart of processor 0");
    check(
        "GoCreate dt=1 g=2 newstack=0 stack=0\nGoStart dt=1 g=2 seq=1",
        "unexpected start of goroutine 2: processor 0 runs goroutine 1",
    );
    check(
        "GoBlock dt=1 stack=0\nGoSysCall dt=1 stack=0",
        "missing goroutine: GoSysCall",
    );
    check(
        "GoBlock dt=1 stack=0\nProcStop dt=1\nProcStop dt=1",
        "repeated ProcStop of processor 0",
    );
}

#[test]
fn tasks_regions_and_logs() {
    use EventType as E;
    let region = |mode, name| format!("UserRegion dt=1 taskid=3 mode={mode} typeid={name} stack=1\n");
    let lines = format!(
        "UserTaskCreate dt=1 taskid=3 pid=0 typeid=1 stack=1\n{}UserLog dt=1 id=3 keyid=2 stack=1\n\tdata=\"said\"\n{}\
         UserTaskEnd dt=1 taskid=3 stack=1\n",
        region(0, 1),
        region(1, 1)
    );
    let want = [
        E::UserTaskBegin,
        E::UserRegionBegin,
        E::UserLog,
        E::UserRegionEnd,
        E::UserTaskEnd,
    ];
    let events = check_events(&lines, &want);
    // The begin of a task without parent says so; its end says 0, as in Go.
    assert_eq!((events[0].args[1], events[4].args[2]), (u64::MAX, 0));
    let (out, _) = printed(&raw::bytes(&format!("Trace Go1.21\n{RUNNING}{lines}\n{END}")).unwrap());
    assert!(
        out.contains("Log Time=6 Task=3 Category=\"two\" Message=\"said\""),
        "{out}"
    );
    check(&region(1, 1), "");
    check(
        &format!("{}{}", region(0, 1), region(1, 2)),
        "invalid region end in goroutine 1: not the innermost region's",
    );
    check(&region(2, 1), "invalid mode of a region: 2");
    let task = "UserTaskCreate dt=1 taskid=3 pid=0 typeid=1 stack=1\n";
    check(&format!("{task}{task}"), "repeated task id: 3");
}

#[test]
fn system_calls() {
    use EventType as E;
    check_events(
        "GoSysCall dt=5 stack=1\nHeapAlloc dt=5 mem=1\n",
        &[E::GoSyscallBegin, E::GoSyscallEnd, E::HeapAlloc],
    );
    let blocked = "GoSysCall dt=5 stack=1\nGoSysBlock dt=5\nHeapGoal dt=100 mem=3\nHeapAlloc dt=20 mem=1\n";
    // Its end is told at 1234, and was at 1100: before the last event.
    let lines = format!("{blocked}GoSysExit dt=100 g=1 seq=2 ts=1100\nGoStart dt=1 g=1 seq=3\n");
    let want = [
        E::GoSyscallBegin,
        E::GoSyscallEndBlocked,
        E::HeapGoal,
        E::HeapAlloc,
        E::GoStart,
    ];
    let events = check_events(&lines, &want);
    // The first event was at 1001.
    assert_eq!(events[1].time, 99);
    assert_eq!(events[1].context.proc.0, 1_000_003);
    // It stays where it is told when no time is.
    let events = check_events(
        &lines.replace("ts=1100", "ts=0"),
        &[want[0], want[2], want[3], want[1], want[4]],
    );
    assert_eq!(events[3].time, 233);
    check(
        &lines.replace("ts=1100", "ts=1008"),
        "times out of order: GoSysExit has an earlier time than what must come before it",
    );
    check(
        "GoBlock dt=1 stack=0\nGoSysExit dt=1 g=1 seq=2 ts=1004",
        "unexpected GoSysExit: goroutine 1 is in no system call",
    );
    check(
        "GoBlock dt=1 stack=0\nGoSysExitLocal dt=1 g=1 ts=1004",
        "unexpected GoSysExit: goroutine 0 is not waiting",
    );
}

#[test]
fn a_sample_between_hides_that_a_system_call_blocks() {
    use EventType as E;
    let sample = "CPUSample dt=1 ts=1010 p=0 g=1 stack=1\n";
    let lines = format!("GoSysCall dt=5 stack=1\nGoSysBlock dt=5\n{sample}");
    check_events(&lines, &[E::GoSyscallBegin, E::GoSyscallEnd, E::CPUSample]);
    let lines = lines.replace("ts=1010", "ts=2010");
    check_events(&lines, &[E::GoSyscallBegin, E::CPUSample]);
}

#[test]
fn several_processors() {
    use EventType as E;
    // Processor 1 starts what processor 0 makes, and its clock is behind.
    let lines = "GoCreate dt=10 g=2 newstack=1 stack=0\nHeapAlloc dt=10 mem=1\nBatch p=1 ticks=1000\nProcStart dt=2 thread=8\n\
        GoStart dt=14 g=2 seq=1\nGoUnblock dt=1 g=3 seq=2 stack=0\nBatch p=0 ticks=1030\nHeapAlloc dt=1 mem=2\n";
    let waits =
        "inconsistent events: none of the processors' next can come next, the earliest is GoUnblock on processor 1";
    check(lines, waits);
    let fits = lines.replace("GoUnblock dt=1 g=3 seq=2 stack=0\n", "");
    let want = [E::ProcStatus, E::GoCreate, E::GoStart, E::HeapAlloc, E::HeapAlloc];
    let bytes = raw::bytes(&format!("Trace Go1.21\n{RUNNING}{fits}\n{END}")).unwrap();
    let (events, _) = read(&bytes);
    let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
    assert_eq!(
        kinds[1..kinds.len() - 1],
        [&[E::ProcStatus, E::ProcStatus, E::GoStatus][..], &want[1..]].concat()
    );
    // The same start at a time before the creation.
    check(
        &fits.replace("GoStart dt=14", "GoStart dt=4"),
        "times out of order: GoStart has an earlier time than what must come before it",
    );
}

#[test]
fn how_a_file_can_be_made() {
    let whole = format!("Trace Go1.21\n{RUNNING}{END}");
    check_whole(
        &whole.replace("Frequency freq=1000000000\n", ""),
        "missing clock frequency",
    );
    check_whole(
        &whole.replace("freq=1000000000", "freq=18446744073709551615"),
        "invalid clock frequency: -1",
    );
    check_whole(&whole.replace("id=2", "id=1"), "repeated string id: 1");
    check_whole(&whole.replace("String id=2", "String id=0"), "invalid string id: 0");
    check_whole(
        &whole.replace("\"two\"", "\"\""),
        "invalid length of a string: 0 bytes, the limit is 1000000",
    );
    check_whole(
        &whole.replace("nframes=1", "nframes=2"),
        "invalid number of values in Stack: 6, not 10",
    );
    check_whole(
        &whole.replace("nframes=1", "nframes=1001"),
        "stack too deep: 1001 frames, the limit is 1000",
    );
    check_whole(&whole.replace("p=0 ", "p=2147483648 "), "invalid processor: 2147483648");
    check_whole(
        "Trace Go1.21\nHeapAlloc dt=1 mem=1\n",
        "unexpected HeapAlloc: no batch before it",
    );
    check_whole("Trace Go1.21\n", "missing clock frequency");
    let mut bytes = raw::bytes(&whole).unwrap();
    let (_, error) = read(&bytes[..bytes.len() - 1]);
    assert!(error.starts_with("unexpected end of file: in event · byte "), "{error}");
    bytes.push(63);
    let (_, error) = read(&bytes);
    assert!(error.starts_with("unknown event: 63 · byte "), "{error}");
}

#[test]
fn stacks_that_are_there_twice_or_not_at_all() {
    let text = format!(
        "Trace Go1.21\n{RUNNING}GoBlock dt=1 stack=1\n{END}Stack id=1 nframes=1\n\tpc=8 func=2 file=0 line=9\n"
    );
    let (out, _) = printed(&raw::bytes(&text).unwrap());
    assert!(out.contains("\ttwo @ 0x8\n\t\t:9\n") && !out.contains("0x9"), "{out}");

    let text = text.replace("GoBlock dt=1 stack=1", "GoBlock dt=1 stack=7");
    let bytes = raw::bytes(&text).unwrap();
    let mut reader = Reader::new(&bytes[..]).unwrap();
    while reader.next_event().unwrap().is_some() {}
    let warnings: Vec<_> = reader.warnings().map(|warning| warning.to_string()).collect();
    let want = "missing stacks or names: 1 are not in the file · its end may be missing: save or download it again";
    assert_eq!(warnings, [want]);
}

#[test]
fn an_event_that_go_does_not_take() {
    let (events, error) = read(&raw::bytes(&format!("Trace Go1.19\n{RUNNING}FutileWakeup dt=1\n{END}")).unwrap());
    assert!(error.starts_with("unexpected event: FutileWakeup · byte "), "{error}");
    assert_eq!(events.len(), 3);
    check_whole(
        &format!("Trace Go1.21\n{RUNNING}FutileWakeup dt=1\nGCDone dt=1\n{END}"),
        "unexpected GCDone: it has not begun",
    );
}

#[test]
fn what_was_in_vain_before_1_11_is_left_out() {
    use EventType as E;
    let lines = "GoCreate dt=1 g=2 newstack=1 stack=0\nGoBlockSync dt=1 stack=0\nGoStart dt=1 g=2 seq=1\nGoUnblock dt=1 g=1 seq=2 stack=0\n\
        GoSched dt=1 stack=0\nGoStart dt=1 g=1 seq=3\nFutileWakeup dt=1\nGoBlockSync dt=1 stack=0\nGoStart dt=1 g=2 seq=2\nGoEnd dt=1\n";
    let text = format!("Trace Go1.10\n{RUNNING}{lines}{END}");
    let (events, error) = read(&raw::bytes(&text).unwrap());
    assert_eq!(error, "");
    let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
    let want = [E::GoCreate, E::GoBlock, E::GoStart, E::GoStop, E::GoStart, E::GoDestroy];
    assert_eq!(kinds[3..kinds.len() - 1], want);
}

#[test]
fn the_first_version_has_numbers_and_addresses() {
    let text = "Trace Go1.5\nBatch p=0 seq=0 ticks=1000\nProcStart seq_dt=1 dt=1 thread=7\n\
        GoCreate seq_dt=1 dt=1 g=1 newstack=4096 stack=0\nGoStart seq_dt=1 dt=1 g=1\nGomaxprocs seq_dt=1 dt=1 procs=4 stack=0\n\
        GoSysCall seq_dt=1 dt=1 stack=1\nGoSysBlock seq_dt=1 dt=1\nHeapAlloc seq_dt=2 dt=9 mem=1\n\
        GoSysExit seq_dt=2 dt=1 g=1 seq=7 ts=1008\nGoStart seq_dt=1 dt=1 g=1\nGoCreate seq_dt=1 dt=1 g=2 newstack=4097 stack=1\n\
        Frequency freq=1000000000 unused=0\nStack id=1 nframes=2\n\tpc=9\n\tpc=10\n";
    let bytes = raw::bytes(text).unwrap();
    let (out, error) = printed(&bytes);
    assert_eq!(error, "");
    let end = out
        .find("SyscallEnd")
        .or_else(|| out.find("Syscall->Runnable"))
        .unwrap();
    assert!(end < out.find("heap/objects").unwrap(), "{out}");
    assert!(out.contains("\t0x1001 @ 0x1001\n"), "{out}");
    assert!(out.contains("\t0x9 @ 0x9\n\t\t:0\n\t0xa @ 0xa\n"), "{out}");
    let warnings: Vec<_> = Reader::new(&bytes[..])
        .unwrap()
        .warnings()
        .map(|it| it.to_string())
        .collect();
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].starts_with("missing names of functions"));
    let text = text.replace("ts=1008", "ts=1001");
    check_whole(
        &text,
        "times out of order: GoSysExit has an earlier time than what must come before it",
    );
}
