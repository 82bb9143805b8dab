//! The goroutines of a dump: what is asked of them, and what the worker answered.

use std::sync::Arc;

use leptos::prelude::*;

use crate::protocol::Ticket;
use crate::protocol::goroutines::{GoroutineList, GoroutineQuestion, GroupDetails};
use crate::protocol::request::Request;
use crate::ui::state::document::Document;

/// The goroutines of one document. Cheap to copy.
#[derive(Clone, Copy, Default)]
pub struct GoroutineState {
    /// Which goroutines are asked for, and in what order.
    pub question: RwSignal<GoroutineQuestion>,
    /// The newest answer.
    pub list: RwSignal<Option<Arc<GoroutineList>>>,
    /// The group that was chosen.
    pub group: RwSignal<Option<Arc<GroupDetails>>>,
    /// Whether the tree of creators is shown instead of the groups.
    pub is_tree: RwSignal<bool>,
    ticket: StoredValue<Ticket>,
}

impl GoroutineState {
    /// Asks the worker what is wanted now.
    pub fn ask(self, document: Document) {
        self.ticket.update_value(|ticket| *ticket += 1);
        let question = self.question.get();
        document.send(Request::Goroutines(self.ticket.get_value(), Box::new(question)));
    }

    /// Takes an answer, unless something else was asked since.
    pub fn take(self, ticket: Ticket, list: GoroutineList) {
        if ticket == self.ticket.get_value() {
            self.list.set(Some(Arc::new(list)));
        }
    }

    /// Forgets the answers.
    pub fn clear(self) {
        self.list.set(None);
        self.group.set(None);
    }
}
