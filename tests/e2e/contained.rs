//! A page that holds itself: one file from disk, with the program and what was open, as interactive as the page it was taken from.

use std::fs;

use anyhow::{Result, ensure};

use crate::browser::page::Page;
use crate::browser::run;
use crate::browser::temporary::Folder;
use crate::compare::{BOTH, drop_both};
use crate::corpus;
use crate::export::{save_to, take};

/// Opens a file that was taken away, from disk.
async fn open(page: &Page, folder: &Folder, name: &str) -> Result<()> {
    // The name would be found in the address otherwise.
    fs::rename(folder.path().join(name), folder.path().join("taken.html"))?;
    let address = format!("file://{}/taken.html", folder.path().display());
    page.browser.web.goto(&address).await?;
    page.until("location.protocol === 'file:'").await
}

#[test]
fn it_opens_from_disk_and_zooms_searches_and_tabulates() {
    run(async |page| {
        let folder = Folder::new("contained")?;
        save_to(page, &folder).await?;
        page.open_file(&corpus::profile("shop.go1.27.cpu")).await?;
        page.key("3").await?;
        let rows = page.rows().await?;
        page.until("location.hash.includes('view=top')").await?;
        let name = "shop.go1.27.cpu.pb.gz.html";
        let html = take(page, &folder, "html", name).await?;
        ensure!(html.len() < 8_000_000, "{} bytes", html.len());
        page.assert_calm().await?;
        open(page, &folder, name).await?;
        page.until_open("shop.go1.27.cpu.pb.gz").await?;
        // The view it was taken from, with the same rows.
        page.eventually(async || {
            let here = page.rows().await?;
            ensure!(here == rows, "{} rows instead of {}", here.len(), rows.len());
            Ok(())
        })
        .await?;
        page.key("1").await?;
        page.until_shown("flame-canvas").await?;
        page.key("/").await?;
        page.type_text("json").await?;
        page.until("/^\\d+ of \\d+ · /.test(e2e.text('search-found') ?? '')")
            .await?;
        page.key("Enter").await?;
        page.until("e2e.one('details').querySelector('.details-name')").await?;
        let [left, top, width, _] = page.rect("flame-canvas").await?;
        page.double_click_at((left + width * 0.2).floor(), top + 90.0).await?;
        page.until_shown("minimap-canvas").await?;
        page.until("e2e.text('totals').includes(' of 930ms')").await?;
        // What the second worker makes.
        page.key("Escape").await?;
        page.key("9").await?;
        page.until_shown("account").await?;
        page.assert_calm().await
    });
}

#[test]
fn a_comparison_is_held_as_one() {
    run(async |page| {
        let folder = Folder::new("contained")?;
        save_to(page, &folder).await?;
        drop_both(page, &folder).await?;
        let bar = page.text("compare-bar").await?;
        let name = format!("{BOTH}.html");
        take(page, &folder, "html", &name).await?;
        open(page, &folder, &name).await?;
        page.until_open(BOTH).await?;
        let here = page.text("compare-bar").await?;
        ensure!(here == bar, "{here} instead of {bar}");
        page.assert_calm().await
    });
}

#[test]
fn what_is_too_large_is_refused_with_its_size() {
    run(async |page| {
        let folder = Folder::new("contained")?;
        let path = folder.path().join("large.folded");
        // Two hundred thousand samples of one stack.
        fs::write(&path, format!("main;{} 1\n", "work".repeat(64)).repeat(200_000))?;
        page.open_file(&path).await?;
        page.click("take-away-button").await?;
        page.click("choose-html").await?;
        page.until_says("status", "Not saved: 52.8 MB are too much for a page")
            .await?;
        page.assert_calm().await
    });
}
