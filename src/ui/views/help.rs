//! Keys and gestures, from the one table of commands.

use leptos::prelude::*;

use crate::browser::window;
use crate::ui::commands::{COMMANDS, Command, GESTURES, Place, spelled, words};
use crate::ui::parts::dialog::Dialog;
use crate::ui::state::page::Popup;

/// The dialog of keys and gestures.
#[component]
pub fn Help() -> impl IntoView {
    view! {
        <Dialog popup=Popup::Help title="Keys and gestures">
            <div class="help">
                <Keys title="Everywhere" place=Place::Everywhere />
                <Keys title="Documents and flame graph" place=Place::Page />
                <Keys title="In the search field" place=Place::SearchField />
                <Keys title="In the table" place=Place::Table />
                <Keys title="In the flame graph as a list" place=Place::List />
                <section>
                    <h3>"Mouse, trackpad, touch"</h3>
                    <dl class="help-list">
                        {GESTURES
                            .iter()
                            .map(|(gesture, meaning)| view! { <dt>{*gesture}</dt><dd>{*meaning}</dd> })
                            .collect_view()}
                    </dl>
                </section>
            </div>
        </Dialog>
    }
}

/// The keys of one place.
#[component]
fn Keys(
    /// Its heading.
    title: &'static str,
    /// The place.
    place: Place,
) -> impl IntoView {
    let is_mac = window::is_mac();
    view! {
        <section>
            <h3>{title}</h3>
            <dl class="help-list">
                {COMMANDS
                    .iter()
                    .filter(|entry| entry.place == place)
                    .map(|entry| {
                        // What has several lines of keys stands in the palette with the first.
                        let is_first = words(entry.command) == entry.words && entry.command != Command::Palette;
                        let keys = entry.keys.iter().map(|key| view! { <kbd>{spelled(*key, is_mac)}</kbd> }).collect_view();
                        view! { <dt>{keys}</dt><dd data-command=is_first.then_some("")>{entry.words}</dd> }
                    })
                    .collect_view()}
            </dl>
        </section>
    }
}
