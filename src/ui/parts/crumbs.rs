//! The way from the whole to what is zoomed to, each step a button back.

use leptos::prelude::*;

use crate::protocol::request::FlameCommand;
use crate::ui::reactive::memo;
use crate::ui::state::document::Document;

/// The breadcrumbs of a flame graph.
#[component]
pub fn Crumbs(
    /// Whose zoom.
    document: Document,
) -> impl IntoView {
    let crumbs = memo(move || document.view.with(|view| view.crumbs.clone()));
    view! {
        <nav class="crumbs" aria-label="Zoom" data-testid="crumbs">
            <ol>
                {move || {
                    let crumbs = crumbs.get();
                    let last = crumbs.len().saturating_sub(1);
                    crumbs
                        .into_iter()
                        .enumerate()
                        .map(|(index, crumb)| {
                            let frame = crumb.frame;
                            // The first step is everything, which has a command of its own.
                            let back = if index == 0 { FlameCommand::Reset } else { FlameCommand::ZoomTo(frame) };
                            view! {
                                <li>
                                    <button
                                        type="button"
                                        class="crumb"
                                        aria-current=(index == last).then_some("true")
                                        title=crumb.label.clone()
                                        on:click=move |_| document.flame(back)
                                    >
                                        {crumb.label.clone()}
                                    </button>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ol>
        </nav>
    }
}
