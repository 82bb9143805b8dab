//! Which format from before profile.proto a file has, by its first line.
//!
//! The same lines decide as in pprof (`parseLegacy` in `profile/profile.go`, Go 1.27), but for a byte order
//! mark and empty lines and comments at the beginning, which are passed over, and folded stacks, which
//! pprof does not read.

use std::fmt;

use crate::decode::legacy::cpu::WordKind;
use crate::decode::legacy::scan::{is_blank_or_comment, position};
use crate::decode::legacy::{contention, count, folded, heap, threads};

/// How many of the first bytes decide.
pub(in crate::decode) const WANTED_BYTES: usize = 1 << 13;

/// UTF-8's byte order mark.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A format from before profile.proto, or beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegacyKind {
    /// Heap profiles, of Go with debug=1 and of tcmalloc.
    Heap,
    /// What Go counts by stack, with debug=1: goroutines, threads, a program's own profiles.
    Count,
    /// Stacks of threads, of C++.
    Threads,
    /// Waiting for locks: Go's mutex and block profiles with debug=1, and C++'s.
    Contention,
    /// Heap profiles of Java.
    JavaHeap,
    /// Waiting for locks, of Java.
    JavaContention,
    /// CPU profiles in words, of gperftools and of Go before 1.7.
    Cpu(WordKind),
    /// The same of Java.
    JavaCpu(WordKind),
    /// Folded stacks: `main;f;g 12`.
    Folded,
}

impl LegacyKind {
    /// The kind of a file, by its first bytes; there are more than [`WANTED_BYTES`] only if more than that count.
    pub(in crate::decode) fn of(first: &[u8]) -> Option<Self> {
        if let Some((word, is_java)) = WordKind::of(first) {
            return Some(if is_java { Self::JavaCpu(word) } else { Self::Cpu(word) });
        }
        let text = first.strip_prefix(BYTE_ORDER_MARK).unwrap_or(first);
        if text.iter().any(|byte| *byte < 0x20 && !b"\t\n\r\x0c".contains(byte)) {
            return None;
        }
        let lines = || text.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
        let line = lines().find(|line| !is_blank_or_comment(line))?;
        if heap::is_header(line) {
            Some(Self::Heap)
        } else if count::header(line).is_some() {
            Some(Self::Count)
        } else if threads::is_header(line) {
            Some(Self::Threads)
        } else if line == b"--- heapz 1 ---" {
            Some(Self::JavaHeap)
        } else if contention::is_header(line) {
            // Java's begin as C++'s do.
            let mut settings = lines().take_while(|line| position(line, b"@").is_none());
            let is_java = |line: &[u8]| line.starts_with(b"format") || line.starts_with(b"resolution");
            Some(if settings.any(is_java) {
                Self::JavaContention
            } else {
                Self::Contention
            })
        } else {
            folded::is_folded(text, first.len() >= WANTED_BYTES).then_some(Self::Folded)
        }
    }
}

impl fmt::Display for LegacyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Heap => "heap profile as text",
            Self::Count => "count profile as text",
            Self::Threads => "thread stacks as text",
            Self::Contention => "contention profile as text",
            Self::JavaHeap => "Java heap profile as text",
            Self::JavaContention => "Java contention profile as text",
            Self::Cpu(_) => "CPU profile of gperftools",
            Self::JavaCpu(_) => "Java CPU profile of gperftools",
            Self::Folded => "folded stacks",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(first: &[u8], wanted: Option<&str>) {
        let kind = LegacyKind::of(first);
        assert_eq!(kind.map(|kind| kind.to_string()).as_deref(), wanted);
    }

    #[test]
    fn the_first_line_decides() {
        let heap = Some("heap profile as text");
        check(b"heap profile: 1: 8 [1: 8] @ heap/1048576\n", heap);
        check(
            b"\xef\xbb\xbf\r\n# saved\r\nheap profile: 1: 8 [1: 8] @ heap/1048576\r\n",
            heap,
        );
        check(b"heap profile:  1:  8 [ 1:  8] @ growthz\n", heap);
        check(b"log: heap profile: 1: 8 [1: 8] @ fragmentationz", heap);
        let count = Some("count profile as text");
        check(b"goroutine profile: total 3\n2 @ 0x1\n", count);
        check(b"example.com/a.pool profile: total 0\n", count);
        check(b"two words profile: total 0\n", None);
        let threads = Some("thread stacks as text");
        check(b"--- threadz 1 ---\n\n", threads);
        check(b"--- Thread 7f794ab90940 (name: main/14748) stack: ---\n", threads);
        let contention = Some("contention profile as text");
        check(b"--- mutex:\ncycles/second=1\n", contention);
        check(b"--- contention:\ncycles/second=1\n", contention);
        check(b"--- contentionz 1 ---\ncycles/second = 1\n", contention);
        check(
            b"--- contentionz 1 ---\nformat = java\n",
            Some("Java contention profile as text"),
        );
        check(b"--- heapz 1 ---\nformat = java\n", Some("Java heap profile as text"));
        let words = |words: [u32; 5]| words.map(u32::to_le_bytes).concat();
        check(&words([0, 3, 0, 10_000, 0]), Some("CPU profile of gperftools"));
        check(&words([0, 3, 2, 10_000, 0]), None);
        let words = |words: [u64; 5]| words.map(u64::to_be_bytes).concat();
        check(&words([0, 3, 1, 10_000, 0]), Some("Java CPU profile of gperftools"));
        check(b"main;f;g 12\nmain;f 3\n", Some("folded stacks"));
    }

    #[test]
    fn other_files_are_not_taken() {
        check(b"", None);
        check(b"\x0a\x04\x08\x01\x10\x02", None);
        check(b"\nheap profile: 1: 8 [1: 8] @ heap/1\x01", None);
        check(b"goroutine 1 [running]:\nmain.main()\n\t/a.go:12 +0x1d\n", None);
        check(b"hello; world\n", None);
        check(b"name,flat,cum\nmain.main,1,2\n", None);
        check(b"<html>a;b 1</html>\n", None);
    }
}
