//! The palette and the menu: every command by name, and those of the selection at the pointer.

use anyhow::{Context as _, Result, ensure};

use crate::browser::page::Page;
use crate::browser::run;
use crate::corpus;

async fn open(page: &Page) -> Result<()> {
    page.open_file(&corpus::profile("shop.go1.27.cpu")).await
}

/// Types into the palette and takes the first line.
async fn command(page: &Page, typed: &str) -> Result<()> {
    page.key("Ctrl+k").await?;
    page.until_shown("palette").await?;
    page.type_text(typed).await?;
    page.key("Enter").await?;
    page.until_gone("palette").await
}

#[test]
fn every_command_of_the_palette_runs() {
    run(async |page| {
        open(page).await?;
        page.key("F1").await?;
        page.until_shown("palette").await?;
        let lines: Vec<String> = page
            .eval("[...document.querySelectorAll('.palette-line > span')].map((it) => it.textContent)")
            .await?;
        page.key("Escape").await?;
        page.until_gone("palette").await?;
        // The help tells the same commands, some of them with a second line of keys.
        page.key("?").await?;
        page.until_shown("dialog-help").await?;
        let told: Vec<String> = page
            .eval("[...document.querySelectorAll('[data-testid=dialog-help] [data-command]')].map((it) => it.textContent)")
            .await?;
        page.key("Escape").await?;
        page.until_gone("dialog-help").await?;
        ensure!(told.len() > 40, "help tells {} commands", told.len());
        let missing: Vec<_> = told.iter().filter(|words| !lines.contains(words)).collect();
        ensure!(missing.is_empty(), "not in the palette: {missing:?}");
        for (row, words) in lines.iter().enumerate() {
            // The browser's own dialog would stay, and without the file there is nothing to try on.
            if words == "Open files" || words == "Close the file" {
                continue;
            }
            page.key("Ctrl+k").await?;
            page.until_shown("palette").await?;
            page.click_element(&format!("document.querySelectorAll('.palette-line')[{row}]"))
                .await?;
            page.until_gone("palette").await?;
            // What it opened is closed again.
            for popup in ["dialog-help", "dialog-settings", "dialog-about", "menu"] {
                page.perform(&format!(
                    "document.querySelector('[data-testid={popup}] [aria-label=Close], .menu-veil')?.click()"
                ))
                .await?;
            }
            page.until("document.querySelector('[data-testid=document]').dataset.state === 'open'")
                .await?;
            page.assert_calm().await.with_context(|| words.clone())?;
        }
        Ok(())
    });
}

#[test]
fn commands_run_by_name() {
    run(async |page| {
        open(page).await?;
        command(page, "top table").await?;
        page.until("document.querySelector('.document-body').dataset.screen === 'top'")
            .await?;
        command(page, "flame").await?;
        page.until("document.querySelector('.document-body').dataset.screen === 'flame'")
            .await?;
        command(page, "sample type samples").await?;
        page.until("document.querySelector('[data-testid=sample-types]').selectedIndex === 0")
            .await?;
        command(page, "settings").await?;
        page.until_shown("dialog-settings").await?;
        page.key("Escape").await?;
        command(page, "compact").await?;
        page.until("localStorage.getItem('goscope.compact') === 'true'").await?;
        command(page, "theme").await?;
        page.until("localStorage.getItem('goscope.theme') === 'light'").await?;
        page.key("Ctrl+k").await?;
        page.until_shown("palette").await?;
        page.type_text("jsonwire").await?;
        page.key("Enter").await?;
        page.until("e2e.text('search-found')").await?;
        page.assert_calm().await
    });
}

#[test]
fn the_right_button_opens_a_menu_for_what_it_points_at() {
    run(async |page| {
        open(page).await?;
        let [left, top, ..] = page.rect("flame-canvas").await?;
        page.right_click_at(left + 60.0, top + 30.0).await?;
        page.until_shown("menu").await?;
        page.until("document.querySelector('.menu-name').textContent !== 'Nothing is selected'")
            .await?;
        // The arrows go round, Escape leads back to the picture.
        page.key("ArrowUp").await?;
        page.until("document.activeElement?.dataset.testid === 'menu-Copy a link to this view'")
            .await?;
        page.key("ArrowDown").await?;
        page.until("document.activeElement?.dataset.testid === 'menu-Zoom to the selected frame'")
            .await?;
        page.key("Enter").await?;
        page.until_gone("menu").await?;
        page.until("location.hash.includes('zoom=')").await?;
        page.assert_calm().await
    });
}

#[test]
fn callers_and_callees_lead_on() {
    run(async |page| {
        open(page).await?;
        page.click_element("document.querySelectorAll('[data-testid=row]')[3]")
            .await?;
        page.until("document.querySelector('[data-testid=details-callers] .neighbour')")
            .await?;
        let caller: String = page
            .eval("document.querySelector('[data-testid=details-callers] .neighbour').title")
            .await?;
        page.click_element("document.querySelector('[data-testid=details-callers] .neighbour')")
            .await?;
        page.until(&format!(
            "document.querySelector('.details-name').textContent === {caller:?}"
        ))
        .await?;
        page.key("4").await?;
        page.until_says("peek-function", &caller).await?;
        page.assert_calm().await
    });
}
