//! Callers or callees of the selected function: a line each, with its share and a bar, to go on to.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::browser::window;
use crate::protocol::decimal::fixed;
use crate::protocol::details::{Neighbour, Neighbours};
use crate::protocol::request::Request;
use crate::ui::state::document::Document;

/// The lines of one side, at most `most` of them.
#[component]
pub fn NeighbourList(
    /// Whose selection.
    document: Document,
    /// What is listed, for those who do not see it.
    label: &'static str,
    /// What it says when there are none.
    none: &'static str,
    /// The functions.
    neighbours: Neighbours,
    /// Lines shown at most.
    most: usize,
    /// Its name, for tests.
    name: &'static str,
) -> impl IntoView {
    let more = neighbours.more as usize + neighbours.rows.len().saturating_sub(most);
    let rows: Vec<_> = neighbours.rows.into_iter().take(most).collect();
    let is_empty = rows.is_empty();
    view! {
        <div class="neighbours" role="group" aria-label=label data-testid=name on:keydown=move |event| step(&event)>
            {rows
                .into_iter()
                .enumerate()
                .map(|(index, row)| view! { <Line document row is_first=index == 0 /> })
                .collect_view()}
            {is_empty.then(|| view! { <p class="neighbours-note">{none}</p> })}
            {(more > 0).then(|| view! { <p class="neighbours-note">{format!("and {more} more, lighter than these")}</p> })}
        </div>
    }
}

#[component]
fn Line(
    /// Whose selection.
    document: Document,
    /// The function.
    row: Neighbour,
    /// Whether Tab leads here; the arrows lead to the others.
    is_first: bool,
) -> impl IntoView {
    let function = row.function;
    let whole = format!("{}{}", row.path, row.name);
    view! {
        <button
            type="button"
            class="neighbour"
            tabindex=if is_first { "0" } else { "-1" }
            title=whole
            on:click=move |_| document.send(Request::Select(Some(function)))
            on:pointerenter=move |_| document.send(Request::Light(Some(function)))
            on:pointerleave=move |_| document.send(Request::Light(None))
        >
            <span class="neighbour-value" title=row.value_exact>{row.value}</span>
            <span class="neighbour-percent">
                <span class="bar" aria-hidden="true" style:width=fixed(f64::from(row.bar) * 100.0, 1) + "%"></span>
                <span class="number">{row.percent}</span>
            </span>
            <span class="neighbour-name">
                <span class="neighbour-path">{row.path}</span>
                {row.name}
            </span>
            {row.is_inlined.then(|| view! { <span class="badge">"inline"</span> })}
        </button>
    }
}

/// Arrows, Home and End go from line to line.
pub fn step(event: &KeyboardEvent) {
    let Some(focused) = window::focused() else { return };
    let to = |element: Option<web_sys::Element>| element.and_then(|it| it.dyn_into::<HtmlElement>().ok());
    let list = focused.parent_element();
    let next = match event.key().as_str() {
        "ArrowDown" => to(focused.next_element_sibling()),
        "ArrowUp" => to(focused.previous_element_sibling()),
        "Home" => to(list.and_then(|list| list.first_element_child())),
        "End" => to(list.and_then(|list| list.query_selector("button:last-of-type").ok().flatten())),
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    if let Some(next) = next.filter(|next| next.tag_name() == "BUTTON") {
        let focused = next.focus();
        debug_assert!(focused.is_ok(), "focus never throws");
    }
}
