use std::fmt::Write as _;

use super::*;
use crate::decode::legacy::tests::refused;

/// The mappings of a memory map, as `start-limit offset file id`.
fn read(text: &str) -> Vec<String> {
    let mut map = MemoryMap::new();
    let mut build = Build::new().unwrap();
    for line in text.lines() {
        map.line(&mut build, line.as_bytes()).unwrap();
    }
    let text = |id| build.profile.strings.text(id);
    let rows = map.mappings.rows.iter();
    rows.map(|row| {
        let (file, id) = (text(row.filename), text(row.build_id));
        format!("{:x}-{:x} {:x} {file} {id}", row.start, row.limit, row.offset)
    })
    .collect()
}

#[test]
fn lines_of_linux_and_shorter_ones() {
    assert_eq!(
        read(
            "00400000-00fcb000 r-xp 00001000 00:00 21306940    /bin/app\n\
             00fcb000-00ffe000 rw-p 00bca000 00:00 21306940    /bin/app\n\
             ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0\n\
             \x20 7fcdc231e000-7fcdc2321000: /libnss_cache-2.15.so\n\
             0x40000-0x80000 /path/to/binary (@FF00) abc123456\n\
             main.cc:120] 1000-2000 r-xp 00000000 00:00 21306940    /bin/logged\n\
             nothing\n\n99999999999999999-2 x\n"
        ),
        [
            "400000-fcb000 1000 /bin/app ",
            "ffffffffff600000-ffffffffff601000 0  ",
            "7fcdc231e000-7fcdc2321000 0 /libnss_cache-2.15.so ",
            "40000-80000 ff00 /path/to/binary abc123456",
            "1000-2000 0 /bin/logged ",
        ]
    );
}

#[test]
fn names_stand_for_texts() {
    assert_eq!(
        read(
            "root = /opt\nbuild=$root/app\n1000-2000: $build\n2000-3000: $root$rootless$x$\nroot=/other\n4000-5000: $root\n"
        ),
        [
            "1000-2000 0 /opt/app ",
            "2000-3000 0 /opt/optless$x$ ",
            "4000-5000 0 /opt "
        ]
    );
}

#[test]
fn names_cannot_fill_the_memory() {
    let mut text = "--- mutex:\n--- Memory map: ---\nx = aaaaaaaaaaaaaaaa\n".to_owned();
    let mut last = "x".to_owned();
    for letter in 'g'..='z' {
        let next = format!("{letter}_");
        writeln!(text, "{next} = ${last}${last}${last}").unwrap();
        last = next;
    }
    refused(text, "line too long: the limit is 16777216 bytes: ");
    let mut text = "--- mutex:\n--- Memory map: ---\n".to_owned();
    (0..=MAX_NAMES).for_each(|n| writeln!(text, "x{n}=1").unwrap());
    refused(text, "too many names in a memory map: the limit is 256: x256=1 · byte ");
    let lines = "1000-2000: x\n3000-4000: y\n".repeat(MAX_MAPPINGS / 2 + 1);
    refused(
        format!("--- mutex:\n--- Memory map: ---\n{lines}"),
        "too many mappings: the limit is 16384: 1000-2000: x · byte ",
    );
}

#[test]
fn where_a_memory_map_begins() {
    assert!(begin_after(b"--- Memory map: ---"));
    assert!(begin_after(b"x MAPPED_LIBRARIES: y"));
    assert!(!begin_after(b"1: 8 [1: 8] @ 0x3"));
    assert!(!begin_after(b"--- Memory"));
}
