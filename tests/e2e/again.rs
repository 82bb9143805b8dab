//! Files that change on disk while they are open, and files that come in folders and archives.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};

use crate::browser::run;
use crate::browser::temporary::Folder;
use crate::corpus;

const OLD: &str = "leaky.go1.27.heap1";
const NEW: &str = "leaky.go1.27.heap2";

/// A file of this name that the next benchmark will write again.
fn file(folder: &Folder) -> Result<PathBuf> {
    let path = folder.path().join("heap.pb.gz");
    fs::copy(corpus::profile(OLD), &path)?;
    Ok(path)
}

#[test]
fn a_changed_file_is_read_again_and_compared_with_how_it_was() {
    run(async |page| {
        let folder = Folder::new("again")?;
        let path = file(&folder)?;
        page.open_file(&path).await?;
        let before = page.text("totals").await?;
        page.key("j").await?;
        page.until("document.body.textContent.includes('It has not changed since it was opened.')")
            .await?;
        fs::copy(corpus::profile(NEW), &path)?;
        page.key("J").await?;
        page.until_says("compare-bar", "old earlier heap.pb.gz").await?;
        page.close_file().await?;
        page.key("j").await?;
        page.eventually(async || {
            let now = page.text("totals").await?;
            ensure!(!now.is_empty() && now != before, "{now}");
            Ok(())
        })
        .await
        .context("the totals of the new file")?;
        page.assert_calm().await
    });
}

#[test]
fn a_kept_file_is_read_again_after_a_reload() {
    run(async |page| {
        let folder = Folder::new("again")?;
        let path = file(&folder)?;
        page.open_file(&path).await?;
        page.keep_files().await?;
        page.until_kept(1).await?;
        page.reload().await?;
        page.until_open("heap.pb.gz").await?;
        // A person is asked whether the page may read it, which nobody can answer here: that the browser would ask is enough.
        page.perform(
            "FileSystemHandle.prototype.requestPermission = async function () { window.e2eAsked = this.name; return 'denied'; }",
        )
        .await?;
        page.key("j").await?;
        page.until("window.e2eAsked === 'heap.pb.gz'").await?;
        page.assert_calm().await
    });
}

#[test]
fn an_archive_offers_the_files_that_are_in_it() {
    run(async |page| {
        let folder = Folder::new("again")?;
        let path = folder.path().join("profiles.tar.gz");
        let mut builder = tar::Builder::new(flate2::write::GzEncoder::new(
            File::create(&path)?,
            flate2::Compression::default(),
        ));
        for name in [OLD, NEW] {
            builder.append_path_with_name(corpus::profile(name), format!("run/{name}.pb.gz"))?;
        }
        builder.into_inner()?.finish()?.flush()?;
        page.drop_files(std::slice::from_ref(&path)).await?;
        page.until_shown("choose-together").await?;
        page.click("choose-together").await?;
        page.until_says("compare-bar", NEW).await?;
        page.assert_calm().await
    });
}

#[test]
fn a_folder_offers_the_files_that_are_in_it() {
    run(async |page| {
        let folder = Folder::new("again")?;
        let inner = folder.path().join("runs").join("today");
        fs::create_dir_all(&inner)?;
        file(&folder)?;
        fs::copy(corpus::profile(NEW), inner.join("later.pb.gz"))?;
        fs::write(inner.join(".hidden"), b"no")?;
        page.drop_files(&[folder.path().to_owned()]).await?;
        page.until_shown("choose-all").await?;
        let offered: Vec<String> = page
            .eval("[...document.querySelectorAll('[data-testid=choose-file]')].map((it) => it.textContent)")
            .await?;
        ensure!(offered == ["heap.pb.gz", "later.pb.gz"], "{offered:?}");
        page.click_element("document.querySelectorAll('[data-testid=choose-file]')[1]")
            .await?;
        page.until_open("later.pb.gz").await?;
        page.assert_calm().await
    });
}
