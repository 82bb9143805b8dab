//! Without a mouse: from the page's load to a selected frame.

use anyhow::{Context as _, Result, ensure};

use crate::browser::page::Page;
use crate::browser::run;

/// The test id of what has the focus, or its class, and whether the focus can be seen on it.
pub(crate) async fn focused(page: &Page) -> Result<(String, bool)> {
    page.eval(
        "(() => {
           const it = document.activeElement;
           const style = getComputedStyle(it);
           const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
           const around = it.parentElement && getComputedStyle(it.parentElement);
           const field = around && (around.outlineStyle !== 'none' && parseFloat(around.outlineWidth) > 0 || around.boxShadow !== 'none');
           return [it.dataset.testid ?? it.className ?? it.tagName, outline || style.boxShadow !== 'none' || !!field];
         })()",
    )
    .await
}

/// Presses Tab until this has the focus; every stop on the way shows it.
pub(crate) async fn tab_to(page: &Page, id: &str) -> Result<()> {
    let mut passed = Vec::new();
    for _ in 0..60 {
        page.key("Tab").await?;
        let (name, is_visible) = focused(page).await?;
        ensure!(
            is_visible || name.is_empty() || name == "BODY",
            "the focus cannot be seen on {name}"
        );
        if name == id {
            return Ok(());
        }
        passed.push(name);
    }
    anyhow::bail!("{id} is not reached: {passed:?}")
}

#[test]
fn the_keyboard_alone_leads_to_a_selected_frame() {
    run(async |page| {
        tab_to(page, "example-cpu").await?;
        page.key("Enter").await?;
        page.until_open("cpu.pb.gz").await?;
        tab_to(page, "flame-canvas").await?;
        tab_to(page, "table").await?;
        page.key("ArrowDown").await?;
        page.until("e2e.one('table').querySelector('[aria-selected=true]')")
            .await?;
        let first = page.text("details").await?;
        page.key("ArrowDown").await?;
        page.eventually(async || {
            ensure!(page.text("details").await? != first, "the selection does not move");
            Ok(())
        })
        .await?;
        page.key("End").await?;
        let last = "Number(e2e.one('table').getAttribute('aria-rowcount')) - 1";
        page.until(&format!(
            "e2e.one('table').querySelector('[aria-selected=true]')?.getAttribute('aria-rowindex') == {last} + 1"
        ))
        .await
        .context("the last row")?;
        page.key("Home").await?;
        page.until("e2e.one('table').querySelector('[aria-selected=true]')?.getAttribute('aria-rowindex') == 2")
            .await
            .context("the first row")?;
        page.until("e2e.one('table').getAttribute('aria-activedescendant') === e2e.one('table').querySelector('[aria-selected=true]').id")
            .await?;

        // From the function to a frame of it: zoom there, then walk.
        page.key("f").await?;
        page.until("e2e.one('crumbs').querySelectorAll('button').length === 2")
            .await?;
        let live = page
            .eval::<String>("document.querySelector('[data-testid=live]').textContent")
            .await?;
        ensure!(live.contains("flat"), "what is said of the selection: {live}");
        page.key("Shift+Tab").await?;
        for _ in 0..40 {
            if focused(page).await?.0 == "flame-canvas" {
                break;
            }
            page.key("Shift+Tab").await?;
        }
        ensure!(focused(page).await?.0 == "flame-canvas", "no way back to the picture");
        page.key("ArrowUp").await?;
        page.until("document.querySelector('[data-testid=live]').textContent.includes('of all')")
            .await
            .context("a frame is selected and said")?;
        page.assert_calm().await
    });
}

#[test]
fn help_opens_and_gives_the_focus_back() {
    run(async |page| {
        tab_to(page, "choose").await?;
        page.key("?").await?;
        page.until_shown("dialog-help").await?;
        let help = page.text("dialog-help").await?;
        for word in ["Search functions", "Show everything", "Double click", "Esc"] {
            ensure!(help.contains(word), "help does not tell of {word}");
        }
        ensure!(
            page.eval::<bool>("e2e.one('dialog-help').contains(document.activeElement)")
                .await?,
            "the focus is not in the dialog"
        );
        page.key("Escape").await?;
        page.until_gone("dialog-help").await?;
        ensure!(focused(page).await?.0 == "choose", "the focus is not where it was");
        page.key("?").await?;
        page.until_shown("dialog-help").await?;
        page.key("?").await?;
        page.until_gone("dialog-help").await?;
        page.assert_calm().await
    });
}
