//! For everybody: axe finds nothing serious on any screen, a system's own colours are taken, paper is readable.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use goscope::protocol::request::{Appearance, SystemColors};
use serde_json::json;

use crate::browser::page::Page;
use crate::browser::temporary::Folder;
use crate::browser::{Setup, run, run_with};
use crate::compare::drop_both;
use crate::corpus;
use crate::goroutines::dump;
use crate::painted::{compare, open_and_compare};
use crate::series::snapshots;
use crate::traces::trace;
use crate::twin::Twin;

/// Runs axe on the whole document and says what is serious or critical, a line for each element.
const FINDINGS: &str = r"
const { violations } = await axe.run(document, { resultTypes: ['violations'], preload: false });
return violations
  .filter((it) => it.impact === 'serious' || it.impact === 'critical')
  .flatMap((it) => it.nodes.map((node) =>
    `${it.impact} ${it.id}: ${it.help}\n    ${node.target.join(' ')}\n    ${node.failureSummary.replaceAll('\n', ' ')}`));
";

/// The script of axe, where `cargo xtask test` left it or as it was told.
fn axe() -> Result<String> {
    let named = std::env::var_os("GOSCOPE_AXE").map(PathBuf::from);
    let path = named.context("GOSCOPE_AXE does not name axe.min.js (`cargo xtask test --only e2e` does)")?;
    std::fs::read_to_string(&path).with_context(|| path.display().to_string())
}

/// Fails with what axe finds on what is shown now.
async fn nothing_serious(page: &Page, screen: &str) -> Result<()> {
    // Through the debugging protocol: the page itself loads no foreign script, and its policy stays.
    let source = json!({"expression": axe()?});
    page.cdp("Runtime.evaluate", source).await?;
    let findings: Vec<String> = page.eval_async(FINDINGS).await.context("axe")?;
    ensure!(
        findings.is_empty(),
        "axe finds on {screen} ({:?}, {}):\n  {}",
        page.setup.size,
        if page.setup.is_dark { "dark" } else { "light" },
        findings.join("\n  ")
    );
    Ok(())
}

async fn every_screen(page: &Page) -> Result<()> {
    nothing_serious(page, "the start screen").await?;
    page.open_file(&corpus::profile("shop.go1.27.cpu")).await?;
    nothing_serious(page, "the flame graph").await?;
    page.key("l").await?;
    page.until("document.activeElement === e2e.one('list')").await?;
    for key in ["ArrowDown", "ArrowRight", "ArrowRight", "*"] {
        page.key(key).await?;
    }
    page.until("e2e.one('list').querySelectorAll('[aria-level=\"3\"]').length")
        .await?;
    nothing_serious(page, "the list").await?;
    page.key("Shift+F10").await?;
    page.until_shown("menu").await?;
    nothing_serious(page, "the menu").await?;
    page.key("Escape").await?;
    page.until_gone("menu").await?;
    page.key("Ctrl+k").await?;
    page.until_shown("palette").await?;
    nothing_serious(page, "the palette").await?;
    page.key("Escape").await?;
    page.until_gone("palette").await?;
    page.key("4").await?;
    page.until_shown("peek").await?;
    nothing_serious(page, "callers and callees").await?;
    page.key("2").await?;
    page.until("document.querySelector('.document-body').dataset.screen === 'graph'")
        .await?;
    nothing_serious(page, "the call graph").await?;
    page.key("3").await?;
    page.until("e2e.one('table').querySelectorAll('.cell-name').length > 2")
        .await?;
    page.key("/").await?;
    page.type_text("main").await?;
    page.until_shown("search-found").await?;
    nothing_serious(page, "the table").await?;
    for (button, dialog) in [
        ("open-settings", "dialog-settings"),
        ("open-help", "dialog-help"),
        ("about-button", "dialog-about"),
        ("compare-button", "dialog-compare"),
        ("take-away-button", "dialog-takeaway"),
    ] {
        page.click(button).await?;
        page.until_shown(dialog).await?;
        nothing_serious(page, dialog).await?;
        page.key("Escape").await?;
        page.until_gone(dialog).await?;
    }
    page.click("filter-button").await?;
    page.until("document.activeElement === e2e.one('filter-field')").await?;
    page.type_text("json").await?;
    page.key("Enter").await?;
    page.until_says("chip", "focus").await?;
    nothing_serious(page, "the filters").await?;
    page.key("Escape").await?;
    page.until("document.activeElement !== e2e.one('filter-field') && !document.activeElement.matches('input')")
        .await?;
    for (key, title, words) in [
        ("t", "sheet-title", "label key"),
        ("o", "sheet-title", "flat"),
        ("u", "aside-title", "main."),
        ("p", "aside-title", "Packages"),
    ] {
        if key == "o" {
            page.key("F3").await?;
        }
        page.key(key).await?;
        page.until_says(title, words).await?;
        nothing_serious(page, words).await?;
    }
    every_other_screen(page).await
}

