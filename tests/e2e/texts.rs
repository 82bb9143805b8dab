//! Texts: another worker takes over, with or without a network, and reads what the binary form says.

use anyhow::{Result, ensure};

use crate::browser::page::Page;
use crate::browser::{root, run};

/// Opens a file of the corpus.
async fn open(page: &Page, path: &str) -> Result<()> {
    page.open_file(&root().join("tests/corpus").join(path)).await
}

async fn table(page: &Page) -> Result<Vec<String>> {
    page.until("e2e.one('table')?.querySelector('[data-testid=row]')")
        .await?;
    page.eval("[...e2e.one('table').querySelectorAll('[data-testid=row]')].map((row) => row.textContent)")
        .await
}

#[test]
fn what_is_saved_with_debug_1_is_the_same_table() {
    run(async |page| {
        page.until_offline_ready().await?;
        page.forget_requests();
        open(page, "legacy/texts.go1.27.mutex.pb.gz").await?;
        let wanted = table(page).await?;
        page.close_file().await?;
        open(page, "legacy/texts.go1.27.mutex.txt").await?;
        let seen = table(page).await?;
        // The text leaves out some runtime functions; the heaviest of the program's own is the same.
        let own = |rows: &[String]| rows.iter().find(|row| row.contains("main.")).cloned();
        ensure!(
            own(&seen).is_some() && own(&seen) == own(&wanted),
            "{seen:?} {wanted:?}"
        );
        page.assert_calm().await
    });
}

#[test]
fn goroutines_of_a_crash_are_opened_without_a_network() {
    run(async |page| {
        page.until_offline_ready().await?;
        page.stop_server();
        open(page, "dumps/crash.go1.27.deadlock.txt").await?;
        page.key("3").await?;
        let rows = table(page).await?;
        ensure!(rows.iter().any(|row| row.contains("main.main")), "{rows:?}");
        page.assert_calm().await
    });
}
