//! Several files at once: tabs, cancelling, and a worker that dies alone.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use goscope::protocol::request::Appearance;

use crate::browser::page::Page;
use crate::browser::temporary::Folder;
use crate::browser::{Setup, run, run_with};
use crate::corpus;
use crate::made::large_profile;
use crate::painted::{compare, open_and_compare};

async fn tabs(page: &Page) -> Result<Vec<String>> {
    page.eval("[...document.querySelectorAll('[data-testid=tab]')].map((it) => it.title)")
        .await
}

async fn show(page: &Page, name: &str) -> Result<()> {
    page.click_element(&format!(
        "[...document.querySelectorAll('[data-testid=tab]')].find((it) => it.title === '{name}')"
    ))
    .await?;
    page.move_to(1.0, 1.0).await?;
    page.until_open(name).await
}

#[test]
fn two_files_stand_side_by_side_and_close_alone() {
    run(async |page| {
        let cpu = open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        let cpu_totals = page.text("totals").await?;
        let heap = open_and_compare(page, "shop.go1.27.heap", Appearance::default()).await?;
        let heap_totals = page.text("totals").await?;
        ensure!(cpu_totals != heap_totals);
        ensure!(tabs(page).await? == ["shop.go1.27.cpu.pb.gz", "shop.go1.27.heap.pb.gz"]);

        // A search in one is none in the other.
        page.key("/").await?;
        page.type_text("runtime").await?;
        page.until("e2e.text('search-found')").await?;
        show(page, "shop.go1.27.cpu.pb.gz").await?;
        ensure!(page.text("totals").await? == cpu_totals);
        page.until_gone("search-found").await?;
        compare(page, &cpu).await.context("the first again")?;

        page.close_file().await?;
        page.until_open("shop.go1.27.heap.pb.gz").await?;
        ensure!(page.text("totals").await? == heap_totals);
        page.click("search-clear").await?;
        page.move_to(1.0, 1.0).await?;
        compare(page, &heap).await.context("the second alone")?;
        page.close_file().await?;
        page.until_shown("start").await?;
        ensure!(tabs(page).await?.is_empty());
        page.assert_calm().await
    });
}

#[test]
fn three_files_dropped_together_are_three_tabs() {
    run(async |page| {
        let names = ["shop.go1.21.cpu", "shop.go1.24.heap", "made.basic"];
        let files = names.map(corpus::profile);
        page.drop_files(&files).await?;
        let titles = names.map(|name| format!("{name}.pb.gz"));
        page.until_open(&titles[0]).await?;
        ensure!(tabs(page).await? == titles);
        for (name, title) in names.iter().zip(&titles) {
            show(page, title).await?;
            let twin = crate::twin::Twin::of(page, &corpus::profile(name), Appearance::default()).await?;
            compare(page, &twin).await.with_context(|| (*name).to_owned())?;
        }
        // The start screen is one click away and loses nothing.
        page.click("start-button").await?;
        page.until_shown("start").await?;
        show(page, &titles[1]).await?;
        page.assert_calm().await
    });
}

#[test]
fn reading_a_large_file_can_be_cancelled_and_blocks_nothing() {
    run(async |page| {
        let folder = Folder::new("large")?;
        let file = large_profile(&folder, 3_000_000)?;
        open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        page.drop_files(std::slice::from_ref(&file)).await?;
        page.until_shown("cancel").await?;
        page.until("Number(e2e.one('progress')?.getAttribute('aria-valuenow')) > 0")
            .await
            .context("progress")?;
        let said = page.text("loading").await?;
        ensure!(said.contains("large.pb") && said.contains('%'), "{said}");
        // While it reads, the other document answers.
        show(page, "shop.go1.27.cpu.pb.gz").await?;
        page.key("w").await?;
        page.until("!e2e.one('zoom-reset').disabled").await?;
        let state: String = page
            .eval("document.querySelectorAll('[data-testid=document]')[1].dataset.state")
            .await?;
        ensure!(state == "loading", "too quick to be cancelled: {state}");
        page.click_element("[...document.querySelectorAll('[data-testid=tab]')][1]")
            .await?;
        page.until_shown("cancel").await?;
        // Measured in the page: what a driver adds is not the page's.
        page.perform(
            "e2e.one('cancel').addEventListener('click', () => {
               const begun = performance.now();
               const look = () => {
                 const isThere = document.querySelectorAll('[data-testid=tab]').length > 1;
                 if (isThere) setTimeout(look, 1); else e2e.cancelledMillis = performance.now() - begun;
               };
               look();
             }, { capture: true })",
        )
        .await?;
        page.click("cancel").await?;
        page.until_open("shop.go1.27.cpu.pb.gz").await?;
        page.until("e2e.cancelledMillis !== undefined").await?;
        let millis: f64 = page.eval("e2e.cancelledMillis").await?;
        ensure!(millis < 200.0, "cancelled after {millis} ms");
        ensure!(tabs(page).await? == ["shop.go1.27.cpu.pb.gz"]);
        page.open_file(&corpus::profile("made.basic")).await?;
        page.assert_calm().await
    });
}