async fn every_other_screen(page: &Page) -> Result<()> {
    page.key("9").await?;
    page.until_says("account", "Silent").await?;
    nothing_serious(page, "the findings").await?;
    page.open_file(&dump("stuck.go1.27.stacks.txt.gz")).await?;
    page.click_element("e2e.one('goroutine-groups').querySelector('button')")
        .await?;
    page.until_says("goroutine-group", "created by").await?;
    nothing_serious(page, "the goroutines").await?;
    page.open_file(&trace("timeline.go1.27.trace.gz")).await?;
    page.click_element("e2e.one('overview-groups').querySelector('button')")
        .await?;
    page.until_says("overview-groups", "goroutine").await?;
    nothing_serious(page, "a trace at a glance").await?;
    page.key("7").await?;
    page.until_says("timeline-summary", "all of ").await?;
    nothing_serious(page, "the timeline").await?;
    page.drop_files_at(&snapshots(&[1, 2, 3, 4]), page.setup.size.0 * 3 / 4)
        .await?;
    page.until_says("account", "main.record").await?;
    nothing_serious(page, "a series").await?;
    let folder = Folder::new("accessible")?;
    drop_both(page, &folder).await?;
    nothing_serious(page, "a comparison").await?;
    page.key("3").await?;
    page.until("e2e.one('table').querySelectorAll('.cell-side').length > 2")
        .await?;
    nothing_serious(page, "the table of a comparison").await?;
    let damaged = corpus::damaged()?;
    let refused = damaged
        .iter()
        .find(|file| !file.is_accepted)
        .context("a damaged file")?;
    page.drop_files(std::slice::from_ref(&refused.path)).await?;
    page.until_shown("failure").await?;
    nothing_serious(page, "a file that is refused").await?;
    page.assert_calm().await
}

fn on_every_screen(size: (u32, u32), is_dark: bool) {
    let setup = Setup {
        size,
        is_dark,
        is_motion_reduced: true,
        ..Setup::default()
    };
    run_with(setup, every_screen);
}

#[test]
fn axe_finds_nothing_serious_wide_and_light() {
    on_every_screen((1280, 800), false);
}

#[test]
fn axe_finds_nothing_serious_wide_and_dark() {
    on_every_screen((1280, 800), true);
}

#[test]
fn axe_finds_nothing_serious_narrow_and_light() {
    on_every_screen((360, 740), false);
}

#[test]
fn axe_finds_nothing_serious_narrow_and_dark() {
    on_every_screen((360, 740), true);
}

/// A system colour as a number, as the page would see it.
const RESOLVED: &str = "['Canvas', 'CanvasText', 'Highlight', 'HighlightText', 'GrayText', 'LinkText'].map((name) => {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = name;
  const [red, green, blue] = getComputedStyle(probe).color.match(/[0-9]+/g).map(Number);
  probe.remove();
  return red << 16 | green << 8 | blue;
})";

