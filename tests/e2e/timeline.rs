//! The timeline of a trace: painted as the engine draws it, zoomed, told of, and found again by its address.

use anyhow::{Result, ensure};
use goscope::protocol::Pane;
use goscope::protocol::request::{Appearance, PointerEvent, Request, SearchFor};
use goscope::protocol::timeline::{TimelineCommand, TimelineNews, TimelineStep, view_from_bytes};

use crate::browser::page::Page;
use crate::browser::run;
use crate::traces::trace;
use crate::twin::Twin;

const FILE: &str = "timeline.go1.27.trace.gz";

/// Opens a trace and goes to its timeline.
async fn open(page: &Page) -> Result<Twin> {
    page.open_file(&trace(FILE)).await?;
    page.key("7").await?;
    page.until_says("timeline-summary", "all of ").await?;
    page.move_to(1.0, 1.0).await?;
    Twin::of_pane(page, &trace(FILE), Appearance::default(), Pane::Timeline).await
}

/// Waits until the lanes are painted as the engine drew them.
async fn compare(page: &Page, twin: &Twin) -> Result<()> {
    // Names and the strip have signs and washes, which are not compared pixel by pixel.
    let [.., width, _] = page.rect("timeline-canvas").await?;
    let head = (width * 0.2).clamp(88.0, 230.0).round() as usize;
    page.eventually(async || twin.compare_in(&page.canvas_at_rest("timeline-canvas").await?, (head, 52)))
        .await
}

/// The part of the address that tells where the timeline is.
async fn time(page: &Page) -> Result<String> {
    page.eval("new URLSearchParams(location.hash.slice(1)).get('time') ?? ''")
        .await
}

/// What the page says is selected.
async fn told(page: &Page) -> Result<Vec<String>> {
    page.eval("[...e2e.one('details').querySelectorAll('.details-name, .details-place, dd')].map((it) => it.textContent.trim())")
        .await
}

#[test]
fn the_timeline_is_painted_zoomed_and_found_again() {
    run(async |page| {
        let mut twin = open(page).await?;
        compare(page, &twin).await?;
        for _ in 0..6 {
            page.key("=").await?;
            twin.ask(Request::Timeline(TimelineCommand::ZoomBy(1.3)));
        }
        page.until("location.hash.includes('time=')").await?;
        compare(page, &twin).await?;
        let place = twin.view()?.place.timeline;
        page.eventually(async || {
            let seen = time(page).await?;
            ensure!(seen == place, "{seen} instead of {place}");
            Ok(())
        })
        .await?;
        // Back to the whole, forward again, and after a reload the same.
        page.perform("history.back()").await?;
        page.until_says("timeline-summary", "all of ").await?;
        page.perform("history.forward()").await?;
        compare(page, &twin).await?;
        page.reload().await?;
        page.drop_files(&[trace(FILE)]).await?;
        page.until_says("timeline-summary", " of ").await?;
        page.until("!e2e.text('timeline-summary').startsWith('all')").await?;
        compare(page, &twin).await?;
        page.assert_calm().await
    });
}

#[test]
fn what_is_selected_and_marked_is_told() {
    run(async |page| {
        let mut twin = open(page).await?;
        let label = twin.label("P0")?;
        let [left, top, width, _] = page.rect("timeline-canvas").await?;
        let (x, y) = ((width * 0.6).floor(), label.y.floor());
        page.click_at(left + x, top + y).await?;
        page.until("e2e.one('details').querySelector('.details-place')").await?;
        page.key(".").await?;
        twin.ask(Request::Pointer(Pane::Timeline, PointerEvent::Press(x, y)));
        twin.ask(Request::Pointer(Pane::Timeline, PointerEvent::Release));
        twin.ask(Request::Pointer(Pane::Timeline, PointerEvent::Click(x, y)));
        twin.ask(Request::Timeline(TimelineCommand::Walk(TimelineStep::Next)));
        agree(page, &twin).await?;
        // The same slice's time, added up.
        page.key("m").await?;
        twin.ask(Request::Timeline(TimelineCommand::MarkSelection));
        agree(page, &twin).await?;
        page.until("location.hash.includes('r.')").await?;
        page.key("Escape").await?;
        page.key("Escape").await?;
        page.until("!e2e.one('details').querySelector('.details-place')")
            .await?;
        page.assert_calm().await
    });
}

