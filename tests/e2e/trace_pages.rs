//! What a trace says, page by page: as the engine tells it natively, and where Go prints numbers, those.

use std::fs::File;
use std::io::Read as _;

use anyhow::{Context as _, Result, ensure};
use flate2::read::GzDecoder;
use goscope::model::unit;
use goscope::protocol::account::{Account, TracePage, TraceScope};

use crate::browser::page::Page;
use crate::browser::run;
use crate::browser::temporary::Folder;
use crate::export::{save_to, take};
use crate::pages::{cells, choose, told};
use crate::traces::trace;

const FILE: &str = "timeline.go1.27.trace.gz";

/// Opens the trace, and asks the engine what it tells of pages.
async fn open<const N: usize>(page: &Page, pages: [TracePage; N]) -> Result<[Account; N]> {
    page.open_file(&trace(FILE)).await?;
    page.until_says("overview-groups", "main.main").await?;
    page.key("1").await?;
    page.until("e2e.one('flame-canvas').parentElement.clientWidth").await?;
    let mut all = [const { Account { sections: Vec::new() } }; N];
    for (of, account) in pages.into_iter().zip(&mut all) {
        *account = told(
            page,
            TraceScope {
                page: of,
                ..TraceScope::default()
            },
        )
        .await?;
    }
    Ok(all)
}

/// Goes to a page and waits until it says what it should.
async fn go(page: &Page, of: TracePage, told: &Account) -> Result<()> {
    choose(page, of.word()).await?;
    page.until_says("account", &told.sections[0].heading).await?;
    agree(page, told).await
}

/// The cells of every table but those of lines, table by table.
async fn tables(page: &Page) -> Result<Vec<Vec<Vec<String>>>> {
    page.eval(
        "[...e2e.one('account').querySelectorAll('table')].map((table) => [...table.querySelectorAll('tbody tr')].map((row) => \
         [...row.children].filter((cell) => !cell.classList.contains('account-line')).map((cell) => cell.textContent)))",
    )
    .await
}

/// Checks all tables of a page against what the engine tells.
async fn agree(page: &Page, told: &Account) -> Result<()> {
    let sections = 0..told.sections.len();
    let wanted: Vec<_> = sections
        .map(|at| cells(told, at))
        .filter(|table| !table.is_empty())
        .collect();
    page.eventually(async || {
        let seen = tables(page).await?;
        ensure!(seen == wanted, "{seen:?} instead of {wanted:?}");
        Ok(())
    })
    .await
}

/// The sum that pprof gives of the profile that go tool trace makes for a kind of waiting.
fn go_says(kind: &str) -> Result<i64> {
    let path = trace(&FILE.replace(".trace.gz", ".waits.txt.gz"));
    let mut text = String::new();
    GzDecoder::new(File::open(path)?).read_to_string(&mut text)?;
    let mut sections = text.split("# ");
    let section = sections
        .find(|section| section.starts_with(&format!("{kind} -top")))
        .context("no section")?;
    let (_, total) = section.split_once("% of ").context("no total")?;
    let (total, _) = total.split_once("ns total").context("no unit")?;
    Ok(total.parse()?)
}

