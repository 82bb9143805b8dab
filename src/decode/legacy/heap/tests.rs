use crate::decode::error::Warning;
use crate::decode::legacy::tests::{check, refused, warnings};

const LAST: &str = "objects/count space/bytes every 1 space\n";

#[test]
fn every_kind_of_heap_profile() {
    // Go: the rate is half of what the file says, and small objects stand for many.
    check(
        "heap profile: 1: 16 [2: 32] @ heap/1048576\n1: 16 [2: 32] @ 0x11 0x21\n",
        "alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes every 524288 space\n\
         65537 1048592 32768 524296 @ 0x10 0x20 bytes=16\n",
    );
    let sampled = "objects/count space/bytes every 524288 space\n32768 524296 @ 0x10 bytes=16\n";
    for kind in ["heap_v2/524288", "heapz_v2/524288", "heap/1048577"] {
        check(
            format!("heap profile: 1: 16 [1: 16] @ {kind}\n1: 16 [1: 16] @ 0x11\n"),
            sampled,
        );
    }
    // tcmalloc without sampling, growth, fragmentation: as it stands.
    for kind in ["heapprofile", "heapprofile/99", "growthz", "growth", "fragmentationz"] {
        let text = format!("heap profile:  1:  16 [ 1:  16] @ {kind}\n  1:  16 [ 1:  16] @ 0x11\n");
        check(text, &format!("{LAST}1 16 @ 0x10 bytes=16\n"));
    }
    // Growth says nothing of what was allocated.
    check(
        "heap profile: 1: 16 [2: 32] @ growthz\n1: 16 [2: 32] @ 0x11\n",
        &format!("{LAST}1 16 @ 0x10 bytes=16\n"),
    );
    check(
        "heap profile: 0: 0 [0: 0] @ heap\n",
        "objects/count space/bytes every 0 space\n",
    );
    check(
        "heap profile: 1: 16 [2: 32] @ heap/0\n1: 16 [2: 32] @ 0x11\n",
        "alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes every 0 space\n2 32 1 16 @ 0x10 bytes=16\n",
    );
}

#[test]
fn odd_samples() {
    // With something before it, freed since and without frames, and nothing at all.
    let text = "heap profile: 1: 0 [0: 0] @ heapprofile\n\
                log: 2: 16 [0: 0] @ 0x11\n-1: -16 [0: 0] @\n0: 0 [0: 0] @ 0x0\n";
    let samples = "2 16 @ 0x10 bytes=8\n-1 -16 @ bytes=16\n0 0 @ 0xffffffffffffffff bytes=0\n";
    check(text, &format!("{LAST}{samples}"));
}

#[test]
fn what_is_no_sample_is_refused() {
    let head = "heap profile: 1: 8 [1: 8] @ heap/1\n";
    let check = |line: &str, wanted: &str| refused(format!("{head}{line}\n"), wanted);
    check(
        "x: y [z: w] @ 0x3",
        "invalid sample: x: y [z: w] @ 0x3 · byte 35, line 2 · ",
    );
    check(
        "1: 8 [1: -8] @ 0x3",
        "invalid sample: 1: 8 [1: -8] @ 0x3 · byte 35, line 2 · ",
    );
    check(
        "99999999999999999999: 8 [1: 8] @ 0x1",
        "number too large: 99999999999999999999 · ",
    );
    check(
        "1: 8 [1: 8] @ 0x11112222333344445",
        "number too large: 0x11112222333344445 · ",
    );
    check(
        "0: 8 [1: 8] @ 0x3",
        "invalid sample, bytes of 0 objects: 0: 8 [1: 8] @ 0x3 · ",
    );
    refused(
        "heap profile: 1: 8 [1: 8] @ heapz_v3/1\n",
        "unknown kind of heap profile: heapz_v3 · byte 0, line 1 · ",
    );
    refused(
        "heap profile: 1: 8 [1: 8] @ heap/99999999999999999999\n",
        "number too large: 99999999999999999999 · byte 0, line 1 · ",
    );
}

#[test]
fn what_is_missing_is_noticed() {
    let text = "heap profile: 2: 16 [2: 16] @ heap/2\n1: 8 [1: 8] @ 0x3\n";
    let (found, wanted, what) = (1, 2, "objects in use");
    assert_eq!(warnings(text), [Warning::Totals { found, wanted, what }]);
    let text = "heap profile: 1: 8 [1: 8] @ heap/2\n1: 8 [1: 8] @ 0x3";
    assert_eq!(warnings(text), [Warning::CutText(52)]);
}
