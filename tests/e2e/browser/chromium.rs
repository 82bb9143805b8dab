//! Chromium under its driver: a fresh profile, no window, and no other host than this one.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities as _;
use thirtyfour::{DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};

use super::driver::Driver;
use super::temporary::Folder;
use super::{Setup, program};

/// Whatever is asked for, no name is resolved: what would leave this computer fails, and is told of.
const NO_OTHER_HOST: &str = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1";

/// A running Chromium.
#[derive(Debug)]
pub(crate) struct Chromium {
    /// The session.
    pub(crate) web: WebDriver,
    _driver: Driver,
    _profile: Arc<Folder>,
}

impl Chromium {
    /// Starts one with a fresh profile.
    pub(crate) async fn start(setup: &Setup) -> Result<Self> {
        let profile = Arc::new(Folder::new("chromium").context("making a profile folder")?);
        let driver = Driver::start(&program("GOSCOPE_CHROMEDRIVER", "chromedriver"))?;
        let mut wanted = DesiredCapabilities::chrome();
        if let Some(binary) = std::env::var_os("GOSCOPE_CHROMIUM") {
            wanted.set_binary(&binary.to_string_lossy())?;
        }
        let (width, height) = setup.size;
        let profile_dir = format!("--user-data-dir={}", profile.path().display());
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-extensions",
            "--disable-sync",
            "--no-first-run",
            "--force-color-profile=srgb",
            "--hide-scrollbars",
            NO_OTHER_HOST,
            &profile_dir,
            &format!("--window-size={width},{height}"),
        ] {
            wanted.add_arg(argument)?;
        }
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        let web = WebDriver::builder(driver.url(), wanted)
            .request_timeout(Duration::from_secs(60))
            .await
            .context("starting Chromium")?;
        web.set_script_timeout(Duration::from_secs(40)).await?;
        let chromium = Self {
            web,
            _driver: driver,
            _profile: profile,
        };
        chromium.emulate(setup).await?;
        Ok(chromium)
    }

    /// Sends a command of the debugging protocol.
    pub(crate) async fn cdp(&self, method: &str, parameters: Value) -> Result<Value> {
        self.web
            .cdp()
            .send_raw(method, parameters)
            .await
            .with_context(|| method.to_owned())
    }

    /// Pretends a size of the page's inside and a system's wishes.
    pub(crate) async fn emulate(&self, setup: &Setup) -> Result<()> {
        let (width, height) = setup.size;
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": setup.ratio, "mobile": false,
        });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics).await?;
        let scheme = if setup.is_dark { "dark" } else { "light" };
        let motion = if setup.is_motion_reduced {
            "reduce"
        } else {
            "no-preference"
        };
        let features = json!({"features": [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": motion},
        ]});
        self.cdp("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }
}
