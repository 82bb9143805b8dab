//! What is compared: both sides with their totals, the change, how it is drawn, and what its colours mean.

use leptos::prelude::*;
use web_sys::File;

use crate::protocol::comparing::Comparing;
use crate::ui::commands::{Command, words};
use crate::ui::state::document::Document;

/// Switches and what stands on them.
const SWITCHES: [(Comparing, &str); 4] = [
    (Comparing::SWAPPED, "swap"),
    (Comparing::NEW_WIDTHS, "as wide as new"),
    (Comparing::NORMALIZED, "same total"),
    (Comparing::OF_CHANGE, "% of change"),
];

/// The row of a comparison, below the header; other files have none.
#[component]
pub fn CompareBar(
    /// The comparison.
    document: Document,
) -> impl IntoView {
    let state = Memo::new(move |_| document.view.with(|view| (view.place.how, view.sides.clone())));
    // One piece, made anew at every change of it: each small one that follows by itself weighs as much.
    let inner = move || {
        let (how, sides) = state.get();
        let part = |at: usize| sides.get(at).cloned().unwrap_or_default();
        let mut names = document.files().iter().map(File::name).collect::<Vec<_>>();
        if !how.has(Comparing::SWAPPED) {
            names.reverse();
        }
        let totals = names
            .into_iter()
            .zip(["old", "new"])
            .enumerate()
            .map(|(at, (name, side))| {
                view! {
                    <span class="side">
                        <span class="side-kind">{side}</span>
                        <span class="side-name">{name}</span>
                        <strong>{part(at)}</strong>
                    </span>
                }
            });
        let growth = part(3);
        let change = if growth.is_empty() {
            part(2)
        } else {
            format!("{} · {growth} of old", part(2))
        };
        let switches = SWITCHES.map(|(switch, text)| {
            view! {
                <button
                    type="button"
                    class="button-quiet"
                    aria-pressed=how.has(switch).to_string()
                    title=words(Command::CompareAs(switch))
                    data-testid=format!("compare-{}", switch.words())
                    on:click=move |_| document.compare(switch)
                >
                    {text}
                </button>
            }
        });
        view! {
            {totals.collect_view()}
            <strong class="side-change" data-testid="compare-change">{change}</strong>
            <span class="compare-note">{part(4)}</span>
            {switches.into_iter().collect_view()}
        }
    };
    view! {
        <section class="compare-bar" aria-label="Comparison" data-panel="" data-testid="compare-bar">
            {inner}
            <span class="legend" title="Of the flame graph: the stronger, the more of a box is change in one direction">
                "less" <span class="legend-scale"></span> "more " <span class="legend-new"></span> "new"
            </span>
        </section>
    }
}
