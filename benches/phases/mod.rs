//! Phases of a program → how long each took, and how much memory the process had at most.
//!
//! Plain timing: the phases take tens of milliseconds, far above the clock's grain, and are run a few
//! times; the least time is told, since everything that disturbs makes it longer.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The phases of one path.
#[derive(Debug, Default)]
pub(crate) struct Phases {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    name: String,
    least: Duration,
    /// The least time on a processor: what a busy machine does not lengthen; only Linux tells.
    least_busy: Option<Duration>,
    /// Bytes it works through.
    bytes: Option<u64>,
}

impl Phases {
    /// Times a phase; of several runs with the same name the quickest counts.
    pub(crate) fn time<T>(&mut self, name: &str, bytes: Option<u64>, phase: impl FnOnce() -> T) -> T {
        let (began, busy_before) = (Instant::now(), busy());
        let answer = black_box(phase());
        let took = began.elapsed();
        let took_busy = busy()
            .zip(busy_before)
            .map(|(after, before)| after.saturating_sub(before));
        match self.rows.iter_mut().find(|row| row.name == name) {
            Some(row) => {
                row.least = row.least.min(took);
                row.least_busy = row.least_busy.min(took_busy);
            }
            None => self.rows.push(Row {
                name: name.to_owned(),
                least: took,
                least_busy: took_busy,
                bytes,
            }),
        }
        answer
    }

    /// Prints a line for each phase.
    pub(crate) fn print(&self) {
        println!("{:<28} {:>12} {:>12}", "", "by the clock", "processor");
        for row in &self.rows {
            let millis = |time: Duration| time.as_secs_f64() * 1e3;
            let busy = row.least_busy.map(|busy| format!("{:>9.1} ms", millis(busy)));
            let speed = row
                .bytes
                .map(|bytes| format!("{:>9.0} MB/s", bytes as f64 / 1e3 / millis(row.least)));
            println!(
                "{:<28} {:>9.1} ms {:>12} {}",
                row.name,
                millis(row.least),
                busy.unwrap_or_default(),
                speed.unwrap_or_default()
            );
        }
    }
}

/// Time that the process was on a processor (`Documentation/scheduler/sched-stats.rst` of Linux).
fn busy() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/schedstat").ok()?;
    Some(Duration::from_nanos(stat.split(' ').next()?.parse().ok()?))
}

/// The most memory the process ever had, in words; only Linux tells.
pub(crate) fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
    kib.map_or("unknown".to_owned(), |kib| {
        format!("{:.0} MB", kib as f64 * 1024.0 / 1e6)
    })
}

/// Where the benches keep the profiles they generate.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench")
}
