//! A newer build is deployed while a document is open: nothing is taken away, and nothing reloads unasked.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use goscope::protocol::request::Appearance;
use xtask::dist::{files, other_build};

use crate::browser::Setup;
use crate::browser::temporary::Folder;
use crate::browser::{dist, root, run_with};
use crate::corpus;
use crate::painted::{compare, open_and_compare};

fn copy(from: &Path, to: &Path) -> Result<()> {
    for name in files(from)? {
        let target = to.join(&name);
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::copy(from.join(&name), target)?;
    }
    Ok(())
}

#[test]
fn an_update_waits_until_it_is_asked_for() {
    let (old, new) = (
        Folder::new("build-a").expect("a folder"),
        Folder::new("build-b").expect("a folder"),
    );
    copy(&dist(), old.path()).expect("a copy of the build");
    let new_id = other_build(root(), &dist(), new.path()).expect("another build");
    let old_names = files(old.path()).expect("names");
    let new_names = files(new.path()).expect("names");
    let kept = old_names.iter().filter(|name| new_names.contains(name)).count();
    assert!(
        kept < old_names.len() - 5,
        "the builds share their programs: {old_names:?} {new_names:?}"
    );

    let setup = Setup {
        folder: Some(old.path().to_owned()),
        ..Setup::default()
    };
    run_with(setup, async |page| {
        let build = "document.querySelector('meta[name=build]').content";
        let old_id: String = page.eval(build).await?;
        ensure!(old_id != new_id);
        page.until_offline_ready().await?;
        let first = open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        page.perform("window.e2eStillHere = true").await?;

        page.server
            .borrow()
            .as_ref()
            .context("the server runs")?
            .show(new.path());
        page.forget_requests();
        // The browser looks for an update by itself from time to time; here at once.
        page.eval_async::<()>("await (await navigator.serviceWorker.getRegistration()).update(); return null;")
            .await?;
        page.until_shown("update").await.context("no word of the update")?;

        // The document stays, and others can be opened by the old build, whose files are gone from the server.
        compare(page, &first).await.context("the open document")?;
        for name in ["shop.go1.27.heap", "made.basic", "shop.go1.21.cpu"] {
            open_and_compare(page, name, Appearance::default())
                .await
                .context("after the deployment")?;
        }
        let missed: Vec<_> = page.requests().into_iter().filter(|it| it.ends_with(" 404")).collect();
        ensure!(missed.is_empty(), "asked the server for what is gone: {missed:?}");
        ensure!(
            page.eval::<bool>("window.e2eStillHere === true").await?,
            "reloaded unasked"
        );
        ensure!(page.eval::<String>(build).await? == old_id);
        let tabs: usize = page
            .eval("document.querySelectorAll('[data-testid=tab]').length")
            .await?;
        ensure!(tabs == 4, "{tabs} tabs");
        page.assert_calm().await?;

        page.click("update").await?;
        page.until(&format!("window.e2eStillHere !== true && {build} === '{new_id}'"))
            .await
            .context("the new build")?;
        page.until_shown("start").await?;
        page.until_gone("update").await?;
        page.open_file(&corpus::profile("shop.go1.27.cpu")).await?;
        page.until_offline_ready().await?;
        page.stop_server();
        page.reload().await.context("the new build, offline")?;
        ensure!(page.eval::<String>(build).await? == new_id);
        open_and_compare(page, "shop.go1.27.heap", Appearance::default()).await?;
        page.assert_calm().await
    });
}
