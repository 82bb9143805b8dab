use std::fmt::Write as _;

use super::*;
use crate::decode::{Decoded, Kind, decode};
use crate::model::document::Document;
use crate::model::goroutines::{Flags, FrameKind, GoroutineRow, NoteKind};

fn read(text: &[u8]) -> (Dump, Vec<Warning>) {
    let Decoded {
        document,
        warnings,
        format,
        ..
    } = decode(text).unwrap();
    let Document::Goroutines(dump) = document else {
        panic!("no dump")
    };
    assert_eq!(format.kind, Kind::Goroutines);
    (*dump, warnings)
}

/// Reads what must be whole.
#[track_caller]
fn read_whole(text: &str) -> Dump {
    let (dump, warnings) = read(text.as_bytes());
    assert_eq!(warnings, []);
    dump
}

/// A goroutine in one line: number, state, stack from the innermost with lines of source, creator.
fn told(dump: &Dump, row: usize) -> String {
    let goroutines = &dump.goroutines;
    let place = |frame| {
        let frame = dump.frames.get(frame);
        let mark = match frame.kind {
            FrameKind::Call => "",
            FrameKind::Inlined => "~",
            FrameKind::Foreign => "!",
            FrameKind::Elided => "…",
        };
        format!("{mark}{}:{}", dump.strings.text(frame.function), frame.line)
    };
    let stack: Vec<_> = dump
        .stacks
        .leaf_first(goroutines.stack.get(row))
        .map(|frame| place(frame.row()))
        .collect();
    let creator = goroutines.creator(GoroutineRow::from(row));
    let creator = creator.map_or_else(|| "-".to_owned(), |frame| place(frame.row()));
    format!(
        "{} [{}] {} by {creator} in {}",
        goroutines.id.get(row),
        dump.strings.text(goroutines.state.get(row)),
        stack.join(" "),
        goroutines.created_in.get(row)
    )
}

fn arguments(dump: &Dump, row: usize) -> String {
    let mut text = Vec::new();
    dump.goroutines
        .read_arguments(GoroutineRow::from(row), &mut text)
        .unwrap();
    String::from_utf8(text).unwrap()
}

const TWO: &str = "\
goroutine 1 [running]:
main.main()
\t/src/main.go:9 +0x1d

goroutine 7 [chan receive, 5 minutes, locked to thread]:
sync.(*Mutex).Lock(...)
\t/go/src/sync/mutex.go:70
main.(*Queue).pop(0xc000012345, {0x1, 0x2?}, ...)
\t/src/queue.go:42 +0x1d
created by main.main in goroutine 1
\t/src/main.go:8 +0x5e
";

const TOLD: [&str; 2] = [
    "1 [running] main.main:9 by - in 0",
    "7 [chan receive] ~sync.(*Mutex).Lock:70 main.(*Queue).pop:42 by main.main:8 in 1",
];

#[track_caller]
fn check_two(dump: &Dump) {
    assert_eq!(dump.goroutines.len(), 2);
    assert_eq!([told(dump, 0), told(dump, 1)], TOLD);
    assert_eq!(arguments(dump, 1), "\n0xc000012345, {0x1, 0x2?}, ...\n");
}

#[test]
fn a_dump() {
    let dump = read_whole(TWO);
    check_two(&dump);
    assert_eq!(dump.goroutines.wait_minutes.get(1), 5);
    assert!(dump.goroutines.flags.get(1).has(Flags::LOCKED));
    assert_eq!(dump.other_lines, 0);
}

#[test]
fn line_ends_and_marks_of_windows() {
    check_two(&read_whole(&format!("\u{feff}{}", TWO.replace('\n', "\r\n"))));
    let cut = TWO.trim_end();
    let (dump, warnings) = read(cut.as_bytes());
    check_two(&dump);
    assert_eq!(warnings, [Warning::NoLineBreak(cut.len() as u64)]);
}

