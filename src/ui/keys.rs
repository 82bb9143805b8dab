//! The keyboard → commands, by the table in [`commands`](crate::ui::commands).

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::browser::listen::Listener;
use crate::browser::window;
use crate::ui::commands::{COMMANDS, Command, Held, Key, Place};
use crate::ui::perform::{Performer, Push};

/// Listens for keys as long as the current owner lives.
pub fn follow(performer: Performer) {
    let is_mac = window::is_mac();
    // Frames in a row that one key was held for: it pans faster the longer.
    let repeats = StoredValue::new(0_u32);
    let down = Listener::new(&window::window(), "keydown", move |event: KeyboardEvent| {
        // While a word is composed, keys belong to the input method.
        if event.is_composing() || event.default_prevented() {
            return;
        }
        if event.key() == "Shift" {
            performer.page.is_tooltip_held.set(true);
            return;
        }
        repeats.update_value(|count| *count = if event.repeat() { *count + 1 } else { 0 });
        let push = Push {
            is_fast: event.shift_key(),
            repeats: repeats.get_value(),
        };
        let is_letters = performer.settings.has_letter_keys.get_untracked();
        if let Some(command) = command_of(&event, is_mac, is_letters)
            && performer.perform(command, push)
        {
            event.prevent_default();
        }
    });
    let up = Listener::new(&window::window(), "keyup", move |event: KeyboardEvent| {
        if event.key() == "Shift" {
            performer.page.is_tooltip_held.set(false);
        }
    });
    StoredValue::new_local([down, up]);
}

/// Where the keyboard's focus is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Focus {
    /// On a button, a link or a choice: its own keys are its own.
    Control,
    /// In a text field that is not the search.
    Text,
    /// In the search field.
    SearchField,
    /// In the table.
    Table,
    /// On the picture, or nowhere in particular.
    Picture,
}

fn focus_of(event: &KeyboardEvent) -> Focus {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return Focus::Picture;
    };
    let is = |selector: &str| element.closest(selector).ok().flatten().is_some();
    if is("[data-search-field]") {
        Focus::SearchField
    } else if is("input:not([type=checkbox], [type=radio]), textarea")
        || element
            .dyn_ref::<HtmlElement>()
            .is_some_and(HtmlElement::is_content_editable)
    {
        Focus::Text
    } else if is("[role=grid]") {
        Focus::Table
    } else if is("button, a, select, input, summary, [role=separator], [role=tab]") {
        Focus::Control
    } else {
        Focus::Picture
    }
}

fn command_of(event: &KeyboardEvent, is_mac: bool, is_letters: bool) -> Option<Command> {
    let focus = focus_of(event);
    let matching = |place: Place| {
        let mut entries = COMMANDS.iter().filter(move |entry| entry.place == place);
        entries.find(|entry| entry.keys.iter().any(|key| is_pressed(*key, event, is_mac)))
    };
    let own = match focus {
        Focus::SearchField => matching(Place::SearchField),
        Focus::Table => matching(Place::Table),
        Focus::Control | Focus::Text | Focus::Picture => None,
    };
    let page = || match focus {
        Focus::SearchField | Focus::Text => None,
        // Enter and arrows work a control that has the focus.
        Focus::Control if event.key() == "Enter" || event.key().starts_with("Arrow") => None,
        Focus::Control | Focus::Table | Focus::Picture => {
            let is_letter = event.key().chars().count() == 1 && !event.ctrl_key() && !event.meta_key();
            matching(Place::Page).filter(|_| is_letters || !is_letter)
        }
    };
    own.or_else(|| matching(Place::Everywhere))
        .or_else(page)
        .map(|entry| entry.command)
}

fn is_pressed((held, key): (Held, Key), event: &KeyboardEvent, is_mac: bool) -> bool {
    let (ctrl, other) = if is_mac {
        (event.meta_key(), event.ctrl_key())
    } else {
        (event.ctrl_key(), event.meta_key())
    };
    if other || event.alt_key() || ctrl != matches!(held, Held::Ctrl | Held::CtrlShift) {
        return false;
    }
    let (is_key, is_sign) = match key {
        Key::At(code, _) => (event.code() == code, false),
        // Signs such as `?` and `+` need Shift on some keyboards and not on others: what counts is the sign.
        Key::Says(name) => {
            let says = event.key();
            let is_sign = says.chars().count() == 1 && !says.chars().all(char::is_alphabetic);
            (
                says == name || matches!(held, Held::Ctrl | Held::CtrlShift) && says.eq_ignore_ascii_case(name),
                is_sign,
            )
        }
    };
    is_key
        && match held {
            Held::Nothing => is_sign || !event.shift_key(),
            Held::Shift | Held::CtrlShift => event.shift_key(),
            Held::MaybeShift => true,
            Held::Ctrl => !event.shift_key(),
        }
}
