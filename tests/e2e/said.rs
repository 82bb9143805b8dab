//! What a trace says: findings, the collector, tasks, regions, and two traces compared.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use goscope::protocol::Pane;
use goscope::protocol::account::{Account, AccountQuestion, SeriesOrder, TracePage, account_from_bytes};
use goscope::protocol::reply::Reply;
use goscope::protocol::request::{Appearance, Request};

use crate::browser::page::Page;
use crate::browser::{root, run};
use crate::pages::{cells, choose};
use crate::twin::Twin;

/// A trace that triggers a rule.
pub(crate) fn traced(name: &str) -> PathBuf {
    root().join("tests/corpus/findings").join(format!("{name}.trace.gz"))
}

/// What the same engine tells natively.
async fn told(page: &Page, files: &[&Path], question: AccountQuestion) -> Result<Account> {
    let mut twin = Twin::of_files(page, files, Appearance::default(), Pane::Flame).await?;
    twin.ask(Request::Account(question));
    Ok(account_from_bytes(&twin.bytes_of(&Reply::Account)?)?)
}

/// Opens a trace where its panes are as large as the twin's.
async fn open(page: &Page, file: &Path) -> Result<()> {
    page.open_file(file).await?;
    page.until_shown("overview").await?;
    page.key("1").await?;
    page.until("e2e.one('flame-canvas').parentElement.clientWidth").await
}

/// The rows of the table of this number, from 0 on: the text of each cell.
async fn rows(page: &Page, table: usize) -> Result<Vec<Vec<String>>> {
    page.eval(&format!(
        "[...document.querySelectorAll('[data-testid=account-table]')[{table}].querySelectorAll('tbody tr')].map((row) => \
         [...row.querySelectorAll('th, td:not(.account-line)')].map((cell) => cell.textContent))"
    ))
    .await
}

/// That the table of this number says what is told in a section.
async fn until_rows(page: &Page, table: usize, account: &Account, section: usize) -> Result<()> {
    let want = cells(account, section);
    page.eventually(async || {
        let seen = rows(page, table).await?;
        ensure!(seen == want, "{seen:?} instead of {want:?}");
        Ok(())
    })
    .await
}

#[test]
fn findings_of_a_trace_lead_to_their_time() {
    run(async |page| {
        page.open_file(&traced("slices")).await?;
        page.until_shown("overview").await?;
        page.key("9").await?;
        let said = page
            .until_says("account", "Goroutines run for too short to be worth their scheduling")
            .await?;
        ensure!(said.contains("Rule: ") && said.contains("main.add"), "{said}");
        page.until("location.hash.includes('view=findings')").await?;
        let lead = "[...e2e.one('account').querySelectorAll('button')].find((it) => it.textContent.startsWith('The busiest 64th'))";
        page.click_element(lead).await?;
        page.until("location.hash.includes('view=timeline') && !e2e.text('timeline-summary').startsWith('all')")
            .await?;
        page.assert_calm().await
    });
}

#[test]
fn the_collectors_page_says_what_the_engine_does() {
    run(async |page| {
        let file = traced("collector");
        open(page, &file).await?;
        let account = told(page, &[&file], AccountQuestion::TraceAgain(TracePage::Collector)).await?;
        choose(page, "gc").await?;
        page.until_says("account", &account.sections[0].heading).await?;
        for (table, section) in [0, 1, 2, 3].into_iter().enumerate() {
            until_rows(page, table, &account, section).await?;
        }
        page.until("e2e.one('account').querySelectorAll('[data-testid=chart] path').length >= 4")
            .await?;
        // Sweeping counts too, once that is asked.
        let mean = account.sections[3].notes[1].clone();
        page.click_element(
            "[...e2e.one('account').querySelectorAll('.view-switch button')].find((it) => it.textContent === 'sweeping')",
        )
        .await?;
        page.until(&format!("!e2e.text('account').includes({mean:?})")).await?;
        // The worst window is a way into the timeline.
        page.click_element("[...e2e.one('account').querySelectorAll('.account-item')].at(-1).querySelector('button')")
            .await?;
        page.until("location.hash.includes('view=timeline')").await?;
        page.assert_calm().await
    });
}

