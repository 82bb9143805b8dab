//! Pictures for the README: `GOSCOPE_SCREENSHOTS=docs/screenshots cargo xtask test --only e2e` writes them.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::browser::page::Page;
use crate::browser::temporary::Folder;
use crate::browser::{Setup, root, run_with};
use crate::compare::drop_both;
use crate::goroutines::dump;
use crate::pages::choose;
use crate::said::traced;
use crate::series::snapshots;
use crate::traces::trace;

/// Selects the function in the third row.
async fn select_third(page: &Page) -> Result<()> {
    let cell = "e2e.one('table')?.querySelectorAll('[data-testid=row]')[2]?.querySelector('.cell-name')";
    page.until(cell).await?;
    page.click_element(cell).await
}

/// Writes what is seen, once what glides or fades has come to rest.
async fn write(page: &Page, path: &Path) -> Result<()> {
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    Ok(std::fs::write(path, page.screenshot().await?)?)
}

/// The views of a profile that are seldom first, of the function that is selected.
async fn other_views(page: &Page, write: impl AsyncFn(&str) -> Result<()>) -> Result<()> {
    page.key("o").await?;
    page.until_says("sheet-title", "flat").await?;
    write("source").await?;
    page.key("u").await?;
    page.until_shown("above-canvas").await?;
    write("sandwich").await?;
    page.key("p").await?;
    page.until_says("aside-title", "Packages").await?;
    write("packages").await?;
    page.key("t").await?;
    page.until_says("sheet-title", "label key").await?;
    write("labels").await?;
    page.key("9").await?;
    page.until_says("account", "Silent").await?;
    write("findings").await?;
    Ok(())
}

/// A trace: at a glance, over time, its pages.
async fn traces(page: &Page, write: impl AsyncFn(&str) -> Result<()>) -> Result<()> {
    page.open_file(&trace("timeline.go1.27.trace.gz")).await?;
    page.click_element("e2e.one('overview-groups').querySelectorAll('button')[1]")
        .await?;
    page.until_says("overview-groups", "goroutine").await?;
    page.move_to(1.0, 1.0).await?;
    write("trace").await?;
    page.key("7").await?;
    page.until_says("timeline-summary", "all of ").await?;
    page.move_to(1.0, 1.0).await?;
    write("timeline").await?;
    let [left, top, width, height] = page.rect("timeline-canvas").await?;
    let ruler = top + 40.0;
    page.drag((left + width * 0.3, ruler), (left + width * 0.8, ruler))
        .await?;
    page.until_says("details", "from ").await?;
    page.move_to(1.0, 1.0).await?;
    write("timeline-range").await?;
    page.key("Escape").await?;
    let middle = (left + width * 0.6, top + height / 2.0);
    for _ in 0..6 {
        page.wheel(middle, (0.0, -300.0), true).await?;
    }
    page.click_at(left + width * 0.6, top + 300.0).await?;
    write("timeline-zoomed").await?;
    for (word, says) in [("scheduling", "latency"), ("goroutine-groups", "goroutines that begin")] {
        choose(page, word).await?;
        page.until_says("account", says).await?;
        page.move_to(1.0, 1.0).await?;
        write(&format!("trace-{word}")).await?;
    }
    page.open_file(&traced("collector")).await?;
    choose(page, "gc").await?;
    page.until_says("account", "20 collections").await?;
    page.move_to(1.0, 1.0).await?;
    write("trace-gc").await?;
    page.open_file(&traced("orders")).await?;
    choose(page, "tasks").await?;
    page.until_says("account", "order").await?;
    page.click_element("e2e.one('account-table').querySelector('tbody button')")
        .await?;
    page.until_says("account", "25 tasks “order”").await?;
    page.move_to(1.0, 1.0).await?;
    write("trace-tasks").await?;
    let merge_sorts = [traced("slices"), traced("slices.near")];
    page.drop_files_at(&merge_sorts, page.setup.size.0 * 3 / 4).await?;
    page.until_says("account", "Two traces compared").await?;
    page.move_to(1.0, 1.0).await?;
    write("trace-compare").await?;
    page.key("7").await?;
    page.until_says("timeline-summary", "all of ").await?;
    page.move_to(1.0, 1.0).await?;
    write("trace-beside").await
}

