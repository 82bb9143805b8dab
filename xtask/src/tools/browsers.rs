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

/// Every browser and driver, installed where that can be done.
pub(crate) fn ensure() -> Result<Browsers> {
    let (chromium, chromedriver) = (
        find("GOSCOPE_CHROMIUM", &CHROMIUM),
        find("GOSCOPE_CHROMEDRIVER", &CHROMEDRIVER),
    );
    let firefox = find("GOSCOPE_FIREFOX", &FIREFOX);
    let mut missing = Vec::new();
    if chromium.is_none() {
        missing.push("chromium");
    }
    if chromedriver.is_none() {
        missing.push("chromium-driver");
    }
    if firefox.is_none() {
        missing.push("firefox-esr");
    }
    if !missing.is_empty() {
        system::install(&missing)?;
    }
    let again = |found: Option<PathBuf>, variable, names: &[&str]| {
        found
            .or_else(|| find(variable, names))
            .with_context(|| format!("{} was installed but is not found", names[0]))
    };
    Ok(Browsers {
        chromium: again(chromium, "GOSCOPE_CHROMIUM", &CHROMIUM)?,
        chromedriver: again(chromedriver, "GOSCOPE_CHROMEDRIVER", &CHROMEDRIVER)?,
        firefox: again(firefox, "GOSCOPE_FIREFOX", &FIREFOX)?,
        geckodriver: match env::var_os("GOSCOPE_GECKODRIVER") {
            Some(path) => path.into(),
            None => cargo::geckodriver()?,
        },
    })
}

fn find(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(path) = env::var_os(variable) {
        return Some(path.into());
    }
    names.iter().find_map(|name| on_path(name))
}
