use super::*;

#[track_caller]
fn check_label(value: i64, from: &str, to: &str, expected: &str) {
    assert_eq!(
        scaled_label(value, from.as_bytes(), to.as_bytes()),
        expected,
        "{value} {from} to {to}"
    );
}

#[test]
fn labels_as_pprof_prints_them() {
    check_label(1536, "bytes", "auto", "1.50kB");
    check_label(1, "bytes", "seconds", "1B");
    check_label(0, "bytes", "auto", "0");
    check_label(0, "ns", "ns", "0");
    check_label(999_999, "ns", "auto", "1000us");
    check_label(3_599_000_000_000, "nanoseconds", "auto", "3599s");
    check_label(3_600_000_000_000, "nanoseconds", "auto", "1hrs");
    check_label(5, "widgets", "widgets", "5widgets");
    check_label(5, "widgets", "auto", "5");
    check_label(5, "count", "count", "5");
    check_label(5, "count", "minimum", "5");
    check_label(5, "count", "", "5");
    check_label(5, "widgets", "sample", "5");
    check_label(1, "b", "gb", "0");
    check_label(-1, "b", "gb", "0");
    check_label(280_000_000, "nanoseconds", "ms", "280ms");
    check_label(-120_000_000, "nanoseconds", "minimum", "-120ms");
    check_label(15, "milliGCU", "auto", "15m*GCU");
    check_label(1_500, "gcu", "auto", "1.50k*GCU");
}

#[test]
fn unit_names_are_read_whatever_their_case_and_number() {
    check_label(1, "S", "ms", "1000ms");
    check_label(1, "Hours", "hr", "1hrs");
    // Neither micro is known, and KiB is not.
    check_label(1, "\u{3bc}s", "ns", "1ns");
    check_label(1, "\u{b5}s", "ns", "1ns");
    check_label(1, "KiB", "b", "1b");
    check_label(1, "kbytes", "b", "1024B");
    // One trailing s goes, and only from words longer than two letters.
    check_label(1, "bytess", "b", "1b");
    check_label(1, "bs", "kb", "1kb");
    check_label(1, "a word that is longer than all", "b", "1b");
}

#[test]
fn a_foreign_unit_gives_the_default_of_the_family() {
    check_label(1, "ns", "bytes", "0");
    check_label(1, "hour", "bytes", "3600s");
    check_label(2048, "bytes", "count", "2048B");
}

#[test]
fn extremes_stay_numbers() {
    check_label(i64::MAX, "bytes", "auto", "8192PB");
    // Without a positive counterpart the sign hides the fitting unit.
    check_label(i64::MIN, "bytes", "auto", "-9223372036854775808B");
    check_label(i64::MIN + 1, "bytes", "auto", "-8192PB");
    check_label(i64::MAX, "hours", "auto", "9223372036854775808hrs");
    check_label(i64::MIN, "count", "auto", "-9223372036854775808");
}

#[test]
fn units_that_are_not_text_are_kept() {
    let mut out = Vec::new();
    append_label(&mut out, 7, b"\xff", b"\xff");
    assert_eq!(out, b"7\xff");
    assert_eq!(scaled_label(7, b"\xff", b"\xff"), "7\u{fffd}");
}

#[track_caller]
fn check_percentage(value: i64, total: i64, expected: &str) {
    assert_eq!(percentage(value, total).to_string(), expected, "{value} of {total}");
}

#[test]
fn percentages_as_pprof_prints_them() {
    check_percentage(1, 0, "    0%");
    check_percentage(0, 10, "    0%");
    check_percentage(10, 10, "  100%");
    check_percentage(-10, 10, "  100%");
    check_percentage(9_995, 10_000, "  100%");
    check_percentage(9_994, 10_000, "99.94%");
    check_percentage(10_006, 10_000, "100.06%");
    check_percentage(27_128, 1_000, "2712.80%");
    check_percentage(5, 1_000, "  0.5%");
    check_percentage(1, 100_000, "0.001%");
    check_percentage(1, 100, " 1.00%");
    check_percentage(-1_071, 10_000, "10.71%");
    // Two significant digits, trailing zeros dropped.
    check_percentage(15, 10_000, " 0.15%");
    check_percentage(9_990, 1_000_000, "    1%");
    check_percentage(9_940, 1_000_000, " 0.99%");
    check_percentage(125, 100_000, " 0.12%");
    check_percentage(375, 100_000, " 0.38%");
    check_percentage(1, 1_000_000, "0.0001%");
    check_percentage(12, 10_000_000, "0.00012%");
    check_percentage(1, 10_000_000, "1e-05%");
    check_percentage(123, 1_000_000_000, "1.2e-05%");
    check_percentage(1, i64::MAX, "1.1e-17%");
}

#[test]
fn a_column_uses_one_unit() {
    let unit = |smallest, largest| column_unit(smallest, largest, b"nanoseconds", false);
    assert_eq!(unit(10_000_000, 3_100_000_000), b"s");
    assert_eq!(unit(20_000_000, 1_900_000_000), b"ms");
    assert_eq!(unit(1_000, 2_000), b"us");
    // The smallest value may shrink to 0.01 of the unit, but no further.
    assert_eq!(unit(1, 3_600_000_000_000), b"ns");
    assert_eq!(column_unit(1, 1 << 40, b"bytes", false), b"B");
    assert_eq!(column_unit(512, 1 << 40, b"bytes", false), b"kB");
    assert_eq!(column_unit(512, 1 << 40, b"bytes", true), b"B");
    assert_eq!(column_unit(3, 4_000, b"widgets", false), b"widgets");
    assert_eq!(column_unit(0, 0, b"nanoseconds", false), b"s");
}

#[test]
fn sample_types_that_add_up() {
    assert!(compatible(b"sample", b"count", b"samples", b"count"));
    assert!(compatible(b"cpu", b"nanoseconds", b"cpu", b"ms"));
    assert!(compatible(b"space", b"bytes", b"space", b"kb"));
    assert!(!compatible(b"space", b"bytes", b"space", b"ms"));
    assert!(!compatible(b"space", b"bytes", b"objects", b"bytes"));
    assert!(!compatible(b"x", b"apples", b"x", b"pears"));
}

#[test]
fn exact_values_for_hovering() {
    assert_eq!(exact(0, b"bytes"), "0 bytes");
    assert_eq!(exact(1, b"bytes"), "1 byte");
    assert_eq!(exact(-1, b"nanoseconds"), "-1 nanosecond");
    assert_eq!(exact(999, b"count"), "999");
    assert_eq!(exact(1_234_567, b"bytes"), "1,234,567 bytes");
    assert_eq!(exact(-123_456, b"ns"), "-123,456 ns");
    assert_eq!(exact(i64::MIN, b""), "-9,223,372,036,854,775,808");
}
