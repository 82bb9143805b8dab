//! The flame graph: breadcrumbs, the picture, the overview while zoomed, and the selection.
//!
//! The overview stands on the side away from the root. So nothing moves under the pointer when it
//! comes: the picture gives up rows at its far end, and the root stays where it is.

use leptos::html;
use leptos::prelude::*;

use crate::protocol::request::FlameCommand;
use crate::protocol::{Pane, Twin};
use crate::ui::commands::{Command, hint};
use crate::ui::parts::canvas_pane::CanvasPane;
use crate::ui::parts::crumbs::Crumbs;
use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::parts::list_button::ListButton;
use crate::ui::parts::tooltip::Tooltip;
use crate::ui::parts::treegrid::Treegrid;
use crate::ui::parts::when::When;
use crate::ui::reactive::memo;
use crate::ui::state::document::Document;
use crate::ui::state::settings::Settings;

/// The flame graph of one document.
#[component]
pub fn Flame(
    /// The file.
    document: Document,
) -> impl IntoView {
    let settings: Settings = expect_context();
    let pane = NodeRef::<html::Div>::new();
    let is_empty = move || {
        let opened = document.opened.get();
        opened.is_some_and(|opened| opened.is_empty)
    };
    let is_list = document.list(Twin::Flame).is_shown;
    let is_zoomed = memo(move || document.view.with(|view| view.is_zoomed));
    let label = move || {
        let name = document.name();
        let kind = document
            .opened
            .get()
            .map(|opened| opened.kind.clone())
            .unwrap_or_default();
        let (in_view, total) = document.view.with(|view| (view.in_view.clone(), view.total.clone()));
        format!("Flame graph of {name}, {kind}: {in_view} of {total} in view. Press L for the same as a list.")
    };
    view! {
        <section class="flame" class:is-list=is_list aria-label="Flame graph" data-panel="">
            <FlameBar document is_zoomed />
            <div class="flame-panes" class:is-root-below=settings.is_root_below>
                <div node_ref=pane class="flame-picture">
                    <CanvasPane document pane=Pane::Flame label=Signal::derive(label) is_focusable=true />
                    <When is=is_empty>
                        <p class="flame-empty">
                            "No samples: while this was recorded, nothing happened that it counts. "
                            "Record for longer, or while there is something to do."
                        </p>
                    </When>
                </div>
                <div class="minimap" class:is-hidden=move || !is_zoomed.get()>
                    <CanvasPane document pane=Pane::Minimap label="Overview of the whole flame graph" />
                </div>
            </div>
            <When is=move || is_list.get()>
                <Treegrid document twin=Twin::Flame label="Frames, each below its caller, the heaviest first" />
            </When>
            <Tooltip document pane />
        </section>
    }
}

/// The row above the picture.
#[component]
fn FlameBar(
    /// The file.
    document: Document,
    /// Whether less than everything is shown.
    is_zoomed: Memo<bool>,
) -> impl IntoView {
    let settings: Settings = expect_context();
    let reset = hint(Command::ZoomReset).map(|key| format!("Show everything ({key})"));
    view! {
        <div class="flame-bar">
            <Crumbs document />
            <button
                type="button"
                class="button-quiet"
                title=reset
                data-testid="zoom-reset"
                disabled=move || !is_zoomed.get()
                on:click=move |_| document.flame(FlameCommand::Reset)
            >
                "Reset"
            </button>
            <ListButton document twin=Twin::Flame />
            <button
                type="button"
                class="button-quiet"
                aria-pressed=move || settings.is_root_below.get().to_string()
                aria-label="Root at the bottom"
                title="Root on top or at the bottom"
                data-testid="orientation"
                on:click=move |_| settings.is_root_below.update(|is_below| *is_below = !*is_below)
            >
                <Icon sign=Sign::Flip />
            </button>
        </div>
    }
}
