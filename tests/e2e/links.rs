//! The address: what it says, where it leads, and what Back, a reload and somebody else's file make of it.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::browser::page::Page;
use crate::browser::{Setup, run, run_with};
use crate::corpus;

/// What the page shows of the file in front.
async fn view(page: &Page) -> Result<Vec<String>> {
    page.eval(
        "[document.querySelector('[data-testid=document]:not([hidden]) .document-body')?.dataset.screen ?? 'start',
          e2e.text('totals') ?? '', e2e.text('crumbs') ?? '',
          document.querySelector('[data-testid=document]:not([hidden]) .details-name')?.textContent ?? '']",
    )
    .await
}

async fn hash(page: &Page) -> Result<String> {
    page.eval("decodeURIComponent(location.hash)").await
}

/// Waits until the address has this part: the view is at rest.
async fn until_address_has(page: &Page, part: &str) -> Result<()> {
    page.until(&format!("decodeURIComponent(location.hash).includes({part:?})"))
        .await
}

/// Selects the heaviest function of the table and zooms to it.
async fn select_and_zoom(page: &Page) -> Result<()> {
    page.click_element("document.querySelector('[data-testid=row]')")
        .await?;
    until_address_has(page, "&sel=").await?;
    page.key("f").await?;
    until_address_has(page, "&zoom=").await
}

fn cpu() -> PathBuf {
    corpus::profile("shop.go1.27.cpu")
}

#[test]
fn back_and_forward_undo_and_redo() {
    run(async |page| {
        page.open_file(&cpu()).await?;
        until_address_has(page, "v=1&file=").await?;
        let first = (hash(page).await?, view(page).await?);
        select_and_zoom(page).await?;
        let zoomed = (hash(page).await?, view(page).await?);
        page.key("3").await?;
        until_address_has(page, "&view=top").await?;

        page.perform("history.back()").await?;
        page.eventually(async || {
            ensure!(view(page).await? == zoomed.1, "{:?}", view(page).await?);
            Ok(())
        })
        .await?;
        ensure!(hash(page).await? == zoomed.0);
        for _ in 0..2 {
            page.key("Ctrl+z").await?;
            tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        }
        page.eventually(async || {
            ensure!(hash(page).await? == first.0);
            ensure!(
                view(page).await? == first.1,
                "{:?} for {:?}",
                view(page).await?,
                first.1
            );
            Ok(())
        })
        .await?;
        for _ in 0..2 {
            page.key("Ctrl+y").await?;
            tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        }
        page.eventually(async || {
            ensure!(view(page).await? == zoomed.1);
            Ok(())
        })
        .await?;
        page.assert_calm().await
    });
}

#[test]
fn a_reload_lands_on_the_same_picture_when_files_are_kept() {
    run(async |page| {
        page.open_file(&cpu()).await?;
        page.keep_files().await?;
        select_and_zoom(page).await?;
        let (address, shown) = (hash(page).await?, view(page).await?);
        page.move_to(1.0, 1.0).await?;
        let picture = page.canvas_at_rest("flame-canvas").await?;
        page.until_kept(1).await?;

        page.reload().await?;
        page.until_open("shop.go1.27.cpu.pb.gz").await?;
        page.eventually(async || {
            ensure!(view(page).await? == shown, "{:?}", view(page).await?);
            Ok(())
        })
        .await?;
        ensure!(hash(page).await? == address);
        ensure!(page.canvas_at_rest("flame-canvas").await? == picture, "another picture");

        // Forgotten, a reload asks for it, and the file itself leads back.
        page.click("open-settings").await?;
        page.click("forget-all").await?;
        page.until_kept(0).await?;
        page.reload().await?;
        page.until_says("wanted", "shop.go1.27.cpu.pb.gz").await?;
        page.drop_files(&[cpu()]).await?;
        page.until_open("shop.go1.27.cpu.pb.gz").await?;
        page.eventually(async || {
            ensure!(view(page).await? == shown);
            Ok(())
        })
        .await?;
        page.assert_calm().await
    });
}

#[test]
fn a_link_names_its_file_and_says_when_another_comes() {
    let wanted = "v=1&file=abababababababababababababababababababababababababababababababab&name=other.pb.gz&view=top";
    let setup = Setup {
        document: "#v=1&file=abababababababababababababababababababababababababababababababab&name=other.pb.gz&view=top",
        ..Setup::default()
    };
    run_with(setup, async |page| {
        page.until_says("wanted", "other.pb.gz").await?;
        ensure!(hash(page).await? == format!("#{wanted}"), "the address stays");
        page.drop_files(&[cpu()]).await?;
        page.until_says("stranger", "it wants other.pb.gz (SHA-256 abababababababab…)")
            .await?;
        ensure!(view(page).await?[0] == "flame", "from its beginning");
        page.assert_calm().await
    });
}

#[test]
fn a_link_of_another_format_is_refused_in_words() {
    let setup = Setup {
        document: "#v=7&file=x",
        ..Setup::default()
    };
    run_with(setup, async |page| {
        page.until_says("status", "unknown link version: \"7\"").await?;
        page.assert_calm().await
    });
}

#[test]
fn a_view_too_long_for_a_link_says_what_is_left_out() {
    run(async |page| {
        page.open_file(&cpu()).await?;
        page.key("/").await?;
        page.perform(
            "{ const field = document.querySelector('[data-testid=search]'); field.value = 'x'.repeat(3000);
               field.dispatchEvent(new Event('input', { bubbles: true })) }",
        )
        .await?;
        page.until_says("status", "the address leaves out the search").await?;
        ensure!(!hash(page).await?.contains("find="));
        page.assert_calm().await
    });
}

#[test]
fn two_files_have_an_address_each() {
    run(async |page| {
        page.open_file(&cpu()).await?;
        until_address_has(page, "name=shop.go1.27.cpu.pb.gz").await?;
        page.open_file(&corpus::profile("shop.go1.27.heap")).await?;
        until_address_has(page, "name=shop.go1.27.heap.pb.gz").await?;
        page.perform("history.back()").await?;
        page.until_open("shop.go1.27.cpu.pb.gz").await?;
        page.key("}").await?;
        page.until_open("shop.go1.27.heap.pb.gz").await?;
        page.assert_calm().await
    });
}
