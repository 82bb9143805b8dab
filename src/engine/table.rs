//! The table of functions: sums, order and the rows asked for.

use std::cmp::Ordering;
use std::ops::Range;

use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::functions::{Functions, FunctionsBuilder};
use crate::analyze::profile::search::Matches;
use crate::engine::facts;
use crate::engine::profile::OpenProfile;
use crate::engine::{Changed, Outgoing};
use crate::model::column::OutOfMemory;
use crate::model::unit;
use crate::protocol::Ticket;
use crate::protocol::reply::{Reply, RowsHeader};
use crate::protocol::request::TopColumn;
use crate::protocol::rows::{TopRow, bytes_from_rows};

/// Rows sent at once: more than any screen shows, little enough to write in a moment.
const MAX_ROWS: u32 = 1000;

/// The table's state. Sums and order are made when rows are first asked for, and again after what they rest on changed.
#[derive(Default)]
pub(super) struct Table {
    functions: Option<Functions>,
    /// Those of the base of a comparison.
    base: Option<Functions>,
    /// The sums, while they are being made.
    summing: Option<FunctionsBuilder>,
    order: Option<Order>,
    column: TopColumn,
    is_ascending: bool,
    wanted: Option<(Ticket, Range<u32>)>,
}

/// The rows in order.
struct Order {
    rows: Vec<EntityId>,
    /// For each row the flats of it and the rows above it.
    sums: Vec<i64>,
    /// The unit of the column, as a report prints it.
    unit: Vec<u8>,
    /// How many letters the longest value has, or a few more.
    value_columns: u32,
    largest_flat: i64,
    largest_cum: i64,
}

/// What a step did.
pub(super) enum Done {
    Nothing,
    Sums,
    Order,
    Rows,
}

impl Table {
    /// Forgets the sums: the weights are new.
    pub(super) fn reweighed(&mut self) {
        self.functions = None;
        self.base = None;
        self.summing = None;
        self.order = None;
    }

    /// Forgets the order: the search is new.
    pub(super) fn refiltered(&mut self) {
        self.order = None;
    }

    /// Orders by another column.
    pub(super) fn sort(&mut self, column: TopColumn, is_descending: bool) {
        (self.column, self.is_ascending) = (column, !is_descending);
        self.order = None;
    }

    /// Notes which rows are wanted; only the newest wish counts.
    pub(super) fn ask_rows(&mut self, ticket: Ticket, rows: Range<u32>) -> Changed {
        self.wanted = Some((ticket, rows));
        Changed::Nothing
    }

    pub(super) fn functions(&self) -> Option<&Functions> {
        self.functions.as_ref()
    }

    /// The sums of the base; the build that compares nothing knows that there are none.
    fn base(&self) -> Option<&Functions> {
        self.base.as_ref().filter(|_| cfg!(feature = "texts"))
    }

    /// Flat and cum of the base of a comparison; else nothing.
    pub(super) fn base_of(&self, entity: EntityId) -> [i64; 2] {
        self.base().map_or([0; 2], |base| [base.flat(entity), base.cum(entity)])
    }

    /// The column by which it is ordered.
    #[cfg(feature = "texts")]
    pub(super) fn column(&self) -> TopColumn {
        self.column
    }

