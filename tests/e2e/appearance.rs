//! How it looks: light and dark, motion, orientation, a narrow window.

use anyhow::{Context as _, Result, ensure};
use goscope::protocol::request::Appearance;

use crate::browser::page::Page;
use crate::browser::{Setup, run, run_with};
use crate::corpus;
use crate::painted::{compare, open_and_compare, place_of};
use crate::twin::Twin;

const LIGHT: Appearance = Appearance {
    is_dark: false,
    is_motion_reduced: false,
    is_compact: false,
    is_root_below: false,
    system: None,
};

async fn until_painted_as(page: &Page, name: &str, appearance: Appearance) -> Result<()> {
    let twin = Twin::of(page, &corpus::profile(name), appearance).await?;
    compare(page, &twin).await.with_context(|| format!("{appearance:?}"))
}

#[test]
fn light_dark_and_system_are_followed_and_kept() {
    run(async |page| {
        let dark = Appearance { is_dark: true, ..LIGHT };
        open_and_compare(page, "shop.go1.27.cpu", LIGHT).await?;
        let mut setup = page.setup.clone();
        setup.is_dark = true;
        page.browser.emulate(&setup).await?;
        page.until("document.documentElement.dataset.theme === 'dark'").await?;
        until_painted_as(page, "shop.go1.27.cpu", dark)
            .await
            .context("system")?;

        page.click("open-settings").await?;
        page.click("theme-light").await?;
        page.until("document.documentElement.dataset.theme === 'light'").await?;
        until_painted_as(page, "shop.go1.27.cpu", LIGHT)
            .await
            .context("chosen")?;
        page.click("theme-dark").await?;
        page.key("Escape").await?;
        page.until_gone("dialog-settings").await?;
        page.move_to(1.0, 1.0).await?;
        setup.is_dark = false;
        page.browser.emulate(&setup).await?;
        until_painted_as(page, "shop.go1.27.cpu", dark)
            .await
            .context("chosen")?;

        page.reload().await?;
        page.until("document.documentElement.dataset.theme === 'dark'").await?;
        page.open_file(&corpus::profile("shop.go1.27.cpu")).await?;
        until_painted_as(page, "shop.go1.27.cpu", dark).await.context("kept")?;
        page.assert_calm().await
    });
}

#[test]
fn the_root_can_be_below_and_rows_compact() {
    run(async |page| {
        open_and_compare(page, "shop.go1.27.cpu", LIGHT).await?;
        page.click("orientation").await?;
        page.move_to(1.0, 1.0).await?;
        let below = Appearance {
            is_root_below: true,
            ..LIGHT
        };
        until_painted_as(page, "shop.go1.27.cpu", below).await?;
        page.click("open-settings").await?;
        page.click("setting-compact").await?;
        page.key("Escape").await?;
        page.move_to(1.0, 1.0).await?;
        let both = Appearance {
            is_compact: true,
            ..below
        };
        until_painted_as(page, "shop.go1.27.cpu", both).await?;
        page.assert_calm().await
    });
}

/// Zooms by a double click and counts the different pictures until it is still.
async fn pictures_of_a_zoom(page: &Page) -> Result<usize> {
    let twin = open_and_compare(
        page,
        "shop.go1.27.cpu",
        Appearance {
            is_motion_reduced: page.setup.is_motion_reduced,
            ..LIGHT
        },
    )
    .await?;
    // Zoomed already, so that the minimap is there and the pane keeps its size.
    page.key("w").await?;
    page.until_shown("minimap-canvas").await?;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let (x, y) = place_of(page, &twin.label("main.request")?).await?;
    page.move_to(x, y).await?;
    page.until_shown("tooltip").await?;
    page.perform(
        "(() => {
          const canvas = e2e.one('flame-canvas');
          e2e.pictures = new Set();
          const small = new OffscreenCanvas(200, 100).getContext('2d', { willReadFrequently: true });
          const look = () => {
            small.drawImage(canvas, 0, 0, canvas.clientWidth, 400, 0, 0, 200, 100);
            e2e.pictures.add(small.getImageData(0, 0, 200, 100).data.join());
            requestAnimationFrame(look);
          };
          look();
        })()",
    )
    .await?;
    page.key("0").await?;
    page.until("e2e.one('zoom-reset').disabled").await?;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    page.eval("e2e.pictures.size").await
}

