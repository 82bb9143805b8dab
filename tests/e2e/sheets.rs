//! Views that are lines: labels, source, traces, comments; and what is done from there.

use anyhow::{Context as _, Result, ensure};

use crate::browser::page::Page;
use crate::browser::{root, run};
use crate::corpus;

const CPU: &str = "shop.go1.27.cpu";

/// The lines in view: what stands in their cells, and their text.
async fn lines(page: &Page) -> Result<Vec<Vec<String>>> {
    page.eval(
        "[...document.querySelectorAll('[data-testid=sheet-line]')].filter((line) => line.children.length).map((line) => \
         [...line.querySelectorAll('.sheet-value .number, .sheet-text')].map((part) => part.textContent.trim()))",
    )
    .await
}

async fn until_line(page: &Page, wanted: &[&str]) -> Result<()> {
    page.eventually(async || {
        let seen = lines(page).await?;
        ensure!(seen.iter().any(|line| line == wanted), "{wanted:?} not among {seen:?}");
        Ok(())
    })
    .await
}

/// Clicks something in the line with this text.
async fn click_in(page: &Page, text: &str, what: &str) -> Result<()> {
    page.click_element(&format!(
        "[...document.querySelectorAll('[data-testid=sheet-line]')].find((line) => \
         line.querySelector('.sheet-text')?.textContent === '{text}').querySelectorAll('button')[{what}]"
    ))
    .await
}

#[test]
fn labels_weigh_what_pprof_says_filter_and_group() {
    run(async |page| {
        page.open_file(&corpus::profile(CPU)).await?;
        page.key("t").await?;
        page.until_says("sheet-title", "label key").await?;
        // `-tags`: `key: Total 930ms of 930ms (100%)`, below it `310ms (33.33%): value`.
        let tags = std::fs::read_to_string(root().join("tests/corpus/profiles/shop.go1.27.cpu/tags.txt"))?;
        let mut wanted = Vec::new();
        for line in tags.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (value, what) = if let Some((key, rest)) = line.split_once(": Total ") {
                (rest.split_once(" of ").context("a total")?.0, key)
            } else {
                let (value, label) = line.split_once("):").context("a value")?;
                (value.split_once(" (").context("a share")?.0, label.trim())
            };
            wanted.push((value.to_owned(), what.to_owned()));
        }
        page.eventually(async || {
            let seen = lines(page).await?;
            for (value, text) in &wanted {
                let is_there = |line: &&Vec<String>| line.first() == Some(value) && line.last() == Some(text);
                ensure!(
                    seen.iter().any(|line| is_there(&line)),
                    "{value} {text} not among {seen:?}"
                );
            }
            Ok(())
        })
        .await?;
        page.until("decodeURIComponent(location.hash).includes('&view=labels')")
            .await?;

        let (value, label) = wanted
            .iter()
            .find(|(_, text)| text == "browse")
            .context("a value")?
            .clone();
        click_in(page, &label, "0").await?;
        page.until(&format!(
            "document.querySelector('.chip-what')?.textContent.endsWith('{label}')"
        ))
        .await?;
        page.until(&format!(
            "document.querySelector('.chip-share').title.startsWith('{value} ')"
        ))
        .await?;
        page.until("decodeURIComponent(location.hash).includes('&tagfocus.label=')")
            .await?;
        page.click("chip-remove").await?;
        page.until_gone("filters").await?;

        // Grouped, the values are functions that call all others.
        let key = wanted[0].1.clone();
        click_in(page, &key, "0").await?;
        page.until("document.querySelector('.chip-kind')?.textContent === 'tagroot'")
            .await?;
        page.key("3").await?;
        page.click("sort-cum").await?;
        page.eventually(async || {
            let rows = page.rows().await?;
            ensure!(
                rows.iter().any(|row| row.name == wanted[1].1 && row.cum == wanted[1].0),
                "{rows:?}"
            );
            Ok(())
        })
        .await?;
        page.assert_calm().await
    });
}

#[test]
fn lines_of_a_function_get_their_text_from_files_and_folders() {
    run(async |page| {
        page.open_file(&corpus::profile(CPU)).await?;
        page.key("o").await?;
        page.until_says("sheet-title", "No function is selected").await?;
        page.key("3").await?;
        page.click("sort-cum").await?;
        page.click_element(
            "[...document.querySelectorAll('[data-testid=row]')].find((row) => row.textContent.includes('.search'))",
        )
        .await?;
        page.key("o").await?;
        page.until_says("sheet-title", "main.(*shop).search: flat 0").await?;
        // As `go tool pprof -list` has it.
        until_line(page, &["", "140ms", "112", ""]).await?;
        until_line(page, &["", "170ms", "113", ""]).await?;
        let shop = root().join("tests/programs/shop");
        page.drop_files(&[shop.join("shop.go")]).await?;
        until_line(
            page,
            &["", "140ms", "112", "found := s.goods.Search(r.FormValue(\"q\"))"],
        )
        .await?;
        until_line(
            page,
            &[
                "",
                "",
                "111",
                "func (s *shop) search(w http.ResponseWriter, r *http.Request) {",
            ],
        )
        .await?;

        // A folder, of which nothing is read but what is shown.
        page.keep_files().await?;
        page.perform(
            "(async () => { const root = await navigator.storage.getDirectory(); \
             const make = async (at, name, text) => { const file = await (await at.getFileHandle(name, { create: true })).createWritable(); \
             await file.write(text); await file.close(); }; \
             const folder = await (await root.getDirectoryHandle('internal', { create: true })).getDirectoryHandle('catalog', { create: true }); \
             await make(folder, 'catalog.go', '\\n'.repeat(49) + '\\tSearch: heavy()\\n' + '\\n'.repeat(200)); \
             window.showDirectoryPicker = async () => root; window.e2eReady = true; })()",
        )
        .await?;
        page.until("window.e2eReady").await?;
        page.key("3").await?;
        page.click_element("[...document.querySelectorAll('[data-testid=row]')].find((row) => row.textContent.includes('(*Catalog).Search'))")
            .await?;
        page.key("o").await?;
        page.until_says("sheet-title", "(*Catalog).Search").await?;
        until_line(page, &["", "110ms", "50", ""]).await?;
        page.click("source-folder").await?;
        until_line(page, &["", "110ms", "50", "Search: heavy()"]).await?;
        // It is found again in the next visit.
        page.until_kept(1).await?;
        page.until("location.hash.includes('view=source') && location.hash.includes('Catalog')")
            .await?;
        page.reload().await?;
        page.until_open("shop.go1.27.cpu.pb.gz").await?;
        until_line(page, &["", "110ms", "50", "Search: heavy()"]).await?;
        page.assert_calm().await
    });
}

