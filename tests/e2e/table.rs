//! The table against pprof's own answers: every text, in pprof's order.

use anyhow::{Context as _, Result, ensure};

use crate::answers::{Answer, Line, whole_number};
use crate::browser::page::Page;
use crate::browser::table::Row;
use crate::browser::{Setup, run_with};
use crate::corpus;

/// A high window: more rows at once.
fn high() -> Setup {
    Setup {
        size: (1200, 2400),
        ..Setup::default()
    }
}

/// Opens each profile and compares its table with every answer that there is.
async fn check(page: &Page, names: &[String]) -> Result<usize> {
    let mut answers = 0;
    for name in names {
        page.open_file(&corpus::profile(name)).await?;
        answers += check_open(page, name).await.with_context(|| name.clone())?;
        page.close_file().await?;
    }
    page.assert_calm().await?;
    Ok(answers)
}

async fn check_open(page: &Page, name: &str) -> Result<usize> {
    let mut answers = 0;
    if let Some(top) = corpus::answer(name, "top")? {
        page.eventually(async || compare_trimmed(&page.rows().await?, &top))
            .await
            .context("top")?;
        answers += 1;
    }
    if let Some(top) = corpus::answer(name, "topcum")? {
        page.click("sort-cum").await?;
        page.eventually(async || compare_trimmed(&page.rows().await?, &top))
            .await
            .context("topcum")?;
        page.click("sort-flat").await?;
        answers += 1;
    }
    let types: usize = page.eval("e2e.one('sample-types').options.length").await?;
    for index in 0..types {
        if let Some(exact) = corpus::answer(name, &format!("exact.{index}"))? {
            choose_sample_type(page, index).await?;
            page.eventually(async || compare_exact(&page.rows().await?, &exact))
                .await
                .with_context(|| format!("exact.{index}"))?;
            answers += 1;
        }
    }
    Ok(answers)
}

/// Chooses a sample type as a person does in the list.
pub(crate) async fn choose_sample_type(page: &Page, index: usize) -> Result<()> {
    page.perform(&format!(
        "(() => {{ const it = e2e.one('sample-types'); it.value = '{index}'; \
         it.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"
    ))
    .await
}

/// A report that leaves small functions out: its rows come in the table in the same order and with the
/// same values; sum% is the same until the first that it leaves out.
fn compare_trimmed(rows: &[Row], answer: &Answer) -> Result<()> {
    let mut at = 0;
    for (number, line) in answer.rows.iter().enumerate() {
        let found = rows[at..].iter().position(|row| row.name == line.name);
        let found = at + found.with_context(|| format!("missing after row {at}: {}", line.name))?;
        let is_whole = found == number;
        same(&rows[found], line, is_whole).with_context(|| format!("row {found}"))?;
        at = found + 1;
    }
    Ok(())
}

fn same(row: &Row, line: &Line, has_sum: bool) -> Result<()> {
    let [flat, flat_percent, sum_percent, cum, cum_percent] = line.values.each_ref().map(String::as_str);
    let wanted = [flat, flat_percent, cum, cum_percent, &line.name, &line.badge];
    let seen = [
        &row.flat,
        &row.flat_percent,
        &row.cum,
        &row.cum_percent,
        &row.name,
        &row.badge,
    ];
    ensure!(seen.into_iter().eq(wanted), "{seen:?} instead of {wanted:?}");
    ensure!(
        !has_sum || row.sum_percent == sum_percent,
        "sum% {} instead of {sum_percent}: {}",
        row.sum_percent,
        line.name
    );
    Ok(())
}

