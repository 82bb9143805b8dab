//! The filters of one document: those in effect, and the form for another.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::window;
use crate::protocol::filter::{Filter, FilterKind, Refined};
use crate::protocol::request::Request;
use crate::ui::state::document::Document;

/// The filters. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Filters {
    /// Those in effect and what they keep, as the worker last told it.
    pub refined: RwSignal<Refined>,
    /// Whether the form for another is shown.
    pub is_adding: RwSignal<bool>,
    /// What is written there.
    pub typed: RwSignal<String>,
    /// The element that gets the keyboard when the chips are made anew.
    pub next: StoredValue<Option<String>>,
}

impl Filters {
    /// No filter.
    pub fn new() -> Self {
        Self {
            refined: RwSignal::new(Refined::default()),
            is_adding: RwSignal::new(false),
            typed: RwSignal::new(String::new()),
            next: StoredValue::new(None),
        }
    }

    /// Forgets them, without a word to the worker.
    pub fn clear(self) {
        self.refined.set(Refined::default());
        self.is_adding.set(false);
        self.typed.set(String::new());
    }

    /// Shows the form or not; what was wrong when it was last shown is no longer asked for.
    pub fn show_form(self, document: Document, is_shown: bool) {
        self.is_adding.set(is_shown);
        self.forget_error();
        if is_shown {
            let id = document.id.element("filter");
            set_timeout(move || window::focus(&id), Duration::ZERO);
        }
    }

    /// Another expression is written.
    pub fn forget_error(self) {
        if self.refined.with_untracked(|refined| refined.error.is_some()) {
            self.refined.update(|refined| refined.error = None);
        }
    }

    /// Takes what the worker told; what the form does not show is said.
    pub fn take(self, document: Document, refined: Refined) {
        let has_changed = self.refined.with_untracked(|before| before.filters != refined.filters);
        if let Some(error) = refined.error.clone().filter(|_| !self.is_adding.get_untracked()) {
            document.said.set(format!("Not filtered: {error}."));
        }
        self.refined.set(refined);
        if has_changed {
            self.typed.set(String::new());
            if let Some(id) = self.next.get_value() {
                self.next.set_value(None);
                set_timeout(move || window::focus(&id), Duration::ZERO);
            }
            document.table.age();
            if document.search.is_active_untracked() {
                // Its matches are the same, what they weigh is not.
                document.search.change(document, |_| {});
            }
        }
    }

    /// Asks for other filters, made of those in effect.
    pub fn change(self, document: Document, change: impl FnOnce(&mut Vec<Filter>)) {
        let filters = self.refined.with_untracked(|refined| {
            let filters = refined.filters.iter().map(|facts| facts.filter.clone());
            filters.collect::<Vec<_>>()
        });
        let mut wanted = filters.clone();
        change(&mut wanted);
        if wanted == filters {
            return;
        }
        let needs_texts = wanted.iter().any(Filter::needs_texts);
        if !needs_texts || !document.hand_over(|there| there.place.filters.clone_from(&wanted)) {
            document.send(Request::Refine(wanted));
        }
    }

    /// Asks for one more, about the selected function; `false` where nothing is selected.
    pub fn add_of_selection(self, document: Document, kind: FilterKind) -> bool {
        let what = document
            .selected
            .with_untracked(|facts| facts.as_ref().map(|facts| facts.name.clone()));
        let Some(what) = what else { return false };
        self.change(document, |filters| {
            filters.push(Filter {
                kind,
                what,
                is_exact: true,
            });
        });
        true
    }
}

impl Default for Filters {
    fn default() -> Self {
        Self::new()
    }
}
