use crate::decode::error::Warning;
use crate::decode::legacy::tests::{check, read, refused, warnings};

const TYPES: &str = "samples/count cpu/nanoseconds every 10000000 cpu\n";
const END: [u64; 3] = [0, 1, 0];

fn little(words: &[u64]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// Samples, each a count and frames, as 64-bit words.
fn profile(samples: &[(u64, &[u64])]) -> Vec<u8> {
    let mut words = vec![0, 3, 0, 10_000, 0];
    for (count, frames) in samples {
        words.extend([*count, frames.len() as u64]);
        words.extend(*frames);
    }
    words.extend(END);
    little(&words)
}

#[test]
fn words_of_every_kind() {
    let words = [0, 3, 0, 10_000, 0, 2, 2, 0x10, 0x21, 1, 1, 0x10, 3, 0, 0, 1, 0];
    let wanted = format!("{TYPES}2 20000000 @ 0x10 0x20\n1 10000000 @ 0x10\n3 30000000 @\n");
    check(words.map(|word: u32| word.to_le_bytes()).concat(), &wanted);
    check(words.map(|word: u32| word.to_be_bytes()).concat(), &wanted);
    check(words.map(|word| u64::from(word).to_le_bytes()).concat(), &wanted);
    check(words.map(|word| u64::from(word).to_be_bytes()).concat(), &wanted);
}

#[test]
fn frames_of_the_signal_handler_go() {
    // Two frames, first in all samples, then in all that still have one.
    let samples: Vec<_> = (0..64_u64)
        .map(|n| (1, [0x1000 + 16 * n, 0x51, 0x61, 0x71 + n]))
        .collect();
    let samples: Vec<_> = samples.iter().map(|(count, frames)| (*count, &frames[..])).collect();
    let wanted = |from: usize| -> String {
        let line = |n: usize| format!("1 10000000 @ {:#x} {:#x}\n", 0x1000 + 16 * n, 0x70 + n);
        (from..64).map(line).collect()
    };
    check(profile(&samples), &format!("{TYPES}{}", wanted(0)));
    // In all but two of 64, which is the limit; in all but three, which is too few.
    let mut few = samples.clone();
    (few[0].1, few[1].1) = (&[0x10], &[0x10]);
    let kept = "1 10000000 @ 0x10\n".repeat(2);
    check(profile(&few), &format!("{TYPES}{kept}{}", wanted(2)));
    few[2].1 = &[0x10];
    let third = "1 10000000 @ 0x1030 0x50 0x60 0x73\n";
    assert!(crate::decode::legacy::tests::shown(&read(profile(&few))).contains(third));
}

#[test]
fn a_leaf_that_is_there_twice() {
    let samples: [(u64, &[u64]); 2] = [(1, &[0x10, 0x10, 0x21]), (1, &[0x10, 0x31, 0x21])];
    check(
        profile(&samples),
        &format!("{TYPES}1 10000000 @ 0x10 0x20\n1 10000000 @ 0x10 0x30 0x20\n"),
    );
}

#[test]
fn a_memory_map_follows() {
    let mut bytes = profile(&[(1, &[0x40_0010]), (1, &[0x90_0000])]);
    bytes.extend_from_slice(b"build=/bin/app\n00400000-00401000 r-xp 00000000 00:00 21306940    $build\n");
    let profile = read(&bytes);
    assert_eq!(profile.locations.mapping.iter().collect::<Vec<_>>(), [0, 1]);
    assert_eq!(profile.strings.bytes(profile.mappings[0].filename), b"/bin/app");
}

#[test]
fn java_names_its_places() {
    let mut bytes = little(&[0, 3, 1, 10_000, 0, 2, 2, 3, 4, 0, 1, 0]);
    bytes.extend_from_slice(b" 0x00000003 GC\n 0x04 f (F.java:7)\n");
    check(&bytes, &format!("{TYPES}2 20000000 @ GC f(F.java:7)\n"));
}

#[test]
fn what_is_cut_is_refused_or_noticed() {
    let whole = profile(&[(1, &[0x10, 0x21]), (1, &[0x10, 0x31, 0x21])]);
    for cut in 40..whole.len() {
        // After a sample it may be whole, but for the mark.
        if [40, 72, 112].contains(&cut) {
            assert_eq!(warnings(&whole[..cut]), [Warning::NoEndMark(cut as u64)]);
        } else {
            refused(
                &whole[..cut],
                &format!("unexpected end of file in a sample · byte {} · ", cut / 8 * 8),
            );
        }
    }
}

#[test]
fn no_claim_is_believed() {
    let bytes = little(&[0, 3, 0, 10_000, 0, 1, u64::MAX, 5]);
    refused(
        bytes,
        "stack too deep: the limit is 1048576 frames: 18446744073709551615 · byte 40 · ",
    );
    let bytes = little(&[0, 3, 0, 10_000, 0, 1, 1 << 20, 5]);
    refused(bytes, "unexpected end of file in a sample · byte 64 · ");
}

#[test]
fn large_numbers_wrap_as_in_pprof() {
    let bytes = profile(&[(u64::MAX, &[0x10]), (1 << 62, &[0])]);
    check(
        bytes,
        &format!("{TYPES}-1 -10000000 @ 0x10\n4611686018427387904 0 @ 0x0\n"),
    );
}
