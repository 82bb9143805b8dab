//! Views that are read: findings, and series. A worker wrote them out; here they are laid out.

use leptos::prelude::*;

use crate::protocol::account::{AccountRow, Field, Item, Lead, Section, Switch};
use crate::protocol::request::Request;
use crate::protocol::screen::Screen;
use crate::ui::parts::chart::chart;
use crate::ui::perform::Performer;
use crate::ui::reactive::{effect, memo};
use crate::ui::state::document::Document;

/// The account of a file. It is asked for when it is first shown.
#[component]
pub fn AccountView(
    /// The file.
    document: Document,
) -> impl IntoView {
    let performer: Performer = expect_context();
    // A series is of the sample type that is shown, a page about a trace of the range that is selected.
    let wanted = memo(move || {
        let sample_type = document.view.with(|view| view.sample_type);
        (document.screen.get(), document.is_series().then_some(sample_type))
    });
    effect(move || {
        let (screen, _) = wanted.get();
        let is_told = document.told_screen.get_value() == Some(screen);
        if document.is_open() && screen.is_account() && (!is_told || screen != Screen::Findings) {
            if !is_told {
                document.account.set(None);
            }
            document.told_screen.set_value(Some(screen));
            performer.ask_account(document, screen);
        }
    });
    let inner = move || match document.account.get() {
        None => view! { <p class="neighbours-note" role="status">"Adding up …"</p> }.into_any(),
        Some(account) => {
            let sections = account.sections.iter().filter(|section| !section.is_empty());
            sections.map(|it| section(document, it)).collect_view().into_any()
        }
    };
    view! {
        <section class="account" aria-label="What is told of the file" data-panel="" tabindex="0" data-testid="account">
            {inner}
        </section>
    }
}

fn section(document: Document, section: &Section) -> impl IntoView + use<> {
    let notes = section
        .notes
        .iter()
        .map(|note| view! { <p class="account-note">{note.clone()}</p> });
    let notes = notes.collect_view();
    let charts = section.charts.iter().map(chart).collect_view();
    let field = section.field.as_ref().map(|it| field(document, it));
    let items = section.items.iter().map(|it| item(document, it)).collect_view();
    let switches = section.switches.iter().map(|it| switch(document, it)).collect_view();
    let table = (!section.rows.is_empty()).then(|| table(document, section));
    let heading = section.heading.clone();
    view! {
        <details class="account-section" open=!section.is_folded>
            <summary>{heading}</summary>
            {notes}
            {charts}
            {items}
            {(!section.switches.is_empty()).then(|| view! { <div class="view-switch">{switches}</div> })}
            {field}
            {table}
        </details>
    }
}

/// A button that asks for another account; words where there is nothing to ask.
fn switch(document: Document, switch: &Switch) -> impl IntoView + use<> {
    let Switch {
        words,
        title,
        is_on,
        offer,
    } = switch.clone();
    let is_idle = offer.is_empty();
    let ask = move |_| document.send(Request::Offered(offer.clone(), None));
    view! {
        <button
            type="button"
            class="view-button"
            title=title
            aria-pressed=(!is_idle).then(|| is_on.to_string())
            disabled=is_idle
            on:click=ask
        >
            {words}
        </button>
    }
}

/// A field that asks when it is left, or at Enter.
fn field(document: Document, field: &Field) -> impl IntoView + use<> {
    let Field { words, text, offer } = field.clone();
    let ask = move |event| document.send(Request::Offered(offer.clone(), Some(event_target_value(&event))));
    view! { <input type="search" class="account-field" placeholder=words.clone() aria-label=words value=text on:change=ask /> }
}

fn table(document: Document, section: &Section) -> impl IntoView + use<> {
    let heads = section
        .columns
        .iter()
        .map(|it| view! { <th scope="col">{switch(document, it)}</th> });
    let mut heads: Vec<_> = heads.collect();
    // The line stands between the name and its values.
    let name = (!heads.is_empty()).then(|| heads.remove(0));
    let has_lines = section.rows.iter().any(|row| !row.line.is_empty());
    let rows = section
        .rows
        .iter()
        .map(|it| row(document, it, has_lines))
        .collect_view();
    view! {
        <div class="account-scroll">
        <table class="account-table" class:is-text=section.is_text data-testid="account-table">
            <thead>
                <tr>{name}{has_lines.then(|| view! { <td></td> })}{heads}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        </div>
    }
}

fn row(document: Document, row: &AccountRow, has_lines: bool) -> impl IntoView + use<> {
    let cells = row
        .cells
        .iter()
        .map(|[text, exact]| view! { <td title=exact.clone()>{text.clone()}</td> });
    view! {
        <tr>
            <th scope="row">{lead(document, &row.lead)}</th>
            {has_lines.then(|| view! {
                <td class="account-line">
                    <svg viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true"><path d=row.line.clone()></path></svg>
                </td>
            })}
            {cells.collect_view()}
        </tr>
    }
}

fn item(document: Document, item: &Item) -> impl IntoView + use<> {
    let texts = item
        .texts
        .iter()
        .map(|text| view! { <p>{text.clone()}</p> })
        .collect_view();
    let leads = item
        .leads
        .iter()
        .map(|it| view! { <li>{lead(document, it)}</li> })
        .collect_view();
    view! {
        <article class="account-item">
            <h3>{item.title.clone()}</h3>
            <strong>{item.numbers.clone()}</strong>
            <ul>{leads}</ul>
            {texts}
        </article>
    }
}

/// A button that asks what it offers, and shows where the answer is seen.
fn lead(document: Document, lead: &Lead) -> impl IntoView + use<> {
    let Lead { offer, screen, .. } = lead.clone();
    let is_idle = offer.is_empty();
    let follow = move |_| {
        document.send(Request::Offered(offer.clone(), None));
        if let Some(screen) = screen {
            // It may be of another sample type.
            document.table.age();
            document.screen.set(screen);
        }
    };
    view! {
        <button type="button" class="goroutine-lead" disabled=is_idle on:click=follow>
            {lead.words.clone()}
            <span>{lead.value.clone()}</span>
        </button>
    }
}
