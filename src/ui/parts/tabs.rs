//! The bar at the top: a tab for each file, and what concerns the page as a whole.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::boot;
use crate::browser::window;
use crate::ui::commands::{COMMANDS, Command, spelled, words};
use crate::ui::parts::each::each_document;
use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::parts::when::When;
use crate::ui::perform::{Performer, Push};
use crate::ui::reactive::memo;
use crate::ui::state::document::{Document, Phase};
use crate::ui::state::documents::Documents;
use crate::ui::state::page::{Page, Popup};

/// The top bar.
#[component]
pub fn TabBar() -> impl IntoView {
    let documents: Documents = expect_context();
    let page: Page = expect_context();
    let performer: Performer = expect_context();
    view! {
        <header class="tab-bar" data-panel="">
            <button
                type="button"
                class="brand"
                title="Start"
                data-testid="start-button"
                aria-current=move || documents.current_id().is_none().then_some("page")
                on:click=move |_| documents.show(None)
            >
                <Mark />
                "goscope"
            </button>
            // A list and no ARIA tablist, in which a button to close a tab must not stand.
            <nav class="tabs" aria-label="Open files">
                <ul class="tab-list">
                    {each_document(documents, |document| view! { <Tab document /> }.into_any())}
                </ul>
            </nav>
            <button
                type="button"
                class="button-quiet"
                aria-label="Open files"
                title="Open files (Ctrl+O)"
                data-testid="open-button"
                on:click=move |_| {
                    performer.perform(Command::OpenFiles, Push::default());
                }
            >
                <Icon sign=Sign::Add />
            </button>
            <span class="tab-bar-space"></span>
            <button
                type="button"
                class="palette-button"
                aria-haspopup="dialog"
                title=words(Command::Palette)
                data-testid="palette-button"
                on:click=move |_| {
                    performer.perform(Command::Palette, Push::default());
                }
            >
                <Icon sign=Sign::Search />
                <span>"Commands"</span>
                <kbd>{palette_key()}</kbd>
            </button>
            <When is=move || page.offline.with(|offline| offline.has_update)>
                <button
                    type="button"
                    class="chip"
                    data-testid="update"
                    title="A newer goscope is here. Taking it reloads the page and closes the open files."
                    on:click=move |_| {
                        if !boot::take_update() {
                            page.say("The update is not ready yet.");
                        }
                    }
                >
                    "Update ready: reload"
                </button>
            </When>
            <BarButton popup=Popup::Settings sign=Sign::Settings words="Settings" />
            <BarButton popup=Popup::Help sign=Sign::Help words="Keys and gestures (?)" />
        </header>
    }
}

/// Gives the keyboard to the tab that is shown now, or to the start screen.
fn keep_keyboard(documents: Documents) {
    match documents.current_untracked() {
        Some(document) => window::focus(&document.id.element("tab")),
        None => window::focus("start"),
    }
}

/// A button that opens one of the page's popups.
#[component]
fn BarButton(
    /// Which.
    popup: Popup,
    /// What stands on it.
    sign: Sign,
    /// What it means.
    words: &'static str,
) -> impl IntoView {
    let page: Page = expect_context();
    view! {
        <button
            type="button"
            class="button-quiet"
            aria-label=words
            title=words
            aria-haspopup="dialog"
            data-testid=format!("open-{popup:?}").to_ascii_lowercase()
            on:click=move |_| page.toggle(popup)
        >
            <Icon sign />
        </button>
    }
}

/// The sign of goscope: three rows of a flame graph.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <rect class="mark-1" x="1" y="2" width="14" height="3.4" rx="0.8"></rect>
            <rect class="mark-2" x="1" y="6.3" width="9" height="3.4" rx="0.8"></rect>
            <rect class="mark-3" x="1" y="10.6" width="4.6" height="3.4" rx="0.8"></rect>
        </svg>
    }
}

/// The tab of one file.
#[component]
fn Tab(
    /// The file.
    document: Document,
) -> impl IntoView {
    let documents: Documents = expect_context();
    let is_current = move || documents.current_id() == Some(document.id);
    let name = document.name();
    let sign = memo(move || match document.phase.get() {
        Phase::Waiting | Phase::Reading => Some(Sign::Busy),
        Phase::Failed(_) => Some(Sign::Trouble),
        Phase::Open => None,
    });
    view! {
        <li class="tab" class:is-current=is_current>
            <button
                type="button"
                class="tab-name"
                id=document.id.element("tab")
                aria-current=move || is_current().then_some("page")
                title=name.clone()
                data-testid="tab"
                on:click=move |_| documents.show(Some(document.id))
                on:keydown=move |event| {
                    match event.key().as_str() {
                        "ArrowLeft" => documents.show_neighbour(document.id, true),
                        "ArrowRight" => documents.show_neighbour(document.id, false),
                        _ => {}
                    }
                }
                on:auxclick=move |event| {
                    if event.button() == 1 {
                        documents.close(document.id);
                    }
                }
            >
                {move || sign.get().map(|sign| view! { <Icon sign /> })}
                <span class="tab-words">{name.clone()}</span>
            </button>
            <button
                type="button"
                class="button-quiet tab-close"
                aria-label=format!("Close {name}")
                title="Close"
                data-testid="tab-close"
                on:click=move |event| {
                    documents.close(document.id);
                    if event.detail() == 0 {
                        // By the keyboard, which stands on a button that goes.
                        set_timeout(move || keep_keyboard(documents), Duration::ZERO);
                    }
                }
            >
                <Icon sign=Sign::Close />
            </button>
        </li>
    }
}

/// What opens the palette, as this computer's keyboard has it.
fn palette_key() -> Option<String> {
    let entry = COMMANDS.iter().find(|entry| entry.command == Command::Palette)?;
    entry.keys.first().map(|key| spelled(*key, window::is_mac()))
}
