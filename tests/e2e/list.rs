//! The flame graph as a list: linked with the picture, and read by the keyboard alone.

use anyhow::{Context as _, Result, ensure};
use goscope::protocol::request::Appearance;

use crate::browser::page::Page;
use crate::browser::{Setup, run, run_with};
use crate::corpus;
use crate::keyboard::{focused, tab_to};
use crate::painted::{compare, open_and_compare, place_of};
use crate::twin::Twin;

/// The selected row of the list.
const SELECTED: &str = "e2e.one('list').querySelector('[role=row][aria-selected=true]')";

/// What a row says: name, level, place, size of its set, whether it is expanded.
async fn selected_row(page: &Page) -> Result<(String, [u32; 3], Option<String>)> {
    page.until(SELECTED).await.context("a selected row")?;
    let (name, places, expanded): (String, [String; 3], Option<String>) = page
        .eval(&format!(
            "(() => {{ const it = {SELECTED}; const of = (name) => it.getAttribute(name);
               return [it.querySelector('.tree-name').title, [of('aria-level'), of('aria-posinset'), of('aria-setsize')], of('aria-expanded')]; }})()"
        ))
        .await?;
    let mut numbers = [0; 3];
    for (number, text) in numbers.iter_mut().zip(&places) {
        *number = text.parse()?;
    }
    Ok((name, numbers, expanded))
}

async fn until_selected(page: &Page, what: &str, is_it: impl Fn(&str, [u32; 3], Option<&str>) -> bool) -> Result<()> {
    page.eventually(async || {
        let (name, places, expanded) = selected_row(page).await?;
        ensure!(
            is_it(&name, places, expanded.as_deref()),
            "{what}: {name} {places:?} {expanded:?}"
        );
        Ok(())
    })
    .await?;
    // Whoever listens is told of the same row.
    page.until(&format!(
        "e2e.one('list').getAttribute('aria-activedescendant') === {SELECTED}?.id"
    ))
    .await
    .with_context(|| format!("the active row: {what}"))
}

async fn said(page: &Page) -> Result<String> {
    page.eval("document.querySelector('[data-testid=live]').textContent")
        .await
}

#[test]
fn what_is_selected_in_the_picture_is_selected_in_the_list_and_back() {
    run(async |page| {
        let twin = open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        let (x, y) = place_of(page, &twin.label("main.request")?).await?;
        page.click_at(x, y).await?;
        page.until_says("details", "main.request").await?;
        page.click("as-list").await?;
        page.until_gone("flame-canvas").await?;
        until_selected(page, "from the picture", |name, [level, ..], _| {
            name == "main.request" && level > 1
        })
        .await?;

        // A row by the mouse; its sign unfolds.
        let row = |name: &str| {
            format!(
                "[...e2e.one('list').querySelectorAll('[data-testid=list-row]')].find((it) => it.querySelector('.tree-name')?.title === '{name}')"
            )
        };
        page.click_element(&format!(
            "{}.querySelector('.tree-name .name')",
            row("runtime.gcBgMarkWorker")
        ))
        .await?;
        page.until_says("details", "runtime.gcBgMarkWorker").await?;
        page.click_element(&format!("{}.querySelector('.twisty')", row("runtime.gcBgMarkWorker")))
            .await?;
        until_selected(page, "unfolded", |name, _, expanded| {
            name == "runtime.gcBgMarkWorker" && expanded == Some("true")
        })
        .await?;
        page.click_element(&format!("{}.querySelector('.twisty')", row("runtime.gcBgMarkWorker")))
            .await?;
        until_selected(page, "folded", |_, _, expanded| expanded == Some("false")).await?;

        // From the table, the widest frame of the function; and another sample type keeps it.
        page.perform("e2e.one('table').scrollTop = 0").await?;
        let first = "e2e.one('table').querySelector('[aria-rowindex=\"2\"] .cell-name')";
        page.until(first).await?;
        let name: String = page.eval(&format!("{first}.title")).await?;
        page.click_element(first).await?;
        until_selected(page, "from the table", |it, _, _| it == name).await?;

        // The picture is as it was, with the same canvas.
        page.key("Escape").await?;
        page.click("as-list").await?;
        page.key("0").await?;
        page.move_to(1.0, 1.0).await?;
        let twin = Twin::of(page, &corpus::profile("shop.go1.27.cpu"), Appearance::default()).await?;
        compare(page, &twin).await?;
        page.assert_calm().await
    });
}

