//! The browsers and drivers of the tests.

use super::{cargo, on_path, system};
use anyhow::{Context as _, Result};
use std::env;
use std::path::PathBuf;

/// What the tests in browsers use.
#[derive(Debug)]
pub(crate) struct Browsers {
    /// Chromium or Chrome; `GOSCOPE_CHROMIUM` names another.
    pub(crate) chromium: PathBuf,
    /// Its driver; `GOSCOPE_CHROMEDRIVER` names another. The two must be of one version.
    pub(crate) chromedriver: PathBuf,
    /// Firefox; `GOSCOPE_FIREFOX` names another.
    pub(crate) firefox: PathBuf,
    /// Its driver; `GOSCOPE_GECKODRIVER` names another.
    pub(crate) geckodriver: PathBuf,
}

/// Chromium's driver, under whose name each system has it.
const CHROMEDRIVER: [&str; 1] = ["chromedriver"];

/// Chromium by any of its names.
const CHROMIUM: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// Firefox by any of its names.
const FIREFOX: [&str; 3] = [
    "firefox-esr",
    "firefox",
    "/Applications/Firefox.app/Contents/MacOS/firefox",
];

/// A program, where it is and which package has it.
struct Program {
    variable: &'static str,
    names: &'static [&'static str],
    package: &'static str,
}

const CHROMIUM_ITSELF: Program = Program {
    variable: "GOSCOPE_CHROMIUM",
    names: &CHROMIUM,
    package: "chromium",
};
const ITS_DRIVER: Program = Program {
    variable: "GOSCOPE_CHROMEDRIVER",
    names: &CHROMEDRIVER,
    package: "chromium-driver",
};
const FIREFOX_ITSELF: Program = Program {
    variable: "GOSCOPE_FIREFOX",
    names: &FIREFOX,
    package: "firefox-esr",
};

/// Every browser and driver, installed where that can be done.
pub(crate) fn ensure() -> Result<Browsers> {
    let [chromium, chromedriver, firefox] = programs(&[CHROMIUM_ITSELF, ITS_DRIVER, FIREFOX_ITSELF])?;
    Ok(Browsers {
        chromium,
        chromedriver,
        firefox,
        geckodriver: match env::var_os("GOSCOPE_GECKODRIVER") {
            Some(path) => path.into(),
            None => cargo::geckodriver()?,
        },
    })
}

/// Chromium and its driver alone.
pub(crate) fn ensure_chromium() -> Result<(PathBuf, PathBuf)> {
    let [chromium, chromedriver] = programs(&[CHROMIUM_ITSELF, ITS_DRIVER])?;
    Ok((chromium, chromedriver))
}

fn programs<const N: usize>(programs: &[Program; N]) -> Result<[PathBuf; N]> {
    let find = |program: &Program| find(program.variable, program.names);
    let is_missing = |program: &&Program| find(program).is_none();
    let missing: Vec<_> = programs.iter().filter(is_missing).map(|it| it.package).collect();
    if !missing.is_empty() {
        system::install(&missing)?;
    }
    let mut paths = [const { PathBuf::new() }; N];
    for (path, program) in paths.iter_mut().zip(programs) {
        *path = find(program).with_context(|| format!("{} was installed but is not found", program.names[0]))?;
    }
    Ok(paths)
}

fn find(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(path) = env::var_os(variable) {
        return Some(path.into());
    }
    names.iter().find_map(|name| on_path(name))
}
