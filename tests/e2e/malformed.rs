//! Damaged files and files of other kinds: an error in words, never a crash, and the page goes on.

use anyhow::{Context as _, Result, ensure};

use crate::browser::page::Page;
use crate::browser::run;
use crate::corpus::{self, Damaged};

/// Drops one file and waits for what becomes of it.
async fn open(page: &Page, file: &Damaged) -> Result<String> {
    page.drop_files(std::slice::from_ref(&file.path)).await?;
    page.until("['open', 'failed'].includes(e2e.one('document')?.dataset.state)")
        .await?;
    page.eval("e2e.one('document').dataset.state").await
}

/// Archives of one profile: no decoder reads them, but the page unpacks them.
const UNPACKED: [&str; 2] = ["tar_of_profile.tar", "zip_of_profile.zip"];

async fn check(page: &Page, file: &Damaged) -> Result<()> {
    let state = open(page, file).await?;
    if file.is_accepted || UNPACKED.contains(&&*file.name) {
        ensure!(state == "open", "refused: {}", page.text("failure").await?);
        page.until("e2e.text('totals')").await?;
    } else {
        ensure!(state == "failed", "accepted");
        let what = page.text("failure-what").await?;
        let all = page.text("failure").await?;
        ensure!(what.contains(' '), "what is wrong is not said: {what:?}");
        ensure!(
            all.to_lowercase().contains(&file.word.to_lowercase()),
            "no {} in: {all}",
            file.word
        );
        let advice = page.text("failure-advice").await?;
        ensure!(!advice.is_empty(), "no advice: {all}");
        for word in [
            "fault of goscope",
            "unreachable",
            "RuntimeError",
            "panicked",
            "worker that held",
        ] {
            ensure!(!all.contains(word), "a crash: {all}");
        }
    }
    page.close_file().await?;
    page.assert_calm().await
}

/// One half of the files: two browsers share them.
fn check_half(half: usize) {
    run(async |page| {
        let files = corpus::damaged()?;
        ensure!(files.len() > 90, "only {} files", files.len());
        let mut wrong = Vec::new();
        for file in files.iter().skip(half).step_by(2) {
            if let Err(error) = check(page, file).await {
                wrong.push(format!("{}: {error:#}", file.name));
                // What one left behind must not spoil the next.
                page.reload().await?;
            }
        }
        page.open_file(&corpus::profile("shop.go1.27.cpu"))
            .await
            .context("a good file after all the bad ones")?;
        ensure!(wrong.is_empty(), "{} files:\n  {}", wrong.len(), wrong.join("\n  "));
        Ok(())
    });
}

#[test]
fn every_odd_damaged_file_is_answered_in_words() {
    check_half(0);
}

#[test]
fn every_even_damaged_file_is_answered_in_words() {
    check_half(1);
}
