//! Filters: written, chosen by a click, moved and taken away; in the picture, in the table, in the address.

use anyhow::{Context as _, Result, ensure};
use goscope::protocol::filter::{Filter, FilterKind};
use goscope::protocol::request::{Appearance, Request};

use crate::browser::page::Page;
use crate::browser::run;
use crate::corpus;
use crate::painted::compare;
use crate::twin::Twin;

const CPU: &str = "shop.go1.27.cpu";

/// The chips as they are read: kind, what, share.
async fn chips(page: &Page) -> Result<Vec<String>> {
    page.eval(
        "[...document.querySelectorAll('[data-testid=chip]')].map((chip) => \
         ['kind', 'what', 'share'].map((part) => chip.querySelector(`.chip-${part}`).textContent).join(' '))",
    )
    .await
}

async fn until_chips(page: &Page, wanted: &[&str]) -> Result<()> {
    page.eventually(async || {
        let seen = chips(page).await?;
        ensure!(seen == wanted, "{seen:?} instead of {wanted:?}");
        Ok(())
    })
    .await
}

/// Writes a filter into the form, which is open.
async fn write(page: &Page, kind: FilterKind, text: &str) -> Result<()> {
    page.perform(&format!(
        "(() => {{ const it = e2e.one('filter-kind'); it.value = '{}'; \
         it.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()",
        kind.word()
    ))
    .await?;
    // What is typed stands in the place of what was there.
    page.click("filter-field").await?;
    page.perform("e2e.one('filter-field').select()").await?;
    page.type_text(text).await?;
    page.key("Enter").await
}

/// Selects a function by its row, among those in view that weigh most with what they called.
async fn select(page: &Page, name: &str) -> Result<()> {
    page.click("sort-cum").await?;
    page.click_element(&format!(
        "[...document.querySelectorAll('[data-testid=row]')].find((row) => row.textContent.includes('{name}'))"
    ))
    .await?;
    page.until(&format!(
        "document.querySelector('.details-name')?.textContent.includes('{name}')"
    ))
    .await
}

#[test]
fn a_filter_is_written_and_the_views_follow() {
    run(async |page| {
        let file = corpus::profile(CPU);
        page.open_file(&file).await?;
        page.click("filter-button").await?;
        page.until("document.activeElement === e2e.one('filter-field')").await?;
        page.type_text("json").await?;
        page.key("Enter").await?;
        until_chips(page, &["focus json 18.28%"]).await?;
        let mut twin = Twin::of(page, &file, Appearance::default()).await?;
        let json = Filter {
            kind: FilterKind::Focus,
            what: "json".to_owned(),
            is_exact: false,
        };
        twin.ask(Request::Refine(vec![json]));
        compare(page, &twin).await?;
        let wanted = twin.rows(0, 1000)?;
        page.eventually(async || {
            let rows = page.rows().await?;
            ensure!(rows.len() == wanted.len(), "{} of {} rows", rows.len(), wanted.len());
            Ok(())
        })
        .await?;

        // What is wrong or matches nothing is said beside the field, and nothing else changes.
        write(page, FilterKind::Hide, "a(").await?;
        page.until_says("filter-error", "invalid hide: a(").await?;
        write(page, FilterKind::TagFocus, "shard=4").await?;
        page.until_says("filter-error", "matches nothing: a range finds numbers")
            .await?;
        until_chips(page, &["focus json 18.28%"]).await?;
        compare(page, &twin).await.context("the last good picture")?;
        page.key("Escape").await?;
        page.until_gone("filter-field").await?;
        page.assert_calm().await
    });
}

#[test]
fn functions_are_filtered_by_keys_and_by_the_menu() {
    run(async |page| {
        page.open_file(&corpus::profile(CPU)).await?;
        page.key("Shift+F").await?;
        page.until_says("status", "No function is selected").await.map(drop)?;
        select(page, "main.request").await?;
        page.key("Shift+F").await?;
        until_chips(page, &["focus main.request 78.49%"]).await?;
        page.key("Shift+F10").await?;
        page.until_shown("menu").await?;
        page.click("menu-Hide the selected function, keep what it called")
            .await?;
        until_chips(page, &["focus main.request 78.49%", "hide main.request 78.49%"]).await?;
        page.eventually(async || {
            let rows = page.rows().await?;
            ensure!(!rows.is_empty() && rows.iter().all(|row| row.name != "main.request"));
            Ok(())
        })
        .await?;
        // Hidden first, there is nothing to focus on: that is shown, not refused.
        page.click_element("document.querySelectorAll('[data-testid=chip-later]')[0]")
            .await?;
        until_chips(
            page,
            &["hide main.request 100%", "focus main.request 0%, matches nothing"],
        )
        .await?;
        page.click_element("document.querySelectorAll('[data-testid=chip-remove]')[1]")
            .await?;
        until_chips(page, &["hide main.request 100%"]).await?;
        page.click("chip-remove").await?;
        page.until_gone("filters").await?;
        page.assert_calm().await
    });
}

#[test]
fn the_address_holds_the_filters() {
    run(async |page| {
        page.open_file(&corpus::profile(CPU)).await?;
        page.keep_files().await?;
        page.until("location.hash.includes('file=')").await?;
        select(page, "main.request").await?;
        page.until("location.hash.includes('sel=')").await?;
        page.key("Shift+G").await?;
        let chip = ["show_from main.request 78.49%"];
        until_chips(page, &chip).await?;
        page.until("decodeURIComponent(location.hash).includes('&show_from.function=main.request')")
            .await?;
        page.perform("history.back()").await?;
        until_chips(page, &[]).await?;
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        page.perform("history.forward()").await?;
        until_chips(page, &chip).await?;
        page.until_kept(1).await?;
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        page.reload().await?;
        page.until_open("shop.go1.27.cpu.pb.gz").await?;
        until_chips(page, &chip).await?;
        page.assert_calm().await
    });
}
