//! Pages about a trace: chosen, ordered, searched, and followed into the timeline.

use anyhow::{Result, ensure};
use goscope::protocol::account::{Account, AccountQuestion, TracePage, TraceScope, account_from_bytes};
use goscope::protocol::reply::Reply;
use goscope::protocol::request::{Appearance, Request};

use crate::browser::page::Page;
use crate::browser::run;
use crate::traces::trace;
use crate::twin::Twin;

const FILE: &str = "timeline.go1.27.trace.gz";

/// Chooses a page from the list of views.
pub(crate) async fn choose(page: &Page, word: &str) -> Result<()> {
    page.perform(&format!(
        "(() => {{ const views = e2e.one('more-views'); views.value = '{word}'; views.dispatchEvent(new Event('change')); }})()"
    ))
    .await
}

/// What the same engine tells natively.
pub(crate) async fn told(page: &Page, scope: TraceScope) -> Result<Account> {
    let mut twin = Twin::of(page, &trace(FILE), Appearance::default()).await?;
    twin.ask(Request::Account(AccountQuestion::Trace(scope)));
    Ok(account_from_bytes(&twin.bytes_of(&Reply::Account)?)?)
}

/// The rows of the first table: the text of each cell.
pub(crate) async fn rows(page: &Page) -> Result<Vec<Vec<String>>> {
    page.eval(
        "[...e2e.one('account-table').querySelectorAll('tbody tr')].map((row) => \
         [...row.children].map((cell) => cell.textContent))",
    )
    .await
}

/// The cells of a table as they are told.
pub(crate) fn cells(account: &Account, section: usize) -> Vec<Vec<String>> {
    let rows = account.sections[section].rows.iter();
    let row = |row: &goscope::protocol::account::AccountRow| {
        let lead = format!("{}{}", row.lead.words, row.lead.value);
        let cells = row.cells.iter().map(|[text, _]| text.clone());
        std::iter::once(lead).chain(cells).collect()
    };
    rows.map(row).collect()
}

#[test]
fn logs_are_searched_and_lead_into_the_timeline() {
    run(async |page| {
        page.open_file(&trace(FILE)).await?;
        page.until_says("overview-groups", "main.main").await?;
        page.key("1").await?;
        page.until("e2e.one('flame-canvas').parentElement.clientWidth").await?;
        let told = told(
            page,
            TraceScope {
                page: TracePage::Logs,
                ..TraceScope::default()
            },
        )
        .await?;
        choose(page, "logs").await?;
        page.until_says("account", &told.sections[0].heading).await?;
        page.until("location.hash.includes('view=logs')").await?;
        let wanted = cells(&told, 0);
        let seen = rows(page).await?;
        ensure!(seen == wanted && seen.len() > 1, "{seen:?} instead of {wanted:?}");
        // Searched: only what has the text is left.
        let text = wanted[0][1].clone();
        page.click_element("e2e.one('account').querySelector('input')").await?;
        page.type_text(&text).await?;
        page.key("Enter").await?;
        let found: Vec<_> = wanted
            .iter()
            .filter(|row| row.iter().any(|cell| cell.contains(&text)))
            .cloned()
            .collect();
        page.eventually(async || {
            let seen = rows(page).await?;
            ensure!(seen == found, "{seen:?} instead of {found:?}");
            Ok(())
        })
        .await?;
        // Its time is a range of the timeline, and the page is about that range then.
        page.click_element("e2e.one('account-table').querySelector('tbody button')")
            .await?;
        page.until_says("timeline-summary", " of ").await?;
        page.until("!e2e.text('timeline-summary').startsWith('all') && location.hash.includes('view=timeline')")
            .await?;
        choose(page, "logs").await?;
        page.until_says("account", "the whole trace").await?;
        let within = rows(page).await?;
        ensure!(within == found, "{within:?}");
        page.assert_calm().await?;
        page.until("location.hash.includes('view=logs')").await?;
        page.reload().await?;
        page.drop_files(&[trace(FILE)]).await?;
        page.until_says("account", " log messages").await?;
        ensure!(page.eval::<String>("e2e.one('more-views').value").await? == "logs");
        page.assert_calm().await
    });
}
