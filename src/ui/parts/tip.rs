//! The box that tells of what is under the pointer: near it, never over it and never out of the window.

use leptos::html;
use leptos::prelude::*;

use crate::browser::window;
use crate::protocol::decimal::fixed;
use crate::ui::parts::placement::{Edges, edges};

/// Where a box stands that tells of something in a pane: at a place from the window's left, over what reaches from a height of
/// the pane to another; none where the pane is gone.
pub fn beside(pane: NodeRef<html::Div>, x: f64, top: f64, bottom: f64) -> Option<Edges> {
    let corner = pane.get()?.get_bounding_client_rect();
    Some(edges(x, corner.top() + top, corner.top() + bottom, window::size()))
}

/// The box, with what is told in it; marked while something holds it where it is.
pub fn tip(at: Edges, name: &'static str, is_held: Option<RwSignal<bool>>, told: AnyView) -> AnyView {
    let px = |length: Option<f64>| length.map_or_else(|| "auto".to_owned(), |length| fixed(length, 0) + "px");
    view! {
        <div
            class="tooltip"
            class:is-held=move || is_held.is_some_and(|is_held| is_held.get())
            role="tooltip"
            data-testid=name
            style:left=px(at.left)
            style:right=px(at.right)
            style:top=px(at.top)
            style:bottom=px(at.bottom)
        >
            {told}
        </div>
    }
    .into_any()
}
