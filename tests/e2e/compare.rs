//! Comparisons: two files dropped at once or picked, swapped and scaled, in the picture, in the table, in the address.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, ensure};
use goscope::protocol::Pane;
use goscope::protocol::comparing::Comparing;
use goscope::protocol::request::{Appearance, Request};

use crate::answers::Answer;
use crate::browser::page::Page;
use crate::browser::temporary::Folder;
use crate::browser::{Setup, run, run_with};
use crate::corpus;
use crate::painted::compare;
use crate::twin::Twin;

const OLD: &str = "leaky.go1.27.heap1.pb.gz";
const NEW: &str = "leaky.go1.27.heap2.pb.gz";
pub(crate) const BOTH: &str = "leaky.go1.27.heap2.pb.gz vs leaky.go1.27.heap1.pb.gz";

/// The two files, the first an hour older than the second.
fn snapshots(folder: &Folder) -> Result<[PathBuf; 2]> {
    let now = SystemTime::now();
    let copied = [(OLD, 3600), (NEW, 0)].map(|(name, age)| -> Result<PathBuf> {
        let path = folder.path().join(name);
        fs::copy(corpus::profile(name.trim_end_matches(".pb.gz")), &path)?;
        let file = File::options().write(true).open(&path)?;
        file.set_modified(now - Duration::from_secs(age))?;
        Ok(path)
    });
    let [old, new] = copied;
    Ok([old?, new?])
}

/// Drops both at once where that means to compare them, the newer first.
pub(crate) async fn drop_both(page: &Page, folder: &Folder) -> Result<[PathBuf; 2]> {
    let [old, new] = snapshots(folder)?;
    page.drop_files_at(&[new.clone(), old.clone()], page.setup.size.0 * 3 / 4)
        .await?;
    page.until_open(BOTH).await?;
    Ok([old, new])
}

/// That the table says what pprof does: its signs aside, which it loses, and rows that did not change.
async fn until_table_is(page: &Page, answer: &Answer) -> Result<()> {
    page.eventually(async || {
        let bare = |text: &str| text.trim_start_matches(['+', '-']).to_owned();
        let rows = page.rows().await?.into_iter();
        let seen: Vec<_> = rows
            .filter(|row| row.flat != "0" || row.cum != "0")
            .map(|row| {
                let signed = |value: &str| value.trim_start_matches('+').to_owned();
                (
                    [
                        signed(&row.flat),
                        bare(&row.flat_percent),
                        signed(&row.cum),
                        bare(&row.cum_percent),
                    ],
                    row.name,
                )
            })
            .collect();
        let wanted: Vec<_> = answer
            .rows
            .iter()
            .map(|line| {
                let [flat, flat_percent, _, cum, cum_percent] = line.values.clone();
                let name = goscope::model::symbol::readable(&line.name).into_owned();
                ([flat, bare(&flat_percent), cum, bare(&cum_percent)], name)
            })
            .collect();
        let first = seen.iter().zip(&wanted).find(|(seen, wanted)| seen != wanted);
        ensure!(seen == wanted, "{} rows, not {}: {first:?}", seen.len(), wanted.len());
        Ok(())
    })
    .await
}

async fn select_sample_type(page: &Page, row: usize) -> Result<()> {
    page.perform(&format!(
        "(() => {{ const it = e2e.one('sample-types'); it.value = '{row}'; \
         it.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"
    ))
    .await
}

#[test]
fn two_files_dropped_at_once_give_what_pprof_gives_with_a_base() {
    run(async |page| {
        let folder = Folder::new("compare")?;
        drop_both(page, &folder).await?;
        until_table_is(page, &corpus::refined("067")?)
            .await
            .context("-diff_base")?;
        page.click("compare-base").await?;
        until_table_is(page, &corpus::refined("068")?).await.context("-base")?;
        page.click("compare-normalize").await?;
        select_sample_type(page, 0).await?;
        until_table_is(page, &corpus::refined("070")?)
            .await
            .context("-base -normalize")?;
        page.click("compare-base").await?;
        select_sample_type(page, 3).await?;
        until_table_is(page, &corpus::refined("069")?)
            .await
            .context("-diff_base -normalize")?;
        page.assert_calm().await
    });
}

