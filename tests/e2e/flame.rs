//! The flame graph under mouse and keys: zoom, breadcrumbs, selection, and the table beside it.

use anyhow::{Context as _, Result, ensure};
use goscope::protocol::Pane;
use goscope::protocol::request::{Appearance, FlameCommand, PointerEvent, Request, Step};

use crate::browser::page::Page;
use crate::browser::run;
use crate::corpus;
use crate::painted::{compare, compare_pointed_at, open_and_compare, place_of};
use crate::table::choose_sample_type;

/// The breadcrumbs, first to last.
async fn crumbs(page: &Page) -> Result<Vec<String>> {
    page.eval("[...e2e.one('crumbs').querySelectorAll('button')].map((it) => it.textContent.trim())")
        .await
}

async fn until_crumbs(page: &Page, wanted: &[&str]) -> Result<()> {
    page.eventually(async || {
        let crumbs = crumbs(page).await?;
        ensure!(crumbs == wanted, "breadcrumbs {crumbs:?} instead of {wanted:?}");
        Ok(())
    })
    .await
}

#[test]
fn a_double_click_zooms_and_crumbs_and_escape_lead_back() {
    run(async |page| {
        let mut twin = open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        let whole = page.canvas("flame-canvas").await?;
        until_crumbs(page, &["all"]).await?;

        let request = twin.label("main.request")?;
        let (x, y) = place_of(page, &request).await?;
        page.double_click_at(x, y).await?;
        page.move_to(1.0, 1.0).await?;
        until_crumbs(page, &["all", "main.request"]).await?;
        page.until_says("totals", "730ms of 930ms · 78.49%").await?;
        page.until_shown("minimap-canvas").await?;

        // The minimap takes rows of the picture: a twin of the smaller pane.
        twin = crate::twin::Twin::of(page, &corpus::profile("shop.go1.27.cpu"), Appearance::default()).await?;
        let at = PointerEvent::DoubleClick(request.x + request.width / 2.0, request.y);
        twin.ask(Request::Pointer(Pane::Flame, PointerEvent::Click(request.x, request.y)));
        twin.ask(Request::Pointer(Pane::Flame, at));
        compare(page, &twin).await.context("zoomed to main.request")?;
        let minimap = page.canvas("minimap-canvas").await?;
        ensure!(minimap.color_count() > 5, "an empty minimap");

        page.click_element("e2e.one('crumbs').querySelector('button')").await?;
        until_crumbs(page, &["all"]).await?;
        page.until_gone("minimap-canvas").await?;

        // Escape deselects first, then goes a step back.
        page.double_click_at(x, y).await?;
        page.move_to(1.0, 1.0).await?;
        until_crumbs(page, &["all", "main.request"]).await?;
        page.key("Escape").await?;
        page.until("!e2e.one('details').querySelector('.details-name')").await?;
        until_crumbs(page, &["all", "main.request"]).await?;
        page.key("Escape").await?;
        until_crumbs(page, &["all"]).await?;
        page.eventually(async || {
            ensure!(page.canvas("flame-canvas").await? == whole, "not as it was");
            Ok(())
        })
        .await?;
        page.assert_calm().await
    });
}

