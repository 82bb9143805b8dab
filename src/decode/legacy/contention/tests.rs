use crate::decode::error::Warning;
use crate::decode::legacy::tests::{check, read, refused, shown, warnings};

const TYPES: &str = "contentions/count delay/nanoseconds";

#[test]
fn cycles_become_nanoseconds_and_samples_all_events() {
    check(
        "--- mutex:\ncycles/second=1000000000\nsampling period=5\n1000 3 @ 0x11 0x21\n",
        &format!("{TYPES} every 5 contentions\n15 5000 @ 0x10 0x20\n"),
    );
    check(
        "--- contention:\ncycles/second=2500000001\n1000 3 @ 0x11\n",
        &format!("{TYPES} every 1 contentions\n3 399 @ 0x10\n"),
    );
    // Without either, or without a period, as it stands.
    check("--- mutex:\n7 3 @\n", &format!("{TYPES} every 1 contentions\n3 7 @\n"));
    check(
        "--- mutex:\ncycles/second=10\nsampling period=0\n7 3 @\n",
        &format!("{TYPES} every 0 contentions\n3 7 @\n"),
    );
}

#[test]
fn all_settings_of_cpp() {
    let text = "--- contentionz 1 ---\ncycles/second = 0x3b9aca00\nsampling period = 100\nms since reset = 250\n\
                discarded samples = 3\n       100     10 @ 0x400011\n--- Memory map: ---\n  00400000-00fcb000: server\n";
    let profile = read(text);
    assert_eq!(
        shown(&profile),
        format!("{TYPES} every 100 contentions\n1000 10000 @ 0x400010\n")
    );
    assert_eq!(profile.duration_nanos, 250_000_000);
    assert_eq!(profile.mappings.len(), 1);
}

#[test]
fn comments_name_every_frame() {
    check(
        "--- mutex:\n9 1 @ 0x11 0x21 0x31\n#\t0x10\truntime.unlock+0x1\tlock.go:1\n#\t0x20\tmain.f+0x1\ta.go:2\n\n",
        &format!("{TYPES} every 1 contentions\n1 9 @ runtime.unlock(lock.go:1) main.f(a.go:2) runtime.goexit\n"),
    );
    // Nothing is hidden at the leaf, so what is passed over there is not known.
    check(
        "--- mutex:\n9 1 @ 0x11 0x21\n#\t0x20\tmain.f+0x1\ta.go:2\n\n",
        &format!("{TYPES} every 1 contentions\n1 9 @ 0x10 main.f(a.go:2)\n"),
    );
}

#[test]
fn what_is_neither_setting_nor_sample_is_refused() {
    let check = |line: &str, wanted: &str| refused(format!("--- mutex:\n{line}\n"), wanted);
    check(
        "cycles/second=fast",
        "invalid setting: cycles/second=fast · byte 11, line 2 · ",
    );
    check("colour=1", "invalid setting: colour=1 · byte 11, line 2 · ");
    check("what is this", "invalid sample: what is this · byte 11, line 2 · ");
    check("15 @ 0x1", "invalid sample: 15 @ 0x1 · byte 11, line 2 · ");
    check(
        "99999999999999999999 1 @ 0x1",
        "number too large: 99999999999999999999 · ",
    );
    check(
        "1 99999999999999999999 @ 0x1",
        "number too large: 99999999999999999999 · ",
    );
    check("1 1 @ 0x11111111111111111", "number too large: 0x11111111111111111 · ");
}

#[test]
fn what_is_missing_is_noticed() {
    assert_eq!(warnings("--- mutex:\n9 1 @ 0x1"), [Warning::CutText(20)]);
    assert_eq!(
        warnings("--- mutex:\n9 1 @ 0x11\n#\t0x10\tmain.f+0x1\ta.go:2\n"),
        [Warning::CutText(47)]
    );
}
