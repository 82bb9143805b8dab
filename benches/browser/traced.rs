//! Visits with execution traces: opened, looked at, added up, told.

use std::path::Path;

use anyhow::{Context as _, Result};
use goscope::protocol::account::TracePage;

use crate::browser::page::Page;
use crate::visit::{PATIENCE, number_after, open};

/// How long after the last movement the panel is watched.
const SETTLED_MS: u32 = 1500;

/// What was seen of a trace.
#[derive(Clone, Debug)]
pub(crate) struct Traced {
    /// From the drop to the overview.
    pub(crate) ready_ms: f64,
    /// The longest time that the page could do nothing else until the first picture of the timeline was there.
    pub(crate) longest_block_ms: f64,
    /// From asking for the timeline to its first picture.
    pub(crate) timeline_ms: f64,
    /// Frames with the groups of goroutines folded, and unfolded.
    pub(crate) frames: [Frames; 2],
    /// From the last movement of a selection of the whole time to the last change of what is told of it.
    pub(crate) selected_ms: f64,
    /// From asking for a page to its words.
    pub(crate) pages_ms: Vec<(&'static str, f64)>,
    /// Memory of the worker after everything.
    pub(crate) memory_mb: f64,
}

/// How long frames took, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frames {
    pub(crate) median: f64,
    pub(crate) p95: f64,
    pub(crate) worst: f64,
}

/// Drops a trace and uses it; asks for the pages last.
pub(crate) async fn visit(file: &Path, ratio: f64, pages: &[TracePage]) -> Result<Traced> {
    let page = open(ratio).await?;
    let seen = seen(&page, file, pages).await;
    page.quit().await;
    seen.with_context(|| file.display().to_string())
}

async fn seen(page: &Page, file: &Path, pages: &[TracePage]) -> Result<Traced> {
    // The pointer's way to the drop is not what is measured.
    page.perform("window.benchBlock = 0; benchWhen(() => e2e.one('overview'))")
        .await?;
    page.drop_files(&[file.to_owned()]).await?;
    let drop = "performance.getEntriesByName('goscope:drop').at(-1).startTime";
    let ready_ms = seen_after(page, drop).await.context("the overview")?;
    page.perform("window.benchDrop = performance.now(); e2e.one('view-timeline').click(); benchWhen(() => e2e.text('timeline-summary') && !document.querySelector('.timeline .picture-note'))")
        .await?;
    let timeline_ms = seen_after(page, "benchDrop").await.context("the timeline")?;
    let longest_block_ms = page.eval("benchBlock").await?;
    let (folded, _) = measured(page).await?;
    page.click("timeline-unfold").await?;
    let (unfolded, memory_mb) = measured(page).await?;
    let selected_ms = selected(page).await?;
    let mut pages_ms = Vec::new();
    for of in pages {
        let word = of.word();
        page.perform(&format!(
            "window.benchDrop = performance.now(); const views = e2e.one('more-views'); views.value = '{word}'; \
             views.dispatchEvent(new Event('change')); \
             benchWhen(() => e2e.one('account')?.querySelector('.account-section'))"
        ))
        .await?;
        pages_ms.push((word, seen_after(page, "benchDrop").await.context(word)?));
    }
    Ok(Traced {
        ready_ms,
        longest_block_ms,
        timeline_ms,
        frames: [folded, unfolded],
        selected_ms,
        pages_ms,
        memory_mb,
    })
}

/// When `benchWhen` came true, in milliseconds after another time.
async fn seen_after(page: &Page, begun: &str) -> Result<f64> {
    page.until_within(PATIENCE, "benchTime").await?;
    page.eval(&format!("benchTime - {begun}")).await
}

/// Frames of the timeline as the page measures them, and the worker's memory.
async fn measured(page: &Page) -> Result<(Frames, f64)> {
    page.click("about-button").await?;
    page.perform("window.benchSaid = e2e.text('measured')").await?;
    page.click("measure").await?;
    page.until_within(
        PATIENCE,
        "e2e.text('measured').includes('median') && e2e.text('measured') !== benchSaid",
    )
    .await?;
    let said = page.text("measured").await?;
    page.key("Escape").await?;
    let frames = Frames {
        median: number_after(&said, "median ")?,
        p95: number_after(&said, "95th percentile ")?,
        worst: number_after(&said, "slowest ")?,
    };
    Ok((frames, number_after(&said, "takes ")?))
}

/// Selects the whole time along the ruler.
async fn selected(page: &Page) -> Result<f64> {
    page.key("0").await?;
    page.until("e2e.text('timeline-summary').startsWith('all')").await?;
    page.perform(
        "window.benchDrop = window.benchTold = 0; \
         addEventListener('pointermove', () => { benchDrop = performance.now(); }, true); \
         new MutationObserver(() => { benchTold = performance.now(); }) \
           .observe(e2e.one('details'), { subtree: true, childList: true, characterData: true })",
    )
    .await?;
    let [left, top, width, _] = page.rect("timeline-canvas").await?;
    // Below the strip of the whole stands the ruler.
    let at = top + 40.0;
    page.drag((left + 222.0, at), (left + width - 4.0, at)).await?;
    page.eval_async(&format!(
        "await new Promise((done) => setTimeout(done, {SETTLED_MS})); return Math.max(0, benchTold - benchDrop);"
    ))
    .await
}
