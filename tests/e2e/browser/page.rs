//! The page in a browser: what a test does with it, and what it can ask.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};
use thirtyfour::common::command::Command;
use xtask::static_server::StaticServer;

use super::chromium::Chromium;
use super::{Setup, checked, complaints, dist, root};

/// How long anything may take that is waited for.
const PATIENCE: Duration = Duration::from_secs(15);

/// Between two looks.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// The page, its browser and its server.
#[derive(Debug)]
pub(crate) struct Page {
    /// The browser.
    pub(crate) browser: Chromium,
    /// The server; none once it was stopped.
    pub(crate) server: std::cell::RefCell<Option<StaticServer>>,
    /// The page's address.
    pub(crate) url: String,
    /// How it was opened.
    pub(crate) setup: Setup,
}

impl Page {
    /// Starts a server and a browser, and opens the page: its start screen is there.
    pub(crate) async fn open(setup: Setup) -> Result<Self> {
        let folder = checked(setup.folder.clone().unwrap_or_else(dist))?;
        let server = StaticServer::start(&folder, setup.prefix, 0)?;
        let url = server.url() + setup.document;
        let browser = Chromium::start(&setup).await?;
        let page = Self {
            browser,
            server: Some(server).into(),
            url,
            setup,
        };
        for source in [complaints::WATCH, page.setup.before] {
            let script = json!({"source": source});
            page.cdp("Page.addScriptToEvaluateOnNewDocument", script).await?;
        }
        page.browser.web.goto(&page.url).await?;
        page.until_shown("start").await?;
        Ok(page)
    }

    /// Ends the browser.
    pub(crate) async fn quit(self) {
        let Self { browser, .. } = self;
        if let Err(error) = browser.web.clone().quit().await {
            eprintln!("the browser did not end as it should: {error}");
        }
    }

    /// As [`Chromium::cdp`].
    pub(crate) async fn cdp(&self, method: &str, parameters: Value) -> Result<Value> {
        self.browser.cdp(method, parameters).await
    }

    /// The value of a JavaScript expression in the page.
    pub(crate) async fn eval<T: serde::de::DeserializeOwned>(&self, expression: &str) -> Result<T> {
        let value = self
            .browser
            .web
            .execute(format!("return ({expression});"), Vec::new())
            .await
            .with_context(|| expression.to_owned())?;
        serde_json::from_value(value.json().clone()).with_context(|| format!("the value of {expression}"))
    }

    /// Does something in the page whose value is of no interest.
    pub(crate) async fn perform(&self, expression: &str) -> Result<()> {
        let done = self.browser.web.execute(format!("{expression};"), Vec::new()).await;
        done.map(drop).with_context(|| expression.to_owned())
    }

