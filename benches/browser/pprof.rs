//! `go tool pprof -top` on the same file, to compare with.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Result, ensure};

/// How long it takes, in milliseconds; none where there is no Go. `GOSCOPE_PPROF` names a pprof of its
/// own, `GOSCOPE_GO` a `go`.
pub(crate) fn top(file: &Path) -> Result<Option<f64>> {
    let Some(mut command) = program() else { return Ok(None) };
    command.arg("-top").arg(file).stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let begun = Instant::now();
    let status = command.status()?;
    ensure!(status.success(), "pprof failed: {status}");
    Ok(Some(begun.elapsed().as_secs_f64() * 1e3))
}

fn program() -> Option<Command> {
    if let Some(pprof) = env::var_os("GOSCOPE_PPROF") {
        return Some(Command::new(pprof));
    }
    let go = env::var_os("GOSCOPE_GO").unwrap_or_else(|| "go".into());
    // Newer releases build the tool when it is first asked for: that is not to be measured.
    let mut first = Command::new(&go);
    first.args(["tool", "pprof", "-h"]).stdin(Stdio::null());
    first.stdout(Stdio::null()).stderr(Stdio::null());
    first.status().ok()?;
    let mut command = Command::new(go);
    command.args(["tool", "pprof"]);
    Some(command)
}
