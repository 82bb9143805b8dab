//! Execution traces for the benches, recorded by the program in `benches/traces` and kept.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// The `go` that records: the one that `GOSCOPE_GO` names, or the search path has.
pub(crate) fn go() -> OsString {
    env::var_os("GOSCOPE_GO").unwrap_or_else(|| "go".into())
}

/// A `go` before 1.22, whose traces have the older format; none where `GOSCOPE_GO_OLD` names none.
pub(crate) fn old_go() -> Option<OsString> {
    env::var_os("GOSCOPE_GO_OLD")
}

/// A trace of a kind and about so many bytes in a folder, recorded when it is not there yet.
///
/// # Errors
///
/// Where there is no Go, or the program fails.
pub(crate) fn recorded(folder: &Path, go: &OsString, kind: &str, bytes: u64) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let version = said(Command::new(go).args(["env", "GOVERSION"]))?;
    let file = folder.join(format!("{kind}-{bytes}.{version}.trace"));
    if file.exists() {
        return Ok(file);
    }
    let program = folder.join(format!("traces-{version}"));
    let mut build = Command::new(go);
    build.args(["build", "-o"]).arg(&program).arg(".");
    build.env("GOTOOLCHAIN", "local");
    said(build.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/traces")))?;
    // What a recording that ends early leaves is not taken for a whole one.
    let unfinished = file.with_extension("unfinished");
    let mut record = Command::new(program);
    record.args(["-kind", kind, "-bytes", &bytes.to_string(), "-o"]);
    said(record.arg(&unfinished))?;
    fs::rename(unfinished, &file)?;
    Ok(file)
}

/// The traces that the command line names; else that of a busy server.
///
/// # Errors
///
/// As [`recorded`].
pub(crate) fn named_or_recorded(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let named = env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let named: Vec<PathBuf> = named.map(PathBuf::from).collect();
    if named.is_empty() {
        return Ok(vec![recorded(folder, &go(), "mixed", 100_000_000)?]);
    }
    Ok(named)
}

fn said(command: &mut Command) -> io::Result<String> {
    let output = command.output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(io::Error::other(format!("{command:?}: {}", said.trim())));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
