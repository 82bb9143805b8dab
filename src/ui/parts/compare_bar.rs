//! What is compared: both sides with their totals, the change, how it is drawn, and what its colours mean.

use leptos::prelude::*;

use crate::protocol::comparing::Comparing;
use crate::ui::commands::{Command, words};
use crate::ui::state::document::Document;

/// Switches, what stands on them, and what tests call them.
const SWITCHES: [(Comparing, &str, &str); 4] = [
    (Comparing::SWAPPED, "swap", "compare-swap"),
    (Comparing::NEW_WIDTHS, "as wide as new", "compare-new"),
    (Comparing::NORMALIZED, "same total", "compare-normalize"),
    (Comparing::OF_CHANGE, "% of change", "compare-base"),
];

/// What each of the words about the sides is, for the style sheet.
const PARTS: [&str; 6] = [
    "side-name",
    "side-total",
    "side-name",
    "side-total",
    "side-change",
    "compare-note",
];

/// The row of a comparison, below the header; other files have none.
#[component]
pub fn CompareBar(
    /// The comparison.
    document: Document,
) -> impl IntoView {
    // One piece, made anew at every change of it: each small one that follows by itself weighs as much.
    let inner = move || {
        let (how, sides) = document.view.with(|view| (view.place.how, view.sides.clone()));
        let sides = sides.into_iter().zip(PARTS).map(|(words, class)| {
            let title = words.clone();
            view! { <span class=class title=title>{words}</span> }
        });
        let switches = SWITCHES.map(|(switch, text, name)| {
            view! {
                <button
                    type="button"
                    class="button-quiet"
                    aria-pressed=how.has(switch).to_string()
                    title=words(Command::CompareAs(switch))
                    data-testid=name
                    on:click=move |_| document.compare(switch)
                >
                    {text}
                </button>
            }
        });
        view! {
            {sides.collect_view()}
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
