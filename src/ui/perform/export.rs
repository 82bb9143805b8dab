//! Taking away: another worker reads the file again, shows it as it is shown, and makes what was asked for.

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::browser::program::{Reader, words};
use crate::browser::{boot, files, history, save, window};
use crate::protocol::Pane;
use crate::protocol::aside::Aside;
use crate::protocol::export::{DRAWING, PAGE, PICTURE};
use crate::protocol::request::{PaneSize, Request};
use crate::protocol::screen::Screen;
use crate::ui::parts::canvas_pane::element;
use crate::ui::perform::Performer;
use crate::ui::state::document::Document;

/// The width and height of a picture that is not shown.
const UNSEEN: (f64, f64) = (1200.0, 800.0);

impl Performer {
    /// Makes a file of what is shown, and saves it, or copies it where it is commands.
    pub fn export(self, document: Document, word: &'static str) {
        if word == PAGE {
            return self.save_page(document);
        }
        let screen = document.screen.get_untracked();
        // Its own worker knows what it told.
        if screen.is_account() && matches!(word, "csv" | "json") && document.reader.get_untracked() == Reader::Texts {
            let word = format!("{}.{word}", screen.word());
            return document.send(Request::Export(word, document.names()));
        }
        let order = document.table.order.get_untracked();
        let mut questions = Vec::new();
        if word == PICTURE {
            questions.push(Request::Export(DRAWING.to_owned(), Vec::new()));
            questions.push(Request::Appearance(self.settings.appearance.get_untracked()));
            for &pane in panes(document.screen.get_untracked()) {
                let (width, height) = window::size_around(&document.id.element(element(pane))).unwrap_or(UNSEEN);
                let ratio = window::pixel_ratio();
                questions.push(Request::Resize(pane, PaneSize { width, height, ratio }));
            }
            if let Screen::Aside(aside) = document.screen.get_untracked() {
                questions.push(Request::Aside(Some(aside)));
            }
        }
        questions.extend([
            Request::Restore(Box::new(document.view.with_untracked(|view| view.place.clone()))),
            Request::Search(0, document.search.wanted.get_untracked()),
            Request::Sort(order.0, !order.1),
            Request::Export(word.to_owned(), document.names()),
        ]);
        self.ask_elsewhere(document, questions);
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
        keep(name, &content)
    }

    /// Saves a page of its own with the document's files, which opens where the view is.
    fn save_page(self, document: Document) {
        self.page.say("Making the page…".to_owned());
        let files = document.files.get_value();
        leptos::task::spawn_local(async move {
            let name = format!("{}.html", document.name());
            let page = boot::contain(&files, &history::hash()).await;
            let done = page.and_then(|page| told(save::save(&page, &name)));
            self.page.say(saved(&name, done));
        });
    }

    /// Saves the picture that is shown.
    pub fn save_picture(self, document: Document) {
        let panes = panes(document.screen.get_untracked());
        let name = format!("{}.png", document.name());
        let done = save::save_canvas(&document.id.element(element(panes[0])), name.clone());
        self.page.say(saved(&name, told(done)));
    }
}

/// Saves what was made; what to say of it.
pub fn keep(name: &str, content: &JsValue) -> String {
    let file = files::file(content, name).ok_or_else(|| "the browser refuses".into());
    saved(name, told(file.and_then(|file| save::save(&file, name))))
}

/// What the browser says, in words.
fn told(done: Result<(), JsValue>) -> Result<(), String> {
    done.map_err(|error| words(&error))
}

/// The panes of what is shown, the main one first; the flame graph's, where a view has none.
fn panes(screen: Screen) -> &'static [Pane] {
    match screen {
        Screen::Graph => &[Pane::Graph],
        Screen::Timeline => &[Pane::Timeline],
        Screen::Aside(Aside::Packages | Aside::Files) => &[Pane::Above, Pane::Below],
        Screen::Aside(_) => &[Pane::Below, Pane::Above],
        _ => &[Pane::Flame],
    }
}

/// What to say of a file that was saved or not.
fn saved(name: &str, done: Result<(), String>) -> String {
    match done {
        Ok(()) => format!("Saved {name}."),
        Err(reason) => format!("Not saved: {reason}."),
    }
}
