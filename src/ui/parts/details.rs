//! The selected frame and its values, in a strip under the picture that never covers it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::window;
use crate::protocol::reply::FrameFacts;
use crate::protocol::request::FlameCommand;
use crate::ui::commands::{Command, hint};
use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::parts::tooltip::frames;
use crate::ui::perform::Performer;
use crate::ui::state::document::Document;

/// What is selected, or how to select.
#[component]
pub fn Details(
    /// Whose selection.
    document: Document,
) -> impl IntoView {
    view! {
        <section class="details" aria-label="Selection" data-panel="" data-testid="details">
            {move || match document.selected.get() {
                Some(facts) => view! { <Selected document facts /> }.into_any(),
                None => {
                    view! {
                        <p class="details-hint">
                            "Click a frame to select it, double-click to zoom. Ctrl and wheel zoom at the pointer; "
                            <kbd>"?"</kbd> " shows all keys."
                        </p>
                    }
                        .into_any()
                }
            }}
        </section>
    }
}

/// The strip for one frame, or for a function as a whole.
#[component]
fn Selected(
    /// Whose selection.
    document: Document,
    /// What is selected.
    facts: Arc<FrameFacts>,
) -> impl IntoView {
    let performer: Performer = expect_context();
    let name = facts.name.clone();
    let copy = move |_| performer.copy(name.clone(), "Copied the name.".to_owned());
    let zoom = hint(Command::ZoomToSelection).map_or_else(String::new, |key| format!("Zoom to it ({key})"));
    let is_frame = facts.frame.is_some();
    view! {
        <div class="details-head">
            <span class="details-name" title=facts.name.clone()>{facts.name.clone()}</span>
            {facts.is_inlined.then(|| view! { <span class="badge">"inlined"</span> })}
            <span class="details-place" title=facts.place.clone()>{facts.place.clone()}</span>
            <button type="button" class="button-quiet" title="Copy the name" aria-label="Copy the name" on:click=copy>
                <Icon sign=Sign::Copy />
            </button>
            <button
                type="button"
                class="button-quiet"
                title=zoom
                on:click=move |_| document.flame(FlameCommand::ZoomToSelection)
            >
                "Zoom"
            </button>
            <button
                type="button"
                class="button-quiet"
                title="Deselect (Esc)"
                aria-label="Deselect"
                on:click=move |event| {
                    document.flame(FlameCommand::Deselect);
                    if event.detail() == 0 {
                        // By the keyboard, whose button goes.
                        focus_view(document);
                    }
                }
            >
                <Icon sign=Sign::Close />
            </button>
        </div>
        <dl class="details-values">
            {is_frame.then(|| view! {
                <div title=facts.total_exact.clone()>
                    <dt>"this frame"</dt>
                    <dd>{format!("{} ({} of all)", facts.total, facts.percent_of_total)}</dd>
                </div>
                <div title=facts.own_exact.clone()>
                    <dt>"self"</dt>
                    <dd>{facts.own.clone()}</dd>
                </div>
            })}
            <div>
                <dt>"function flat"</dt>
                <dd>{facts.function_flat.clone()}</dd>
            </div>
            <div>
                <dt>"cum"</dt>
                <dd>{format!("{} in {}", facts.function_cum, frames(facts.function_frames))}</dd>
            </div>
        </dl>
    }
}

/// Gives the keyboard to the picture, or to the list that stands in its place.
pub fn focus_view(document: Document) {
    for part in ["picture", "list"] {
        // What is not shown does not take it.
        window::focus(&document.id.element(part));
    }
}

/// The selection in one sentence.
pub fn sentence(facts: &FrameFacts) -> String {
    let FrameFacts {
        name,
        total,
        percent_of_total,
        among,
        function_flat,
        function_cum,
        ..
    } = facts;
    if facts.frame.is_some() {
        let inlined = if facts.is_inlined { ", inlined" } else { "" };
        let among = if among.is_empty() {
            String::new()
        } else {
            format!(", {among}")
        };
        format!("{name}{inlined}, {total}, {percent_of_total} of all{among}")
    } else {
        format!("{name}: flat {function_flat}, cum {function_cum}")
    }
}