/// A report of everything, in whole numbers: the table has these rows, in this order, and no other.
fn compare_exact(rows: &[Row], answer: &Answer) -> Result<()> {
    for (number, (row, line)) in rows.iter().zip(&answer.rows).enumerate() {
        let [flat, flat_percent, sum_percent, cum, cum_percent] = line.values.each_ref().map(String::as_str);
        let wanted = (
            [flat_percent, sum_percent, cum_percent, &line.name, &line.badge],
            [flat, cum].map(whole_number),
        );
        let seen = (
            [
                row.flat_percent.as_str(),
                &row.sum_percent,
                &row.cum_percent,
                &row.name,
                &row.badge,
            ],
            [&row.flat_exact, &row.cum_exact].map(|text| whole_number(text)),
        );
        ensure!(seen == wanted, "row {number}: {seen:?} instead of {wanted:?}");
    }
    ensure!(
        rows.len() == answer.rows.len(),
        "{} rows instead of {}",
        rows.len(),
        answer.rows.len()
    );
    Ok(())
}

#[test]
fn cpu_profiles_of_every_go_version_are_pprofs_table() {
    run_with(high(), async |page| {
        let names: Vec<_> = (21..=27).map(|version| format!("shop.go1.{version}.cpu")).collect();
        let answers = check(page, &names).await?;
        ensure!(answers >= 21, "only {answers} answers were there to compare with");
        Ok(())
    });
}

#[test]
fn every_other_runtime_profile_is_pprofs_table() {
    run_with(high(), async |page| {
        let mut names = corpus::names("shop.")?;
        names.retain(|name| !name.ends_with(".cpu"));
        names.extend(corpus::names("leaky.")?);
        names.extend(["example.cpu".to_owned(), "example.heap".to_owned()]);
        let answers = check(page, &names).await?;
        ensure!(answers >= 60, "only {answers} answers were there to compare with");
        Ok(())
    });
}

/// Profiles of which the table shows something else on purpose: each address of an unsymbolised binary
/// stands for itself where pprof adds a binary's up.
const APART: [&str; 3] = ["made.unsymbolised", "made.mappings", "made.deep-10000"];

#[test]
fn profiles_made_by_hand_are_pprofs_table() {
    run_with(high(), async |page| {
        let mut names = corpus::names("made.")?;
        names.retain(|name| !APART.contains(&name.as_str()));
        let answers = check(page, &names).await?;
        ensure!(answers >= 40, "only {answers} answers were there to compare with");
        Ok(())
    });
}

#[test]
fn columns_order_the_rows_both_ways() {
    run_with(high(), async |page| {
        page.open_file(&corpus::profile("shop.go1.27.cpu")).await?;
        let names = |rows: &[Row]| rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>();
        let files = |rows: &[Row]| rows.iter().map(|row| row.file.clone()).collect::<Vec<_>>();
        let cums = |rows: &[Row]| {
            rows.iter()
                .filter_map(|row| whole_number(&row.cum_exact))
                .collect::<Vec<_>>()
        };
        page.click("sort-function").await?;
        page.eventually(async || {
            let names = names(&page.rows().await?);
            ensure!(names.len() > 200 && names.is_sorted(), "not by name: {names:?}");
            Ok(())
        })
        .await?;
        page.click("sort-function").await?;
        page.eventually(async || {
            let names = names(&page.rows().await?);
            ensure!(names.iter().rev().is_sorted(), "not by name backwards: {names:?}");
            Ok(())
        })
        .await?;
        page.click("sort-file").await?;
        page.eventually(async || {
            let files = files(&page.rows().await?);
            ensure!(files.is_sorted(), "not by file: {files:?}");
            Ok(())
        })
        .await?;
        page.click("sort-cum").await?;
        page.click("sort-cum").await?;
        page.eventually(async || {
            let cums = cums(&page.rows().await?);
            ensure!(
                cums.is_sorted() && cums[0] < cums[cums.len() - 1],
                "not by cum upwards: {cums:?}"
            );
            Ok(())
        })
        .await?;
        let sorts: Vec<String> = page
            .eval("[...e2e.one('table').querySelectorAll('[aria-sort]')].map((it) => it.getAttribute('aria-sort'))")
            .await?;
        ensure!(sorts == ["ascending"], "{sorts:?}");
        page.assert_calm().await
    });
}
