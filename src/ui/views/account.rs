//! Views that are read: findings, and series. A worker wrote them out; here they are laid out.

use leptos::prelude::*;

use crate::protocol::account::{AccountRow, Item, Lead, Section, Switch};
use crate::protocol::link::Screen;
use crate::protocol::request::Request;
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
    let sample_type = memo(move || document.view.with(|view| view.sample_type));
    effect(move || {
        // A series is of the sample type that is shown, findings are of all.
        sample_type.track();
        if document.is_open() && (document.is_series() || document.account.with_untracked(Option::is_none)) {
            performer.ask_account(document);
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
    let items = section.items.iter().map(|it| item(document, it)).collect_view();
    let switches = section.switches.iter().map(|it| switch(document, it)).collect_view();
    let table = (!section.rows.is_empty()).then(|| table(document, section));
    let heading = section.heading.clone();
    view! {
        <details class="account-section" open=!section.is_folded>
            <summary>{heading}</summary>
            {notes}
            {items}
            {(!section.switches.is_empty()).then(|| view! { <div class="view-switch">{switches}</div> })}
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
        asks,
    } = switch.clone();
    let is_idle = asks.is_none();
    let ask = move |_| {
        if let Some(question) = asks.clone() {
            document.send(Request::Account(question));
        }
    };
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

fn table(document: Document, section: &Section) -> impl IntoView + use<> {
    let heads = section
        .columns
        .iter()
        .map(|it| view! { <th scope="col">{switch(document, it)}</th> });
    let mut heads: Vec<_> = heads.collect();
    // The line stands between the name and its values.
    let name = (!heads.is_empty()).then(|| heads.remove(0));
    let rows = section.rows.iter().map(|it| row(document, it)).collect_view();
    view! {
        <table class="account-table" data-testid="account-table">
            <thead>
                <tr>{name}<td></td>{heads}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row(document: Document, row: &AccountRow) -> impl IntoView + use<> {
    let cells = row
        .cells
        .iter()
        .map(|[text, exact]| view! { <td title=exact.clone()>{text.clone()}</td> });
    view! {
        <tr>
            <th scope="row">{lead(document, &row.lead)}</th>
            <td class="account-line">
                <svg viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true"><path d=row.line.clone()></path></svg>
            </td>
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

/// A button that selects the function where it can be seen.
fn lead(document: Document, lead: &Lead) -> impl IntoView + use<> {
    let Lead {
        function, sample_type, ..
    } = *lead;
    let show = move |_| {
        if document.view.with_untracked(|view| view.sample_type != sample_type) {
            document.send(Request::ShowSampleType(sample_type));
            document.table.age();
        }
        document.send(Request::Select(function));
        document.screen.set(Screen::Flame);
    };
    view! {
        <button type="button" class="goroutine-lead" disabled=function.is_none() on:click=show>
            {lead.words.clone()}
            <span>{lead.value.clone()}</span>
        </button>
    }
}
