//! `-top`: the entities, heaviest first.
//!
//! What is shown is chosen as pprof does (`newTrimmedGraph` in `internal/report/report.go`):
//! entities whose cum is too small a share of all flats together are left out, then all but the
//! first so many. Leaving entities out changes nothing in the rows that stay: a sample whose leaf
//! is left out has its value nowhere in the flat column, and cum is counted by sample anyway.

use std::cmp::Ordering;
use std::io::Write;

use crate::analyze::profile::calltree::{CallTree, Inlined};
use crate::analyze::profile::entity::{Entities, EntityId};
use crate::analyze::profile::flame::Children;
use crate::analyze::profile::functions::Functions;
use crate::analyze::profile::name::append_name;
use crate::analyze::profile::options::{Options, Order};
use crate::analyze::profile::report::ReportError;
use crate::analyze::profile::report::gofmt::append_right;
use crate::analyze::profile::report::inline::{Shown as ShownRows, marks};
use crate::analyze::profile::report::legend::{Shown, append_profile};
use crate::analyze::profile::report::subject::Subject;
use crate::analyze::profile::report::values::Values;
use crate::analyze::profile::share::share;
use crate::analyze::profile::weights::Weights;
use crate::model::column::OutOfMemory;
use crate::model::profile::Profile;

/// One entity of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What the row is about.
    pub entity: EntityId,
    /// Its printed name.
    pub name: Vec<u8>,
    /// What was spent in it.
    pub flat: i64,
    /// What was spent while it was on the stack.
    pub cum: i64,
    /// The sums that rows are chosen and ordered by; where flat and cum are sums, the same.
    pub weight: (i64, i64),
    /// Whether it was inlined into what is shown of its callers.
    pub inlined: Inlined,
}

/// The rows that are shown, and what is not.
#[derive(Debug)]
pub struct Table {
    /// The entities shown, heaviest first.
    pub rows: Vec<Row>,
    /// How many there would be without a limit on their number.
    pub n_candidates: usize,
    /// How many were left out because their cum is too small.
    pub n_dropped: usize,
    /// What 100 % is.
    pub total: i64,
}

/// The table of a sample type.
pub fn table(profile: &Profile, options: &Options, sample_type: usize) -> Result<Table, OutOfMemory> {
    let entities = Entities::build(profile, options.grouping)?;
    let (mut rows, total) = all_rows(profile, &entities, options, sample_type)?;
    let n_all = rows.len();
    let flats = rows.iter().fold(0_i64, |sum, row| sum.wrapping_add(row.weight.0));
    let node_cutoff = share(flats, options.node_fraction);
    let edge_cutoff = share(flats, options.edge_fraction);
    if node_cutoff > 0 {
        rows.retain(|row| row.weight.1.wrapping_abs() >= node_cutoff);
    }
    let n_candidates = rows.len();
    for row in &mut rows {
        append_name(&mut row.name, &entities, row.entity);
    }
    rows.sort_by(|left, right| compare(left, right, options.order));
    if options.node_count > 0 {
        rows.truncate(options.node_count);
    }
    // pprof looks at callers anew only where it left something out.
    let shown = ShownRows {
        entities: (rows.len() < n_all).then(|| rows.iter().map(|row| row.entity)),
        edge_cutoff,
    };
    let marks = marks(profile, &entities, sample_type, shown)?;
    for row in &mut rows {
        row.inlined = marks[row.entity.row()];
    }
    Ok(Table {
        rows,
        n_candidates,
        n_dropped: n_all - n_candidates,
        total,
    })
}

