//! The profile seen otherwise: the sandwich, packages, files, or without recursion; what is on the panes, the worker says.

use leptos::html;
use leptos::prelude::*;

use crate::protocol::Pane;
use crate::protocol::aside::Aside;
use crate::protocol::request::Request;
use crate::protocol::screen::Screen;
use crate::ui::parts::canvas_pane::CanvasPane;
use crate::ui::parts::tooltip::Tooltip;
use crate::ui::parts::when::When;
use crate::ui::reactive::effect;
use crate::ui::state::document::Document;

/// Two pictures, one above the other, and the choice of what they show.
#[component]
pub fn AsideView(
    /// The file.
    document: Document,
) -> impl IntoView {
    let aside = move || match document.screen.get() {
        Screen::Aside(aside) if document.is_open() => Some(aside),
        _ => None,
    };
    effect(move || document.send(Request::Aside(aside())));
    on_cleanup(move || document.send(Request::Aside(None)));
    let facts = document.aside;
    // Whether the pointer is on the upper picture: what is under it is told of one of them.
    let pointed = RwSignal::new(false);
    let title = move || facts.with(|facts| facts.title.clone());
    let choices = Aside::ALL.map(|choice| {
        view! {
            <button
                type="button"
                class="view-button"
                aria-pressed=move || (aside() == Some(choice)).to_string()
                data-testid=format!("aside-{}", choice.word())
                on:click=move |_| document.screen.set(Screen::Aside(choice))
            >
                {choice.word()}
            </button>
        }
    });
    let pictures = [Pane::Above, Pane::Below].map(|pane| {
        let node = NodeRef::<html::Div>::new();
        let words = move || {
            facts.with(|facts| {
                if pane == Pane::Above {
                    facts.above.clone()
                } else {
                    facts.below.clone()
                }
            })
        };
        let label = Signal::derive(move || format!("{}: {}", title(), words()));
        view! {
            <div class="aside-part" hidden=move || words().is_empty() on:pointerenter=move |_| pointed.set(pane == Pane::Above)>
                <p>{words}</p>
                <div node_ref=node class="aside-picture">
                    <CanvasPane document pane label />
                </div>
                <When is=move || pointed.get() == (pane == Pane::Above)>
                    <Tooltip document pane=node />
                </When>
            </div>
        }
    });
    view! {
        <section class="aside" aria-label="The profile seen otherwise" data-panel="" data-testid="aside">
            <header class="aside-top">
                <div class="view-switch" role="group" aria-label="How it is seen">{choices.collect_view()}</div>
                <h2 data-testid="aside-title">{title}</h2>
            </header>
            {pictures.collect_view()}
        </section>
    }
}