#[test]
fn a_large_file_opens() {
    run(async |page| {
        let folder = Folder::new("large")?;
        let file = large_profile(&folder, 300_000)?;
        page.drop_files(&[file]).await?;
        page.until_within(Duration::from_secs(60), "e2e.one('document')?.dataset.state === 'open'")
            .await?;
        page.until_says("status", " functions · 24 frames deep").await?;
        page.until("performance.getEntriesByName('goscope:painted').length")
            .await?;
        ensure!(page.canvas("flame-canvas").await?.color_count() > 20);
        page.assert_calm().await
    });
}

/// Keeps the page's workers, and gives each a way to die: an exception of its own that nobody catches.
const MORTAL_WORKERS: &str = r"
window.e2eWorkers = [];
const RealBlob = window.Blob;
window.Blob = function (parts, options) {
  const isWorker = options?.type === 'text/javascript';
  const last = `;addEventListener('message', (event) => {
    if (event.data !== 'die') return;
    event.stopImmediatePropagation();
    setTimeout(() => { throw new Error('out of memory, as it were'); });
  }, { capture: true });`;
  return new RealBlob(isWorker ? [...parts, last] : parts, options);
};
window.Blob.prototype = RealBlob.prototype;
const RealWorker = window.Worker;
window.Worker = class extends RealWorker {
  constructor(...args) { super(...args); window.e2eWorkers.push(this); }
};
";

#[test]
fn a_worker_that_dies_leaves_the_others_alone() {
    let setup = Setup {
        before: MORTAL_WORKERS,
        ..Setup::default()
    };
    run_with(setup, async |page| {
        open_and_compare(page, "shop.go1.27.heap", Appearance::default()).await?;
        let first: usize = page.eval("e2eWorkers.length - 1").await?;
        let heap_totals = page.text("totals").await?;
        page.open_file(&corpus::profile("shop.go1.27.cpu")).await?;
        // The first document's worker is the first that was started.
        ensure!(first <= 1, "{first} workers before the second file");
        page.perform("e2eWorkers[0].postMessage('die')").await?;
        show_failed(page, "shop.go1.27.heap.pb.gz").await?;
        let what = page.text("failure").await?;
        ensure!(what.contains("stopped") && what.contains("out of memory"), "{what}");
        let complaints = page.complaints().await?;
        ensure!(
            complaints
                .iter()
                .all(|complaint| complaint.contains("out of memory, as it were")),
            "{complaints:?}"
        );

        show(page, "shop.go1.27.cpu.pb.gz").await?;
        page.key("w").await?;
        page.until("!e2e.one('zoom-reset').disabled").await?;

        page.click_element("document.querySelector('[data-testid=tab]')")
            .await?;
        page.click("retry").await?;
        page.until_open("shop.go1.27.heap.pb.gz").await?;
        ensure!(page.text("totals").await? == heap_totals);
        page.move_to(1.0, 1.0).await?;
        let twin = crate::twin::Twin::of(page, &corpus::profile("shop.go1.27.heap"), Appearance::default()).await?;
        compare(page, &twin).await.context("after the retry")?;
        page.assert_calm().await
    });
}

async fn show_failed(page: &Page, name: &str) -> Result<()> {
    page.click_element(&format!(
        "[...document.querySelectorAll('[data-testid=tab]')].find((it) => it.title === '{name}')"
    ))
    .await?;
    page.until_shown("failure").await
}
