//! The search field: what is looked for, how, and what was found.

use leptos::prelude::*;

use crate::browser::window;
use crate::protocol::reply::Found;
use crate::protocol::request::SearchFor;
use crate::protocol::screen::Screen;
use crate::ui::commands::{Command, hint};
use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::parts::when::When;
use crate::ui::reactive::memo;
use crate::ui::state::document::Document;

/// The search of one document.
#[component]
pub fn SearchBox(
    /// What is searched.
    document: Document,
) -> impl IntoView {
    let search = document.search;
    let error = memo(move || {
        search
            .found
            .with(|found| found.as_ref().and_then(|found| found.error.clone()))
    });
    let error_id = document.id.element("search-error");
    let describing = error_id.clone();
    let placeholder =
        hint(Command::Search).map_or_else(|| "Search".to_owned(), |key| format!("Search functions ({key})"));
    view! {
        <search class="search" class:has-error=move || error.with(Option::is_some)>
            <div class="search-field">
                <Icon sign=Sign::Search />
                <input
                    id=document.id.element("search")
                    data-search-field=""
                    data-testid="search"
                    type="text"
                    inputmode="search"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    placeholder=placeholder
                    aria-label="Search functions"
                    aria-invalid=move || error.with(Option::is_some).to_string()
                    aria-describedby=describing
                    prop:value=move || search.wanted.with(|wanted| wanted.pattern.clone())
                    on:input=move |event| {
                        let pattern = event_target_value(&event);
                        search.change(document, |wanted| wanted.pattern = pattern);
                    }
                />
                <Toggle document sign=".*" words="Regular expression" name="regex" field=|wanted| &mut wanted.is_regex />
                <Toggle document sign="Aa" words="Upper and lower case differ" name="case" field=|wanted| &mut wanted.is_case_sensitive />
            </div>
            <p class="search-error" id=error_id role="alert" data-testid="search-error">
                {move || error.get()}
            </p>
            <When is=move || search.is_active()>
                <span class="search-found" data-testid="search-found" role="status">
                    {move || {
                        if document.screen.get() == Screen::Timeline {
                            return Some(document.trace.timeline.with(|timeline| timeline.found.clone()));
                        }
                        search.found.with(|found| found.as_ref().and_then(found_words))
                    }}
                </span>
                <Step document sign=Sign::Up command=Command::PreviousMatch words="Match before" />
                <Step document sign=Sign::Down command=Command::NextMatch words="Next match" />
                <button
                    type="button"
                    class="button-quiet"
                    aria-label="End the search"
                    title="End the search (Esc)"
                    data-testid="search-clear"
                    on:click=move |_| {
                        search.change(document, |wanted| wanted.pattern.clear());
                        // The button goes: the keyboard stays with the search.
                        window::focus(&document.id.element("search"));
                    }
                >
                    <Icon sign=Sign::Close />
                </button>
            </When>
        </search>
    }
}

/// What was found, short enough to stand beside the field; nothing for a pattern that is in error.
fn found_words(found: &Found) -> Option<String> {
    let words = || {
        format!(
            "{} of {} · {} ({})",
            found.functions, found.of, found.value, found.percent
        )
    };
    found.error.is_none().then(words)
}

/// A switch of the search.
#[component]
fn Toggle(
    /// Whose search.
    document: Document,
    /// What stands on it.
    sign: &'static str,
    /// What it means.
    words: &'static str,
    /// Its name, for tests.
    name: &'static str,
    /// The switch.
    field: fn(&mut SearchFor) -> &mut bool,
) -> impl IntoView {
    let wanted = document.search.wanted;
    let is_on = move || *field(&mut wanted.get());
    view! {
        <button
            type="button"
            class="search-toggle"
            aria-label=words
            title=words
            aria-pressed=move || is_on().to_string()
            data-testid=format!("search-{name}")
            on:click=move |_| {
                document.search.change(document, |wanted| {
                    let is_on = field(wanted);
                    *is_on = !*is_on;
                });
            }
        >
            {sign}
        </button>
    }
}

/// A button to the next match, or the one before.
#[component]
fn Step(
    /// Whose search.
    document: Document,
    /// Which way it points.
    sign: Sign,
    /// What it does, one of the two steps from match to match.
    command: Command,
    /// What it means.
    words: &'static str,
) -> impl IntoView {
    let title = hint(command).map_or_else(|| words.to_owned(), |key| format!("{words} ({key})"));
    view! {
        <button
            type="button"
            class="button-quiet"
            aria-label=words
            title=title
            on:click=move |_| document.next_match(command == Command::PreviousMatch)
        >
            <Icon sign />
        </button>
    }
}
