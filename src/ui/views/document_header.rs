//! The row above a document's panes: views, sample type, what is in view of what, search, facts.

use leptos::prelude::*;

use crate::protocol::account::TracePage;
use crate::protocol::aside::Aside;
use crate::protocol::screen::Screen;
use crate::protocol::sheet::Sheet;
use crate::ui::commands::{Command, hint};
use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::parts::popup_button::PopupButton;
use crate::ui::parts::sample_types::SampleTypes;
use crate::ui::parts::search_box::SearchBox;
use crate::ui::parts::when::When;
use crate::ui::reactive::memo;
use crate::ui::state::document::Document;
use crate::ui::state::page::Popup;

/// Views that need another worker than the first picture, and what they are called.
const MORE: [(Screen, &str); 8] = [
    (Screen::Aside(Aside::Sandwich), "Sandwich"),
    (Screen::Aside(Aside::Packages), "Packages"),
    (Screen::Aside(Aside::Files), "Files"),
    (Screen::Aside(Aside::Collapsed), "No recursion"),
    (Screen::Sheet(Sheet::Source), "Source"),
    (Screen::Sheet(Sheet::Labels), "Labels"),
    (Screen::Sheet(Sheet::Traces), "Traces"),
    (Screen::Sheet(Sheet::Comments), "Comments"),
];

/// The header of one document.
#[component]
pub fn DocumentHeader(
    /// The file.
    document: Document,
) -> impl IntoView {
    view! {
        <header class="document-header" data-panel="">
            <div class="view-switch" role="group" aria-label="View">
                <When is=move || document.has_goroutines()>
                    <ViewButton document screen=Screen::Goroutines words="Goroutines" command=Command::ShowGoroutines />
                </When>
                <When is=move || document.is_trace()>
                    <ViewButton document screen=Screen::Overview words="Overview" command=Command::ShowOverview />
                </When>
                <When is=move || document.has_timeline()>
                    <ViewButton document screen=Screen::Timeline words="Timeline" command=Command::ShowTimeline />
                </When>
                <ViewButton document screen=Screen::Flame words="Flame" command=Command::ShowFlame />
                <ViewButton document screen=Screen::Graph words="Graph" command=Command::ShowGraph />
                <ViewButton document screen=Screen::Top words="Top" command=Command::ShowTop />
                <ViewButton document screen=Screen::Peek words="Peek" command=Command::ShowPeek />
                <When is=move || document.has_series()>
                    <ViewButton document screen=Screen::Series words="Series" command=Command::ShowSeries />
                </When>
                <When is=move || document.has_findings()>
                    <ViewButton document screen=Screen::Findings words="Findings" command=Command::ShowFindings />
                </When>
            </div>
            <MoreViews document />
            <SampleTypes document />
            <Totals document />
            <span class="document-header-space"></span>
            <SearchBox document />
            <button
                type="button"
                class="button-quiet"
                title="Filter by an expression"
                aria-label="Filter by an expression"
                aria-expanded=move || document.filters.is_adding.get().to_string()
                data-testid="filter-button"
                on:click=move |_| document.filters.show_form(document, !document.filters.is_adding.get_untracked())
            >
                <Icon sign=Sign::Filter />
            </button>
            <PopupButton popup=Popup::Compare sign=Sign::Compare words="Compare with another file" name="compare-button" />
            <PopupButton popup=Popup::TakeAway sign=Sign::Save words="Take away" name="take-away-button" />
            <PopupButton popup=Popup::About sign=Sign::Facts words="About this file" name="about-button" />
        </header>
    }
}

/// The views that are seldom the first that somebody wants.
#[component]
fn MoreViews(
    /// The file.
    document: Document,
) -> impl IntoView {
    let shown = move || {
        let screen = document.screen.get();
        let is_here = screen.needs_texts() || matches!(screen, Screen::Trace(_));
        if is_here { screen.word() } else { "" }
    };
    let choose = move |event| {
        let word = event_target_value(&event);
        if let Some(screen) = Screen::ALL.into_iter().find(|screen| screen.word() == word) {
            document.screen.set(screen);
        }
    };
    let option = |screen: Screen, words| view! { <option value=screen.word()>{words}</option> };
    let options = MORE.map(|(screen, words)| option(screen, words));
    let pages = move || {
        let pages = TracePage::ALL.iter().filter(|_| document.is_trace());
        pages
            .map(|page| option(Screen::Trace(*page), page.title()))
            .collect_view()
    };
    view! {
        <select
            class="more-views"
            class:is-shown=move || !shown().is_empty()
            aria-label="More views"
            data-testid="more-views"
            prop:value=shown
            on:change=choose
        >
            <option value="">"More"</option>
            {pages}
            {options.collect_view()}
        </select>
    }
}

/// A button of the view switch.
#[component]
fn ViewButton(
    /// The file.
    document: Document,
    /// What it shows.
    screen: Screen,
    /// What stands on it.
    words: &'static str,
    /// The command that does the same.
    command: Command,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="view-button"
            aria-pressed=move || (document.screen.get() == screen).to_string()
            title=hint(command).map(|key| format!("{words} ({key})"))
            data-testid=format!("view-{}", words.to_ascii_lowercase())
            on:click=move |_| document.screen.set(screen)
        >
            {words}
        </button>
    }
}

/// What is in view of what there is. It has its place before there is anything to say.
#[component]
fn Totals(
    /// The file.
    document: Document,
) -> impl IntoView {
    let words = memo(move || {
        document.view.with(|view| {
            let is_known = !view.total.is_empty();
            is_known.then(|| (view.in_view.clone(), view.total.clone(), view.percent.clone()))
        })
    });
    view! {
        <span class="totals" data-testid="totals" title="The value of what is zoomed to, of the whole profile">
            {move || words.get().map(|(in_view, total, percent)| {
                view! {
                    <strong>{in_view}</strong>
                    <span class="totals-of">{format!(" of {total} · {percent}")}</span>
                }
            })}
        </span>
    }
}