#[test]
fn traces_and_comments_are_lines_too() {
    run(async |page| {
        page.open_file(&corpus::profile("made.comments")).await?;
        page.key("Ctrl+k").await?;
        page.type_text("Traces").await?;
        page.key("Enter").await?;
        page.until_says("sheet-title", "the heaviest first").await?;
        let first: Vec<String> = lines(page).await?.first().context("a line")?.clone();
        ensure!(
            first.last().is_some_and(|text| text.starts_with("sample ")),
            "{first:?}"
        );
        page.key("Ctrl+k").await?;
        page.type_text("Comments of the file").await?;
        page.key("Enter").await?;
        page.until_says("sheet-title", "comments").await?;
        until_line(page, &["go1.27.3"]).await?;
        page.assert_calm().await
    });
}

#[test]
fn a_link_leads_to_labels_and_their_frames() {
    run(async |page| {
        page.open_file(&corpus::profile(CPU)).await?;
        page.keep_files().await?;
        page.until_kept(1).await?;
        page.until("location.hash.includes('file=')").await?;
        page.perform("location.hash += '&view=labels&tagroot=handler'").await?;
        page.until_says("sheet-title", "label key").await?;
        page.until("document.querySelector('.chip-kind')?.textContent === 'tagroot'")
            .await?;
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        page.reload().await?;
        page.until_says("sheet-title", "label key").await?;
        page.until("document.querySelector('.chip-what')?.textContent === 'handler'")
            .await?;
        page.assert_calm().await
    });
}

/// Points at a canvas, at a share of its width and so many pixels from its top, or from its foot where they are negative.
async fn point(page: &Page, canvas: &str, share: f64, y: f64) -> Result<[f64; 2]> {
    let [left, top, width, height] = page.rect(canvas).await?;
    let at = [left + width * share, if y < 0.0 { top + height + y } else { top + y }];
    page.move_to(at[0], at[1]).await?;
    Ok(at)
}

#[test]
fn the_sandwich_stands_between_callers_and_callees() {
    run(async |page| {
        page.open_file(&corpus::profile(CPU)).await?;
        page.key("u").await?;
        page.until_says("aside-title", "Select a function").await?;
        page.key("3").await?;
        page.click("sort-cum").await?;
        page.click_element(
            "[...document.querySelectorAll('[data-testid=row]')].find((row) => row.textContent.includes('.search'))",
        )
        .await?;
        page.key("u").await?;
        page.until_says("aside-title", "main.(*shop).search").await?;
        page.until_shown("above-canvas").await?;
        // The function's own row: below it stands on top, above it at the foot, under the root each.
        for (canvas, y) in [("below-canvas", 30.0), ("above-canvas", -30.0)] {
            page.eventually(async || {
                point(page, canvas, 0.5, y).await?;
                let said = page.text("tooltip").await?;
                ensure!(said.contains("main.(*shop).search") && said.contains("310ms"), "{said}");
                Ok(())
            })
            .await?;
        }
        let [x, y] = point(page, "above-canvas", 0.5, -50.0).await?;
        page.until_says("tooltip", "net/http.HandlerFunc.ServeHTTP").await?;
        page.double_click_at(x, y).await?;
        page.until_says("aside-title", "net/http.HandlerFunc.ServeHTTP").await?;
        page.until("location.hash.includes('view=sandwich')").await?;
        page.assert_calm().await
    });
}

#[test]
fn packages_files_and_collapsed_stacks_are_pictures() {
    run(async |page| {
        page.open_file(&corpus::profile(CPU)).await?;
        page.key("p").await?;
        page.until_says("aside-title", "Packages").await?;
        page.eventually(async || {
            point(page, "above-canvas", 0.01, 6.0).await?;
            let said = page.text("tooltip").await?;
            ensure!(said.starts_with("runtime"), "{said}");
            Ok(())
        })
        .await?;
        page.click("aside-files").await?;
        page.until_says("aside-title", "Source files").await?;
        page.key("k").await?;
        page.until_says("aside-title", "Without recursion").await?;
        page.until_gone("above-canvas").await?;
        page.until("location.hash.includes('view=collapsed')").await?;
        page.assert_calm().await
    });
}
