use crate::decode::legacy::tests::{check, refused};

const TYPES: &str = "thread/count every 1 thread\n";
const MAP: &str = "--- Memory map: ---\n";

#[test]
fn threads_and_those_that_are_where_another_is() {
    let text = "# saved\n--- threadz 1 ---\n\n\
        --- Thread 7eff063d9940 (name: main/25376) stack: ---\n  PC: 0x10 0x21\n      creator: 0x31 0x41\n\
        --- Thread 7eff04b95700 (name: a/b/25380) stack: ---\n  [same as previous thread]\n\
        --- Thread 7eff04893700 (name: /25381) stack: ---\n\n\
        --- Thread 7eff04893701 (name: x/1) stack: ---\n  PC:  0x00000010: f(arg *)\n  0x0011: main\n";
    // The second frame of the last thread is its first once more.
    check(
        format!("{text}{MAP}"),
        &format!("{TYPES}3 @ 0x10 0x20 0x30 0x40\n1 @ 0x10 0x10\n"),
    );
}

#[test]
fn a_leaf_that_is_there_twice() {
    let text = format!("--- Thread 1 (name: x/1) stack: ---\n  PC: 0x10 0x10 0x21\n{MAP}");
    check(text, &format!("{TYPES}1 @ 0x10 0x20\n"));
}

#[test]
fn lists_without_stacks() {
    check(format!("--- threadz 1 ---\n{MAP}"), TYPES);
    check("--- threadz 1 ---\n---- no stack trace for 5 threads\nrest\n", TYPES);
    check(
        format!("--- Thread 1 (name: x/1) stack: ---\n 0x1\n---- no stack trace for\nrest\n{MAP}"),
        &format!("{TYPES}1 @ 0x1\n"),
    );
}

#[test]
fn what_is_no_thread_is_refused() {
    refused(
        "--- threadz 1 ---\n--- Thread 1 (name: x/y) stack: ---\n",
        "invalid beginning of a thread: --- Thread 1 (name: x/y) stack: --- · byte 18, line 2 · ",
    );
    refused(
        "--- Thread 1 (name: x/1) stack: ---\n 0x1\n",
        "unexpected end of file: missing memory map · byte 41, line 3 · ",
    );
    refused("--- threadz 1 ---\n", "unexpected end of file: missing memory map · ");
    refused(
        "--- Thread 1 (name: x/1) stack: ---\n 0x11111111111111111\n",
        "number too large: 0x11111111111111111 · byte 36, line 2 · ",
    );
}
