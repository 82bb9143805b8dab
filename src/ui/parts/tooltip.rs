//! Values of the frame under the pointer, near it, never over it and never out of the window.

use leptos::html;
use leptos::prelude::*;

use crate::ui::parts::tip::{beside, tip};
use crate::ui::state::document::Document;
use crate::ui::state::page::Page;

/// The tooltip of a document's flame graph.
#[component]
pub fn Tooltip(
    /// Whose frames.
    document: Document,
    /// The element whose top left corner frames are measured from.
    pane: NodeRef<html::Div>,
) -> impl IntoView {
    let page: Page = expect_context();
    let is_held = page.is_tooltip_held;
    // While Shift is held, the last facts stay, where they are.
    let shown = Memo::new(move |before: Option<&Option<_>>| {
        let held = is_held.get().then(|| before.cloned().flatten()).flatten();
        held.or_else(|| {
            let facts = document.hover.get()?;
            let [x, _] = document.pointer.get();
            let [_, top, _, height] = facts.rect?;
            let at = beside(pane, x, top, top + height)?;
            Some((facts, at))
        })
    });
    view! {
        {move || {
            let (facts, at) = shown.get()?;
            let of_zoomed = document.view.with(|view| view.is_zoomed);
            let of_zoomed = of_zoomed.then(|| format!("{} of the zoomed frame", facts.percent_of_zoomed));
            let told = view! {
                <p class="tooltip-name">
                    {facts.name.clone()}
                    {facts.is_inlined.then(|| view! { <span class="badge">"inlined"</span> })}
                </p>
                {(!facts.place.is_empty()).then(|| view! { <p class="tooltip-place">{facts.place.clone()}</p> })}
                <dl class="tooltip-values">
                    <dt>"total"</dt>
                    <dd title=facts.total_exact.clone()>{facts.total.clone()}</dd>
                    <dd>{with_sides(format!("{} of all", facts.percent_of_total), &facts.sides, 0)}</dd>
                    <dt>"self"</dt>
                    <dd title=facts.own_exact.clone()>{facts.own.clone()}</dd>
                    <dd>{with_sides(of_zoomed.unwrap_or_default(), &facts.sides, 2)}</dd>
                </dl>
                <p class="tooltip-more">
                    {format!(
                        "function: flat {}, cum {}, {}",
                        facts.function_flat,
                        facts.function_cum,
                        frames(facts.function_frames),
                    )}
                </p>
            };
            Some(tip(at, "tooltip", Some(is_held), told.into_any()))
        }}
    }
}

/// Words, and for a comparison what the value was and is.
pub fn with_sides(words: String, sides: &[String], from: usize) -> String {
    match sides.get(from..from + 2) {
        Some(both) => format!("{words}\n{}", both.join(" → ")),
        None => words,
    }
}

/// How many frames, in words.
pub fn frames(count: u32) -> String {
    if count == 1 {
        "1 frame".to_owned()
    } else {
        format!("{count} frames")
    }
}
