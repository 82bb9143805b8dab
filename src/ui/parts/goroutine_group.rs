//! A group of goroutines whole: its stack, who made it, and its goroutines.

use leptos::prelude::*;

use crate::protocol::goroutines::{CallRow, GoroutineFacts};
use crate::protocol::request::Request;
use crate::ui::state::document::Document;

/// The chosen group.
#[component]
pub fn GoroutineGroup(
    /// The file.
    document: Document,
) -> impl IntoView {
    let chosen = move || {
        let Some(group) = document.goroutines.group.get() else {
            let words = "Choose a group: here stand its stack and its goroutines. A function chosen there is selected in every view.";
            return view! { <p class="neighbours-note">{words}</p> }.into_any();
        };
        let calls = group
            .calls
            .iter()
            .map(|call| view! { <li><CallLine document call=call.clone() /></li> });
        let creator = group.creator.clone();
        let more = (group.more > 0).then(|| format!("and {} more", group.more));
        view! {
            <h2>{group.title.clone()}</h2>
            <ol class="goroutine-calls" aria-label="Stack, innermost first">{calls.collect_view()}</ol>
            {creator.map(|call| view! { <div class="goroutine-maker">"created by "<CallLine document call /></div> })}
            <ul class="goroutine-members" aria-label="Goroutines">{group.goroutines.iter().map(member).collect_view()}</ul>
            <p class="neighbours-note">{more}</p>
        }
        .into_any()
    };
    view! {
        <section class="goroutine-group" aria-label="Chosen group" data-testid="goroutine-group">
            {chosen}
        </section>
    }
}

fn member(facts: &GoroutineFacts) -> impl IntoView + use<> {
    let maker = (facts.created_in > 0).then(|| format!("by goroutine {}", facts.created_in));
    let labels = facts
        .labels
        .iter()
        .map(|label| view! { <span class="badge">{label.clone()}</span> });
    let arguments = (!facts.arguments.is_empty()).then(|| view! { <pre>{facts.arguments.join("\n")}</pre> });
    view! {
        <li>
            {format!("goroutine {} ", facts.head)}
            <span class="goroutine-about">{maker}</span>
            {labels.collect_view()}
            {arguments}
        </li>
    }
}

/// A call: its function, to be selected in every view, and where it stands.
#[component]
pub fn CallLine(
    /// The file.
    document: Document,
    /// The call.
    call: CallRow,
) -> impl IntoView {
    let name = match call.function {
        None => view! { <span>{call.name}</span> }.into_any(),
        Some(function) => {
            let is_selected = move || {
                document
                    .selected
                    .with(|facts| facts.as_ref().is_some_and(|it| it.function == function))
            };
            view! {
                <button
                    type="button"
                    class="goroutine-call"
                    aria-pressed=move || is_selected().to_string()
                    on:click=move |_| document.send(Request::Select(Some(function)))
                >
                    {call.name}
                </button>
            }
            .into_any()
        }
    };
    view! {
        {name}
        {call.is_inlined.then(|| view! { <span class="badge">"inline"</span> })}
        <span class="goroutine-place">{call.place}</span>
    }
}