/// All entities that something was spent in, without names, in the order of their ids; and what 100 % is.
fn all_rows(
    profile: &Profile,
    entities: &Entities,
    options: &Options,
    sample_type: usize,
) -> Result<(Vec<Row>, i64), OutOfMemory> {
    let tree = CallTree::build(profile, entities)?;
    let weights = Weights::sum(profile, &tree, sample_type)?;
    let children = Children::of(&tree)?;
    let mut functions = Functions::sum(&tree, &children, &weights, entities.len())?;
    if options.is_mean {
        let events = Weights::sum(profile, &tree, 0)?;
        functions = functions.with_events(Functions::sum(&tree, &children, &events, entities.len())?);
    }
    let rows = (0..entities.len())
        .map(EntityId::from)
        .map(|entity| {
            let (flat, cum) = functions.shown(entity);
            Row {
                entity,
                name: Vec::new(),
                flat,
                cum,
                weight: (functions.flat(entity), functions.cum(entity)),
                inlined: Inlined::Never,
            }
        })
        .filter(|row| row.weight != (0, 0))
        .filter(|row| !options.drops_negative || !is_negative(row))
        .collect();
    Ok((rows, weights.profile_total()))
}

fn is_negative(row: &Row) -> bool {
    let (flat, cum) = row.weight;
    flat < 0 || flat == 0 && cum < 0
}

/// By absolute value, the largest first, then by name. Ids settle what pprof leaves to chance.
fn compare(left: &Row, right: &Row, order: Order) -> Ordering {
    let size = |value: i64| std::cmp::Reverse(value.wrapping_abs());
    let by_flat = || size(left.weight.0).cmp(&size(right.weight.0));
    let by_cum = || size(left.weight.1).cmp(&size(right.weight.1));
    let by_name = || left.name.cmp(&right.name);
    let order = match order {
        Order::Flat => by_flat().then_with(by_name).then_with(by_cum),
        Order::Cum => by_cum().then_with(by_name).then_with(by_flat),
    };
    order.then_with(|| left.entity.cmp(&right.entity))
}

/// Writes the table under its legend.
pub(super) fn write(subject: &Subject<'_>, out: &mut dyn Write) -> Result<(), ReportError> {
    let options = subject.options;
    let mut table = table(subject.profile, options, subject.sample_type)?;
    table.total = subject.total;
    let mut values = Values::of(subject);
    if !table.rows.is_empty() {
        values.settle_unit(table.rows.iter().map(|row| (row.flat, row.cum)));
    }
    let mut text = Vec::new();
    if !options.has_compact_legend {
        append_profile(&mut text, subject, &values);
        if !text.is_empty() {
            text.push(b'\n');
        }
    }
    for line in shown(&table).lines(options, &values) {
        text.extend_from_slice(&line);
        text.push(b'\n');
    }
    text.extend_from_slice(b"      flat  flat%   sum%        cum   cum%\n");
    out.write_all(&text)?;
    let mut flats = 0_i64;
    for row in &table.rows {
        flats = flats.wrapping_add(row.flat);
        text.clear();
        append_row(&mut text, row, flats, &values);
        out.write_all(&text)?;
    }
    Ok(())
}

fn shown(table: &Table) -> Shown {
    Shown {
        flats: table.rows.iter().fold(0_i64, |sum, row| sum.wrapping_add(row.flat)),
        n_nodes: table.rows.len(),
        n_candidates: table.n_candidates,
        n_dropped: table.n_dropped,
        n_dropped_edges: 0,
    }
}

fn append_row(out: &mut Vec<u8>, row: &Row, flats: i64, values: &Values) {
    let mut value = Vec::new();
    values.append(&mut value, row.flat);
    append_right(out, &value, 10);
    for share in [row.flat, flats] {
        out.push(b' ');
        values.append_share(out, share);
    }
    out.push(b' ');
    value.clear();
    values.append(&mut value, row.cum);
    append_right(out, &value, 10);
    out.push(b' ');
    values.append_share(out, row.cum);
    out.extend_from_slice(b"  ");
    out.extend_from_slice(&row.name);
    out.extend_from_slice(match row.inlined {
        Inlined::Never => b"\n".as_slice(),
        Inlined::Partly => b" (partial-inline)\n",
        Inlined::Always => b" (inline)\n",
    });
}