/// Waits until the page tells what the engine tells.
async fn agree(page: &Page, twin: &Twin) -> Result<()> {
    let bytes = twin.bytes_of(&goscope::protocol::reply::Reply::Timeline(TimelineNews::View))?;
    let told_by_engine = view_from_bytes(&bytes)?.told.unwrap_or_default();
    let mut wanted = vec![told_by_engine.title, told_by_engine.place];
    let lines = told_by_engine.parts.into_iter().flat_map(|part| part.lines);
    wanted.extend(lines.map(|line| line.text));
    page.eventually(async || {
        let seen = told(page).await?;
        ensure!(seen == wanted, "{seen:?} instead of {wanted:?}");
        Ok(())
    })
    .await
}

#[test]
fn a_colour_of_the_legend_leaves_out_what_has_it() {
    run(async |page| {
        let mut twin = open(page).await?;
        let waiting = "e2e.one('timeline-legend')?.querySelector('[data-role=\"3\"]')";
        page.until(&format!("{waiting}?.getAttribute('aria-pressed') === 'true'"))
            .await?;
        page.click_element(waiting).await?;
        page.move_to(1.0, 1.0).await?;
        twin.ask(Request::Timeline(TimelineCommand::Toggle(3)));
        page.until(&format!("{waiting}?.getAttribute('aria-pressed') === 'false'"))
            .await?;
        compare(page, &twin).await?;
        page.until("location.hash.includes('x.8')").await?;
        page.reload().await?;
        page.drop_files(&[trace(FILE)]).await?;
        page.until_shown("timeline-legend").await?;
        page.until(&format!("{waiting}?.getAttribute('aria-pressed') === 'false'"))
            .await?;
        compare(page, &twin).await?;
        // The keyboard stays on the button that it pushed.
        page.perform(&format!("{waiting}.focus()")).await?;
        page.key("Enter").await?;
        page.until(&format!("{waiting}?.getAttribute('aria-pressed') === 'true'"))
            .await?;
        page.until(&format!("document.activeElement === {waiting}")).await?;
        page.assert_calm().await
    });
}

#[test]
fn lanes_are_a_list_for_the_keyboard() {
    run(async |page| {
        open(page).await?;
        page.key("l").await?;
        page.until("document.activeElement === e2e.one('list')").await?;
        let row = "e2e.one('list').querySelector('[role=row][aria-selected=true]')";
        let name = async || {
            page.eval::<String>(&format!("{row}?.querySelector('.tree-name').title ?? ''"))
                .await
        };
        for _ in 0..12 {
            if name().await? == "Processors" {
                break;
            }
            let before = name().await?;
            page.key("ArrowDown").await?;
            page.eventually(async || {
                ensure!(name().await? != before, "still {before}");
                Ok(())
            })
            .await?;
        }
        for (key, wanted) in [
            ("ArrowRight", "Processors"),
            ("ArrowRight", "Processor P0"),
            ("ArrowDown", "Processor P1"),
        ] {
            page.key(key).await?;
            page.until(&format!("{row}.querySelector('.tree-name').title === '{wanted}'"))
                .await?;
        }
        page.until_says("details", "Processor P1").await?;
        page.until(&format!(
            "{row}.getAttribute('aria-level') === '2' && e2e.one('list').getAttribute('aria-activedescendant') === {row}.id"
        ))
        .await?;
        page.key("l").await?;
        page.until("document.activeElement === e2e.one('timeline-canvas')")
            .await?;
        page.assert_calm().await
    });
}