#[test]
fn tasks_and_regions_are_followed_down_to_single_ones() {
    run(async |page| {
        let file = traced("orders");
        open(page, &file).await?;
        let tasks = told(page, &[&file], AccountQuestion::TraceAgain(TracePage::Tasks)).await?;
        let regions = told(page, &[&file], AccountQuestion::TraceAgain(TracePage::Regions)).await?;
        choose(page, "tasks").await?;
        until_rows(page, 0, &tasks, 0).await?;
        page.click_element("e2e.one('account-table').querySelector('tbody button')")
            .await?;
        page.until_says("account", "25 tasks “order”").await?;
        page.click_element(
            "document.querySelectorAll('[data-testid=account-table]')[1].querySelectorAll('tbody button')[3]",
        )
        .await?;
        page.until_says("account", "the task ends").await?;
        let events = rows(page, 2).await?;
        ensure!(
            events.iter().any(|row| row[4].contains("customer: “number")),
            "{events:?}"
        );
        // By what was logged.
        page.click_element("e2e.one('account').querySelector('input')").await?;
        page.type_text("was cold").await?;
        page.key("Enter").await?;
        page.until_says("account", "3 tasks of all types").await?;
        choose(page, "regions").await?;
        until_rows(page, 0, &regions, 0).await?;
        page.click_element("e2e.one('account-table').querySelector('tbody button')")
            .await?;
        page.until("document.querySelectorAll('[data-testid=account-table]').length === 2")
            .await?;
        page.click_element("document.querySelectorAll('[data-testid=account-table]')[1].querySelector('tbody button')")
            .await?;
        page.until("location.hash.includes('view=timeline')").await?;
        page.assert_calm().await
    });
}

#[test]
fn two_traces_dropped_together_are_compared() {
    run(async |page| {
        let files = [traced("slices"), traced("slices.near")];
        page.drop_files_at(&files, page.setup.size.0 * 3 / 4).await?;
        page.until_says("account", "Two traces compared").await?;
        page.until("location.hash.includes('view=series')").await?;
        let names: Vec<String> = page
            .eval("e2e.text('account').match(/New: (\\S+)\\. Old: (\\S+)\\./).slice(1)")
            .await?;
        let sides: Vec<PathBuf> = names
            .iter()
            .map(|name| root().join("tests/corpus/findings").join(name))
            .collect();
        let question = AccountQuestion::Series(false, SeriesOrder::Growth);
        page.key("1").await?;
        page.until("e2e.one('flame-canvas').parentElement.clientWidth").await?;
        let sides: Vec<&Path> = sides.iter().map(PathBuf::as_path).collect();
        let account = told(page, &sides, question).await?;
        page.key("8").await?;
        for (table, section) in (0..account.sections.len()).enumerate() {
            until_rows(page, table, &account, section).await?;
        }
        page.until("e2e.one('account').querySelectorAll('[data-testid=chart]').length === 2")
            .await?;
        page.assert_calm().await
    });
}

#[test]
fn what_is_in_memory_is_told_where_the_trace_does() {
    run(async |page| {
        let file = root().join("tests/corpus/traces/held.go1.27.trace.gz");
        open(page, &file).await?;
        let account = told(page, &[&file], AccountQuestion::TraceAgain(TracePage::Collector)).await?;
        choose(page, "gc").await?;
        page.until_says("account", &account.sections[1].heading).await?;
        for (table, section) in [0, 1, 2].into_iter().enumerate() {
            until_rows(page, table, &account, section).await?;
        }
        let said = page.until_says("account", "main.order").await?;
        ensure!(said.contains(&account.sections[2].heading), "{said}");
        page.assert_calm().await
    });
}