#[test]
fn deep_and_long_lists_keep_few_elements() {
    run(async |page| {
        page.open_file(&corpus::profile("shop.go1.27.cpu")).await?;
        page.key("l").await?;
        page.until("document.activeElement === e2e.one('list')").await?;
        page.key("ArrowDown").await?;
        for _ in 0..30 {
            page.key("*").await?;
            page.key("ArrowRight").await?;
        }
        page.key("End").await?;
        page.until(&format!(
            "{SELECTED}?.getAttribute('aria-rowindex') === e2e.one('list').getAttribute('aria-rowcount')"
        ))
        .await?;
        let (rows, elements): (u32, u32) = page
            .eval("[Number(e2e.one('list').getAttribute('aria-rowcount')), e2e.one('list').querySelectorAll('[data-testid=list-row]').length]")
            .await?;
        ensure!(rows > 60 && elements < 60, "{elements} elements for {rows} rows");
        page.key("Home").await?;
        until_selected(page, "the first row", |_, [level, position, _], _| {
            (level, position) == (1, 1)
        })
        .await?;
        page.key("PageDown").await?;
        page.until(&format!("Number({SELECTED}?.getAttribute('aria-rowindex')) > 10"))
            .await?;
        page.key("PageUp").await?;
        until_selected(page, "a page down and up", |_, [level, position, _], _| {
            (level, position) == (1, 1)
        })
        .await?;
        page.assert_calm().await
    });
}

/// Where the keyboard is, by F6, until it is in the wanted element.
async fn panel_to(page: &Page, key: &str, id: &str) -> Result<()> {
    let mut passed = Vec::new();
    for _ in 0..10 {
        page.key(key).await?;
        let (name, is_visible) = focused(page).await?;
        ensure!(is_visible, "the focus cannot be seen on {name}");
        if name == id {
            return Ok(());
        }
        passed.push(name);
    }
    anyhow::bail!("{key} does not lead to {id}: {passed:?}")
}

