//! What is told of the timeline: near the pointer in few words, in the panel all of it.

use leptos::html;
use leptos::prelude::*;

use crate::protocol::decimal::fixed;
use crate::protocol::request::Request;
use crate::protocol::timeline::{Line, Part, TimelineCommand, Told};
use crate::ui::parts::tip::{beside, tip};
use crate::ui::state::document::Document;

/// What is under the pointer.
#[component]
pub fn SliceTooltip(
    /// Whose timeline.
    document: Document,
    /// The element whose top left corner places are measured from.
    pane: NodeRef<html::Div>,
) -> impl IntoView {
    view! {
        {move || {
            let told = document.trace.hover.get()?;
            let [x, _] = document.pointer.get();
            let [_, top, _, height] = told.rect;
            let at = beside(pane, x, top, top + height)?;
            let told = view! {
                <p class="tooltip-name">{told.title.clone()}</p>
                <p class="tooltip-place">{told.place.clone()}</p>
                {parts(document, &told)}
            };
            Some(tip(at, "slice-tooltip", None, told.into_any()))
        }}
    }
}

/// What is selected, or how to select.
#[component]
pub fn SliceFacts(
    /// Whose timeline.
    document: Document,
) -> impl IntoView {
    let told = move || document.trace.timeline.with(|timeline| timeline.told.clone());
    view! {
        {move || match told() {
            Some(told) => {
                view! {
                    <div class="details-head">
                        <span class="details-name">{told.title.clone()}</span>
                    </div>
                    <div class="details-place">{told.place.clone()}</div>
                    {parts(document, &told)}
                }
                    .into_any()
            }
            None => {
                view! {
                    <p class="details-hint">
                        "Click a slice to see its stack, who woke it and what came before and after. Drag over the lanes or the ruler \
                        to add up a part of the time. Shift and drag move, Ctrl and wheel zoom at the pointer; "
                        <kbd>"?"</kbd> " shows all keys."
                    </p>
                }
                    .into_any()
            }
        }}
    }
}

fn parts(document: Document, told: &Told) -> AnyView {
    let part = |part: &Part| {
        let heading = (!part.heading.is_empty()).then(|| view! { <h3>{part.heading.clone()}</h3> });
        let lines = part.lines.iter().map(|told| line(document, told)).collect_view();
        view! {
            {heading}
            <dl class="details-values slice-lines">{lines}</dl>
        }
    };
    told.parts.iter().map(part).collect_view().into_any()
}

fn line(document: Document, line: &Line) -> AnyView {
    let text = line.text.clone();
    let text = match line.link {
        Some(link) => view! {
            <button type="button" class="slice-link" on:click=move |_| document.send(Request::Timeline(TimelineCommand::Follow(link)))>
                {text}
            </button>
        }
        .into_any(),
        None => text.into_any(),
    };
    let share = line.share.map(|(state, share)| {
        view! { <i class="slice-share" data-state=state.to_string() style=("--share", fixed(share, 4))></i> }
    });
    view! {
        <div>
            {(!line.name.is_empty()).then(|| view! { <dt>{line.name.clone()}</dt> })}
            <dd>{text}</dd>
            {share}
        </div>
    }
    .into_any()
}
