use super::*;
use crate::decode::error::Warning;
use crate::decode::legacy::tests::{check, read, refused, warnings};

#[test]
fn stacks_are_read_root_first() {
    check(
        "# made by hand\nmain;f;g 12\nmain;operator new(unsigned long) 3\r\n\nmain 1\nmain;f;f\t2\n;x 5\n",
        "samples/count every 1 samples\n12 @ g f main\n3 @ operator new(unsigned long) main\n1 @ main\n2 @ f f main\n5 @ x \n",
    );
    let profile = read("main;f 1\nmain;f 2\nf 1\n");
    assert_eq!(
        (profile.locations.len(), profile.functions.len(), profile.mappings.len()),
        (2, 2, 0)
    );
}

#[test]
fn other_lines_are_refused() {
    let many = "a;b 1\n".repeat(2_000);
    let check = |line: &str, wanted: &str| refused(format!("{many}{line}\n"), wanted);
    check("a;b", "missing number after a stack: a;b · byte 12000, line 2001 · ");
    check("a;b 1.5", "missing number after a stack: a;b 1.5 · ");
    check("a;b -1", "missing number after a stack: a;b -1 · ");
    check(" 1", "missing number after a stack: 1 · ");
    check("a 9223372036854775808", "number too large: 9223372036854775808 · ");
    assert_eq!(warnings("a;b 1\na;b 2"), [Warning::CutText(11)]);
}

#[test]
fn what_looks_like_folded_stacks() {
    assert!(is_folded(b"a;b 1\nc 2\n", false));
    assert!(is_folded(b"a;b 1\na;b;c", true), "the last line is not whole");
    assert!(!is_folded(b"a;b 1\na;b;c", false));
    assert!(!is_folded(b"a 1\nb 2\n", false), "a list of numbers");
    assert!(!is_folded(b"a;b 1\nhello\n", false));
    assert!(!is_folded(b"", false));
    let deep = "main;f;".repeat(2_000);
    assert!(is_folded(deep.as_bytes(), true));
    assert!(!is_folded("var a=1;f({});".repeat(2_000).as_bytes(), true));
    assert!(!is_folded(&[b'x'; 9_000], true));
}