    /// The value of an `async` function's body in the page.
    pub(crate) async fn eval_async<T: serde::de::DeserializeOwned>(&self, body: &str) -> Result<T> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async () => {{ {body} }})().then((value) => done({{value}}), (error) => done({{error: String(error)}}));"
        );
        let value = self.browser.web.execute_async(script, Vec::new()).await?;
        let value = value.json();
        if let Some(error) = value.get("error") {
            bail!(
                "{error} in a script that begins so:{}",
                body.lines().take(3).collect::<String>()
            );
        }
        serde_json::from_value(value.get("value").cloned().unwrap_or_default())
            .with_context(|| format!("the value of {body}"))
    }

    /// Waits until a JavaScript expression is true (or anything but false, zero, empty or nothing).
    pub(crate) async fn until(&self, expression: &str) -> Result<()> {
        self.until_within(PATIENCE, expression).await
    }

    /// As [`Page::until`], with a patience of its own.
    pub(crate) async fn until_within(&self, patience: Duration, expression: &str) -> Result<()> {
        let begun = Instant::now();
        while !self.eval::<bool>(&format!("!!({expression})")).await? {
            if begun.elapsed() > patience {
                bail!("still not true after {patience:?}: {expression}");
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Ok(())
    }

    /// Tries again until it is well or patience ends; then the last error counts.
    pub(crate) async fn eventually<T>(&self, attempt: impl AsyncFn() -> Result<T>) -> Result<T> {
        let begun = Instant::now();
        loop {
            match attempt().await {
                Err(_) if begun.elapsed() < PATIENCE => tokio::time::sleep(LOOK_AGAIN).await,
                outcome => return outcome,
            }
        }
    }

    /// Waits until the element with this test id can be seen.
    pub(crate) async fn until_shown(&self, id: &str) -> Result<()> {
        self.until(&format!("e2e.one('{id}')")).await
    }

    /// Waits until it cannot be seen any more.
    pub(crate) async fn until_gone(&self, id: &str) -> Result<()> {
        self.until(&format!("!e2e.one('{id}')")).await
    }

    /// Says that files may be kept, and waits until the question is gone.
    pub(crate) async fn keep_files(&self) -> Result<()> {
        self.click("keep-yes").await?;
        self.until_gone("keep-question").await
    }

    /// Waits until the browser keeps so many files.
    pub(crate) async fn until_kept(&self, count: usize) -> Result<()> {
        self.eventually(async || {
            let kept: usize = self
                .eval_async("return (await (await caches.open('goscope-files')).keys()).length")
                .await?;
            ensure!(kept == count);
            Ok(())
        })
        .await
    }

    /// Waits until the element's text has a part, and gives the whole text.
    pub(crate) async fn until_says(&self, id: &str, part: &str) -> Result<String> {
        let expression = format!("e2e.text('{id}')?.includes({})", json!(part));
        if let Err(error) = self.until(&expression).await {
            bail!("{error}; it says {:?}", self.text(id).await.unwrap_or_default());
        }
        self.text(id).await
    }

    /// The text of the element with this test id that can be seen.
    pub(crate) async fn text(&self, id: &str) -> Result<String> {
        let text: Option<String> = self.eval(&format!("e2e.text('{id}')")).await?;
        text.with_context(|| format!("missing on the page: {id}"))
    }

    /// Left, top, width and height of an element, in CSS pixels of the window.
    pub(crate) async fn rect(&self, id: &str) -> Result<[f64; 4]> {
        self.until_shown(id).await?;
        self.rect_of(&format!("e2e.one('{id}')")).await
    }

    /// As [`Page::rect`], of the element that an expression gives.
    pub(crate) async fn rect_of(&self, element: &str) -> Result<[f64; 4]> {
        self.eval(&format!(
            "(() => {{ const it = {element}.getBoundingClientRect(); return [it.left, it.top, it.width, it.height]; }})()"
        ))
        .await
    }

    /// Clicks in the middle of an element with the mouse.
    pub(crate) async fn click(&self, id: &str) -> Result<()> {
        self.click_element(&format!("e2e.one('{id}')")).await
    }

    /// As [`Page::click`], of the element that an expression gives.
    pub(crate) async fn click_element(&self, element: &str) -> Result<()> {
        self.until(element).await?;
        self.perform(&format!("{element}.scrollIntoView({{block: 'nearest'}})"))
            .await?;
        let [left, top, width, height] = self.rect_of(element).await?;
        self.click_at(left + width / 2.0, top + height / 2.0).await
    }

    /// Drops files on the page as the system does, and puts the mouse in the corner afterwards.
    pub(crate) async fn drop_files(&self, files: &[PathBuf]) -> Result<()> {
        self.drop_files_at(files, self.setup.size.0 / 2).await
    }

    /// Drops files at this many pixels from the window's left edge: at the right of its middle means to compare.
    pub(crate) async fn drop_files_at(&self, files: &[PathBuf], x: u32) -> Result<()> {
        let paths: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
        let y = self.setup.size.1 / 2;
        for kind in ["dragEnter", "dragOver", "drop"] {
            let event = json!({
                "type": kind, "x": x, "y": y,
                "data": {"items": [], "files": paths, "dragOperationsMask": 1},
            });
            self.cdp("Input.dispatchDragEvent", event).await?;
        }
        // What is dropped is mounted in tasks of its own.
        self.eval_async::<()>(
            "for (let task = 0; task < 3; task++) await new Promise((next) => setTimeout(next, 0)); return null",
        )
        .await?;
        self.move_to(1.0, 1.0).await
    }

    /// Drops one file and waits until it stands open and painted.
    pub(crate) async fn open_file(&self, file: &Path) -> Result<()> {
        self.drop_files(&[file.to_owned()]).await?;
        self.until_open(&file.file_name().unwrap_or_default().to_string_lossy())
            .await
    }

    /// Waits until the document with this name is shown, open and painted.
    pub(crate) async fn until_open(&self, name: &str) -> Result<()> {
        self.until(&format!(
            "document.querySelector('.tab.is-current [data-testid=tab]')?.title === {}",
            json!(name)
        ))
        .await
        .with_context(|| format!("the tab of {name}"))?;
        self.until("['open', 'failed'].includes(e2e.one('document')?.dataset.state)")
            .await
            .with_context(|| format!("opening {name}"))?;
        let state: String = self.eval("e2e.one('document').dataset.state").await?;
        if state != "open" {
            bail!(
                "{name} is {state}: {} {}",
                self.text("failure-what").await?,
                self.text("failure-place").await?
            );
        }
        // Its total is said with the first picture.
        self.until("e2e.text('totals')").await
    }

    /// Closes the document that is shown.
    pub(crate) async fn close_file(&self) -> Result<()> {
        let before: usize = self
            .eval("document.querySelectorAll('[data-testid=tab]').length")
            .await?;
        self.click_element("document.querySelector('.tab.is-current [data-testid=tab-close]')")
            .await?;
        self.until(&format!(
            "document.querySelectorAll('[data-testid=tab]').length === {}",
            before - 1
        ))
        .await
    }

    /// Waits until the page can do without a network.
    pub(crate) async fn until_offline_ready(&self) -> Result<()> {
        self.until("goscope.offline && navigator.serviceWorker.controller")
            .await
    }

    /// Stops the server: from now on nothing answers.
    pub(crate) fn stop_server(&self) {
        if let Some(server) = self.server.take() {
            server.stop();
        }
    }

    /// What was asked of the server so far, as `GET /path 200`.
    pub(crate) fn requests(&self) -> Vec<String> {
        let server = self.server.borrow();
        let log = server.as_ref().map(StaticServer::log).unwrap_or_default();
        log.iter()
            .map(|it| format!("{} {} {}", it.method, it.target, it.status))
            .collect()
    }

    /// Forgets what was asked so far.
    pub(crate) fn forget_requests(&self) {
        if let Some(server) = self.server.borrow().as_ref() {
            server.clear_log();
        }
    }

    /// Loads the page again and waits until it stands: its start screen, or the files that it kept.
    pub(crate) async fn reload(&self) -> Result<()> {
        self.browser.web.refresh().await?;
        self.until("e2e.one('start') || e2e.one('document')").await
    }

    /// The window as a PNG.
    pub(crate) async fn screenshot(&self) -> Result<Vec<u8>> {
        use base64::Engine as _;
        let shot = self.cdp("Page.captureScreenshot", json!({"format": "png"})).await?;
        let data = shot["data"].as_str().context("a screenshot without data")?;
        Ok(base64::engine::general_purpose::STANDARD.decode(data)?)
    }

    /// Prints what a person would look at when a test has failed.
    pub(crate) async fn tell_what_is_seen(&self) {
        let name = std::thread::current().name().unwrap_or("test").replace("::", ".");
        let folder = root().join("target/e2e");
        let file = folder.join(format!("{name}.png"));
        match self.screenshot().await {
            Ok(png) => match std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&file, png)) {
                Ok(()) => eprintln!("what was seen: {}", file.display()),
                Err(error) => eprintln!("no picture of it: {error}"),
            },
            Err(error) => eprintln!("no picture of it: {error}"),
        }
        match self.eval::<Option<String>>("e2e.text('status')").await {
            Ok(status) => eprintln!("status line: {}", status.unwrap_or_default()),
            Err(error) => eprintln!("no status line: {error}"),
        }
        match self.complaints().await {
            Ok(complaints) => complaints
                .iter()
                .for_each(|complaint| eprintln!("complaint: {complaint}")),
            Err(error) => eprintln!("no complaints: {error}"),
        }
        if let Err(error) = self.browser.web.handle().cmd(Command::GetTitle).await {
            eprintln!("the browser is gone: {error}");
        }
    }
}
