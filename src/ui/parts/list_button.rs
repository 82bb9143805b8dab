//! The switch between a picture and its list.

use leptos::prelude::*;

use crate::protocol::Twin;
use crate::ui::commands::{Command, hint};
use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::perform::pictures::show_list;
use crate::ui::state::document::Document;

/// The switch between picture and list.
#[component]
pub fn ListButton(
    /// The file.
    document: Document,
    /// Which picture.
    twin: Twin,
) -> impl IntoView {
    let is_shown = document.list(twin).is_shown;
    let words = "As a list instead of a picture";
    view! {
        <button
            type="button"
            class="button-quiet"
            aria-pressed=move || is_shown.get().to_string()
            aria-label=words
            title=hint(Command::ToggleList).map(|key| format!("{words} ({key})"))
            data-testid="as-list"
            on:click=move |_| show_list(document, twin, !is_shown.get_untracked())
        >
            <Icon sign=Sign::List />
        </button>
    }
}