#[test]
fn goroutines_scheduling_and_threads_are_told() {
    run(async |page| {
        let pages = [TracePage::Goroutines, TracePage::Scheduling, TracePage::Threads];
        let [groups, scheduling, threads] = open(page, pages).await?;
        go(page, TracePage::Goroutines, &groups).await?;
        // A function leads to its goroutines; the way back is a switch.
        page.click_element("e2e.one('account-table').querySelector('tbody button')")
            .await?;
        page.until_says("account", "One by one").await?;
        let function = cells(&groups, 0)[0][0].clone();
        page.until_says("account", &format!("goroutines that begin with {function}"))
            .await?;
        page.until("e2e.one('account').querySelector('.chart path').getAttribute('d').length > 20")
            .await?;
        page.click_element(
            "[...e2e.one('account').querySelectorAll('.view-button')].find((it) => it.textContent === 'all functions')",
        )
        .await?;
        agree(page, &groups).await?;
        for (of, told) in [(TracePage::Scheduling, &scheduling), (TracePage::Threads, &threads)] {
            go(page, of, told).await?;
            let charts: usize = page.eval("document.querySelectorAll('.account .chart').length").await?;
            let wanted: usize = told.sections.iter().map(|section| section.charts.len()).sum();
            ensure!(charts == wanted && charts > 0, "{charts} charts");
        }
        // The longest system call is gone to, and the page is about its time then.
        page.click_element("[...e2e.one('account').querySelectorAll('table')][1].querySelector('tbody button')")
            .await?;
        page.until("location.hash.includes('view=timeline') && location.hash.includes('r.')")
            .await?;
        choose(page, "threads").await?;
        page.until_says("account", "the whole trace").await?;
        // The range is told beside the timeline, and opens as a profile.
        page.key("7").await?;
        page.until_says("details", "Open as a profile").await?;
        page.click_element(
            "[...e2e.one('details').querySelectorAll('button')].find((it) => it.textContent.includes('All time, by state'))",
        )
        .await?;
        page.until("document.title.includes('.wall.')").await?;
        page.until("[...document.querySelectorAll('[data-testid=totals]')].some((it) => it.checkVisibility() && it.textContent)")
            .await?;
        page.assert_calm().await
    });
}

#[test]
fn profiles_of_a_trace_open_with_the_numbers_of_go() {
    run(async |page| {
        let [told] = open(page, [TracePage::Profiles]).await?;
        go(page, TracePage::Profiles, &told).await?;
        for (kind, words) in [
            ("sync", "Waiting for channels and locks"),
            ("net", "Waiting for the network"),
            ("syscall", "System calls"),
            ("sched", "Scheduler latency, by who made runnable"),
        ] {
            choose(page, "profiles").await?;
            page.until_says("account", "Profiles of the whole trace").await?;
            page.click_element(&format!(
                "[...document.querySelectorAll('.account tbody button')].find((it) => it.checkVisibility() && it.textContent === '{words}')"
            ))
            .await?;
            let file = format!("timeline.go1.27.{kind}.pb.gz");
            page.until(&format!("document.title.startsWith('{file}')")).await?;
            let sum = unit::label(go_says(kind)?, b"nanoseconds");
            page.eventually(async || {
                let totals: String = page
                    .eval("[...document.querySelectorAll('[data-testid=totals]')].find((it) => it.checkVisibility())?.textContent ?? ''")
                    .await?;
                ensure!(totals.starts_with(&sum), "{kind}: {totals} instead of {sum}");
                Ok(())
            })
            .await?;
            // Back to the trace: its tab is the first.
            page.click_element("document.querySelector('.tab')").await?;
            page.until(&format!("document.title.startsWith('{FILE}')")).await?;
        }
        page.assert_calm().await
    });
}

#[test]
fn a_page_is_of_one_group_and_its_tables_are_saved() {
    run(async |page| {
        let folder = Folder::new("pages")?;
        save_to(page, &folder).await?;
        let [all] = open(page, [TracePage::Scheduling]).await?;
        go(page, TracePage::Scheduling, &all).await?;
        let csv = take(page, &folder, "csv", "timeline.go1.27.trace.scheduling.csv").await?;
        let csv = String::from_utf8(csv)?;
        ensure!(csv.contains("\nfunction,waited (ns),median (ns),"), "{csv}");
        // Of the goroutines of main.main alone, and of all again.
        let switch = |words: &str| {
            format!(
                "[...e2e.one('account').querySelectorAll('.view-button')].find((it) => it.textContent === '{words}').click()"
            )
        };
        page.perform(&switch("main.main")).await?;
        page.until_says("account", "only goroutines of main.main").await?;
        let json = take(page, &folder, "json", "timeline.go1.27.trace.scheduling.json").await?;
        let told: serde_json::Value = serde_json::from_slice(&json)?;
        let functions = told
            .as_array()
            .into_iter()
            .flatten()
            .find(|it| it["heading"] == "By function");
        let rows = functions.map(|it| &it["rows"]).context("a table")?;
        ensure!(
            rows.as_array().is_some_and(|rows| rows.len() == 1) && rows[0][0] == "main.main",
            "{rows}"
        );
        page.perform(&switch("all goroutines")).await?;
        agree(page, &all).await?;
        page.assert_calm().await
    });
}
