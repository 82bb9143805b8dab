use super::*;

/// Mappings as `start limit offset file`, hexadecimal.
fn mappings(text: &str) -> (Mappings, Strings) {
    let mut strings = Strings::new();
    let mut rows = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let number = |at: usize| u64::from_str_radix(words[at], 16).unwrap();
        rows.push(Mapping {
            start: number(0),
            limit: number(1),
            offset: number(2),
            filename: strings.intern(words[3].as_bytes()).unwrap(),
            build_id: strings.intern(words.get(4).unwrap_or(&"").as_bytes()).unwrap(),
            ..Mapping::default()
        });
    }
    (Mappings { rows }, strings)
}

#[track_caller]
fn check(text: &str, addresses: &[u64], wanted: &[&str]) -> Vec<u32> {
    let (mappings, strings) = mappings(text);
    let mut arranged = mappings.arranged(&strings);
    let rows = addresses.iter().map(|&address| arranged.row_of(address)).collect();
    let found: Vec<String> = arranged
        .numbered()
        .iter()
        .map(|row| {
            let file = strings.text(row.filename);
            format!(
                "{} {:x}-{:x} {:x} {file}",
                row.file_id, row.start, row.limit, row.offset
            )
        })
        .collect();
    assert_eq!(found, wanted);
    rows
}

#[test]
fn the_program_comes_first() {
    check(
        "1000 2000 0 [vdso]\n3000 4000 0 /lib/libc.so.6\n5000 6000 0 /lib/x.so\n7000 8000 0 /bin/app\n9000 a000 0 /bin/b",
        &[],
        &[
            "1 7000-8000 0 /bin/app",
            "2 3000-4000 0 /lib/libc.so.6",
            "3 5000-6000 0 /lib/x.so",
            "4 1000-2000 0 [vdso]",
            "5 9000-a000 0 /bin/b",
        ],
    );
    for library in ["libc-2.15.so", "x.so.1", "x.so_2", "a.sox.so", " (deleted)", "[x]"] {
        assert!(!is_program(library.as_bytes()), "{library}");
    }
    for program in ["app", "app(deleted)", "x.sox", "x.so.a", "a b"] {
        assert!(is_program(program.as_bytes()), "{program}");
    }
}

#[test]
fn what_was_split_is_joined() {
    check(
        "1000 2000 800 /bin/app\n2000 3000 1800 /bin/app\n3000 4000 5000 /bin/app\n4000 5000 0 /bin/b",
        &[],
        &[
            "1 1000-3000 800 /bin/app",
            "2 3000-4000 5000 /bin/app",
            "3 4000-5000 0 /bin/b",
        ],
    );
    check(
        "1000 2000 1000 /a id1\n2000 3000 2000 /a id2",
        &[],
        &["1 1000-2000 1000 /a", "2 2000-3000 2000 /a"],
    );
}

#[test]
fn the_usual_start_is_recognized() {
    check("401000 500000 1000 /bin/app", &[], &["1 400000-500000 0 /bin/app"]);
    check(
        "200000 400000 0 /anon_hugepage\n400000 500000 300000 /bin/app",
        &[],
        &["1 400000-500000 300000 /bin/app"],
    );
}

#[test]
fn addresses_are_in_the_first_mapping_that_holds_them() {
    let text = "1000 3000 0 /bin/app\n2000 5000 100 /lib/x.so\n7000 8000 800 /lib/y.so\n9000 9000 0 /none";
    let rows = check(
        text,
        &[0x1000, 0x2fff, 0x3000, 0x4fff, 0x5000, 0x67ff, 0x6800, 0x67ff, 0x9000],
        &[
            "1 1000-3000 0 /bin/app",
            "2 2000-5000 100 /lib/x.so",
            "3 6800-8000 0 /lib/y.so",
            "4 9000-9000 0 /none",
            "5 0-ffffffffffffffff 0 ",
        ],
    );
    assert_eq!(rows, [0, 0, 1, 1, 4, 4, 2, 4, 4]);
    assert_eq!(check("", &[5, u64::MAX], &["1 0-ffffffffffffffff 0 "]), [0, 0]);
}

#[test]
fn ranges_agree_with_looking_at_each() {
    let mut seed = 1_u64;
    let mut next = |limit: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % limit
    };
    for _ in 0..300 {
        let ranges: Vec<(u64, u64)> = (0..next(12)).map(|_| (next(40), next(40))).collect();
        let found = Ranges::new(ranges.iter().copied());
        for address in 0..45 {
            let wanted = ranges
                .iter()
                .position(|&(start, limit)| start <= address && address < limit);
            assert_eq!(
                found.find(address),
                wanted.map(|row| row as u32),
                "{address} in {ranges:?}"
            );
        }
    }
}
