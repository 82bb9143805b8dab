//! A search in one document: what is looked for, and what was found.

use leptos::prelude::*;

use crate::protocol::Ticket;
use crate::protocol::reply::Found;
use crate::protocol::request::{Request, SearchFor};
use crate::ui::state::document::Document;

/// A search. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Search {
    /// What is looked for; an empty pattern is no search.
    pub wanted: RwSignal<SearchFor>,
    /// What was found, once it was.
    pub found: RwSignal<Option<Found>>,
    /// The last question's number.
    ticket: StoredValue<Ticket>,
}

impl Search {
    /// No search.
    pub fn new() -> Self {
        Self {
            wanted: RwSignal::new(SearchFor::default()),
            found: RwSignal::new(None),
            ticket: StoredValue::new(0),
        }
    }

    /// Forgets pattern and answer, without a word to the worker.
    pub fn clear(self) {
        self.wanted.set(SearchFor::default());
        self.found.set(None);
    }

    /// Whether something is looked for.
    pub fn is_active(self) -> bool {
        self.wanted.with(|wanted| !wanted.pattern.is_empty())
    }

    /// As [`Search::is_active`], without following it.
    pub fn is_active_untracked(self) -> bool {
        self.wanted.with_untracked(|wanted| !wanted.pattern.is_empty())
    }

    /// Changes what is looked for.
    pub fn change(self, document: Document, change: impl FnOnce(&mut SearchFor)) {
        self.wanted.update(change);
        let wanted = self.wanted.get_untracked();
        if wanted.pattern.is_empty() {
            self.found.set(None);
        }
        self.ticket.update_value(|ticket| *ticket += 1);
        document.send(Request::Search(self.ticket.get_value(), wanted));
        document.table.age();
    }

    /// Takes what was found, unless something else is looked for by now.
    pub fn take(self, document: Document, ticket: Ticket, found: Found) {
        if ticket != self.ticket.get_value() || !self.is_active_untracked() {
            return;
        }
        self.found.set(Some(found));
        document.table.age();
    }
}

impl Default for Search {
    fn default() -> Self {
        Self::new()
    }
}
