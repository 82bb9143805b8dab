//! Taking away: files that are saved, and what they say when they are read again.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use goscope::decode::decode;
use goscope::model::document::Document;
use goscope::protocol::Pane;
use goscope::protocol::request::Appearance;
use serde_json::json;

use crate::browser::page::Page;
use crate::browser::run;
use crate::browser::temporary::Folder;
use crate::compare::drop_both;
use crate::corpus;
use crate::painted::open_and_compare;
use crate::twin::Twin;

/// Takes something away and waits for the file.
pub(crate) async fn take(page: &Page, folder: &Folder, kind: &str, file: &str) -> Result<Vec<u8>> {
    let path: PathBuf = folder.path().join(file);
    page.click("take-away-button").await?;
    page.click(&format!("choose-{kind}")).await?;
    page.until_says("status", &format!("Saved {file}")).await?;
    page.eventually(async || {
        let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
        ensure!(!bytes.is_empty(), "an empty file");
        Ok(bytes)
    })
    .await
}

pub(crate) async fn save_to(page: &Page, folder: &Folder) -> Result<()> {
    let here = json!({"behavior": "allow", "downloadPath": folder.path().display().to_string()});
    page.cdp("Browser.setDownloadBehavior", here).await.map(drop)
}

#[test]
fn files_of_what_is_shown_are_saved() {
    run(async |page| {
        let folder = Folder::new("export")?;
        save_to(page, &folder).await?;
        page.open_file(&corpus::profile("shop.go1.27.cpu")).await?;
        page.click("filter-button").await?;
        page.type_text("json").await?;
        page.key("Enter").await?;
        page.until_shown("chip").await?;
        let saved = take(page, &folder, "filtered.pb.gz", "shop.go1.27.cpu.filtered.pb.gz").await?;
        let Document::Profile(profile) = decode(&saved[..])?.document else {
            anyhow::bail!("no profile");
        };
        let sum: i64 = profile.samples.values[1].iter().sum();
        ensure!(
            page.text("totals").await?.starts_with("170ms") && sum == 170_000_000,
            "{sum}"
        );
        let text = |bytes: Vec<u8>| String::from_utf8(bytes);
        let folded = text(take(page, &folder, "folded", "shop.go1.27.cpu.folded").await?)?;
        ensure!(folded.lines().all(|line| line.contains("json")), "{folded}");
        let dot = text(take(page, &folder, "dot", "shop.go1.27.cpu.dot").await?)?;
        ensure!(dot.starts_with("digraph"));
        let csv = text(take(page, &folder, "csv", "shop.go1.27.cpu.csv").await?)?;
        ensure!(csv.lines().count() == page.rows().await?.len() + 1);
        let picture = take(page, &folder, "png", "shop.go1.27.cpu.pb.gz.png").await?;
        ensure!(picture.starts_with(b"\x89PNG"));
        page.assert_calm().await
    });
}

#[test]
fn a_comparison_is_taken_away_as_one() {
    run(async |page| {
        let folder = Folder::new("export")?;
        save_to(page, &folder).await?;
        drop_both(page, &folder).await?;
        let name = "leaky.go1.27.heap2-vs-leaky.go1.27.heap1.md";
        let table = String::from_utf8(take(page, &folder, "md", name).await?)?;
        ensure!(table.starts_with("|old flat|new flat|change|%|"), "{table}");
        page.assert_calm().await
    });
}

#[test]
fn commands_for_pprof_are_copied() {
    run(async |page| {
        page.open_file(&corpus::profile("shop.go1.27.cpu")).await?;
        page.key("Ctrl+s").await?;
        page.until_shown("dialog-takeaway").await?;
        page.click("choose-sh").await?;
        page.until_says("status", "Copied the commands").await?;
        page.assert_calm().await
    });
}

/// Saves the picture that is shown; its width and height as an image.
async fn take_picture(page: &Page, folder: &Folder, name: &str) -> Result<(f64, f64)> {
    let svg = take(page, folder, "svg", "shop.go1.27.cpu.svg").await?;
    fs::rename(
        folder.path().join("shop.go1.27.cpu.svg"),
        folder.path().join(format!("{name}.svg")),
    )?;
    let svg = serde_json::to_string(&String::from_utf8(svg)?)?;
    let look = format!(
        "const it = new Image(); it.src = URL.createObjectURL(new Blob([{svg}], {{ type: 'image/svg+xml' }}));
         await it.decode(); return [it.naturalWidth, it.naturalHeight];"
    );
    page.eval_async(&look).await
}

#[test]
fn pictures_are_images_with_the_texts_of_their_canvases() {
    run(async |page| {
        let folder = Folder::new("export")?;
        save_to(page, &folder).await?;
        let flame = open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        let size = take_picture(page, &folder, "flame").await?;
        let [_, _, width, height] = page.rect("flame-canvas").await?;
        ensure!(size == (width, height), "{size:?} instead of {width} × {height}");
        page.key("2").await?;
        page.until_says("graph-summary", "nodes").await?;
        let file = corpus::profile("shop.go1.27.cpu");
        let graph = Twin::of_pane(page, &file, Appearance::default(), Pane::Graph).await?;
        take_picture(page, &folder, "graph").await?;
        page.assert_calm().await?;
        for (name, twin) in [("flame", flame), ("graph", graph)] {
            let address = format!("file://{}/{name}.svg", folder.path().display());
            page.browser.web.goto(&address).await?;
            let texts: Vec<String> = page
                .eval("[...document.querySelectorAll('text')].map((it) => it.textContent)")
                .await?;
            let labels: Vec<String> = twin.labels().into_iter().map(|label| label.text).collect();
            ensure!(
                labels.len() > 10 && texts == labels,
                "{name}: {texts:?} instead of {labels:?}"
            );
        }
        Ok(())
    });
}
