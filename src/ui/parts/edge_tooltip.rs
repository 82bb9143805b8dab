//! Values of the call graph's edge under the pointer.

use leptos::html;
use leptos::prelude::*;

use crate::ui::parts::tip::{beside, tip};
use crate::ui::state::document::Document;

/// Half the height of what the pointer covers, in CSS pixels.
const POINTER: f64 = 10.0;

/// The tooltip of an edge.
#[component]
pub fn EdgeTooltip(
    /// Whose edges.
    document: Document,
    /// The element whose top left corner places are measured from.
    pane: NodeRef<html::Div>,
) -> impl IntoView {
    view! {
        {move || {
            let facts = document.hover_edge.get()?;
            let corner = pane.get()?.get_bounding_client_rect();
            let [x, y] = facts.at;
            let at = beside(pane, corner.left() + x, y - POINTER, y + POINTER)?;
            let is_inlined = facts.is_inlined.then(|| view! { <span class="badge">"inlined"</span> });
            let is_residual = facts.is_residual.then(|| view! { <span class="badge">"over hidden functions"</span> });
            let told = view! {
                <p class="tooltip-name">{facts.from.clone()}</p>
                <p class="tooltip-name">"→ " {facts.to.clone()} {is_inlined} {is_residual}</p>
                <dl class="tooltip-values">
                    <dt>"value"</dt>
                    <dd title=facts.value_exact.clone()>{facts.value.clone()}</dd>
                    <dd>{format!("{} of all", facts.percent)}</dd>
                </dl>
                <p class="tooltip-more">
                    {format!("{} of the caller, {} of the callee", facts.percent_of_caller, facts.percent_of_callee)}
                </p>
            };
            Some(tip(at, "edge-tooltip", None, told.into_any()))
        }}
    }
}
