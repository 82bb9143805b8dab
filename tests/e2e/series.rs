//! Series: snapshots dropped together, what leaks, functions by snapshots, and the way back by a link.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};

use crate::browser::page::Page;
use crate::browser::{root, run};
use crate::corpus;

/// Snapshots of a program that leaks, by their numbers.
pub(crate) fn snapshots(numbers: &[u32]) -> Vec<PathBuf> {
    let folder = root().join("tests/corpus/series");
    numbers
        .iter()
        .map(|number| folder.join(format!("drip.{number}.pb.gz")))
        .collect()
}

async fn first_row(page: &Page) -> Result<Vec<String>> {
    page.eval("[...e2e.one('account-table').querySelectorAll('tbody tr')[1].children].map((it) => it.textContent)")
        .await
}

#[test]
fn snapshots_dropped_together_name_what_leaks() {
    run(async |page| {
        let files = snapshots(&[4, 1, 6, 2]);
        page.drop_files_at(&files, page.setup.size.0 * 3 / 4).await?;
        page.until_open("drip.4.pb.gz and 3 more").await?;
        page.until_says("account", "main.record ← main.(*server).login").await?;
        let row = first_row(page).await?;
        ensure!(
            row[0] == "main.record" && row.len() == 9 && row[8] == "never fell",
            "{row:?}"
        );
        page.until("location.hash.includes('view=series')").await?;
        // Another order, and values with what was called.
        page.click_element("e2e.one('account-table').querySelector('th button')")
            .await?;
        page.until("e2e.one('account-table').querySelectorAll('tbody tr')[1].textContent.startsWith('fmt.')")
            .await?;
        page.click_element(
            "[...e2e.one('account').querySelectorAll('button')].find((it) => it.textContent === 'with what it called')",
        )
        .await?;
        page.until_says("account-table", "runtime.main").await?;
        page.until("location.hash.includes('time=cum-')").await?;
        // The other views compare the last with the first.
        page.click_element("[...e2e.one('account').querySelectorAll('article button')][0]")
            .await?;
        page.until_says("details", "main.record").await?;
        page.until_says("compare-bar", "new drip.6.pb.gz").await?;
        page.key("8").await?;
        page.until("location.hash.includes('view=series')").await?;
        page.assert_calm().await
    });
}

#[test]
fn a_reload_and_the_open_files_give_a_series_too() {
    run(async |page| {
        for file in snapshots(&[1, 2, 3]) {
            page.open_file(&file).await?;
        }
        page.keep_files().await?;
        page.key("b").await?;
        page.click("choose-series").await?;
        page.until_says("account", "Functions in 3 snapshots").await?;
        page.until("location.hash.includes('view=series')").await?;
        page.until_kept(3).await?;
        page.reload().await?;
        page.until_says("account", "Functions in 3 snapshots")
            .await
            .context("after a reload")?;
        page.assert_calm().await
    });
}

#[test]
fn what_cannot_be_compared_is_warned_of() {
    run(async |page| {
        let mut files = snapshots(&[1, 2]);
        files.push(corpus::profile("leaky.go1.27.heap1"));
        page.drop_files_at(&files, page.setup.size.0 * 3 / 4).await?;
        page.until_says("warnings", "Of another binary than the first").await?;
        page.assert_calm().await
    });
}
