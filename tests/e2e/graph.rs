//! The call graph: as many nodes as pprof's, what the engine wrote, one selection, its address, its list.

use std::io::Read as _;

use anyhow::{Context as _, Result, ensure};
use goscope::protocol::Pane;
use goscope::protocol::graph::GraphOptions;
use goscope::protocol::request::{Appearance, Request};

use crate::browser::page::Page;
use crate::browser::{root, run};
use crate::corpus;
use crate::twin::Twin;

const CPU: &str = "shop.go1.27.cpu";

/// Opens a profile and goes to its call graph.
async fn open_graph(page: &Page, name: &str) -> Result<Twin> {
    let file = corpus::profile(name);
    page.open_file(&file).await?;
    page.key("2").await?;
    page.until_says("graph-summary", "nodes").await?;
    Twin::of_pane(page, &file, Appearance::default(), Pane::Graph).await
}

/// Waits until every text that the engine wrote has left ink on the canvas; how many there are.
async fn compare_letters(page: &Page, twin: &Twin) -> Result<usize> {
    page.move_to(1.0, 1.0).await?;
    page.eventually(async || twin.compare_letters(&page.canvas_at_rest("graph-canvas").await?))
        .await
}

/// Where the middle of a text of the graph is, in CSS pixels of the window.
async fn place_of(page: &Page, twin: &Twin, text: &str) -> Result<(f64, f64)> {
    let label = twin.label(text)?;
    let [left, top, ..] = page.rect("graph-canvas").await?;
    Ok(((left + label.x + label.width / 2.0).floor(), (top + label.y).floor()))
}

async fn choose(page: &Page, id: &str, value: &str) -> Result<()> {
    page.perform(&format!(
        "{{ const it = e2e.one('{id}'); it.value = '{value}'; it.dispatchEvent(new Event('change', {{ bubbles: true }})); }}"
    ))
    .await
}

/// How many nodes pprof's own picture has.
fn nodes_of_pprof(name: &str, report: &str) -> Result<usize> {
    let path = root().join(format!("tests/corpus/profiles/{name}/{report}.gz"));
    let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text)?;
    let is_node = |line: &&str| {
        let number = line.strip_prefix('N').and_then(|rest| rest.split_once(" ["));
        number.is_some_and(|(number, _)| number.bytes().all(|digit| digit.is_ascii_digit()))
    };
    Ok(text.lines().filter(is_node).count())
}

#[test]
fn the_graph_has_pprofs_nodes_and_says_what_is_hidden() {
    run(async |page| {
        let mut twin = open_graph(page, CPU).await?;
        let wanted = nodes_of_pprof(CPU, "dot")?;
        page.until_says("graph-summary", &format!("{wanted} nodes, 40% hidden"))
            .await?;
        let written = compare_letters(page, &twin).await?;
        ensure!(written > wanted / 2, "{written} texts");

        choose(page, "graph-nodes", "20").await?;
        let options = GraphOptions {
            node_count: 20,
            ..GraphOptions::default()
        };
        twin.ask(Request::GraphOptions(options));
        page.until("!e2e.text('graph-summary').startsWith('45 ')").await?;
        compare_letters(page, &twin).await?;
        page.click("graph-call-tree").await?;
        twin.ask(Request::GraphOptions(GraphOptions {
            is_call_tree: true,
            ..options
        }));
        compare_letters(page, &twin).await?;
        page.assert_calm().await
    });
}