#[test]
fn zooms_glide() {
    run(async |page| {
        let pictures = pictures_of_a_zoom(page).await?;
        ensure!(pictures >= 4, "only {pictures} pictures on the way");
        Ok(())
    });
}

#[test]
fn nothing_glides_where_motion_is_unwelcome() {
    let setup = Setup {
        is_motion_reduced: true,
        ..Setup::default()
    };
    run_with(setup, async |page| {
        let pictures = pictures_of_a_zoom(page).await?;
        // Before and after, and once more for the pane that grows when the minimap goes.
        ensure!((2..=3).contains(&pictures), "{pictures} pictures");
        Ok(())
    });
}

/// What can be worked on the start screen, and on an open document.
const START_CONTROLS: [&str; 5] = ["choose", "example-cpu", "example-heap", "open-settings", "open-help"];
const DOCUMENT_CONTROLS: [&str; 12] = [
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
    "about-button",
    "orientation",
];

/// Each control can be brought into view, is not covered, and lies within the window's width.
async fn controls_can_be_reached(page: &Page, ids: &[&str]) -> Result<()> {
    for id in ids {
        let what: String = page
            .eval(&format!(
                "(() => {{
                   const it = e2e.one('{id}');
                   if (!it) return 'missing';
                   it.scrollIntoView({{ block: 'nearest', inline: 'nearest' }});
                   const place = it.getBoundingClientRect();
                   if (place.width < 8 || place.height < 8) return `too small: ${{place.width}} × ${{place.height}}`;
                   if (place.left < -1 || place.right > innerWidth + 1) return `from ${{place.left}} to ${{place.right}}`;
                   const top = document.elementFromPoint(place.left + place.width / 2, place.top + place.height / 2);
                   return it.contains(top) || top?.contains(it) ? '' : `covered by ${{top?.className ?? 'nothing'}}`;
                 }})()"
            ))
            .await?;
        ensure!(what.is_empty(), "{id}: {what}");
    }
    let widths: (f64, f64) = page.eval("[document.documentElement.scrollWidth, innerWidth]").await?;
    ensure!(
        widths.0 <= widths.1,
        "{} pixels wide in a window of {}",
        widths.0,
        widths.1
    );
    Ok(())
}

#[test]
fn a_window_of_360_pixels_has_everything() {
    let setup = Setup {
        size: (360, 740),
        ..Setup::default()
    };
    run_with(setup, async |page| {
        controls_can_be_reached(page, &START_CONTROLS).await.context("start")?;
        let mut twin = open_and_compare(page, "shop.go1.27.cpu", LIGHT).await?;
        controls_can_be_reached(page, &DOCUMENT_CONTROLS)
            .await
            .context("flame")?;
        let [left, _, width, height] = page.rect("flame-canvas").await?;
        ensure!(
            left >= 0.0 && left + width <= 360.0 && height >= 200.0,
            "{width} × {height}"
        );

        let label = twin.label("main.request")?;
        let (x, y) = place_of(page, &label).await?;
        page.click_at(x, y).await?;
        page.until_says("details", "main.request").await?;
        controls_can_be_reached(page, &["details"]).await?;

        page.click("view-top").await?;
        page.until_shown("table").await?;
        controls_can_be_reached(page, &DOCUMENT_CONTROLS[..11])
            .await
            .context("top")?;
        ensure!(page.rows().await?.len() > 200);
        page.click("view-flame").await?;
        twin = Twin::of(page, &corpus::profile("shop.go1.27.cpu"), LIGHT).await?;
        ensure!(twin.picture().width <= 360);
        page.click("open-help").await?;
        page.until_shown("dialog-help").await?;
        let widths: (f64, f64) = page
            .eval("[e2e.one('dialog-help').firstElementChild.getBoundingClientRect().right, innerWidth]")
            .await?;
        ensure!(widths.0 <= widths.1, "help reaches to {}", widths.0);
        page.assert_calm().await
    });
}
