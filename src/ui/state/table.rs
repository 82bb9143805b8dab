//! The rows of the table that are here, of all that the worker has.

use std::sync::Arc;

use leptos::prelude::*;

use crate::protocol::Ticket;
use crate::protocol::reply::RowsHeader;
use crate::protocol::request::{Request, TopColumn};
use crate::protocol::rows::TopRow;
use crate::ui::state::document::Document;

/// Rows that lie together.
#[derive(Clone, Default)]
pub struct RowWindow {
    /// The first row's number.
    pub from: u32,
    /// The rows.
    pub rows: Arc<Vec<TopRow>>,
}

impl RowWindow {
    /// The row with this number, if it is here.
    pub fn get(&self, index: u32) -> Option<&TopRow> {
        self.rows.get(index.checked_sub(self.from)? as usize)
    }
}

/// Where the table stands and what of it is here. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Table {
    /// The rows that are here. They stay until newer ones come, so that nothing flickers.
    pub window: RwSignal<RowWindow>,
    /// The column it is ordered by, and whether upwards.
    pub order: RwSignal<(TopColumn, bool)>,
    /// Grows when all rows may have become others: another order, search or sample type.
    pub epoch: RwSignal<u32>,
    /// How many rows the pane shows at once, for Page Up and Page Down.
    pub page: StoredValue<u32>,
    /// The last question's number.
    ticket: StoredValue<Ticket>,
    /// The first question of this epoch: answers to earlier ones are old.
    first_ticket: StoredValue<Ticket>,
    /// The row to select as soon as it is here.
    wanted_row: StoredValue<Option<u32>>,
}

impl Table {
    /// An empty table, ordered as pprof's.
    pub fn new() -> Self {
        Self {
            window: RwSignal::new(RowWindow::default()),
            order: RwSignal::new((TopColumn::Flat, false)),
            epoch: RwSignal::new(0),
            page: StoredValue::new(1),
            ticket: StoredValue::new(0),
            first_ticket: StoredValue::new(0),
            wanted_row: StoredValue::new(None),
        }
    }

    /// Forgets the rows.
    pub fn clear(self) {
        self.window.set(RowWindow::default());
        self.order.set((TopColumn::Flat, false));
        self.wanted_row.set_value(None);
    }

    /// Says that all rows may have become others.
    pub fn age(self) {
        self.first_ticket.set_value(self.ticket.get_value() + 1);
        self.wanted_row.set_value(None);
        self.epoch.update(|epoch| *epoch += 1);
    }

    /// Asks for the rows from `from` up to, not including, `to`.
    pub fn ask(self, document: Document, from: u32, to: u32) {
        self.ticket.update_value(|ticket| *ticket += 1);
        document.send(Request::Rows(self.ticket.get_value(), from, to));
    }

    /// Takes rows that came, unless they are old.
    pub fn take(self, document: Document, header: RowsHeader, rows: Vec<TopRow>) {
        if header.ticket < self.first_ticket.get_value() {
            return;
        }
        self.window.set(RowWindow {
            from: header.from,
            rows: Arc::new(rows),
        });
        if let Some(row) = self.wanted_row.get_value() {
            self.select(document, row);
        }
    }

    /// Orders by `column`: downwards first for numbers, upwards for words; again turns it over.
    pub fn order_by(self, document: Document, column: TopColumn) {
        let (before, is_ascending) = self.order.get_untracked();
        let is_ascending = if before == column {
            !is_ascending
        } else {
            matches!(column, TopColumn::Name | TopColumn::File)
        };
        self.order_as(document, (column, is_ascending));
    }

    /// Orders as said, a column and whether upwards.
    pub fn order_as(self, document: Document, order: (TopColumn, bool)) {
        if self.order.get_untracked() != order {
            self.order.set(order);
            document.send(Request::Sort(order.0, !order.1));
            self.age();
        }
    }

    /// Selects the function in this row, now or as soon as the row is here.
    pub fn select(self, document: Document, row: u32) {
        let function = self
            .window
            .with_untracked(|window| window.get(row).map(|row| row.function));
        self.wanted_row
            .set_value(if function.is_none() { Some(row) } else { None });
        match function {
            Some(_) => document.send(Request::Select(function)),
            None => self.ask(document, row.saturating_sub(50), row + 50),
        }
    }
}

impl Default for Table {
    fn default() -> Self {
        Self::new()
    }
}
