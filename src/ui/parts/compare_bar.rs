//! What is compared: both sides with their totals, the change, how it is drawn, and what its colours mean.

use leptos::prelude::*;
use web_sys::File;

use crate::protocol::comparing::Comparing;
use crate::ui::commands::{Command, hint, words};
use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::state::document::Document;

/// Switches, what stands on them, and what they do.
const SWITCHES: [(Comparing, &str); 3] = [
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
    let how = Memo::new(move |_| document.view.with(|view| view.place.how));
    let sides = Memo::new(move |_| document.view.with(|view| view.sides.clone()));
    let part = move |at: usize| sides.with(|sides| sides.get(at).cloned().unwrap_or_default());
    let side = move |is_new: bool| {
        let name = move || {
            if is_new == how.get().has(Comparing::SWAPPED) {
                document.base_name().unwrap_or_default()
            } else {
                document.file.with_value(File::name)
            }
        };
        view! {
            <span class="side" title=name>
                <span class="side-kind">{if is_new { "new" } else { "old" }}</span>
                <span class="side-name">{name}</span>
                <strong>{move || part(usize::from(is_new))}</strong>
            </span>
        }
    };
    let change = move || {
        let (change, growth) = (part(2), part(3));
        if growth.is_empty() {
            change
        } else {
            format!("{change} · {growth} of old")
        }
    };
    let switch = move |switch: Comparing, what: AnyView| {
        let command = Command::CompareAs(switch);
        let key = hint(command).map_or_else(String::new, |key| format!(" ({key})"));
        view! {
            <button
                type="button"
                class="button-quiet"
                aria-pressed=move || how.get().has(switch).to_string()
                title=format!("{}{key}", words(command))
                data-testid=format!("compare-{}", switch.words())
                on:click=move |_| document.compare(switch)
            >
                {what}
            </button>
        }
    };
    view! {
        <section class="compare-bar" aria-label="Comparison" data-panel="" data-testid="compare-bar">
            {side(false)}
            {switch(Comparing::SWAPPED, view! { <Icon sign=Sign::Swap /><span class="visually-hidden">"Swap"</span> }.into_any())}
            {side(true)}
            <strong class="side-change" data-testid="compare-change">{change}</strong>
            <span class="compare-note" role="status">{move || part(4)}</span>
            {SWITCHES.map(|(it, words)| switch(it, words.into_any())).collect_view()}
            <span class="legend" title="Of the flame graph: the stronger, the more of a box is change in one direction">
                "less" <span class="legend-scale"></span> "more " <span class="legend-new"></span> "new"
            </span>
        </section>
    }
}
