//! Firefox under its driver, for the few things that are tried there.

use std::time::Duration;

use anyhow::{Context as _, Result};
use thirtyfour::common::capabilities::desiredcapabilities::CapabilitiesHelper as _;
use thirtyfour::common::capabilities::firefox::FirefoxPreferences;
use thirtyfour::{DesiredCapabilities, PageLoadStrategy, WebDriver};

use super::driver::Driver;
use super::program;

/// A running Firefox.
#[derive(Debug)]
pub(crate) struct Firefox {
    /// The session.
    pub(crate) web: WebDriver,
    _driver: Driver,
}

impl Firefox {
    /// Starts one without a window, with a fresh profile.
    pub(crate) async fn start() -> Result<Self> {
        let driver = Driver::start(&program("GOSCOPE_GECKODRIVER", "geckodriver"))?;
        let mut wanted = DesiredCapabilities::firefox();
        if let Some(binary) = std::env::var_os("GOSCOPE_FIREFOX") {
            wanted.set_firefox_binary(&binary.to_string_lossy())?;
        }
        wanted.add_arg("-headless")?;
        let mut preferences = FirefoxPreferences::new();
        // Nothing of the browser's own goes out either.
        preferences.set("network.dns.disabled", true)?;
        preferences.set("app.update.enabled", false)?;
        preferences.set("datareporting.policy.dataSubmissionEnabled", false)?;
        wanted.set_preferences(preferences)?;
        // So that a script can listen while the page still loads.
        wanted.set_page_load_strategy(PageLoadStrategy::None)?;
        let web = WebDriver::builder(driver.url(), wanted)
            .request_timeout(Duration::from_secs(90))
            .await
            .context("starting Firefox")?;
        web.set_script_timeout(Duration::from_secs(40)).await?;
        Ok(Self { web, _driver: driver })
    }
}
