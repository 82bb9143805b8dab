//! A command to be copied as it stands.

use leptos::prelude::*;

use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::perform::Performer;

/// A line of code with a button that copies it.
#[component]
pub fn Copyable(
    /// The line.
    text: &'static str,
) -> impl IntoView {
    let performer: Performer = expect_context();
    view! {
        <div class="copyable">
            <code>{text}</code>
            <button
                type="button"
                class="button-quiet"
                aria-label=format!("Copy: {text}")
                title="Copy"
                on:click=move |_| performer.copy(text.to_owned(), "Copied the command.".to_owned())
            >
                <Icon sign=Sign::Copy />
            </button>
        </div>
    }
}
