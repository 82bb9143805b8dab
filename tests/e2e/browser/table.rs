//! The table as a person reads it, all rows of it.

use anyhow::Result;

use super::page::Page;

/// One row, every text as it stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    /// Value in the function itself.
    pub(crate) flat: String,
    /// Its share.
    pub(crate) flat_percent: String,
    /// The shares up to here.
    pub(crate) sum_percent: String,
    /// Value with what it called.
    pub(crate) cum: String,
    /// Its share.
    pub(crate) cum_percent: String,
    /// The function.
    pub(crate) name: String,
    /// The badge: `inline`, `inline, partly` or nothing.
    pub(crate) badge: String,
    /// The source file.
    pub(crate) file: String,
    /// What flat says on hover.
    pub(crate) flat_exact: String,
    /// What cum says on hover.
    pub(crate) cum_exact: String,
    /// In a comparison old flat, new flat, old cum and new cum; else nothing.
    pub(crate) sides: Vec<String>,
}

/// Scrolls through the table, which has only the rows in view, and gathers them all.
const ROWS: &str = r"
const table = e2e.one('table');
const rows = new Map();
const deadline = performance.now() + 20000;
table.scrollTop = 0;
await new Promise((resolve) => setTimeout(resolve, 20));
for (;;) {
  const count = Number(table.getAttribute('aria-rowcount')) - 1;
  let height = 24;
  for (const row of table.querySelectorAll('[data-testid=row]')) {
    const sides = [...row.querySelectorAll('.cell-side')];
    const cells = [...row.querySelectorAll('.cell:not(.cell-side)')];
    // A comparison has no running sum.
    if (sides.length === 4) cells.splice(2, 0, row);
    if (cells.length !== 7) continue;
    height = row.getBoundingClientRect().height || height;
    const text = (cell) => (cell === row ? '' : (cell.querySelector('.number') ?? cell).textContent.trim());
    const badge = [...cells[5].querySelectorAll('.badge')].map((it) => it.textContent).join('');
    const name = cells[5].textContent.slice(0, cells[5].textContent.length - badge.length);
    if (name !== cells[5].title) throw new Error(`${name} says of itself that it is ${cells[5].title}`);
    rows.set(Number(row.getAttribute('aria-rowindex')) - 2, [
      ...cells.slice(0, 5).map(text), name, badge, cells[6].textContent.trim(), cells[0].title, cells[3].title,
      sides.map(text).join('\n'),
    ]);
  }
  let next = 0;
  while (rows.has(next)) next += 1;
  if (next >= count) break;
  if (performance.now() > deadline) throw new Error(`${rows.size} of ${count} rows came`);
  table.scrollTop = next * height;
  await new Promise((resolve) => setTimeout(resolve, 10));
}
table.scrollTop = 0;
return [...rows].sort((a, b) => a[0] - b[0]).map((row) => row[1]);
";

impl Page {
    /// All rows of the table that can be seen, in order.
    pub(crate) async fn rows(&self) -> Result<Vec<Row>> {
        let rows: Vec<[String; 11]> = self.eval_async(ROWS).await?;
        Ok(rows.into_iter().map(row).collect())
    }
}

fn row(cells: [String; 11]) -> Row {
    let [
        flat,
        flat_percent,
        sum_percent,
        cum,
        cum_percent,
        name,
        badge,
        file,
        flat_exact,
        cum_exact,
        sides,
    ] = cells;
    Row {
        flat,
        flat_percent,
        sum_percent,
        cum,
        cum_percent,
        name,
        badge,
        file,
        flat_exact,
        cum_exact,
        sides: sides.lines().map(str::to_owned).collect(),
    }
}
