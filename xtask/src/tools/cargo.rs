//! Programs that cargo installs.

use super::{folder, has_version, on_path};
use crate::project;
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::PathBuf;

/// Builds the page.
const TRUNK: &str = "0.22.1";

/// Drives Firefox.
const GECKODRIVER: &str = "0.37.1";

/// How a program's own dependencies are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dependencies {
    /// As its authors locked them.
    Locked,
    /// The newest that fit. wasm-bindgen-cli is published with a lock file that not every registry can serve.
    Newest,
}

/// Trunk, which compiles the page.
pub(crate) fn trunk() -> Result<PathBuf> {
    ensure("trunk", "trunk", TRUNK, Dependencies::Locked)
}

/// wasm-bindgen, of the version that the crate was compiled with: the two must be the same.
pub(crate) fn wasm_bindgen() -> Result<PathBuf> {
    ensure(
        "wasm-bindgen-cli",
        "wasm-bindgen",
        &project::locked_version("wasm-bindgen")?,
        Dependencies::Newest,
    )
}

/// The runner of tests in a browser, which comes with wasm-bindgen.
pub(crate) fn wasm_bindgen_test_runner() -> Result<PathBuf> {
    let version = project::locked_version("wasm-bindgen")?;
    ensure(
        "wasm-bindgen-cli",
        "wasm-bindgen-test-runner",
        &version,
        Dependencies::Newest,
    )
}

/// geckodriver, which drives Firefox.
pub(crate) fn geckodriver() -> Result<PathBuf> {
    ensure("geckodriver", "geckodriver", GECKODRIVER, Dependencies::Locked)
}

/// The program of this version: our own, else the search path's, else newly installed.
fn ensure(package: &str, program: &str, version: &str, dependencies: Dependencies) -> Result<PathBuf> {
    let own = folder().join("bin").join(program);
    if own.is_file() && has_version(&own, version) {
        return Ok(own);
    }
    if let Some(found) = on_path(program).filter(|found| has_version(found, version)) {
        return Ok(found);
    }
    eprintln!(
        "{program} {version} is not here: cargo installs it into {} (some minutes, once)",
        folder().display()
    );
    install(package, version, dependencies).with_context(|| {
        format!("cannot install {package} {version}: `cargo install {package}@{version}` may say more")
    })?;
    if !has_version(&own, version) {
        bail!(
            "{} was installed but does not say it is version {version}",
            own.display()
        );
    }
    Ok(own)
}

fn install(package: &str, version: &str, dependencies: Dependencies) -> Result<()> {
    let build = folder().join("build");
    let mut cargo = project::command("cargo");
    cargo
        .args(["install", "--force", "--root"])
        .arg(folder())
        .arg(format!("{package}@{version}"));
    if dependencies == Dependencies::Locked {
        cargo.arg("--locked");
    }
    // Half the compile time of the profiles these packages are published with, and no difference in use.
    cargo
        .env("CARGO_TARGET_DIR", &build)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
    project::run(&mut cargo)?;
    // What is left of the compilation is some gigabyte.
    fs::remove_dir_all(&build).with_context(|| format!("removing {}", build.display()))
}
