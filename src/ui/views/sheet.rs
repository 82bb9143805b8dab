//! Views that are read: findings. A worker wrote them out; here they are laid out.

use leptos::prelude::*;

use crate::protocol::link::Screen;
use crate::protocol::request::Request;
use crate::protocol::sheet::{Item, Lead, Section};
use crate::ui::perform::Performer;
use crate::ui::state::document::Document;

/// The sheet of a file. It is asked for when it is first shown.
#[component]
pub fn SheetView(
    /// The file.
    document: Document,
) -> impl IntoView {
    let performer: Performer = expect_context();
    Effect::new(move |_| {
        if document.is_open() && document.sheet.with_untracked(Option::is_none) {
            performer.ask_sheet(document);
        }
    });
    let inner = move || match document.sheet.get() {
        None => view! { <p class="neighbours-note" role="status">"Reading the file once more …"</p> }.into_any(),
        Some(sheet) => {
            let sections = sheet.sections.iter().filter(|section| !section.is_empty());
            sections.map(|it| section(document, it)).collect_view().into_any()
        }
    };
    view! {
        <section class="sheet" aria-label="Findings" data-panel="" tabindex="0" data-testid="sheet">
            {inner}
        </section>
    }
}

fn section(document: Document, section: &Section) -> impl IntoView + use<> {
    let notes = section
        .notes
        .iter()
        .map(|note| view! { <p class="sheet-note">{note.clone()}</p> });
    let notes = notes.collect_view();
    let items = section.items.iter().map(|it| item(document, it)).collect_view();
    let heading = section.heading.clone();
    view! {
        <details class="sheet-section" open=!section.is_folded>
            <summary>{heading}</summary>
            {notes}
            {items}
        </details>
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
        <article class="sheet-item">
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
