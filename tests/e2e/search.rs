//! Search: what matches, how many, how much, in both views.

use anyhow::{Context as _, Result, ensure};
use goscope::protocol::reply::{Found, Reply};
use goscope::protocol::request::{Appearance, Request, SearchFor};

use crate::browser::page::Page;
use crate::browser::run;
use crate::corpus;
use crate::painted::{compare, open_and_compare};
use crate::twin::Twin;

/// Searches in the twin and says what it found.
fn find(twin: &mut Twin, pattern: &str, is_regex: bool, is_case_sensitive: bool) -> Result<Found> {
    let wanted = SearchFor {
        pattern: pattern.to_owned(),
        is_regex,
        is_case_sensitive,
    };
    twin.ask(Request::Search(1, wanted));
    twin.last(|reply| {
        if let Reply::Found(_, found) = reply {
            Some(found.clone())
        } else {
            None
        }
    })
}

/// Waits until the page says the same.
async fn until_found(page: &Page, found: &Found) -> Result<()> {
    let Found {
        functions,
        of,
        value,
        percent,
        ..
    } = found;
    page.until_says("search-found", &format!("{functions} of {of} · {value} ({percent})"))
        .await?;
    page.until_says(
        "status",
        &format!("{functions} of {of} functions match · {value} ({percent}"),
    )
    .await
    .map(drop)
}

#[test]
fn a_text_is_found_in_picture_and_table() {
    run(async |page| {
        let mut twin = open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        page.key("/").await?;
        page.until("document.activeElement === e2e.one('search')").await?;
        page.type_text("RUNTIME.").await?;
        let found = find(&mut twin, "RUNTIME.", false, false)?;
        ensure!(found.functions > 5 && found.functions < found.of, "{found:?}");
        until_found(page, &found).await?;
        compare(page, &twin).await.context("what does not match is dimmed")?;
        page.eventually(async || {
            let rows = page.rows().await?;
            ensure!(rows.len() == found.functions as usize, "{} rows", rows.len());
            let other = rows.iter().find(|row| !row.name.to_lowercase().contains("runtime."));
            ensure!(other.is_none(), "{other:?} does not match");
            Ok(())
        })
        .await?;

        // Upper and lower case differ.
        page.click("search-case").await?;
        page.until_says("search-found", "0 of ").await?;
        page.until("e2e.one('table').textContent.includes('No function matches')")
            .await?;
        page.click("search-clear").await?;
        page.until_gone("search-found").await?;
        find(&mut twin, "", false, false)?;
        compare(page, &twin).await.context("nothing is searched for")?;
        page.assert_calm().await
    });
}

#[test]
fn a_regular_expression_is_found_and_a_wrong_one_told() {
    run(async |page| {
        let mut twin = open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        page.click("search-regex").await?;
        page.click("search").await?;
        page.type_text("^runtime[.](gc|malloc)").await?;
        let found = find(&mut twin, "^runtime[.](gc|malloc)", true, false)?;
        ensure!(found.functions > 0, "{found:?}");
        until_found(page, &found).await?;
        compare(page, &twin).await?;

        page.type_text("(").await?;
        let error = page.text("search-error").await.unwrap_or_default();
        page.until("e2e.text('search-error')").await.context(error)?;
        // The last good search stays in view.
        compare(page, &twin).await.context("with a wrong pattern")?;
        ensure!(page.rows().await?.len() == found.functions as usize);
        page.key("Backspace").await?;
        page.until("!e2e.text('search-error')").await?;
        until_found(page, &found).await?;
        page.assert_calm().await
    });
}

#[test]
fn recursion_counts_each_sample_once() {
    run(async |page| {
        page.open_file(&corpus::profile("made.deep-10000")).await?;
        page.key("/").await?;
        page.type_text("main.rec").await?;
        // Three functions, ten thousand frames of them in one stack, 80 of 90 ms.
        page.until_says("search-found", "3 of ").await?;
        let found = page.text("search-found").await?;
        ensure!(found.contains("80ms") && found.contains("88.89%"), "{found}");
        Ok(())
    });
}

#[test]
fn enter_goes_from_match_to_match_and_escape_ends_the_search() {
    run(async |page| {
        open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
        page.key("Ctrl+f").await?;
        page.type_text("main.(*shop)").await?;
        page.until("e2e.text('search-found')").await?;
        let rows = page.eventually(async || {
            let rows = page.rows().await?;
            ensure!(rows.iter().all(|row| row.name.contains("main.(*shop)")), "not narrowed");
            Ok(rows)
        });
        let rows = rows.await?;
        ensure!(rows.len() >= 2, "too few matches to step through");
        page.key("Enter").await?;
        page.until_says("details", &rows[0].name).await?;
        page.key("Enter").await?;
        page.until_says("details", &rows[1].name).await?;
        page.key("Shift+Enter").await?;
        page.until_says("details", &rows[0].name).await?;
        page.key("F3").await?;
        page.until_says("details", &rows[1].name).await?;
        page.key("Escape").await?;
        page.until_gone("search-found").await?;
        page.until_says("details", &rows[1].name).await?;
        page.assert_calm().await
    });
}