#[test]
fn behind_the_prefix_of_a_log() {
    let mut text = String::from("app-1  | starting\ndb-1  | ready (ok)\n");
    for (n, line) in TWO.lines().enumerate() {
        writeln!(text, "app-1  | 2026-11-23T02:43:{n}Z {line}\ndb-1  | checkpoint (12)").unwrap();
    }
    let dump = read_whole(&text);
    check_two(&dump);
    assert_eq!(dump.other_lines, 2 + TWO.lines().count() as u64);
    // A logger that marks the first line only.
    check_two(&read_whole(&format!("2026/11/23 02:43:35 {TWO}")));
}

#[test]
fn other_lines_between_any_two() {
    for other in ["2026/11/23 listening on :8080", "", "ok (done)", "\t\tindented"] {
        let text = TWO.replace('\n', &format!("\n{other}\n"));
        let (dump, _) = read(text.as_bytes());
        check_two(&dump);
        let count = if other.is_empty() { 0 } else { TWO.lines().count() };
        assert_eq!(dump.other_lines, count as u64, "{other}");
    }
}

#[test]
fn blanks_may_be_lost() {
    check_two(&read_whole(&TWO.replace('\t', "        ")));
    check_two(&read_whole(&TWO.replace('\t', "")));
}

#[test]
fn shapes_of_old_versions() {
    // Go 1.5, and the fields that GOTRACEBACK=system adds.
    let dump = read_whole(
        "SIGQUIT: quit\nPC=0x45a9f3 m=0\n\n\
         goroutine 0 [idle]:\nruntime.futex(0x5a6e90, 0x0)\n\t/usr/lib/go/src/runtime/sys_linux_amd64.s:288 +0x21\n\n\
         goroutine 17 [syscall, 3 minutes, locked to thread]:\n\
         runtime.goexit()\n\t/usr/lib/go/src/runtime/asm_amd64.s:1696 +0x1\n\n\
         goroutine 5 [select, 2 minutes]:\n\
         main.loop(0xc82000e1e0, 0x3, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, ...)\n\
         \t/src/main.go:12 +0x5c fp=0xc820032f90 sp=0xc820032f38\n\
         ...additional frames elided...\n\
         created by main.main\n\t/src/main.go:30 +0x8a\n\n\
         rax    0xfffffffffffffffc\nrip    0x45a9f3\n",
    );
    let told: Vec<_> = (0..3).map(|row| told(&dump, row)).collect();
    assert_eq!(
        told,
        [
            "0 [idle] runtime.futex:288 by - in 0",
            "17 [syscall] runtime.goexit:1696 by - in 0",
            "5 [select] main.loop:12 …additional frames elided:0 by main.main:30 in 0",
        ]
    );
    assert_eq!(dump.other_lines, 4);
    assert_eq!(dump.notes.len(), 1);
    assert_eq!(dump.notes[0].kind, NoteKind::Signal);
}

#[test]
fn shapes_of_new_versions() {
    let dump = read_whole(
        "fatal error: all goroutines are asleep - deadlock!\n\n\
         goroutine 1 gp=0xc000002380 m=2 mp=0xc000048808 [chan receive (nil chan) (leaked), synctest bubble 3] {tenant: \"a b\", n: 1}:\n\
         main.f({0x1, 0x2})\n\t/src/main.go:1 +0x1 fp=0xc0 sp=0xc1 pc=0x3\n\
         ...81 frames elided...\n\
         runtime.main()\n\t/src/proc.go:283 +0x28b\n\n\
         goroutine 2 gp=0xc0000028c0 m=nil [running]:\n\
         \tgoroutine running on other thread; stack unavailable\n\
         created by main.main in goroutine 1\n\t/src/main.go:9 +0x1\n",
    );
    assert_eq!(
        told(&dump, 0),
        "1 [chan receive (nil chan)] main.f:1 …81 frames elided:0 runtime.main:283 by - in 0"
    );
    assert_eq!(told(&dump, 1), "2 [running]  by main.main:9 in 1");
    assert!(dump.goroutines.flags.get(0).has(Flags::LEAKED));
    assert!(dump.goroutines.flags.get(1).has(Flags::NO_STACK));
    assert_eq!(dump.goroutines.bubble_of(GoroutineRow(0)), Some(3));
    assert_eq!(dump.goroutines.bubble_of(GoroutineRow(1)), None);
    let labels: Vec<_> = dump
        .label_sets
        .labels(dump.goroutines.labels.get(0))
        .map(|(key, value)| format!("{}={}", dump.strings.text(key), dump.strings.text(value)))
        .collect();
    assert_eq!(labels, ["tenant=a b", "n=1"]);
    assert_eq!(dump.notes[0].kind, NoteKind::FatalError);
}

