//! Much of the time goes into system calls.

use crate::analyze::profile::findings::evidence::Evidence;
use crate::analyze::profile::findings::{Measured, Rule};
use crate::model::column::OutOfMemory;

const LEAST_PERCENT: f64 = 25.0;

/// Where a program calls the system (`syscall`, `internal/runtime/syscall`, `runtime/sys_*.go`). What the runtime calls for its own scheduling,
/// such as futex and epoll, is not among it.
const CALLS: [&str; 8] = [
    "syscall.Syscall",
    "syscall.RawSyscall",
    "syscall.syscall",
    "syscall.rawSyscall",
    "internal/runtime/syscall",
    "runtime/internal/syscall",
    "golang.org/x/sys/unix.Syscall",
    "golang.org/x/sys/unix.RawSyscall",
];
/// How the runtime waits for the network: by a system call, though no work of the program's.
const IDLE: [&str; 2] = ["EpollWait", "epollwait"];

pub(super) const RULE: Rule = Rule {
    word: "syscalls",
    title: "System calls take much of the time",
    about: "CPU profiles",
    condition: || format!("At least {LEAST_PERCENT} % of the time in system calls that the program makes."),
    source: "syscall and internal/runtime/syscall, Go 1.27, for the names; the threshold is this page's: no source gives one.",
    advice: "Read and write more at a time: bufio, or larger buffers. Many calls of the same kind can often be one.",
    look,
};

fn look(evidence: &Evidence<'_>) -> Result<Option<Measured>, OutOfMemory> {
    let Some(cpu) = evidence.sample_type("cpu") else {
        return Ok(None);
    };
    let through = evidence.through(cpu, |name| {
        CALLS.iter().any(|call| name.starts_with(call)) && !IDLE.iter().any(|idle| name.contains(idle))
    })?;
    Ok(Some(Measured::share(evidence, through, LEAST_PERCENT)))
}
