//! The head of the table: what the columns are, and by which the rows are ordered.

use leptos::prelude::*;

use crate::protocol::request::TopColumn;
use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::reactive::memo;
use crate::ui::state::document::Document;

/// A column: its class, its heading, what it means, and the order it gives.
type Column = (&'static str, &'static str, &'static str, Option<TopColumn>);

/// The columns, left to right, as `go tool pprof -top` has them, and the file.
const COLUMNS: [Column; 7] = [
    (
        "cell-flat",
        "flat",
        "Value in the function itself",
        Some(TopColumn::Flat),
    ),
    ("cell-flat-percent", "flat%", "Flat as a share of the total", None),
    (
        "cell-sum",
        "sum%",
        "The flat% of this row and those above it, added up",
        None,
    ),
    (
        "cell-cum",
        "cum",
        "Value in the function and all it called",
        Some(TopColumn::Cum),
    ),
    ("cell-cum-percent", "cum%", "Cum as a share of the total", None),
    ("cell-name", "function", "Function name", Some(TopColumn::Name)),
    ("cell-file", "file", "Source file", Some(TopColumn::File)),
];

/// The columns of a comparison: old, new and change.
const COMPARED: [Column; 10] = [
    (
        "cell-side",
        "old flat",
        "Value in the function itself, in the old file",
        None,
    ),
    ("cell-side", "new flat", "The same in the new file", None),
    (
        "cell-flat",
        "Δ flat",
        "What changed in the function itself, by size",
        Some(TopColumn::Flat),
    ),
    ("cell-flat-percent", "Δ%", GROWTH, Some(TopColumn::FlatGrowth)),
    (
        "cell-side",
        "old cum",
        "Value in the function and all it called, in the old file",
        None,
    ),
    ("cell-side", "new cum", "The same in the new file", None),
    (
        "cell-cum",
        "Δ cum",
        "What changed in the function and all it called, by size",
        Some(TopColumn::Cum),
    ),
    ("cell-cum-percent", "Δ% cum", GROWTH, Some(TopColumn::CumGrowth)),
    COLUMNS[5],
    COLUMNS[6],
];
const GROWTH: &str = "The same as a share of the total: what grew before what shrank";

/// The head; it stays while rows scroll.
#[component]
pub fn TableHead(
    /// Whose table.
    document: Document,
) -> impl IntoView {
    let unit = memo(move || document.view.with(|view| view.unit.clone()));
    view! {
        <div class="table-head" role="rowgroup">
            <div class="table-row" role="row" aria-rowindex="1">
                {if document.is_comparison() { &COMPARED[..] } else { &COLUMNS }
                    .iter()
                    .map(|&(class, heading, meaning, column)| {
                        let order = move || {
                            let (by, is_ascending) = document.table.order.get();
                            (column == Some(by)).then_some(is_ascending)
                        };
                        let words = move || match (column, unit.get()) {
                            (Some(TopColumn::Flat | TopColumn::Cum), unit) if !unit.is_empty() && unit != "count" => format!("{heading} ({unit})"),
                            _ => heading.to_owned(),
                        };
                        view! {
                            <div
                                class=format!("cell {class}")
                                role="columnheader"
                                title=meaning
                                aria-sort=move || order().map(|up| if up { "ascending" } else { "descending" })
                            >
                                {match column {
                                    Some(column) => {
                                        view! {
                                            <button
                                                type="button"
                                                class="column-button"
                                                data-testid=format!("sort-{heading}")
                                                on:click=move |_| document.table.order_by(document, column)
                                            >
                                                <span class="column-words">{words}</span>
                                                {move || {
                                                    order()
                                                        .map(|up| view! { <Icon sign=if up { Sign::Up } else { Sign::Down } /> })
                                                }}
                                            </button>
                                        }
                                            .into_any()
                                    }
                                    None => view! { <span>{heading}</span> }.into_any(),
                                }}
                            </div>
                        }
                    })
                    .collect_view()}
            </div>
        </div>
    }
}