#[expect(clippy::too_many_lines, reason = "one walk, step by step")]
async fn walk(page: &Page) -> Result<()> {
    page.open_file(&corpus::profile("shop.go1.27.cpu")).await?;
    // Search, next match, and out of the field.
    page.key("/").await?;
    page.type_text("request").await?;
    page.until_says("search-found", "of").await?;
    page.until("Number(e2e.one('document').querySelector('[role=grid]').getAttribute('aria-rowcount')) < 100")
        .await?;
    page.key("Enter").await?;
    page.until("document.querySelector('[data-testid=live]').textContent")
        .await?;
    let first = said(page).await?;
    page.key("F3").await?;
    page.eventually(async || {
        ensure!(said(page).await? != first, "the next match is not said: {first}");
        Ok(())
    })
    .await?;
    page.key("Escape").await?;
    page.key("Escape").await?;
    page.until("document.activeElement === document.body").await?;

    // The list: from the match to its caller and callees.
    page.key("l").await?;
    page.until("document.activeElement === e2e.one('list')").await?;
    let (name, [level, ..], _) = selected_row(page).await?;
    ensure!(
        first.contains("flat") && name.to_lowercase().contains("request"),
        "{first}, {name}"
    );
    page.key("ArrowLeft").await?;
    page.key("ArrowLeft").await?;
    until_selected(page, "the caller", |_, [now, ..], _| now < level).await?;
    let (caller, ..) = selected_row(page).await?;
    page.key("ArrowRight").await?;
    until_selected(page, "the caller, unfolded", |name, _, expanded| {
        name == caller && expanded == Some("true")
    })
    .await?;
    page.key("ArrowRight").await?;
    until_selected(page, "its heaviest callee", |_, [_, position, _], _| position == 1).await?;
    let (name, [_, position, siblings], _) = selected_row(page).await?;
    let sentence = page
        .eventually(async || {
            let sentence = said(page).await?;
            ensure!(sentence.starts_with(&name), "{sentence} is said of {name}");
            Ok(sentence)
        })
        .await?;
    let place = if siblings == 1 {
        "only one of the children of".to_owned()
    } else {
        ensure!(position == 1);
        format!("1st of {siblings} children of")
    };
    ensure!(sentence.contains("% of all") && sentence.contains(&place), "{sentence}");
    page.key("Home").await?;
    until_selected(page, "the first row", |_, [level, position, _], _| {
        (level, position) == (1, 1)
    })
    .await?;
    page.key("ArrowLeft").await?;
    until_selected(page, "folded", |_, _, expanded| expanded == Some("false")).await?;
    page.key("*").await?;
    until_selected(page, "unfolded with its siblings", |_, _, expanded| {
        expanded == Some("true")
    })
    .await?;
    page.key("Enter").await?;
    page.until("e2e.one('crumbs').querySelectorAll('button').length === 2")
        .await
        .context("zoomed")?;

    // The table, by F6, ordered by another column.
    page.key("3").await?;
    panel_to(page, "F6", "table").await?;
    page.key("ArrowDown").await?;
    tab_to(page, "sort-cum").await?;
    page.key("Enter").await?;
    page.until("e2e.one('table').querySelector('[aria-sort=descending]')?.textContent.startsWith('cum')")
        .await?;

    // Help gives the focus back, settings too; the way there is by panels.
    page.key("?").await?;
    page.until_shown("dialog-help").await?;
    page.key("F6").await?;
    ensure!(
        page.eval::<bool>("e2e.one('dialog-help').contains(document.activeElement)")
            .await?,
        "F6 leads out of a dialog"
    );
    page.key("Escape").await?;
    page.until_gone("dialog-help").await?;
    ensure!(focused(page).await?.0 == "sort-cum", "help keeps the focus");
    panel_to(page, "Shift+F6", "start-button").await?;
    tab_to(page, "open-settings").await?;
    page.key("Enter").await?;
    page.until_shown("dialog-settings").await?;
    tab_to(page, "setting-compact").await?;
    page.key(" ").await?;
    page.until("e2e.one('setting-compact').checked").await?;
    page.key("Escape").await?;
    page.until_gone("dialog-settings").await?;
    ensure!(focused(page).await?.0 == "open-settings", "settings keep the focus");

    // And back to the picture.
    page.key("1").await?;
    page.key("l").await?;
    page.until("document.activeElement === e2e.one('flame-canvas')").await?;
    page.assert_calm().await
}

#[test]
fn the_keyboard_alone_walks_through_a_profile() {
    run(walk);
}

#[test]
fn the_keyboard_alone_walks_through_a_profile_in_a_narrow_window() {
    let setup = Setup {
        size: (360, 740),
        is_dark: true,
        ..Setup::default()
    };
    run_with(setup, walk);
}

#[test]
fn tab_leads_through_everything_and_round() {
    run(async |page| {
        page.open_file(&corpus::profile("shop.go1.27.cpu")).await?;
        page.key("l").await?;
        page.until("document.activeElement === e2e.one('list')").await?;
        page.key("ArrowDown").await?;
        tab_to(page, "splitter").await?;
        let mut passed = Vec::new();
        for key in ["Tab", "Shift+Tab"] {
            passed.clear();
            for _ in 0..60 {
                page.key(key).await?;
                let (name, is_visible) = focused(page).await?;
                ensure!(
                    is_visible || name.is_empty() || name == "BODY",
                    "the focus cannot be seen on {name}"
                );
                if name == "splitter" {
                    break;
                }
                passed.push(name);
            }
            for id in [
                "start-button",
                "tab",
                "tab-close",
                "open-button",
                "open-settings",
                "open-help",
                "view-flame",
                "view-top",
                "sample-types",
                "search",
                "search-regex",
                "search-case",
                "about-button",
                "as-list",
                "orientation",
                "list",
                "table",
                "sort-flat",
                "sort-cum",
                "sort-function",
            ] {
                ensure!(
                    passed.iter().any(|it| it == id),
                    "{key} does not lead to {id}: {passed:?}"
                );
            }
            ensure!(passed.len() < 60, "{key} does not come round: {passed:?}");
        }
        page.assert_calm().await
    });
}
