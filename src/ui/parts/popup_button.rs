//! A button that opens what can lie over the page.

use leptos::prelude::*;

use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::state::page::{Page, Popup};

/// A button that opens one of the page's popups.
#[component]
pub fn PopupButton(
    /// Which.
    popup: Popup,
    /// What stands on it.
    sign: Sign,
    /// What it means.
    words: &'static str,
    /// What tests call it.
    name: &'static str,
) -> impl IntoView {
    let page: Page = expect_context();
    view! {
        <button
            type="button"
            class="button-quiet"
            title=words
            aria-label=words
            aria-haspopup="dialog"
            data-testid=name
            on:click=move |_| page.toggle(popup)
        >
            <Icon sign />
        </button>
    }
}