#[test]
fn the_wheel_zooms_at_the_pointer() {
    run(async |page| {
        let twin = open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        let label = twin.label("main.request")?;
        let (x, y) = place_of(page, &label).await?;
        page.move_to(x, y).await?;
        let before = page.until_says("tooltip", "main.request").await?;
        for _ in 0..6 {
            page.wheel((x, y), (0.0, -100.0), true).await?;
            // Turns that come in one frame are one turn to the browser.
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        page.until("!e2e.one('zoom-reset').disabled").await?;
        page.move_to(x + 1.0, y).await?;
        let after = page.until_says("tooltip", "main.request").await?;
        let first_lines = |text: &str| text.lines().take(2).map(str::to_owned).collect::<Vec<_>>();
        ensure!(first_lines(&before) == first_lines(&after), "{before} became {after}");
        let mut zoomed =
            crate::twin::Twin::of(page, &corpus::profile("shop.go1.27.cpu"), Appearance::default()).await?;
        for _ in 0..6 {
            let [left, ..] = page.rect("flame-canvas").await?;
            zoomed.ask(Request::Pointer(
                Pane::Flame,
                PointerEvent::Zoom(x - left, label.y, 1.2),
            ));
        }
        page.move_to(1.0, 1.0).await?;
        compare(page, &zoomed).await.context("six turns in")?;
        page.move_to(x, y).await?;
        for _ in 0..12 {
            page.wheel((x, y), (0.0, 100.0), true).await?;
        }
        page.until("e2e.one('zoom-reset').disabled").await?;
        page.assert_calm().await
    });
}

#[test]
fn a_drag_moves_the_zoomed_picture() {
    run(async |page| {
        let twin = open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        let (x, y) = place_of(page, &twin.label("main.request")?).await?;
        for _ in 0..5 {
            page.wheel((x, y), (0.0, -100.0), true).await?;
        }
        page.until("!e2e.one('zoom-reset').disabled").await?;
        page.move_to(x, y).await?;
        let before = page.until_says("tooltip", "main.request").await?;
        page.drag((x, y), (x + 60.0, y)).await?;
        page.move_to(1.0, 1.0).await?;
        page.until_gone("tooltip").await?;
        page.move_to(x + 60.0, y).await?;
        ensure!(
            page.until_says("tooltip", "main.request").await? == before,
            "the picture did not follow the mouse"
        );
        Ok(())
    });
}

#[test]
fn keys_zoom_move_and_walk() {
    run(async |page| {
        let mut twin = open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        page.key("w").await?;
        page.until("!e2e.one('zoom-reset').disabled").await?;
        page.until_shown("minimap-canvas").await?;
        // From here on the minimap stays: one twin of this pane for all keys.
        twin = {
            drop(twin);
            crate::twin::Twin::of(page, &corpus::profile("shop.go1.27.cpu"), Appearance::default()).await?
        };
        let zoom = |factor| Request::Flame(FlameCommand::ZoomBy(factor));
        let pan = |right, down| Request::Flame(FlameCommand::PanBy(right, down));
        twin.ask(zoom(1.3));
        compare(page, &twin).await.context("w")?;
        for (key, request) in [
            ("+", zoom(2.0)),
            ("=", zoom(1.3)),
            ("d", pan(0.1, 0.0)),
            ("D", pan(0.4, 0.0)),
            ("a", pan(-0.1, 0.0)),
            ("s", zoom(1.0 / 1.3)),
            ("-", zoom(1.0 / 1.3)),
            ("ArrowRight", pan(0.1, 0.0)),
            ("ArrowLeft", pan(-0.1, 0.0)),
            ("ArrowDown", pan(0.0, 0.1)),
            ("ArrowUp", pan(0.0, -0.1)),
        ] {
            page.key(key).await?;
            twin.ask(request);
            compare(page, &twin).await.with_context(|| key.to_owned())?;
        }
        page.key("0").await?;
        page.until("e2e.one('zoom-reset').disabled").await?;
        page.until_gone("minimap-canvas").await?;

        // With a selection, arrows walk.
        let mut twin = crate::twin::Twin::of(page, &corpus::profile("shop.go1.27.cpu"), Appearance::default()).await?;
        let label = twin.label("main.request")?;
        let (x, y) = place_of(page, &label).await?;
        page.click_at(x, y).await?;
        page.move_to(1.0, 1.0).await?;
        page.until_says("details", "main.request").await?;
        twin.ask(Request::Pointer(Pane::Flame, PointerEvent::Click(label.x, label.y)));
        compare(page, &twin).await.context("selected")?;
        for (key, step) in [
            ("ArrowDown", Step::Callee),
            ("ArrowRight", Step::Lighter),
            ("ArrowLeft", Step::Heavier),
            ("ArrowUp", Step::Caller),
        ] {
            page.key(key).await?;
            twin.ask(Request::Flame(FlameCommand::Walk(step)));
            compare(page, &twin).await.with_context(|| key.to_owned())?;
        }
        page.until_says("details", "main.request").await?;
        page.key("f").await?;
        until_crumbs(page, &["all", "main.request"]).await?;
        page.key("Backspace").await?;
        until_crumbs(page, &["all"]).await?;
        page.key("?").await?;
        page.until_shown("dialog-help").await?;
        page.key("Escape").await?;
        page.until_gone("dialog-help").await?;
        page.assert_calm().await
    });
}

#[test]
fn a_selection_is_the_same_in_picture_and_table() {
    run(async |page| {
        let mut twin = open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        let selected = "[...e2e.one('table').querySelectorAll('[aria-selected=true]')]\
            .map((row) => row.querySelector('.cell-name').title)";
        let label = twin.label("main.request")?;
        let (x, y) = place_of(page, &label).await?;
        page.click_at(x, y).await?;
        page.move_to(1.0, 1.0).await?;
        page.eventually(async || {
            let names: Vec<String> = page.eval(selected).await?;
            ensure!(names == ["main.request"], "selected in the table: {names:?}");
            Ok(())
        })
        .await?;
        let details = page.text("details").await?;
        ensure!(details.contains("730ms") && details.contains("78.49%"), "{details}");

        // A row that is clicked outlines its frames.
        page.key("Escape").await?;
        twin.ask(Request::Flame(FlameCommand::Deselect));
        compare(page, &twin).await.context("nothing selected")?;
        let row = "e2e.one('table').querySelectorAll('[data-testid=row]')[4]";
        let number: usize = page
            .eval(&format!("Number({row}.getAttribute('aria-rowindex')) - 2"))
            .await?;
        page.click_element(&format!("{row}.querySelector('.cell-name')"))
            .await?;
        page.move_to(1.0, 1.0).await?;
        let function = &twin.rows(0, 300)?[number];
        page.until_says("details", &function.name).await?;
        twin.ask(Request::Select(Some(function.function)));
        compare(page, &twin).await.context("selected by its row")?;
        page.assert_calm().await
    });
}

#[test]
fn pointing_at_a_row_lights_its_frames_and_the_other_way_round() {
    run(async |page| {
        let mut twin = open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        let row = "e2e.one('table').querySelectorAll('[data-testid=row]')[1]";
        let name: String = page.eval(&format!("{row}.querySelector('.cell-name').title")).await?;
        let [left, top, width, height] = page.rect_of(row).await?;
        page.move_to(left + width / 2.0, top + height / 2.0).await?;
        let rows = twin.rows(0, 5)?;
        let function = rows.iter().find(|it| format!("{}{}", it.path, it.name) == name);
        twin.ask(Request::Light(Some(
            function.context("not in the twin's table")?.function,
        )));
        compare_pointed_at(page, &twin).await.context("lit by its row")?;

        let label = twin.label("main.request")?;
        let (x, y) = place_of(page, &label).await?;
        page.move_to(x, y).await?;
        page.until_says("tooltip", "main.request").await?;
        twin.ask(Request::Pointer(
            Pane::Flame,
            PointerEvent::Move(label.x + 5.0, label.y),
        ));
        compare_pointed_at(page, &twin).await.context("lit by the pointer")
    });
}

#[test]
fn another_sample_type_keeps_zoom_and_selection() {
    run(async |page| {
        let mut twin = open_and_compare(page, "shop.go1.27.heap", Appearance::default()).await?;
        let label = twin.label("main.request")?;
        let (x, y) = place_of(page, &label).await?;
        page.double_click_at(x, y).await?;
        page.move_to(1.0, 1.0).await?;
        until_crumbs(page, &["all", "main.request"]).await?;
        page.until_says("details", "main.request").await?;
        let before = page.text("totals").await?;

        choose_sample_type(page, 0).await?;
        page.eventually(async || {
            let now = page.text("totals").await?;
            ensure!(now != before, "still {now}");
            Ok(())
        })
        .await?;
        until_crumbs(page, &["all", "main.request"]).await?;
        page.until_says("details", "main.request").await?;
        page.until_shown("minimap-canvas").await?;
        twin = crate::twin::Twin::of(page, &corpus::profile("shop.go1.27.heap"), Appearance::default()).await?;
        let at = (label.x + label.width / 2.0, label.y);
        twin.ask(Request::Pointer(Pane::Flame, PointerEvent::Click(at.0, at.1)));
        twin.ask(Request::Pointer(Pane::Flame, PointerEvent::DoubleClick(at.0, at.1)));
        twin.ask(Request::ShowSampleType(0));
        compare(page, &twin).await.context("the other sample type, zoomed")?;
        let view = twin.view()?;
        let totals = page.text("totals").await?;
        ensure!(
            totals.contains(&view.in_view) && totals.contains(&view.percent),
            "{totals}"
        );
        page.assert_calm().await
    });
}
