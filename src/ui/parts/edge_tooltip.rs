//! Values of the call graph's edge under the pointer.

use leptos::html;
use leptos::prelude::*;

use crate::browser::window;
use crate::ui::parts::placement::edges;
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
    let px = |length: Option<f64>| length.map_or_else(|| "auto".to_owned(), |length| format!("{length:.0}px"));
    view! {
        {move || {
            let facts = document.hover_edge.get()?;
            let corner = pane.get()?.get_bounding_client_rect();
            let (x, y) = (corner.left() + facts.at[0], corner.top() + facts.at[1]);
            let edges = edges(x, y - POINTER, y + POINTER, window::size());
            let is_inlined = facts.is_inlined.then(|| view! { <span class="badge">"inlined"</span> });
            let is_residual = facts.is_residual.then(|| view! { <span class="badge">"over hidden functions"</span> });
            Some(
                view! {
                    <div
                        class="tooltip"
                        role="tooltip"
                        data-testid="edge-tooltip"
                        style:left=px(edges.left)
                        style:right=px(edges.right)
                        style:top=px(edges.top)
                        style:bottom=px(edges.bottom)
                    >
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
                    </div>
                },
            )
        }}
    }
}
