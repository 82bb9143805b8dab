//! Two traces compared: their timelines above each other, on one scale, and the way back to them.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use goscope::protocol::Pane;
use goscope::protocol::reply::Reply;
use goscope::protocol::request::{Appearance, PointerEvent, Request};
use goscope::protocol::timeline::{TimelineCommand, TimelineNews, view_from_bytes};

use crate::browser::page::Page;
use crate::browser::{root, run};
use crate::twin::Twin;

/// Drops both traces, and goes to their timelines.
async fn drop_both(page: &Page, is_first: bool) -> Result<()> {
    let files = ["slices", "slices.near"].map(|name| root().join(format!("tests/corpus/findings/{name}.trace.gz")));
    page.drop_files_at(&files, page.setup.size.0 * 3 / 4).await?;
    if is_first {
        page.until_says("account", "Two traces compared").await?;
    }
    Ok(())
}

/// The files in the order in which the page compares them.
async fn sides(page: &Page) -> Result<Vec<PathBuf>> {
    let names: Vec<String> = page
        .eval("e2e.text('account').match(/New: (\\S+)\\. Old: (\\S+)\\./).slice(1)")
        .await?;
    let sides = names.iter().map(|name| root().join("tests/corpus/findings").join(name));
    Ok(sides.collect())
}

/// Waits until both are painted as the engine drew them: the lanes of the upper one, and of the lower one.
async fn compare(page: &Page, twin: &Twin) -> Result<()> {
    let [.., width, height] = page.rect("timeline-canvas").await?;
    let head = (width * 0.2).clamp(88.0, 230.0).round() as usize;
    let lower = (height / 2.0).round() as usize;
    // Names and strips have signs and washes.
    let is_lane = |x: usize, y: usize| x >= head && (y >= lower + 52 || (52..lower).contains(&y));
    page.eventually(async || twin.compare_where(&page.canvas_at_rest("timeline-canvas").await?, is_lane))
        .await
}

async fn address_is(page: &Page, wanted: &str) -> Result<()> {
    page.eventually(async || {
        let seen: String = page
            .eval("new URLSearchParams(location.hash.slice(1)).get('time') ?? ''")
            .await?;
        ensure!(seen == wanted, "{seen} instead of {wanted}");
        Ok(())
    })
    .await
}

#[test]
fn two_timelines_are_locked_to_one_scale_and_found_again() {
    run(async |page| {
        drop_both(page, true).await?;
        let sides = sides(page).await?;
        let sides: Vec<&Path> = sides.iter().map(PathBuf::as_path).collect();
        page.key("7").await?;
        page.until_says("timeline-summary", ": all of ").await?;
        page.move_to(1.0, 1.0).await?;
        let mut twin = Twin::of_files(page, &sides, Appearance::default(), Pane::Timeline).await?;
        compare(page, &twin).await?;
        for _ in 0..4 {
            page.key("=").await?;
            twin.ask(Request::Timeline(TimelineCommand::ZoomBy(1.3)));
        }
        compare(page, &twin).await?;
        // A range that is drawn on the ruler of the lower one.
        let [left, top, width, height] = page.rect("timeline-canvas").await?;
        let y = ((height / 2.0).round() + 40.0).floor();
        let (from, to) = ((width * 0.4).floor(), (width * 0.5).floor());
        page.drag((left + from, top + y), (left + to, top + y)).await?;
        page.move_to(1.0, 1.0).await?;
        for event in [
            PointerEvent::Press(from, y),
            PointerEvent::Drag(to, y),
            PointerEvent::Release,
        ] {
            twin.ask(Request::Pointer(Pane::Timeline, event));
        }
        let told = view_from_bytes(&twin.bytes_of(&Reply::Timeline(TimelineNews::View))?)?.told;
        let place = told.map(|told| told.place).unwrap_or_default();
        page.until_says("details", &place).await?;
        let there = twin.view()?.place.timeline;
        ensure!(there.contains("~r.") && there.contains("~b~"), "{there}");
        address_is(page, &there).await?;
        page.reload().await?;
        drop_both(page, false).await?;
        page.until("location.hash.includes('view=timeline')").await?;
        page.until_says("timeline-summary", " from ").await?;
        page.move_to(1.0, 1.0).await?;
        address_is(page, &there).await?;
        // What is not in the range is washed over.
        page.key("Escape").await?;
        twin.ask(Request::Timeline(TimelineCommand::Deselect));
        compare(page, &twin).await?;
        page.assert_calm().await
    });
}
