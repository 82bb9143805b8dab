//! A picture as a list: the rows of it that are here.

use std::sync::Arc;

use leptos::prelude::*;

use crate::protocol::Twin;
use crate::protocol::reply::TwinHeader;
use crate::protocol::request::{Request, TwinCommand};
use crate::protocol::rows::TreeRow;
use crate::ui::state::document::Document;

/// Rows that lie together, and what is told with them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TwinRows {
    /// Which rows they are, of how many, and which is selected.
    pub header: TwinHeader,
    /// The rows.
    pub rows: Arc<Vec<TreeRow>>,
}

impl TwinRows {
    /// The row with this number, if it is here.
    pub fn get(&self, index: u32) -> Option<&TreeRow> {
        self.rows.get(index.checked_sub(self.header.from)? as usize)
    }
}

/// The list of one picture. Cheap to copy.
#[derive(Clone, Copy)]
pub struct TwinList {
    /// Whose list.
    pub twin: Twin,
    /// Whether the list is shown instead of the picture.
    pub is_shown: RwSignal<bool>,
    /// The rows that are here.
    pub rows: RwSignal<TwinRows>,
    /// How many rows the pane shows at once, for Page Up and Page Down.
    pub page: StoredValue<u32>,
}

impl TwinList {
    /// No rows; the picture is shown.
    pub fn new(twin: Twin) -> Self {
        Self {
            twin,
            is_shown: RwSignal::new(false),
            rows: RwSignal::new(TwinRows::default()),
            page: StoredValue::new(1),
        }
    }

    /// What tells the element of the list from others of the document.
    pub fn part(self) -> &'static str {
        part(self.twin)
    }

    /// Asks something of the list.
    pub fn ask(self, document: Document, command: TwinCommand) {
        document.send(Request::Twin(self.twin, command));
    }

    /// Takes rows that came.
    pub fn take(self, header: TwinHeader, rows: Vec<TreeRow>) {
        let rows = Arc::new(rows);
        self.rows.set(TwinRows { header, rows });
    }

    /// Forgets the rows.
    pub fn clear(self) {
        self.rows.set(TwinRows::default());
    }
}

/// What tells the element of a picture's list from others of the document.
pub fn part(twin: Twin) -> &'static str {
    match twin {
        Twin::Flame => "list",
        Twin::Graph => "graph-list",
        Twin::Lanes => "lanes-list",
    }
}
