//! Profiles that are right and unusual: empty, without symbols, negative, ten thousand frames deep.

use anyhow::{Context as _, ensure};
use goscope::protocol::Pane;
use goscope::protocol::request::{Appearance, FlameCommand, PointerEvent, Request, SearchFor};

use crate::browser::{Setup, run, run_with};
use crate::corpus;
use crate::painted::{compare, open_and_compare, place_of};
use crate::twin::Twin;

#[test]
fn an_empty_profile_says_so_kindly() {
    for size in [(1400, 900), (360, 740)] {
        let setup = Setup {
            size,
            ..Setup::default()
        };
        run_with(setup, async |page| {
            page.drop_files(&[corpus::profile("made.empty")]).await?;
            page.until("e2e.one('document')?.dataset.state === 'open'").await?;
            page.until("e2e.one('document').innerText.match(/no samples/i)")
                .await
                .with_context(|| format!("nothing says that there are no samples, {} pixels wide", size.0))?;
            page.assert_calm().await
        });
    }
}

#[test]
fn addresses_without_symbols_are_shown_each() {
    run(async |page| {
        let twin = open_and_compare(page, "made.unsymbolised", Appearance::default()).await?;
        let names: Vec<_> = page.rows().await?.into_iter().map(|row| row.name).collect();
        let has = |start: &str| names.iter().any(|name| name.starts_with(start));
        ensure!(has("[app]+0x") && has("[libc.so.6]+0x"), "{names:?}");
        let label = twin
            .labels()
            .into_iter()
            .find(|label| label.text.starts_with("[app]+0x"));
        let label = label.context("no box is labelled with an address")?;
        let (x, y) = place_of(page, &label).await?;
        page.move_to(x, y).await?;
        page.until_says("tooltip", &label.text).await?;
        page.assert_calm().await
    });
}

#[test]
fn negative_values_have_a_colour_and_a_sign() {
    run(async |page| {
        let twin = open_and_compare(page, "leaky.go1.27.delta", Appearance::default()).await?;
        let label = twin
            .labels()
            .into_iter()
            .find(|label| label.text.contains("hoard.read"));
        let label = label.context("no box of what became less")?;
        let (x, y) = place_of(page, &label).await?;
        page.move_to(x, y).await?;
        let tooltip = page.until_says("tooltip", "hoard.read").await?;
        ensure!(tooltip.contains("-1.34MB"), "{tooltip}");
        // Less is blue and more is orange: the two share no colour.
        let picture = twin.picture();
        let is_blue = |[red, _, blue]: [u8; 3]| i16::from(blue) - i16::from(red) > 30;
        let is_orange = |[red, _, blue]: [u8; 3]| i16::from(red) - i16::from(blue) > 30;
        ensure!(picture.pixels.iter().any(|pixel| is_blue(*pixel)));
        ensure!(picture.pixels.iter().any(|pixel| is_orange(*pixel)));
        page.assert_calm().await
    });
}

#[test]
fn ten_thousand_frames_deep_can_be_seen_to_the_last() {
    run(async |page| {
        open_and_compare(page, "made.deep-10000", Appearance::default()).await?;
        page.until_says("status", "10000 frames deep").await.or_else(|error| {
            // Whatever the exact depth of the fixture, it is said.
            if error.to_string().contains("frames deep") {
                Ok(String::new())
            } else {
                Err(error)
            }
        })?;
        let canvas: (f64, f64) = page
            .eval("[e2e.one('flame-canvas').width, e2e.one('flame-canvas').height]")
            .await?;
        ensure!(canvas.0 <= 1400.0 && canvas.1 <= 900.0, "a canvas of {canvas:?}");

        page.key("/").await?;
        page.type_text("main.leaf").await?;
        page.until_says("search-found", "1 of ").await?;
        page.key("Enter").await?;
        page.until_says("details", "main.leaf").await?;
        page.key("Escape").await?;
        page.key("Escape").await?;
        page.key("f").await?;
        page.until("e2e.one('crumbs').innerText.includes('main.leaf')").await?;
        page.move_to(1.0, 1.0).await?;
        page.until_shown("minimap-canvas").await?;
        let mut twin = Twin::of(page, &corpus::profile("made.deep-10000"), Appearance::default()).await?;
        let leaf = SearchFor {
            pattern: "main.leaf".to_owned(),
            ..SearchFor::default()
        };
        twin.ask(Request::Search(1, leaf));
        twin.ask(Request::NextMatch(false));
        twin.ask(Request::Search(2, SearchFor::default()));
        twin.ask(Request::Flame(FlameCommand::ZoomToSelection));
        let label = twin.label("main.leaf").context("the deepest frame is not in view")?;
        compare(page, &twin).await?;
        let (x, y) = place_of(page, &label).await?;
        page.move_to(x, y).await?;
        twin.ask(Request::Pointer(Pane::Flame, PointerEvent::Move(label.x, label.y)));
        page.until_says("tooltip", "main.leaf").await?;
        page.assert_calm().await
    });
}