#[test]
fn what_is_looked_for_is_counted_and_gone_to_and_why_it_waited_is_told() {
    run(async |page| {
        open(page).await?;
        page.key("/").await?;
        page.type_text("chan receive").await?;
        page.until_says("search-found", " · ").await?;
        let why = "[...e2e.one('details').querySelectorAll('h3')].find((it) => it.textContent.startsWith('Why was it waiting'))";
        let chain = format!("{why}?.nextElementSibling.querySelector('.slice-link')");
        for step in 1.. {
            ensure!(step < 60, "no wait that somebody ended");
            page.key("Enter").await?;
            page.until_says("search-found", &format!("{step} of ")).await?;
            page.until_says("details", "Waiting: chan receive").await?;
            let text: String = page.eval(&format!("({chain})?.textContent ?? ''")).await?;
            if text.contains("then woke G") {
                break;
            }
        }
        let text: String = page.eval(&format!("({chain}).textContent")).await?;
        let who = text.split(':').next().unwrap_or_default().to_owned();
        page.click_element(&format!("({chain})")).await?;
        page.until(&format!(
            "e2e.one('details').querySelector('.details-place').textContent === '{who}'"
        ))
        .await?;
        page.assert_calm().await
    });
}

/// Pushes what the panel offers, on the page and in the engine beside it.
async fn push(page: &Page, twin: &mut Twin, words: &str) -> Result<()> {
    let button = format!(
        "[...e2e.one('details').querySelectorAll('.slice-link')].find((it) => it.textContent.trim() === '{words}')"
    );
    page.until(&button).await?;
    let bytes = twin.bytes_of(&goscope::protocol::reply::Reply::Timeline(TimelineNews::View))?;
    let parts = view_from_bytes(&bytes)?.told.unwrap_or_default().parts;
    let mut lines = parts.into_iter().flat_map(|part| part.lines);
    let link = lines.find(|line| line.text == words).and_then(|line| line.link);
    let Some(link) = link else {
        anyhow::bail!("the engine does not offer {words:?}");
    };
    page.click_element(&button).await?;
    page.move_to(1.0, 1.0).await?;
    twin.ask(Request::Timeline(TimelineCommand::Follow(link)));
    agree(page, twin).await
}

#[test]
fn stacks_creators_and_marks_are_shown_and_found_again() {
    run(async |page| {
        let mut twin = open(page).await?;
        page.key("/").await?;
        page.type_text("goroutine:G1").await?;
        page.until_says("search-found", "1 · ").await?;
        page.key("Enter").await?;
        page.until_says("search-found", "1 of 1").await?;
        let wanted = SearchFor {
            pattern: "goroutine:G1".to_owned(),
            ..SearchFor::default()
        };
        twin.ask(Request::Search(1, wanted));
        twin.ask(Request::Timeline(TimelineCommand::NextMatch(false)));
        agree(page, &twin).await?;
        for words in [
            "show its stack over time",
            "group goroutines by who made them",
            "count time from its beginning",
        ] {
            push(page, &mut twin, words).await?;
        }
        // Out of the field, so that letters are keys again.
        page.perform("document.activeElement.blur()").await?;
        for _ in 0..2 {
            page.key("m").await?;
            twin.ask(Request::Timeline(TimelineCommand::MarkSelection));
            agree(page, &twin).await?;
        }
        let place = twin.view()?.place.timeline;
        for word in ["y0_0", "~q", "~a.", "~n."] {
            ensure!(place.contains(word), "no {word} in {place}");
        }
        page.eventually(async || {
            let seen = time(page).await?;
            ensure!(seen == place, "{seen} instead of {place}");
            Ok(())
        })
        .await?;
        // The legend has grown, and the pane has shrunk for it: the picture of it is held by native tests.
        page.reload().await?;
        page.drop_files(&[trace(FILE)]).await?;
        page.until_shown("timeline-legend").await?;
        agree(page, &twin).await?;
        page.assert_calm().await
    });
}

#[test]
fn a_search_asks_of_states_and_lengths() {
    run(async |page| {
        open(page).await?;
        page.key("/").await?;
        page.type_text("state:waiting >1ms").await?;
        page.until_says("search-found", " · ").await?;
        page.key("Enter").await?;
        page.until_says("search-found", "1 of ").await?;
        page.until_says("details", "Waiting").await?;
        page.assert_calm().await
    });
}
