//! Without a network, and below any path.

use anyhow::{Context as _, Result, ensure};
use goscope::protocol::request::Appearance;

use crate::browser::page::Page;
use crate::browser::{Setup, run, run_with};
use crate::corpus;
use crate::painted::open_and_compare;

/// Everything a person does, with the server gone.
async fn works_alone(page: &Page) -> Result<()> {
    page.until_offline_ready().await?;
    page.until_says("offline", "Ready offline").await?;
    page.stop_server();
    page.reload().await.context("reload")?;
    open_and_compare(page, "shop.go1.27.cpu", Appearance::default())
        .await
        .context("a file")?;
    page.click("start-button").await?;
    page.click("example-heap").await?;
    page.until_open("heap.pb.gz").await.context("an example")?;
    page.browser.web.goto(format!("{}?again=1", page.url)).await?;
    page.until_shown("start").await.context("another address of the page")?;
    page.click("example-cpu").await?;
    page.until_open("cpu.pb.gz").await.context("an example there")?;
    page.assert_calm().await
}

#[test]
fn everything_works_with_the_server_gone() {
    run(works_alone);
}

#[test]
fn a_sub_path_is_as_good() {
    for document in ["", "index.html"] {
        let setup = Setup {
            prefix: "/a/b",
            document,
            ..Setup::default()
        };
        run_with(setup, async |page| {
            open_and_compare(page, "made.basic", Appearance::default()).await?;
            page.close_file().await?;
            page.click("example-cpu").await?;
            page.until_open("cpu.pb.gz").await?;
            page.close_file().await?;
            page.until_offline_ready().await?;
            let requests = page.requests();
            let astray: Vec<_> = requests
                .iter()
                .filter(|it| !it.starts_with("GET /a/b/") || !it.ends_with(" 200"))
                .collect();
            ensure!(astray.is_empty(), "astray: {astray:?}");
            works_alone(page).await
        });
    }
}

#[test]
fn the_first_visit_opens_examples_and_files_before_anything_is_kept() {
    let setup = Setup {
        // A browser without service workers, or a host without https.
        before: "delete Navigator.prototype.serviceWorker;",
        ..Setup::default()
    };
    run_with(setup, async |page| {
        open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        page.click("start-button").await?;
        page.click("example-heap").await?;
        page.until_open("heap.pb.gz").await?;
        ensure!(corpus::profile("example.heap").is_file());
        page.assert_calm().await
    });
}
