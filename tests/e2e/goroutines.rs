//! A dump of goroutines: its groups, filters, what deserves a look, and the way to the other views.

use std::path::PathBuf;

use anyhow::{Context as _, ensure};

use crate::browser::{root, run};
use crate::corpus;

/// A dump of the corpus.
pub(crate) fn dump(name: &str) -> PathBuf {
    root().join("tests/corpus/dumps").join(name)
}

/// The screen of the file in front.
const SCREEN: &str = "document.querySelector('[data-testid=document]:not([hidden]) .document-body').dataset.screen";

#[test]
fn a_dump_opens_with_its_groups_and_a_group_leads_to_the_other_views() {
    run(async |page| {
        page.open_file(&dump("stuck.go1.27.stacks.txt.gz")).await?;
        page.until_says("goroutine-summary", "26 goroutines in 16 groups")
            .await?;
        page.until_says("goroutine-findings", "may hold it: goroutine").await?;
        // By the keyboard alone.
        page.perform("e2e.one('goroutine-groups').querySelector('button').focus()")
            .await?;
        page.key("ArrowDown").await?;
        page.key("Enter").await?;
        page.until_says("goroutine-group", "4 goroutines · sync.Mutex.Lock")
            .await?;
        page.until("e2e.one('goroutine-groups').querySelectorAll('[aria-pressed=true]').length === 1")
            .await
            .context("one group is chosen")?;
        let call = "e2e.one('goroutine-group').querySelector('.goroutine-call')";
        let name: String = page.eval(&format!("{call}.textContent")).await?;
        page.click_element(call).await?;
        page.until_says("details", &name).await?;
        page.key("3").await?;
        page.until(&format!("{SCREEN} === 'top'")).await?;
        page.until_says("details", &name).await?;
        page.key("5").await?;
        page.until(&format!("{SCREEN} === 'goroutines'")).await?;
        page.until("location.hash.includes('view=goroutines')").await?;
        page.assert_calm().await
    });
}

#[test]
fn filters_narrow_the_groups_and_their_creators() {
    run(async |page| {
        page.open_file(&dump("stuck.go1.27.stacks.txt.gz")).await?;
        page.until_says("goroutine-summary", "26 goroutines").await?;
        page.click("goroutine-function").await?;
        page.type_text("audit").await?;
        page.until_says("goroutine-summary", "1 of 26 goroutines in 1 group")
            .await?;
        page.click_element(
            "[...document.querySelectorAll('.goroutines .view-button')].find((it) => it.textContent === 'Creators')",
        )
        .await?;
        page.until_says("goroutine-creators", "ledger.Block").await?;
        let rows: usize = page
            .eval("e2e.one('goroutine-creators').querySelectorAll('li').length")
            .await?;
        ensure!(rows == 1, "{rows} creators");
        page.assert_calm().await
    });
}

#[test]
fn what_the_runtime_says_is_told_from_suspicions_and_profiles_have_no_such_view() {
    run(async |page| {
        page.open_file(&dump("crash.go1.27.deadlock.txt")).await?;
        let said = page
            .until_says("goroutine-findings", "all goroutines are asleep")
            .await?;
        ensure!(said.contains("says the runtime"), "{said}");
        page.open_file(&corpus::profile("shop.go1.27.cpu")).await?;
        page.until(&format!("{SCREEN} === 'flame' && !e2e.one('view-goroutines')"))
            .await?;
        page.assert_calm().await
    });
}