#[test]
fn a_system_s_own_colours_are_taken_and_given_back() {
    run(async |page| {
        open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        let media = json!({"features": [
            {"name": "forced-colors", "value": "active"},
            {"name": "prefers-color-scheme", "value": "dark"},
        ]});
        page.cdp("Emulation.setEmulatedMedia", media).await?;
        page.until("matchMedia('(forced-colors: active)').matches").await?;
        let [canvas, canvas_text, highlight, highlight_text, gray_text, link_text] = page.eval(RESOLVED).await?;
        let system = SystemColors {
            canvas,
            canvas_text,
            highlight,
            highlight_text,
            gray_text,
            link_text,
        };
        let forced = Appearance {
            is_dark: true,
            system: Some(system),
            ..Appearance::default()
        };
        ensure!(canvas != canvas_text && canvas != highlight, "{system:?}");
        let file = corpus::profile("shop.go1.27.cpu");
        let twin = Twin::of(page, &file, forced).await?;
        compare(page, &twin).await.context("with the system's colours")?;
        // What is selected stands out by the highlight, in rows too.
        page.key("3").await?;
        page.click_element("e2e.one('table').querySelectorAll('[data-testid=row]')[2].querySelector('.cell-name')")
            .await?;
        page.until(&format!(
            "(() => {{
               const row = e2e.one('table').querySelector('[aria-selected=true]');
               return row && getComputedStyle(row).backgroundColor.match(/[0-9]+/g).slice(0, 3)
                 .reduce((sum, channel) => sum << 8 | Number(channel), 0) === {highlight};
             }})()"
        ))
        .await
        .context("the selected row")?;
        page.key("1").await?;
        page.key("Escape").await?;
        page.move_to(1.0, 1.0).await?;
        page.browser.emulate(&page.setup).await?;
        let twin = Twin::of(page, &file, Appearance::default()).await?;
        compare(page, &twin).await.context("given back")?;
        page.assert_calm().await
    });
}

#[test]
fn paper_has_the_picture_and_the_rows_and_no_frame() {
    let setup = Setup {
        is_dark: true,
        ..Setup::default()
    };
    run_with(setup, async |page| {
        page.open_file(&corpus::profile("shop.go1.27.cpu")).await?;
        page.until("e2e.one('table').querySelectorAll('.cell-name').length > 10")
            .await?;
        ensure!(page.eval::<bool>("!e2e.one('print-head')").await?);
        page.cdp("Emulation.setEmulatedMedia", json!({"media": "print"}))
            .await?;
        let head = page.until_says("print-head", "shop.go1.27.cpu.pb.gz").await?;
        ensure!(head.contains("CPU profile, cpu: ") && head.contains("100%"), "{head}");
        for gone in ["start-button", "search", "status", "zoom-reset", "splitter"] {
            ensure!(
                page.eval::<bool>(&format!("!e2e.one('{gone}')")).await?,
                "{gone} is printed"
            );
        }
        for there in ["crumbs", "flame-canvas", "table"] {
            page.until_shown(there).await.context("on paper")?;
        }
        let ink: String = page
            .eval("getComputedStyle(e2e.one('print-head').querySelector('h1')).color")
            .await?;
        ensure!(ink == "rgb(26, 29, 33)", "the ink of light colours, not {ink}");
        // Rows stand one below the other, the first below the picture.
        let places: Vec<[f64; 2]> = page
            .eval("[e2e.one('flame-canvas'), ...e2e.one('table').querySelectorAll('[data-testid=row]')].map((it) => [it.getBoundingClientRect().top, it.getBoundingClientRect().bottom])")
            .await?;
        ensure!(
            places.len() > 11 && places.windows(2).all(|pair| pair[1][0] >= pair[0][1] - 0.5),
            "{places:?}"
        );
        let paper = page.cdp("Page.printToPDF", json!({"printBackground": true})).await?;
        ensure!(
            paper["data"].as_str().is_some_and(|data| data.len() > 10_000),
            "an empty sheet"
        );
        page.browser.emulate(&page.setup).await
    });
}
