//! Visits to the page: a file is dropped, and what the page noted of it is read back.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::browser::page::Page;
use crate::browser::{Setup, dist};

/// How long the large file may take before something is wrong.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);
/// How often a short time is measured.
const TIMES: usize = 9;
/// The window: what a person with a full screen has.
const SIZE: (u32, u32) = (1920, 1080);

/// Notes the longest time that the page's main thread did nothing else: a timer that should come back
/// after 4 ms says how late it is, and the browser itself tells of tasks of more than 50 ms.
const WATCH_BLOCKS: &str = r"
window.benchBlock = 0;
window.benchNote = (millis) => { window.benchBlock = Math.max(window.benchBlock, millis); };
new PerformanceObserver((list) => list.getEntries().forEach((task) => benchNote(task.duration))).observe({ type: 'longtask' });
{
  let last = performance.now();
  const look = () => { const now = performance.now(); benchNote(now - last - 4); last = now; setTimeout(look, 4); };
  setTimeout(look, 4);
}
window.benchWhen = (test) => {
  window.benchTime = 0;
  const look = () => { if (test()) benchTime = performance.now(); else setTimeout(look, 4); };
  setTimeout(look);
};
";

/// What was seen of the large file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Large {
    /// From the drop to the first flame graph.
    pub(crate) painted_ms: f64,
    /// From the drop to rows in the table.
    pub(crate) rows_ms: f64,
    /// The longest time that the page could do nothing else until the picture was there.
    pub(crate) longest_block_ms: f64,
    /// The median frame.
    pub(crate) frame_p50_ms: f64,
    /// The frame that one of twenty is slower than.
    pub(crate) frame_p95_ms: f64,
    /// Memory of the worker after everything.
    pub(crate) memory_mb: f64,
}

/// A time that was measured several times.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    /// The median.
    pub(crate) median: f64,
    /// The slowest.
    pub(crate) most: f64,
}

impl Times {
    fn of(mut times: Vec<f64>) -> Result<Self> {
        times.sort_by(f64::total_cmp);
        let median = *times.get(times.len() / 2).context("nothing was measured")?;
        let most = *times.last().context("nothing was measured")?;
        Ok(Self { median, most })
    }
}

/// Drops the large file and measures frames of it.
pub(crate) async fn large(file: &Path, ratio: f64) -> Result<Large> {
    let page = open(ratio).await?;
    let seen = seen_of_large(&page, file).await;
    page.quit().await;
    seen
}

async fn seen_of_large(page: &Page, file: &Path) -> Result<Large> {
    // The pointer's way to the drop is not what is measured.
    page.perform("window.benchBlock = 0").await?;
    page.drop_files(&[file.to_owned()]).await?;
    let painted_ms = until_painted(page, 1).await?;
    let longest_block_ms = page.eval("benchBlock").await?;
    page.until_within(
        PATIENCE,
        "document.querySelectorAll('[data-testid=row] .cell').length >= 7",
    )
    .await
    .context("rows of the table")?;
    let rows_ms = page
        .eval("performance.now() - performance.getEntriesByName('goscope:drop').at(-1).startTime")
        .await?;
    page.click("about-button").await?;
    page.click("measure").await?;
    page.until_within(PATIENCE, "e2e.text('measured')?.includes('median')")
        .await?;
    let said = page.text("measured").await?;
    Ok(Large {
        painted_ms,
        rows_ms,
        longest_block_ms,
        frame_p50_ms: number_after(&said, "median ")?,
        frame_p95_ms: number_after(&said, "95th percentile ")?,
        memory_mb: number_after(&said, "takes ")?,
    })
}

/// Drops a small file several times; each is a document of its own.
pub(crate) async fn small(file: &Path) -> Result<Times> {
    let page = open(1.0).await?;
    let mut times = Vec::new();
    for n in 1..=TIMES {
        page.drop_files(&[file.to_owned()]).await?;
        times.push(until_painted(&page, n).await?);
        page.close_file().await?;
    }
    page.quit().await;
    Times::of(times)
}

/// Opens the page again and again once it is kept for working without a network.
pub(crate) async fn installed() -> Result<Times> {
    let page = open(1.0).await?;
    page.until_offline_ready().await?;
    let mut times = Vec::new();
    for _ in 0..TIMES {
        page.reload().await?;
        // A mark's time counts from the beginning of the visit.
        times.push(
            page.eval("performance.getEntriesByName('goscope:ready')[0].startTime")
                .await?,
        );
    }
    page.quit().await;
    Times::of(times)
}

/// A page whose blocks are noted.
pub(crate) async fn open(ratio: f64) -> Result<Page> {
    Page::open(Setup {
        size: SIZE,
        ratio,
        folder: Some(dist()),
        before: WATCH_BLOCKS,
        ..Setup::default()
    })
    .await
}

/// Waits for the n-th picture and gives the milliseconds from the last drop to it.
async fn until_painted(page: &Page, n: usize) -> Result<f64> {
    let count = format!("performance.getEntriesByName('goscope:painted').length >= {n}");
    page.until_within(PATIENCE, &count).await.context("the flame graph")?;
    page.eval(
        "performance.getEntriesByName('goscope:painted').at(-1).startTime \
         - performance.getEntriesByName('goscope:drop').at(-1).startTime",
    )
    .await
}

/// The number that stands after some words.
pub(crate) fn number_after(text: &str, words: &str) -> Result<f64> {
    let (_, rest) = text.split_once(words).with_context(|| format!("no {words}in {text}"))?;
    let end = rest
        .find(|sign: char| sign != '.' && !sign.is_ascii_digit())
        .unwrap_or(rest.len());
    rest[..end].parse().with_context(|| text.to_owned())
}