#[test]
fn what_is_selected_in_the_graph_is_selected_everywhere() {
    run(async |page| {
        let twin = open_graph(page, CPU).await?;
        compare_letters(page, &twin).await?;
        // A name that stands over its box.
        let labels = twin.labels();
        let is_name = |text: &str| text == "runtime.systemstack" || text == "main.request" || text == "main.main";
        let name = labels
            .iter()
            .find(|label| is_name(&label.text))
            .context("a whole name")?;
        let (x, y) = place_of(page, &twin, &name.text).await?;
        page.move_to(x, y).await?;
        page.until_says("tooltip", &name.text).await?;
        page.click_at(x, y).await?;
        page.until_says("details", &name.text).await?;
        page.move_to(1.0, 1.0).await?;
        // In the flame graph's table, in the table and in callers and callees.
        for key in ["1", "3"] {
            page.key(key).await?;
            page.until(&format!(
                "[...document.querySelectorAll('[data-testid=table] [role=row][aria-selected=true]')]
                 .some((row) => row.checkVisibility() && row.textContent.includes({:?}))",
                name.text
            ))
            .await?;
        }
        page.key("4").await?;
        page.until_says("peek-function", &name.text).await?;
        // And back: what is selected there stands out here.
        page.key("2").await?;
        page.until(
            "document.querySelector('[data-testid=graph-canvas]').getAttribute('aria-label').includes('Selected: ')",
        )
        .await?;
        page.assert_calm().await
    });
}

#[test]
fn zoom_and_options_come_back_by_the_address() {
    run(async |page| {
        let _twin = open_graph(page, CPU).await?;
        page.keep_files().await?;
        choose(page, "graph-nodes", "40").await?;
        page.until("!e2e.text('graph-summary').startsWith('45 ')").await?;
        page.until("decodeURIComponent(location.hash).includes('&graph=40~')")
            .await?;
        let [left, top, width, height] = page.rect("graph-canvas").await?;
        let place = (left + width / 3.0, top + height / 2.0);
        page.move_to(place.0, place.1).await?;
        page.wheel(place, (0.0, -240.0), true).await?;
        page.until("location.hash.includes('graph-at=')").await?;
        page.move_to(1.0, 1.0).await?;
        let (address, picture): (String, _) = (
            page.eval("location.hash").await?,
            page.canvas_at_rest("graph-canvas").await?,
        );
        page.until_kept(1).await?;
        page.reload().await?;
        page.until_open("shop.go1.27.cpu.pb.gz").await?;
        page.until_says("graph-summary", "nodes").await?;
        page.eventually(async || {
            ensure!(page.eval::<String>("location.hash").await? == address);
            // The address rounds: edges of lines may be mixed a little differently.
            let again = page.canvas_at_rest("graph-canvas").await?;
            ensure!(again.pixels.len() == picture.pixels.len());
            let is_other = |(one, other): &(&[u8; 3], &[u8; 3])| (0..3).any(|at| one[at].abs_diff(other[at]) > 8);
            let others = again.pixels.iter().zip(&picture.pixels).filter(is_other).count();
            ensure!(others == 0, "{others} pixels differ");
            Ok(())
        })
        .await?;
        // Back leads to the whole graph.
        page.key("0").await?;
        page.until("!location.hash.includes('graph-at=')").await?;
        page.assert_calm().await
    });
}

#[test]
fn the_graph_is_read_as_a_list_by_the_keyboard() {
    run(async |page| {
        let _twin = open_graph(page, CPU).await?;
        page.key("l").await?;
        page.until("document.activeElement.id.endsWith('graph-list')").await?;
        page.key("ArrowDown").await?;
        let selected = "[...document.querySelectorAll('[data-testid=list] [role=row][aria-selected=true]')].find((it) => it.checkVisibility())";
        page.until(&format!("{selected}?.getAttribute('aria-level') === '1'"))
            .await?;
        let first: String = page
            .eval(&format!("{selected}.querySelector('.tree-name').title"))
            .await?;
        page.until_says("details", &first).await?;
        page.key("ArrowRight").await?;
        page.until(&format!("{selected}?.getAttribute('aria-expanded') === 'true'"))
            .await?;
        page.key("ArrowRight").await?;
        page.until(&format!("{selected}?.getAttribute('aria-level') === '2'"))
            .await?;
        let said: String = page.eval(&format!("{selected}.textContent")).await?;
        ensure!(said.starts_with("called by") || said.starts_with("calls"), "{said}");
        // The call is lit, the function stays selected.
        page.until_says("details", &first).await?;
        page.key("l").await?;
        page.until_shown("graph-canvas").await?;
        page.assert_calm().await
    });
}
