//! Painted: what is on the canvas is what the engine drew, pixel by pixel, and what is under the mouse is told.

use anyhow::{Context as _, Result, ensure};
use goscope::protocol::Pane;
use goscope::protocol::reply::Reply;
use goscope::protocol::request::{Appearance, PointerEvent, Request};

use crate::browser::page::Page;
use crate::browser::{Setup, run, run_with};
use crate::corpus;
use crate::twin::{Label, Twin};

/// Opens a profile and compares the whole canvas with what the engine draws without a browser.
pub(crate) async fn open_and_compare(page: &Page, name: &str, appearance: Appearance) -> Result<Twin> {
    let file = corpus::profile(name);
    page.open_file(&file).await?;
    let twin = Twin::of(page, &file, appearance).await?;
    compare(page, &twin).await.with_context(|| name.to_owned())?;
    Ok(twin)
}

/// Compares the canvas with the twin's, as soon as the page has come so far and the mouse is off it.
pub(crate) async fn compare(page: &Page, twin: &Twin) -> Result<()> {
    page.eventually(async || {
        let looked = twin.compare(&page.canvas("flame-canvas").await?);
        if looked.is_err() {
            // A browser that is busy lays out late, and may find the mouse where it has long left: a new
            // movement tells where it is.
            page.move_to(2.0, 1.0).await?;
            page.move_to(1.0, 1.0).await?;
        }
        looked
    })
    .await
}

/// As [`compare`], where the mouse has to stay on what it points at.
pub(crate) async fn compare_pointed_at(page: &Page, twin: &Twin) -> Result<()> {
    page.eventually(async || twin.compare(&page.canvas("flame-canvas").await?))
        .await
}

/// Where a label's middle is, in CSS pixels of the window.
pub(crate) async fn place_of(page: &Page, label: &Label) -> Result<(f64, f64)> {
    let [left, top, ..] = page.rect("flame-canvas").await?;
    // The browser tells whole pixels only.
    Ok(((left + label.x + label.width / 2.0).floor(), (top + label.y).floor()))
}

#[test]
fn cpu_profiles_of_every_go_version_are_painted() {
    run(async |page| {
        for version in 21..=27 {
            open_and_compare(page, &format!("shop.go1.{version}.cpu"), Appearance::default()).await?;
            page.close_file().await?;
        }
        page.assert_calm().await
    });
}

#[test]
fn heap_and_other_profiles_are_painted() {
    run(async |page| {
        for version in 21..=27 {
            open_and_compare(page, &format!("shop.go1.{version}.heap"), Appearance::default()).await?;
            page.close_file().await?;
        }
        for kind in ["allocs", "block", "mutex", "goroutine", "threadcreate"] {
            open_and_compare(page, &format!("shop.go1.27.{kind}"), Appearance::default()).await?;
            page.close_file().await?;
        }
        for name in ["made.names", "made.inlined", "leaky.go1.27.delta", "made.negative"] {
            open_and_compare(page, name, Appearance::default()).await?;
            page.close_file().await?;
        }
        page.assert_calm().await
    });
}

#[test]
fn a_sharp_screen_gets_its_own_pixels() {
    let setup = Setup {
        ratio: 2.0,
        size: (1000, 700),
        ..Setup::default()
    };
    run_with(setup, async |page| {
        let twin = open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        let [_, _, width, _] = page.rect("flame-canvas").await?;
        ensure!(twin.picture().width == (width * 2.0).round() as usize);
        Ok(())
    });
}

#[test]
fn hit_boxes_have_their_colour_and_their_name() {
    run(async |page| {
        let mut twin = open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        let painted = page.canvas("flame-canvas").await?;
        let [left, top, ..] = page.rect("flame-canvas").await?;
        let labels = twin.labels();
        ensure!(labels.len() > 20, "only {} labels", labels.len());
        for label in labels.iter().step_by(labels.len() / 12) {
            let (rect, color) = twin.box_at(label.x, label.y).context("a label without a box")?;
            // Beside the text: in the strip under it.
            let (x, y) = (rect.x + rect.width / 2.0, rect.y + rect.height - 2.0);
            let seen = painted.at(x as usize, y as usize);
            ensure!(seen == color, "{label:?} stands on {seen:?} and not on {color:?}");

            page.move_to(left + x, top + y).await?;
            twin.ask(Request::Pointer(Pane::Flame, PointerEvent::Move(x, y)));
            let facts = twin.last(|reply| {
                if let Reply::Hover(facts) = reply {
                    Some(facts.clone())
                } else {
                    None
                }
            })?;
            let facts = facts.context("nothing is hit there")?;
            // A cut label ends in an ellipsis; a root's is its own.
            let shown = label.text.trim_end_matches('…');
            ensure!(
                facts.frame == Some(0) || facts.name.contains(shown),
                "{} is hit under the label {}",
                facts.name,
                label.text
            );
            let tooltip = page.until_says("tooltip", &facts.name).await?;
            for value in [&facts.total, &facts.own, &facts.percent_of_total] {
                ensure!(tooltip.contains(value.as_str()), "no {value} in {tooltip}");
            }
        }
        page.assert_calm().await
    });
}

#[test]
fn the_tooltip_agrees_with_pprof() {
    run(async |page| {
        let twin = open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        let label = twin.label("main.request")?;
        let (x, y) = place_of(page, &label).await?;
        page.move_to(x, y).await?;
        let tooltip = page.until_says("tooltip", "main.request").await?;
        let answer = corpus::answer("shop.go1.27.cpu", "topcum")?.context("no answer")?;
        let line = answer.rows.iter().find(|line| line.name == "main.request");
        let [flat, _, _, cum, share] = &line.context("not in pprof's answer")?.values;
        ensure!(tooltip.contains(&format!("flat {flat}, cum {cum}")), "{tooltip}");
        ensure!(tooltip.contains(&format!("{share} of all")), "{tooltip}");
        page.move_to(1.0, 1.0).await?;
        page.until_gone("tooltip").await
    });
}
