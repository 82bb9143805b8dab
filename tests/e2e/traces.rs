//! Execution traces: at a glance, group by group, and as the profile that is made of one.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use goscope::model::unit;
use goscope::protocol::reply::Reply;
use goscope::protocol::request::{Appearance, Request};
use goscope::protocol::trace::{TraceQuestion, goroutines_from_bytes, overview_from_bytes};

use crate::browser::page::Page;
use crate::browser::{root, run};
use crate::painted::compare;
use crate::twin::Twin;

/// A trace of the corpus.
pub(crate) fn trace(name: &str) -> PathBuf {
    root().join("tests/corpus/traces").join(name)
}

/// What the same engine answers natively.
fn answer(twin: &mut Twin, question: TraceQuestion) -> Result<Vec<u8>> {
    twin.ask(Request::Trace(question));
    twin.bytes_of(&Reply::Trace(question))
}

/// The cells of the rows that a selector finds.
async fn cells(page: &Page, rows: &str) -> Result<Vec<Vec<String>>> {
    page.eval(&format!(
        "[...e2e.one('overview-groups').querySelectorAll('{rows}')].map((row) => \
         [...row.children].map((cell) => cell.firstChild?.textContent ?? ''))"
    ))
    .await
}

#[test]
fn traces_of_every_version_open_at_a_glance() {
    run(async |page| {
        for version in ["go1.22", "go1.24", "go1.25", "go1.27"] {
            let name = format!("timeline.{version}.trace.gz");
            page.open_file(&trace(&name)).await?;
            page.until_says("overview-groups", "main.main").await?;
            page.key("1").await?;
            page.until("e2e.one('flame-canvas').parentElement.clientWidth").await?;
            let mut twin = Twin::of(page, &trace(&name), Appearance::default()).await?;
            page.key("6").await?;
            let wanted = overview_from_bytes(&answer(&mut twin, TraceQuestion::Overview)?)?;
            let facts: Vec<String> = wanted
                .facts
                .iter()
                .flat_map(|(_, facts)| facts)
                .map(|fact| fact.1.clone())
                .collect();
            let seen: Vec<String> = page
                .eval("[...e2e.one('overview').querySelectorAll('dd')].map((it) => it.textContent)")
                .await?;
            ensure!(seen == facts, "{seen:?} instead of {facts:?}");
            let groups: Vec<String> = page
                .eval("[...e2e.one('overview-groups').querySelectorAll('tbody')].map((it) => it.querySelectorAll('td')[1].textContent)")
                .await?;
            let running: Vec<_> = wanted.groups.iter().map(|group| group.times.running.clone()).collect();
            ensure!(groups == running, "{groups:?} instead of {running:?}");
            page.close_file().await?;
        }
        page.assert_calm().await
    });
}

/// The lines of a trace's events as `go tool trace -d=parsed` prints them, without stacks.
fn events_of_go(version: &str) -> Result<Vec<String>> {
    let mut text = String::new();
    let packed = std::fs::File::open(trace(&format!("timeline.{version}.events.txt.gz")))?;
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(packed), &mut text)?;
    let events = text
        .lines()
        .filter(|line| line.starts_with("M=") && line.contains(" Time="));
    Ok(events.map(str::to_owned).collect())
}

/// What stands behind `key=` in a line.
fn value<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(&format!("{key}="))?;
    rest.split(' ').next()
}

#[test]
fn the_overview_counts_what_gos_reader_prints() {
    run(async |page| {
        for version in ["go1.21", "go1.22", "go1.24", "go1.25", "go1.27"] {
            let events = events_of_go(version)?;
            let times: Vec<i64> = events
                .iter()
                .filter_map(|line| value(line, "Time")?.parse().ok())
                .collect();
            let having = |words: &[&str]| {
                let is_one = |line: &&String| words.iter().all(|&word| line.contains(word));
                events.iter().filter(is_one).count()
            };
            let distinct = |key: &str| {
                let found = events.iter().filter_map(|line| value(line, key)?.parse::<u64>().ok());
                found.collect::<BTreeSet<_>>().len()
            };
            let goroutines = distinct(" GoID");
            let count = |count: usize| unit::exact(count as i64, b"count");
            let nanos = times[times.len() - 1] - times[0];
            let wanted = [
                ("Duration", unit::label(nanos, b"nanoseconds")),
                ("Events", count(events.len())),
                ("Processors", count(distinct(" ProcID"))),
                ("Threads", count(distinct("M"))),
                ("Goroutines", count(goroutines)),
                ("Made meanwhile", count(having(&["NotExist->"]))),
                ("Alive at the end", count(goroutines - having(&["->NotExist"]))),
                ("CPU samples", count(having(&[" StackSample "]))),
                ("Cycles", count(having(&[" RangeBegin ", "GC concurrent mark phase"]))),
                (
                    "World stopped",
                    format!("{} times", having(&[" RangeEnd ", "\"stop-the-world"])),
                ),
                ("Tasks", count(having(&[" TaskBegin "]))),
                ("Regions", count(having(&[" RegionBegin "]))),
                ("Logs", count(having(&[" Log "]))),
            ];
            page.open_file(&trace(&format!("timeline.{version}.trace.gz"))).await?;
            page.until_says("overview-groups", "main.main").await?;
            let seen: Vec<(String, String)> = page
                .eval("[...e2e.one('overview').querySelectorAll('dt')].map((it) => [it.textContent, it.nextElementSibling.textContent])")
                .await?;
            for (name, wanted) in wanted {
                let found = seen.iter().find(|fact| fact.0 == name).map(|fact| &fact.1);
                ensure!(
                    found == Some(&wanted),
                    "{version}: {name} is {found:?}, and {wanted:?} by Go"
                );
            }
            page.close_file().await?;
        }
        page.assert_calm().await
    });
}

#[test]
fn a_group_opens_to_its_goroutines_and_the_trace_is_a_profile_too() {
    run(async |page| {
        let file = trace("timeline.go1.27.trace.gz");
        page.open_file(&file).await?;
        page.until_says("overview-groups", "main.main").await?;
        page.key("1").await?;
        page.until("location.hash.includes('view=') === false").await?;
        let mut twin = Twin::of(page, &file, Appearance::default()).await?;
        compare(page, &twin).await?;
        page.key("6").await?;
        page.until("location.hash.includes('view=overview')").await?;
        let rows = goroutines_from_bytes(&answer(&mut twin, TraceQuestion::Group(1))?)?;
        page.click_element("e2e.one('overview-groups').querySelectorAll('button')[1]")
            .await?;
        page.until("e2e.one('overview-groups').querySelectorAll('.overview-goroutine').length")
            .await?;
        let seen = cells(page, ".overview-goroutine").await?;
        let wanted: Vec<_> = rows
            .iter()
            .map(|row| (format!("goroutine {}", row.id), row.times.running.clone()))
            .collect();
        let seen: Vec<_> = seen.iter().map(|row| (row[0].clone(), row[2].clone())).collect();
        ensure!(seen == wanted, "{seen:?} instead of {wanted:?}");
        page.assert_calm().await
    });
}

#[test]
fn a_cut_trace_says_what_was_saved() {
    run(async |page| {
        let mut bytes = Vec::new();
        let packed = std::fs::File::open(trace("timeline.go1.27.trace.gz"))?;
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed), &mut bytes)?;
        let cut = std::env::temp_dir().join("goscope-cut.trace");
        std::fs::write(&cut, &bytes[..20])?;
        page.drop_files(std::slice::from_ref(&cut)).await?;
        page.until_shown("failure").await?;
        page.until_says("failure", "byte").await?;
        Ok(())
    });
}
