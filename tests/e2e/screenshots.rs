//! Pictures for the README: `GOSCOPE_SCREENSHOTS=docs/screenshots cargo xtask test --only e2e` writes them.

use std::path::PathBuf;

use crate::browser::temporary::Folder;
use crate::browser::{Setup, root, run_with};
use crate::compare::drop_both;

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
            let write = async |name: &str| -> anyhow::Result<()> {
                // What glides or fades has come to rest.
                tokio::time::sleep(std::time::Duration::from_millis(600)).await;
                let path = folder.join(format!("{name}-{theme}.png"));
                Ok(std::fs::write(path, page.screenshot().await?)?)
            };
            write("start").await?;
            page.click("example-cpu").await?;
            page.until_open("cpu.pb.gz").await?;
            page.click_element("e2e.one('table').querySelectorAll('[data-testid=row]')[2].querySelector('.cell-name')")
                .await?;
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
            page.click_element("e2e.one('table').querySelectorAll('[data-testid=row]')[2].querySelector('.cell-name')")
                .await?;
            page.key("2").await?;
            page.move_to(1.0, 1.0).await?;
            write("graph-selected").await?;
            page.close_file().await?;
            page.click("example-heap").await?;
            page.until_open("heap.pb.gz").await?;
            page.key("2").await?;
            page.until_says("graph-summary", "nodes").await?;
            write("graph-small").await?;
            let folder = Folder::new("screenshots")?;
            drop_both(page, &folder).await?;
            page.move_to(1.0, 1.0).await?;
            write("compare").await?;
            page.key("v").await?;
            page.click_element("e2e.one('table').querySelectorAll('[data-testid=row]')[2].querySelector('.cell-name')")
                .await?;
            page.move_to(1.0, 1.0).await?;
            page.until("e2e.one('details').querySelector('.details-name')").await?;
            write("compare-new").await?;
            page.key("Escape").await?;
            page.key("3").await?;
            write("compare-top").await?;
            page.key("2").await?;
            page.until_says("graph-summary", "nodes").await?;
            write("compare-graph").await
        });
    }
}