    /// All entities in order, with flat and cum.
    #[cfg(feature = "texts")]
    pub(super) fn in_order(&self) -> impl Iterator<Item = (EntityId, [i64; 2])> + '_ {
        let both = self.functions.as_ref().zip(self.order.as_ref());
        both.into_iter().flat_map(|(functions, order)| {
            let rows = order.rows.iter();
            rows.map(|&entity| (entity, [functions.flat(entity), functions.cum(entity)]))
        })
    }

    /// Rows as they are shown, as far as there are any.
    pub(super) fn rows(&self, profile: &OpenProfile, rows: Range<u32>) -> Vec<TopRow> {
        let (Some(functions), Some(order)) = (&self.functions, &self.order) else {
            return Vec::new();
        };
        let count = order.rows.len() as u32;
        let rows = rows.start.min(count)..rows.end.min(count);
        rows.map(|row| {
            let row = row as usize;
            let facts = top_row(profile, functions, order, row);
            match self.base() {
                Some(base) => compared(profile, facts, [functions, base], order, row),
                None => facts,
            }
        })
        .collect()
    }

    pub(super) fn row_count(&self) -> Option<u32> {
        self.order.as_ref().map(|order| order.rows.len() as u32)
    }

    pub(super) fn unit(&self) -> String {
        self.order
            .as_ref()
            .map(|order| String::from_utf8_lossy(&order.unit).into_owned())
            .unwrap_or_default()
    }

    /// How many letters the longest flat or cum has, or a few more.
    pub(super) fn value_columns(&self) -> u32 {
        self.order.as_ref().map_or(0, |order| order.value_columns)
    }

    /// The row of an entity, if it is in the table.
    pub(super) fn row_of(&self, entity: EntityId) -> Option<u32> {
        let row = self.order.as_ref()?.rows.iter().position(|&at| at == entity)?;
        Some(row as u32)
    }

    /// The entity of the row after, or before, another's; from none the first, or the last.
    pub(super) fn neighbour(&self, entity: Option<EntityId>, is_backwards: bool) -> Option<EntityId> {
        let rows = &self.order.as_ref()?.rows;
        let at = entity.and_then(|entity| rows.iter().position(|&row| row == entity));
        let next = match (at, is_backwards) {
            (None, false) => 0,
            (None, true) => rows.len().checked_sub(1)?,
            (Some(at), false) => (at + 1) % rows.len(),
            (Some(at), true) => (at + rows.len() - 1) % rows.len(),
        };
        rows.get(next).copied()
    }

    /// Does one of the things that are due, or, of the sums, about `nodes` nodes' worth: sums, order, rows.
    pub(super) fn step(
        &mut self,
        nodes: usize,
        profile: &OpenProfile,
        matches: Option<&Matches>,
        outbox: &mut Vec<Outgoing>,
    ) -> Result<Done, OutOfMemory> {
        let Some(functions) = &self.functions else {
            self.sum(nodes, profile)?;
            return Ok(Done::Sums);
        };
        let Some(order) = &self.order else {
            let sums = Sums(functions, self.base());
            self.order = Some(order(profile, sums, matches, self.column, self.is_ascending));
            return Ok(Done::Order);
        };
        let Some((ticket, wanted)) = self.wanted.take() else {
            return Ok(Done::Nothing);
        };
        let row_count = order.rows.len() as u32;
        let from = wanted.start.min(row_count);
        let to = wanted.end.min(row_count).min(from.saturating_add(MAX_ROWS)).max(from);
        let rows = self.rows(profile, from..to);
        // Writing plain values to memory cannot fail; were it to, there is nothing to send.
        let bytes = bytes_from_rows(&rows).ok();
        outbox.push(Outgoing {
            reply: Reply::Rows(RowsHeader {
                ticket,
                from,
                row_count,
            }),
            bytes,
        });
        Ok(Done::Rows)
    }
}

impl Table {
    /// Goes on with the sums.
    fn sum(&mut self, nodes: usize, profile: &OpenProfile) -> Result<(), OutOfMemory> {
        let mut summing = match self.summing.take() {
            Some(summing) => summing,
            None => FunctionsBuilder::new(&profile.tree, &profile.weights, profile.names.entities().len())?,
        };
        if summing.step(&profile.tree, &profile.children, &profile.weights, nodes)? {
            self.summing = Some(summing);
        } else {
            self.functions = Some(summing.finish());
            if let Some(base) = profile.weights.base() {
                let entities = profile.names.entities().len();
                self.base = Some(Functions::sum(&profile.tree, &profile.children, base, entities)?);
            }
        }
        Ok(())
    }
}

/// The sums of functions, and in a comparison those of the base.
#[derive(Clone, Copy)]
struct Sums<'a>(&'a Functions, Option<&'a Functions>);

