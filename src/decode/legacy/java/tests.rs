use super::*;
use crate::decode::legacy::tests::{check, read, refused, shown};

const TABLE: &str = "\
 0x00000003 com.example.Cache.get (Cache.java:18)
 0x00000004 native (/usr/lib/libx.so)
 0x00000005 GC
 0x00000006 generated stub/JIT
 0x00000007 com.example.Cache.get (Other.java:-1)
 0x00000009 not.used (Not.java:1)
 # nothing
";

#[test]
fn heaps() {
    let text = format!(
        "--- heapz 1 ---\nformat = java\nresolution = bytes\n          7048     1 @ 0x00000003 0x00000004 0x5 0x6 0x7 0x8\n{TABLE}"
    );
    check(
        text,
        "inuse_objects/count inuse_space/bytes every 0 \n\
         74 527819 @ com.example.Cache.get(Cache.java:18) native(libx.so:0) GC STUB com.example.Cache.get(Cache.java:0) 0x0 bytes=7048\n",
    );
}

#[test]
fn contentions() {
    let text = "--- contentionz 1 ---\nformat = java\nresolution = microseconds\nsampling period = 100\nms since reset = 6019923\n\
                            100     10 @ 0x00000003\n 0x3 f (F.java:1)";
    let profile = crate::decode::decode(text.as_bytes()).unwrap();
    assert_eq!(profile.warnings.len(), 1, "it ends in a line");
    let profile = read(format!("{text}\n"));
    assert_eq!(
        shown(&profile),
        "contentions/count delay/microseconds every 100 contentions\n1000 10000 @ f(F.java:1)\n"
    );
    assert_eq!(profile.duration_nanos, 6_019_923_000_000);
}

#[test]
fn frames_without_a_name_are_in_the_mapping_of_everything() {
    let profile = read("--- heapz 1 ---\nformat=java\nresolution=bytes\n 8 1 @ 0x3 0x4\n 0x4 f (F.java:1)\n");
    assert_eq!(profile.locations.mapping.iter().collect::<Vec<_>>(), [0, u32::MAX]);
    assert_eq!((profile.mappings.len(), profile.mappings[0].limit), (1, u64::MAX));
}

#[test]
fn what_is_wrong_is_refused() {
    refused(
        "--- heapz 1 ---\nformat = c\n",
        "invalid setting: format = c · byte 16, line 2 · ",
    );
    refused(
        "--- heapz 1 ---\nsampling period = 1\n",
        "invalid setting: sampling period = 1 · ",
    );
    refused(
        "--- contentionz 1 ---\nformat = java\nms since reset = soon\n",
        "invalid setting: ms since reset = soon · ",
    );
    refused(
        "--- heapz 1 ---\nformat = java\n",
        "missing setting: resolution · byte 30, line 3 · ",
    );
    refused(
        "--- heapz 1 ---\nformat = java\n 8 1 @ 0x3\n",
        "missing setting: resolution: 8 1 @ 0x3 · ",
    );
    let head = "--- heapz 1 ---\nformat = java\nresolution = bytes\n";
    refused(
        format!("{head} 8 0 @ 0x3\n"),
        "invalid sample, bytes of 0 objects: 8 0 @ 0x3 · ",
    );
    refused(
        format!("{head} 99999999999999999999 1 @ 0x3\n"),
        "number too large: 99999999999999999999 1 @ 0x3 · ",
    );
    refused(
        format!("{head} 8 1 @ 0x3\n 0x11111111111111111 f\n"),
        "number too large: 0x11111111111111111 f · ",
    );
}

#[test]
fn places_are_taken_apart() {
    let check = |text: &'static str, function: &str, file: &str, line| {
        let place = place_of(text.as_bytes());
        assert_eq!(
            (place.function, place.file, place.line),
            (function.as_bytes(), file.as_bytes(), line),
            "{text}"
        );
    };
    check("a.B.c (D.java:12)", "a.B.c", "D.java", 12);
    check("a.B.c (x) (D.java:12)", "a.B.c (x)", "D.java", 12);
    check("a.B.c (D.java:-3)", "a.B.c", "D.java", 0);
    check("a.B.c (D.java:99999999999999999999)", "a.B.c", "D.java", 0);
    check("f (/lib/x/)", "f", "x", 0);
    check("f ()", "f", "", 0);
    check("f (C:\\x)", "f", "C:\\x", 0);
    check("f(x:1)", "f(x:1)", "", 0);
    check("(x:1)", "(x:1)", "", 0);
    check("Compile", "Compile", "", 0);
    check("a generated stub/JIT here", "STUB", "", 0);
    check("", "", "", 0);
    check(")", ")", "", 0);
}
