//! A trace written by hand, and every number that follows from it.

use goscope::analyze::trace::json;
use goscope::decode::trace::{decoder, raw};
use serde_json::{Value, json};

/// Goroutine 1 runs from the beginning, makes goroutine 2 in a region, waits for it, and is in a system call that loses its processor.
/// A unit is 64 ns.
const TRACE: &str = r#"Trace Go1.22
EventBatch gen=1 m=7 time=1000
ProcStatus dt=10 p=0 pstatus=1
GoStatus dt=10 g=1 m=7 gstatus=2
ProcsChange dt=10 procs_value=1 stack=0
UserTaskBegin dt=10 task=5 parent_task=0 name_string=4 stack=0
UserRegionBegin dt=10 task=5 name_string=5 stack=1
GoCreate dt=10 new_g=2 new_stack=2 stack=1
GoBlock dt=10 reason_string=3 stack=1
GoStart dt=10 g=2 g_seq=1
GoUnblock dt=10 g=1 g_seq=1 stack=2
HeapAlloc dt=10 heapalloc_value=4096
GoDestroy dt=10
GoStart dt=10 g=1 g_seq=2
UserRegionEnd dt=10 task=5 name_string=5 stack=1
GoSyscallBegin dt=10 p_seq=1 stack=1
GoSyscallEndBlocked dt=100
EventBatch gen=1 m=8 time=1150
ProcSteal dt=20 p=0 p_seq=2 m=7
EventBatch gen=1 m=18446744073709551615 time=2000
Frequency freq=15625000
EventBatch gen=1 m=18446744073709551615 time=2000
Strings
String id=1
	data="main.main"
String id=2
	data="main.child"
String id=3
	data="chan receive"
String id=4
	data="job"
String id=5
	data="step"
EventBatch gen=1 m=18446744073709551615 time=2000
Stacks
Stack id=1 nframes=1
	pc=1 func=1 file=0 line=9
Stack id=2 nframes=1
	pc=2 func=2 file=0 line=19
"#;

fn summary(text: &str) -> Value {
    let bytes = raw::bytes(text).unwrap();
    let (trace, warnings) = decoder::decode(bytes.as_slice()).unwrap();
    let warnings: Vec<_> = warnings.iter().map(ToString::to_string).collect();
    let mut out = Vec::new();
    json::write(&trace, warnings.is_empty(), &warnings, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&out)))
}

/// Units since the trace began, in nanoseconds of its clock.
fn at(units: i64) -> i64 {
    (1000 + units) * 64
}

#[track_caller]
fn check(found: &Value, key: &str, want: &Value) {
    assert_eq!(&found[key], want, "{key}");
}

#[test]
fn goroutines_are_summed_up() {
    let found = summary(TRACE);
    let goroutines = found["goroutines"].as_array().unwrap();
    let [main, child] = &goroutines[..] else {
        panic!("{goroutines:?}")
    };
    check(main, "name", &json!("main.main"));
    check(main, "creation", &json!(at(0)));
    // What it is first seen to do it did before, but when it started is not known better.
    check(main, "start", &json!(at(20)));
    check(main, "end", &json!(0));
    check(main, "exec", &json!((70 + 20) * 64));
    check(main, "block", &json!({ "chan receive": 20 * 64 }));
    // Until the `Sync` that ends the trace, a nanosecond after the last event.
    check(main, "sched", &json!(30 * 64 + 1));
    check(main, "syscall", &json!(30 * 64));
    check(main, "syscallBlock", &json!(70 * 64));
    check(main, "endState", &json!("Runnable"));
    check(child, "name", &json!("main.child"));
    check(child, "parent", &json!(1));
    check(child, "creation", &json!(at(60)));
    check(child, "exec", &json!(30 * 64));
    check(child, "sched", &json!(20 * 64));
    check(child, "end", &json!(at(110)));
    check(&found, "goroutinesAliveAtEnd", &json!(1));
    check(&found["maxGoroutinesByState"], "Running", &json!(1));
    check(&found["events"]["goTransitions"], "Running->Syscall", &json!(1));
    check(&found["events"]["reasons"], "block: chan receive", &json!(1));
}

#[test]
fn regions_and_tasks_are_summed_up() {
    let found = summary(TRACE);
    let regions = found["regions"].as_array().unwrap();
    let [step, inherited] = &regions[..] else {
        panic!("{regions:?}")
    };
    check(step, "name", &json!("step"));
    check(step, "start", &json!(at(50)));
    check(step, "end", &json!(at(130)));
    check(step, "exec", &json!((20 + 10) * 64));
    check(step, "block", &json!({ "chan receive": 20 * 64 }));
    check(inherited, "g", &json!(2));
    check(inherited, "task", &json!(5));
    check(inherited, "end", &json!(at(110)));
    let task = &found["tasks"][0];
    check(task, "name", &json!("job"));
    check(task, "complete", &json!(false));
    check(task, "regions", &json!(1));
    check(task, "goroutines", &json!([1]));
    check(
        &found["metrics"]["/memory/classes/heap/objects:bytes"],
        "max",
        &json!(4096),
    );
    check(&found["procRunningTime"], "0", &json!(160 * 64));
}

#[test]
fn what_is_cut_off_is_told() {
    let text = TRACE.replace("GoDestroy dt=10\n", "GoDestroy dt=10\nGoDestroy dt=10\n");
    let found = summary(&text);
    check(&found, "ok", &json!(false));
    let warning = found["warnings"][0].as_str().unwrap();
    assert!(warning.contains("missing goroutine: event GoDestroy"), "{warning}");
    check(&found, "goroutineCount", &json!(2));
}