#[test]
fn both_totals_stand_above_every_view_and_sides_can_be_swapped() {
    run(async |page| {
        let folder = Folder::new("compare")?;
        let totals = async |name: &str| -> Result<String> {
            page.open_file(&corpus::profile(name.trim_end_matches(".pb.gz")))
                .await?;
            page.eval("e2e.text('totals').split(' of ')[1].split(' ')[0]").await
        };
        let (old, new) = (totals(OLD).await?, totals(NEW).await?);
        drop_both(page, &folder).await?;
        for view in ["view-flame", "view-graph", "view-top", "view-peek"] {
            page.click(view).await?;
            page.until_says("compare-bar", &format!("old {OLD}\n{old}")).await?;
            page.until_says("compare-bar", &format!("new {NEW}\n{new}")).await?;
        }
        page.click("view-top").await?;
        page.until_says("compare-bar", "· +").await?;
        let rows = page.rows().await?;
        let row = rows.iter().find(|row| row.name == "main.main").context("main.main")?;
        ensure!(row.sides.len() == 4 && row.cum.starts_with('+'), "{row:?}");
        ensure!(rows.iter().any(|row| row.badge == "new"), "no function is new");
        page.key("x").await?;
        page.until_says("compare-bar", &format!("old {NEW}\n{new}")).await?;
        page.until_says("compare-bar", "· -").await?;
        let swapped = page.rows().await?;
        let other = swapped
            .iter()
            .find(|row| row.name == "main.main")
            .context("main.main")?;
        ensure!(
            other.sides[2..] == [row.sides[3].clone(), row.sides[2].clone()],
            "{other:?}"
        );
        ensure!(swapped.iter().any(|row| row.badge == "gone"), "no function is gone");
        page.assert_calm().await
    });
}

#[test]
fn the_picture_is_as_wide_as_the_change_or_as_the_new_file() {
    for is_dark in [false, true] {
        let setup = Setup {
            is_dark,
            ..Setup::default()
        };
        run_with(setup, async |page| {
            let folder = Folder::new("compare")?;
            let [old, new] = drop_both(page, &folder).await?;
            let appearance = Appearance {
                is_dark,
                ..Appearance::default()
            };
            let mut twin = Twin::of_files(page, &[&new, &old], appearance, Pane::Flame).await?;
            compare(page, &twin).await.context("the change")?;
            page.key("v").await?;
            twin.ask(Request::Compare(Comparing::NEW_WIDTHS));
            compare(page, &twin).await.context("the new file")?;
            page.assert_calm().await
        });
    }
}

#[test]
fn a_base_is_picked_among_open_files() {
    run(async |page| {
        let folder = Folder::new("compare")?;
        let [old, new] = snapshots(&folder)?;
        page.key("b").await?;
        page.open_file(&old).await?;
        page.open_file(&new).await?;
        page.key("b").await?;
        page.until_shown("dialog-compare").await?;
        page.click("choose-with").await?;
        page.until_open(BOTH).await?;
        page.until_gone("dialog-compare").await?;
        until_table_is(page, &corpus::refined("067")?).await?;
        // A file dropped on the right half is compared with the one that is shown; the older is the base.
        page.click_element("document.querySelector('[data-testid=tab]')")
            .await?;
        page.until_open(OLD).await?;
        page.drop_files_at(&[new], 1200).await?;
        page.until_open(BOTH).await?;
        page.assert_calm().await
    });
}

#[test]
fn what_cannot_be_compared_is_told() {
    run(async |page| {
        let cpu = corpus::profile("shop.go1.27.cpu");
        page.drop_files_at(&[cpu, corpus::profile("shop.go1.27.heap")], 1200)
            .await?;
        page.until_says(
            "failure-what",
            "These two cannot be compared: incompatible sample types",
        )
        .await?;
        page.key("x").await?;
        page.assert_calm().await
    });
}

async fn until_address_has(page: &Page, part: &str) -> Result<()> {
    page.until(&format!("decodeURIComponent(location.hash).includes({part:?})"))
        .await
}

#[test]
fn an_address_leads_back_to_a_comparison() {
    run(async |page| {
        let folder = Folder::new("compare")?;
        let [old, new] = drop_both(page, &folder).await?;
        page.click("keep-yes").await?;
        until_address_has(page, "&base=").await?;
        page.key("x").await?;
        until_address_has(page, "&compare=swap").await?;
        page.key("v").await?;
        until_address_has(page, "&compare=swap.new").await?;
        page.perform("history.back()").await?;
        page.until("e2e.one('compare-new').getAttribute('aria-pressed') === 'false'")
            .await?;
        tokio::time::sleep(Duration::from_millis(400)).await;
        page.perform("history.forward()").await?;
        page.until("e2e.one('compare-new').getAttribute('aria-pressed') === 'true'")
            .await?;
        let bar = page.text("compare-bar").await?;
        page.eventually(async || {
            let kept: usize = page
                .eval_async("return (await (await caches.open('goscope-files')).keys()).length")
                .await?;
            ensure!(kept == 2, "{kept} files are kept");
            Ok(())
        })
        .await?;
        tokio::time::sleep(Duration::from_millis(400)).await;
        page.reload().await?;
        page.until_open(BOTH).await?;
        page.until_says("compare-bar", &bar).await?;

        // Without the files, the link asks for both.
        page.click("open-settings").await?;
        page.click("forget-all").await?;
        page.key("Escape").await?;
        tokio::time::sleep(Duration::from_millis(400)).await;
        page.reload().await?;
        page.until_says("wanted", BOTH).await?;
        page.drop_files(&[old]).await?;
        page.until_open(OLD).await?;
        page.drop_files(&[new]).await?;
        page.until_open(BOTH).await?;
        page.until_says("compare-bar", &bar).await?;
        page.assert_calm().await
    });
}
