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
        page.eventually(async || compare_printed(&page.rows().await?, &top))
            .await
            .context("top")?;
        answers += 1;
    }
    if let Some(top) = corpus::answer(name, "topcum")? {
        page.click("sort-cum").await?;
        page.eventually(async || compare_printed(&page.rows().await?, &top))
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

/// A report as people print it. Where it leaves small functions out, its rows come in the table in the
/// same order; sum% is the same until the first that is left out.
fn compare_printed(rows: &[Row], answer: &Answer) -> Result<()> {
    let mut at = 0;
    for (number, line) in answer.rows.iter().enumerate() {
        let find = |from: usize| {
            let found = rows[from..].iter().position(|row| row.name == shown(&line.name));
            found.map(|found| from + found)
        };
        let found = find(at).with_context(|| {
            let (name, elsewhere) = (&line.name, find(0));
            format!("not after row {at} but at {elsewhere:?} of {}: {name}", rows.len())
        })?;
        let sum = (found == number).then(|| flats(&rows[..=found]));
        same(&rows[found], line, sum, answer.is_trimmed).with_context(|| format!("row {found}"))?;
        at = found + 1;
    }
    ensure!(
        answer.is_trimmed || rows.len() == answer.rows.len(),
        "{} rows instead of {}",
        rows.len(),
        answer.rows.len()
    );
    Ok(())
}

/// A name as the page shows it: the linker writes dots in the last part of a path as `%2e`, and `%` as `%25`.
fn shown(name: &str) -> String {
    name.replace("%2e", ".").replace("%25", "%")
}

/// The sum of the rows' flats.
fn flats(rows: &[Row]) -> f64 {
    rows.iter().filter_map(|row| whole_number(&row.flat_exact)).sum()
}

/// A share as the page shows it: with the sign that pprof drops.
fn signed(percent: &str, value: f64) -> String {
    let sign = if value < 0.0 { "-" } else { "" };
    format!("{sign}{percent}")
}

/// Whether the badge says what pprof says after a name. pprof says nothing of a function that one caller
/// calls both ways; the page says that it is inlined partly.
fn is_badge(seen: &str, wanted: &str) -> bool {
    seen == wanted || wanted.is_empty() && seen == "inline, partly"
}

fn same(row: &Row, line: &Line, sum: Option<f64>, is_trimmed: bool) -> Result<()> {
    let [flat, flat_percent, sum_percent, cum, cum_percent] = line.values.each_ref().map(String::as_str);
    let name = shown(&line.name);
    let value = |exact: &str| whole_number(exact).unwrap_or_default();
    let wanted = [
        signed(flat_percent, value(&row.flat_exact)),
        signed(cum_percent, value(&row.cum_exact)),
        name.clone(),
    ];
    let seen = [&row.flat_percent, &row.cum_percent, &row.name];
    ensure!(seen.into_iter().eq(&wanted), "{seen:?} instead of {wanted:?}");
    // The unit is chosen for all rows that are printed, and what is inlined by the calls among them.
    if !is_trimmed || unit(&row.cum) == unit(cum) {
        let (seen, wanted) = ([&row.flat, &row.cum], [flat, cum]);
        ensure!(seen.into_iter().eq(wanted), "{seen:?} instead of {wanted:?}: {name}");
    }
    ensure!(
        is_trimmed || is_badge(&row.badge, &line.badge),
        "{:?} instead of {:?}: {name}",
        row.badge,
        line.badge
    );
    if let Some(sum) = sum {
        let wanted = signed(sum_percent, sum);
        ensure!(
            row.sum_percent == wanted,
            "sum% {} instead of {wanted}: {name}",
            row.sum_percent
        );
    }
    Ok(())
}

/// The letters that a value ends with.
fn unit(value: &str) -> &str {
    value.trim_start_matches(|letter: char| !letter.is_ascii_alphabetic())
}

/// A report of everything, in whole numbers: the table has these rows, in this order, and no other.
fn compare_exact(rows: &[Row], answer: &Answer) -> Result<()> {
    let mut sum = 0.0;
    for (number, (row, line)) in rows.iter().zip(&answer.rows).enumerate() {
        let [flat, flat_percent, sum_percent, cum, cum_percent] = line.values.each_ref().map(String::as_str);
        let [flat, cum] = [flat, cum].map(|text| whole_number(text).unwrap_or_default());
        sum += flat;
        let wanted = (
            [
                signed(flat_percent, flat),
                signed(sum_percent, sum),
                signed(cum_percent, cum),
                shown(&line.name),
            ],
            [Some(flat), Some(cum)],
        );
        let seen = (
            [&row.flat_percent, &row.sum_percent, &row.cum_percent, &row.name].map(String::clone),
            [&row.flat_exact, &row.cum_exact].map(|text| whole_number(text)),
        );
        ensure!(seen == wanted, "row {number}: {seen:?} instead of {wanted:?}");
        ensure!(
            is_badge(&row.badge, &line.badge),
            "row {number}: {:?} instead of {:?}: {}",
            row.badge,
            line.badge,
            line.name
        );
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
        ensure!(answers >= 14, "only {answers} answers were there to compare with");
        Ok(())
    });
}

#[test]
fn every_other_runtime_profile_is_pprofs_table() {
    run_with(high(), async |page| {
        let mut names = corpus::names("shop.")?;
        names.retain(|name| name.rsplit('.').next() != Some("cpu"));
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
        // Beside the picture there is no room for files.
        page.click("view-top").await?;
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