#[test]
fn code_that_is_not_go() {
    let dump = read_whole(
        "goroutine 1 [syscall]:\nnon-Go function at pc=0x7f00\nhash_block\n\t/src/sha.c:30 pc=0x4a\nnon-Go function\n\tpc=0x4b\n\
         main.main()\n\t/src/main.go:1 +0x1\n",
    );
    assert_eq!(
        told(&dump, 0),
        "1 [syscall] !non-Go function:0 !hash_block:30 !non-Go function:0 main.main:1 by - in 0"
    );
    assert_eq!(dump.other_lines, 0);
}

#[test]
fn stacks_that_are_no_goroutines() {
    let (dump, warnings) = read(
        b"runtime: goroutine stack exceeds 1048576-byte limit\nfatal error: stack overflow\n\nruntime stack:\n\
          runtime.throw({0x1, 0x2})\n\t/go/panic.go:1 +0x1\n\n\
          goroutine 7 [running]:\nmain.f(0x1)\n\t/src/main.go:22 +0x33\ncreated by main.main\n\t/src/main.go:3 +0x4\n\
          [originating from goroutine 1]:\nmain.main(...)\n\t/src/main.go:3 +0x4\n",
    );
    assert_eq!(told(&dump, 0), "7 [running] main.f:22 by main.main:3 in 0");
    assert_eq!(dump.other_lines, 5);
    assert_eq!(warnings[..1], [Warning::Ancestors(1)]);
    let kinds: Vec<_> = dump.notes.iter().map(|note| note.kind).collect();
    assert_eq!(kinds, [NoteKind::Runtime, NoteKind::FatalError]);
}

#[test]
fn panics_behind_a_prefix_are_notes() {
    let dump = read_whole(&format!(
        "app | panic: boom [recovered]\napp | \tpanic: bang\napp | [signal SIGSEGV: x]\n{TWO}"
    ));
    let notes: Vec<_> = dump
        .notes
        .iter()
        .map(|note| dump.strings.text(note.text).into_owned())
        .collect();
    assert_eq!(notes, ["panic: boom [recovered]", "panic: bang"]);
    assert_eq!(dump.other_lines, 3);
}

#[test]
fn several_dumps_are_told() {
    let (dump, warnings) = read(format!("{TWO}\n{TWO}").as_bytes());
    assert_eq!(dump.goroutines.len(), 4);
    assert_eq!(warnings, [Warning::RepeatedGoroutines(2)]);
}

#[test]
fn long_lines_are_passed_over() {
    let long = "x".repeat(3 * MAX_LINE_BYTES);
    let (dump, warnings) = read(format!("{long}\n{TWO}{long}\n").as_bytes());
    check_two(&dump);
    assert_eq!(warnings, [Warning::LongLines(2)]);
    assert_eq!(dump.other_lines, 2);
}

#[test]
fn every_cut_is_told_or_falls_between_goroutines() {
    let between = TWO.find("\n\n").unwrap() + 1;
    for len in 1..TWO.len() {
        match decode(&TWO.as_bytes()[..len]) {
            Err(error) => assert!(error.offset().is_some(), "{len}: {error}"),
            Ok(decoded) => {
                let is_told = decoded.warnings.iter().any(|warning| match warning {
                    Warning::CutDump { offset, .. } | Warning::NoLineBreak(offset) => *offset == len as u64,
                    _ => false,
                });
                assert!(is_told || (between..=between + 1).contains(&len), "{len}");
            }
        }
    }
}

#[test]
fn texts_without_goroutines_are_named() {
    let check = |text: &str, wanted: &str| {
        let error = decode(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
    };
    check("hello\n", "text: hello");
    check("panic: boom\n", "beginning of a crash");
    check("{\"a\": 1}", "JSON");
}
