//! The same page in Firefox: choose a file, see it painted, with the right total and no violation.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use thirtyfour::{By, WebDriver};
use xtask::static_server::StaticServer;

use crate::browser::firefox::Firefox;
use crate::browser::{Seat, block_on, caught, dist, pixels};
use crate::corpus;

/// Listens for what the policy refuses; and keeps the input of the file dialog, which a driver can fill.
const BEFORE: &str = r"
if (location.href !== arguments[0] || window.e2eViolations) return !!window.e2eViolations;
window.e2eViolations = [];
addEventListener('securitypolicyviolation', (event) =>
  window.e2eViolations.push(`${event.blockedURI} by ${event.violatedDirective}`));
addEventListener('error', (event) => window.e2eViolations.push(`exception: ${event.message}`));
const complain = console.error.bind(console);
console.error = (...words) => { window.e2eViolations.push(words.join(' ')); complain(...words); };
HTMLInputElement.prototype.click = function () { document.body.append(this); this.dataset.testid = 'dialog'; };
return true;
";

async fn until(web: &WebDriver, what: &str, script: &str) -> Result<()> {
    let begun = Instant::now();
    loop {
        let value = web.execute(script, Vec::new()).await?;
        if value.json().as_bool() == Some(true) {
            return Ok(());
        }
        if begun.elapsed() > Duration::from_secs(30) {
            let text = web.execute("return document.body.innerText", Vec::new()).await?;
            bail!("not after 30 s: {what}; the page says {}", text.json());
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

async fn smoke(web: &WebDriver, server: &StaticServer) -> Result<()> {
    let url = server.url();
    web.goto(&url).await?;
    let begun = Instant::now();
    while web.execute(BEFORE, vec![url.clone().into()]).await?.json().as_bool() != Some(true) {
        ensure!(begun.elapsed() < Duration::from_secs(30), "the page does not load");
    }
    until(web, "start", "return !!document.querySelector('[data-testid=choose]')").await?;
    web.find(By::Css("[data-testid=choose]")).await?.click().await?;
    let input = web.find(By::Css("[data-testid=dialog]")).await?;
    let file = corpus::profile("shop.go1.27.cpu");
    server.clear_log();
    input.send_keys(file.to_string_lossy().into_owned()).await?;
    until(
        web,
        "the picture",
        "return performance.getEntriesByName('goscope:painted').length > 0",
    )
    .await?;
    let totals = web.find(By::Css("[data-testid=totals]")).await?.text().await?;
    ensure!(totals.contains("930ms of 930ms") && totals.contains("100%"), "{totals}");
    // The frame that says it is painted may be on its way to the screen.
    let begun = Instant::now();
    loop {
        let picture = pixels::of_canvas(web, "[data-testid=flame-canvas]").await?;
        // The root's row, a little in from the left edge and below its top: one colour, light theme's.
        let colors = picture.color_count();
        if colors > 20 {
            break;
        }
        ensure!(
            begun.elapsed() < Duration::from_secs(10),
            "{colors} colours on the canvas"
        );
    }
    let violations = web.execute("return window.e2eViolations", Vec::new()).await?;
    ensure!(violations.json() == &serde_json::json!([]), "{}", violations.json());
    for request in server.log() {
        ensure!(request.status == 200, "{request:?}");
    }
    Ok(())
}

#[test]
fn firefox_chooses_a_file_and_paints_it() {
    let _seat = Seat::take();
    block_on(async {
        let server = StaticServer::start(&dist(), "", 0).expect("a server");
        let firefox = Firefox::start().await.expect("Firefox starts");
        let outcome = caught(smoke(&firefox.web, &server)).await;
        let ended = firefox.web.clone().quit().await;
        match outcome {
            Ok(outcome) => outcome.context("in Firefox").expect("smoke test"),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        ended.expect("Firefox ends");
    });
}
