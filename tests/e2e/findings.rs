//! Findings: what deserves a look in a profile, told by the other worker, and the way to the functions.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};

use crate::browser::page::Page;
use crate::browser::{root, run};
use crate::corpus;

/// A profile that triggers a rule.
pub(crate) fn finding(name: &str) -> PathBuf {
    root().join("tests/corpus/findings").join(format!("{name}.pb.gz"))
}

async fn titles(page: &Page) -> Result<Vec<String>> {
    page.eval(
        "[...e2e.one('account').querySelectorAll('details')].map((it) => it.querySelector('summary').textContent)",
    )
    .await
}

#[test]
fn findings_stand_with_numbers_and_lead_to_functions() {
    run(async |page| {
        page.open_file(&finding("allocation")).await?;
        page.key("9").await?;
        let said = page.until_says("account", "Allocation takes much of the time").await?;
        ensure!(said.contains("go.dev/doc/gc-guide"), "{said}");
        let titles = titles(page).await?;
        ensure!(titles.len() == 3 && titles[1].starts_with("Silent ("), "{titles:?}");
        page.until("location.hash.includes('view=findings')").await?;
        let lead = "[...e2e.one('account').querySelectorAll('button')].find((it) => it.textContent.startsWith('main.allocation'))";
        page.click_element(lead).await?;
        page.until_says("details", "main.allocation").await?;
        page.until("!location.hash.includes('view=findings')").await?;
        page.assert_calm().await
    });
}

#[test]
fn a_link_leads_to_the_findings() {
    run(async |page| {
        page.open_file(&finding("goroutines")).await?;
        page.keep_files().await?;
        page.click("view-findings").await?;
        page.until_says("account", "150 of 151 goroutines").await?;
        page.until_kept(1).await?;
        page.until("location.hash.includes('view=findings')").await?;
        page.reload().await?;
        page.until_says("account", "150 of 151 goroutines")
            .await
            .context("after a reload")?;
        page.assert_calm().await
    });
}

#[test]
fn texts_have_findings_of_their_own_worker_and_traces_have_others() {
    run(async |page| {
        page.open_file(&root().join("tests/corpus/legacy/texts.go1.27.threadcreate.txt"))
            .await?;
        page.key("9").await?;
        page.until_says("account", "golang issue 6104").await?;
        page.open_file(&corpus::profile("shop.go1.27.heap")).await?;
        page.click("view-findings").await?;
        page.until_says("account", "Silent (1)").await?;
        page.open_file(&root().join("tests/corpus/traces/timeline.go1.27.trace.gz"))
            .await?;
        page.click("view-findings").await?;
        page.until_says("account", "The trace is short").await?;
        page.assert_calm().await
    });
}
