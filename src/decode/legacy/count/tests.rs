use crate::decode::error::Warning;
use crate::decode::legacy::tests::{check, check_without_comments, refused, warnings};

const TYPES: &str = "goroutine/count every 1 goroutine\n";

const TEXT: &str = "\
goroutine profile: total 7
3 @ 0x1010 0x2010 0x3010 0x4010 0x9010
# labels: {\"quote\":\"a \\\"b\\\", c\", \"shard\":\"3\"}
#\t0x300f\tmain.wait+0xf\t\t/src/a b/main.go:20
#\t0x400f\tmain.(*T[...]).Run+0x12f\tC:/src/run.go:7

2 @ 0x2010 0x3010 0x9010
#\t0x300f\tmain.wait+0xf\t/src/a b/main.go:20

1 @ 0x1010 0x1510 0x9010
#\t0x100f\truntime.gopark+0xf\tproc.go:1
#\t0x150f\truntime.bgsweep+0xf\tmgc.go:2

1 @ 0x5010
#\t0x500f

";

#[test]
fn comments_name_the_frames_and_labels() {
    check(
        TEXT,
        &[
            TYPES,
            // Hidden at the leaf, but named elsewhere; hidden everywhere; named; the root.
            "3 @ runtime.gopark(proc.go:1) runtime.? main.wait(/src/a b/main.go:20) \
             main.(*T[...]).Run(C:/src/run.go:7) runtime.goexit quote=a \"b\", c shard=3\n",
            "2 @ runtime.? main.wait(/src/a b/main.go:20) runtime.goexit\n",
            "1 @ runtime.gopark(proc.go:1) runtime.bgsweep(mgc.go:2) runtime.goexit\n",
            "1 @ 0x500f\n",
        ]
        .concat(),
    );
    check_without_comments(
        TEXT,
        &[
            TYPES,
            "3 @ 0x100f 0x200f 0x300f 0x400f 0x900f\n2 @ 0x200f 0x300f 0x900f\n",
            "1 @ 0x100f 0x150f 0x900f\n1 @ 0x500f\n",
        ]
        .concat(),
    );
}

#[test]
fn frames_inlined_at_one_address_are_lines_of_one_location() {
    let record = "1 @ 0x1010 0x2010\n\
                  #\t0x100f\tmain.in+0xf\tin.go:1\n#\t0x100f\tmain.out+0xf\tout.go:2\n#\t0x2010\tmain.main+0x0\tmain.go:3\n\n";
    check(
        format!("pool profile: total 2\n{}", record.repeat(2)),
        &format!(
            "pool/count every 1 pool\n{}",
            "1 @ main.in(in.go:1)<main.out(out.go:2) main.main(main.go:3)\n".repeat(2)
        ),
    );
}

#[test]
fn recursion_is_named_frame_by_frame() {
    let text = "g profile: total 1\n1 @ 0x11 0x21 0x21 0x21 0x31\n\
                #\t0x10\tmain.leaf+0x1\ta.go:1\n#\t0x20\tmain.f+0x1\ta.go:2\n#\t0x20\tmain.f+0x1\ta.go:2\n#\t0x20\tmain.f+0x1\ta.go:2\n\n";
    let f = "main.f(a.go:2)";
    check(
        text,
        &format!("g/count every 1 g\n1 @ main.leaf(a.go:1) {f} {f} {f} runtime.goexit\n"),
    );
}

#[test]
fn what_go_writes_where_nothing_is_known() {
    // Of threads the stack is empty (Go 1.21), or noughts (Go 1.24).
    check(
        "threadcreate profile: total 5\n5 @\n#\t0x0\n\n",
        "threadcreate/count every 1 threadcreate\n5 @\n",
    );
    let noughts = "threadcreate profile: total 5\n5 @ 0x0 0x0\n#\t0x0\n\n";
    let nought = "0xffffffffffffffff";
    check(
        noughts,
        &format!("threadcreate/count every 1 threadcreate\n5 @ {nought} {nought}\n"),
    );
    check(
        "example.com/pool profile: total 0\n",
        "example.com/pool/count every 1 example.com/pool\n",
    );
}

#[test]
fn sections_after_the_samples() {
    let text =
        "x profile: total 1\n1 @ 0x400011\n--- Other ---\n??\n--- Memory map: ---\n00400000-00401000: /bin/app\n";
    let profile = crate::decode::legacy::tests::read(text);
    assert_eq!(profile.mappings.len(), 1);
    assert_eq!(profile.strings.bytes(profile.mappings[0].filename), b"/bin/app");
    assert!(!profile.mappings[0].has_functions);
}

#[test]
fn what_is_no_sample_is_refused() {
    let check = |line: &str, wanted: &str| refused(format!("x profile: total 1\n{line}\n"), wanted);
    for line in [
        "-1 @ 0x1",
        "1 @ 0x1  0x2",
        "1 @0x1",
        "1 @ 0x1 0x",
        "1 @ 0x1 y",
        "@ 0x1",
        "1 @ 0x1 1",
    ] {
        check(line, &format!("invalid sample: {line} · byte 19, line 2 · "));
    }
    check("9223372036854775808 @ 0x1", "number too large: 9223372036854775808 · ");
    check("1 @ 0x11111111111111111", "number too large: 0x11111111111111111 · ");
}

#[test]
fn what_is_missing_is_noticed() {
    let found = |found| Warning::Totals {
        found,
        wanted: 7,
        what: "in all",
    };
    let cut = TEXT.find("1 @ 0x5010").unwrap();
    assert_eq!(warnings(&TEXT[..cut]), [found(6)]);
    // After the comments of the last sample an empty line is missing.
    assert_eq!(
        warnings(&TEXT[..TEXT.len() - 1]),
        [Warning::CutText(TEXT.len() as u64 - 1)]
    );
    assert_eq!(warnings(&TEXT[..cut - 1]), [Warning::CutText(cut as u64 - 1), found(6)]);
}
