//! Peek: the selected function between its callers and its callees, as `go tool pprof -peek` prints it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::protocol::details::Details;
use crate::ui::parts::neighbours::NeighbourList;
use crate::ui::state::document::Document;

/// Callers above, callees below.
#[component]
pub fn Peek(
    /// Whose selection.
    document: Document,
) -> impl IntoView {
    view! {
        <section class="peek" aria-label="Callers and callees" data-panel="" data-testid="peek">
            {move || match document.details.get() {
                Some(details) => view! { <Sides document details /> }.into_any(),
                None => {
                    view! {
                        <p class="peek-hint">
                            "Select a function in the flame graph, the call graph or the table: here stand all that call it and all that it calls."
                        </p>
                    }
                        .into_any()
                }
            }}
        </section>
    }
}

#[component]
fn Sides(
    /// Whose selection.
    document: Document,
    /// The function and its neighbours.
    details: Arc<Details>,
) -> impl IntoView {
    let Details {
        callers,
        callees,
        name,
        flat,
        flat_exact,
        flat_percent,
        cum,
        cum_exact,
        cum_percent,
        ..
    } = (*details).clone();
    let count = |neighbours: &crate::protocol::details::Neighbours| neighbours.rows.len() + neighbours.more as usize;
    let (above, below) = (count(&callers), count(&callees));
    view! {
        <h2>{format!("Called by {above}")}</h2>
        <NeighbourList
            document
            label="Callers"
            none="Nothing calls it: its stacks begin here."
            neighbours=callers
            most=usize::MAX
            name="peek-callers"
        />
        <div class="peek-function" data-testid="peek-function">
            <strong class="peek-name">{name}</strong>
            <dl class="peek-values">
                <div title=flat_exact><dt>"flat"</dt><dd>{format!("{flat} · {flat_percent}")}</dd></div>
                <div title=cum_exact><dt>"cum"</dt><dd>{format!("{cum} · {cum_percent}")}</dd></div>
            </dl>
        </div>
        <h2>{format!("Calls {below}")}</h2>
        <NeighbourList
            document
            label="Callees"
            none="It calls nothing: all of its samples end in it."
            neighbours=callees
            most=usize::MAX
            name="peek-callees"
        />
        <p class="peek-note">"Percentages are shares of the function's cum: every sample once, however often it takes a call again."</p>
    }
}