/// Snapshots of a program that leaks.
async fn series(page: &Page, write: impl AsyncFn(&str) -> Result<()>) -> Result<()> {
    page.drop_files_at(&snapshots(&[1, 2, 3, 4, 5, 6]), page.setup.size.0 * 3 / 4)
        .await?;
    page.until_says("account", "main.record").await?;
    page.move_to(1.0, 1.0).await?;
    write("series").await
}

#[test]
fn screenshots_are_written_where_asked() {
    let Some(folder) = std::env::var_os("GOSCOPE_SCREENSHOTS").map(PathBuf::from) else {
        return;
    };
    let folder = root().join(folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    for (theme, is_dark) in [("light", false), ("dark", true)] {
        let setup = Setup {
            size: (1440, 900),
            is_dark,
            ..Setup::default()
        };
        run_with(setup, async |page| {
            page.until_offline_ready().await?;
            let write = async |name: &str| write(page, &folder.join(format!("{name}-{theme}.png"))).await;
            write("start").await?;
            page.click("example-cpu").await?;
            page.until_open("cpu.pb.gz").await?;
            select_third(page).await?;
            page.move_to(1.0, 1.0).await?;
            page.until("e2e.one('details').querySelector('.details-name')").await?;
            write("flame").await?;
            page.key("Escape").await?;
            page.click("view-top").await?;
            page.move_to(1.0, 1.0).await?;
            write("top").await?;
            page.click("view-graph").await?;
            page.until_says("graph-summary", "nodes").await?;
            page.move_to(1.0, 1.0).await?;
            write("graph").await?;
            let [left, top, width, height] = page.rect("graph-canvas").await?;
            let middle = (left + width / 2.0, top + height / 3.0);
            page.move_to(middle.0, middle.1).await?;
            for _ in 0..3 {
                page.wheel(middle, (0.0, -300.0), true).await?;
            }
            page.move_to(1.0, 1.0).await?;
            write("graph-zoomed").await?;
            page.key("0").await?;
            page.key("3").await?;
            select_third(page).await?;
            page.key("2").await?;
            page.move_to(1.0, 1.0).await?;
            write("graph-selected").await?;
            other_views(page, write).await?;
            page.close_file().await?;
            page.click("example-heap").await?;
            page.until_open("heap.pb.gz").await?;
            page.key("2").await?;
            page.until_says("graph-summary", "nodes").await?;
            write("graph-small").await?;
            page.key("1").await?;
            page.click("filter-button").await?;
            page.until("document.activeElement === e2e.one('filter-field')").await?;
            page.type_text("regexp").await?;
            page.key("Enter").await?;
            page.until_says("chip", "focus").await?;
            write("filters").await?;
            let folder = Folder::new("screenshots")?;
            drop_both(page, &folder).await?;
            page.move_to(1.0, 1.0).await?;
            write("compare").await?;
            page.key("v").await?;
            select_third(page).await?;
            page.move_to(1.0, 1.0).await?;
            page.until("e2e.one('details').querySelector('.details-name')").await?;
            write("compare-new").await?;
            page.key("Escape").await?;
            page.key("3").await?;
            write("compare-top").await?;
            page.key("2").await?;
            page.until_says("graph-summary", "nodes").await?;
            write("compare-graph").await?;
            page.open_file(&dump("stuck.go1.27.stacks.txt.gz")).await?;
            page.click_element("e2e.one('goroutine-groups').querySelector('button')")
                .await?;
            page.until_says("goroutine-group", "created by").await?;
            page.move_to(1.0, 1.0).await?;
            write("goroutines").await?;
            traces(page, write).await?;
            series(page, write).await
        });
    }
}
