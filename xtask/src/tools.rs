//! The programs that the commands run: found where their version is right, installed where it is not.
//!
//! Our own go to a folder of their own ([`folder`]), so that nobody's other versions are overwritten.
//! Everything comes from the package registries of cargo, npm and the operating system; nothing else is
//! asked. Start with [`cargo`].

pub(crate) mod browsers;
pub(crate) mod cargo;
pub(crate) mod go;
pub(crate) mod node;
pub(crate) mod rust;
pub(crate) mod system;

use crate::project;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Where our own tools are: `GOSCOPE_TOOLS`, else `goscope` in cargo's folder.
pub(crate) fn folder() -> PathBuf {
    if let Some(folder) = env::var_os("GOSCOPE_TOOLS") {
        return folder.into();
    }
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cargo");
    cargo_home.unwrap_or_else(home).join("goscope")
}

/// The program `name` of the search path.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

/// A search path that finds these programs first.
pub(crate) fn path_with(programs: &[&Path]) -> OsString {
    let mut folders: Vec<PathBuf> = programs.iter().filter_map(|p| p.parent()).map(Path::to_owned).collect();
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    // A folder whose name holds the separator cannot be on a search path; the inherited one then stands.
    env::join_paths(folders).unwrap_or_else(|_| env::var_os("PATH").unwrap_or_default())
}

/// Whether `program --version` names exactly this version.
fn has_version(program: &Path, version: &str) -> bool {
    let said = project::output(project::command(program).arg("--version"));
    said.is_some_and(|said| names_version(&said, version))
}

/// Whether a word of the first line is the version, perhaps with a `v` before it.
fn names_version(said: &str, version: &str) -> bool {
    let first = said.lines().next().unwrap_or_default();
    first
        .split_whitespace()
        .any(|word| word.strip_prefix('v').unwrap_or(word) == version)
}

#[cfg(test)]
mod tests {
    use super::names_version;

    #[test]
    fn a_version_is_a_whole_word_of_the_first_line() {
        assert!(names_version("trunk 0.22.1\n", "0.22.1"));
        assert!(names_version("wasm-opt version 132 (version_132)\n", "132"));
        assert!(names_version("v20.1.0\n", "20.1.0"));
        assert!(!names_version("trunk 0.22.10\n", "0.22.1"));
        assert!(!names_version("tool 1\nuses 0.22.1\n", "0.22.1"));
    }
}
