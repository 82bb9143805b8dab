//! Go's own tools on the same files, to compare with.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Result, ensure};

use crate::recorded::go;

/// How long `go tool pprof -top` takes, in milliseconds; none where there is no Go. `GOSCOPE_PPROF` names a pprof of its
/// own, `GOSCOPE_GO` a `go`.
pub(crate) fn pprof(file: &Path) -> Result<Option<f64>> {
    let program = env::var_os("GOSCOPE_PPROF").map(Command::new);
    let command = program.or_else(|| tool("pprof"));
    command.map(|command| timed(command, &["-top"], file)).transpose()
}

/// How long `go tool trace -pprof=sched` takes, in milliseconds; none where there is no Go.
pub(crate) fn trace(file: &Path) -> Result<Option<f64>> {
    let command = tool("trace");
    command
        .map(|command| timed(command, &["-pprof=sched"], file))
        .transpose()
}

fn timed(mut command: Command, args: &[&str], file: &Path) -> Result<f64> {
    command.args(args).arg(file).stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let begun = Instant::now();
    let status = command.status()?;
    ensure!(status.success(), "{command:?}: {status}");
    Ok(begun.elapsed().as_secs_f64() * 1e3)
}

/// A tool of Go. Newer releases build it when it is first asked for: that is not to be measured.
fn tool(name: &str) -> Option<Command> {
    let mut first = Command::new(go());
    first.args(["tool", name, "-h"]).stdin(Stdio::null());
    first.stdout(Stdio::null()).stderr(Stdio::null());
    first.status().ok()?;
    let mut command = Command::new(go());
    command.args(["tool", name]);
    Some(command)
}
