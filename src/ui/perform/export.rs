//! Taking away: another worker reads the file again, shows it as it is shown, and makes what was asked for.

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::browser::program::words;
use crate::browser::{files, save};
use crate::protocol::request::Request;
use crate::protocol::screen::Screen;
use crate::ui::perform::Performer;
use crate::ui::state::document::Document;

impl Performer {
    /// Makes a file of what is shown, and saves it, or copies it where it is commands.
    pub fn export(self, document: Document, word: &'static str) {
        let order = document.table.order.get_untracked();
        let questions = [
            Request::Restore(Box::new(document.view.with_untracked(|view| view.place.clone()))),
            Request::Search(0, document.search.wanted.get_untracked()),
            Request::Sort(order.0, !order.1),
            Request::Export(word.to_owned(), document.names()),
        ];
        self.ask_elsewhere(document, questions.into());
    }

    /// Saves or copies what was made; what to say of it.
    pub(super) fn give(self, name: &str, beside: &Array) -> String {
        let content = beside.get(0);
        if name.is_empty() {
            let text = js_sys::Uint8Array::new(&content).to_vec();
            let text = String::from_utf8_lossy(&text).into_owned();
            self.copy(text, "Copied the commands.".to_owned());
            return String::new();
        }
        let file = files::file(&content, name).ok_or_else(|| "the browser refuses".into());
        saved(name, file.and_then(|file| save::save(&file, name)))
    }

    /// Saves the picture that is shown.
    pub fn save_picture(self, document: Document) {
        let part = if document.screen.get_untracked() == Screen::Graph {
            "graph"
        } else {
            "picture"
        };
        let name = format!("{}.png", document.name());
        let done = save::save_canvas(&document.id.element(part), name.clone());
        self.page.say(saved(&name, done));
    }
}

/// What to say of a file that was saved or not.
fn saved(name: &str, done: Result<(), JsValue>) -> String {
    match done {
        Ok(()) => format!("Saved {name}."),
        Err(error) => format!("Not saved: {}.", words(&error)),
    }
}