fn order(
    profile: &OpenProfile,
    Sums(functions, base): Sums<'_>,
    matches: Option<&Matches>,
    column: TopColumn,
    is_ascending: bool,
) -> Order {
    let has_value = |entity: &EntityId| {
        let has = |sums: &Functions| sums.flat(*entity) != 0 || sums.cum(*entity) != 0;
        // What did not change has a value all the same.
        has(functions) || base.is_some_and(has)
    };
    let all = || {
        (0..profile.names.entities().len())
            .map(EntityId::from)
            .filter(has_value)
    };
    let shown = all().filter(|&entity| matches.is_none_or(|matches| matches.has(entity)));
    // What is compared stands beside each row: looking it up for every comparison takes longer.
    let mut keyed: Vec<_> = shown
        .map(|entity| {
            let flat = functions.flat(entity).unsigned_abs();
            let cum = functions.cum(entity).unsigned_abs();
            (flat, cum, name(profile, entity), entity)
        })
        .collect();
    keyed.sort_by(|a, b| {
        let turned = |order: Ordering, turn: bool| if turn { order.reverse() } else { order };
        let (by_flat, by_cum) = (b.0.cmp(&a.0), b.1.cmp(&a.1));
        let by_name = || a.2.cmp(b.2);
        // As pprof orders its report: by value, the greater first, then by name. Turned, ties stay as they are.
        match column {
            TopColumn::Flat => turned(by_flat, is_ascending).then_with(by_name).then(by_cum),
            TopColumn::Cum => turned(by_cum, is_ascending).then_with(by_name).then(by_flat),
            TopColumn::FlatGrowth => {
                turned(functions.flat(b.3).cmp(&functions.flat(a.3)), is_ascending).then_with(by_name)
            }
            TopColumn::CumGrowth => {
                turned(functions.cum(b.3).cmp(&functions.cum(a.3)), is_ascending).then_with(by_name)
            }
            TopColumn::Name => turned(by_name(), !is_ascending),
            TopColumn::File => {
                let by_file = facts::file(profile, a.3).cmp(&facts::file(profile, b.3));
                turned(by_file, !is_ascending).then_with(by_name)
            }
        }
    });
    let rows: Vec<EntityId> = keyed.into_iter().map(|(.., entity)| entity).collect();
    let sums = rows
        .iter()
        .scan(0_i64, |sum, &entity| {
            *sum = sum.wrapping_add(functions.flat(entity));
            Some(*sum)
        })
        .collect();
    let magnitude = |value: i64| value.saturating_abs();
    let smallest = all()
        .map(|entity| match functions.flat(entity) {
            0 => magnitude(functions.cum(entity)),
            flat => magnitude(flat),
        })
        .filter(|&value| value != 0)
        .min()
        .unwrap_or(0);
    let unit = unit::column_unit(smallest, profile.total(), profile.unit(), false);
    let largest = all().map(|entity| magnitude(functions.cum(entity))).max().unwrap_or(0);
    let longest = unit::scaled_label(largest.max(profile.total()), profile.unit(), unit);
    // A smaller value may have decimals where the largest happens to have none.
    let decimals = if longest.contains('.') || unit == profile.unit() {
        0
    } else {
        3
    };
    Order {
        value_columns: (longest.len() + decimals) as u32,
        unit: unit.to_vec(),
        largest_flat: all().map(|entity| magnitude(functions.flat(entity))).max().unwrap_or(0),
        largest_cum: largest,
        rows,
        sums,
    }
}

fn name(profile: &OpenProfile, entity: EntityId) -> &str {
    profile.names.full(entity)
}

fn top_row(profile: &OpenProfile, functions: &Functions, order: &Order, row: usize) -> TopRow {
    let entity = order.rows[row];
    let (flat, cum) = (functions.flat(entity), functions.cum(entity));
    let total = profile.total();
    let value = |value: i64| unit::scaled_label(value, profile.unit(), &order.unit);
    let share = |value: i64| facts::share(value, total);
    let (path, name) = profile.names.split(entity);
    TopRow {
        function: entity.0,
        path: path.to_owned(),
        name: name.to_owned(),
        file: facts::file(profile, entity).into_owned(),
        flat: value(flat),
        flat_exact: unit::exact(flat, profile.unit()),
        flat_percent: share(flat),
        sum_percent: share(order.sums[row]),
        cum: value(cum),
        cum_exact: unit::exact(cum, profile.unit()),
        cum_percent: share(cum),
        flat_bar: facts::bar(flat, order.largest_flat),
        cum_bar: facts::bar(cum, order.largest_cum),
        inlining: facts::inlining(functions.inlined(entity)),
        sides: Vec::new(),
    }
}

/// A row of a comparison: values with their signs, and what both sides had.
fn compared(profile: &OpenProfile, row: TopRow, sums: [&Functions; 2], order: &Order, at: usize) -> TopRow {
    let entity = order.rows[at];
    let [change, was] = sums.map(|sums| [sums.flat(entity), sums.cum(entity)]);
    let new = [0, 1].map(|at| was[at].wrapping_add(change[at]));
    let value = |value: i64| unit::scaled_label(value, profile.unit(), &order.unit);
    // To the last digit, and what a share of the whole does not say: the share of what was.
    let exact = |at: usize| {
        let [old, new] = [was, new].map(|side| unit::exact(side[at], profile.unit()));
        let grown = if was[at] == 0 {
            String::new()
        } else {
            format!(", {}", profile.signed(change[at], facts::share(change[at], was[at])))
        };
        format!("{} ({old} → {new}{grown})", profile.exact(change[at]))
    };
    let mark = match (was[1], new[1]) {
        (0, 0) => "",
        (0, _) => "new",
        (_, 0) => "gone",
        _ => "",
    };
    let sides = [
        value(was[0]),
        value(new[0]),
        value(was[1]),
        value(new[1]),
        mark.to_owned(),
    ];
    TopRow {
        flat_exact: exact(0),
        cum_exact: exact(1),
        sides: sides.into(),
        flat: profile.signed(change[0], row.flat),
        flat_percent: profile.signed(change[0], row.flat_percent),
        cum: profile.signed(change[1], row.cum),
        cum_percent: profile.signed(change[1], row.cum_percent),
        ..row
    }
}
